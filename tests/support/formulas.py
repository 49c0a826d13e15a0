"""The hundred formulas and their pictures."""

from __future__ import annotations

import json
import re
import tempfile
import tomllib
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import typst

from aura_nb.formulas import MATH_FAMILY, MATH_FONT
from aura_nb.formulas.typesetting import DrawnFormula, typeset

FOLDER = Path(__file__).parent.parent / "formulas"
GOLDEN = FOLDER / "golden"
_PAGES = r"""
#let d = json(bytes(sys.inputs.pages))
#set page(width: auto, height: auto, margin: 3pt, fill: white)
#set text(size: d.size * 1pt)
#show math.equation: set text(font: d.font)
#for f in d.formulas {
  page({
    if f.route == "typst" { math.equation(block: true, eval(f.source, mode: "math")) }
    else if f.route == "picture" { image(bytes(f.svg), format: "svg", height: f.height * d.size * 1pt) }
    else { raw(f.tex) }
  })
}
"""


def hundred() -> list[dict[str, str]]:
    """The formulas of `hundred.toml`, in order."""
    found: list[dict[str, str]] = tomllib.loads((FOLDER / "hundred.toml").read_text("utf-8"))["formula"]
    return found


def compiler(source: str, folder: str) -> typst.Compiler:
    """Typst with the formulas' font, for a page whose source this is."""
    page = Path(folder) / "page.typ"
    page.write_text(source, "utf-8")
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(Path(MATH_FONT).parent)])
    return typst.Compiler(str(page), root=folder, font_paths=fonts, ignore_system_fonts=True)


def drawn(formulas: list[DrawnFormula], size: int = 14) -> list[np.ndarray[Any, Any]]:
    """Each formula as a picture in grey, its letters `size` pixels to the em."""
    given = [
        {
            "route": formula.route,
            "source": formula.states[-1] if formula.states else "",
            "svg": formula.svg,
            "height": svg_height(formula) / 100,
            "tex": formula.tex,
        }
        for formula in formulas
    ]
    with tempfile.TemporaryDirectory() as folder:
        values = json.dumps({"formulas": given, "font": MATH_FAMILY, "size": size})
        made = compiler(_PAGES, folder).compile(format="png", ppi=72.0, sys_inputs={"pages": values})
    pages = made if isinstance(made, list) else [made]
    return [cv2.imdecode(np.frombuffer(page, np.uint8), cv2.IMREAD_GRAYSCALE) for page in pages if page]


def svg_height(formula: DrawnFormula) -> float:
    """How high a drawing of ziamath's is."""
    found = re.search(r'height="([\d.]+)"', formula.svg)
    return float(found[1]) if found else 0.0


def typeset_all() -> list[DrawnFormula]:
    """Every formula of the hundred, as it is drawn."""
    return [typeset(each["tex"], display=True) for each in hundred()]


def unlike(one: np.ndarray[Any, Any], other: np.ndarray[Any, Any]) -> float:
    """How far two pictures are apart where they differ most, from 0 to 255; a shift by a pixel is no difference."""
    if max(abs(a - b) for a, b in zip(one.shape, other.shape, strict=True)) > 2:
        return 255.0
    height, width = (max(sides) + 2 for sides in zip(one.shape, other.shape, strict=True))

    def placed(picture: np.ndarray[Any, Any], down: int, right: int) -> np.ndarray[Any, Any]:
        canvas = np.full((height, width), 255, np.uint8)
        canvas[down : down + picture.shape[0], right : right + picture.shape[1]] = picture
        return cv2.blur(canvas, (5, 5)).astype(np.int16)

    still = placed(one, 1, 1)
    shifts = [(down, right) for down in range(3) for right in range(3)]
    moved = [
        placed(other, *shift)
        for shift in shifts
        if all(a + b <= c for a, b, c in zip(shift, other.shape, still.shape, strict=True))
    ]
    return float(min(np.abs(still - each).max() for each in moved))
