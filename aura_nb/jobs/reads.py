"""What can be asked of the store, each answer of one moment."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from typing import Any

import msgspec

from aura_nb.errors import JobNotFound, RequestInvalid
from aura_nb.jobs import columns, drafts, log
from aura_nb.jobs.drafts import DraftRecord
from aura_nb.jobs.log import LogHead
from aura_nb.jobs.model import JobRecord
from aura_nb.jobs.rows import SELECT_JOBS, job_from, json_text
from aura_nb.jobs.transitions import not_found
from aura_nb.wire.events import Event
from aura_nb.wire.job import Columns
from aura_nb.wire.status import FINAL, STATUSES, Stats, Status

# No Unicode character is larger: the end of the range of texts that begin with a prefix.
_LAST = chr(0x10FFFF)


class StoreSnapshot:
    """Questions about one moment of the store: `store.snapshot()` gives one. For one thread at a time."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def job(self, job_id: str) -> JobRecord:
        """The job with this id. Raises `JobNotFound`."""
        row = self._connection.execute(f"{SELECT_JOBS} WHERE j.id = ?", [job_id]).fetchone()
        if row is None:
            raise not_found(job_id)
        return job_from(row)

    def find(self, prefix: str) -> JobRecord:
        """The one job whose id begins so. Raises `JobNotFound`, and `RequestInvalid` when there are several."""
        rows = self._connection.execute(
            "SELECT id FROM jobs WHERE id >= ? AND id < ? ORDER BY id LIMIT 2", [prefix, prefix + _LAST]
        ).fetchall()
        if not rows or not prefix:
            raise JobNotFound(f"There is no job whose id begins with {prefix!r}.", jobId=prefix)
        if len(rows) > 1 and rows[0][0] != prefix:
            raise RequestInvalid(f"There are several jobs whose id begins with {prefix!r}.", remedy="Give more of it.")
        return self.job(rows[0][0])

    def jobs(
        self, *, statuses: Collection[Status] | None = None, limit: int = 50, before: str | None = None
    ) -> list[JobRecord]:
        """Jobs, newest first; those older than the job `before`. Raises `JobNotFound` for an unknown one."""
        older = columns.NEWEST if before is None else self.number(before)
        found: list[int] = []
        for status in statuses or STATUSES:
            rows = self._connection.execute(
                "SELECT number FROM jobs WHERE status = ? AND number < ? ORDER BY number DESC LIMIT ?",
                [status, older, limit],
            )
            found.extend(row[0] for row in rows)
        return self._select(sorted(found, reverse=True)[:limit])

    def queue(self, *, statuses: Collection[Status] | None = None, limit: int = 50) -> list[JobRecord]:
        """Jobs as a queue: the running first, then the pending in their order, then the ended, newest end first."""
        wanted = set(statuses or STATUSES)
        found: list[int] = []
        for status in ("running", "pending"):
            if status in wanted:
                rows = self._connection.execute(
                    "SELECT number FROM jobs WHERE status = ? ORDER BY number LIMIT ?", [status, limit - len(found)]
                )
                found.extend(row[0] for row in rows)
        ended: list[tuple[int, int]] = []
        for status in wanted & FINAL:
            ended += self._connection.execute(
                "SELECT ended_at, number FROM jobs WHERE status = ? AND ended_at IS NOT NULL "
                "ORDER BY ended_at DESC, number DESC LIMIT ?",
                [status, limit - len(found)],
            ).fetchall()
        found.extend(number for _, number in sorted(ended, reverse=True)[: limit - len(found)])
        return self._select(found)

    def columns(self, *, statuses: Collection[Status] | None = None, limit: int | None = None) -> Columns:
        """All jobs (or the newest `limit`) as columns, newest first: see `jobs/columns.py`."""
        return columns.read(self._connection, statuses=statuses, limit=limit)

    def table(self, *, statuses: Collection[Status] | None = None, limit: int, before: int) -> Columns:
        """Columns with times as JSON has them, of jobs accepted before the one with this number."""
        return columns.read(self._connection, statuses=statuses, limit=limit, older_than=before, as_json=True)

    def stats(self) -> Stats:
        """How many jobs there are in each state."""
        rows = self._connection.execute("SELECT status, count(*) FROM jobs GROUP BY status").fetchall()
        counts: dict[str, int] = {**dict.fromkeys(STATUSES, 0), **dict(rows)}
        return Stats(total=sum(counts.values()), **counts)

    def oldest_pending(self) -> int | None:
        """When the job that has waited longest was accepted, in ms since the epoch; None when none waits."""
        row = self._connection.execute(
            "SELECT created_at FROM jobs WHERE status = 'pending' ORDER BY number LIMIT 1"
        ).fetchone()
        return row[0] if row else None

    def timings(self, job_id: str) -> list[dict[str, Any]]:
        """The tasks of the job's last ended run, in the order they finished: see `objects.TaskTiming`."""
        row = self._connection.execute(
            "SELECT d.timings FROM jobs AS j JOIN documents AS d ON d.job = j.number WHERE j.id = ?", [job_id]
        ).fetchone()
        if row is None:
            raise not_found(job_id)
        found: list[dict[str, Any]] = msgspec.json.decode(row[0]) if row[0] else []
        return found

    def draft(self, draft_id: str) -> DraftRecord | None:
        """The draft of a storyboard with this id; None when there is none."""
        return drafts.read(self._connection, draft_id)

    def events(self, after: int = 0, *, jobs: Collection[str] | None = None, limit: int = 1000) -> list[Event]:
        """Events after a sequence, oldest first; only those of `jobs` if given."""
        return log.read(self._connection, after=after, jobs=jobs, limit=limit)

    def head(self) -> LogHead:
        """Where the log ends, and its floor."""
        return LogHead.read(self._connection)

    def last_sequence(self) -> int:
        """The newest event's sequence, of all there ever was; 0 when there was none."""
        return self.head().sequence

    def last_event_id(self) -> str:
        """The newest event's id; `0-0` when there was none."""
        return self.head().id

    def knows(self, event_id: str, *, jobs: Collection[str] | None = None) -> bool:
        """See `Store.knows`."""
        return log.knows(self._connection, event_id, jobs=jobs)

    def number(self, job_id: str) -> int:
        """The place of a job among all that were ever accepted. Raises `JobNotFound`."""
        row = self._connection.execute("SELECT number FROM jobs WHERE id = ?", [job_id]).fetchone()
        if row is None:
            raise not_found(job_id)
        number: int = row[0]
        return number

    def _select(self, numbers: Sequence[int]) -> list[JobRecord]:
        rows = self._connection.execute(
            f"{SELECT_JOBS} JOIN json_each(?) AS page ON page.value = j.number ORDER BY page.key", [json_text(numbers)]
        )
        return [job_from(row) for row in rows]
