"""The events of a job: what the log holds and the stream sends, a struct for each type.

    accepted, claimed, rescued      job-status
    while it runs                   step-status, step-progress, artifact, warning
    its end, once                   job-completed | job-failed | job-cancelled

An event's data is the struct's fields in their order, in camelCase, behind `jobId` and `correlationId`. Its type is no
field: it stands in a column of the log and on the `event:` line of the stream. A field that is added later is
`| UnsetType` and `UNSET` by default: in what older logs hold it stays absent.
"""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import msgspec
from msgspec import Struct

from aura_nb.errors import AuraError
from aura_nb.wire.ids import event_id, parsed_id
from aura_nb.wire.phases import stage_of
from aura_nb.wire.status import Status

LOG_LINES = 20  # so many of a log's last lines come with a failure


class JobStatus(Struct, frozen=True, rename="camel"):
    """A job is accepted, has begun, or went back to the queue; sent by the store with the change itself."""

    TYPE: ClassVar = "job-status"

    status: Literal["pending", "running"]
    stage: str
    phase: str | None
    percent: float

    @classmethod
    def of(cls, status: Literal["pending", "running"], *, phase: str | None, percent: float) -> JobStatus:
        """The event that says where a job is."""
        return cls(status, stage_of(phase), phase, percent)


class StepStatus(Struct, frozen=True, rename="camel"):
    """A phase has started or is completed; `seconds` is how long it took, null until completed."""

    TYPE: ClassVar = "step-status"

    step: str
    phase: str
    status: Literal["started", "completed"]
    seconds: float | None = None


class StepProgress(Struct, frozen=True, rename="camel"):
    """How far a job is, at most ten times a second: percents are 0-100, times in seconds.

    Items are scenes, counted from 1, 0 for the whole film. `remainingSeconds` is null until it can be estimated.
    """

    TYPE: ClassVar = "step-progress"

    step: str
    phase: str
    progress_pct: float
    phase_pct: float
    message: str
    current_item: int
    total_items: int
    elapsed_seconds: float
    remaining_seconds: float | None = None


class ArtifactReady(Struct, frozen=True, rename="camel"):
    """A file can be fetched: at its final place, or a preview of it while the job runs.

    `url` is relative to the API; `sha256` is hexadecimal, `createdAt` RFC 3339 in UTC.
    """

    TYPE: ClassVar = "artifact"

    name: str
    kind: str
    type: str
    size_bytes: int
    sha256: str
    url: str
    created_at: str


class Warned(Struct, frozen=True, rename="camel"):
    """Something a person should know that does not stop the film; sent once, when it is found."""

    TYPE: ClassVar = "warning"

    code: str
    message: str
    step: str | None


class Output(Struct, frozen=True, rename="camel", omit_defaults=True):
    """A finished film: where its files are, the video's size in bytes and its duration in seconds.

    `format_path` is the file of the format that was asked for; absent where that is MP4.
    """

    video_path: str
    subtitle_path: str | None
    size_bytes: int
    duration_seconds: float
    format_path: str | None = None


class JobCompleted(Struct, frozen=True, rename="camel", kw_only=True):
    """The film is there and was measured: the last event of a job that went well."""

    TYPE: ClassVar = "job-completed"

    status: Literal["completed"] = "completed"
    artifacts: list[ArtifactReady] = []
    output: Output | None = None
    elapsed_seconds: float = 0.0


class Failure(Struct, frozen=True, rename="camel"):
    """One reason: its code, what is wrong, and the next step."""

    code: str
    message: str
    remediation: str | None = None


class JobFailed(Struct, frozen=True, rename="camel", kw_only=True):
    """The job has failed, with its reasons, what to do about them and the end of its log."""

    TYPE: ClassVar = "job-failed"

    status: Literal["failed"] = "failed"
    stage: str = "Queued"
    error_message: str
    errors: list[Failure]
    suggested_actions: list[str] = []
    logs: list[str] = []
    logs_url: str | None = None

    @classmethod
    def of(cls, error: AuraError, *, logs_url: str | None = None) -> JobFailed:
        """The event that an error ends a job with; the store adds the stage it ended in."""
        return cls(
            error_message=error.message,
            errors=[Failure(error.code, error.message, error.remedy)],
            suggested_actions=[error.remedy] if error.remedy else [],
            logs=list(error.details.get("logs", []))[-LOG_LINES:],
            logs_url=logs_url,
        )


