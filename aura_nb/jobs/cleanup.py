"""Cleanup: what a job leaves in `temp/` and `proxy/` goes when it ends; what nobody owns any more goes after a day.

Never a living job's, never through a link, never outside the workspace's own folders.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

import msgspec

from aura_nb.clock import settled
from aura_nb.errors import AuraError, JobNotFound
from aura_nb.jobs.job_request import JobRequest
from aura_nb.jobs.model import JobRecord
from aura_nb.jobs.store import Store
from aura_nb.pipeline.cache import newest
from aura_nb.pipeline.workspace import ORPHAN_SECONDS, Workspace, run_of

log = logging.getLogger("aura_nb")

ORPHAN_HOURS = ORPHAN_SECONDS / 3600
SWEEP_SECONDS = 3600.0
_DAY = 86_400_000


class WorkspaceCleanup:
    """Looks after one workspace's folders. Its methods touch the disk: call them from a thread."""

    def __init__(
        self,
        workspace: Workspace,
        store: Store,
        *,
        retention_days: float = 30,
        orphan_hours: float = ORPHAN_HOURS,
        sweep_seconds: float = SWEEP_SECONDS,
    ) -> None:
        self._workspace = workspace
        self._store = store
        self._retention_days = retention_days
        self._orphan_hours = orphan_hours
        self._sweep_seconds = sweep_seconds

    def run_ended(self, job_id: str) -> tuple[int, int]:
        """Remove a run's previews (its scratch went with it), and what earlier runs left of a job that has ended.

        How many files and bytes the previews were.
        """
        with contextlib.suppress(JobNotFound):
            remove_remains(self._workspace, self._store.job(job_id))
        return self.remove([self._workspace.proxy / job_id])

    def rescue(self) -> list[JobRecord]:
        """Bring back the jobs of dead owners (`Store.rescue`), and remove what is left of those that ended by it."""
        rescued = self._store.rescue().result()
        for job in rescued:
            remove_remains(self._workspace, job)
        return rescued

    @staticmethod
    def remove(folders: Iterable[Path]) -> tuple[int, int]:
        """Remove folders; how many files and bytes went with them."""
        files = size = 0
        for folder in folders:
            if folder.is_symlink():
                folder.unlink(missing_ok=True)
                continue
            before = measured([folder])
            shutil.rmtree(folder, ignore_errors=True)
            after = measured([folder])
            files, size = files + before[0] - after[0], size + before[1] - after[1]
        return files, size

    def sweep(self) -> tuple[int, int]:
        """Remove orphans: folders of no living job or run, in which nothing was touched for `orphan_hours`.

        Returns the orphans and the bytes freed; also drops records and logs of jobs that ended long ago, and pictures
        that were sent here and not used for as long.
        """
        age = self._orphan_hours * 3600
        sizes = {folder.name: measured([folder])[1] for folder in _folders(self._workspace.temp)}
        swept = [name for name in self._workspace.sweep(age=age, keep=self._is_alive) if name in sizes]
        orphans, freed = len(swept), sum(sizes[name] for name in swept)
        for folder in _folders(self._workspace.proxy):
            if not self._is_alive(run_of(folder.name)) and newest(folder) < settled() - age:
                _, size = self.remove([folder])
                orphans, freed = orphans + 1, freed + size
        freed += self._workspace.assets.sweep(days=self._retention_days)
        for job_id in self._store.prune(before_ms=int(settled() * 1000 - self._retention_days * _DAY)).result():
            (self._workspace.logs / f"{job_id}.log").unlink(missing_ok=True)
        log.info("Cleanup sweep: removed %d orphans, freed %d bytes", orphans, freed)
        return orphans, freed

    async def sweep_regularly(self) -> None:
        """Sweep now and every hour (`sweep_seconds`), for ever; a sweep that fails is followed by the next."""
        while True:
            try:
                await asyncio.to_thread(self.sweep)
            except (AuraError, OSError) as error:
                log.warning("Cleanup sweep: %s", error)
            await asyncio.sleep(self._sweep_seconds)

    def _is_alive(self, job_id: str) -> bool:
        try:
            return not self._store.job(job_id).is_final
        except JobNotFound:
            return False


def remove_remains(workspace: Workspace, job: JobRecord) -> None:
    """Remove what the runs of an ended job left when they died: scratch, previews, and its folder among the films.

    That folder goes only when nothing but halves of files is in it. Nothing happens to a job that has not ended.
    """
    if not job.is_final:
        return
    workspace.drop(job.id)
    WorkspaceCleanup.remove([workspace.proxy / job.id])
    if job.output is None:
        with contextlib.suppress(msgspec.ValidationError):  # such a job never had a folder
            msgspec.convert(job.request, JobRequest).output(job.id, job.title).clear()


def measured(folders: Iterable[Path]) -> tuple[int, int]:
    """Files and bytes below some folders; links are not followed."""
    files = size = 0
    for folder in folders:
        for parent, _, names in os.walk(folder):
            for name in names:
                with contextlib.suppress(FileNotFoundError):
                    size += (Path(parent) / name).lstat().st_size
                    files += 1
    return files, size


def _folders(parent: Path) -> list[Path]:
    try:
        return [path for path in parent.iterdir() if path.is_dir() and not path.is_symlink()]
    except FileNotFoundError:
        return []
