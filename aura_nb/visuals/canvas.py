"""What a visual of another package is given to draw with, and what it gives back; light until something is typeset."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from aura_nb.visuals.fonts import Lettering
from aura_nb.visuals.theme import Theme


class Drawn(Struct, frozen=True):
    """One state of a scene: a PNG as large as the frame, and the text that newly appears in it.

    A state after the first appears when the voice reaches its `cue`; "" leaves its time to the others.
    """

    png: bytes
    cue: str = ""


@dataclass(frozen=True, kw_only=True)
class Canvas:
    """The picture to fill: its size in pixels, the scene's heading, the language (BCP 47) and the theme.

    `strip` are the rows of pixels at the foot over which burned captions are shown; 0 where there are none.
    `progress` takes the fraction drawn, 0 to 1; what it raises ends the drawing and must pass through.
    """

    width: int
    height: int
    heading: str
    language: str
    theme: Theme
    lettering: Lettering
    progress: Callable[[float], None]
    strip: int = 0

    @property
    def fonts(self) -> list[Path]:
        """The files of the fonts chosen for the scene's text, the theme's own first, to draw letters oneself."""
        return [Path(file) for file in self.lettering.files]

    def typeset(self, source: str, **values: Any) -> list[bytes]:
        """Let Typst set `source`: a PNG for each page, in pixels if a page is `canvas.width` x `canvas.height` points.

        `values` (JSON values) reach it with `width`, `height`, `strip`, `heading`, `language` and `theme` as
        `#let d = json(bytes(sys.inputs.frame))`: as data, whatever is written in them. The fonts are `d.fonts`. Typst
        sees no file of the user's and no network. Raises `VisualFailed` with Typst's own words.
        """
        from aura_nb.visuals.typesetter import typeset_source  # noqa: PLC0415 - Typst is for the workers that draw

        frame = {
            "width": self.width,
            "height": self.height,
            "strip": self.strip,
            "heading": self.heading,
            "language": self.language,
            "theme": msgspec.to_builtins(self.theme),
        }
        return typeset_source(source, values | frame, self.lettering)
