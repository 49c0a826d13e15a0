"""The event log: one sequence over all jobs, appended to in the transaction that changes the job, read by everybody.

Rows leave the log only together with their job. The highest sequence that left is the log's *floor*: above it the log
is complete, so a reader that names an id there misses nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import msgspec

from aura_nb.wire.events import Event, JobEvent, encoded
from aura_nb.wire.ids import FROM_THE_START, event_id, parsed_id

# CROSS JOIN: along the log, never along the jobs.
_SELECT_EVENTS = """
    SELECT e.sequence, e.time, j.id, e.type, e.data FROM events AS e CROSS JOIN jobs AS j ON j.number = e.job
"""


class LogHead(NamedTuple):
    """The log's end and floor (each with its time in ms), and a count of the changes anybody might wait for."""

    sequence: int
    time: int
    floor_sequence: int
    floor_time: int
    version: int

    @classmethod
    def read(cls, connection: sqlite3.Connection) -> LogHead:
        return cls(
            *connection.execute("SELECT sequence, time, floor_sequence, floor_time, version FROM log").fetchone()
        )

    @property
    def id(self) -> str:
        """The newest event's id, `0-0` when there was none."""
        return event_id(self.time, self.sequence)


class JobReference(NamedTuple):
    """Which job an event is of, in the log and in its data."""

    number: int
    job_id: str
    correlation_id: str

    def text(self, event: JobEvent) -> str:
        """An event's data, as the log keeps it."""
        return encoded(event, job_id=self.job_id, correlation_id=self.correlation_id)


@dataclass
class Transaction:
    """A write under way: its connection, its moment in ms since the epoch, where the log will end, what it appends."""

    connection: sqlite3.Connection
    now: int
    head: LogHead = field(init=False)
    appended: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.head = LogHead.read(self.connection)

    def append(self, line: JobReference, events: Iterable[JobEvent]) -> list[Event]:
        """Add events of one job to the end of the log."""
        time = max(self.head.time, self.now)
        appended = [
            Event(sequence=number, time=time, job_id=line.job_id, type=event.TYPE, data=line.text(event))
            for number, event in enumerate(events, self.head.sequence + 1)
        ]
        if appended:
            self.connection.executemany(
                "INSERT INTO events (sequence, time, job, type, data) VALUES (?, ?, ?, ?, ?)",
                [(event.sequence, event.time, line.number, event.type, event.data) for event in appended],
            )
            self.head = self.head._replace(sequence=appended[-1].sequence, time=time)
            self.appended += appended
        return appended

    def raise_floor(self, sequence: int) -> None:
        """Say that events up to this one may be gone; call it while the event is still there."""
        if sequence > self.head.floor_sequence:
            time = self.connection.execute("SELECT time FROM events WHERE sequence = ?", [sequence]).fetchone()[0]
            self.head = self.head._replace(floor_sequence=sequence, floor_time=time)

    def save(self) -> None:
        """Write where the log ends now."""
        self.head = self.head._replace(version=self.head.version + 1)
        self.connection.execute(
            "UPDATE log SET sequence = ?, time = ?, floor_sequence = ?, floor_time = ?, version = ?", self.head
        )


def read(connection: sqlite3.Connection, *, after: int, jobs: Collection[str] | None, limit: int) -> list[Event]:
    """The events after a sequence, oldest first, at most `limit`; only of some jobs if asked."""
    if jobs is not None:
        return _of_jobs(connection, after, jobs, limit)
    return _events(connection, "e.sequence > ? ORDER BY e.sequence LIMIT ?", [after, limit])


def _of_jobs(connection: sqlite3.Connection, after: int, jobs: Collection[str], limit: int) -> list[Event]:
    # One walk along each job's own index, then one sort: SQLite would sort everything the jobs ever said.
    found: list[int] = []
    for job in set(jobs):
        rows = connection.execute(
            "SELECT sequence FROM events WHERE job = (SELECT number FROM jobs WHERE id = ?) AND sequence > ? "
            "ORDER BY sequence LIMIT ?",
            [job, after, limit],
        )
        found.extend(row[0] for row in rows)
    chosen = msgspec.json.encode(sorted(found)[:limit]).decode()
    return _events(connection, "e.sequence IN (SELECT value FROM json_each(?)) ORDER BY e.sequence", [chosen])


def _events(connection: sqlite3.Connection, where: str, values: Sequence[object]) -> list[Event]:
    rows = connection.execute(f"{_SELECT_EVENTS} WHERE {where}", values)
    return [Event(*row) for row in rows]


def knows(connection: sqlite3.Connection, last_id: str, *, jobs: Collection[str] | None) -> bool:
    """Whether all that follows an id is still there; see `Store.knows`."""
    if last_id == FROM_THE_START:
        return True
    position = parsed_id(last_id)
    if position is None:
        return False
    time, sequence = position
    head = LogHead.read(connection)
    if (time, sequence) in {(head.time, head.sequence), (head.floor_time, head.floor_sequence)}:
        return True
    if sequence < head.floor_sequence and jobs is None:
        return False
    query = "SELECT 1 FROM events WHERE sequence = ? AND time = ?"
    return connection.execute(query, [sequence, time]).fetchone() is not None
