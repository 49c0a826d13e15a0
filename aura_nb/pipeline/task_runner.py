"""Where tasks run: the protocol. `aura_nb.pipeline.local_runner` runs them in worker programs on this machine."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from aura_nb.errors import JobCrashed, JobTimeout, StepTimeout
from aura_nb.pipeline.task import Lane, Recipe, Result

T = TypeVar("T")
MAX_ATTEMPTS = 3  # how many workers a task may bring down, or hang in, before it fails


class StaleInputError(Exception):
    """An input of a task was gone or altered when it started; `input` is its name in the recipe."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.input = name


@dataclass(kw_only=True)
class TaskContext:
    """What belongs to one submission: its lane, its urgency, its scratch folder and who hears its progress.

    `patience` is how many seconds it may do nothing, where that is longer than the runner's own limit.
    """

    lane: Lane
    rank: tuple[int, int]
    scratch: str
    patience: float = 0.0
    progress: Callable[[float], None] = field(default=lambda _: None)
    cancelled: bool = False


class TaskHandle(Protocol):
    """A submitted task.

    `result` resolves to the `Result`, or raises: `StaleInputError`, an `AuraError` as the task reported it,
    `JobCrashed` or `StepTimeout` (see `persistently`), or `asyncio.CancelledError` after `cancel`.
    """

    result: asyncio.Future[Result]

    async def cancel(self) -> None:
        """Stop the task; returns once it and all it started are gone."""


class TaskRunner(Protocol):
    """Runs recipes somewhere that sees the workspace."""

    def submit(self, recipe: Recipe, context: TaskContext) -> TaskHandle:
        """Queue a task in its lane; must be called from the event loop's thread."""

    async def close(self) -> None:
        """Stop everything; returns once no process is left."""


async def persistently(
    attempt: Callable[[], Awaitable[T]], *, again: Callable[[JobCrashed | StepTimeout], None] = lambda _: None
) -> T:
    """Make attempts until one does not lose its worker, `MAX_ATTEMPTS` at most; `again` hears of each that did.

    Raises the last attempt's `JobCrashed`, or `JobTimeout` where that one hung, and at once whatever else is raised.
    """
    count = 0
    while True:
        try:
            return await attempt()
        except (JobCrashed, StepTimeout) as failure:
            count += 1
            if count < MAX_ATTEMPTS:
                again(failure)
            elif isinstance(failure, StepTimeout):
                raise JobTimeout(f"{failure.message} It was tried {count} times.", **failure.details) from failure
            else:
                failure.message += f" It was tried {count} times."
                raise


async def uninterrupted(work: Coroutine[Any, Any, T]) -> T:
    """Await clean-up to its end, however often we are canceled meanwhile; the last cancellation is raised after it."""
    task = asyncio.ensure_future(work)
    canceled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError as error:
            canceled = error
    result = task.result()
    if canceled is not None:
        raise canceled
    return result


@asynccontextmanager
async def threaded(context: AbstractContextManager[T]) -> AsyncIterator[T]:
    """A context whose entering and leaving touch the disk, done in threads."""
    value = await asyncio.to_thread(context.__enter__)
    try:
        yield value
    finally:
        await uninterrupted(asyncio.to_thread(context.__exit__, *sys.exc_info()))
