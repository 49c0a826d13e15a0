"""Connections to the job database: how they are opened, lent to readers, and what their errors mean."""

from __future__ import annotations

import contextlib
import logging
import math
import os
import sqlite3
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, LifoQueue

from aura_nb.errors import AuraError, DatabaseLocked, DiskFull, InternalError, OutputUnwritable
from aura_nb.faults import NO_ROOM
from aura_nb.permissions import opener

log = logging.getLogger("aura_nb")

# How long SQLite waits for a lock before it says so; the caller then waits again.
BUSY_SECONDS = 30.0
# Longer than a commit of our own holds a network disk's database.
GLANCE_SECONDS = 0.2
CORRUPT = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_IDLE_READERS = 4
_WAL_BYTES = 64 * 2**20
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL}
_UNCERTAIN = {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN}


def connect(path: Path, *, reader: bool = False, wait: float | None = None) -> sqlite3.Connection:
    """A connection in autocommit mode to an existing database, for any one thread at a time.

    For a lock it waits `BUSY_SECONDS`, or as many as `wait` says.
    """
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw",
        uri=True,
        timeout=BUSY_SECONDS if wait is None else wait,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=256,
    )
    try:
        connection.execute("PRAGMA synchronous = FULL")
        # macOS keeps what was synced in the drive's memory unless it is asked this way.
        connection.execute("PRAGMA fullfsync = ON")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute(f"PRAGMA journal_size_limit = {_WAL_BYTES}")
        if reader:
            connection.execute("PRAGMA query_only = ON")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


class Patience:
    """How long somebody waits for a database that another program holds: for so many seconds, and says so meanwhile."""

    def __init__(self, path: Path, seconds: float) -> None:
        self._path = path
        self._seconds = seconds
        self._began = time.monotonic()

    def wait(self) -> None:
        """It was held for as long as SQLite waits. Raises `DatabaseLocked` when that is enough."""
        waited = time.monotonic() - self._began
        locked = DatabaseLocked(
            f"The job database {str(self._path)!r} is held by another program: {waited:.0f} s so far."
        )
        if waited >= self._seconds:
            raise locked
        log.warning("%s %s", locked.message, locked.remedy)


def code(error: sqlite3.Error) -> int:
    """SQLite's primary result code; -1 for an error of Python's own."""
    extended = getattr(error, "sqlite_errorcode", None)
    return -1 if extended is None else extended & 0xFF


def is_busy(error: sqlite3.Error) -> bool:
    """Whether somebody else held a lock for longer than we waited."""
    return code(error) in _BUSY


def explain(error: sqlite3.Error, path: Path) -> AuraError:
    """An error of SQLite's as one of ours."""
    if code(error) == sqlite3.SQLITE_FULL:
        return unwritable(f"The job database {str(path)!r}", full=True, reason=str(error))
    if is_busy(error):
        return DatabaseLocked(f"The job database {str(path)!r} is held by another program.")
    if code(error) in CORRUPT:
        return InternalError(
            f"The job database is damaged: {error}.",
            remedy="Start again: it will be moved aside and a new one begun.",
        )
    if code(error) in _UNCERTAIN:
        return unwritable(f"The job database {str(path)!r}", full=_no_room(path.parent), reason=str(error))
    if code(error) in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM}:
        return unwritable(f"The job database {str(path)!r}", full=False, reason=str(error))
    return InternalError(f"The job database failed: {error}.")


def unwritable(what: str, *, full: bool, reason: str) -> AuraError:
    """Why nothing can be written: for want of room, or for another reason."""
    if full:
        return DiskFull("The disk is full: the job database could not be written.")
    return OutputUnwritable(
        f"{what} cannot be written: {reason}.",
        remedy="Check the workspace's permissions and disk, or set AURA_WORKSPACE to another folder.",
        reason=reason,
    )


def _no_room(folder: Path) -> bool:
    """Whether a small file cannot be written for want of room: SQLite calls a quota that is used up an I/O error."""
    probe = folder / f".aura-{uuid.uuid4().hex}.part"
    try:
        with open(probe, "wb", opener=opener) as stream:
            stream.write(bytes(2**16))
            os.fsync(stream.fileno())
    except OSError as error:
        return error.errno in NO_ROOM
    finally:
        with contextlib.suppress(OSError):
            probe.unlink()
    return False


class Readers:
    """Connections that only read, lent one at a time to any thread; a few are kept open."""

    def __init__(self, path: Path, *, patience: float = math.inf) -> None:
        """Another program's lock is waited for, `patience` seconds at the most."""
        self.path = path
        self._patience = patience
        self._idle: LifoQueue[sqlite3.Connection] = LifoQueue()
        self._patient = True
        self._closed = False

    @contextlib.contextmanager
    def borrow(self) -> Iterator[sqlite3.Connection]:
        """A connection inside a transaction: all that is read through it is of one moment."""
        try:
            connection = self._begun()
            try:
                yield connection
                connection.execute("COMMIT")
            except sqlite3.Error:
                connection.close()
                raise
            except BaseException:
                connection.rollback()
                self._give_back(connection)
                raise
            self._give_back(connection)
        except sqlite3.Error as error:
            raise explain(error, self.path) from error

    @contextlib.contextmanager
    def glance(self) -> Iterator[sqlite3.Connection]:
        """As `borrow`, for an event loop, which must not wait: raises `DatabaseLocked` at once."""
        try:
            with contextlib.closing(connect(self.path, reader=True, wait=GLANCE_SECONDS)) as connection:
                connection.execute("BEGIN")
                yield connection
        except sqlite3.Error as error:
            raise explain(error, self.path) from error

    def _begun(self) -> sqlite3.Connection:
        """A connection inside a transaction that has begun to read: what follows waits for nobody."""
        held = Patience(self.path, self._patience)
        while True:
            connection = None
            try:
                connection = self._lent()
                connection.execute("BEGIN")
                connection.execute("SELECT 1 FROM log").fetchone()
            except sqlite3.Error as error:
                if connection is not None:
                    connection.close()
                if not is_busy(error) or not self._patient:
                    raise
                held.wait()
            else:
                return connection

    def _lent(self) -> sqlite3.Connection:
        try:
            return self._idle.get_nowait()
        except Empty:
            return connect(self.path, reader=True)

    def _give_back(self, connection: sqlite3.Connection) -> None:
        if self._closed or self._idle.qsize() >= _IDLE_READERS:
            connection.close()
        else:
            self._idle.put(connection)

    def hurry(self) -> None:
        """From now on another program's lock is waited for only as long as SQLite does."""
        self._patient = False

    def close(self) -> None:
        """Close the idle connections; lent ones are closed when they come back."""
        self.hurry()
        self._closed = True
        with contextlib.suppress(Empty):
            while True:
                self._idle.get_nowait().close()
