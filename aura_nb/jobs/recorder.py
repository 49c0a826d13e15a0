"""From a film's events to a job's log: what is written, in which words, and how often.

Progress is recorded at most ten times a second for each job, everything else at once. Each entry goes through the
store's writer thread and is fenced by the run's lease: the first that is refused stops the run.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any
from urllib.parse import quote

import msgspec

from aura_nb.errors import JobCrashed, StepTimeout
from aura_nb.jobs import elapsed
from aura_nb.jobs.model import JobChanges, JobRecord
from aura_nb.jobs.store import Store
from aura_nb.pipeline.artifacts import Artifact
from aura_nb.pipeline.joblog import timestamp
from aura_nb.pipeline.progress import Advance, ArtifactMade, TaskFinished
from aura_nb.pipeline.progress import Event as FilmEvent
from aura_nb.wire.events import ArtifactReady, Event, JobEvent, StepStatus, Warned
from aura_nb.wire.job import TaskTiming
from aura_nb.wire.phases import PHASES, STAGES, PhaseMark

PROGRESS_SECONDS = 0.1
LOST_A_WORKER = frozenset({JobCrashed.code, StepTimeout.code})  # warnings of tasks that are tried again


class Recorder:
    """The callback of one run. `refused` is called once, on the event loop, when a write of the run was refused."""

    def __init__(self, store: Store, job: JobRecord, *, refused: Callable[[BaseException], None]) -> None:
        if job.lease is None:
            raise ValueError("a job that is recorded is running")
        self._store = store
        self._job_id = job.id
        self._lease = job.lease
        self._before = elapsed.known(job.progress)
        self._began = time.monotonic()
        self._refused = refused
        self._loop = asyncio.get_running_loop()
        known = msgspec.convert(job.artifacts, list[ArtifactReady])
        self._artifacts = {artifact.name: artifact for artifact in known}
        self._warnings = list(job.warnings)
        self._told: dict[str, Any] = dict(job.progress)
        self._held: Advance | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._sent = 0.0
        self._tasks: list[TaskTiming] = []
        self._finished: set[str] = set()
        self._counted = 0

    @staticmethod
    def marks(job: JobRecord) -> list[PhaseMark]:
        """How far each phase of the job was when its last run died."""
        return msgspec.convert(job.progress.get("phases", []), list[PhaseMark])

    @property
    def elapsed(self) -> float:
        """Seconds that the job has been worked on, in this run and those before it."""
        return round(self._before + time.monotonic() - self._began, 3)

    @property
    def timings(self) -> list[dict[str, Any]]:
        """The run's finished tasks."""
        tasks: list[dict[str, Any]] = msgspec.to_builtins(self._tasks)
        return tasks

    @property
    def artifacts(self) -> list[ArtifactReady]:
        """All artifacts so far."""
        return list(self._artifacts.values())

    @property
    def stored_artifacts(self) -> list[dict[str, Any]]:
        """The same as JSON values, as the job's row keeps them."""
        stored: list[dict[str, Any]] = msgspec.to_builtins(self.artifacts)
        return stored

    def __call__(self, event: FilmEvent) -> None:
        match event:
            case Advance():
                self._progress(event)
            case StepStatus():
                self.flush()
                # The mark is written with the event: the next owner of the job must not announce it again.
                changes = JobChanges(progress=self._marked(event))
                if event.status == "completed":
                    changes.last_step = event.step
                self._record([event], changes)
            case ArtifactMade():
                self.add_artifact(event.artifact)
            case Warned():
                self._warnings.append(msgspec.to_builtins(event))
                changes = JobChanges(warnings=list(self._warnings))
                if event.code in LOST_A_WORKER:
                    changes.worker_died = True
                self._record([event], changes)
            case TaskFinished():  # not in the stream: kept for the run's end, with all others
                seconds = round(event.seconds, 4)
                self._tasks.append(
                    TaskTiming(event.task, event.phase, event.scene, event.hit, event.started_at, seconds)
                )
                self._finished.add(event.task)
                self._soon()

    def add_artifact(self, artifact: Artifact) -> None:
        """A file can be fetched: said once, and again when its content or place has changed."""
        ready = ArtifactReady(
            name=artifact.name,
            kind=artifact.kind,
            type=artifact.type,
            size_bytes=artifact.size_bytes,
            sha256=artifact.sha256,
            url=f"jobs/{self._job_id}/artifacts/{quote(artifact.name)}",
            created_at=timestamp(),
        )
        before = self._artifacts.get(artifact.name)
        self._artifacts[artifact.name] = ready
        if before is None or before.sha256 != ready.sha256:
            self._record([ready], JobChanges(artifacts=self.stored_artifacts))

    def _marked(self, event: StepStatus) -> dict[str, Any]:
        """The job's progress with a phase's start or end in it."""
        known = {mark["phase"]: mark for mark in self._told.get("phases", [])}
        marks = [known.get(phase, {"phase": phase, "stage": STAGES[phase], "fraction": 0.0}) for phase in PHASES]
        now = int(time.time() * 1000)
        for mark in marks:
            if mark["phase"] == event.phase and event.status == "completed":
                mark |= {"fraction": 1.0, "completedAt": max(now, mark.get("startedAt") or 0), "seconds": event.seconds}
            elif mark["phase"] == event.phase:
                mark["startedAt"] = now
        self._told = self._told | {"phases": marks}
        return self._told

    def flush(self) -> None:
        """Write the progress that was held back, and how many tasks are finished."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        counted, self._counted = self._counted, len(self._finished)
        if self._held is not None:
            held, self._held = self._held, None
            self._sent = time.monotonic()
            clock = elapsed.told(self.elapsed)
            progress = msgspec.structs.replace(held.progress, elapsed_seconds=clock["elapsedSeconds"])
            self._told = msgspec.to_builtins(progress) | clock | {"phases": msgspec.to_builtins(held.marks)}
            changes = JobChanges(
                phase=progress.phase, percent=progress.progress_pct, progress=self._told, tasks=self._counted
            )
            self._record([progress], changes)
        elif self._counted > counted:
            self._record([], JobChanges(tasks=self._counted))

    def _progress(self, event: Advance) -> None:
        self._held = event
        if self._sent + PROGRESS_SECONDS <= time.monotonic():
            self.flush()
        else:
            self._soon()

    def _soon(self) -> None:
        """Flush when the next progress may be written."""
        if self._timer is None:
            wait = self._sent + PROGRESS_SECONDS - time.monotonic()
            self._timer = self._loop.call_later(max(0.0, wait), self.flush)

    def _record(self, events: list[JobEvent], changes: JobChanges) -> None:
        self._store.record(self._job_id, self._lease, events, changes).add_done_callback(self._written)

    def _written(self, future: Future[list[Event]]) -> None:
        error = future.exception()
        if error is not None:
            self._loop.call_soon_threadsafe(self._refused, error)
