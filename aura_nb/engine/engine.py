"""What makes films as jobs in one workspace: store, job service, runner, and what can be said beforehand."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from pathlib import Path

from aura_nb import doctor
from aura_nb.doctor import Check
from aura_nb.engine.drafts import Drafts
from aura_nb.jobs.cleanup import WorkspaceCleanup
from aura_nb.jobs.job_service import JobService
from aura_nb.jobs.owner import Owner
from aura_nb.jobs.runner import JobRunner
from aura_nb.jobs.store import Store
from aura_nb.offer import Offer, offer
from aura_nb.pipeline.dryrun import FilmPlan, plan_film
from aura_nb.pipeline.film_request import FilmRequest
from aura_nb.pipeline.progress import Notify
from aura_nb.pipeline.stall_watch import step_timeout as usual_step_timeout
from aura_nb.pipeline.task_runner import TaskRunner
from aura_nb.pipeline.voice_sample import spoken_sample
from aura_nb.pipeline.workspace import Workspace
from aura_nb.voices import VoiceDescription, voices


class Engine:
    """Opens the store: make it in a thread. Its coroutines belong to one event loop; `start` begins to run jobs.

    Where it is not started, jobs can be looked at, canceled and left to those who run them.
    """

    def __init__(
        self,
        workspace: Workspace,
        *,
        films: Path | None = None,
        root: str = "",
        own_only: bool = False,
        max_pending: int = 1000,
        max_running: int | None = None,
        observe: Notify = lambda _: None,
        opening_patience: float = math.inf,
        patience: float | None = None,
        step_timeout: float | None = None,
        tasks: TaskRunner | None = None,
        cleanup: Callable[[Workspace, Store], WorkspaceCleanup] = WorkspaceCleanup,
    ) -> None:
        """`films` is where films go without a place of their own, `root` where the URLs of answers begin.

        With `own_only` it runs the jobs that were submitted here and no others. The other options are those of `Store`
        (`opening_patience`), `JobService` and `JobRunner`.

        Raises `RequestInvalid` for a limit of steps that cannot be, and what opening a workspace and its store raises.
        """
        limit = usual_step_timeout() if step_timeout is None else step_timeout  # wrong? before anything is opened
        owner = Owner.here()
        self.workspace = workspace
        self._films = films
        self.store = Store.open(workspace.open(), patience=opening_patience)
        try:
            self.cleanup = cleanup(workspace, self.store)
            self.job_service = JobService(
                self.store,
                workspace,
                films=films,
                root=root,
                affinity=str(owner) if own_only else None,
                max_pending=max_pending,
            )
            self.runner = JobRunner(
                self.store,
                workspace,
                owner=owner,
                only_affine=own_only,
                max_running=max_running,
                tasks=tasks,
                cleanup=self.cleanup,
                observe=observe,
                patience=patience,
                step_timeout=limit,
            )
        except BaseException:
            self.store.close()
            raise
        self._examining = asyncio.Lock()
        self.drafts = Drafts(workspace, self.job_service, root=root, tasks=self.runner.tasks)

    async def start(self) -> None:
        """Begin to run jobs."""
        await self.runner.start()

    async def stop(self, *, cancel: bool = False) -> None:
        """End every run and its processes; what was running goes back to the queue, or is canceled if asked."""
        self.store.hurry()
        await self.runner.stop(cancel=cancel)

    def close(self) -> None:
        """Close the store, once it is stopped; from a thread."""
        self.store.close()

    async def plan(self, request: FilmRequest) -> FilmPlan:
        """The dry run of a request."""
        return await plan_film(request, workspace=self.workspace)

    async def examine(self, request: FilmRequest | None = None) -> list[Check]:
        """What this machine can do, or what one film needs; one examination at a time, in worker programs."""
        async with self._examining:
            if request is None:
                return await doctor.check_machine(workspace=self.workspace, output=self._films)
            return await doctor.check_request(request, workspace=self.workspace, output=self._films, force=True)

    async def offer(self) -> Offer:
        """What forms can offer."""
        return await asyncio.to_thread(offer)

    async def voices(self) -> list[VoiceDescription]:
        """The voices there are, the preferred first."""
        return await asyncio.to_thread(voices)

    async def sample(self, name: str, language: str = "") -> Path:
        """A WAV file to hear a voice by."""
        return await spoken_sample(name, language, workspace=self.workspace, tasks=self.runner.tasks)
