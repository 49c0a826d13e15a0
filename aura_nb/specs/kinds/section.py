"""The beginning of a part."""

from __future__ import annotations

from aura_nb.specs.kinds.kind import Kind, Line


class Section(Kind, tag="section"):
    """The beginning of a part: the heading, large, with a line below it and the part's number."""

    subtitle: Line = ""
    number: Line = ""

    @property
    def step_count(self) -> int:
        """It appears at once."""
        return 0
