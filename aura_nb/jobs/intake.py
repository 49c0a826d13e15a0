"""How jobs come into the store and leave it: accepted once for each key, removed with their records and logs."""

from __future__ import annotations

import sqlite3
from typing import Any

from aura_nb.clock import settled
from aura_nb.errors import JobStateError, QueueFull
from aura_nb.jobs import drafts
from aura_nb.jobs.log import JobReference, Transaction
from aura_nb.jobs.model import JobRecord, NewJob
from aura_nb.jobs.rows import json_text, select, update
from aura_nb.jobs.transitions import named, number_of
from aura_nb.wire.events import JobStatus
from aura_nb.wire.status import FINAL

KEY_MS = 24 * 3600 * 1000
# How long a job kept for an owner of another host waits for that owner's first heartbeat.
_FIRST_BEAT_MS = 60_000
# Removing goes in bites: whoever waits for the writer must not wait for a month of logs.
PRUNE_BITE = 50


def submit(
    transaction: Transaction, job: NewJob, *, key: str | None, body_digest: str | None, max_pending: int
) -> tuple[JobRecord, bool]:
    """Accept a job, or find the one its key made before; see `Store.submit`."""
    if key is not None and (known := _by_key(transaction, key, body_digest)) is not None:
        return known, False
    connection, now = transaction.connection, transaction.now
    pending = connection.execute("SELECT count(*) FROM jobs WHERE status = 'pending'").fetchone()[0]
    if pending >= max_pending:
        raise QueueFull(f"{pending} jobs wait already.", pending=pending)
    row: dict[str, Any] = {
        "id": job.id,
        "title": job.title,
        "status": "pending",
        "correlation_id": job.correlation_id,
        "created_at": now,
        "updated_at": now,
        "affinity": job.affinity,
        "lease_until": None if job.affinity is None else now + _FIRST_BEAT_MS,
        "resumed_from": job.resumed_from,
    }
    insert = f"INSERT INTO jobs ({', '.join(row)}) VALUES ({', '.join(':' + name for name in row)})"  # noqa: S608 - ours
    try:
        number = connection.execute(insert, row).lastrowid
    except sqlite3.IntegrityError as error:
        raise JobStateError(f"There is a job {job.id!r} already.", jobId=job.id) from error
    if number is None:
        raise sqlite3.DataError("an inserted row has no number")
    connection.execute("INSERT INTO documents (job, request) VALUES (?, ?)", [number, json_text(job.request)])
    if key is not None:
        connection.execute(
            "INSERT INTO keys (key, digest, job, created_at) VALUES (?, ?, ?, ?)", [key, body_digest, number, now]
        )
    event = transaction.append(
        JobReference(number, job.id, job.correlation_id), [JobStatus.of("pending", phase=None, percent=0.0)]
    )[0]
    update(connection, number, {"last_sequence": event.sequence})
    return select(connection, number), True


def delete(transaction: Transaction, job_id: str) -> JobRecord:
    """Remove an ended job's record and events, and its draft."""
    job = named(transaction, job_id)
    if not job.is_final:
        raise JobStateError(f"Job {job.id} is {job.status}; only an ended job can be removed.", status=job.status)
    transaction.raise_floor(job.last_sequence)
    transaction.connection.execute("DELETE FROM jobs WHERE number = ?", [number_of(transaction, job_id)])
    drafts.remove(transaction, job_id)
    return job


def prune(transaction: Transaction, *, before_ms: int) -> list[str]:
    """Remove some of the jobs that ended before a moment, and drafts and keys that are too old; the jobs' ids."""
    connection = transaction.connection
    rows = connection.execute(
        "SELECT number, id, last_sequence FROM jobs WHERE ended_at < ? AND status IN (?, ?, ?) LIMIT ?",
        [before_ms, *sorted(FINAL), PRUNE_BITE],
    ).fetchall()
    if rows:
        transaction.raise_floor(max(row[2] for row in rows))
    connection.executemany("DELETE FROM jobs WHERE number = ?", [row[:1] for row in rows])
    connection.execute("DELETE FROM keys WHERE created_at <= ?", [_forgotten(transaction)])
    drafts.prune(transaction, before_ms=before_ms)
    return [row[1] for row in rows]


def _forgotten(transaction: Transaction) -> int:
    """Keys of this moment and before are not heeded any more; a clock that is set forward makes none of them old."""
    return min(transaction.now, round(settled() * 1000)) - KEY_MS


def _by_key(transaction: Transaction, key: str, digest: str | None) -> JobRecord | None:
    connection = transaction.connection
    row = connection.execute("SELECT job, digest, created_at FROM keys WHERE key = ?", [key]).fetchone()
    if row is None:
        return None
    number, known, created_at = row
    if created_at <= _forgotten(transaction):
        connection.execute("DELETE FROM keys WHERE key = ?", [key])
        return None
    if known != digest:
        raise JobStateError("This idempotency key was used for another request.", key=key)
    return select(connection, number)
