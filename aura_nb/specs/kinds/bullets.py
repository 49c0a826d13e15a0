"""Points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, ClassVar

from msgspec import Meta

from aura_nb.specs.kinds.kind import Kind, Line, Said
from aura_nb.specs.runs import Words
from aura_nb.specs.spec import Spec


class Point(Spec):
    """A point with others below it."""

    text: Said
    items: Annotated[list[Said | Point], Meta(max_length=40)] = []


class Bullets(Kind, tag="bullets"):
    """Points that appear one by one when the voice reaches them, below an intro where there is one."""

    begins_bare: ClassVar[bool] = True

    items: Annotated[list[Said | Point], Meta(min_length=1, max_length=40)]
    intro: Line = ""

    @property
    def step_count(self) -> int:
        """Its points, and those below them."""
        return self.states

    @property
    def states(self) -> int:
        """One for each point; the heading alone is the first."""
        return sum(1 for _ in _all(self.items))


def _all(items: Sequence[Words | Point]) -> Iterator[Words]:
    for item in items:
        if isinstance(item, Point):
            yield item.text
            yield from _all(item.items)
        else:
            yield item
