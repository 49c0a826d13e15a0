"""A note, a tip, a warning."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import field

from aura_nb.specs.kinds.kind import Kind, Line, shown
from aura_nb.specs.runs import Runs
from aura_nb.specs.spec import SAYS_SOMETHING

Sort = Literal["note", "tip", "important", "warning", "caution"]


class Callout(Kind, tag="callout", kw_only=True):
    """What should not be overlooked: a note, a tip, a warning, with a title of its own where it has one.

    JSON calls its sort `type`, since `kind` tells what a scene shows.
    """

    text: (
        Annotated[str, shown("prose", min_length=1, max_length=2000, extra_json_schema=SAYS_SOMETHING)]
        | Annotated[Runs, shown("prose", needed=True)]
    )
    sort: Sort = field(name="type", default="note")
    title: Line = ""

    @property
    def step_count(self) -> int:
        """It appears at once."""
        return 0
