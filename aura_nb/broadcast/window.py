"""The newest stretch of the log in memory, shared by all readers: each of them holds a position, and no queue. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from aura_nb.broadcast.stream_text import StreamEntry

# What a reader may be behind and still be served from memory; further back it reads the log itself.
ENTRIES = 2048
BYTES = 4 * 2**20


# Before the first news nothing is known of the log.
_NOT_BEGUN = 2**63


class Window:
    """All entries with a sequence above `start`, up to `head`, without a hole; nothing before the first `restart`."""

    def __init__(self, *, entries: int = ENTRIES, size: int = BYTES) -> None:
        self.start = _NOT_BEGUN
        self.head = 0
        self._most_entries = entries
        self._most_bytes = size
        self._entries: list[StreamEntry] = []
        self._sequences: list[int] = []
        self._size = 0
        self._joined: dict[int, bytes] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def extend(self, entries: Sequence[StreamEntry], head: int) -> None:
        """Add what follows, which ends at `head`; the oldest entries make room."""
        self._joined.clear()
        self._entries += entries
        self._sequences += [each.sequence for each in entries]
        self._size += sum(len(each.text) for each in entries)
        self.head = max(self.head, head)
        if len(self._entries) > self._most_entries or self._size > self._most_bytes:
            self._make_room()

    def restart(self, start: int) -> None:
        """Forget all: between what was known and `start` there may be a hole."""
        self._entries, self._sequences, self._size = [], [], 0
        self._joined.clear()
        self.start = self.head = max(start, self.head)

    def after(self, position: int) -> list[StreamEntry] | None:
        """The entries that follow a position; None when the log must be asked."""
        if position < self.start:
            return None
        return self._entries[bisect_right(self._sequences, position) :]

    def joined(self, position: int, entries: Sequence[StreamEntry]) -> bytes:
        """The text of all entries after a position, made once for all who stand there."""
        text = self._joined.get(position)
        if text is None:
            text = self._joined[position] = b"".join(each.text for each in entries)
        return text

    def _make_room(self) -> None:
        # By half, so that the lists are not moved at each event.
        gone = 0
        while len(self._entries) - gone > self._most_entries // 2 or self._size > self._most_bytes // 2:
            self._size -= len(self._entries[gone].text)
            gone += 1
        self.start = self._sequences[gone - 1]
        del self._entries[:gone], self._sequences[:gone]
