"""A job's run: claimed, written to under its lease, ended, or brought back from an owner that is gone.

Every function here is one operation inside the writer's transaction, and each change of state is one UPDATE that names
the state it starts from, with its event beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec
from msgspec import UNSET, structs

from aura_nb.errors import JobCrashed, JobNotFound, JobStateError, LeaseLost
from aura_nb.jobs import elapsed
from aura_nb.jobs import owner as owners
from aura_nb.jobs.log import JobReference, Transaction
from aura_nb.jobs.model import MAX_CRASHES, JobChanges, JobRecord
from aura_nb.jobs.owner import Owner
from aura_nb.jobs.rows import DOCUMENTS, as_columns, json_text, select, update
from aura_nb.wire.events import (
    Event,
    JobCancelled,
    JobCompleted,
    JobEnded,
    JobEvent,
    JobFailed,
    JobStatus,
)
from aura_nb.wire.phases import COMPLETE, phase_at, stage_of
from aura_nb.wire.status import Status

_NOTHING: Mapping[str, object] = {}
_NOBODY: Mapping[str, object] = {"owner": None, "lease": None, "lease_until": None}


class _Run(NamedTuple):
    line: JobReference
    phase: str | None
    percent: float


def claim(
    transaction: Transaction, owner: Owner, *, lease_seconds: float, only_affine: bool, job_id: str | None
) -> JobRecord | None:
    """Give the oldest pending job the owner may run to it, or None."""
    mine = [str(owner)]
    free = "" if only_affine else "affinity IS NULL OR "
    # The sequence of the event that says so is unique and increasing: it is the lease's number too.
    lease = transaction.head.sequence + 1
    row = transaction.connection.execute(
        f"""
        UPDATE jobs SET status = 'running', owner = :owner, lease = :lease, lease_until = :until,
            attempt = attempt + 1, started_at = coalesce(started_at, max(:now, created_at)),
            most_tasks = max(most_tasks, tasks), tasks = 0, worker_died = 0
        WHERE status = 'pending' AND number = (
            SELECT number FROM jobs
            WHERE status = 'pending' AND ({free}affinity IN (SELECT value FROM json_each(:affine)))
                AND (:id IS NULL OR id = :id)
            ORDER BY number LIMIT 1
        )
        RETURNING number, id, correlation_id, percent, progress
        """,  # noqa: S608 - one of two clauses of ours
        {
            "owner": str(owner),
            "lease": lease,
            "until": transaction.now + round(lease_seconds * 1000),
            "now": transaction.now,
            "affine": json_text(mine if only_affine else mine + _abandoned(transaction)),
            "id": job_id,
        },
    ).fetchone()
    if row is None:
        return None
    line, percent = JobReference(*row[:3]), float(row[3])
    phase = phase_at(percent)
    progress = json_text(elapsed.begun(msgspec.json.decode(row[4])))
    begun = JobStatus.of("running", phase=phase, percent=percent)
    _change(transaction, line, {"phase": phase, "progress": progress}, [begun])
    return select(transaction.connection, line.number)


def record(
    transaction: Transaction, job_id: str, lease: int, events: Sequence[JobEvent], changes: JobChanges | None
) -> list[Event]:
    """Write a run's events and changes."""
    run = _fenced(transaction, job_id, lease)
    return _change(transaction, run.line, _columns(transaction, run, changes), events)


def finish(
    transaction: Transaction,
    job_id: str,
    lease: int,
    ended: JobEnded,
    changes: JobChanges | None,
) -> Event:
    """End a run's job."""
    run = _fenced(transaction, job_id, lease)
    columns = _columns(transaction, run, changes)
    columns |= _stopped(transaction, run, columns.get("progress"), seconds=_told_seconds(ended))
    run = run._replace(phase=str(columns.get("phase", run.phase)))
    if isinstance(ended, JobCompleted):
        columns |= {"phase": COMPLETE, "percent": 100.0}
    return _end(transaction, run, ended, columns)


