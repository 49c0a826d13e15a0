"""Steps in order."""

from __future__ import annotations

from typing import Annotated, ClassVar

from msgspec import Meta

from aura_nb.specs.kinds.kind import Kind, Said


class Steps(Kind, tag="steps"):
    """Numbered steps that appear one by one when the voice reaches them; `start` is the first one's number."""

    begins_bare: ClassVar[bool] = True

    items: Annotated[list[Said], Meta(min_length=1, max_length=40)]
    start: Annotated[int, Meta(ge=0, le=9999)] = 1

    @property
    def step_count(self) -> int:
        """Its items."""
        return len(self.items)

    @property
    def states(self) -> int:
        """One for each step; the heading alone is the first."""
        return len(self.items)
