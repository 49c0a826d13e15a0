"""Typst, kept warm: one scene's data in, one PNG per state or caption out.

Text goes to Typst as JSON and is only ever inserted as a string.
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
from aura_nb.visuals.typst_template import Template

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
    further = (MATH_FONT,) if mathematics else ()
    with _turn:
        template, families = kept(lettering, times(lettering), further=further)
        pngs, told = template.set(scene | families)
    cues = told["cue"]
    if len(pngs) != len(cues):
        raise InternalError(f"A slide has {len(cues)} states but {len(pngs)} pages.")
    return Pages(pngs, cues, msgspec.convert(told["region"], list[Region], strict=False))


def typeset_cues(cues: dict[str, Any], lettering: Lettering) -> list[bytes]:
    """Set one scene's captions (the JSON of `burned_captions.py`): a clear page each, of 1 pixel per point."""
    with _turn:
        template, families = kept(lettering, times(lettering), "cues.typ")
        pngs, _ = template.set(cues | families)
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


def times(lettering: Lettering) -> tuple[int, ...]:
    """When the files of the fonts were changed."""
    return tuple(Path(file).stat().st_mtime_ns for file in lettering.files)


@lru_cache(maxsize=8)
def kept(
    lettering: Lettering, _changed: tuple[int, ...], name: str = "slide.typ", *, further: tuple[str, ...] = ()
) -> tuple[Template, dict[str, Any]]:
    """A template that has just these fonts, and the families in order as Typst calls them."""
    chosen = shelf([*lettering.files, *further])
    called = {(str(Path(font.path).resolve()), font.index): font.family for font in chosen.fonts() if font.path}
    # A file that Typst does not take after all is left out: its characters become boxes.
    named = [
        (family, typeface)
        for typeface in lettering.typefaces
        if (family := called.get((str(Path(typeface.faces[0].path).resolve()), typeface.faces[0].index)))
    ]
    families = {
        "fonts": [{"name": family, "between": typeface.between_cjk} for family, typeface in named],
        "cap": lettering.typefaces[0].cap,
        "italic": len(lettering.typefaces[0].faces) > 1,
        "emoji": next((family for family, typeface in named if typeface.emoji), None),
    }
    return Template(name, chosen), families


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
