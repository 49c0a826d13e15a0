"""The worker program: `python -m aura_nb.pipeline.worker MODULE`; `MODULE.perform` does the work.

Takes orders on stdin, answers on stdout, one at a time.

It runs at low priority in a session of its own. When the orchestrator is gone, stdin ends; the worker then
kills its whole process group, FFmpeg included, whatever it is doing. One that is stopped then is continued by Linux.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import functools
import importlib
import os
import queue
import random
import shutil
import signal
import sys
import tempfile
import threading
import time
import traceback
from pathlib import Path
from typing import BinaryIO

from aura_nb.errors import AuraError, DiskFull, InternalError, JobInterrupted
from aura_nb.permissions import UMASK
from aura_nb.pipeline import orders
from aura_nb.pipeline.cache import Cache
from aura_nb.pipeline.shelf import cached
from aura_nb.pipeline.task import Passing, Recipe, Result, file_digest

# A tenth of a core against whoever else wants all of it. Beside 19, a seventieth, others wake as soon (0.3 ms at p99).
NICE = 10
PROGRESS_SECONDS = 0.05
_PR_SET_PDEATHSIG = 1  # linux/prctl.h


class StaleInput(Exception):
    """An input's content is not what the recipe says; the argument is the input's name."""


class WorkContext:
    """What a task sees of the world: its progress and whether it was canceled."""

    def __init__(self, order_id: int, answers: BinaryIO) -> None:
        self._id = order_id
        self._answers = answers
        self._canceled = threading.Event()
        self._sent = 0.0
        self._told: float | None = None

    @property
    def cancelled(self) -> bool:
        """Whether the task should stop; `progress` raises then."""
        return self._canceled.is_set()

    def cancel(self) -> None:
        self._canceled.set()

    def progress(self, fraction: float) -> None:
        """Say how much is done, 0 to 1; raises `JobInterrupted` once the task was canceled.

        Only what is new goes out: who watches takes it for work done, and the same again is a look at the clock.
        """
        if self._canceled.is_set():
            raise JobInterrupted("The task was canceled.")
        now = time.monotonic()
        if fraction != self._told and (now - self._sent >= PROGRESS_SECONDS or fraction >= 1):
            self._sent, self._told = now, fraction
            orders.send(self._answers, orders.OrderProgress(id=self._id, fraction=min(1.0, max(0.0, fraction))))


def main(module: str) -> None:
    _go_on_without_owner()
    os.umask(UMASK)  # all that a worker and its FFmpeg write lies in the workspace
    orders_in, answers = _private_pipes()
    _lower_priority()
    # The default action would print a traceback for each Ctrl-C at a terminal that we share on Windows.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    received: queue.SimpleQueue[orders.Order | None] = queue.SimpleQueue()
    current: dict[int, WorkContext] = {}
    threading.Thread(target=_listen, args=(orders_in, received, current, answers), daemon=True).start()
    while (order := received.get()) is not None:
        context = current[order.id]
        answer = _attempt(order, context, module)
        del current[order.id]
        orders.send(answers, answer)


def _go_on_without_owner() -> None:
    """Have Linux continue us, should we be stopped, when the thread that started us is gone, which lives as long as we.

    The end of stdin says that on every system, but a process that is stopped does not hear it. To be killed instead
    would leave what we have started.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGCONT, 0, 0, 0)


