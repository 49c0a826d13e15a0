"""When the steps of a scene appear."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from aura_nb.errors import FieldError
from aura_nb.specs.fault_wording import figure, quoted
from aura_nb.specs.kinds import Show
from aura_nb.specs.phrase_places import starts
from aura_nb.specs.spec import SAYS_SOMETHING, Spec, joined


class Cue(Spec):
    """The step `show` of a scene (its first point is 1) appears as the narration's phrase `on` begins."""

    on: Annotated[str, Meta(min_length=1, max_length=500, extra_json_schema=SAYS_SOMETHING)]
    show: Annotated[int, Meta(ge=1, le=100)]


def unsaid(cues: Sequence[Cue], narration: str) -> list[tuple[int, str]]:
    """The places of cues whose phrases a narration does not say, or not behind the one before, and what is wrong.

    >>> unsaid([Cue(on="they fly", show=1), Cue(on="bees", show=2)], "Bees hum. They fly.")
    [(1, '"bees" is not said behind the one before')]
    """
    found = starts([cue.on for cue in cues], narration)
    return [
        (index, f"{quoted(cue.on)} is not said{' behind the one before' if index else ''}")
        for index, (cue, start) in enumerate(zip(cues, found, strict=True))
        if start is None
    ]


def wrong(scene: Mapping[str, Any], path: str) -> Iterator[FieldError]:
    """Steps that a scene has not, or not in their order."""
    try:
        cues = msgspec.convert(scene.get("cues", []), list[Cue])
        show = msgspec.convert(scene.get("show") or {"kind": "title"}, Show)
    except msgspec.ValidationError:
        return  # its own check says why
    where = joined(path, "cues")
    shown = 0
    for index, cue in enumerate(cues):
        if cue.show <= shown:
            yield FieldError(f"{where}[{index}].show", f"must be more than {shown}, which appears before")
        shown = max(shown, cue.show)
    if cues and show.step_count is not None and shown > show.step_count:
        last = f"has {figure(show.step_count)} steps" if show.step_count else "appears at once, without steps"
        yield FieldError(where, f"show step {shown}, but what the scene shows {last}")
