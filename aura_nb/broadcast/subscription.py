"""One reader's stream: a position in the log, and the chunks of text that come after it.

    opening --> replay, page by page --> live: woken by news and by the beat
       ^                 ^                 |
       `-- reset         `-----------------+-- further behind than the window

A reader holds no queue: while it is slow its position stays behind, and what it costs is one chunk.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Collection, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

from aura_nb.broadcast import stream_text
from aura_nb.broadcast.beat import Beat
from aura_nb.broadcast.opening import BEHIND, GONE, Asked, StreamOpening, reset_opening
from aura_nb.broadcast.stream_text import GREETING, StreamEntry, entry, merged, packed
from aura_nb.broadcast.window import Window
from aura_nb.errors import AuraError, JobNotFound
from aura_nb.jobs.reads import StoreSnapshot
from aura_nb.wire.events import FINAL_TYPES

if TYPE_CHECKING:
    from aura_nb.jobs.job_service import JobService  # it loads the engine, which a server does once it runs

T = TypeVar("T")

log = logging.getLogger("aura_nb")

CHUNK = 16 * 2**10  # bytes handed over at once: a reader must take that much in ten seconds
PAGE = 400  # events of a replay read at once
SLOW = 32  # so many events behind, a reader may have progress merged
MAX_BEHIND = 20_000  # so many, it is told how everything stands instead


class Source(Protocol):
    """What a subscription lives on."""

    job_service: JobService
    window: Window

    async def ask(self, question: Callable[[StoreSnapshot], T]) -> T:
        """The answer of one moment of the store, without holding up the loop."""
        ...


class _Page(NamedTuple):
    """Entries from the log and how far that was. `gone`: what should follow is no longer there; `over`: nor the job."""

    entries: Sequence[StreamEntry]
    reached: int
    gone: bool = False
    over: bool = False


class Subscription:
    """The stream of one reader: `async for chunk in subscription.chunks()`.

    `position` is the sequence of the last event handed over, `woken` when the news in the last chunk came (a
    `time.monotonic()`), None when it was no news. With a `push`, news for a reader that waits is handed to it at once,
    which costs half of waking its task; it answers False when the reader has not taken all there was before.
    """

    def __init__(
        self,
        source: Source,
        asked: Asked,
        opening: StreamOpening,
        *,
        keepalive_seconds: float,
        max_behind: int,
        push: Callable[[bytes, float], bool] | None = None,
    ) -> None:
        self.position = opening.position
        self.woken: float | None = None
        self._source = source
        self._asked = asked
        self._picked = asked.picked
        self._opening: StreamOpening | None = opening
        self._replay_until = opening.head
        self._ahead: _Page | None = None
        self._max_behind = max_behind
        self._push = push
        self._beat = Beat(keepalive_seconds, self._wake)
        self._notices: list[bytes] = []
        self._last_words: bytes | None = None
        self._waiter: asyncio.Future[None] | None = None

    @property
    def is_over(self) -> bool:
        """Whether there is nothing to say: the reader has seen the final event of the job it asks for."""
        return self._opening is not None and self._opening.is_empty

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        """The text of the stream, from its greeting on. The beat counts from here."""
        self._beat.start()
        try:
            yield GREETING
            over = False
            while not over:
                if self._last_words is not None:
                    if self._last_words:
                        yield self._last_words
                    return
                for text in self._beside():
                    yield text
                if self._opening is not None:
                    for chunk in packed(self._opening.texts, CHUNK):
                        yield chunk
                    over, self._opening = self._opening.over, None
                else:
                    chunk, over = await self._next()
                    if chunk:
                        yield chunk
        finally:
            self._beat.stop()

    def end(self, last_words: bytes = b"") -> None:
        """End the stream, after what is under way and these words."""
        if self._last_words is None:
            self._last_words = last_words
        self._wake()

    def tell(self, text: bytes) -> None:
        """Say something that is not in the log."""
        self._notices.append(text)
        self._wake()

    def news(self, jobs: Collection[str] | None, woken: float) -> None:
        """The window has gone on, with events of these `jobs`; None when there may be a hole before it."""
        if self._waiter is None or self._waiter.done():
            return  # it looks by itself when it comes back
        if jobs is not None and self._picked is not None and self._picked.isdisjoint(jobs):
            # It had all there was before, and nothing of this is for it.
            self.position = max(self.position, self._source.window.head)
            return
        if not self._pushed(woken):
            self.woken = woken
            self._wake()

    def _pushed(self, woken: float) -> bool:
        """Hand over what is new without waking the task, where that is all there is to say."""
        if self._push is None or self._picked is not None:
            return False
        entries = self._source.window.after(self.position)
        if not entries or not self._fits(entries):
            return False
        try:
            taken = self._push(self._source.window.joined(self.position, entries), woken)
        except Exception:
            log.exception("News could not be pushed to a reader of the event stream")
            return False  # its task will meet the same, and end; the other readers go on
        if not taken:
            return False
        self.position = entries[-1].sequence
        return True

    async def _next(self) -> tuple[bytes, bool]:
        """The next chunk, empty after a wait; and whether the stream ends with it."""
        window = self._source.window
        if self._is_live and window.head - self.position > self._max_behind:
            return await self._begin_anew(BEHIND)
        if self._ahead is not None:
            return self._of_page(self._ahead)
        entries = window.after(self.position)
        if entries is None:
            return await self._from_log()
        if not entries:
            return await self._caught_up(window.head)
        if self._picked is None and self._fits(entries):
            text = window.joined(self.position, entries)
            self.position = entries[-1].sequence
            return text, False
        return self._taken(entries, window.head)

    @staticmethod
    def _fits(entries: Sequence[StreamEntry]) -> bool:
        """Whether it is one chunk of which nothing is to be merged."""
        return len(entries) <= SLOW and sum(len(each.text) for each in entries) <= CHUNK

    async def _from_log(self) -> tuple[bytes, bool]:
        try:
            page = await self._source.ask(self._page)
        except AuraError as error:
            return stream_text.error(error.message, code=error.code), True
        if page.gone:
            return await self._begin_anew(GONE)
        if page.over:
            return b"", True
        if not page.entries:
            return await self._caught_up(page.reached)
        return self._of_page(page)

    def _of_page(self, page: _Page) -> tuple[bytes, bool]:
        """The next chunk of a page of the log; the rest is kept."""
        taken = self._taken([each for each in page.entries if each.sequence > self.position], page.reached)
        self._ahead = page if self.position < page.reached else None
        return taken

    def _page(self, seen: StoreSnapshot) -> _Page:
        head = seen.head()
        if self._picked is None and self.position < head.floor_sequence:
            return _Page([], head.sequence, gone=True)
        entries = [entry(event) for event in seen.events(self.position, jobs=self._picked, limit=PAGE)]
        reached = entries[-1].sequence if len(entries) == PAGE else head.sequence
        return _Page(entries, reached, over=not entries and self._asked.is_gone(seen))

    def _taken(self, entries: Sequence[StreamEntry], reached: int) -> tuple[bytes, bool]:
        """One chunk of what follows, and whether it ends the stream. The position goes as far as the chunk."""
        mine = [each for each in entries if self._picked is None or each.job_id in self._picked]
        if self._is_live and len(mine) > SLOW:
            mine = merged(mine)
        taken: list[bytes] = []
        size = 0
        for each in mine:
            taken.append(each.text)
            size += len(each.text)
            over = self._asked.job is not None and each.type in FINAL_TYPES
            if over or (size >= CHUNK and each is not mine[-1]):
                self.position = each.sequence
                return b"".join(taken), over
        self.position = max(self.position, reached)
        return b"".join(taken), False

    async def _begin_anew(self, reason: str) -> tuple[bytes, bool]:
        """Tell how everything stands instead of what happened."""
        try:
            opening = await self._source.ask(
                lambda seen: reset_opening(self._source.job_service, seen, self._asked, reason)
            )
        except JobNotFound:  # asked again, it will be told so
            return b"", True
        except AuraError as error:
            return stream_text.error(error.message, code=error.code), True
        self._opening, self.position, self._replay_until = opening, opening.position, opening.head
        self._ahead = None
        return b"", False

    @property
    def _is_live(self) -> bool:
        """Whether what follows is new, and no replay that was asked for: only then may anything be left out."""
        return self.position >= self._replay_until

    async def _caught_up(self, head: int) -> tuple[bytes, bool]:
        """Wait until there is something to say."""
        self.position = max(self.position, head)
        self.woken = None
        if self._source.window.head > self.position:
            return b"", False  # it went on while the log was read
        if self._last_words is None and not self._notices and not self._beat.is_due:
            self._waiter = asyncio.get_running_loop().create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None
        return b"", False

    def _beside(self) -> list[bytes]:
        """What is said beside the log."""
        said, self._notices = self._notices, []
        if self._beat.take():
            said.append(stream_text.keepalive())
        return said

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
