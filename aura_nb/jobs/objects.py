"""A job as the outside sees it: the objects that REST answers, clients hold and DataFrames are made of.

JSON is camelCase; times are RFC 3339 in UTC with milliseconds, seconds are seconds, sizes bytes, percents 0-100.
Values that are not there are null. URLs begin with the `root` they are asked for with: a server's is
`{base_url}aura/api/`; with none they are relative to it, as in the event log, which no server owns.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import msgspec

from aura_nb.jobs.elapsed import elapsed
from aura_nb.jobs.model import JobRecord
from aura_nb.pipeline.joblog import timestamp
from aura_nb.wire.events import ArtifactReady, Failure, Warned
from aura_nb.wire.job import JobObject, JobOutput, PhaseObject, ProgressObject, QueueItem, TaskTiming, Timings
from aura_nb.wire.phases import PHASES, STAGES, stage_of


def queue_item(job: JobRecord) -> QueueItem:
    """A job's line in the queue."""
    return QueueItem(**_item(job), resumed_from=job.resumed_from)


def job_object(job: JobRecord, *, last_event_id: str, root: str = "") -> JobObject:
    """The whole job; `last_event_id` is the newest event of the whole log at the moment the job was read."""
    film = job.request.get("film", {})
    here = f"{root}jobs/{quote(job.id)}"
    return JobObject(
        **_item(job),
        resumed_from=job.resumed_from,
        updated_at=_time(job.updated_at) or "",
        ended_at=_time(job.ended_at),
        failed_at=_time(job.failed_at),
        brief=film.get("brief"),
        plan=film.get("plan"),
        voice=film.get("voice"),
        render=film.get("render"),
        storyboard_url=f"{here}/storyboard" if job.storyboard or film.get("storyboard") or job.output else None,
        artifacts=artifacts(job, root=root),
        output=output(job),
        errors=msgspec.convert(job.errors, list[Failure]),
        warnings=msgspec.convert(job.warnings, list[Warned]),
        owner=job.owner,
        attempt=job.attempt,
        cancel_requested=job.cancel_requested,
        elapsed_seconds=elapsed(job),
        last_event_id=last_event_id,
        links=links(job.id, root=root),
    )


def progress_object(job: JobRecord, *, root: str = "") -> ProgressObject:
    """How far a job is."""
    told = job.progress
    known = {mark["phase"]: mark for mark in told.get("phases", [])}
    phases = [
        PhaseObject(
            phase=phase,
            stage=STAGES[phase],
            fraction=mark.get("fraction", 0.0),
            started_at=_time(mark.get("startedAt")),
            completed_at=_time(mark.get("completedAt")),
        )
        for phase in PHASES
        for mark in [known.get(phase, {})]
    ]
    item = _item(job)
    del item["title"], item["percent"], item["artifact_count"]
    return ProgressObject(
        **item,
        progress_pct=job.percent,
        phases=phases,
        current_item=told.get("currentItem"),
        total_items=told.get("totalItems"),
        message=told.get("message"),
        elapsed_seconds=elapsed(job),
        remaining_seconds=told.get("remainingSeconds") if job.status == "running" else None,
        error_count=len(job.errors),
        has_warnings=bool(job.warnings),
        warning_count=len(job.warnings),
        output=output(job),
        artifacts=artifacts(job, root=root),
    )


def timings(job: JobRecord, tasks: list[dict[str, Any]]) -> Timings:
    """How long a job took; `tasks` as `Reader.timings` gives them."""
    stages = {
        mark["stage"]: _seconds(mark)
        for mark in job.progress.get("phases", [])
        if mark.get("startedAt") is not None and mark.get("completedAt") is not None
    }
    return Timings(job_id=job.id, stages=stages, tasks=msgspec.convert(tasks, list[TaskTiming]))


def _seconds(mark: dict[str, Any]) -> float:
    """How long a phase took; a mark of an older version has but the times, between which the clock may be set."""
    told = mark.get("seconds")
    return float(told) if told is not None else max(0.0, round((mark["completedAt"] - mark["startedAt"]) / 1000, 3))


def artifacts(job: JobRecord, *, root: str = "") -> list[ArtifactReady]:
    """The files that can be fetched so far."""
    listed = [artifact | {"url": root + artifact["url"]} for artifact in job.artifacts]
    return msgspec.convert(listed, list[ArtifactReady])


def links(job_id: str, *, root: str = "") -> dict[str, str]:
    """Where everything about a job is."""
    here = f"{root}jobs/{quote(job_id)}"
    named = ("events", "storyboard", "plan", "timings", "failure", "logs", "artifacts", "cancel", "resume")
    return {"self": here, "progress": f"{root}render/{quote(job_id)}/progress"} | {
        name: f"{here}/{name}" for name in named
    }


def _item(job: JobRecord) -> dict[str, Any]:
    return {
        "job_id": job.id,
        "title": job.title,
        "status": job.status,
        "stage": stage_of(job.phase),
        "phase": job.phase,
        "percent": job.percent,
        "created_at": _time(job.created_at) or "",
        "started_at": _time(job.started_at),
        "completed_at": _time(job.completed_at),
        "canceled_at": _time(job.canceled_at),
        "correlation_id": job.correlation_id,
        "error_message": job.errors[0]["message"] if job.errors else None,
        "can_resume": job.can_resume,
        "last_completed_step": job.last_step,
        "artifact_count": len(job.artifacts),
        "has_errors": bool(job.errors),
    }


def output(job: JobRecord) -> JobOutput | None:
    """Where the finished film is."""
    if job.output is None:
        return None
    return msgspec.convert({"subtitlePath": None, "folder": None} | job.output, JobOutput)


def _time(milliseconds: int | None) -> str | None:
    return None if milliseconds is None else timestamp(milliseconds / 1000)
