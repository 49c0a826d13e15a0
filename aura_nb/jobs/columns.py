"""Many jobs as columns: what a DataFrame of a hundred thousand of them is made of, without an object for each.

Columns are the plain fields of a job object in snake_case; times are milliseconds since the epoch, or, for those who
hand them on as JSON, RFC 3339.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection

import msgspec

from aura_nb.jobs.elapsed import worked
from aura_nb.wire.job import Columns
from aura_nb.wire.phases import STAGES, stage_of
from aura_nb.wire.status import STATUSES, Status

# Each field of `JobLine` and what it is in the table `jobs`; `stage` is told from the phase.
_EXPRESSIONS = {
    "job_id": "id",
    "title": "title",
    "status": "status",
    "phase": "phase",
    "percent": "percent",
    "created_at": "created_at",
    "started_at": "started_at",
    "completed_at": "completed_at",
    "canceled_at": "canceled_at",
    "correlation_id": "correlation_id",
    # Most jobs have none of these: JSON is read where there is some.
    "error_message": "CASE errors WHEN '[]' THEN NULL ELSE json_extract(errors, '$[0].message') END",
    "can_resume": "status IN ('failed', 'canceled')",
    "last_completed_step": "last_step",
    "artifact_count": "CASE artifacts WHEN '[]' THEN 0 ELSE json_array_length(artifacts) END",
    "has_errors": "errors <> '[]'",
    "resumed_from": "resumed_from",
    "updated_at": "updated_at",
    "ended_at": "ended_at",
    "failed_at": "failed_at",
    "owner": "owner",
    "attempt": "attempt",
    "cancel_requested": "cancel_requested",
    "elapsed_seconds": "CASE WHEN started_at IS NOT NULL THEN coalesce(round(max(0, "
    "json_extract(progress, '$.elapsedSeconds')), 3), max(0, ended_at - started_at) / 1000.0) END",
}
# What goes on while it is read, or was not told by an older version.
_RUNNING = "CASE WHEN status = 'running' THEN json_object('told', json(progress), 'since', started_at) END"
_AS_JSON = _EXPRESSIONS | {
    name: f"strftime('%Y-%m-%dT%H:%M:%fZ', {name} / 1000.0, 'unixepoch')"
    for name in _EXPRESSIONS
    if name.endswith("_at")
}
NEWEST = 2**63 - 1  # no job has this number
_FLAGS = ("can_resume", "has_errors", "cancel_requested")


def read(
    connection: sqlite3.Connection,
    *,
    statuses: Collection[Status] | None = None,
    limit: int | None = None,
    older_than: int = NEWEST,
    as_json: bool = False,
) -> Columns:
    """The columns of the jobs, newest first; of some states, and of the newest `limit` if given.

    `older_than` is the number of a job in the table; `as_json` gives times as RFC 3339.
    """
    wanted = sorted(statuses or STATUSES)
    expressions = _AS_JSON if as_json else _EXPRESSIONS
    rows = connection.execute(
        f"SELECT {', '.join([*expressions.values(), _RUNNING])} FROM jobs "  # noqa: S608 - expressions of ours
        f"WHERE status IN ({', '.join('?' * len(wanted))}) AND number < ? ORDER BY number DESC LIMIT ?",
        [*wanted, older_than, -1 if limit is None else limit],
    ).fetchall()
    columns: Columns = dict(
        zip(
            [*_EXPRESSIONS, "running"],
            zip(*rows, strict=True) if rows else ((),) * (len(_EXPRESSIONS) + 1),
            strict=True,
        )
    )
    columns["elapsed_seconds"] = [
        seconds if running is None else _so_far(running)
        for seconds, running in zip(columns["elapsed_seconds"], columns.pop("running"), strict=True)
    ]
    columns |= {name: [bool(value) for value in columns[name]] for name in _FLAGS}
    stages = {phase: stage_of(phase) for phase in (None, *STAGES)}
    return columns | {"stage": [stages[phase] for phase in columns["phase"]]}


def _so_far(running: str) -> float | None:
    """Seconds that a job has been worked on which still runs."""
    known = msgspec.json.decode(running)
    return worked(known["told"], started_at=known["since"], ended_at=None, running=True)
