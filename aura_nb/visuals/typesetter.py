"""Typst, kept warm: one scene's data in, one PNG per state or caption out.

Text goes to Typst as JSON in `sys.inputs` and is only ever inserted as a string. Typst sees no file outside this
package, no font but those it is given, and no network.
"""

from __future__ import annotations

import json
import tempfile
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import msgspec
import typst
from msgspec import Struct

from aura_nb.errors import InternalError, VisualFailed
from aura_nb.formulas import MATH_FONT
from aura_nb.visuals.fonts import Lettering

_ROOT = Path(__file__).parent
_turn = Lock()


class Region(Struct, frozen=True):
    """Where a picture is seen: its file, the page from 1, and x, y, width and height in pixels of the frame.

    `view` is the part of it that is seen there, counted from 0.
    """

    file: str
    page: int
    box: tuple[float, float, float, float]
    view: int = 0

    @property
    def pixels(self) -> tuple[int, int, int, int]:
        """The box in whole pixels."""
        x, y, width, height = map(round, self.box)
        return x, y, width, height


class Pages(Struct, frozen=True):
    """A typeset scene: per state its PNG and its cue, and the regions of its pictures."""

    pngs: list[bytes]
    cues: list[str]
    regions: list[Region]


def typeset(scene: dict[str, Any], lettering: Lettering, *, mathematics: bool = False) -> Pages:
    """Set one scene (the JSON value `sheet.scene_data` makes), one page of 1 pixel per point for each state.

    With `mathematics`, the font of formulas is there as well.
    """
    with _turn:
        compiler, families = _compiler(lettering, _times(lettering), further=(MATH_FONT,) if mathematics else ())
        inputs = {"scene": json.dumps(scene | families)}
        try:
            made = compiler.compile(format="png", ppi=72.0, sys_inputs=inputs)
            cues = json.loads(compiler.query("<cue>", field="value"))
            regions = json.loads(compiler.query("<region>", field="value"))
        except typst.TypstError as error:
            raise InternalError("A slide could not be typeset.", typst=str(error)) from error
    pngs = made if isinstance(made, list) else [made or b""]
    if len(pngs) != len(cues):
        raise InternalError(f"A slide has {len(cues)} states but {len(pngs)} pages.")
    return Pages(pngs, cues, msgspec.convert(regions, list[Region], strict=False))


def typeset_cues(cues: dict[str, Any], lettering: Lettering) -> list[bytes]:
    """Set one scene's captions (the JSON of `burned_captions.py`): a clear page each, of 1 pixel per point."""
    with _turn:
        compiler, families = _compiler(lettering, _times(lettering), "cues.typ")
        try:
            made = compiler.compile(format="png", ppi=72.0, sys_inputs={"scene": json.dumps(cues | families)})
        except typst.TypstError as error:
            raise InternalError("Captions could not be typeset.", typst=str(error)) from error
    pngs = made if isinstance(made, list) else [made or b""]
    if len(pngs) != len(cues["cues"]):
        raise InternalError(f"There are {len(cues['cues'])} captions but {len(pngs)} pages.")
    return pngs


def typeset_source(source: str, frame: dict[str, Any], lettering: Lettering) -> list[bytes]:
    """See `Canvas.typeset`; `frame` is what the source is told, besides its fonts."""
    with _turn, tempfile.TemporaryDirectory(prefix="aura-typst-") as folder:
        chosen = shelf(lettering.files)
        called = {(str(Path(font.path).resolve()), font.index): font.family for font in chosen.fonts() if font.path}
        firsts = [typeface.faces[0] for typeface in lettering.typefaces]
        fonts = [name for face in firsts if (name := called.get((str(Path(face.path).resolve()), face.index)))]
        try:
            # Its root is an empty folder, and it is bytes: there is nothing beside it to be read.
            compiler = typst.Compiler(source.encode(), root=folder, font_paths=chosen, ignore_system_fonts=True)
            made = compiler.compile(format="png", ppi=72.0, sys_inputs={"frame": json.dumps(frame | {"fonts": fonts})})
        except typst.TypstError as error:
            raise VisualFailed(f"Typst could not set it: {error}", typst=str(error)) from error
    return [page for page in (made if isinstance(made, list) else [made]) if page]


def _times(lettering: Lettering) -> tuple[int, ...]:
    return tuple(Path(file).stat().st_mtime_ns for file in lettering.files)


@lru_cache(maxsize=8)
def _compiler(
    lettering: Lettering, _changed: tuple[int, ...], template: str = "slide.typ", *, further: tuple[str, ...] = ()
) -> tuple[typst.Compiler, dict[str, Any]]:
    """A compiler that has just these fonts, and the families in order as Typst calls them."""
    chosen = shelf([*lettering.files, *further])
    called = {(str(Path(font.path).resolve()), font.index): font.family for font in chosen.fonts() if font.path}
    # A file that Typst does not take after all is left out: its characters become boxes.
    named = [
        (name, typeface)
        for typeface in lettering.typefaces
        if (name := called.get((str(Path(typeface.faces[0].path).resolve()), typeface.faces[0].index)))
    ]
    families = {
        "fonts": [{"name": name, "between": typeface.between_cjk} for name, typeface in named],
        "cap": lettering.typefaces[0].cap,
        "italic": len(lettering.typefaces[0].faces) > 1,
        "emoji": next((name for name, typeface in named if typeface.emoji), None),
    }
    # The wheel's stubs forget that a path may stand beside fonts, so both are strings here.
    page = str(_ROOT / "templates" / template)
    return typst.Compiler(page, root=str(_ROOT), font_paths=chosen, ignore_system_fonts=True), families


def shelf(files: list[str]) -> typst.Fonts:
    """Exactly these font files. Typst takes folders, so for a moment there is one with links to them."""
    with tempfile.TemporaryDirectory(prefix="aura-fonts-") as folder:
        try:
            for number, file in enumerate(files):
                (Path(folder) / f"{number:02}{Path(file).suffix}").symlink_to(Path(file).resolve())
            places = [folder]
        except OSError:  # Windows lets few people make links: then whole folders, of which we name what we want
            places = sorted({str(Path(file).parent) for file in files})
        return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=places)
