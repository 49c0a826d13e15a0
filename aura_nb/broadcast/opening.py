"""How a stream begins: what a reader is told first, and after which event it goes on. Each answer is of one moment.

    no id               a snapshot of each job asked for, then what follows; of an ended one its final event too
    an id of this log   what follows it
    any other id        reset, the snapshots, then what follows

An id is believed only when its time is that of the log's own entry: another log counts from 1 as well.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, NamedTuple

from aura_nb.broadcast.stream_text import entry, reset, snapshot
from aura_nb.errors import JobNotFound
from aura_nb.jobs.model import JobRecord
from aura_nb.jobs.reads import StoreSnapshot
from aura_nb.wire.ids import sequence_of
from aura_nb.wire.status import ALIVE

if TYPE_CHECKING:
    from aura_nb.jobs.job_service import JobService  # it loads the engine, which a server does once it runs

GONE = "the log no longer holds what follows your id"
FOREIGN = "the id is not of this log, or what follows it is no longer kept"
BEHIND = "you were too far behind; here is where everything stands now"
_MOST = 2**31


class Asked(NamedTuple):
    """What a reader asked for: one `job` until it ends, some `jobs`, or all; after `last_id` if it was there before."""

    job: str | None = None
    jobs: frozenset[str] | None = None
    last_id: str | None = None

    @property
    def picked(self) -> frozenset[str] | None:
        """The jobs it hears of; None for all."""
        return self.jobs if self.job is None else frozenset({self.job})

    def is_gone(self, seen: StoreSnapshot) -> bool:
        """Whether the one job it asks for is there no more."""
        try:
            return self.job is not None and not seen.job(self.job)
        except JobNotFound:
            return True


class StreamOpening(NamedTuple):
    """The first texts, the position after which to go on, and where the log ended at that moment.

    What lies between `position` and `head` is a replay. `over`: nothing follows the texts.
    """

    texts: Sequence[bytes]
    position: int
    head: int
    over: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say, now or later."""
        return self.over and not self.texts


def opening(job_service: JobService, seen: StoreSnapshot, asked: Asked) -> StreamOpening:
    """How a stream begins. Raises `JobNotFound` for a job that is not there."""
    jobs = _named(seen, asked.picked)
    if asked.last_id is None:
        return _states(job_service, seen, asked, jobs, reason=None)
    if not seen.knows(asked.last_id, jobs=asked.picked):
        return _states(job_service, seen, asked, jobs, reason=FOREIGN)
    position = sequence_of(asked.last_id)
    over = asked.job is not None and jobs[0].is_final and position >= jobs[0].last_sequence
    return StreamOpening([], position, seen.head().sequence, over=over)


def reset_opening(job_service: JobService, seen: StoreSnapshot, asked: Asked, reason: str) -> StreamOpening:
    """How a stream goes on whose reader can have no replay. Raises `JobNotFound`."""
    return _states(job_service, seen, asked, _named(seen, asked.picked), reason=reason)


def _named(seen: StoreSnapshot, picked: Collection[str] | None) -> list[JobRecord]:
    return [] if picked is None else [seen.job(job_id) for job_id in sorted(picked)]


def _states(
    job_service: JobService, seen: StoreSnapshot, asked: Asked, jobs: Sequence[JobRecord], *, reason: str | None
) -> StreamOpening:
    head = seen.head()
    texts = [] if reason is None else [reset(reason, event_id=head.id)]
    if asked.picked is None:
        jobs = seen.queue(statuses=ALIVE, limit=_MOST)
    for job in jobs:
        texts.append(snapshot(job_service.object(seen, job), is_reconnect=reason is not None))
        if job.is_final:
            final = seen.events(job.last_sequence - 1, jobs=[job.id], limit=1)
            texts += [entry(event).text for event in final]
    return StreamOpening(texts, head.sequence, head.sequence, over=asked.job is not None and jobs[0].is_final)


def shown_id(text: str) -> str:
    """An id as a log line may show it, whatever a stranger sent.

    >>> shown_id("12-3"), shown_id("a" * 50), shown_id("x" + chr(10))
    ('12-3', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...', 'x?')
    """
    plain = re.sub(r"[^\x20-\x7e]", "?", text)
    return plain if len(plain) <= 40 else f"{plain[:40]}..."
