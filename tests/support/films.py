"""Films made one after the other by the same worker programs, whose start costs more than a small film.

with Films() as films:
    film = films.make(request, output=Output.named(folder), workspace=workspace)
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Iterator
from typing import Any, Self

from aura_nb.pipeline import worker_process
from aura_nb.pipeline.film import Film, make_film
from aura_nb.pipeline.film_request import FilmRequest
from aura_nb.pipeline.local_runner import LocalHandle, LocalRunner
from aura_nb.pipeline.task import Recipe
from aura_nb.pipeline.task_runner import TaskContext
from aura_nb.pipeline.workspace import Workspace


@contextlib.contextmanager
def lasting_workers() -> Iterator[None]:
    """Have workers that speak stay as long as those that draw: each loads its voice again."""
    seconds = worker_process.IDLE_SECONDS["speech"]
    worker_process.IDLE_SECONDS["speech"] = 60.0
    try:
        yield
    finally:
        worker_process.IDLE_SECONDS["speech"] = seconds


class Films:
    """An event loop and its workers, which last; a film is made at a time, in whatever workspace."""

    def __init__(self) -> None:
        self._loop = asyncio.Runner()
        self._runner: LocalRunner | None = None
        self._environment: dict[str, str] = {}
        self._lasting = lasting_workers()

    def __enter__(self) -> Self:
        self._lasting.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        if self._runner is not None:
            self._loop.run(self._runner.close())
        self._loop.close()
        self._lasting.__exit__(None, None, None)

    def make(self, request: FilmRequest, *, workspace: Workspace, **options: Any) -> Film:
        """As `make_film`, and it blocks. Where the environment has changed, the film has workers of its own."""
        return self._loop.run(make_film(request, workspace=workspace, runner=self._lent(workspace), **options))

    def pids(self) -> list[int]:
        """The workers that are there."""
        return [] if self._runner is None else self._runner.pids()

    def _lent(self, workspace: Workspace) -> _Lent | None:
        environment = dict(os.environ)
        environment.pop("PYTEST_CURRENT_TEST", None)
        if self._runner is None:
            self._environment = environment
            self._runner = LocalRunner(workspace.cache.root, slots={"speech": 1, "render": 1})
        return _Lent(self._runner, workspace) if environment == self._environment else None


class _Lent:
    """The runner for one film, whose end is not that of the workers."""

    def __init__(self, runner: LocalRunner, workspace: Workspace) -> None:
        self._runner = runner
        self._runner._cache = workspace.cache.root

    def submit(self, recipe: Recipe, context: TaskContext) -> LocalHandle:
        return self._runner.submit(recipe, context)

    async def close(self) -> None:
        pass
