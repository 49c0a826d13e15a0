"""One worker program as its runner sees it: a process, its pipe, and the task it has."""

from __future__ import annotations

import asyncio
import collections
import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from aura_nb.errors import JobCrashed, StepTimeout
from aura_nb.faults import from_json
from aura_nb.pipeline import orders
from aura_nb.pipeline.stall_watch import Efforts, StepWatch, efforts
from aura_nb.pipeline.task import Lane, Recipe, Result
from aura_nb.pipeline.task_runner import StaleInputError, TaskContext
from aura_nb.pipes import lines

CANCEL_SECONDS = 1.0  # how long a worker that was asked to stop, or to end, may take before it is killed
IDLE_SECONDS: dict[Lane, float] = {"speech": 0.5, "render": 20.0}
STDERR_LINES = 40


class Handle(Protocol):
    """A task as the worker sees it that is to do it."""

    id: int
    recipe: Recipe
    context: TaskContext
    result: asyncio.Future[Result]
    worker: WorkerProcess | None


class WorkerProcess:
    """One worker program, in a process group of its own. Belongs to the event loop it is made in.

    A thread starts the process, which takes some 10 ms: the loop goes on, and orders wait until they can be written.
    """

    def __init__(
        self,
        lane: Lane,
        program: str,
        *,
        limit: float,
        on_free: Callable[[WorkerProcess], None],
        on_end: Callable[[WorkerProcess], None],
    ) -> None:
        """`limit` is how many seconds a step may do nothing, 0 for ever."""
        self.lane = lane
        self.current: Handle | None = None
        self.ending = False
        self.ended = asyncio.Event()
        self._on_free = on_free
        self._on_end = on_end
        self._loop = asyncio.get_running_loop()
        self._idle_timer: asyncio.TimerHandle | None = None
        self._stderr: collections.deque[str] = collections.deque(maxlen=STDERR_LINES)
        self._words = threading.Lock()
        self._orders: queue.SimpleQueue[orders.ToWorker | None] = queue.SimpleQueue()
        self._process: subprocess.Popen[bytes] | None = None
        self._stderr_reader: threading.Thread | None = None
        self._is_killed = False
        self._watch = StepWatch(limit, effort=self._efforts)
        self._over = threading.Event()
        self._hang: StepTimeout | None = None
        threading.Thread(target=self._run, args=[program], daemon=True, name=f"aura-{lane}").start()

    @property
    def pid(self) -> int | None:
        """The process's id, once it was started."""
        return self._process.pid if self._process is not None else None

    def start(self, handle: Handle, cache: Path) -> None:
        """Give it a task; it has none."""
        if self._idle_timer is not None:
            self._idle_timer.cancel()
        self._watch.begin(patience=handle.context.patience)
        self.current = handle
        handle.worker = self
        order = orders.Order(id=handle.id, recipe=handle.recipe, scratch=handle.context.scratch, cache=str(cache))
        self._orders.put(order)

    async def stop_current(self, handle: Handle) -> None:
        """Ask for the end of this task; kill the worker if it does not come."""
        self._orders.put(orders.Cancel(id=handle.id))
        done, _ = await asyncio.wait({handle.result}, timeout=CANCEL_SECONDS)
        if done:
            # A result that came before the request is kept in the cache; an error was asked for.
            handle.result.cancelled() or handle.result.exception()
        else:
            self.kill()
            await self.ended.wait()

    async def close(self) -> None:
        """End it, at once if it has a task; when this returns, no process of it is left."""
        if self.current is not None:
            self.current.context.cancelled = True
            self.kill()
        else:
            self._end()
        await self.ended.wait()

    def kill(self) -> None:
        """Kill the worker and everything it started."""
        self.ending = True
        # First the flag, then the process; the starter does so the other way round, and kills it if it was late.
        self._is_killed = True
        if self._process is not None and not self.ended.is_set():
            _kill_group(self._process)

    def _end(self) -> None:
        self.ending = True
        self._orders.put(None)
        # One that is stopped does not hear that it should end; it has nothing to lose.
        self._idle_timer = self._loop.call_later(CANCEL_SECONDS, self.kill)

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
                    while (message := orders.receive_answer(stream)) is not None:  # type: ignore[arg-type]  # a BufferedReader
                        self._watch.moved()
                        self._post(self._answered, message)
        finally:
            self._over.set()
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
        threading.Thread(target=self._watch_over, daemon=True, name=f"{name}-watch").start()
        return process

    def _watch_over(self) -> None:
        """Look whether the task hangs, in a thread: the loop may be held up, and that says nothing about the task."""
        while not self._over.wait(self._watch.interval):
            handle = self.current
            if handle is not None and (wrong := self._watch.tick()):
                self._post(self._hangs, handle, wrong)

    def _efforts(self) -> Efforts:
        return {} if self.pid is None else efforts(self.pid)

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
                orders.send(process.stdin, message)  # type: ignore[arg-type]  # opened with PIPE
        with contextlib.suppress(OSError):
            process.stdin.close()  # type: ignore[union-attr]  # opened with PIPE

    def _post(self, callback: Callable[..., None], *arguments: object) -> None:
        with contextlib.suppress(RuntimeError):  # the loop was closed: nobody is left to hear it
            self._loop.call_soon_threadsafe(callback, *arguments)

    def _read_stderr(self, process: subprocess.Popen[bytes]) -> None:
        with process.stderr as stream:  # type: ignore[union-attr]  # opened with PIPE
            for line in lines(stream):
                with self._words:
                    self._stderr.append(line.decode(errors="replace").rstrip())

    def _answered(self, message: orders.FromWorker) -> None:
        handle = self.current
        if handle is None or handle.id != message.id:
            return
        if isinstance(message, orders.OrderProgress):
            if not handle.context.cancelled:
                handle.context.progress(message.fraction)
            return
        self.current = None
        if not handle.result.done():
            if isinstance(message, orders.Done):
                handle.result.set_result(message.result)
            else:
                handle.result.set_exception(_as_exception(message))
        self._idle_timer = self._loop.call_later(IDLE_SECONDS[self.lane], self._end)
        self._on_free(self)

    def _hangs(self, handle: Handle, wrong: str) -> None:
        """End a task that does nothing, with its worker and all that this has started."""
        if self.current is not handle or handle.result.done() or handle.context.cancelled or self._hang is not None:
            return
        self._hang = StepTimeout(f"The step {handle.recipe.kind!r} {wrong}, and its worker process was ended.")
        self.kill()

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
                handle.result.set_exception(not_started(failure) if failure else self._crash(handle, code))
        self.ended.set()
        self._on_end(self)

    def _crash(self, handle: Handle, code: int | None) -> JobCrashed | StepTimeout:
        how = f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
        with self._words:
            logs = list(self._stderr)
        if self._hang is not None:
            self._hang.details["logs"] = logs
            return self._hang
        return JobCrashed(
            f"The worker process ended in the middle of the step {handle.recipe.kind!r} ({how}).", logs=logs
        )


def not_started(error: Exception) -> JobCrashed:
    """What a task fails with for which no worker can be had."""
    return JobCrashed(f"A worker process cannot be started: {error}.")


def _started(program: str) -> subprocess.Popen[bytes]:
    # -P keeps the user's folder off sys.path: a notebook next to a file called queue.py must not break us.
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "aura_nb.pipeline.worker", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=_worker_environment(),
        start_new_session=sys.platform != "win32",
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0) | getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def _as_exception(message: orders.Stale | orders.Failed) -> Exception:
    if isinstance(message, orders.Stale):
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
