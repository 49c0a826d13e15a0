"""What a client needs of whoever runs jobs; the in-process engine gives it here, a server over REST later."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Coroutine
from concurrent.futures import Future
from pathlib import Path
from typing import Any, Protocol, TypeVar

from aura_nb.jobs.model import Event, Job, Stats, Status
from aura_nb.pipeline.request import FilmRequest

T = TypeVar("T")


class Backend(Protocol):
    """Jobs, wherever they run. The coroutines belong to the backend's own event loop: hand them to `call`."""

    def call(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Run a coroutine of this backend in its loop; usable from any thread, under a running loop too."""
        ...

    async def submit(self, request: FilmRequest, *, place: str | Path | None = None, force: bool = False) -> Job:
        """Accept a job; it is on disk when this returns. Raises `QueueFull`."""
        ...

    async def job(self, job_id: str) -> Job:
        """The job's record now; raises `JobNotFound`."""
        ...

    async def find(self, prefix: str) -> Job:
        """The job whose id begins so; raises `JobNotFound` when it is none or several."""
        ...

    async def jobs(
        self, *, statuses: Collection[Status] | None = None, limit: int = 50, before: str | None = None
    ) -> list[Job]:
        """Jobs, the newest first."""
        ...

    async def stats(self) -> Stats:
        """How many jobs there are in each state."""
        ...

    async def cancel(self, job_id: str) -> Job:
        """Ask for the end of a job; it is canceled when all of it has stopped. Raises `JobStateError` when final."""
        ...

    async def resume(self, job_id: str) -> Job:
        """A new job that takes up a failed or canceled one; raises `JobStateError` for any other."""
        ...

    async def delete(self, job_id: str) -> None:
        """Forget an ended job, its record and its log; raises `JobStateError` while it is alive."""
        ...

    def events(self, job_id: str | None = None, *, after: int = 0) -> AsyncIterator[Event]:
        """The log after a sequence number, then what follows; for one job it ends with the job's final event."""
        ...

    async def log(self, job_id: str) -> str:
        """The job's log file as text; empty before its first run."""
        ...
