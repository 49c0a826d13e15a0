"""A job's state as it moves, told to a callback; for traits that somebody observes."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import aclosing

from aura_nb.client.backend import Backend
from aura_nb.errors import AuraError
from aura_nb.wire.events import Event, JobStatus, StepProgress
from aura_nb.wire.ids import sequence_of
from aura_nb.wire.job import JobObject

log = logging.getLogger("aura_nb")

Moved = Callable[[str, str, float], None]


class JobWatch:
    """`moved(status, stage, percent)` is called from the backend's thread, until the job has ended or it is closed."""

    def __init__(self, backend: Backend, job_id: str, moved: Moved) -> None:
        self._backend = backend
        self._job_id = job_id
        self._moved = moved
        self._watching: Future[None] = backend.call(self._watch())

    def close(self) -> None:
        """Tell nothing more."""
        self._watching.cancel()

    async def _watch(self) -> None:
        try:
            job = await self._tell()
            if job.is_final:
                return
            sequence = sequence_of(job.last_event_id)
            async with aclosing(aiter(self._backend.events(self._job_id, after=sequence))) as events:  # type: ignore[type-var] # a generator
                async for event in events:
                    self._progress(event)
            await self._tell()
        except AuraError as error:
            log.warning("Job %s is no longer watched: %s", self._job_id, error.message)

    async def _tell(self) -> JobObject:
        job = await self._backend.job(self._job_id)
        self._moved(job.status, job.stage, job.percent)
        return job

    def _progress(self, event: Event) -> None:
        match event.told():
            case StepProgress(step=step, progress_pct=percent):
                self._moved("running", step, percent)
            case JobStatus(status=status, stage=stage, percent=percent):
                self._moved(status, stage, percent)
