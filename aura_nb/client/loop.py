"""An event loop in a thread of its own, for work that is asked for from any thread."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


class LoopThread:
    """A loop that runs until it is closed; `executor` has the threads of what waits there."""

    def __init__(self, name: str, *, executor: ThreadPoolExecutor | None = None) -> None:
        self._loop = asyncio.new_event_loop()
        self._executor = executor or ThreadPoolExecutor()
        self._loop.set_default_executor(self._executor)
        self._thread = threading.Thread(target=self._loop.run_forever, name=name, daemon=True)
        self._thread.start()

    def call(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Run a coroutine in the loop; usable from any thread, under a running loop too."""
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    @property
    def is_closed(self) -> bool:
        return self._loop.is_closed()

    def close(self) -> None:
        """End what still runs in it, and the thread."""
        if self._loop.is_closed():
            return
        self.call(self._drain()).result()
        # Not `shutdown_default_executor`: it starts a thread, which Python 3.12 refuses once the main thread has ended.
        self._executor.shutdown()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _drain(self) -> None:
        """End whoever still waits for something, such as a reader of the log."""
        rest = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)
        await self._loop.shutdown_asyncgens()
