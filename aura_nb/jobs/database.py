"""The database file: opened, checked, migrated, and moved aside when it is damaged.

Commits are durable when they return: WAL with synchronous=FULL on local disks, a rollback journal with FULL where WAL
is refused or the disk is another machine's (WAL's shared memory does not reach over a network).
"""

from __future__ import annotations

import contextlib
import math
import os
import sqlite3
import time
import uuid
from collections.abc import Sequence
from pathlib import Path

import psutil
from filelock import FileLock, Timeout

from aura_nb.errors import InternalError
from aura_nb.faults import NO_ROOM, reason_of
from aura_nb.jobs import connections
from aura_nb.jobs.connections import CORRUPT, Patience, code, connect, explain, is_busy, unwritable
from aura_nb.jobs.schema import MIGRATIONS, Migration, migrate
from aura_nb.permissions import make_folder

# RETURNING came with 3.35.
OLDEST_SQLITE = (3, 35, 0)
# Reading every page of a database takes 1.3 s a GB from memory; above this only the jobs' own pages are read.
FULL_CHECK_BYTES = 2**28
_MAGIC = b"SQLite format 3\0"
_NETWORK = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afpfs", "webdav", "afs", "9p", "fuse.sshfs", "fuse.s3fs", "lustre"}
_NETWORK |= {"gpfs", "beegfs", "ceph", "fuse.ceph", "glusterfs", "fuse.glusterfs", "panfs", "davfs", "fuse.rclone"}


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
        lock = FileLock(path.with_name(path.name + ".lock"), mode=0o600, timeout=connections.BUSY_SECONDS)
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
        raise unwritable(
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
        if code(error) not in CORRUPT:
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
