"""Runs a graph of tasks: each is looked up in the cache, misses go to the runner, a lost input sends us round again."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

from aura_nb.errors import (
    AssetError,
    AssetMissing,
    FontMissing,
    InternalError,
    JobCrashed,
    StepTimeout,
    VisualError,
    VoiceError,
)
from aura_nb.pipeline.cache import Cache
from aura_nb.pipeline.task import Finished, Recipe, Result, Task
from aura_nb.pipeline.task_runner import StaleInputError, TaskContext, TaskRunner, persistently, uninterrupted

MAX_PASSES = 5
T = TypeVar("T")


class Observer(Protocol):
    """Hears what becomes of each task."""

    def started(self, task: Task) -> None:
        """The task is a miss and was handed to the runner."""

    def advanced(self, task: Task, fraction: float) -> None:
        """The running task has done this fraction of its work."""

    def retried(self, task: Task, failure: JobCrashed | StepTimeout) -> None:
        """The task's worker program died, or hung and was ended; the task is handed to another one."""

    def finished(self, task: Task, result: Result, *, hit: bool) -> None:
        """The task's result is in the cache."""


class Scheduler:
    """One graph, one cache, one runner."""

    def __init__(self, *, cache: Cache, runner: TaskRunner, scratch: Path, observer: Observer) -> None:
        """`scratch` is a folder on the cache's file system; tasks work in folders of their own below it."""
        self._cache = cache
        self._runner = runner
        self._scratch = scratch
        self._observer = observer
        self._count = 0
        self._name = uuid.uuid4().hex[:8]  # of this run's scratch folders
        self._made: set[str] = set()

    async def run(
        self, tasks: Sequence[Task], use: Callable[[Mapping[str, Finished]], Awaitable[T]]
    ) -> tuple[dict[str, Finished], T]:
        """Finish every task and hand the results to `use`, which may raise `StaleInputError`; returns both.

        A task whose input turns out to be evicted or damaged sends us round again: all that is still there is
        a hit, and whatever comes out different this time gives its successors new keys. On failure or
        cancellation every running task is stopped before the exception leaves.
        """
        for _ in range(MAX_PASSES):
            recipes: dict[str, Recipe] = {}
            done: dict[str, Finished] = {}
            try:
                await self._once(tasks, recipes, done)
                return done, await use(done)
            except StaleInputError as stale:
                await self._drop(stale.input)
        raise InternalError("The cache kept losing files while the film was made; is another program emptying it?")

    async def _once(self, tasks: Sequence[Task], recipes: dict[str, Recipe], done: dict[str, Finished]) -> None:
        ready = {task.name: asyncio.Event() for task in tasks}
        keys: dict[str, asyncio.Lock] = {}

        async def follow(index: int, task: Task) -> None:
            for need in task.needs:
                await ready[need].wait()
            recipe = recipes[task.name] = task.bind(done)
            # Equal tasks (two scenes alike) are done once: the second waits, and finds a hit.
            async with keys.setdefault(recipe.key, asyncio.Lock()):
                result = await self._obtain(task, recipe, index)
            done[task.name] = Finished(result=result, folder=str(self._cache.entry(result.key)))
            ready[task.name].set()

        running = [asyncio.create_task(follow(index, task), name=task.name) for index, task in enumerate(tasks)]
        try:
            finished, _ = await asyncio.wait(running, return_when=asyncio.FIRST_EXCEPTION)
        finally:
            for each in running:
                each.cancel()
            await uninterrupted(_ended(running))
        for each in running:
            if each in finished and not each.cancelled() and (error := each.exception()) is not None:
                raise error

    async def _obtain(self, task: Task, recipe: Recipe, index: int) -> Result:
        found = await asyncio.to_thread(self._cache.find, recipe.key)
        if found is not None and found.passing and found.key not in self._made:
            await asyncio.to_thread(self._cache.drop, found.key)
            found = None
        if found is not None:
            self._observer.finished(task, found, hit=True)
            return found
        self._observer.started(task)
        result = await persistently(
            lambda: self._attempt(task, recipe, index), again=lambda failure: self._observer.retried(task, failure)
        )
        self._made.add(result.key)
        self._observer.finished(task, result, hit=False)
        return result

    async def _attempt(self, task: Task, recipe: Recipe, index: int) -> Result:
        self._count += 1
        context = TaskContext(
            lane=task.lane,
            rank=(task.rank, index),
            scratch=str(self._scratch / f"{self._count:04}-{recipe.kind}-{self._name}"),
            patience=task.patience,
            progress=lambda fraction: self._observer.advanced(task, fraction),
        )
        handle = self._runner.submit(recipe, context)
        try:
            return await asyncio.shield(handle.result)
        except asyncio.CancelledError:
            await uninterrupted(handle.cancel())
            raise
        except StaleInputError as stale:
            raise StaleInputError(recipe.inputs[stale.input].path) from stale
        except (AssetError, FontMissing, VoiceError, VisualError) as error:  # what the scene's author can mend
            error.locate(task.place)
            raise

    async def _drop(self, path: str) -> None:
        """Forget the cache entry a stale file belongs to; a file of the user's is an error instead."""
        folder = Path(path).parent
        if self._cache.folder not in folder.parents:
            raise AssetMissing(f"{Path(path).name!r} was changed or removed while the film was made.")
        await asyncio.to_thread(self._cache.drop, folder.name)


async def _ended(running: Sequence[asyncio.Task[None]]) -> None:
    await asyncio.gather(*running, return_exceptions=True)
