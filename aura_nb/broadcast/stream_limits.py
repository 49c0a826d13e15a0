"""How many streams may be open: in all, and for one login. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from aura_nb.errors import StreamLimit

RETRY_SECONDS = 5


class Places:
    """Places for streams: `with places.one(login): ...`."""

    def __init__(self, *, most: int = 500, most_each: int = 20) -> None:
        self._most = most
        self._most_each = most_each
        self._taken: Counter[str] = Counter()

    @property
    def taken(self) -> int:
        """How many streams are open."""
        return self._taken.total()

    @contextmanager
    def one(self, login: str) -> Iterator[None]:
        """A place while the block runs. Raises `StreamLimit` when there is none."""
        if self._taken[login] >= self._most_each:
            raise StreamLimit(f"This login has {self._most_each} event streams open already.", retryAfter=RETRY_SECONDS)
        if self.taken >= self._most:
            raise StreamLimit(f"{self._most} event streams are open already.", retryAfter=RETRY_SECONDS)
        self._taken[login] += 1
        try:
            yield
        finally:
            self._taken[login] -= 1
            if not self._taken[login]:
                del self._taken[login]
