"""Prometheus metrics; the server's own `/metrics` shows them."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from prometheus_client import REGISTRY, Counter, Gauge, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from aura_nb.errors import AuraError
from aura_nb.pipeline.progress import Event as FilmEvent
from aura_nb.pipeline.progress import TaskFinished
from aura_nb.wire.events import StepStatus
from aura_nb.wire.status import STATUSES

if TYPE_CHECKING:
    from aura_nb.jobs.store import Store

PHASE_SECONDS = Histogram(
    "aura_nb_phase_seconds",
    "Wall-clock seconds of each phase of a film",
    ["phase"],
    buckets=(0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000, 3600),
)
TASKS = Counter("aura_nb_tasks", "Finished tasks: found in the cache, or run", ["phase", "result"])
JOBS_ENDED = Counter("aura_nb_jobs_ended", "Jobs that have ended since the server started", ["status"])
STREAM_READERS = Gauge("aura_nb_stream_readers", "Event streams that are open", ["stream"])
EVENT_SECONDS = Histogram(
    "aura_nb_event_latency_seconds",
    "Seconds from an event's commit to its being handed to a reader's connection",
    buckets=(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.3, 1, 5),
)


class QueueCollector(Collector):
    """Looks at the queue when it is asked, in one read of a millisecond."""

    def __init__(self) -> None:
        self.store: Store | None = None

    def collect(self) -> Iterable[Metric]:
        jobs = GaugeMetricFamily("aura_nb_jobs", "Jobs that are kept, by status", labels=["status"])
        age = GaugeMetricFamily("aura_nb_queue_age_seconds", "How long the job that waits longest has waited")
        if self.store is not None:
            try:
                with self.store.glance() as seen:  # the server's loop waits for us
                    stats, oldest = seen.stats(), seen.oldest_pending()
            except (AuraError, sqlite3.Error):  # the other metrics are better than none
                return []
            for status in STATUSES:
                jobs.add_metric([status], getattr(stats, status))
            age.add_metric([], max(0.0, time.time() - oldest / 1000) if oldest is not None else 0.0)
        return [jobs, age]


QUEUE = QueueCollector()
REGISTRY.register(QUEUE)


def heard(event: FilmEvent) -> None:
    """Count an event of a film."""
    match event:
        case StepStatus(status="completed", seconds=float() | int()):
            PHASE_SECONDS.labels(event.phase).observe(event.seconds or 0.0)
        case TaskFinished():
            TASKS.labels(event.phase, "hit" if event.hit else "run").inc()
