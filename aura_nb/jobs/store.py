"""The store: jobs and their event log in one SQLite file that several processes may have open at once.

    store = Store.open(workspace / "jobs.sqlite")
    job, created = store.submit(NewJob(...)).result()

What writes returns a `concurrent.futures.Future` that resolves after the commit (in asyncio: `asyncio.wrap_future`),
and fails with an `AuraError`: one of the operation's own, `DiskFull`, or `OutputUnwritable`. What reads answers at
once and may be called from any thread.
"""

from __future__ import annotations

import contextlib
import logging
import math
import sqlite3
import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Self

from aura_nb.jobs import drafts, intake, transitions
from aura_nb.jobs.connections import Readers, connect, explain, is_busy
from aura_nb.jobs.database import prepare
from aura_nb.jobs.model import JobChanges, JobRecord, NewJob
from aura_nb.jobs.notifier import Notifier
from aura_nb.jobs.owner import Owner
from aura_nb.jobs.reads import StoreSnapshot
from aura_nb.jobs.schema import MIGRATIONS, Migration
from aura_nb.jobs.writer import StoreWriter
from aura_nb.wire.events import Event, JobEnded, JobEvent
from aura_nb.wire.status import Stats, Status

log = logging.getLogger("aura_nb")


class Store:
    """All jobs of one workspace. `notice` is a sentence for the user when a damaged database was moved aside."""

    def __init__(
        self, path: Path, *, clock: Callable[[], float], notice: str | None, patience: float = math.inf
    ) -> None:
        """Use `Store.open`."""
        self.path = path
        self.notice = notice
        self._clock = clock
        self._readers = Readers(path, patience=patience)
        self._notifier = Notifier(path)
        self._writer = StoreWriter(path, clock=clock, committed=self._notifier.committed)
        self._heart = threading.Lock()
        self._patient = True
        self._heart_connection: sqlite3.Connection | None = None

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        clock: Callable[[], float] = time.time,
        migrations: Sequence[Migration] = MIGRATIONS,
        patience: float = math.inf,
    ) -> Self:
        """Open the database, made or migrated where needed; `clock` gives seconds since the epoch.

        What another program locks is waited for; opening and reading raise `DatabaseLocked` after `patience` seconds.

        A damaged or empty one is moved aside to `jobs.sqlite.corrupt-<time>` and a new one begun; a warning says so.
        Raises `InternalError` for one that a newer version wrote, `DiskFull` and `OutputUnwritable`.
        """
        notice = prepare(path, migrations=migrations, patience=patience)
        if notice:
            log.warning(notice)
        try:
            return cls(path, clock=clock, notice=notice, patience=patience)
        except sqlite3.Error as error:
            raise explain(error, path) from error

    def hurry(self) -> None:
        """Before a program ends: what another program locks is waited for only as long as SQLite does.

        Reads and writes raise `DatabaseLocked` then. A job that cannot be given back is brought back by the next
        program that opens the database.
        """
        self._patient = False
        self._writer.hurry()
        self._readers.hurry()

    def close(self) -> None:
        """Write what is queued, then close; later writes are refused."""
        self.hurry()
        self._writer.close()
        self._notifier.close()
        self._readers.close()
        with self._heart:
            self._forget_heart()

    def submit(
        self, job: NewJob, *, key: str | None = None, body_digest: str | None = None, max_pending: int = 1000
    ) -> Future[tuple[JobRecord, bool]]:
        """Accept a job: it and True, or the job that `key` made within 24 hours and False.

        Raises `QueueFull` when `max_pending` jobs wait, and `JobStateError` with `details["key"]` when the key came
        with another `body_digest`.
        """
        return self._writer.put(
            lambda transaction: intake.submit(
                transaction, job, key=key, body_digest=body_digest, max_pending=max_pending
            )
        )

    def claim(
        self, owner: Owner, *, lease_seconds: float = 30, only_affine: bool = False, job_id: str | None = None
    ) -> Future[JobRecord | None]:
        """Make the oldest pending job this owner's, running under a new lease; None when there is none for it.

        A job kept for one owner goes to no other while that one lives. `only_affine` takes none but those kept for
        this owner, `job_id` none but that one. A run begins in the phase its kept percent lies in.
        """
        return self._writer.put(
            lambda transaction: transitions.claim(
                transaction, owner, lease_seconds=lease_seconds, only_affine=only_affine, job_id=job_id
            )
        )

    def record(
        self, job_id: str, lease: int, events: Sequence[JobEvent] = (), changes: JobChanges | None = None
    ) -> Future[list[Event]]:
        """Append a run's events and change its job. Raises `LeaseLost` when the job is no longer this run's.

        Percent and phase never go back, and percent stays in its phase's range, whatever `changes` says.
        """
        return self._writer.put(lambda transaction: transitions.record(transaction, job_id, lease, events, changes))

    def finish(self, job_id: str, lease: int, ended: JobEnded, changes: JobChanges | None = None) -> Future[Event]:
        """End a run's job with its final event, to which the store adds the stage. Raises `LeaseLost`."""
        return self._writer.put(lambda transaction: transitions.finish(transaction, job_id, lease, ended, changes))

    def release(self, job_id: str, lease: int) -> Future[JobRecord]:
        """Put a run's job back into the queue, as a stopping server does: no crash is counted. Raises `LeaseLost`.

        A job that was asked to cancel is canceled instead.
        """
        return self._writer.put(lambda transaction: transitions.release(transaction, job_id, lease))

    def request_cancel(self, job_id: str, *, message: str) -> Future[JobRecord]:
        """Cancel a pending job at once, ask a running one to stop (again is the same).

        Raises `JobNotFound`, and `JobStateError` when it has ended.
        """
        return self._writer.put(lambda transaction: transitions.request_cancel(transaction, job_id, message=message))

    def renew(self, owner: Owner, *, lease_seconds: float = 30) -> int:
        """Prolong the leases of an owner's running jobs, and keep its pending ones for it; how many jobs that were.

        Writes at once through a connection of its own, so that no queue is waited for: call it from a heartbeat
        thread. Raises `DiskFull` and `OutputUnwritable`.
        """
        until = round((self._clock() + lease_seconds) * 1000)
        with self._heart:
            while True:
                try:
                    self._heart_connection = self._heart_connection or connect(self.path)
                    return self._heart_connection.execute(
                        "UPDATE jobs SET lease_until = ? WHERE (status = 'running' AND owner = ?) "
                        "OR (status = 'pending' AND affinity = ?)",
                        [until, str(owner), str(owner)],
                    ).rowcount
                except sqlite3.Error as error:
                    self._forget_heart()
                    if not is_busy(error) or not self._patient:
                        raise explain(error, self.path) from error

    def rescue(self, now: int | None = None) -> Future[list[JobRecord]]:
        """Bring back the running jobs whose owner is dead or whose lease has run out, as they are afterwards.

        They become pending, with percent kept; canceled if that was asked for. A crash is counted of a run that had not
        finished more tasks than those before it, or had lost a worker: at `MAX_CRASHES` in a row the job has failed
        with `job.crashed`. Any other run was not to blame, and the count begins again. An owner of this host that lives
        has only slept: nothing is counted, and this very process keeps its jobs. With `now` (ms since the epoch) leases
        are judged at that moment, without this mercy.
        """
        return self._writer.put(lambda transaction: transitions.rescue(transaction, now=now))

    def delete(self, job_id: str) -> Future[JobRecord]:
        """Remove an ended job's record and events. Raises `JobNotFound`, and `JobStateError` while it has not ended."""
        return self._writer.put(lambda transaction: intake.delete(transaction, job_id))

    def prune(self, *, before_ms: int) -> Future[list[str]]:
        """Remove jobs that ended, and drafts that were changed, before a moment (ms since the epoch); the jobs' ids."""
        pruned: Future[list[str]] = Future()
        found: list[str] = []

        def bite() -> None:
            self._writer.put(lambda transaction: intake.prune(transaction, before_ms=before_ms)).add_done_callback(more)

        def more(done: Future[list[str]]) -> None:
            error = done.exception()
            if error is not None:
                pruned.set_exception(error)
                return
            found.extend(done.result())
            if len(done.result()) < intake.PRUNE_BITE:
                pruned.set_result(found)
            else:
                bite()

        pruned.set_running_or_notify_cancel()
        bite()
        return pruned

    def save_draft(self, draft_id: str, document: str, *, over: int) -> Future[int]:
        """Save a draft over the version `over`, 0 for a new one; its version. Raises `DraftChanged`."""
        return self._writer.put(lambda transaction: drafts.save(transaction, draft_id, document, over=over))

    def remove_draft(self, draft_id: str) -> Future[bool]:
        """Remove a draft; whether there was one."""
        return self._writer.put(lambda transaction: drafts.remove(transaction, draft_id))

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[StoreSnapshot]:
        """Several questions about one moment: `with store.snapshot() as seen: seen.queue(), seen.last_event_id()`."""
        with self._readers.borrow() as connection:
            yield StoreSnapshot(connection)

    @contextlib.contextmanager
    def glance(self) -> Iterator[StoreSnapshot]:
        """As `snapshot`, but raises `DatabaseLocked` at once: for who is called on an event loop."""
        with self._readers.glance() as connection:
            yield StoreSnapshot(connection)

    def job(self, job_id: str) -> JobRecord:
        """The job with this id. Raises `JobNotFound`."""
        with self.snapshot() as seen:
            return seen.job(job_id)

    def find(self, prefix: str) -> JobRecord:
        """The one job whose id begins so. Raises `JobNotFound`, and `RequestInvalid` when there are several."""
        with self.snapshot() as seen:
            return seen.find(prefix)

    def jobs(
        self, *, statuses: Collection[Status] | None = None, limit: int = 50, before: str | None = None
    ) -> list[JobRecord]:
        """Jobs, newest first; those older than the job `before`. Raises `JobNotFound` for an unknown one."""
        with self.snapshot() as seen:
            return seen.jobs(statuses=statuses, limit=limit, before=before)

    def queue(self, *, statuses: Collection[Status] | None = None, limit: int = 50) -> list[JobRecord]:
        """Jobs as a queue: the running first, then the pending in their order, then the ended, newest end first."""
        with self.snapshot() as seen:
            return seen.queue(statuses=statuses, limit=limit)

    def stats(self) -> Stats:
        """How many jobs there are in each state."""
        with self.snapshot() as seen:
            return seen.stats()

    def events(self, after: int = 0, *, jobs: Collection[str] | None = None, limit: int = 1000) -> list[Event]:
        """Events after a sequence, oldest first; only those of `jobs` if given."""
        with self.snapshot() as seen:
            return seen.events(after, jobs=jobs, limit=limit)

    def last_sequence(self) -> int:
        """The newest event's sequence, of all there ever was; 0 when there was none."""
        with self.snapshot() as seen:
            return seen.last_sequence()

    def last_event_id(self) -> str:
        """The newest event's id; `0-0` when there was none."""
        with self.snapshot() as seen:
            return seen.last_event_id()

    def knows(self, event_id: str, *, jobs: Collection[str] | None = None) -> bool:
        """Whether everything after this id can be replayed: `0-0`, or an id of this log above what was removed.

        A reader of some `jobs` only misses nothing when other jobs' events are gone: with them, any id of this log
        that is still there will do.
        """
        with self.snapshot() as seen:
            return seen.knows(event_id, jobs=jobs)

    def subscribe(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call `callback` after each commit, this process's or another's, from a thread; returns what ends that.

        A call says only that something may have changed; one that takes long holds up the writer.
        """
        return self._notifier.subscribe(callback)

    def follow(self, callback: Callable[[Sequence[Event] | None], None]) -> Callable[[], None]:
        """As `subscribe`, with what the commit appended to the log when it was this process's, else with None.

        Nothing is read for it: who follows hears of an event as soon as it is safe, and asks for the rest.
        """
        return self._notifier.follow(callback)

    def _forget_heart(self) -> None:
        connection, self._heart_connection = self._heart_connection, None
        if connection is not None:
            with contextlib.suppress(sqlite3.Error):
                connection.close()
