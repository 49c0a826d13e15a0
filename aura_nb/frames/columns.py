"""Every column of every DataFrame, in its order, with its kind: one table that code, guide and tests read.

Columns are the JSON fields in snake_case; those that are `derived` stand behind them and are told from them.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from aura_nb.wire.phases import PHASES, STAGES
from aura_nb.wire.status import STATUSES

Kind = Literal[
    "text",  # string, NA where there is none
    "count",  # Int64
    "number",  # Float64
    "flag",  # boolean
    "time",  # datetime64[ms, UTC]
    "duration",  # timedelta64[ms]
    "values",  # object: JSON values
    "status",  # the rest are ordered categoricals
    "event status",
    "phase",
    "stage",
    "task status",
    "finding",
]

# In their natural order, which is that of sorting and comparing.
CATEGORIES: dict[str, tuple[str, ...]] = {
    "status": STATUSES,
    "event status": (*STATUSES[:2], "started", *STATUSES[2:]),
    "phase": (*PHASES, "complete"),
    "stage": ("Queued", *STAGES.values()),
    "task status": ("hit", "depends", "miss"),
    "finding": ("pass", "warn", "fail"),
}


class Column(Struct, frozen=True):
    """A column: its name, what kind of values it has, what they say."""

    name: str
    kind: Kind
    meaning: str
    derived: bool = False


class FrameLayout(Struct, frozen=True):
    """A frame: its index and its columns, in order."""

    index: Column
    columns: tuple[Column, ...]

    @property
    def all(self) -> tuple[Column, ...]:
        """The index, then the columns."""
        return (self.index, *self.columns)


def _derived(name: str, kind: Kind, meaning: str) -> Column:
    return Column(name, kind, meaning, derived=True)


JOBS = FrameLayout(
    Column("job_id", "text", "the job's id"),
    (
        Column("title", "text", "what it is called"),
        Column("status", "status", "where it stands"),
        Column("stage", "stage", "its phase's display name"),
        Column("phase", "phase", "the earliest unfinished phase; none while it waits"),
        Column("percent", "number", "0 to 100"),
        Column("created_at", "time", "when it was accepted"),
        Column("started_at", "time", "when its run began"),
        Column("completed_at", "time", "when it was completed"),
        Column("canceled_at", "time", "when it was canceled"),
        Column("correlation_id", "text", "that of the request that made it"),
        Column("error_message", "text", "why it failed"),
        Column("can_resume", "flag", "whether a new job may take it up"),
        Column("last_completed_step", "stage", "the last stage that was finished"),
        Column("artifact_count", "count", "files that can be fetched"),
        Column("has_errors", "flag", "whether it has errors"),
        Column("resumed_from", "text", "the failed or canceled job that it tries again"),
        Column("updated_at", "time", "when it last changed"),
        Column("ended_at", "time", "when it ended, however it did"),
        Column("failed_at", "time", "when it failed"),
        Column("owner", "text", "the process that runs it"),
        Column("attempt", "count", "how many runs it has had"),
        Column("cancel_requested", "flag", "whether it was asked to stop"),
        Column("elapsed_seconds", "number", "how long it has been worked on, until now if it runs"),
        _derived("waiting", "duration", "from accepted to started; none while it waits"),
        _derived("running", "duration", "how long it was worked on; none until it has ended"),
    ),
)

# What a cell shows of them.
LOOKED_AT = (
    "title",
    "status",
    "stage",
    "percent",
    "created_at",
    "started_at",
    "ended_at",
    "running",
    "artifact_count",
    "error_message",
)

QUEUE_STATS = FrameLayout(
    Column("status", "status", "the state"),
    (
        Column("jobs", "count", "how many there are in it"),
        _derived("waiting_p50", "duration", "how long they waited to be started: the median"),
        _derived("waiting_p90", "duration", "... the 90th percentile"),
        _derived("waiting_max", "duration", "... all of them"),
        _derived("running_p50", "duration", "how long they ran, those that run until now: the median"),
        _derived("running_p90", "duration", "... the 90th percentile"),
        _derived("running_max", "duration", "... all of them"),
        _derived("in_window", "count", "how many came into this state within the window"),
        _derived("per_hour", "number", "the same as a rate: the throughput"),
    ),
)

EVENTS = FrameLayout(
    Column("sequence", "count", "the event's number in the whole log"),
    (
        Column("id", "text", "what Last-Event-ID takes: milliseconds and sequence"),
        Column("time", "time", "when it was written"),
        Column("type", "text", "job-status, step-status, step-progress, artifact, warning, job-completed, ..."),
        Column("job_id", "text", "the job's id"),
        Column("correlation_id", "text", "that of the request that made the job"),
        Column("status", "event status", "the job's, or the step's (started, completed)"),
        Column("stage", "stage", "the stage, of an event that names one"),
        Column("phase", "phase", "the phase"),
        Column("step", "stage", "the step that an event is of"),
        Column("percent", "number", "of the whole job, 0 to 100"),
        Column("progress_pct", "number", "of the whole job, in step-progress"),
        Column("phase_pct", "number", "of its phase"),
        Column("current_item", "count", "the scene it is at"),
        Column("total_items", "count", "of how many"),
        Column("seconds", "number", "how long a completed step took"),
        Column("elapsed_seconds", "number", "since the run began"),
        Column("remaining_seconds", "number", "an estimate from finished work"),
        Column("code", "text", "of a warning"),
        Column("message", "text", "for people"),
        Column("error_message", "text", "why it failed"),
        Column("data", "values", "all of the event's JSON"),
    ),
)

TIMINGS = FrameLayout(
    Column("task", "text", "the task's name"),
    (
        Column("phase", "phase", "the phase it belongs to"),
        Column("scene", "text", "the scene it is for; empty for the whole film"),
        Column("hit", "flag", "whether its result was in the cache"),
        Column("started_at", "time", "when its work began; none of a hit"),
        Column("seconds", "number", "how long it worked; 0 of a hit"),
        _derived("stage", "stage", "the phase's display name"),
        _derived("ended_at", "time", "when its work ended"),
        _derived("start", "number", "seconds from the beginning of the first task to its own"),
        _derived("duration", "duration", "seconds, as a timedelta"),
    ),
)

PLAN = FrameLayout(
    Column("task", "text", "the task's name"),
    (
        Column("phase", "phase", "the phase it belongs to"),
        Column("scene", "text", "the scene it is for; empty for the whole film"),
        Column("status", "task status", "hit: in the cache; miss: will run; depends: on what others come out as"),
        Column("reason", "text", "why"),
        _derived("stage", "stage", "the phase's display name"),
        _derived(
            "place",
            "text",
            "where its scene was written, such as `analysis.ipynb, cell 7`; empty where it is not known",
        ),
    ),
)

VOICES = FrameLayout(
    Column("name", "text", "what `voice=` takes"),
    (
        Column("language", "text", "a BCP 47 tag"),
        Column("gender", "text", "as the voice's makers say"),
        Column("licence", "text", "of the voice"),
        Column("online", "flag", "whether it needs a network"),
        Column("description", "text", "what it is"),
    ),
)

DOCTOR = FrameLayout(
    Column("name", "text", "what was tried"),
    (
        Column("status", "finding", "pass, warn or fail"),
        Column("message", "text", "what came of it"),
        Column("hint", "text", "the next step"),
    ),
)

LAYOUTS: dict[str, FrameLayout] = {
    "jobs": JOBS,
    "queue_stats": QUEUE_STATS,
    "events": EVENTS,
    "timings": TIMINGS,
    "plan": PLAN,
    "voices": VOICES,
    "doctor": DOCTOR,
}
