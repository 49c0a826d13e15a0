"""Changes of a job's state, told to whoever listens: the log, the metrics, and Jupyter's own event system."""

from __future__ import annotations

import asyncio
import logging
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aura_nb.wire.events import FINAL_TYPES, Event, JobCancelled, JobCompleted, JobFailed, JobStatus
from jupyter_server_ext import metrics

if TYPE_CHECKING:
    from aura_nb.jobs.store import Store

log = logging.getLogger("aura_nb")

SCHEMA = "urn:aura-nb:events:job-state:1"
SCHEMA_PATH = Path(__file__).parent / "event_schemas" / "job_state.yaml"


class Announcements:
    """Follows the workspace's event log from now on; other processes' jobs are in it too."""

    def __init__(self, job_server: Any, events: Any) -> None:
        """`events` is the server's `EventLogger`."""
        self._job_server = job_server
        self._events = events
        self._following: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to follow."""
        if SCHEMA not in self._events.schemas:
            self._events.register_event_schema(SCHEMA_PATH)
        store: Store = self._job_server.store
        after = await asyncio.to_thread(store.last_sequence)
        self._following = asyncio.create_task(self._follow(store, after))

    async def stop(self) -> None:
        """Follow no longer."""
        if self._following is not None:
            self._following.cancel()
            await asyncio.gather(self._following, return_exceptions=True)

    async def _follow(self, store: Store, after: int) -> None:
        from aura_nb.jobs.following import followed  # noqa: PLC0415 - the engine is loaded by now, and not before

        async with aclosing(followed(store, after=after)) as events:
            async for event in events:
                self._tell(event)

    def _tell(self, event: Event) -> None:
        match event.told():
            case JobStatus(status=status, stage=stage, percent=percent):
                where = {"stage": stage, "percent": percent}
            case JobFailed(status=status, stage=stage) | JobCancelled(status=status, stage=stage):
                where = {"stage": stage}
            case JobCompleted(status=status):
                where = {}
            case _:
                return
        correlation_id = event.head.correlation_id
        log.info("Job %s is %s (correlation %s)", event.job_id, status, correlation_id)
        if event.type in FINAL_TYPES:
            metrics.JOBS_ENDED.labels(status).inc()
        told = {
            "jobId": event.job_id,
            "correlationId": correlation_id,
            "status": status,
            **where,
            "eventId": event.id,
        }
        try:
            self._events.emit(schema_id=SCHEMA, data=told)
        except Exception:  # another extension's listener: its faults are not the jobs'
            log.exception("A listener failed to hear that job %s is %s", event.job_id, status)
