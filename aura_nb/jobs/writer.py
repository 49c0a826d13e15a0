"""The one thread that writes: whatever is queued is committed together, so that a slow disk is waited for once.

Each operation has a savepoint of its own: one that is refused leaves no trace and does not harm the others. A future
resolves only after the commit that made its change durable.
"""

from __future__ import annotations

import contextlib
import logging
import math
import sqlite3
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, NamedTuple, TypeVar

from aura_nb.errors import AuraError, DiskFull, InternalError
from aura_nb.jobs.connections import Patience, code, connect, explain, is_busy
from aura_nb.jobs.log import Transaction
from aura_nb.wire.events import Event

T = TypeVar("T")
Operation = Callable[[Transaction], T]

log = logging.getLogger(__name__)

# Operations that share a commit; more would make the first of them wait.
GROUP = 256
# What fails with these is wrong in itself; with any other code the whole transaction may be gone.
_OPERATION_ERRORS = (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.DataError, sqlite3.InterfaceError)
# The connection stays good after these.
_HARMLESS = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


class _Work(NamedTuple):
    operation: Operation[Any]
    future: Future[Any]


class _Committed(NamedTuple):
    outcomes: list[tuple[Any, Exception | None]]
    version: int | None  # the log's, if anything changed
    appended: list[Event]


class StoreWriter:
    """Runs operations in the order they were put, each exactly once or not at all."""

    def __init__(
        self, path: Path, *, clock: Callable[[], float], committed: Callable[[int, Sequence[Event]], None]
    ) -> None:
        """`committed` is called from the writer's thread after each commit: the log's version, and the new events."""
        self._path = path
        self._clock = clock
        self._committed = committed
        self._connection: sqlite3.Connection | None = connect(path)
        self._queue: SimpleQueue[_Work | None] = SimpleQueue()
        self._entry = threading.Lock()
        self._closing = False
        self._patient = True
        self._thread = threading.Thread(target=self._run, name="aura-store-writer", daemon=True)
        self._thread.start()

    def put(self, operation: Operation[T]) -> Future[T]:
        """Queue an operation; a future canceled before its turn is not run."""
        future: Future[T] = Future()
        with self._entry:
            if not self._closing:
                self._queue.put(_Work(operation, future))
                return future
        future.set_exception(InternalError("The job store is closed.", remedy="Open it again."))
        return future

    def hurry(self) -> None:
        """From now on another program's lock is waited for only as long as SQLite does."""
        self._patient = False

    def close(self) -> None:
        """Write what is queued, then end the thread."""
        self.hurry()
        with self._entry:
            if self._closing:
                return
            self._closing = True
            self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        ended = False
        while not ended:
            taken = [self._queue.get()]
            with contextlib.suppress(Empty):
                while len(taken) < GROUP:
                    taken.append(self._queue.get_nowait())
            ended = None in taken
            group = [work for work in taken if work is not None and work.future.set_running_or_notify_cancel()]
            if group:
                self._commit(group)
        self._disconnect()

    def _commit(self, group: Sequence[_Work]) -> None:
        try:
            outcomes, version, appended = self._patiently(group)
        except Exception as error:  # noqa: BLE001 - the thread must live on, and those who wait must hear
            self._recover(error)
            failure = explain(error, self._path) if isinstance(error, sqlite3.Error) else error
            if isinstance(failure, DiskFull) and len(group) > 1:
                # What needs little room may still find it.
                for work in group:
                    self._commit([work])
                return
            for work in group:
                work.future.set_exception(failure)
            return
        for work, (value, refusal) in zip(group, outcomes, strict=True):
            if refusal is None:
                work.future.set_result(value)
            else:
                work.future.set_exception(refusal)
        if version is not None:
            self._committed(version, appended)

    def _patiently(self, group: Sequence[_Work]) -> _Committed:
        """Nobody is refused because somebody else holds the database, whichever statement meets the lock.

        The group is run again from its begin; only a store that is told to hurry gives up.
        """
        held = Patience(self._path, math.inf)
        while True:
            try:
                return self._attempt(group)
            except sqlite3.Error as error:
                if not is_busy(error) or not self._patient:
                    raise
                self._recover(error)
                held.wait()

    def _attempt(self, group: Sequence[_Work]) -> _Committed:
        """Run a group in one transaction: results and refusals, and what is new in the log."""
        if self._connection is None:
            self._connection = connect(self._path)
        connection = self._connection
        connection.execute("BEGIN IMMEDIATE")
        before = connection.total_changes
        transaction = Transaction(connection, round(self._clock() * 1000))
        outcomes = [_one(transaction, work.operation) for work in group]
        changed = connection.total_changes > before
        if changed:
            transaction.save()
        connection.execute("COMMIT")
        return _Committed(outcomes, transaction.head.version if changed else None, transaction.appended)

    def _recover(self, error: Exception) -> None:
        connection = self._connection
        try:
            if connection is not None and connection.in_transaction:
                connection.execute("ROLLBACK")
        except sqlite3.Error as second:
            error = second
        if not isinstance(error, sqlite3.Error) or code(error) not in _HARMLESS:
            self._disconnect()

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(sqlite3.Error):  # what was committed is safe; the rest was told its failure
                connection.close()


def _one(transaction: Transaction, operation: Operation[Any]) -> tuple[Any, Exception | None]:
    connection, head, before = transaction.connection, transaction.head, len(transaction.appended)
    connection.execute("SAVEPOINT operation")
    try:
        value = operation(transaction)
    except sqlite3.Error as error:
        if not isinstance(error, _OPERATION_ERRORS):
            raise
        refusal: Exception = error
    except Exception as error:  # noqa: BLE001 - given to the caller that asked for the operation
        refusal = error
    else:
        connection.execute("RELEASE operation")
        return value, None
    connection.execute("ROLLBACK TO operation")
    connection.execute("RELEASE operation")
    transaction.head = head
    del transaction.appended[before:]
    if not isinstance(refusal, AuraError):
        log.error("A write to the job store failed", exc_info=refusal)
    return None, refusal
