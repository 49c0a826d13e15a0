"""The newest stretch of the log in memory, shared by all readers: each of them holds a position, and no queue. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from aura_nb.broadcast.frame import Frame

# What a reader may be behind and still be served from memory; further back it reads the log itself.
FRAMES = 2048
BYTES = 4 * 2**20


# Before the first news nothing is known of the log.
_NOT_BEGUN = 2**63


class Window:
    """All frames with a sequence above `start`, up to `tip`, without a hole; nothing before the first `restart`."""

    def __init__(self, *, frames: int = FRAMES, size: int = BYTES) -> None:
        self.start = _NOT_BEGUN
        self.tip = 0
        self._most_frames = frames
        self._most_bytes = size
        self._frames: list[Frame] = []
        self._sequences: list[int] = []
        self._size = 0
        self._joined: dict[int, bytes] = {}

    def __len__(self) -> int:
        return len(self._frames)

    def extend(self, frames: Sequence[Frame], tip: int) -> None:
        """Add what follows, which ends at `tip`; the oldest frames make room."""
        self._joined.clear()
        self._frames += frames
        self._sequences += [each.sequence for each in frames]
        self._size += sum(len(each.text) for each in frames)
        self.tip = max(self.tip, tip)
        if len(self._frames) > self._most_frames or self._size > self._most_bytes:
            self._make_room()

    def restart(self, start: int) -> None:
        """Forget all: between what was known and `start` there may be a hole."""
        self._frames, self._sequences, self._size = [], [], 0
        self._joined.clear()
        self.start = self.tip = max(start, self.tip)

    def after(self, position: int) -> list[Frame] | None:
        """The frames that follow a position; None when the log must be asked."""
        if position < self.start:
            return None
        return self._frames[bisect_right(self._sequences, position) :]

    def joined(self, position: int, frames: Sequence[Frame]) -> bytes:
        """The text of all frames after a position, made once for all who stand there."""
        text = self._joined.get(position)
        if text is None:
            text = self._joined[position] = b"".join(each.text for each in frames)
        return text

    def _make_room(self) -> None:
        # By half, so that the lists are not moved at each event.
        gone = 0
        while len(self._frames) - gone > self._most_frames // 2 or self._size > self._most_bytes // 2:
            self._size -= len(self._frames[gone].text)
            gone += 1
        self.start = self._sequences[gone - 1]
        del self._frames[:gone], self._sequences[:gone]
