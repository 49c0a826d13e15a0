"""The local task runner: one worker program per lane and slot, asked first and killed as a group if it must be.

Lanes keep memory low: only the speech worker loads a voice and only render workers hold encoders. A worker
starts when its lane has work and ends when idle.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import os
from pathlib import Path

from aura_nb.pipeline.stall_watch import step_timeout
from aura_nb.pipeline.task import Lane, Recipe, Result
from aura_nb.pipeline.task_runner import TaskContext
from aura_nb.pipeline.worker_process import WorkerProcess, not_started

# What a render worker takes at the most below ultra quality; one at 2160p was measured at 650 MB.
WORKER_BYTES = 400 * 10**6


def usable_cores() -> int:
    """The cores this process may use: its affinity, and in a container the quota of its control group.

    `PYTHON_CPU_COUNT`, which Python heeds since 3.13, says it instead.
    """
    if (said := os.environ.get("PYTHON_CPU_COUNT", "")).isdecimal() and int(said) > 0:
        return int(said)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text().split()
    except (OSError, ValueError):
        return cores
    return cores if quota == "max" else max(1, min(cores, round(int(quota) / int(period))))


def default_slots() -> dict[Lane, int]:
    """One speech worker, and a render worker for each usable core, eight at most, as far as there is memory."""
    import psutil  # noqa: PLC0415 - loaded when the first film is made

    affordable = int(psutil.virtual_memory().available // WORKER_BYTES)
    return {"speech": 1, "render": max(1, min(8, usable_cores(), affordable))}


class LocalHandle:
    """A task in a lane's queue or in a worker."""

    def __init__(self, runner: LocalRunner, recipe: Recipe, context: TaskContext, order_id: int) -> None:
        self.recipe = recipe
        self.context = context
        self.id = order_id
        self.worker: WorkerProcess | None = None
        self.result: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._runner = runner

    async def cancel(self) -> None:
        """Stop the task: ask, wait a second, then kill the worker with all it started."""
        self.context.cancelled = True
        if self.worker is not None and not self.result.done():
            await self.worker.stop_current(self)
        if not self.result.done():
            self.result.cancel()
        self._runner.forget(self)


class LocalRunner:
    """Implements `TaskRunner` with worker programs. Use it from one event loop."""

    def __init__(
        self,
        cache: Path,
        *,
        slots: dict[Lane, int] | None = None,
        program: str = "aura_nb.pipeline.work",
        limit: float | None = None,
    ) -> None:
        """`cache` is the cache's root, `slots` the workers of each lane, `program` the module that does the work.

        `limit` is how many seconds a step may do nothing before it is ended, 0 for ever; by default as `step_timeout`
        says. Raises `RequestInvalid` when that cannot.
        """
        self._cache = cache
        self._program = program
        self._slots = slots or default_slots()
        self._limit = step_timeout() if limit is None else limit
        self._queues: dict[Lane, list[tuple[tuple[int, int], int, LocalHandle]]] = {lane: [] for lane in self._slots}
        self._workers: dict[Lane, list[WorkerProcess]] = {lane: [] for lane in self._slots}
        self._ids = itertools.count(1)
        self._closed = False

    def submit(self, recipe: Recipe, context: TaskContext) -> LocalHandle:
        """Queue a task in its lane. Raises `RuntimeError` once closed."""
        if self._closed:
            raise RuntimeError("this runner is closed")
        handle = LocalHandle(self, recipe, context, next(self._ids))
        heapq.heappush(self._queues[context.lane], (context.rank, handle.id, handle))
        self._feed(context.lane)
        return handle

    def pids(self) -> list[int]:
        """The process ids of the workers that are alive."""
        pids = [worker.pid for workers in self._workers.values() for worker in workers]
        return [pid for pid in pids if pid is not None]

    def forget(self, handle: LocalHandle) -> None:
        """Take a canceled task out of its queue."""
        waiting = self._queues[handle.context.lane]
        remaining = [entry for entry in waiting if entry[2] is not handle]
        if len(remaining) != len(waiting):
            heapq.heapify(remaining)
            self._queues[handle.context.lane] = remaining

    async def close(self) -> None:
        """End every worker; those at work are killed with their process groups."""
        self._closed = True
        for waiting in self._queues.values():
            for _, _, handle in waiting:
                handle.context.cancelled = True
                handle.result.cancel()
            waiting.clear()
        workers = [worker for lane in self._workers.values() for worker in lane]
        await asyncio.gather(*(worker.close() for worker in workers))

    def _feed(self, lane: Lane) -> None:
        waiting, workers = self._queues[lane], self._workers[lane]
        while waiting:
            idle = next((worker for worker in workers if worker.current is None and not worker.ending), None)
            if idle is None:
                if len(workers) >= self._slots[lane]:
                    return
                try:
                    idle = WorkerProcess(
                        lane, self._program, limit=self._limit, on_free=self._on_free, on_end=self._on_end
                    )
                except RuntimeError as error:  # no thread is left
                    _, _, handle = heapq.heappop(waiting)
                    handle.result.set_exception(not_started(error))
                    continue
                workers.append(idle)
            _, _, handle = heapq.heappop(waiting)
            idle.start(handle, self._cache)

    def _on_free(self, worker: WorkerProcess) -> None:
        if not self._closed:
            self._feed(worker.lane)

    def _on_end(self, worker: WorkerProcess) -> None:
        if worker in self._workers[worker.lane]:
            self._workers[worker.lane].remove(worker)
        if not self._closed:
            self._feed(worker.lane)
