"""The engine inside this process: a store and a runner in an event loop in a thread of their own."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Collection, Coroutine
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar

from aura_nb.client.loop import LoopThread
from aura_nb.client.threads import EngineExecutor
from aura_nb.doctor import Check
from aura_nb.engine.drafts import StoryboardDraft
from aura_nb.engine.engine import Engine
from aura_nb.errors import DatabaseLocked, JobNotFound
from aura_nb.jobs.following import followed
from aura_nb.offer import Offer
from aura_nb.pipeline.dryrun import FilmPlan
from aura_nb.pipeline.film_request import FilmRequest
from aura_nb.pipeline.progress import Notify
from aura_nb.pipeline.scene_files import adopted, find_pictures
from aura_nb.pipeline.task_runner import TaskRunner
from aura_nb.pipeline.workspace import Workspace
from aura_nb.specs import Storyboard
from aura_nb.voices import VoiceDescription
from aura_nb.voices.speech import Word
from aura_nb.wire.events import Event
from aura_nb.wire.job import Columns, JobObject, ProgressObject, Queue, Timings
from aura_nb.wire.status import Status

T = TypeVar("T")
# How long a command line, in front of which somebody waits, tries to write on a full disk.
PATIENCE_SECONDS = 5.0


class LocalBackend:
    """Implements `Backend` in this process.

    `own_only` runs only the jobs that were submitted here, as a command line does; otherwise whatever the workspace's
    queue holds is run, also what a dead process left. `idle` runs none: jobs are looked at and canceled.
    """

    def __init__(
        self,
        workspace: Workspace,
        *,
        own_only: bool = False,
        idle: bool = False,
        root: Path | None = None,
        max_running: int | None = None,
        tasks: TaskRunner | None = None,
        observe: Notify = lambda _: None,
    ) -> None:
        self._submitted: list[str] = []
        self._engine = Engine(
            workspace,
            films=root,
            own_only=own_only,
            max_running=max_running,
            tasks=tasks,
            observe=observe,
            patience=PATIENCE_SECONDS if own_only else None,
        )
        self._job_service = self._engine.job_service
        self._thread = LoopThread("aura-engine", executor=EngineExecutor())
        self.workspace = workspace
        self.store = self._engine.store
        self.runner = self._engine.runner
        if not idle:
            try:
                self.call(self._engine.start()).result()
            except BaseException:
                self._thread.close()
                self._engine.close()
                raise

    def rescue(self) -> None:
        """Put the jobs of dead owners back into the queue."""
        self._engine.cleanup.rescue()

    def call(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        return self._thread.call(work)

    def close(self, *, cancel: bool = False) -> list[str]:
        """Stop: what runs is canceled, or goes back to the queue for whoever runs jobs next.

        The ids of the jobs that were submitted here and have not ended.
        """
        if self._thread.is_closed:
            return []
        self.call(self._engine.stop(cancel=cancel)).result()
        left = [job_id for job_id in self._submitted if not self._has_ended(job_id)]
        self._thread.close()
        self._engine.close()
        return left

    def _has_ended(self, job_id: str) -> bool:
        try:
            return self.store.job(job_id).is_final
        except JobNotFound:  # deleted meanwhile
            return True
        except DatabaseLocked:  # its end could not be written either
            return False

    async def submit(
        self,
        request: FilmRequest,
        *,
        place: str | Path | None = None,
        force: bool = False,
        key: str | None = None,
    ) -> JobObject:
        job = await self._job_service.submit(request, place=place, force=force, key=key, body_digest=key)
        self._submitted.append(job.job_id)
        return job

    async def job(self, job_id: str) -> JobObject:
        return await self._job_service.job(job_id)

    async def find(self, prefix: str) -> JobObject:
        return await self._job_service.find(prefix)

    async def jobs(
        self, *, statuses: Collection[Status] | None = None, limit: int = 50, before: str | None = None
    ) -> list[JobObject]:
        return await self._job_service.jobs(statuses=statuses, limit=limit, before=before)

    async def queue(self, *, statuses: Collection[Status] | None = None, limit: int = 50) -> Queue:
        return await self._job_service.queue(statuses=statuses, limit=limit)

    async def columns(self, *, statuses: Collection[Status] | None = None, limit: int | None = None) -> Columns:
        return await self._job_service.columns(statuses=statuses, limit=limit)

    async def history(self, job_id: str, *, after: int = 0) -> list[Event]:
        return await self._job_service.history(job_id, after=after)

    async def cancel(self, job_id: str) -> JobObject:
        return await self._job_service.cancel(job_id)

    async def resume(self, job_id: str) -> JobObject:
        job = await self._job_service.resume(job_id)
        self._submitted.append(job.job_id)
        return job

    async def progress(self, job_id: str) -> ProgressObject:
        return await self._job_service.progress(job_id)

    async def delete(self, job_id: str, *, files: bool = False) -> None:
        await self._job_service.delete(job_id, files=files)

    def events(self, job_id: str | None = None, *, after: int = 0) -> AsyncIterator[Event]:
        return followed(self.store, job_id, after=after)

    async def log(self, job_id: str) -> str:
        return await self._job_service.log(job_id)

    def log_path(self, job_id: str) -> Path:
        """Where the log of a job is, once it has run."""
        return self._job_service.log_path(job_id)

    async def timings(self, job_id: str) -> Timings:
        return await self._job_service.timings(job_id)

    async def fetch(self, job_id: str, name: str, target: Path) -> None:
        await asyncio.to_thread(copy_whole, await self._job_service.artifact(job_id, name), target)

    async def storyboard(self, job_id: str) -> dict[str, Any]:
        return (await self._engine.drafts.of_job(job_id))[0]

    async def plan(self, request: FilmRequest) -> FilmPlan:
        return await self._engine.plan(request)

    async def draft(self, request: FilmRequest) -> StoryboardDraft:
        return await self._engine.drafts.create(request)

    async def read_draft(self, storyboard_id: str) -> StoryboardDraft:
        return await self._engine.drafts.get(storyboard_id)

    async def save_draft(self, storyboard_id: str, storyboard: Any, *, version: int) -> StoryboardDraft:
        return await self._engine.drafts.put(storyboard_id, storyboard, version=version)

    async def plan_draft(self, storyboard_id: str) -> FilmPlan:
        return await self._engine.drafts.plan(storyboard_id)

    async def make_draft(self, storyboard_id: str, *, key: str | None = None) -> JobObject:
        return await self.submit(await self._engine.drafts.request(storyboard_id), key=key)

    async def adopted(self, storyboard: Storyboard, folder: Path) -> Storyboard:
        await asyncio.to_thread(
            find_pictures, storyboard, folder, self.workspace.assets
        )  # of those that cannot be used
        return await asyncio.to_thread(adopted, self.workspace.assets, storyboard, folder)

    async def send_asset(self, name: str, content: bytes) -> str:
        return await asyncio.to_thread(self.workspace.assets.take, name, content)

    async def scene_picture(
        self, storyboard_id: str, scene: str, *, theme: str | None = None, aspect: str | None = None
    ) -> bytes:
        path = await self._engine.drafts.picture(storyboard_id, scene, theme=theme, aspect=aspect)
        return await asyncio.to_thread(path.read_bytes)

    async def scene_speech(self, storyboard_id: str, scene: str, text: str | None = None) -> bytes:
        path = await self._engine.drafts.speech(storyboard_id, scene, text)
        return b"" if path is None else await asyncio.to_thread(path.read_bytes)

    async def scene_words(self, storyboard_id: str, scene: str, text: str | None = None) -> list[Word]:
        return await self._engine.drafts.words(storyboard_id, scene, text)

    async def preflight(self, request: FilmRequest | None = None) -> list[Check]:
        return await self._engine.examine(request)

    async def offer(self) -> Offer:
        return await self._engine.offer()

    async def voices(self) -> list[VoiceDescription]:
        return await self._engine.voices()

    async def sample(self, voice: str, language: str = "") -> bytes:
        path = await self._engine.sample(voice, language)
        return await asyncio.to_thread(path.read_bytes)


def copy_whole(source: Path, target: Path) -> None:
    """Copy a file so that `target` is there whole or not at all."""
    part = target.with_name(f".{target.name}.part")
    try:
        shutil.copyfile(source, part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
