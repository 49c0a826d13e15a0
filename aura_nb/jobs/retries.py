"""Writes that are tried again while a disk is full or fails: the waits between, how often it is said, and the end."""

from __future__ import annotations

import logging
import time

log = logging.getLogger("aura_nb")

FIRST_SECONDS, LAST_SECONDS = 1.0, 15.0
SAY_SECONDS = 60.0  # a disk may be full for days


class Retries:
    """For one write; `what` begins the sentence that says so. Without a `limit` in seconds it is tried for ever."""

    def __init__(self, what: str, *, limit: float | None) -> None:
        self._what = what
        self._limit = limit
        self._wait = FIRST_SECONDS
        self._since: float | None = None
        self._said = 0.0

    def after(self, error: Exception) -> float:
        """The seconds to wait after one more failure; raises the error when the limit is over."""
        now = time.monotonic()
        if self._since is None:
            self._since = now
        if self._limit is not None and now - self._since >= self._limit:
            raise error
        if not self._said or now - self._said >= SAY_SECONDS:
            log.warning("%s, and is tried again: %s", self._what, error)
            self._said = now
        wait, self._wait = self._wait, min(2 * self._wait, LAST_SECONDS)
        return wait

    def forget(self) -> None:
        """It went well."""
        self._since, self._said, self._wait = None, 0.0, FIRST_SECONDS
