"""What somebody said."""

from __future__ import annotations

from aura_nb.specs.kinds.kind import Kind, Line, Said


class Quote(Kind, tag="quote"):
    """What somebody said or wrote, and who."""

    text: Said
    by: Line = ""

    @property
    def step_count(self) -> int:
        """It appears at once."""
        return 0
