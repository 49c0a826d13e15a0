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

from aura_nb.errors import AuraError, JobCrashed, StepTimeout
from aura_nb.jobs import elapsed
from aura_nb.jobs.model import Changes, Event, Job, NewEvent
from aura_nb.jobs.objects import TaskTiming
from aura_nb.jobs.store import Store
from aura_nb.pipeline.joblog import timestamp
from aura_nb.pipeline.output import Artifact
from aura_nb.pipeline.progress import (
    PHASES,
    STAGES,
    ArtifactReady,
    PhaseMark,
    StepProgress,
    StepStatus,
    TaskFinished,
    Warned,
)
from aura_nb.pipeline.progress import Event as FilmEvent

PROGRESS_SECONDS = 0.1
LOST_A_WORKER = frozenset({JobCrashed.code, StepTimeout.code})  # warnings of tasks that are tried again


class Recorder:
    """The callback of one run. `refused` is called once, on the event loop, when a write of the run was refused."""

    def __init__(self, store: Store, job: Job, *, refused: Callable[[BaseException], None]) -> None:
        if job.lease is None:
            raise ValueError("a job that is recorded is running")
        self._store = store
        self._job_id = job.id
        self._lease = job.lease
        self._before = elapsed.known(job.progress)
        self._began = time.monotonic()
        self._refused = refused
        self._loop = asyncio.get_running_loop()
        self._artifacts = {artifact["name"]: artifact for artifact in job.artifacts}
        self._warnings = list(job.warnings)
        self._told: dict[str, Any] = dict(job.progress)
        self._held: StepProgress | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._sent = 0.0
        self._tasks: list[TaskTiming] = []
        self._finished: set[str] = set()
        self._counted = 0

    @staticmethod
    def marks(job: Job) -> list[PhaseMark]:
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
    def artifacts(self) -> list[dict[str, Any]]:
        """All artifacts so far."""
        return list(self._artifacts.values())

    def __call__(self, event: FilmEvent) -> None:
        match event:
            case StepProgress():
                self._progress(event)
            case StepStatus():
                self.flush()
                # The mark is written with the event: whoever takes the job up must not announce it again.
                changes = Changes(progress=self._marked(event))
                if event.status == "completed":
                    changes.last_step = event.step
                self._record([NewEvent("step-status", _plain(event))], changes)
            case ArtifactReady():
                self.add_artifact(event.artifact)
            case Warned():
                self._warnings.append(_plain(event))
                changes = Changes(warnings=list(self._warnings))
                if event.code in LOST_A_WORKER:
                    changes.worker_died = True
                self._record([NewEvent("warning", _plain(event))], changes)
            case TaskFinished():  # not in the stream: kept for the run's end, with all others
                seconds = round(event.seconds, 4)
                self._tasks.append(
                    TaskTiming(event.task, event.phase, event.scene, event.hit, event.started_at, seconds)
                )
                self._finished.add(event.task)
                self._soon()

    def add_artifact(self, artifact: Artifact) -> None:
        """A file can be fetched: said once, and again when its content or place has changed."""
        entry = {
            "name": artifact.name,
            "kind": artifact.kind,
            "type": artifact.type,
            "sizeBytes": artifact.size_bytes,
            "sha256": artifact.sha256,
            "url": f"jobs/{self._job_id}/artifacts/{quote(artifact.name)}",
            "createdAt": timestamp(),
        }
        before = self._artifacts.get(artifact.name)
        self._artifacts[artifact.name] = entry
        if before is None or before["sha256"] != entry["sha256"]:
            self._record([NewEvent("artifact", entry)], Changes(artifacts=self.artifacts))

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
            data = _plain(held) | elapsed.told(self.elapsed)
            self._told = data
            changes = Changes(phase=held.phase, percent=held.progress_pct, progress=data, tasks=self._counted)
            shown = {name: value for name, value in data.items() if name not in {"phases", "clock"}}
            self._record([NewEvent("step-progress", shown)], changes)
        elif self._counted > counted:
            self._record([], Changes(tasks=self._counted))

    def _progress(self, event: StepProgress) -> None:
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

    def _record(self, events: list[NewEvent], changes: Changes) -> None:
        self._store.record(self._job_id, self._lease, events, changes).add_done_callback(self._written)

    def _written(self, future: Future[list[Event]]) -> None:
        error = future.exception()
        if error is not None:
            self._loop.call_soon_threadsafe(self._refused, error)


def failure_event(error: AuraError) -> dict[str, Any]:
    """The data of `job-failed`, beside jobId, correlationId and the stage, which the store knows best."""
    described = {"code": error.code, "message": error.message, "remediation": error.remedy}
    return {
        "status": "failed",
        "errorMessage": error.message,
        "errors": [described],
        "suggestedActions": [error.remedy] if error.remedy else [],
        "logs": list(error.details.get("logs", []))[-20:],
    }


def _plain(event: FilmEvent) -> dict[str, Any]:
    data: dict[str, Any] = msgspec.to_builtins(event)
    del data["type"]
    return data
