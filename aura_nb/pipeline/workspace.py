"""The workspace: where the cache, scratch folders, logs and last recipes live.

{workspace}/cache/   finished tasks       {workspace}/logs/{id}.log
{workspace}/temp/    runs under way       {workspace}/recipes/   what each storyboard was last made of
{workspace}/proxy/   previews of jobs     {workspace}/assets/    pictures that were sent here
{workspace}/jobs.sqlite
"""

from __future__ import annotations

import contextlib
import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from aura_nb.errors import NO_ROOM, DiskFull, OutputUnwritable, reason_of
from aura_nb.pipeline.assets import Assets
from aura_nb.pipeline.cache import Cache


class Workspace:
    """The folders below one root; several processes may use it at once."""

    def __init__(self, root: str | Path | None = None, *, cache_limit: int = 5 * 10**9) -> None:
        """`root` wins over AURA_WORKSPACE, which wins over `aura_nb` in Jupyter's data folder."""
        self.root = Path(root or os.environ.get("AURA_WORKSPACE") or _default_root()).expanduser().absolute()
        self.cache = Cache(self.root / "cache", limit=cache_limit)
        self.temp = self.root / "temp"
        self.proxy = self.root / "proxy"
        self.logs = self.root / "logs"
        self.recipes = self.root / "recipes"
        self.assets = Assets(self.root / "assets")

    @contextlib.contextmanager
    def scratch(self, run_id: str) -> Iterator[Path]:
        """A folder for one run, removed at its end; folders of runs that died are swept first.

        The folder's lock is held while the run lives: the system releases it when a process dies, however it dies.
        Raises `OutputUnwritable` when the workspace cannot be written, `DiskFull` when its disk has no room.
        """
        try:
            self.temp.mkdir(parents=True, exist_ok=True)
            self.logs.mkdir(parents=True, exist_ok=True)
            self.sweep()
            lock, folder = self._reserve(run_id)
            folder.mkdir()
        except OSError as error:
            if error.errno in NO_ROOM:
                raise DiskFull(f"There is no room left in the workspace {str(self.root)!r}.") from error
            raise OutputUnwritable(
                f"The workspace {str(self.root)!r} cannot be written: {reason_of(error)}.",
                remedy="Set AURA_WORKSPACE to a folder of yours.",
                reason=reason_of(error),
            ) from error
        try:
            yield folder
        finally:
            _discard(folder, lock)

    def _reserve(self, run_id: str) -> tuple[FileLock, Path]:
        """The run's folder, not yet made, and its lock, held.

        An owner that was given up for dead may still hold the first name; the run goes on under another.
        """
        for name in (run_id, f"{run_id}-{uuid.uuid4().hex[:8]}"):
            lock = FileLock(self.temp / f"{name}.lock", thread_local=False)
            try:
                lock.acquire(timeout=2)
            except Timeout:
                continue
            return lock, self.temp / name
        raise OutputUnwritable(f"The scratch folder of {run_id} cannot be locked.")

    def running(self) -> list[str]:
        """The ids of runs that are alive now; call `sweep` first."""
        return [path.stem for path in self.temp.glob("*.lock")]

    def sweep(self) -> list[str]:
        """Remove the scratch folders of runs whose process is gone; returns their ids."""
        swept = []
        for name in {path.stem for path in self.temp.glob("*")}:
            lock = FileLock(self.temp / f"{name}.lock", thread_local=False)
            try:
                lock.acquire(timeout=0)
            except (Timeout, OSError):
                continue
            _discard(self.temp / name, lock)
            swept.append(name)
        return swept


def _discard(folder: Path, lock: FileLock) -> None:
    """Remove a scratch folder and the lock that is held for it; what cannot go now is swept later."""
    shutil.rmtree(folder, ignore_errors=True)
    lock.release()
    if not folder.exists():
        with contextlib.suppress(OSError):  # on Windows, while another process looks at it
            folder.with_suffix(".lock").unlink(missing_ok=True)


def new_run_id() -> str:
    """A fresh id: 32 hex digits."""
    return uuid.uuid4().hex


def _default_root() -> Path:
    from jupyter_core.paths import jupyter_data_dir  # noqa: PLC0415 - only where nothing else was said

    return Path(jupyter_data_dir()) / "aura_nb"
