"""Time for code that must stay right when somebody sets the clock, an hour forward or ten minutes back.

What is shown to people is the wall clock's (`time.time`); how long something took is a difference of
`time.monotonic`. How old a thing is whose moment the wall clock wrote down, such as a file, is asked of `settled`.
"""

from __future__ import annotations

import time

# A clock that nobody sets, and that goes on while the machine sleeps: that of the boot on Linux; on a Mac, the
# monotonic clock of POSIX, which is another than Python's.
_UNSET = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None))


# Smaller steps are those by which time servers correct a clock.
_STEP_SECONDS = 2.0


class SetClock:
    """Notices that the wall clock was set, or that the machine slept, since it was last asked."""

    def __init__(self) -> None:
        self._ahead = time.time() - time.monotonic()

    def was_set(self) -> bool:
        """Whether the wall clock has gone on by another length than time itself."""
        before, self._ahead = self._ahead, time.time() - time.monotonic()
        return abs(self._ahead - before) > _STEP_SECONDS


def settled() -> float:
    """Seconds since the epoch, never further than the time that has really passed since this program began.

    A clock that is set forward makes everything look old: judged by this, nothing expires because of it. One that is
    set back makes things look younger than they are, and they are kept for longer.
    """
    return min(time.time(), _BEGAN + _passed() - _PASSED)


def _passed() -> float:
    return time.monotonic() if _UNSET is None else time.clock_gettime(_UNSET)


_BEGAN, _PASSED = time.time(), _passed()
