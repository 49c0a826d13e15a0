"""One job's run: makes its film, and tells its story to the log, up to its end."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import Any, Protocol

import msgspec

from aura_nb.errors import (
    AuraError,
    DatabaseLocked,
    DiskFull,
    InternalError,
    JobInterrupted,
    LeaseLost,
    OutputUnwritable,
)
from aura_nb.faults import as_fault
from aura_nb.jobs.cleanup import WorkspaceCleanup, measured
from aura_nb.jobs.job_request import JobRequest
from aura_nb.jobs.model import JobChanges, JobRecord
from aura_nb.jobs.recorder import Recorder
from aura_nb.jobs.retries import Retries
from aura_nb.jobs.store import Store
from aura_nb.pipeline.film import Film, make_film
from aura_nb.pipeline.progress import Event as FilmEvent
from aura_nb.pipeline.progress import Notify
from aura_nb.pipeline.task_runner import TaskRunner, uninterrupted
from aura_nb.pipeline.workspace import Workspace
from aura_nb.wire.events import Cleanup, JobCancelled, JobCompleted, JobEnded, JobFailed, Output
from aura_nb.wire.phases import COMPLETE

log = logging.getLogger("aura_nb")

# What passes: the end of a job is written when it has.
_UNWRITTEN = (DiskFull, OutputUnwritable, DatabaseLocked)


class Host(Protocol):
    """What a run needs of the runner that began it; `JobRunner` says what each is."""

    @property
    def store(self) -> Store: ...
    @property
    def workspace(self) -> Workspace: ...
    @property
    def cleanup(self) -> WorkspaceCleanup: ...
    @property
    def tasks(self) -> TaskRunner: ...
    @property
    def observe(self) -> Notify: ...
    @property
    def patience(self) -> float | None: ...
    @property
    def stopping(self) -> bool: ...
    def give_up(self, error: AuraError) -> None: ...
    def ended(self, job_id: str) -> None: ...


class JobRun:
    """One job's run, which begins when this is made; `task` is done when nothing of it is left."""

    def __init__(self, host: Host, job: JobRecord) -> None:
        self.job = job
        self.canceled: str | None = None
        self._host = host
        self._lost: BaseException | None = None
        self._released = False
        self._left = (0, 0)
        self.task = asyncio.create_task(self._run(), name=f"job {job.id}")

    def stop(self, message: str | None) -> None:
        """End the run: with a message the job is canceled, without one it goes back to the queue."""
        if self.canceled is None and not self._released:
            self.canceled, self._released = message, message is None
            self.task.cancel()

    def refused(self, error: BaseException) -> None:
        """A write of this run was refused: the job is no longer ours, or the disk is."""
        if isinstance(error, DatabaseLocked):  # only while the program ends: see `Store.hurry`
            self.stop(None)
        elif self._lost is None:
            self._lost = error
            self.task.cancel()

    async def _run(self) -> None:
        recorder = Recorder(self._host.store, self.job, refused=self.refused)
        try:
            await self._make(recorder)
        except LeaseLost as lost:
            log.warning("Job %s was taken from this process: %s", self.job.id, lost)
        except _UNWRITTEN as error:
            log.warning(
                "The end of job %s cannot be written; the next to open the workspace runs it: %s", self.job.id, error
            )
            self._host.give_up(error)
        finally:
            try:
                files, size = await uninterrupted(asyncio.to_thread(self._host.cleanup.run_ended, self.job.id))
                if files:
                    log.info("Cleanup of job %s: removed %d files, freed %d bytes", self.job.id, files, size)
            finally:
                # Somebody may cancel the job while this is done: its place must become free all the same.
                self._host.ended(self.job.id)

    async def _make(self, recorder: Recorder) -> None:
        store, job = self._host.store, self.job
        folders = (self._host.workspace.temp / job.id, self._host.workspace.proxy / job.id)
        try:
            film = await self._film(recorder)
        except asyncio.CancelledError:
            recorder.flush()
            if isinstance(self._lost, LeaseLost):
                return
            if self._lost is not None:
                error = self._lost if isinstance(self._lost, AuraError) else InternalError(str(self._lost))
                await uninterrupted(self._fail(recorder, error))
            elif self._released:
                await uninterrupted(_wrapped(store.release(job.id, _lease(job))))
            else:
                before = self._left
                removed = await uninterrupted(asyncio.to_thread(self._host.cleanup.remove, folders))
                await uninterrupted(self._cancel(recorder, max(before, removed)))
        except LeaseLost:
            raise
        except AuraError as error:
            recorder.flush()
            await self._fail(recorder, error)
        except Exception as error:  # noqa: BLE001 - a fault of ours ends the job, with its traceback, and not the runner
            recorder.flush()
            await self._fail(recorder, as_fault(error, "The job failed"))
        else:
            recorder.flush()
            await uninterrupted(self._complete(recorder, film))

    async def _film(self, recorder: Recorder) -> Film:
        job, workspace = self.job, self._host.workspace
        try:
            request = msgspec.convert(job.request, JobRequest)
        except msgspec.ValidationError as error:
            raise InternalError(f"The job's request cannot be read: {error}") from error
        making = asyncio.ensure_future(
            make_film(
                request.film,
                output=request.output(job.id, job.title),
                workspace=workspace,
                runner=self._host.tasks,
                notify=self._heard(recorder),
                run_id=job.id,
                before=recorder.marks(job),
                previews=workspace.proxy / job.id,
                permit=self._permit,
            )
        )
        try:
            return await asyncio.shield(making)
        except asyncio.CancelledError:
            if making.done() and not making.cancelled() and making.exception() is None:
                return making.result()
            with contextlib.suppress(asyncio.CancelledError):  # a second one changes nothing
                await uninterrupted(self._stopped(making))
            if not making.cancelled() and making.exception() is None:
                return making.result()  # its files were being put in place: too late to cancel
            raise

    async def _stopped(self, making: asyncio.Future[Film]) -> None:
        """Stop what makes the film, and count what it leaves."""
        workspace, job = self._host.workspace, self.job
        try:
            self._left = await asyncio.to_thread(measured, (workspace.temp / job.id, workspace.proxy / job.id))
        finally:
            making.cancel()
            await _settled(making)

    def _heard(self, recorder: Recorder) -> Notify:
        def notify(event: FilmEvent) -> None:
            recorder(event)
            self._host.observe(event)

        return notify

    async def _permit(self) -> None:
        """Files may be put in place only while the job is ours and nobody has canceled it."""
        store, job = self._host.store, self.job
        await _wrapped(store.record(job.id, _lease(job)))
        if (await self._seen()).cancel_requested:
            raise JobInterrupted("The job was canceled.")

    async def _seen(self) -> JobRecord:
        """The job as it is now. A film does not fail because a backup holds the database: that is waited for."""
        while True:
            try:
                return await asyncio.to_thread(self._host.store.job, self.job.id)
            except DatabaseLocked as error:
                log.warning("Job %s waits: %s", self.job.id, error)

    async def _complete(self, recorder: Recorder, film: Film) -> None:
        by_name = {artifact.name: artifact for artifact in film.artifacts}
        captions = by_name.get("captions.vtt")
        output = Output(
            video_path=film.video,
            subtitle_path=captions.path if captions else None,
            size_bytes=by_name["video.mp4"].size_bytes,
            duration_seconds=film.report["duration"],
            format_path=film.other,
        )
        changes = JobChanges(output=msgspec.to_builtins(output) | {"folder": film.folder})
        changes.artifacts, changes.timings = recorder.stored_artifacts, recorder.timings
        changes.phase, changes.percent = COMPLETE, 100.0
        ended = JobCompleted(artifacts=recorder.artifacts, output=output, elapsed_seconds=recorder.elapsed)
        await self._finish(ended, changes)

    async def _fail(self, recorder: Recorder, error: AuraError) -> None:
        if isinstance(error, JobInterrupted):
            await self._cancel(recorder, self._left)
            return
        phase = str(error.details.get("phase", "plan"))
        failed = JobFailed.of(error, logs_url=f"jobs/{self.job.id}/logs")
        changes = JobChanges(errors=msgspec.to_builtins(failed.errors), phase=phase, timings=recorder.timings)
        await self._finish(failed, changes)

    async def _cancel(self, recorder: Recorder, removed: tuple[int, int]) -> None:
        files, size = removed
        log.info("Cleanup of job %s: removed %d files, freed %d bytes", self.job.id, files, size)
        ended = JobCancelled(message=self.canceled or "Canceled.", cleanup=Cleanup(files, size))
        await self._finish(ended, JobChanges(timings=recorder.timings))

    async def _finish(self, ended: JobEnded, changes: JobChanges) -> None:
        """Write the job's end; where it cannot be written again and again, as long as the runner has patience."""
        retries = Retries(f"The end of job {self.job.id} cannot be written yet", limit=self._host.patience)
        while True:
            try:
                await _wrapped(self._host.store.finish(self.job.id, _lease(self.job), ended, changes))
            except _UNWRITTEN as error:
                if self._host.stopping:
                    raise
                await asyncio.sleep(retries.after(error))
            else:
                return


def _lease(job: JobRecord) -> int:
    if job.lease is None:
        raise ValueError("a job that runs has a lease")
    return job.lease


async def _wrapped(future: Any) -> Any:
    return await asyncio.wrap_future(future)


async def _settled(task: asyncio.Future[Film]) -> None:
    with contextlib.suppress(asyncio.CancelledError, Exception):  # looked at where the task itself is awaited
        await task