def _private_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Keep stdin and stdout for us alone: a library that prints writes to stderr, one that reads gets nothing."""
    orders_in = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    os.dup2(2, 1)
    return orders_in, answers


def _lower_priority() -> None:
    if sys.platform == "win32":
        import psutil  # noqa: PLC0415 - needed on Windows only

        psutil.Process().nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
    else:
        os.nice(NICE)
        threading.Thread(target=_lower_session, daemon=True).start()


def _lower_session() -> None:
    """Linux shares the cores among sessions first, and niceness counts within one: ours has to be nice as a whole.

    The kernel lets ordinary users do this once in 100 ms, all of them together (proc_sched_autogroup_set_nice).
    """
    for _ in range(100):
        try:
            Path("/proc/self/autogroup").write_text(str(NICE))
        except BlockingIOError:
            time.sleep(random.uniform(0.05, 0.2))  # noqa: S311 - so that workers do not meet again
        except OSError:
            return  # a kernel without such groups
        else:
            return


def _listen(
    stream: BinaryIO,
    received: queue.SimpleQueue[orders.Order | None],
    current: dict[int, WorkContext],
    answers: BinaryIO,
) -> None:
    while (message := orders.receive_order(stream)) is not None:
        if isinstance(message, orders.Order):
            current[message.id] = WorkContext(message.id, answers)
            received.put(message)
        elif (context := current.get(message.id)) is not None:
            context.cancel()
    if current:
        _die()
    received.put(None)


def _die() -> None:
    """End this process and everything it started, now."""
    if sys.platform != "win32" and os.getpgrp() == os.getpid():
        os.killpg(os.getpid(), signal.SIGKILL)
    import psutil  # noqa: PLC0415 - only where there is no process group of our own

    for child in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            child.kill()
    os._exit(1)


def _attempt(order: orders.Order, context: WorkContext, module: str) -> orders.FromWorker:
    scratch = Path(order.scratch)
    try:
        return orders.Done(id=order.id, result=_perform(order, scratch, context, module))
    except StaleInput as stale:
        return orders.Stale(id=order.id, input=str(stale))
    except AuraError as error:
        return orders.Failed(id=order.id, error=error.to_json())
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            full = DiskFull("The disk is full: a step could not write its files.")
            return orders.Failed(id=order.id, error=full.to_json())
        return _fault(order, error)
    except Exception as error:  # noqa: BLE001 - everything is reported, with its traceback
        return _fault(order, error)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _fault(order: orders.Order, error: Exception) -> orders.Failed:
    fault = InternalError(f"The step {order.recipe.kind!r} failed: {type(error).__name__}: {error}")
    return orders.Failed(id=order.id, error=fault.to_json(), traceback=traceback.format_exc())


def _perform(order: orders.Order, scratch: Path, context: WorkContext, module: str) -> Result:
    work = importlib.import_module(module)  # the first order pays for the imports, not the start
    started = time.monotonic()
    recipe = order.recipe
    if work.current_versions(recipe.kind, recipe.params) != recipe.versions:
        raise InternalError(
            "aura_nb, or a library it uses, was changed while this program ran.",
            remedy="Restart the kernel or the server, so that all of it is of one version, and run again.",
        )
    _verify_inputs(recipe)
    scratch.mkdir(parents=True)
    tempfile.tempdir = str(scratch.parent)  # goes with the run's folder, though this program be killed
    inputs = {name: Path(file.path) for name, file in recipe.inputs.items()}
    try:
        with cached(Path(order.cache)):
            value = work.perform(recipe.kind, recipe.params, inputs, scratch, context.progress)
    except JobInterrupted:
        raise
    except Exception:
        _verify_inputs(recipe)  # evicted while we worked? then it is stale, not broken
        raise
    context.progress(1.0)
    files = {path.name: file_digest(str(path)) for path in sorted(scratch.iterdir())}
    passing = isinstance(value, Passing)
    result = Result(
        key=recipe.key,
        files=files,
        value=value.value if isinstance(value, Passing) else value,
        seconds=round(time.monotonic() - started, 4),
        content=recipe.content(),
        passing=passing,
    )
    return Cache(Path(order.cache)).publish(scratch, result)


def _verify_inputs(recipe: Recipe) -> None:
    for name, file in recipe.inputs.items():
        try:
            status = os.stat(file.path)  # noqa: PTH116 - a str, as it came over the wire
            found = _digest(file.path, status.st_mtime_ns, status.st_size)
        except FileNotFoundError:
            found = ""
        if found != file.sha256:
            raise StaleInput(name)


@functools.lru_cache(maxsize=1024)
def _digest(path: str, _mtime_ns: int, _size: int) -> str:
    # Each slide in Chinese reads the same 40 MB of fonts.
    return file_digest(path).sha256


if __name__ == "__main__":
    main(sys.argv[1])
