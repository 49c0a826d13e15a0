"""The shared cache: one folder per finished task, published by one rename, dropped least recently used first.

    cache/{schema}/{key[:2]}/{key}/task.json + the task's files

Nobody owns it: jobs, kernels and command lines use it at once. An entry appears whole or not at all, is never
changed, and disappears by being renamed away. Whoever reads a file checks its digest, so a torn or altered
entry is a miss, not a wrong film.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import uuid
from pathlib import Path
from typing import NamedTuple

import msgspec

from aura_nb.clock import settled
from aura_nb.permissions import make_folder, opener
from aura_nb.pipeline.task import CACHE_SCHEMA, Result

RECORD = "task.json"
# An entry that was used this recently may belong to a run that is under way.
IN_USE_SECONDS = 600.0
STRANGER_SECONDS = 86_400.0
TRIM_SECONDS = 600.0


class Freed(NamedTuple):
    """What a clean-up removed: entries, and bytes."""

    entries: int
    size: int


class Cache:
    """The entries below one folder. All methods touch the disk: call them from a thread or a worker."""

    def __init__(self, folder: Path, *, limit: int = 5 * 10**9) -> None:
        """`limit` is the size in bytes the cache is trimmed to."""
        self.root = folder
        self.folder = folder / str(CACHE_SCHEMA)
        self.limit = limit

    def entry(self, key: str) -> Path:
        """Where the task with this key lies, or would lie."""
        return self.folder / key[:2] / key

    def find(self, key: str) -> Result | None:
        """The finished task with this key, or None; a hit is marked as just used.

        Sizes are compared with the record here; contents are compared by whoever reads them.
        """
        folder = self.entry(key)
        try:
            result = msgspec.json.decode((folder / RECORD).read_bytes(), type=Result)
            sound = result.key == key and all(
                (folder / name).stat().st_size == file.size for name, file in result.files.items()
            )
        except FileNotFoundError:
            # Perhaps another run is publishing it this moment: what is not there is not dropped.
            return None
        except (msgspec.MsgspecError, UnicodeDecodeError, NotADirectoryError):
            sound = False
        if not sound:
            self.drop(key)
            return None
        with contextlib.suppress(FileNotFoundError):
            os.utime(folder / RECORD)
        return result

    def publish(self, scratch: Path, result: Result) -> Result:
        """Make a finished scratch folder the entry of its key, by one rename.

        If another process was first, its entry stays, ours is removed, and its result is returned: two runs of
        a task need not give the same bytes, and what follows must be keyed by the bytes that are there.
        """
        record = scratch / RECORD
        with open(record, "wb", opener=opener) as file:
            file.write(msgspec.json.encode(result))
        target = self.entry(result.key)
        make_folder(target.parent)
        for _ in range(3):
            try:
                scratch.rename(target)
            except OSError:
                if not target.exists():
                    raise
                present = self.find(result.key)
                if present is not None:
                    shutil.rmtree(scratch)
                    return present
                self.drop(result.key)  # something without a sound record
            else:
                return result
        raise OSError(f"cannot publish {result.key} into the cache")

    def drop(self, key: str) -> int:
        """Remove an entry if it is there, first by renaming it out of reach; returns the bytes freed."""
        folder = self.entry(key)
        grave = self.root / f"dropped-{uuid.uuid4().hex}"
        try:
            folder.rename(grave)
        except (FileNotFoundError, NotADirectoryError):
            return 0
        except PermissionError:  # on Windows, a file in it is open: in use, then
            return 0
        size = _size(grave)
        shutil.rmtree(grave, ignore_errors=True)
        return size

    def trim(self, *, limit: int | None = None, spare: float = IN_USE_SECONDS) -> Freed:
        """Drop the least recently used entries until `limit` bytes remain, and what other schemas left long ago.

        Entries used within `spare` seconds stay: a run may be about to read them. Another schema's entries may belong
        to another version that is in use: they go when nobody has touched them for a day.
        """
        limit = self.limit if limit is None else limit
        freed = [self._remove_tree(path) for path in self._strangers(max(spare, STRANGER_SECONDS) if spare > 0 else 0)]
        entries = sorted(self._entries())
        total = sum(size for _, size, _ in entries)
        horizon = settled() - spare
        for used, size, key in entries:
            if total <= limit or used > horizon:
                break
            freed.append(self.drop(key))
            total -= size
        return Freed(entries=len(freed), size=sum(freed))

    def trim_sometimes(self) -> None:
        """Trim, unless that was done within the last ten minutes: it walks through the whole cache."""
        stamp = self.root / "trimmed"
        with contextlib.suppress(FileNotFoundError):
            if 0 <= settled() - stamp.stat().st_mtime < TRIM_SECONDS:
                return
        make_folder(self.root)
        stamp.touch(0o600)
        self.trim()

    def size(self) -> int:
        """Bytes in all entries."""
        return sum(size for _, size, _ in self._entries())

    def _entries(self) -> list[tuple[float, int, str]]:
        found = []
        for folder in self.folder.glob("??/*"):
            try:
                found.append(((folder / RECORD).stat().st_mtime, _size(folder), folder.name))
            except FileNotFoundError:
                found.append((0.0, _size(folder), folder.name))
        return found

    def _strangers(self, age: float) -> list[Path]:
        """Folders beside ours in which nothing was touched for so many seconds."""
        horizon = settled() - age
        try:
            others = [path for path in self.root.iterdir() if path != self.folder and path.is_dir()]
        except FileNotFoundError:
            return []
        return [path for path in others if newest(path) <= horizon]

    @staticmethod
    def _remove_tree(path: Path) -> int:
        size = _size(path)
        shutil.rmtree(path, ignore_errors=True)
        return size


def _size(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        with contextlib.suppress(FileNotFoundError):
            total += path.stat().st_size
    return total


def newest(folder: Path) -> float:
    """When anything in a folder was last touched, in seconds since the epoch; 0 where there is none."""
    found = 0.0
    for path in [folder, *folder.rglob("*")]:
        with contextlib.suppress(FileNotFoundError):
            found = max(found, path.lstat().st_mtime)
    return found
