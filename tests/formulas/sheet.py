"""The hundred formulas on contact sheets, each above its TeX and its words: open them and look.

python tests/formulas/sheet.py FOLDER      # the sheets
python tests/formulas/sheet.py --golden    # the small pictures that the tests compare with, after you have looked
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

import cv2

sys.path.insert(0, str(Path(__file__).parent.parent))

from support.formulas import GOLDEN, compiler, drawn, hundred, svg_height, typeset_all

from aura_nb.formulas import MATH_FAMILY
from aura_nb.formulas.in_words import spoken

PER_SHEET = 15
_SHEET = r"""
#let d = json(bytes(sys.inputs.sheet))
#set page(width: 1500pt, height: auto, margin: 30pt, fill: white)
#set text(font: d.font, size: 15pt)
#show math.equation: set text(font: d.font)
#let drawn(f, source) = {
  if f.route == "typst" { math.equation(block: true, eval(source, mode: "math")) }
  else if f.route == "picture" { image(bytes(f.svg), format: "svg", height: f.height * 26pt) }
  else { raw(f.tex) }
}
#grid(
  columns: (1fr, 1fr, 1fr), gutter: 16pt,
  ..d.formulas.map(f => block(width: 100%, stroke: 0.5pt + gray, inset: 10pt, breakable: false, {
    text(size: 12pt, fill: gray, f.name + " · " + f.route)
    v(4pt)
    for source in f.states {
      layout(room => {
        let whole = text(size: 26pt, drawn(f, source))
        let width = measure(whole).width
        let factor = calc.min(100%, room.width / calc.max(width, 1pt) * 100%)
        align(center, scale(factor, reflow: true, box(width: width, whole)))
      })
      v(6pt)
    }
    block(raw(f.tex))
    if f.said != none { text(size: 12pt, fill: rgb("#336"), f.said) }
    if f.warning != "" { text(size: 12pt, fill: red, f.warning) }
  }))
)
"""


def sheets(folder: Path) -> list[Path]:
    """Draw every sheet into a folder, and say which files they are."""
    made: list[Path] = []
    folder.mkdir(parents=True, exist_ok=True)
    every = list(zip(hundred(), typeset_all(), strict=True))
    with tempfile.TemporaryDirectory() as work:
        typesetter = compiler(_SHEET, work)
        for number, start in enumerate(range(0, len(every), PER_SHEET), start=1):
            shown = [
                {
                    "name": written["name"],
                    "tex": written["tex"],
                    "route": formula.route,
                    "states": formula.states or [""],
                    "svg": formula.svg,
                    "height": svg_height(formula) / 100,
                    "said": spoken(written["tex"], "en"),
                    "warning": formula.warning,
                }
                for written, formula in every[start : start + PER_SHEET]
            ]
            target = folder / f"formulas-{number:02}.png"
            values = json.dumps({"formulas": shown, "font": MATH_FAMILY})
            typesetter.compile(output=str(target), format="png", ppi=72.0, sys_inputs={"sheet": values})
            made.append(target)
    return made


def keep_golden() -> None:
    """Write the small picture of each formula."""
    GOLDEN.mkdir(exist_ok=True)
    for old in GOLDEN.glob("*.png"):
        old.unlink()
    for written, picture in zip(hundred(), drawn(typeset_all()), strict=True):
        cv2.imwrite(str(GOLDEN / f"{written['name'].replace(' ', '-')}.png"), picture, [cv2.IMWRITE_PNG_COMPRESSION, 9])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=Path("build/formulas"))
    parser.add_argument("--golden", action="store_true", help="the small pictures instead of the sheets")
    options = parser.parse_args()
    if options.golden:
        keep_golden()
    else:
        for path in sheets(options.folder):
            print(path)