def release(transaction: Transaction, job_id: str, lease: int) -> JobRecord:
    """Give a run's job back to the queue, by the will of its owner: that is no crash."""
    run = _fenced(transaction, job_id, lease)
    row = transaction.connection.execute("SELECT cancel_requested FROM jobs WHERE number = ?", [run.line.number])
    if row.fetchone()[0]:
        _cancel(transaction, run, "The job was canceled.", _stopped(transaction, run))
    else:
        _requeue(transaction, run, _stopped(transaction, run))
    return select(transaction.connection, run.line.number)


def request_cancel(transaction: Transaction, job_id: str, *, message: str) -> JobRecord:
    """Cancel a pending job; ask a running one to stop."""
    job = named(transaction, job_id)
    run = _Run(JobReference(number_of(transaction, job_id), job.id, job.correlation_id), job.phase, job.percent)
    if job.is_final:
        raise JobStateError(f"Job {job.id} is {job.status} already.", status=job.status)
    if job.status == "pending":
        _cancel(transaction, run, message)
    elif not job.cancel_requested:
        update(transaction.connection, run.line.number, {"cancel_requested": 1, "updated_at": transaction.now})
    return select(transaction.connection, run.line.number)


def rescue(transaction: Transaction, *, now: int | None) -> list[JobRecord]:
    """Bring back the running jobs whose owner is gone; see `Store.rescue`."""
    rows = transaction.connection.execute(
        "SELECT number, id, correlation_id, phase, percent, owner, lease_until, crashes, cancel_requested, "
        "tasks > most_tasks AND NOT worker_died FROM jobs WHERE status = 'running' ORDER BY number"
    ).fetchall()
    moment = transaction.now if now is None else now
    # A machine that slept wakes with all leases run out; this process is plainly alive, and knows what it runs.
    spared = {str(Owner.here())} if now is None else set()
    dead = {owner: owners.is_dead(owner) for owner in {row[5] for row in rows}}
    rescued = []
    for number, job_id, correlation_id, phase, percent, owner, until, crashes, cancel_requested, innocent in rows:
        if not dead[owner] and (until >= moment or owner in spared):
            continue
        run = _Run(JobReference(number, job_id, correlation_id), phase, percent)
        # An owner of this host that lives lost its lease by sleeping, not by a crash.
        slept = now is None and not dead[owner] and Owner.parse(owner).is_local
        # One that got further than ever before did not bring its owner down by what it is. There are only so many
        # tasks: a job that does kill its owner each time soon gets no further.
        counted = crashes if slept else 0 if innocent else crashes + 1
        if cancel_requested:
            _cancel(transaction, run, "The job was canceled; the program that ran it had ended.")
        elif counted >= MAX_CRASHES:
            _fail(transaction, run, crashes=counted)
        else:
            _requeue(transaction, run, {"crashes": counted})
        rescued.append(select(transaction.connection, number))
    return rescued


def named(transaction: Transaction, job_id: str) -> JobRecord:
    """The job with this id. Raises `JobNotFound`."""
    return select(transaction.connection, number_of(transaction, job_id))


def number_of(transaction: Transaction, job_id: str) -> int:
    """A job's number. Raises `JobNotFound`."""
    row = transaction.connection.execute("SELECT number FROM jobs WHERE id = ?", [job_id]).fetchone()
    if row is None:
        raise not_found(job_id)
    number: int = row[0]
    return number


def not_found(job_id: str) -> JobNotFound:
    return JobNotFound(f"There is no job {job_id!r}.", jobId=job_id)


def _abandoned(transaction: Transaction) -> list[str]:
    """The owners jobs are kept for that are gone: dead, or on another host and silent for a whole lease."""
    rows = transaction.connection.execute(
        "SELECT affinity, max(lease_until) FROM jobs WHERE status = 'pending' AND affinity IS NOT NULL "
        "GROUP BY affinity"
    )
    return [owner for owner, until in rows if owners.is_dead(owner) or (until < transaction.now and _is_far(owner))]


