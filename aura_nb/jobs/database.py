"""The database file: opened, checked, migrated, and moved aside when it is damaged; connections to it; its errors.

Commits are durable when they return: WAL with synchronous=FULL on local disks, a rollback journal with FULL where WAL
is refused or the disk is another machine's (WAL's shared memory does not reach over a network).
"""

from __future__ import annotations

import contextlib
import logging
import math
import os
import sqlite3
import time
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from queue import Empty, LifoQueue

import psutil
from filelock import FileLock, Timeout

from aura_nb.errors import NO_ROOM, AuraError, DatabaseLocked, DiskFull, InternalError, OutputUnwritable, reason_of
from aura_nb.jobs.schema import MIGRATIONS, Migration, migrate
from aura_nb.permissions import make_folder, opener

log = logging.getLogger("aura_nb")

# RETURNING came with 3.35.
OLDEST_SQLITE = (3, 35, 0)
# How long SQLite waits for a lock before it says so; whoever is told waits again.
BUSY_SECONDS = 30.0
# Longer than a commit of our own holds a network disk's database.
GLANCE_SECONDS = 0.2
# Reading every page of a database takes 1.3 s a GB from memory; above this only the jobs' own pages are read.
FULL_CHECK_BYTES = 2**28
_IDLE_READERS = 4
_MAGIC = b"SQLite format 3\0"
_WAL_BYTES = 64 * 2**20
_NETWORK = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afpfs", "webdav", "afs", "9p", "fuse.sshfs", "fuse.s3fs", "lustre"}
_NETWORK |= {"gpfs", "beegfs", "ceph", "fuse.ceph", "glusterfs", "fuse.glusterfs", "panfs", "davfs", "fuse.rclone"}
_CORRUPT = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
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


def prepare(path: Path, *, migrations: Sequence[Migration] = MIGRATIONS, patience: float = math.inf) -> str | None:
    """Make the database ready for connections; a sentence for the user when a damaged one had to be moved aside.

    Several processes may do so at once. Raises `DiskFull`, `OutputUnwritable`, `InternalError` for a database of a
    newer schema, and `DatabaseLocked` when another program holds it for longer than `patience` seconds.
    """
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise InternalError(
            f"Python's SQLite is {sqlite3.sqlite_version}; aura_nb needs 3.35 or newer.",
            remedy="Use a newer Python, for example from conda-forge.",
        )
    try:
        make_folder(path.parent)
        # Two processes that both found it damaged would move the new one aside as well.
        lock = FileLock(path.with_name(path.name + ".lock"), mode=0o600, timeout=BUSY_SECONDS)
        held = Patience(path, patience)
        while True:
            try:
                with lock:
                    return _prepare(path, migrations)
            except Timeout:
                held.wait()
            except sqlite3.Error as error:
                if not is_busy(error):
                    raise
                held.wait()
    except OSError as error:
        raise _unwritable(
            f"The workspace {str(path.parent)!r}", full=error.errno in NO_ROOM, reason=reason_of(error)
        ) from error
    except sqlite3.Error as error:
        raise explain(error, path) from error


def _prepare(path: Path, migrations: Sequence[Migration]) -> str | None:
    notice = None
    is_new = _create(path)
    if damage := None if is_new else _damage(path):
        aside = _move_aside(path)
        is_new = _create(path)
        notice = (
            f"The job database {str(path)!r} was damaged ({damage}); it was moved to {aside.name!r} and a new one "
            "begun. The records and events of earlier jobs are not in the new one; finished films are not affected. To "
            f"have the records back, end every program that uses this workspace and put a backup in the place of "
            f"{path.name!r}."
        )
    try:
        with contextlib.closing(connect(path)) as connection:
            mode = "DELETE" if on_network(path) else "WAL"
            with contextlib.suppress(sqlite3.OperationalError):  # refused or in use: it stays as it is, which works too
                connection.execute(f"PRAGMA journal_mode = {mode}")
            migrate(connection, migrations)
    except BaseException:
        if is_new and path.stat().st_size == 0:  # the next attempt would take it for a damaged one
            path.unlink()
        raise
    return notice


def _create(path: Path) -> bool:
    """Make an empty file only its user can read (SQLite gives its other files that mode), and sync its name.

    False when there is a file already.
    """
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        return False
    if os.name != "nt":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    return True


def _damage(path: Path) -> str | None:
    """What is wrong with a database, in SQLite's words; None for a sound one."""
    with path.open("rb") as file:
        head = file.read(len(_MAGIC))
    if not head:
        return "it is empty"
    if head != _MAGIC:  # SQLite would remove the journal, in which there may be something to save
        return "it does not begin as a database does"
    scope = "" if path.stat().st_size <= FULL_CHECK_BYTES else "('jobs')"
    try:
        with contextlib.closing(connect(path)) as connection:
            words: str = connection.execute(f"PRAGMA quick_check{scope or '(1)'}").fetchone()[0]
    except sqlite3.DatabaseError as error:
        if code(error) not in _CORRUPT:
            raise
        words = str(error)
    return None if words == "ok" else words.splitlines()[-1].strip()


def _move_aside(path: Path) -> Path:
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    aside = path.with_name(f"{path.name}.corrupt-{stamp}")
    if aside.exists():
        aside = aside.with_name(f"{aside.name}-{uuid.uuid4().hex[:6]}")
    for suffix in ("-wal", "-shm", "-journal", ""):
        with contextlib.suppress(FileNotFoundError):
            path.with_name(path.name + suffix).rename(aside.with_name(aside.name + suffix))
    return aside


def on_network(path: Path) -> bool:
    """Whether a folder lies on another machine's disk, as far as the system says."""
    try:
        mounts = {mount.mountpoint: mount.fstype.lower() for mount in psutil.disk_partitions(all=True)}
    except (OSError, psutil.Error):
        return False
    folders = [str(folder) for folder in path.resolve().parents]
    return next((mounts[folder] for folder in folders if folder in mounts), "") in _NETWORK


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
        return _unwritable(f"The job database {str(path)!r}", full=True, reason=str(error))
    if is_busy(error):
        return DatabaseLocked(f"The job database {str(path)!r} is held by another program.")
    if code(error) in _CORRUPT:
        return InternalError(
            f"The job database is damaged: {error}.",
            remedy="Start again: it will be moved aside and a new one begun.",
        )
    if code(error) in _UNCERTAIN:
        return _unwritable(f"The job database {str(path)!r}", full=_no_room(path.parent), reason=str(error))
    if code(error) in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM}:
        return _unwritable(f"The job database {str(path)!r}", full=False, reason=str(error))
    return InternalError(f"The job database failed: {error}.")


def _unwritable(what: str, *, full: bool, reason: str) -> AuraError:
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
