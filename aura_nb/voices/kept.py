"""Sounds that are kept: a slow voice says no sentence twice, though the scene around it was changed.

Who runs the voices opens a shelf; without one, everything is spoken again.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Any, Protocol


class Shelf(Protocol):
    """Where sounds are kept by all that made them, JSON values."""

    def find(self, recipe: dict[str, Any]) -> bytes | None:
        """What was kept for a recipe."""
        ...

    def keep(self, recipe: dict[str, Any], content: bytes) -> None:
        """Keep what was made by a recipe."""
        ...


_shelf: ContextVar[Shelf | None] = ContextVar("shelf", default=None)


@contextlib.contextmanager
def keeping(shelf: Shelf) -> Iterator[None]:
    """Keep sounds on this shelf while the block lasts."""
    token = _shelf.set(shelf)
    try:
        yield
    finally:
        _shelf.reset(token)


def kept(recipe: dict[str, Any], make: Callable[[], bytes]) -> bytes:
    """What is on the shelf for a recipe, made and put there first where it is not."""
    shelf = _shelf.get()
    found = shelf.find(recipe) if shelf is not None else None
    if found is None:
        found = make()
        if shelf is not None:
            shelf.keep(recipe, found)
    return found
