"""Time for code that must stay right when somebody sets the clock, an hour forward or ten minutes back.

What is shown to people is the wall clock's (`time.time`); how long something took is a difference of
`time.monotonic`. How old a thing is whose moment the wall clock wrote down, such as a file, is asked of `settled`.
"""

from __future__ import annotations

import time

# A clock that nobody sets, and that goes on while the machine sleeps: that of the boot on Linux; on a Mac, the
# monotonic clock of POSIX, which is another than Python's.
_UNSET = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None))


def settled() -> float:
    """Seconds since the epoch, never further than the time that has really passed since this program began.

    A clock that is set forward makes everything look old: judged by this, nothing expires because of it. One that is
    set back makes things look younger than they are, and they are kept for longer.
    """
    return min(time.time(), _BEGAN + _passed() - _PASSED)


def _passed() -> float:
    return time.monotonic() if _UNSET is None else time.clock_gettime(_UNSET)


_BEGAN, _PASSED = time.time(), _passed()