class Cleanup(Struct, frozen=True, rename="camel"):
    """What a canceled job left and was removed."""

    removed_files: int = 0
    freed_bytes: int = 0


class JobCancelled(Struct, frozen=True, rename="camel", kw_only=True):
    """The job was canceled, and everything it started is gone."""

    TYPE: ClassVar = "job-cancelled"

    status: Literal["canceled"] = "canceled"
    stage: str = "Queued"
    message: str
    cleanup: Cleanup = Cleanup()


JobEnded = JobCompleted | JobFailed | JobCancelled
JobEvent = JobStatus | StepStatus | StepProgress | ArtifactReady | Warned | JobEnded

EVENTS: dict[str, type[JobEvent]] = {
    kind.TYPE: kind
    for kind in (
        *(JobStatus, StepStatus, StepProgress, ArtifactReady, Warned),
        *(JobCompleted, JobFailed, JobCancelled),
    )
}
FINAL_EVENTS: dict[Status, str] = {
    "completed": JobCompleted.TYPE,
    "failed": JobFailed.TYPE,
    "canceled": JobCancelled.TYPE,
}
FINAL_TYPES = frozenset(FINAL_EVENTS.values())

# What the stream says besides the log: STATES have the id of the newest event they include, NOTICES have none.
STATES = frozenset({"snapshot", "reset"})
NOTICES = frozenset({"shutdown", "error"})


class EventHead(Struct, frozen=True, rename="camel"):
    """What every event's data begins with: the job, and the request that made it."""

    job_id: str
    correlation_id: str = ""


class Event(Struct, frozen=True):
    """One entry of the log, as it is sent: `data` is the JSON text, one line, with jobId and correlationId in it."""

    sequence: int
    time: int
    job_id: str
    type: str
    data: str

    @classmethod
    def read(cls, event: str, *, id: str, data: str) -> Event:  # noqa: A002 - the stream's own name for it
        """An entry as the stream sends it: its `event:`, `id:` and `data:`. Raises `msgspec.MsgspecError`."""
        time, sequence = parsed_id(id) or (0, 0)
        job_id = msgspec.json.decode(data, type=EventHead).job_id
        return cls(sequence=sequence, time=time, job_id=job_id, type=event, data=data)

    @property
    def id(self) -> str:
        """`{milliseconds}-{sequence}`, increasing over the whole log."""
        return event_id(self.time, self.sequence)

    @property
    def head(self) -> EventHead:
        """Which job it is of, and which request made that."""
        return msgspec.json.decode(self.data, type=EventHead)

    def json(self) -> dict[str, Any]:
        """The data as JSON values."""
        decoded: dict[str, Any] = msgspec.json.decode(self.data)
        return decoded

    def told(self) -> JobEvent | None:
        """What it says; None for a type of a newer version. Raises `msgspec.ValidationError` for other data."""
        return decoded(self.type, self.data)


def decoded(kind: str, data: str | bytes) -> JobEvent | None:
    """An event's data as its struct; None for a type that this version does not know.

    >>> decoded("warning", '{"jobId":"a","correlationId":"c","code":"x","message":"Take care.","step":"Voice"}')
    Warned(code='x', message='Take care.', step='Voice')
    """
    struct = EVENTS.get(kind)
    return None if struct is None else msgspec.json.decode(data, type=struct)


def encoded(event: JobEvent, *, job_id: str, correlation_id: str) -> str:
    """An event's data as the log keeps it: JSON on one line.

    >>> encoded(Warned("x", "Take care.", "Voice"), job_id="a", correlation_id="c")
    '{"jobId":"a","correlationId":"c","code":"x","message":"Take care.","step":"Voice"}'
    """
    head = msgspec.json.encode(EventHead(job_id, correlation_id))
    return (head[:-1] + b"," + msgspec.json.encode(event)[1:]).decode()
