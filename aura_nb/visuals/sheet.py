"""What a scene shows, as the templates are told it: plain JSON, all text as strings.

Light: the process that plans looks at the text to choose its fonts.
"""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from aura_nb.specs import Scene
from aura_nb.specs.kinds.kind import SHOWN, Leaf
from aura_nb.visuals import scripts, wording
from aura_nb.visuals.theme import Theme


def scene_lines(scene: Scene) -> list[str]:
    """The lines a slide shows below its heading, fit to be set; at least one, which may be empty."""
    return [line for leaf in scene.show.leaves() if leaf.form in SHOWN for line in _lines(leaf) if line] or [""]


def _lines(leaf: Leaf) -> list[str]:
    if leaf.form == "prose":
        return [paragraph.text for paragraph in wording.paragraphs(leaf.text)]
    if leaf.form == "code":
        return wording.rows(leaf.text)
    return [wording.line(leaf.text)]


def _fit(leaf: Leaf) -> Any:
    """A text as its template is told it."""
    match leaf.form:
        case "prose":
            return [{"string": paragraph.text, "code": paragraph.code} for paragraph in wording.paragraphs(leaf.text)]
        case "code":
            return [{"text": row, "wide": wording.columns(row)} for row in wording.rows(leaf.text)]
        case "line":
            return wording.line(leaf.text)
    return leaf.text


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
        "show": scene.show.as_data(_fit),
        "heading": wording.line(scene.heading),
        "lang": lang,
        "region": region,
        "rtl": wording.runs_right_to_left(text, language),
        "tracked": not scripts.joins(text),
        "seed": int.from_bytes(hashlib.sha256(text.encode()).digest()[:4]) % 2**31,
        "theme": msgspec.to_builtins(theme),
        "words": wording.left_out(language),
        "sizes": {},  # of pictures, width and height by name
        "plate": False,
        "clip": True,
    }
