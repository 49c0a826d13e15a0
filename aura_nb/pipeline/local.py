"""The local task runner: one worker program per lane and slot, asked first and killed as a group if it must be.

Lanes keep memory low: only the speech worker loads a voice and only render workers hold encoders. A worker
starts when its lane has work and ends when idle.
"""

from __future__ import annotations

import asyncio
import collections
import contextlib
import heapq
import itertools
import os
import queue
import signal
import subprocess
import sys
import threading
from pathlib import Path

from aura_nb.errors import JobCrashed, from_json
from aura_nb.pipeline import wire
from aura_nb.pipeline.runner import StaleInputError, TaskContext
from aura_nb.pipeline.task import Lane, Recipe, Result

CANCEL_SECONDS = 1.0
IDLE_SECONDS: dict[Lane, float] = {"speech": 0.5, "render": 20.0}
STDERR_LINES = 40
# What a render worker takes at the most below ultra quality; one at 2160p was measured at 650 MB.
WORKER_BYTES = 400 * 10**6


def usable_cores() -> int:
    """The cores this process may use: its affinity, and in a container the quota of its control group."""
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
        self.worker: _Worker | None = None
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
        self, cache: Path, *, slots: dict[Lane, int] | None = None, program: str = "aura_nb.pipeline.work"
    ) -> None:
        """`cache` is the cache's root, `slots` the workers of each lane, `program` the module that does the work."""
        self._cache = cache
        self._program = program
        self._slots = slots or default_slots()
        self._queues: dict[Lane, list[tuple[tuple[int, int], int, LocalHandle]]] = {lane: [] for lane in self._slots}
        self._workers: dict[Lane, list[_Worker]] = {lane: [] for lane in self._slots}
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
                    idle = _Worker(lane, self._program, on_free=self._on_free, on_end=self._on_end)
                except RuntimeError as error:  # no thread is left
                    _, _, handle = heapq.heappop(waiting)
                    handle.result.set_exception(_not_started(error))
                    continue
                workers.append(idle)
            _, _, handle = heapq.heappop(waiting)
            idle.start(handle, self._cache)

    def _on_free(self, worker: _Worker) -> None:
        if not self._closed:
            self._feed(worker.lane)

    def _on_end(self, worker: _Worker) -> None:
        if worker in self._workers[worker.lane]:
            self._workers[worker.lane].remove(worker)
        if not self._closed:
            self._feed(worker.lane)


