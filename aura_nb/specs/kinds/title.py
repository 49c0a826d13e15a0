"""A title card."""

from __future__ import annotations

from aura_nb.specs.kinds.kind import Kind, Line


class Title(Kind, tag="title"):
    """The scene's heading, large, with a line below it."""

    subtitle: Line = ""

    @property
    def step_count(self) -> int:
        """It appears at once."""
        return 0
