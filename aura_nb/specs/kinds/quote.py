"""What somebody said."""

from __future__ import annotations

from typing import Annotated

from aura_nb.specs.kinds.kind import Kind, Line, shown
from aura_nb.specs.runs import Runs
from aura_nb.specs.spec import SAYS_SOMETHING


class Quote(Kind, tag="quote"):
    """What somebody said or wrote, and who; a line of verse ends with two spaces."""

    text: (
        Annotated[str, shown("lines", min_length=1, max_length=1000, extra_json_schema=SAYS_SOMETHING)]
        | Annotated[Runs, shown("lines", needed=True)]
    )
    by: Line = ""

    @property
    def step_count(self) -> int:
        """It appears at once."""
        return 0
