"""The beat of keep-alives: it counts from the stream's start, and neither events nor a late loop move it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Beat:
    """Calls `wake` every so many seconds; `take` says, once, that one is due."""

    def __init__(self, seconds: float, wake: Callable[[], None]) -> None:
        self.is_due = False
        self._seconds = seconds
        self._wake = wake
        self._loop = asyncio.get_running_loop()
        self._began = 0.0
        self._count = 0
        self._timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Count from now on."""
        self._began = self._loop.time()
        self._set()

    def stop(self) -> None:
        """Be silent."""
        if self._timer is not None:
            self._timer.cancel()

    def take(self) -> bool:
        """Whether a beat is due that has not been taken."""
        due, self.is_due = self.is_due, False
        return due

    def _set(self) -> None:
        # Beats that a stopped machine slept through are not made up for.
        passed = int((self._loop.time() - self._began) / self._seconds)
        self._count = max(self._count, passed) + 1
        self._timer = self._loop.call_at(self._began + self._count * self._seconds, self._beat)

    def _beat(self) -> None:
        self.is_due = True
        self._set()
        self._wake()
