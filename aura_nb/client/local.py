"""The engine inside this process: a store and a runner in an event loop in a thread of their own."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import threading
from collections.abc import AsyncIterator, Callable, Collection, Coroutine
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from aura_nb.client.threads import EngineExecutor
from aura_nb.errors import JobNotFound, JobStateError
from aura_nb.jobs import objects
from aura_nb.jobs.model import FINAL_EVENTS, Event, NewJob, Status
from aura_nb.jobs.objects import JobObject, Queue, Timings
from aura_nb.jobs.owner import Owner
from aura_nb.jobs.reads import Reader
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
        self._submitted: list[str] = []
        self._root = root
        self._owner = Owner.here()
        self.store = Store.open(workspace.root / "jobs.sqlite")
        self._loop = asyncio.new_event_loop()
        self._loop.set_default_executor(EngineExecutor())
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

    def close(self, *, cancel: bool = False) -> list[str]:
        """Stop: what runs is canceled, or goes back to the queue for whoever runs jobs next.

        The ids of the jobs that were submitted here and have not ended.
        """
        if self._loop.is_closed():
            return []
        self.call(self.runner.stop(cancel=cancel)).result()
        left = [job_id for job_id in self._submitted if not self._has_ended(job_id)]
        self.call(self._loop.shutdown_default_executor()).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self.store.close()
        return left

    def _has_ended(self, job_id: str) -> bool:
        try:
            return self.store.job(job_id).is_final
        except JobNotFound:  # deleted meanwhile
            return True

    async def submit(self, request: FilmRequest, *, place: str | Path | None = None, force: bool = False) -> JobObject:
        asked = JobRequest(film=request, root=_absolute(self._root or "aura-videos"), force=force)
        if place is not None:
            asked.place = _absolute(place)
        title = request.storyboard.title if request.storyboard else request.brief.topic if request.brief else "film"
        return await self._accept(title, msgspec.to_builtins(asked))

    async def _accept(self, title: str, request: dict[str, Any], *, resumed_from: str | None = None) -> JobObject:
        job_id = new_run_id()
        new = NewJob(
            id=job_id,
            title=title,
            correlation_id=job_id[:16],
            request=request,
            affinity=str(self._owner) if self._own_only else None,
            resumed_from=resumed_from,
        )
        await asyncio.wrap_future(self.store.submit(new))
        self._submitted.append(job_id)
        return await self.job(job_id)

    async def job(self, job_id: str) -> JobObject:
        return await self._seen(lambda seen: objects.job_object(seen.job(job_id), last_event_id=seen.last_event_id()))

    async def find(self, prefix: str) -> JobObject:
        return await self._seen(lambda seen: objects.job_object(seen.find(prefix), last_event_id=seen.last_event_id()))

    async def jobs(
        self, *, statuses: Collection[Status] | None = None, limit: int = 50, before: str | None = None
    ) -> list[JobObject]:
        def page(seen: Reader) -> list[JobObject]:
            newest = seen.last_event_id()
            found = seen.jobs(statuses=statuses, limit=limit, before=before)
            return [objects.job_object(job, last_event_id=newest) for job in found]

        return await self._seen(page)

    async def queue(self, *, statuses: Collection[Status] | None = None, limit: int = 50) -> Queue:
        def page(seen: Reader) -> Queue:
            items = [objects.queue_item(job) for job in seen.queue(statuses=statuses, limit=limit)]
            return Queue(jobs=items, stats=seen.stats(), last_event_id=seen.last_event_id())

        return await self._seen(page)

    async def _seen(self, ask: Callable[[Reader], T]) -> T:
        """The answer of one moment of the store."""

        def read() -> T:
            with self.store.snapshot() as seen:
                return ask(seen)

        return await asyncio.to_thread(read)

    async def cancel(self, job_id: str) -> JobObject:
        await asyncio.wrap_future(self.store.request_cancel(job_id, message="Canceled."))
        return await self.job(job_id)

    async def resume(self, job_id: str) -> JobObject:
        job = await asyncio.to_thread(self.store.job, job_id)
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
        path = self.log_path((await self.job(job_id)).job_id)
        try:
            return await asyncio.to_thread(path.read_text, encoding="utf-8")
        except FileNotFoundError:
            return ""

    def log_path(self, job_id: str) -> Path:
        """Where the log of a job is, once it has run."""
        return self.workspace.logs / f"{job_id}.log"

    async def timings(self, job_id: str) -> Timings:
        return await self._seen(lambda seen: objects.timings(seen.job(job_id), seen.timings(job_id)))

    async def fetch(self, job_id: str, name: str, target: Path) -> None:
        source = await asyncio.to_thread(self._artifact, job_id, name)
        await asyncio.to_thread(copy_whole, source, target)

    def _artifact(self, job_id: str, name: str) -> Path:
        job = self.store.job(job_id)
        if job.output is None or name not in {artifact["name"] for artifact in job.artifacts}:
            raise JobNotFound(f"The job has no finished file {name!r}: it is {job.status}.", jobId=job_id)
        return Path(job.output["videoPath"]) if name == "video.mp4" else Path(job.output["folder"]) / name

    async def storyboard(self, job_id: str) -> dict[str, Any]:
        job = await asyncio.to_thread(self.store.job, job_id)
        board: dict[str, Any] | None = job.storyboard or job.request["film"].get("storyboard")
        if board is None:
            raise JobNotFound("The job's storyboard is not written yet.", jobId=job_id)
        return board


def copy_whole(source: Path, target: Path) -> None:
    """Copy a file so that `target` is there whole or not at all."""
    part = target.with_name(f".{target.name}.part")
    try:
        shutil.copyfile(source, part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _absolute(path: str | Path) -> str:
    return str(Path(path).expanduser().absolute())
