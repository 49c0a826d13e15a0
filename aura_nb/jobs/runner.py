"""The runner: takes jobs from the store, and has a run for each.

Light: it schedules and records, and never waits for a disk. Heavy work runs in worker programs, which all jobs of the
process share. A job is claimed with a lease; a heartbeat thread renews it; every write is fenced by it. What a dead
owner left running goes back to the queue and finds its finished tasks.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from aura_nb.clock import SetClock
from aura_nb.errors import AuraError
from aura_nb.jobs.cleanup import WorkspaceCleanup
from aura_nb.jobs.owner import Owner
from aura_nb.jobs.retries import Retries
from aura_nb.jobs.run import JobRun
from aura_nb.jobs.store import Store
from aura_nb.pipeline.local_runner import LocalRunner, usable_cores
from aura_nb.pipeline.progress import Notify
from aura_nb.pipeline.task_runner import TaskRunner
from aura_nb.pipeline.workspace import Workspace

log = logging.getLogger("aura_nb")

LEASE_SECONDS = 30.0
HEARTBEAT_SECONDS = 5.0
RESCUE_SECONDS = 15.0


def default_running() -> int:
    """How many jobs run at once: half the cores, at least one."""
    return max(1, usable_cores() // 2)


class JobRunner:
    """Runs jobs of one store in this process's event loop."""

    def __init__(
        self,
        store: Store,
        workspace: Workspace,
        *,
        owner: Owner | None = None,
        max_running: int | None = None,
        only_affine: bool = False,
        tasks: TaskRunner | None = None,
        cleanup: WorkspaceCleanup | None = None,
        observe: Notify = lambda _: None,
        patience: float | None = None,
        step_timeout: float | None = None,
    ) -> None:
        """`only_affine` runs nothing but jobs kept for this owner, as a command line does.

        A store that cannot be written is tried again, for ever or for `patience` seconds; `given_up` is the error then.
        `step_timeout` is how many seconds a step may do nothing before it is ended; see `LocalRunner`.
        `observe` hears every event of every film made here, on the event loop's thread, single tasks too.
        """
        self.owner = owner or Owner.here()
        self.store = store
        self.workspace = workspace
        self.cleanup = cleanup or WorkspaceCleanup(workspace, store)
        self.observe = observe
        self._max_running = max_running or default_running()
        self._only_affine = only_affine
        self._tasks = tasks or LocalRunner(workspace.cache.root, limit=step_timeout)
        self._running: dict[str, JobRun] = {}
        self._wake = asyncio.Event()
        self.stopping = False
        self.patience = patience
        self.given_up: Future[AuraError] = Future()
        self._beat = threading.Event()
        self._background: list[asyncio.Task[None]] = []
        self._unsubscribe: Callable[[], None] = _nothing

    async def start(self) -> None:
        """Take up what dead owners left, and begin to run jobs."""
        loop = asyncio.get_running_loop()
        self._unsubscribe = self.store.subscribe(lambda: _post(loop, self._wake.set))
        threading.Thread(target=self._heartbeat, name="aura-heartbeat", daemon=True).start()
        self._background = [asyncio.create_task(self._claim_jobs()), asyncio.create_task(self._look_after_jobs())]
        if not self._only_affine:
            self._background.append(asyncio.create_task(self.cleanup.sweep_regularly()))
        self._wake.set()

    async def stop(self, *, cancel: bool = False) -> None:
        """End every run and its processes. What was running goes back to the queue, or is canceled if asked."""
        self.stopping = True
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)
        runs = list(self._running.values())
        for run in runs:
            run.stop("The program that ran it was ended." if cancel else None)
        await asyncio.gather(*(run.task for run in runs), return_exceptions=True)
        await self._tasks.close()
        self._beat.set()
        self._unsubscribe()

    @property
    def active(self) -> list[str]:
        """The ids of the jobs that run here now."""
        return list(self._running)

    def _heartbeat(self) -> None:
        """Renew the leases from a thread of its own: a loop that is held up must not lose its jobs."""
        while not self._beat.wait(HEARTBEAT_SECONDS):
            try:
                self.store.renew(self.owner, lease_seconds=LEASE_SECONDS)
            except AuraError as error:
                log.warning("The leases of running jobs could not be renewed: %s", error)

    async def _claim_jobs(self) -> None:
        retries = Retries("No job can be begun now", limit=self.patience)
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                await self._claim()
            except AuraError as error:
                try:
                    wait = retries.after(error)
                except AuraError:
                    self.give_up(error)
                    return
                await asyncio.sleep(wait)
                self._wake.set()
            else:
                retries.forget()

    async def _claim(self) -> None:
        """Stop what was canceled, and run what waits as far as there is a place."""
        for run in [run for run in self._running.values() if not run.canceled]:
            job = await asyncio.to_thread(self.store.job, run.job.id)
            if job.cancel_requested:
                run.stop("Canceled.")
        while len(self._running) < self._max_running:
            claim = self.store.claim(self.owner, lease_seconds=LEASE_SECONDS, only_affine=self._only_affine)
            found = await asyncio.wrap_future(claim)
            if found is None:
                break
            self._running[found.id] = JobRun(self, found)

    def give_up(self, error: AuraError) -> None:
        """The store cannot be written, and patience is over."""
        if not self.given_up.done():
            self.given_up.set_result(error)

    async def _look_after_jobs(self) -> None:
        """Bring back the jobs of dead owners, now and every quarter of a minute."""
        clock = SetClock()
        retries = Retries("Jobs of dead owners cannot be looked for", limit=None)
        while True:
            wait = RESCUE_SECONDS
            if not self._only_affine:
                # Forward, all leases look run out: their owners renew them, by the clock as it is now.
                if clock.was_set():
                    log.info("The clock was set, or the machine slept: owners of jobs get time to say that they live")
                    await asyncio.sleep(2 * HEARTBEAT_SECONDS)
                try:
                    for job in await asyncio.to_thread(self.cleanup.rescue):
                        log.warning("Job %s was left by a dead owner and is %s again", job.id, job.status)
                except (AuraError, OSError) as error:
                    wait = retries.after(error)
                else:
                    retries.forget()
            await asyncio.sleep(wait)

    def ended(self, job_id: str) -> None:
        """A run is over: its place is free."""
        self._running.pop(job_id, None)
        self._wake.set()

    @property
    def tasks(self) -> TaskRunner:
        return self._tasks


def _nothing() -> None:
    """What there is to unsubscribe before the start."""


def _post(loop: asyncio.AbstractEventLoop, callback: Any) -> None:
    with contextlib.suppress(RuntimeError):  # the loop was closed: nobody runs jobs here any more
        loop.call_soon_threadsafe(callback)
