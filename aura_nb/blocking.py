"""Coroutines for those who have no event loop, or one that must not be held up: run and waited for in a thread."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Coroutine
from concurrent.futures import Future, wait
from typing import Any, TypeVar

from aura_nb.errors import AuraError, JobInterrupted

T = TypeVar("T")
# Without a limit, Windows would not hear Ctrl-C while somebody waits.
TICK_SECONDS = 0.2


def result_of(future: Future[T], *, unless: Future[AuraError] | None = None) -> T:
    """What a future resolves to. Raises the error that `unless` resolves to, if that comes first."""
    while not future.done():
        if unless is not None and unless.done():
            future.cancel()
            raise unless.result()
        wait({future}, timeout=TICK_SECONDS)
    return future.result()


def run_in_thread(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine in an event loop of its own and wait for it; Ctrl-C cancels it and waits for its end."""
    outcome: list[T] = []
    failure: list[BaseException] = []
    loop = asyncio.new_event_loop()
    task: asyncio.Task[T] = loop.create_task(work)
    # Not `Thread.join`: interrupted by Ctrl-C, it takes a running thread for an ended one (Python 3.11 and 3.12).
    ended = threading.Event()

    def run() -> None:
        try:
            outcome.append(loop.run_until_complete(task))
        except BaseException as error:  # noqa: BLE001 - raised again in the caller's thread
            failure.append(error)
        finally:
            loop.run_until_complete(loop.shutdown_default_executor())
            loop.close()
            ended.set()

    threading.Thread(target=run, name="aura-engine").start()
    interrupted: BaseException | None = None
    while not ended.is_set():
        try:
            ended.wait(TICK_SECONDS)
        except BaseException as error:  # noqa: BLE001 - KeyboardInterrupt, or whatever a signal handler raises
            if interrupted is None:
                interrupted = error
                with contextlib.suppress(RuntimeError):  # just finished: the loop is closed
                    loop.call_soon_threadsafe(task.cancel)
    if outcome:  # finished, though perhaps interrupted while its files were put in place
        return outcome[0]
    if interrupted is not None:
        raise interrupted
    if failure:
        if isinstance(failure[0], asyncio.CancelledError):
            raise JobInterrupted("The run was canceled.") from failure[0]
        raise failure[0]
    raise RuntimeError("the engine's thread ended without a result")
