"""What a scene shows, as the templates are told it: plain JSON, all text as strings.

Light: the process that plans looks at the text to choose its fonts.
"""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from aura_nb.specs import Bullets, Custom, End, Picture, Scene, Text, Title
from aura_nb.visuals import scripts, wording
from aura_nb.visuals.theme import Theme


def scene_lines(scene: Scene) -> list[str]:
    """The lines a slide shows below its heading, fit to be set; at least one, which may be empty."""
    show = scene.show
    match show:
        case Title():
            lines = [wording.line(show.subtitle)]
        case End():
            lines = [wording.line(show.text)]
        case Bullets():
            lines = [item for item in map(wording.line, show.items) if item]
        case Text():
            lines = [paragraph.text for paragraph in wording.paragraphs(show.text)]
        case Picture():
            lines = [wording.line(show.caption)]
        case Custom():
            lines = [wording.line(text) for text in show.texts]
    return lines or [""]


def _verbatim(scene: Scene) -> list[bool]:
    if isinstance(scene.show, Text):
        return [paragraph.code for paragraph in wording.paragraphs(scene.show.text)] or [False]
    return []


def scene_text(scene: Scene) -> str:
    """All that a slide shows of the scene's text."""
    return "\n".join([wording.line(scene.heading), *scene_lines(scene)])


def scene_data(scene: Scene, *, size: tuple[int, int], theme: Theme, language: str, strip: int = 0) -> dict[str, Any]:
    """What the templates are told.

    `strip` are the rows at the foot that burned captions take. `plate` draws the ornament alone, `clip` keeps even
    towers of diacritics inside the safe area; tests turn them.
    """
    lang, region = wording.locale(language)
    text = scene_text(scene)
    return {
        "width": size[0],
        "height": size[1],
        "strip": strip,
        "kind": scene.show.__struct_config__.tag,
        "heading": wording.line(scene.heading),
        "lines": scene_lines(scene),
        "verbatim": _verbatim(scene),  # which of the lines are code
        "lang": lang,
        "region": region,
        "rtl": wording.runs_right_to_left(text, language),
        "tracked": not scripts.joins(text),
        "seed": int.from_bytes(hashlib.sha256(text.encode()).digest()[:4]) % 2**31,
        "theme": msgspec.to_builtins(theme),
        "plate": False,
        "clip": True,
    }