class _Worker:
    """One worker program: its process, its pipe, and the task it has.

    A thread starts the process, which takes some 10 ms: the loop goes on, and orders wait until they can be written.
    """

    def __init__(
        self,
        lane: Lane,
        program: str,
        *,
        on_free: collections.abc.Callable[[_Worker], None],
        on_end: collections.abc.Callable[[_Worker], None],
    ) -> None:
        self.lane = lane
        self.current: LocalHandle | None = None
        self.ending = False
        self.ended = asyncio.Event()
        self._on_free = on_free
        self._on_end = on_end
        self._loop = asyncio.get_running_loop()
        self._idle_timer: asyncio.TimerHandle | None = None
        self._stderr: collections.deque[str] = collections.deque(maxlen=STDERR_LINES)
        self._words = threading.Lock()
        self._orders: queue.SimpleQueue[wire.ToWorker | None] = queue.SimpleQueue()
        self._process: subprocess.Popen[bytes] | None = None
        self._stderr_reader: threading.Thread | None = None
        self._is_killed = False
        threading.Thread(target=self._run, args=[program], daemon=True, name=f"aura-{lane}").start()

    @property
    def pid(self) -> int | None:
        """The process's id, once it was started."""
        return self._process.pid if self._process is not None else None

    def start(self, handle: LocalHandle, cache: Path) -> None:
        if self._idle_timer is not None:
            self._idle_timer.cancel()
        self.current = handle
        handle.worker = self
        order = wire.Order(id=handle.id, recipe=handle.recipe, scratch=handle.context.scratch, cache=str(cache))
        self._orders.put(order)

    async def stop_current(self, handle: LocalHandle) -> None:
        """Ask for the end of this task; kill the worker if it does not come."""
        self._orders.put(wire.Cancel(id=handle.id))
        done, _ = await asyncio.wait({handle.result}, timeout=CANCEL_SECONDS)
        if done:
            # A result that came before the request is kept in the cache; an error was asked for.
            handle.result.cancelled() or handle.result.exception()
        else:
            self.kill()
            await self.ended.wait()

    async def close(self) -> None:
        if self.current is not None:
            self.current.context.cancelled = True
            self.kill()
        else:
            self._end()
        await self.ended.wait()

    def kill(self) -> None:
        """Kill the worker and everything it started."""
        self.ending = True
        # First the flag, then the process; whoever starts it does so the other way round, and kills it if it was late.
        self._is_killed = True
        if self._process is not None and not self.ended.is_set():
            _kill_group(self._process)

    def _end(self) -> None:
        self.ending = True
        self._orders.put(None)

    def _run(self, program: str) -> None:
        """The life of the process, in a thread."""
        failure: Exception | None = None
        try:
            try:
                process = self._start(program)
            except Exception as error:  # noqa: BLE001 - no process, no memory, no thread is left
                failure = error
            else:
                with process.stdout as stream:  # type: ignore[union-attr]  # opened with PIPE
                    while (message := wire.receive_answer(stream)) is not None:  # type: ignore[arg-type]  # a BufferedReader
                        self._post(self._answered, message)
        finally:
            code = self._reaped(close=failure is not None)
            self._orders.put(None)
            self._post(self._gone, code, failure)

    def _start(self, program: str) -> subprocess.Popen[bytes]:
        process = self._process = _started(program)
        if self._is_killed:
            _kill_group(process)
        name = f"aura-{self.lane}"
        stderr = threading.Thread(target=self._read_stderr, args=[process], daemon=True, name=f"{name}-stderr")
        stderr.start()
        self._stderr_reader = stderr
        threading.Thread(target=self._write_orders, args=[process], daemon=True, name=f"{name}-orders").start()
        return process

    def _reaped(self, *, close: bool) -> int | None:
        """The exit code of the process, which is gone then; None when it was not started.

        `close` its pipes, which otherwise those do who read and write them.
        """
        if self._process is None:
            return None
        # Its own children may outlive a worker that crashed: the group goes with it.
        _kill_group(self._process)
        code = self._process.wait()
        if self._stderr_reader is not None:
            self._stderr_reader.join(1.0)  # its last words
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr) if close else ():
            with contextlib.suppress(OSError):
                pipe.close()  # type: ignore[union-attr]  # opened with PIPE
        return code

    def _write_orders(self, process: subprocess.Popen[bytes]) -> None:
        """Hand orders on, in a thread: the order of a long film's timeline is larger than a pipe holds."""
        with contextlib.suppress(OSError, ValueError):  # a dead worker is noticed by the thread that reads
            while (message := self._orders.get()) is not None:
                wire.send(process.stdin, message)  # type: ignore[arg-type]  # opened with PIPE
        with contextlib.suppress(OSError):
            process.stdin.close()  # type: ignore[union-attr]  # opened with PIPE

    def _post(self, callback: collections.abc.Callable[..., None], *arguments: object) -> None:
        with contextlib.suppress(RuntimeError):  # the loop was closed: nobody is left to hear it
            self._loop.call_soon_threadsafe(callback, *arguments)

    def _read_stderr(self, process: subprocess.Popen[bytes]) -> None:
        with process.stderr as stream:  # type: ignore[union-attr]  # opened with PIPE
            for line in stream:
                with self._words:
                    self._stderr.append(line.decode(errors="replace").rstrip())

    def _answered(self, message: wire.FromWorker) -> None:
        handle = self.current
        if handle is None or handle.id != message.id:
            return
        if isinstance(message, wire.Advance):
            if not handle.context.cancelled:
                handle.context.progress(message.fraction)
            return
        self.current = None
        if not handle.result.done():
            if isinstance(message, wire.Done):
                handle.result.set_result(message.result)
            else:
                handle.result.set_exception(_as_exception(message))
        self._idle_timer = self._loop.call_later(IDLE_SECONDS[self.lane], self._end)
        self._on_free(self)

    def _gone(self, code: int | None, failure: Exception | None) -> None:
        """The process is not there any more, or, with a `failure`, was never ready."""
        if self._idle_timer is not None:
            self._idle_timer.cancel()
        handle, self.current = self.current, None
        self.ending = True
        if handle is not None and not handle.result.done():
            if handle.context.cancelled:
                handle.result.cancel()
            else:
                handle.result.set_exception(_not_started(failure) if failure else self._crash(handle, code))
        self.ended.set()
        self._on_end(self)

    def _crash(self, handle: LocalHandle, code: int | None) -> JobCrashed:
        how = f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
        with self._words:
            logs = list(self._stderr)
        return JobCrashed(
            f"The worker process ended in the middle of the step {handle.recipe.kind!r} ({how}).", logs=logs
        )


def _not_started(error: Exception) -> JobCrashed:
    return JobCrashed(f"A worker process cannot be started: {error}.")


def _started(program: str) -> subprocess.Popen[bytes]:
    # -P keeps the user's folder off sys.path: a notebook beside a file called queue.py must not break us.
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "aura_nb.pipeline.worker", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=_worker_environment(),
        start_new_session=sys.platform != "win32",
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0) | getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def _as_exception(message: wire.Stale | wire.Failed) -> Exception:
    if isinstance(message, wire.Stale):
        return StaleInputError(message.input)
    error = from_json(message.error)
    if message.traceback:
        error.details.setdefault("logs", message.traceback.splitlines())
    return error


def _worker_environment() -> dict[str, str]:
    """The environment with one thread for each numeric library: a lane is one core."""
    one = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    return {**os.environ, **one, "PYTHONUNBUFFERED": "1"}


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        import psutil  # noqa: PLC0415 - needed on Windows only

        with contextlib.suppress(psutil.NoSuchProcess):
            family = psutil.Process(process.pid)
            for member in [*family.children(recursive=True), family]:
                with contextlib.suppress(psutil.NoSuchProcess):
                    member.kill()
    else:
        # The worker leads its own session, so the group's id is its pid, also after it has died; a group
        # without members is an error we do not mind.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
