"""Captions to be burned in: how large they are, the room they take, and their pictures.

The box stands at the foot of the safe area, in the theme's night, so dark that its letters can be read on anything.
Light until something is drawn: the process that plans asks for sizes and text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from aura_nb.visuals import slide_text
from aura_nb.visuals.fonts import Lettering
from aura_nb.visuals.own_theme import load
from aura_nb.visuals.theme import contrast


class Metrics(NamedTuple):
    """Captions in a frame, in pixels: the letters' `size`, the room below the box, a line's room, the rows they need.

    `columns` is how many letters of running text a line has room for.
    """

    size: float
    margin: float
    measure: float
    strip: int
    columns: int


def metrics(size: tuple[int, int]) -> Metrics:
    """The captions of a frame `width` x `height`: about 4 % of its short side, larger where it stands upright.

    >>> metrics((1920, 1080)).strip, metrics((1080, 1920)).strip
    (240, 310)
    """
    width, height = size
    upright = min(1.0, max(0.0, height / width - 1) / 0.78)
    letters = max(6.0, min(width, height) * (0.040 + 0.006 * upright))
    margin = 0.05 * height
    measure = 0.9 * width - 1.56 * letters
    # Two lines, as cues.typ sets them, with capitals as high as those of most faces, and air above.
    strip = margin + (0.56 + 0.7275 + 1.4 + 0.6) * letters + letters
    even = min(height // 2 * 2, -2 * (-int(strip + 1) // 2))
    # Letters of running text are about half as wide as they are high.
    return Metrics(letters, margin, measure, even, max(12, int(measure / (0.54 * letters))))


class ShownCaption(NamedTuple):
    """A caption as it is drawn: the pieces of each of its lines, and which of them is lit, counted over all from 0."""

    lines: Sequence[Sequence[str]]
    lit: int | None = None


def caption_text(narration: str) -> str:
    """All that the captions of a narration show."""
    return slide_text.line(narration)


def draw_cues(
    cues: Sequence[ShownCaption],
    *,
    size: tuple[int, int],
    theme: str,
    language: str,
    lettering: Lettering,
    folder: Path,
    progress: Callable[[float], None],
) -> list[str]:
    """Draw each cue into `folder` as a clear PNG that covers the frame's lowest rows; their names.

    Raises `RequestInvalid` (no such theme).
    """
    from aura_nb.visuals.typesetter import typeset_cues  # noqa: PLC0415 - Typst is for the workers that draw

    if not cues:
        return []
    found = metrics(size)
    lang, region = slide_text.locale(language)
    chosen = load(theme)
    sheet: dict[str, Any] = {
        "width": size[0],
        "strip": found.strip,
        "size": found.size,
        "margin": found.margin,
        "measure": found.measure,
        "lang": lang,
        "region": region,
        "theme": msgspec.to_builtins(chosen),
        # On the accent, whichever can be read better.
        "lit": max(
            (chosen.colours.snow, chosen.colours.night), key=lambda colour: contrast(colour, chosen.colours.accent)
        ),
        "cues": [_set(cue, language) for cue in cues],
    }
    names = []
    for index, png in enumerate(typeset_cues(sheet, lettering)):
        names.append(f"cue-{index:03}.png")
        (folder / names[-1]).write_bytes(png)
        progress((index + 1) / len(cues))
    return names


def _set(cue: ShownCaption, language: str) -> dict[str, Any]:
    """A caption as the template is told it: lines of parts, each a text, what follows it, and whether it is lit."""
    lines: list[list[dict[str, Any]]] = []
    number = 0
    for line in cue.lines:
        parts = []
        for piece in line:
            text = slide_text.line(piece)
            last = piece is line[-1]
            parts.append(
                {"text": text, "after": " " if piece[-1:].isspace() and not last else "", "lit": number == cue.lit}
            )
            number += 1
        if cue.lit is None:
            parts = [{"text": slide_text.line("".join(line)), "after": "", "lit": False}]
        lines.append(parts)
    text = " ".join(part["text"] for parts in lines for part in parts)
    return {"lines": lines, "rtl": slide_text.runs_right_to_left(text, language)}
