"""When to connect again: pure, told of what happens and of the time."""

from __future__ import annotations

DELAYS = (1.0, 2.0, 4.0, 8.0, 16.0)
QUIET_SECONDS = 30.0
STEADY_SECONDS = 10.0
LONGEST_RETRY_AFTER = 300.0


class Reconnection:
    """Waits of 1, 2, 4, 8 and 16 seconds; then none, or for a `quiet` follower one of 30 seconds for ever.

    >>> line = Reconnection()
    >>> [line.lost() for _ in range(6)]
    [1.0, 2.0, 4.0, 8.0, 16.0, None]
    """

    def __init__(self, *, quiet: bool = False) -> None:
        self.attempt = 0
        self._quiet = quiet
        self._first_byte: float | None = None

    def opened(self) -> None:
        """A connection begins; no byte of it has come."""
        self._first_byte = None

    def heard(self, now: float) -> bool:
        """Bytes came at `now`, in seconds. True once they have come for ten seconds: the count then starts anew."""
        if self._first_byte is None:
            self._first_byte = now
        if now - self._first_byte < STEADY_SECONDS:
            return False
        self.attempt = 0
        return True

    def forgive(self) -> None:
        """Start the count anew: the reader itself kept the line waiting."""
        self.attempt = 0

    def lost(self, retry_after: float | None = None) -> float | None:
        """The line was lost, or could not be had: the seconds to wait, None when it is time to give up."""
        self.attempt += 1
        delay: float | None = QUIET_SECONDS if self._quiet else None
        if self.attempt <= len(DELAYS):
            delay = DELAYS[self.attempt - 1]
        if delay is not None and retry_after is not None:
            delay = max(delay, min(retry_after, LONGEST_RETRY_AFTER))
        return delay

    @property
    def is_lost(self) -> bool:
        """Whether the five attempts are used up."""
        return self.attempt > len(DELAYS)
