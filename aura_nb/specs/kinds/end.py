"""The last card."""

from __future__ import annotations

from aura_nb.specs.kinds.kind import Kind, Line


class End(Kind, tag="end"):
    """The last card: the heading and a closing line."""

    text: Line = ""

    @property
    def step_count(self) -> int:
        """It appears at once."""
        return 0
