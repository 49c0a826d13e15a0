"""The engine inside this process: a store and a runner in an event loop in a thread of their own."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Collection, Coroutine
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from aura_nb.errors import JobStateError
from aura_nb.jobs.model import FINAL_EVENTS, Event, Job, NewJob, Stats, Status
from aura_nb.jobs.owner import Owner
from aura_nb.jobs.runner import JobRequest, JobRunner
from aura_nb.jobs.store import Store
from aura_nb.pipeline.progress import Notify
from aura_nb.pipeline.request import FilmRequest
from aura_nb.pipeline.workspace import Workspace, new_run_id

T = TypeVar("T")
_FINAL_TYPES = frozenset(FINAL_EVENTS.values())
PAGE = 1000


class LocalBackend:
    """Implements `Backend` in this process.

    `own_only` runs only the jobs that were submitted here, as a command line does; otherwise whatever the workspace's
    queue holds is run, also what a dead process left.
    """

    def __init__(
        self,
        workspace: Workspace,
        *,
        own_only: bool = False,
        root: Path | None = None,
        max_running: int | None = None,
        observe: Notify = lambda _: None,
    ) -> None:
        self.workspace = workspace
        self._own_only = own_only
        self._root = root
        self._owner = Owner.here()
        self.store = Store.open(workspace.root / "jobs.sqlite")
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="aura-engine", daemon=True)
        self._thread.start()
        self.runner: JobRunner = self.call(self._start(max_running, observe)).result()

    async def _start(self, max_running: int | None, observe: Notify) -> JobRunner:
        runner = JobRunner(
            self.store,
            self.workspace,
            owner=self._owner,
            only_affine=self._own_only,
            max_running=max_running,
            observe=observe,
        )
        await runner.start()
        return runner

    def call(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def close(self, *, cancel: bool = False) -> None:
        """Stop: what runs is canceled, or goes back to the queue for whoever runs jobs next."""
        if self._loop.is_closed():
            return
        self.call(self.runner.stop(cancel=cancel)).result()
        self.call(self._loop.shutdown_default_executor()).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self.store.close()

    async def submit(self, request: FilmRequest, *, place: str | Path | None = None, force: bool = False) -> Job:
        asked = JobRequest(film=request, root=_absolute(self._root or "aura-videos"), force=force)
        if place is not None:
            asked.place = _absolute(place)
        title = request.storyboard.title if request.storyboard else request.brief.topic if request.brief else "film"
        return await self._accept(title, msgspec.to_builtins(asked))

    async def _accept(self, title: str, request: dict[str, Any], *, resumed_from: str | None = None) -> Job:
        job_id = new_run_id()
        new = NewJob(
            id=job_id,
            title=title,
            correlation_id=job_id[:16],
            request=request,
            affinity=str(self._owner) if self._own_only else None,
            resumed_from=resumed_from,
        )
        job, _ = await asyncio.wrap_future(self.store.submit(new))
        return job

    async def job(self, job_id: str) -> Job:
        return await asyncio.to_thread(self.store.job, job_id)

    async def find(self, prefix: str) -> Job:
        return await asyncio.to_thread(self.store.find, prefix)

    async def jobs(
        self, *, statuses: Collection[Status] | None = None, limit: int = 50, before: str | None = None
    ) -> list[Job]:
        return await asyncio.to_thread(self.store.jobs, statuses=statuses, limit=limit, before=before)

    async def stats(self) -> Stats:
        return await asyncio.to_thread(self.store.stats)

    async def cancel(self, job_id: str) -> Job:
        return await asyncio.wrap_future(self.store.request_cancel(job_id, message="Canceled."))

    async def resume(self, job_id: str) -> Job:
        job = await self.job(job_id)
        if not job.can_resume:
            raise JobStateError(
                f"The job is {job.status}; only a failed or canceled one can be resumed.",
                remedy="Wait until it has ended." if not job.is_final else "Make the film again.",
            )
        return await self._accept(job.title, job.request, resumed_from=job.id)

    async def delete(self, job_id: str) -> None:
        await asyncio.wrap_future(self.store.delete(job_id))

    async def events(self, job_id: str | None = None, *, after: int = 0) -> AsyncIterator[Event]:
        loop = asyncio.get_running_loop()
        news = asyncio.Event()

        def wake() -> None:
            with contextlib.suppress(RuntimeError):  # the loop was closed meanwhile
                loop.call_soon_threadsafe(news.set)

        unsubscribe = self.store.subscribe(wake)
        picked = None if job_id is None else [job_id]
        try:
            while True:
                news.clear()
                page = await asyncio.to_thread(self.store.events, after, jobs=picked, limit=PAGE)
                for event in page:
                    after = event.sequence
                    yield event
                    if job_id is not None and event.type in _FINAL_TYPES:
                        return
                if len(page) < PAGE:
                    await news.wait()
        finally:
            unsubscribe()

    async def log(self, job_id: str) -> str:
        path = self.workspace.logs / f"{(await self.job(job_id)).id}.log"
        try:
            return await asyncio.to_thread(path.read_text, encoding="utf-8")
        except FileNotFoundError:
            return ""


def _absolute(path: str | Path) -> str:
    return str(Path(path).expanduser().absolute())
