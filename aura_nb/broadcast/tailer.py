"""The one thread that follows the log: woken by commits, it reads what is new, encodes it, and posts it to the loop.

A thread of its own, and not the store's: whoever commits must not wait for readers, and a read must not hold up the
event loop.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from aura_nb.broadcast.frame import Frame, frame
from aura_nb.errors import AuraError, as_fault
from aura_nb.jobs.store import Store

log = logging.getLogger("aura_nb")

PAGE = 500
RETRY_SECONDS = 1.0


class News(NamedTuple):
    """What was read: `frames` up to `tip`. With `start` there is a hole before it. `woken` is `time.monotonic()`."""

    frames: Sequence[Frame]
    tip: int
    start: int | None
    woken: float


class Tailer:
    """Follows the log of one store. `post` and `fail` are called in its thread."""

    def __init__(
        self,
        store: Store,
        *,
        post: Callable[[News], None],
        fail: Callable[[AuraError], None],
        wanted: Callable[[], bool],
    ) -> None:
        """While nobody is there (`wanted` is False) commits are let pass unread."""
        self._store = store
        self._post = post
        self._fail = fail
        self._wanted = wanted
        self._position: int | None = None
        self._news = threading.Event()
        self._woken = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="aura-tailer", daemon=True)
        self._unsubscribe: Callable[[], None] = lambda: None

    def start(self) -> None:
        """Begin to follow."""
        self._unsubscribe = self._store.subscribe(self.wake)
        self._thread.start()
        self.wake()

    def close(self) -> None:
        """End the following; when this returns, nothing is posted any more."""
        self._unsubscribe()
        self._stop.set()
        self._news.set()
        if self._thread.ident is not None:
            self._thread.join()

    def wake(self) -> None:
        """There may be something new."""
        if not self._news.is_set():
            self._woken = time.monotonic()
            self._news.set()

    def _run(self) -> None:
        while True:
            self._news.wait()
            self._news.clear()
            if self._stop.is_set():
                return
            if not self._wanted():
                continue
            try:
                self._read()
            except Exception as error:  # noqa: BLE001 - the thread must live on, and the readers must hear
                fault = error if isinstance(error, AuraError) else as_fault(error, "The event log could not be read")
                log.warning("The event log could not be read: %s", fault)
                self._fail(fault)
                self._stop.wait(RETRY_SECONDS)
                self._news.set()

    def _read(self) -> None:
        woken = self._woken
        while not self._stop.is_set():
            with self._store.snapshot() as seen:
                tip = seen.tip()
                position = self._position
                # Nobody was there for long, or what follows our position has been removed: begin anew.
                fresh = position is None or tip.sequence - position > 2 * PAGE or position < tip.floor_sequence
                start = tip.sequence if fresh or position is None else position
                events = [] if fresh else seen.events(start, limit=PAGE)
            full = len(events) == PAGE
            reached = events[-1].sequence if full else tip.sequence
            if fresh or reached > start:
                self._post(News([frame(event) for event in events], reached, start if fresh else None, woken))
            self._position = reached
            if not full:
                return
