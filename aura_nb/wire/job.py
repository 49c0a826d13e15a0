"""A job as the outside sees it: the objects that REST answers, clients hold and DataFrames are made of.

JSON is camelCase; times are RFC 3339 in UTC with milliseconds, seconds are seconds, sizes bytes, percents 0-100.
Values that are not there are null.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from msgspec import Struct, field

from aura_nb.wire.events import ArtifactReady, Failure, Output, Warned
from aura_nb.wire.ids import FROM_THE_START
from aura_nb.wire.status import FINAL, Stats, Status

# Many jobs, by the fields of `JobLine`: each field with its value of every job.
Columns = dict[str, Sequence[Any]]


class QueueItem(Struct, rename="camel", kw_only=True):
    """One line of the queue."""

    job_id: str
    title: str
    status: Status
    stage: str
    phase: str | None
    percent: float
    created_at: str
    started_at: str | None
    completed_at: str | None
    canceled_at: str | None
    correlation_id: str
    error_message: str | None
    can_resume: bool
    last_completed_step: str | None
    artifact_count: int
    has_errors: bool
    resumed_from: str | None


class JobLine(QueueItem, kw_only=True):
    """All of a job that is plain: a row of a DataFrame."""

    updated_at: str
    ended_at: str | None
    failed_at: str | None
    owner: str | None
    attempt: int
    cancel_requested: bool
    elapsed_seconds: float | None


class JobOutput(Output, frozen=True, kw_only=True):
    """As the event tells it, and the folder that holds all of the job's files."""

    folder: str | None


class JobObject(JobLine, kw_only=True):
    """The whole job; `output` is there once it is completed."""

    brief: dict[str, Any] | None
    plan: dict[str, Any] | None
    voice: dict[str, Any] | None
    render: dict[str, Any] | None
    storyboard_url: str | None
    artifacts: list[ArtifactReady]
    output: JobOutput | None
    errors: list[Failure]
    warnings: list[Warned]
    last_event_id: str
    links: dict[str, str]

    @property
    def is_final(self) -> bool:
        """Whether nothing will change any more."""
        return self.status in FINAL


class PhaseObject(Struct, rename="camel", kw_only=True):
    """How far one phase is; `fraction` is 0-1."""

    phase: str
    stage: str
    fraction: float
    started_at: str | None
    completed_at: str | None


class ProgressObject(Struct, rename="camel", kw_only=True):
    """How far a job is. `elapsed_seconds` stops with the job; `remaining_seconds` is None until it can be estimated."""

    job_id: str
    status: Status
    stage: str
    phase: str | None
    progress_pct: float
    phases: list[PhaseObject]
    current_item: int | None
    total_items: int | None
    message: str | None
    created_at: str
    started_at: str | None
    completed_at: str | None
    canceled_at: str | None
    elapsed_seconds: float | None
    remaining_seconds: float | None
    can_resume: bool
    last_completed_step: str | None
    has_errors: bool
    error_count: int
    has_warnings: bool
    warning_count: int
    error_message: str | None
    output: JobOutput | None
    artifacts: list[ArtifactReady]
    correlation_id: str


class TaskTiming(Struct, rename="camel"):
    """One task of a run: `hit` when its result was in the cache, else when its work began and its seconds of work."""

    task: str
    phase: str
    scene: str
    hit: bool
    started_at: str | None
    seconds: float


class Timings(Struct, rename="camel", kw_only=True):
    """How long a job's last run took: wall-clock seconds by stage (stages overlap), and its tasks."""

    job_id: str
    stages: dict[str, float]
    tasks: list[TaskTiming]


class Queue(Struct, rename="camel", kw_only=True):
    """The queue at one moment; `stats` count all of it, not the page."""

    jobs: list[QueueItem]
    stats: Stats
    last_event_id: str = field(default=FROM_THE_START)


class JobPage(Struct, rename="camel", kw_only=True):
    """Jobs at one moment, the newest first; `next` is the `before` of the page that follows, None on the last."""

    jobs: list[JobObject]
    stats: Stats
    next: str | None
    last_event_id: str


JOB_LINE_FIELDS = dict(zip(JobLine.__struct_fields__, JobLine.__struct_encode_fields__, strict=True))


class JobTable(NamedTuple):
    """As `JobPage`, but by column: the fields of `JobLine`, each with its value of every job."""

    columns: Columns
    next: int | None
    last_event_id: str

    def named(self) -> Columns:
        """The columns by their names in JSON."""
        return {name: self.columns[field] for field, name in JOB_LINE_FIELDS.items()}
