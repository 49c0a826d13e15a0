"""The broadcast: one tailer over the log, one window of what is new, and every open stream of this process.

commit --> Store.subscribe --> Tailer (a thread) --News--> Window --> Subscription, Subscription, ...

What a reader costs is its place in the log; what an event costs is read and encoded once for all.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from aura_nb.broadcast import stream_text
from aura_nb.broadcast.opening import Asked, opening
from aura_nb.broadcast.subscription import MAX_BEHIND, Subscription
from aura_nb.broadcast.tailer import News, Tailer
from aura_nb.broadcast.window import Window
from aura_nb.errors import AuraError, ServerStopping
from aura_nb.jobs.reads import StoreSnapshot

if TYPE_CHECKING:
    from aura_nb.jobs.job_service import JobService  # it loads the engine, which a server does once it runs

T = TypeVar("T")

KEEPALIVE_SECONDS = 10.0
GRACE_SECONDS = 1.0  # what readers have to take the last words
# Openings and replays are read beside each other; more threads would only wait for one another.
_THREADS = 3


class Broadcast:
    """All streams over the log of one job service. Belongs to the event loop it is made in."""

    def __init__(
        self,
        job_service: JobService,
        *,
        keepalive_seconds: float = KEEPALIVE_SECONDS,
        max_behind: int = MAX_BEHIND,
        window: Window | None = None,
    ) -> None:
        self.job_service = job_service
        self.window = Window() if window is None else window
        self._keepalive_seconds = keepalive_seconds
        self._max_behind = max_behind
        self._loop = asyncio.get_running_loop()
        self._open: dict[Subscription, Callable[[], None]] = {}
        self._changed = asyncio.Event()
        self._closing = False
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="aura-stream")
        self._tailer = Tailer(
            job_service.store,
            post=lambda news: self._post(self._publish, news),
            fail=lambda error: self._post(self._trouble, error),
            wanted=lambda: bool(self._open),
        )
        self._tailer.start()

    def __len__(self) -> int:
        """How many streams are open."""
        return len(self._open)

    @contextlib.asynccontextmanager
    async def subscribe(
        self,
        *,
        job: str | None = None,
        jobs: Collection[str] | None = None,
        last_id: str | None = None,
        cut: Callable[[], None] = lambda: None,
        push: Callable[[bytes, float], bool] | None = None,
    ) -> AsyncIterator[Subscription]:
        """A stream: of one `job` until it ends, of some `jobs`, or of all; `last_id` is the id the reader saw last.

        `cut` is called when the broadcast ends and the reader does not take its last words; `push` is given what is new
        while the reader waits, and when it came: see `Subscription`. Raises `JobNotFound`, and
        `ServerStopping` once the broadcast is closed.
        """
        asked = Asked(job, None if jobs is None else frozenset(jobs), last_id)
        if self._closing:
            raise ServerStopping("The server is stopping.")
        begin = await self.ask(lambda seen: opening(self.job_service, seen, asked))
        if self._closing:
            raise ServerStopping("The server is stopping.")
        subscription = Subscription(
            self,
            asked,
            begin,
            keepalive_seconds=self._keepalive_seconds,
            max_behind=self._max_behind,
            push=push,
        )
        self._open[subscription] = cut
        if len(self._open) == 1:  # the tailer let pass what nobody was there to read
            self._tailer.wake()
        try:
            yield subscription
        finally:
            del self._open[subscription]
            self._changed.set()

    async def ask(self, question: Callable[[StoreSnapshot], T]) -> T:
        """The answer of one moment of the store, read in a thread."""

        def read() -> T:
            with self.job_service.store.snapshot() as seen:
                return question(seen)

        return await self._loop.run_in_executor(self._threads, read)

    async def close(self) -> None:
        """End all streams: each hears `shutdown`, and is cut off when it does not listen."""
        self._closing = True
        for subscription in self._open:
            subscription.end(stream_text.shutdown())
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(GRACE_SECONDS):
                await self._until_empty()
        for cut in list(self._open.values()):
            cut()
        await asyncio.to_thread(self._tailer.close)
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _until_empty(self) -> None:
        while self._open:
            self._changed.clear()
            await self._changed.wait()

    def _publish(self, news: News) -> None:
        if news.start is not None:
            self.window.restart(news.start)
        self.window.extend(news.entries, news.head)
        jobs = None if news.start is not None else {each.job_id for each in news.entries}
        for subscription in self._open:
            subscription.news(jobs, news.woken)

    def _trouble(self, error: AuraError) -> None:
        for subscription in self._open:
            subscription.tell(stream_text.error(error.message, code=error.code))

    def _post(self, call: Callable[[T], None], value: T) -> None:
        with contextlib.suppress(RuntimeError):  # the loop was closed: there are no readers any more
            self._loop.call_soon_threadsafe(call, value)
