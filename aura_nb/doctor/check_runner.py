"""Where trials run: in worker programs like a film's own, so that no model and no library is loaded here."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aura_nb.doctor.check import Check, failed
from aura_nb.errors import AuraError
from aura_nb.pipeline.local_runner import LocalRunner, default_slots
from aura_nb.pipeline.task import Lane, Recipe
from aura_nb.pipeline.task_runner import TaskContext

TRIAL_SECONDS = 60.0


class CheckRunner:
    """Runs trials; each becomes a finding, whatever happens in it."""

    def __init__(self, runner: LocalRunner, folder: Path) -> None:
        """`folder` takes what trials write; its owner removes it."""
        self._runner = runner
        self._folder = folder
        # A trial waits here for a worker and not in the runner's queue: its minute begins when it does.
        self._room = {lane: asyncio.Semaphore(count) for lane, count in default_slots().items()}
        self._count = 0

    async def attempt(self, name: str, kind: str, *, lane: Lane = "render", **params: Any) -> Check:
        """The finding `name` of a trial; one that works longer than a minute has failed."""
        self._count += 1
        number = self._count
        scratch = self._folder / f"{number:02}-{kind}"
        # The number keeps two equal trials apart: each is really made.
        recipe = Recipe(kind=kind, params=params | {"trial": number}, versions={})
        context = TaskContext(lane=lane, rank=(0, number), scratch=str(scratch))
        async with self._room[lane]:
            return await self._finding(name, recipe, context)

    async def _finding(self, name: str, recipe: Recipe, context: TaskContext) -> Check:
        handle = self._runner.submit(recipe, context)
        try:
            async with asyncio.timeout(TRIAL_SECONDS):
                result = await asyncio.shield(handle.result)
        except TimeoutError:
            await handle.cancel()
            return Check(name, "fail", f"The trial did not end within {TRIAL_SECONDS:.0f} s.", "Try again.")
        except asyncio.CancelledError:
            await handle.cancel()
            raise
        except AuraError as error:
            return failed(name, error)
        return Check(name, **result.value)


@asynccontextmanager
async def check_runner() -> AsyncIterator[CheckRunner]:
    """A check runner; its programs and files are gone at the end. Raises `OSError` without a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="aura-doctor-") as name:
        folder = Path(name)
        runner = LocalRunner(folder / "cache", program="aura_nb.doctor.trials")
        try:
            yield CheckRunner(runner, folder)
        finally:
            await asyncio.shield(runner.close())
