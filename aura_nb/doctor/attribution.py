"""Which scenes a finding is about, so that it can stand where it is mended."""

from __future__ import annotations

import re

import msgspec

from aura_nb.doctor.check import Check
from aura_nb.regex import regex
from aura_nb.specs import Storyboard

_LINE = regex(r"^(?P<file>[^:]+):(?P<line>\d+): |\bline (?P<bare>\d+)\b")


def attributed(check: Check, storyboard: Storyboard) -> Check:
    """The finding with the scenes that its message names by where they were written, unless it has them already."""
    if check.scenes or check.status == "pass":
        return check
    named = [scene.id for scene in storyboard.scenes if scene.source and _names(check.message, scene.source.place)]
    if not named and (found := _LINE.search(check.message)) is not None:
        line = int(found["line"] or found["bare"])
        before = [
            scene.id
            for scene in storyboard.scenes
            if scene.source and scene.source.cell is None and scene.source.line and scene.source.line <= line
        ]
        named = before[-1:]
    return msgspec.structs.replace(check, scenes=named)


def _names(message: str, place: str) -> bool:
    """Whether a message names a place, and not merely one that it is the beginning of: cell 1 is not cell 12."""
    return bool(place) and re.search(rf"{re.escape(place)}(?!\d)", message) is not None
