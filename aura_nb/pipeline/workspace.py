"""The workspace: where the cache, scratch folders, logs and last recipes live.

{workspace}/cache/   finished tasks       {workspace}/logs/{id}.log
{workspace}/temp/    runs under way       {workspace}/recipes/   what each storyboard was last made of
{workspace}/proxy/   previews of jobs     {workspace}/assets/    pictures that were sent here
{workspace}/jobs.sqlite  jobs, drafts     {workspace}/pronounce.yaml   the user's own words
{workspace}/webhook.json  what a server's webhook was told last
"""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from aura_nb.clock import settled
from aura_nb.errors import DiskFull, OutputUnwritable
from aura_nb.faults import NO_ROOM, reason_of
from aura_nb.permissions import Enclosure, make_folder
from aura_nb.pipeline.assets import Assets
from aura_nb.pipeline.cache import Cache, newest

if TYPE_CHECKING:
    from filelock import FileLock

log = logging.getLogger("aura_nb")

DATABASE = "jobs.sqlite"
# How long what a dead run left is kept, for somebody who wants to know what it died of.
ORPHAN_SECONDS = 24 * 3600.0
# Everything a workspace holds: a folder with anything else in it is not ours alone. The files' names begin so.
FILES = (DATABASE, "pronounce.", "webhook.")
FOLDERS = frozenset({"cache", "temp", "proxy", "logs", "recipes", "assets"})


class Workspace:
    """The folders below one root; several processes may use it at once."""

    def __init__(
        self,
        root: str | Path | None = None,
        *,
        cache_limit: int = 5 * 10**9,
        orphan_seconds: float = ORPHAN_SECONDS,
    ) -> None:
        """`root` wins over AURA_WORKSPACE, which wins over `aura_nb` in Jupyter's data folder.

        The cache is trimmed to `cache_limit` bytes; what a dead run left is removed after `orphan_seconds`.
        """
        self.root = Path(root or os.environ.get("AURA_WORKSPACE") or _default_root()).expanduser().absolute()
        self.cache = Cache(self.root / "cache", limit=cache_limit)
        self.temp = self.root / "temp"
        self.proxy = self.root / "proxy"
        self.logs = self.root / "logs"
        self.recipes = self.root / "recipes"
        self.assets = Assets(self.root / "assets")
        self.database = self.root / DATABASE
        self.orphan_seconds = orphan_seconds
        self._is_open = False

    def open(self) -> Path:
        """Make the folder if it is missing, and see that nobody else can read what it holds; the database's path.

        Raises `OutputUnwritable` when the workspace cannot be written, `DiskFull` when its disk has no room.
        """
        if not self._is_open:
            try:
                notice = Enclosure(self.root, files=FILES, folders=FOLDERS).secure()
            except OSError as error:
                raise self._unwritable(error) from error
            if notice:
                log.warning(notice)
            self._is_open = True
        return self.database

    def require_usable(self) -> None:
        """Raise what a run would that cannot write here; a nameless file is made to find out."""
        self.open()
        try:
            make_folder(self.temp)
            tempfile.TemporaryFile(dir=self.temp).close()
        except OSError as error:
            raise self._unwritable(error) from error

    def _unwritable(self, error: OSError) -> DiskFull | OutputUnwritable:
        if error.errno in NO_ROOM:
            return DiskFull(f"There is no room left in the workspace {str(self.root)!r}.")
        return OutputUnwritable(
            f"The workspace {str(self.root)!r} cannot be written: {reason_of(error)}.",
            remedy="Set AURA_WORKSPACE to a folder of yours.",
            reason=reason_of(error),
        )

    @contextlib.contextmanager
    def scratch(self, run_id: str) -> Iterator[Path]:
        """A folder for one run, removed at its end; what runs that died left long ago is swept first.

        The folder's lock is held while the run lives: the system releases it when a process dies, however it dies.
        Raises `OutputUnwritable` when the workspace cannot be written, `DiskFull` when its disk has no room.
        """
        self.open()
        try:
            make_folder(self.temp)
            make_folder(self.logs)
            self.sweep()
            lock, folder = self._reserve(run_id)
            shutil.rmtree(folder, ignore_errors=True)  # an attempt of the same run that died
            folder.mkdir(0o700)
        except OSError as error:
            raise self._unwritable(error) from error
        try:
            yield folder
        finally:
            _discard(folder, lock)

    def _reserve(self, run_id: str) -> tuple[FileLock, Path]:
        """The run's folder, not yet made, and its lock, held.

        An owner that was given up for dead may still hold the first name; the run goes on under another.
        """
        from filelock import FileLock, Timeout  # noqa: PLC0415 - a plan locks nothing

        for name in (run_id, f"{run_id}-{uuid.uuid4().hex[:8]}"):
            lock = FileLock(self.temp / f"{name}.lock", thread_local=False, mode=0o600)
            try:
                lock.acquire(timeout=2)
            except Timeout:
                continue
            return lock, self.temp / name
        raise OutputUnwritable(f"The scratch folder of {run_id} cannot be locked.")

    def running(self) -> list[str]:
        """The ids of runs that are alive now; call `sweep` first."""
        return [path.stem for path in self.temp.glob("*.lock")]

    def sweep(self, *, age: float | None = None, keep: Callable[[str], bool] = lambda _: False) -> list[str]:
        """Remove the scratch folders of runs whose process is gone, and in which nothing was touched for `age` seconds.

        That is `orphan_seconds` by default. Folders of the runs that are to be kept, by id, stay however old. Returns
        the names of those that were removed.
        """
        age = self.orphan_seconds if age is None else age
        horizon = settled() - age
        stems = {path.stem for path in self.temp.glob("*")}
        return [
            name
            for name in stems
            if (age <= 0 or newest(self.temp / name) < horizon) and not keep(run_of(name)) and self._dropped(name)
        ]

    def drop(self, run_id: str) -> None:
        """Remove what dead attempts of a run that has ended left in its scratch folders."""
        for name in {path.stem for path in self.temp.glob(f"{run_id}*")}:
            if run_of(name) == run_id:
                self._dropped(name)

    def _dropped(self, name: str) -> bool:
        """Whether a scratch folder could be removed: it is not there any more, and it was no living run's."""
        from filelock import FileLock, Timeout  # noqa: PLC0415 - as above

        lock = FileLock(self.temp / f"{name}.lock", thread_local=False, mode=0o600)
        try:
            lock.acquire(timeout=0)
        except (Timeout, OSError):
            return False
        _discard(self.temp / name, lock)
        return True


def _discard(folder: Path, lock: FileLock) -> None:
    """Remove a scratch folder and the lock that is held for it; what cannot go now is swept later."""
    shutil.rmtree(folder, ignore_errors=True)
    lock.release()
    if not folder.exists():
        with contextlib.suppress(OSError):  # on Windows, while another process looks at it
            folder.with_suffix(".lock").unlink(missing_ok=True)


def run_of(name: str) -> str:
    """The id of the run whose scratch folder has this name: a second one of the same run has a dash in its name."""
    return name.partition("-")[0]


def new_run_id() -> str:
    """A fresh id: 32 hex digits."""
    return uuid.uuid4().hex


def _default_root() -> Path:
    from jupyter_core.paths import jupyter_data_dir  # noqa: PLC0415 - only where nothing else was said

    return Path(jupyter_data_dir()) / "aura_nb"
