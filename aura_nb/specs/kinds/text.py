"""Running text."""

from __future__ import annotations

from typing import Annotated

from aura_nb.specs.kinds.kind import Kind, shown
from aura_nb.specs.runs import Runs
from aura_nb.specs.spec import SAYS_SOMETHING


class Text(Kind, tag="text"):
    """Running text; an empty line starts a paragraph, and one whose lines are all indented by four spaces is code.

    A line of verse ends with two spaces.
    """

    text: (
        Annotated[str, shown("prose", min_length=1, max_length=5000, extra_json_schema=SAYS_SOMETHING)]
        | Annotated[Runs, shown("prose", needed=True)]
    )
