"""The job service: it accepts jobs, answers questions about them, cancels and resumes them, for every face.

It knows the store, the workspace and where finished films go, and nothing of how jobs run or how they are asked for.
Its coroutines leave the event loop free: reads happen in threads, writes in the store's own.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import sys
from collections import deque
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec

from aura_nb.errors import JobNotFound, JobStateError
from aura_nb.jobs import objects
from aura_nb.jobs.cleanup import remove_remains
from aura_nb.jobs.job_request import JobRequest
from aura_nb.jobs.model import JobRecord, NewJob
from aura_nb.jobs.reads import StoreSnapshot
from aura_nb.jobs.store import Store
from aura_nb.pipeline.artifacts import made_file
from aura_nb.pipeline.dryrun import FilmPlan, plan_film
from aura_nb.pipeline.film_request import FilmRequest
from aura_nb.pipeline.output import OutputPlace
from aura_nb.pipeline.voicing import require_voices
from aura_nb.pipeline.workspace import Workspace, new_run_id
from aura_nb.specs import FORMAT_FILES
from aura_nb.wire.events import Event
from aura_nb.wire.job import Columns, JobObject, JobPage, JobTable, ProgressObject, Queue, Timings
from aura_nb.wire.status import Status

T = TypeVar("T")


class ArtifactFile(NamedTuple):
    """Where a file of a job is, its entry in the list, and what it is called where somebody saves it."""

    path: Path
    entry: dict[str, Any]
    saved_as: str


class JobService:
    """`root` is where the URLs of its answers begin (see `objects`), `films` the folder of films without a place."""

    def __init__(
        self,
        store: Store,
        workspace: Workspace,
        *,
        films: Path | None = None,
        root: str = "",
        affinity: str | None = None,
        max_pending: int = 1000,
    ) -> None:
        """`affinity` is the owner that alone runs what is submitted here, as long as it lives."""
        self.store = store
        self.workspace = workspace
        self.root = root
        self._films = films
        self._affinity = affinity
        self._max_pending = max_pending

    async def submit(
        self,
        request: FilmRequest,
        *,
        place: str | Path | None = None,
        force: bool = False,
        correlation_id: str | None = None,
        key: str | None = None,
        body_digest: str | None = None,
    ) -> JobObject:
        """Accept a job, or find the one its idempotency `key` made; it is on disk when this returns.

        Raises `VoiceUnavailable` for a voice that there is not, `QueueFull`, and `JobStateError` when the key came with
        another `body_digest`.
        """
        await asyncio.to_thread(require_voices, request)
        asked = JobRequest(film=request.named(place), root=str(_absolute(self._films or "aura-videos")), force=force)
        if place is not None:
            asked.place = str(_absolute(place))
        new = self._new(asked.title, msgspec.to_builtins(asked), correlation_id)
        return await self._accepted(new, key=key, body_digest=body_digest)

    async def resume(
        self,
        job_id: str,
        *,
        correlation_id: str | None = None,
        key: str | None = None,
    ) -> JobObject:
        """A new job that continues a failed or canceled one; raises `JobStateError` for any other."""
        job = await asyncio.to_thread(self.store.job, job_id)
        if not job.can_resume:
            raise JobStateError(
                f"The job is {job.status}; only a failed or canceled one can be resumed.",
                remedy="Wait until it has ended." if not job.is_final else "Make the film again.",
            )
        new = self._new(job.title, job.request, correlation_id, resumed_from=job.id)
        return await self._accepted(new, key=key, body_digest=f"resume {job.id}")

    def _new(self, title: str, request: dict[str, Any], correlation_id: str | None, **more: Any) -> NewJob:
        job_id = new_run_id()
        return NewJob(
            id=job_id,
            title=title,
            correlation_id=correlation_id or job_id[:16],
            request=request,
            affinity=self._affinity,
            **more,
        )

    async def _accepted(self, new: NewJob, *, key: str | None, body_digest: str | None) -> JobObject:
        accepted = self.store.submit(new, key=key, body_digest=body_digest, max_pending=self._max_pending)
        job, _ = await asyncio.wrap_future(accepted)
        return await self.job(job.id)

    async def cancel(self, job_id: str, *, message: str = "Canceled.") -> JobObject:
        """Cancel a pending job, ask a running one to stop; raises `JobStateError` when it has ended."""
        canceled = await asyncio.wrap_future(self.store.request_cancel(job_id, message=message))
        await asyncio.to_thread(remove_remains, self.workspace, canceled)
        return await self.job(job_id)

    async def delete(self, job_id: str, *, files: bool = False) -> JobRecord:
        """Forget an ended job: its record, its events and its log file, and with `files` its film as well.

        Raises `JobStateError` while it is alive, `OutputUnwritable` when the film cannot be removed.
        """
        if files:
            await asyncio.to_thread(self._remove_film, await asyncio.to_thread(self.store.job, job_id))
        job = await asyncio.wrap_future(self.store.delete(job_id))
        await asyncio.to_thread(self.log_path(job.id).unlink, missing_ok=True)
        return job

    def _remove_film(self, job: JobRecord) -> None:
        remove_remains(self.workspace, job)
        made = objects.output(job) if job.is_final else None
        if made is not None:
            named = {name: made_file(made, name) for name in FORMAT_FILES.values()}
            OutputPlace(Path(made.folder or ""), named=named, run_id=job.id).remove()

    async def job(self, job_id: str) -> JobObject:
        """The job as it is now; raises `JobNotFound`."""
        return await self.seen(lambda seen: self.object(seen, seen.job(job_id)))

    async def find(self, prefix: str) -> JobObject:
        """The job whose id begins so; raises `JobNotFound`, and `RequestInvalid` when there are several."""
        return await self.seen(lambda seen: self.object(seen, seen.find(prefix)))

    async def jobs(
        self, *, statuses: Collection[Status] | None = None, limit: int = 50, before: str | None = None
    ) -> list[JobObject]:
        """Jobs, the newest first; those older than the job `before`."""
        return await self.seen(
            lambda seen: [self.object(seen, job) for job in seen.jobs(statuses=statuses, limit=limit, before=before)]
        )

    async def page(
        self, *, statuses: Collection[Status] | None = None, limit: int = 50, before: str | None = None
    ) -> JobPage:
        """Jobs as `jobs` gives them, with how many there are in each state and where the next page begins."""

        def page(seen: StoreSnapshot) -> JobPage:
            found = seen.jobs(statuses=statuses, limit=limit + 1, before=before)
            shown = [self.object(seen, job) for job in found[:limit]]
            following = shown[-1].job_id if len(found) > limit else None
            return JobPage(jobs=shown, stats=seen.stats(), next=following, last_event_id=seen.last_event_id())

        return await self.seen(page)

    async def queue(self, *, statuses: Collection[Status] | None = None, limit: int = 50) -> Queue:
        """The queue: the running, the pending in order, the ended, newest first; how many in each state."""

        def page(seen: StoreSnapshot) -> Queue:
            items = [objects.queue_item(job) for job in seen.queue(statuses=statuses, limit=limit)]
            return Queue(jobs=items, stats=seen.stats(), last_event_id=seen.last_event_id())

        return await self.seen(page)

    async def columns(self, *, statuses: Collection[Status] | None = None, limit: int | None = None) -> Columns:
        """All jobs, or the newest `limit`, as columns, the newest first."""
        return await self.seen(lambda seen: seen.columns(statuses=statuses, limit=limit))

    async def table(self, *, statuses: Collection[Status] | None = None, limit: int, before: int) -> JobTable:
        """Jobs as `page` gives them, but only what is plain of them, as columns.

        `before` is the `next` of another page, and still leads on when the job it stood at is gone.
        """

        def table(seen: StoreSnapshot) -> JobTable:
            found = seen.table(statuses=statuses, limit=limit + 1, before=before)
            shown = {name: column[:limit] for name, column in found.items()}
            following = seen.number(shown["job_id"][-1]) if len(found["job_id"]) > limit else None
            return JobTable(columns=shown, next=following, last_event_id=seen.last_event_id())

        return await self.seen(table)

    async def history(self, job_id: str, *, after: int = 0) -> list[Event]:
        """The events of a job after a sequence, as far as there are any by now; raises `JobNotFound`."""

        def read(seen: StoreSnapshot) -> list[Event]:
            seen.job(job_id)
            return seen.events(after, jobs=[job_id], limit=sys.maxsize)

        return await self.seen(read)

    async def progress(self, job_id: str) -> ProgressObject:
        """How far a job is; raises `JobNotFound`."""
        return await self.seen(lambda seen: objects.progress_object(seen.job(job_id), root=self.root))

    async def timings(self, job_id: str) -> Timings:
        """How long its last ended run took; raises `JobNotFound`."""
        return await self.seen(lambda seen: objects.timings(seen.job(job_id), seen.timings(job_id)))

    async def storyboard(self, job_id: str) -> dict[str, Any]:
        """The storyboard it is made from; raises `JobNotFound` while there is none."""
        job = await asyncio.to_thread(self.store.job, job_id)
        board: dict[str, Any] | None = job.storyboard or job.request.get("film", {}).get("storyboard")
        made = objects.output(job)
        if board is None and made is not None:  # written from a topic: the film has it
            with contextlib.suppress(FileNotFoundError):
                path = made_file(made, "storyboard.json")
                board = msgspec.json.decode(await asyncio.to_thread(path.read_bytes), type=dict[str, Any])
        if board is None:
            raise JobNotFound("The job's storyboard is not there: it comes, and stays, with the film.", jobId=job_id)
        return board

    async def film(self, job_id: str) -> FilmRequest:
        """What it was asked for; raises `JobNotFound`."""
        job = await asyncio.to_thread(self.store.job, job_id)
        return msgspec.convert(job.request, JobRequest).film

    async def artifact(self, job_id: str, name: str) -> Path:
        """Where a file of the job is, a preview before it is completed. Raises `JobNotFound` when there is none."""
        return (await self.file(job_id, name)).path

    async def file(self, job_id: str, name: str) -> ArtifactFile:
        """A file of the job, a preview before it is completed. Raises `JobNotFound` when there is none."""
        job = await asyncio.to_thread(self.store.job, job_id)
        entry = next((artifact for artifact in job.artifacts if artifact["name"] == name), None)
        if entry is None:
            raise JobNotFound(f"The job has no file {name!r}: it is {job.status}.", jobId=job.id)
        made = objects.output(job)
        path = self.workspace.proxy / job.id / name if made is None else made_file(made, name)
        return ArtifactFile(path, entry, saved_as(job.title, name))

    async def plan(self, job_id: str) -> FilmPlan:
        """The dry run of what it was asked for: what making it now would cost."""
        return await plan_film(await self.film(job_id), workspace=self.workspace)

    async def failure(self, job_id: str) -> dict[str, Any]:
        """The data of the event a failed job ended with. Raises `JobStateError` for any other."""

        def read(seen: StoreSnapshot) -> dict[str, Any]:
            job = seen.job(job_id)
            if job.status != "failed":
                raise JobStateError(f"The job has not failed: it is {job.status}.", jobId=job_id)
            return seen.events(job.last_sequence - 1, jobs=[job_id], limit=1)[0].json()

        return await self.seen(read)

    async def log(self, job_id: str, *, tail: int | None = None) -> str:
        """The job's log as text, or its last `tail` lines; empty before its first run."""
        path = self.log_path((await asyncio.to_thread(self.store.job, job_id)).id)

        def read() -> str:
            with path.open(encoding="utf-8", errors="replace") as file:
                return file.read() if tail is None else "".join(deque(file, maxlen=tail))

        try:
            return await asyncio.to_thread(read)
        except FileNotFoundError:
            return ""

    def log_path(self, job_id: str) -> Path:
        """Where the log of a job is, once it has run."""
        return self.workspace.logs / f"{job_id}.log"

    def object(self, seen: StoreSnapshot, job: JobRecord) -> JobObject:
        """A job of this moment as the outside sees it."""
        return objects.job_object(job, last_event_id=seen.last_event_id(), root=self.root)

    async def seen(self, ask: Callable[[StoreSnapshot], T]) -> T:
        """The answer of one moment of the store."""

        def read() -> T:
            with self.store.snapshot() as seen:
                return ask(seen)

        return await asyncio.to_thread(read)


def _absolute(path: str | Path) -> Path:
    return Path(path).expanduser().absolute()


def saved_as(title: str, name: str) -> str:
    """What a file is called in somebody's downloads: after the film, in whatever script its title has.

    >>> saved_as("Bees: why?", "video.mp4"), saved_as("Bees", "report.json")
    ('Bees why.mp4', 'Bees - report.json')
    """
    words = re.sub(r'[\x00-\x1f\x7f/\\:*?"<>|]', " ", title)
    shown = " ".join(words.split())[:100].strip(" .") or "film"
    own = name.rpartition("/")[2]
    stem, _, suffix = own.rpartition(".")
    return f"{shown}.{suffix}" if stem in {"video", "captions", "audio", "scene"} else f"{shown} - {own}"
