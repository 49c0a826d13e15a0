"""Follows the log: what this process commits is handed on at once, what others wrote is read by a thread of its own.

A writer must not wait for readers, and a read must not hold up the event loop. What was just committed here
need not be read back: asking SQLite takes several turns at Python's lock, which a busy loop gives away slowly.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from aura_nb.broadcast.stream_text import StreamEntry, entry
from aura_nb.errors import AuraError
from aura_nb.faults import as_fault
from aura_nb.jobs.store import Store
from aura_nb.wire.events import Event

log = logging.getLogger("aura_nb")

PAGE = 500
RETRY_SECONDS = 1.0


class News(NamedTuple):
    """What was read: `entries` up to `head`. With `start` there is a hole before it. `woken` is `time.monotonic()`."""

    entries: Sequence[StreamEntry]
    head: int
    start: int | None
    woken: float


class Tailer:
    """Follows the log of one store. `post` and `fail` are called in threads, never two at once."""

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
        self._turn = threading.Lock()
        self._news = threading.Event()
        self._woken = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="aura-tailer", daemon=True)
        self._unfollow: Callable[[], None] = lambda: None

    def start(self) -> None:
        """Begin to follow."""
        self._unfollow = self._store.follow(self._committed)
        self._thread.start()
        self.wake()

    def close(self) -> None:
        """End the following; when this returns, nothing is posted any more."""
        self._unfollow()
        self._stop.set()
        self._news.set()
        if self._thread.ident is not None:
            self._thread.join()

    def wake(self) -> None:
        """There may be something that must be read."""
        if not self._news.is_set():
            self._woken = time.monotonic()
            self._news.set()

    def _committed(self, appended: Sequence[Event] | None) -> None:
        """Hand on what follows directly on what was handed on before; anything else is read. Must not wait."""
        if appended is None:
            self.wake()
        elif appended and self._wanted():
            if not self._turn.acquire(blocking=False):
                self.wake()
                return
            try:
                handed = self._hand_on(appended)
            finally:
                self._turn.release()
            if not handed:
                self.wake()

    def _hand_on(self, appended: Sequence[Event]) -> bool:
        if self._stop.is_set() or self._position is None or appended[0].sequence > self._position + 1:
            return False
        new = [entry(event) for event in appended if event.sequence > self._position]
        if new:
            self._position = new[-1].sequence
            self._post(News(new, self._position, None, time.monotonic()))
        return True

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
        full = True
        while full and not self._stop.is_set():
            with self._turn:
                full = self._read_page(woken)

    def _read_page(self, woken: float) -> bool:
        """Hand on a page of what is new; whether there may be more."""
        position = self._position
        with self._store.snapshot() as seen:
            head = seen.head()
            # Nobody was there for long, or what follows our position has been removed: begin again.
            fresh = position is None or head.sequence - position > 2 * PAGE or position < head.floor_sequence
            start = head.sequence if fresh or position is None else position
            events = [] if fresh else seen.events(start, limit=PAGE)
        full = len(events) == PAGE
        reached = events[-1].sequence if full else head.sequence
        if fresh or reached > start:
            self._post(News([entry(event) for event in events], reached, start if fresh else None, woken))
        self._position = reached
        return full