def _is_far(owner: str) -> bool:
    return not Owner.parse(owner).is_local


def _fenced(transaction: Transaction, job_id: str, lease: int) -> _Run:
    row = transaction.connection.execute(
        "SELECT number, id, correlation_id, phase, percent FROM jobs WHERE id = ? AND status = 'running' AND lease = ?",
        [job_id, lease],
    ).fetchone()
    if row is None:
        raise LeaseLost(f"Job {job_id} is no longer this run's: it was handed on, ended or deleted.", jobId=job_id)
    return _Run(JobReference(*row[:3]), *row[3:])


def _columns(transaction: Transaction, run: _Run, changes: JobChanges | None) -> dict[str, object]:
    if changes is None:
        return {}
    for name in DOCUMENTS:
        if (value := getattr(changes, name)) is not UNSET:
            transaction.connection.execute(
                f"UPDATE documents SET {name} = ? WHERE job = ?",  # noqa: S608 - column names
                [json_text(value), run.line.number],
            )
    return as_columns(changes, phase=run.phase, percent=run.percent)


def _change(
    transaction: Transaction, line: JobReference, columns: Mapping[str, object], events: Sequence[JobEvent]
) -> list[Event]:
    """Append a job's events and change its row."""
    appended = transaction.append(line, events)
    last = {"last_sequence": appended[-1].sequence} if appended else {}
    if columns or appended:
        update(transaction.connection, line.number, {**columns, **last, "updated_at": transaction.now})
    return appended


def _end(transaction: Transaction, run: _Run, ended: JobEnded, columns: Mapping[str, object]) -> Event:
    status: Status = ended.status
    if not isinstance(ended, JobCompleted):
        ended = structs.replace(ended, stage=stage_of(run.phase))
        columns = {**columns, "artifacts": "[]"}  # what was shown of it was a preview, which goes with the run
    # A clock that was set back meanwhile must not end a job before it began.
    moment = max(transaction.now, _began(transaction, run))
    columns = {**columns, **_NOBODY, "status": status, f"{status}_at": moment, "ended_at": moment}
    return _change(transaction, run.line, columns, [ended])[0]


def _began(transaction: Transaction, run: _Run) -> int:
    row = transaction.connection.execute(
        "SELECT max(created_at, coalesce(started_at, 0)) FROM jobs WHERE number = ?", [run.line.number]
    )
    moment: int = row.fetchone()[0]
    return moment


def _told_seconds(ended: JobEnded) -> float | None:
    return (ended.elapsed_seconds or None) if isinstance(ended, JobCompleted) else None


def _stopped(
    transaction: Transaction, run: _Run, progress: object = None, *, seconds: float | None = None
) -> dict[str, object]:
    """The columns that say how long a job was worked on when a run of this process ends."""
    if not isinstance(progress, str):
        row = transaction.connection.execute("SELECT progress FROM jobs WHERE number = ?", [run.line.number])
        progress = str(row.fetchone()[0])
    return {"progress": json_text(elapsed.stopped(msgspec.json.decode(progress), seconds))}


def _cancel(transaction: Transaction, run: _Run, message: str, columns: Mapping[str, object] = _NOTHING) -> None:
    _end(transaction, run, JobCancelled(message=message), columns)


def _requeue(transaction: Transaction, run: _Run, columns: Mapping[str, object]) -> None:
    # `lease_until` stays: where a job is kept for an owner, it says how long that one is taken to live.
    waiting = {**columns, "owner": None, "lease": None, "status": "pending", "phase": None}
    _change(transaction, run.line, waiting, [JobStatus.of("pending", phase=None, percent=run.percent)])


def _fail(transaction: Transaction, run: _Run, *, crashes: int) -> None:
    error = JobCrashed(
        f"The program that ran this job died {crashes} times before another step was finished; it is not tried again."
    )
    failed = JobFailed.of(error)
    _end(transaction, run, failed, {"errors": json_text(failed.errors), "crashes": crashes})
