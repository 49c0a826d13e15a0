"""Threads for an engine that is still at work when the interpreter begins to end."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")
_Work = Callable[[], None]


class EngineExecutor(ThreadPoolExecutor):
    """An event loop's default executor that takes work until it is shut down itself.

    The one it inherits from refuses work as soon as the main thread has ended, but an engine has its running jobs to
    hand back then. From Python 3.12 on no thread can be started by then: those that are there do it all, one at least.
    asyncio wants a `ThreadPoolExecutor`, so this is one by name; no thread of the inherited pool is ever started.
    """

    def __init__(self, max_workers: int = 8) -> None:
        super().__init__(max_workers=1)
        self._limit = max_workers
        self._waiting: queue.SimpleQueue[_Work | None] = queue.SimpleQueue()
        self._guard = threading.Lock()
        self._members: set[threading.Thread] = set()
        self._free = 0
        self._closed = False
        self._engage()
        self._free = 1

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Run a call in a thread. Raises `RuntimeError` after `shutdown`."""
        future: Future[T] = Future()

        def work() -> None:
            if future.set_running_or_notify_cancel():
                try:
                    result = fn(*args, **kwargs)
                except BaseException as error:  # noqa: BLE001 - whoever awaits the future gets it
                    future.set_exception(error)
                else:
                    future.set_result(result)

        with self._guard:
            if self._closed:
                raise RuntimeError("the engine was closed")
            self._waiting.put(work)
            if self._free:
                self._free -= 1
            elif len(self._members) < self._limit:
                self._engage()
        return future

    def _engage(self) -> None:
        """Start one more thread, if that can be; there is one from the beginning."""
        member = threading.Thread(target=self._serve, name="aura-engine-work", daemon=True)
        try:
            member.start()
        except RuntimeError:
            if not self._members:
                raise
        else:
            self._members.add(member)

    def _serve(self) -> None:
        while (work := self._waiting.get()) is not None:
            work()
            with self._guard:
                self._free += 1

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - inherited
        """Refuse further work, finish what was taken (`cancel_futures` is not heeded), end the threads."""
        with self._guard:
            self._closed = True
            members, self._members = self._members, set()
        for _ in members:
            self._waiting.put(None)
        if wait:
            for member in members:
                member.join()
        super().shutdown(wait=wait)
