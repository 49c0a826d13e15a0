"""Waking what waits for the store: at once for commits of this process, within a blink for another process's."""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from aura_nb.jobs.connections import connect
from aura_nb.jobs.log import LogHead
from aura_nb.wire.events import Event

C = TypeVar("C")
log = logging.getLogger(__name__)

# How often another process's commits are looked for; one look is a system call or two.
POLL_SECONDS = 0.15


class Notifier:
    """Calls subscribers after changes. A call says only that something may have changed: read, and know."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._subscribers: dict[object, Callable[[], None]] = {}
        self._followers: dict[object, Callable[[Sequence[Event] | None], None]] = {}
        self._version = 0
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def subscribe(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call `callback` after each change, from a thread of the store's; returns what ends that."""
        return self._add(self._subscribers, callback)

    def follow(self, callback: Callable[[Sequence[Event] | None], None]) -> Callable[[], None]:
        """As `subscribe`, but with the events that a commit of this process appended; None: it was another's."""
        return self._add(self._followers, callback)

    def _add(self, these: dict[object, C], callback: C) -> Callable[[], None]:
        token = object()
        with self._lock:
            these[token] = callback
            if self._thread is None and not self._stop.is_set():
                self._thread = threading.Thread(target=self._watch, name="aura-store-watcher", daemon=True)
                self._thread.start()

        def remove() -> None:
            with self._lock:
                these.pop(token, None)

        return remove

    def committed(self, version: int, appended: Sequence[Event] | None = None) -> None:
        """The log has come to this version: wake everybody who has not been woken for it.

        The events of this process's own commits are handed to the followers each time.
        """
        with self._lock:
            known = version <= self._version
            self._version = max(version, self._version)
            followers = [] if appended is None and known else list(self._followers.values())
            subscribers = [] if known else list(self._subscribers.values())
        for follower in followers:
            _call(partial(follower, appended))
        for subscriber in subscribers:
            _call(subscriber)

    def close(self) -> None:
        """End the watching."""
        self._stop.set()
        with self._lock:
            thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join()

    def _watch(self) -> None:
        """Look for other connections' commits as long as anybody wants to know."""
        connection: sqlite3.Connection | None = None
        seen = -1
        while not self._stop.wait(POLL_SECONDS):
            with self._lock:
                if not self._subscribers and not self._followers:
                    self._thread = None
                    break
            try:
                connection = connection or connect(self._path, reader=True)
                # Changes whenever another connection committed; a heartbeat does too, but leaves the version.
                present = connection.execute("PRAGMA data_version").fetchone()[0]
                version = LogHead.read(connection).version if present != seen else 0
                seen = present
            except sqlite3.Error as error:
                log.warning("The job database could not be watched: %s", error)
                _close(connection)
                connection, seen = None, -1
                continue
            self.committed(version)
        _close(connection)


def _call(callback: Callable[[], None]) -> None:
    try:
        callback()
    except Exception:
        log.exception("A subscriber of the job store failed")


def _close(connection: sqlite3.Connection | None) -> None:
    if connection is not None:
        with contextlib.suppress(sqlite3.Error):
            connection.close()
