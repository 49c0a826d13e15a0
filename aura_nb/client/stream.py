"""The event stream as the contract wants it read: each event once, across cuts and restarts of the server.

      connect --200--> read ----cut, silence, shutdown----> wait 1, 2, 4, 8, 16 s --> connect with Last-Event-ID
         |                                                     |
         |--204--> the end                                     `--> after five: ServerUnreachable, or every 30 s (quiet)
         `--401, 403, 404--> their error

The line, the clock and the waiting are parameters: nothing here opens a socket.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, aclosing
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Literal

import httpx
from httpx_sse import EventSource
from msgspec import Struct

from aura_nb.client.cursor import Cursor, Message
from aura_nb.client.problem import error_of, is_of_stopped_server
from aura_nb.client.reconnection import Reconnection
from aura_nb.errors import ServerUnreachable

log = logging.getLogger("aura_nb")

SILENCE_SECONDS = 25.0  # keep-alives come every ten: the line is dead
HELD_SECONDS = 5.0  # the server closes a reader that takes nothing for ten

Connect = Callable[[str | None], AbstractAsyncContextManager[httpx.Response]]


class LineState(Struct, frozen=True):
    """How the line is; `delay` is in seconds, `attempt` counts from 1, `reason` says why it was lost."""

    state: Literal["connecting", "connected", "reconnecting", "lost", "ended"]
    attempt: int = 0
    delay: float = 0.0
    reason: str = ""


class EventStream:
    """The messages of one stream: `async for message in stream`.

    `connect(last_event_id)` opens the line; `tell` hears how it is. A `quiet` stream never gives up. Raises
    `ServerUnreachable` after five attempts, and the error that a refusal is.
    """

    def __init__(
        self,
        connect: Connect,
        *,
        last_event_id: str | None = None,
        quiet: bool = False,
        tell: Callable[[LineState], None] = lambda _: None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.cursor = Cursor(last_event_id)
        self._connect = connect
        self._line = Reconnection(quiet=quiet)
        self._tell = tell
        self._clock = clock
        self._sleep = sleep

    async def __aiter__(self) -> AsyncGenerator[Message, None]:
        while True:
            self._tell(LineState("connecting", attempt=self._line.attempt))
            self._line.opened()
            retry_after: float | None = None
            reason = "the stream was closed"
            try:
                async with self._connect(self.cursor.last_id) as response:
                    if response.status_code == 204:
                        self._tell(LineState("ended"))
                        return
                    if response.status_code == 200:
                        async with aclosing(self._read(response)) as messages:
                            async for message in messages:
                                yield message
                    else:
                        retry_after = await _passing(response)
                        stopped = is_of_stopped_server(response)
                        reason = "the hub has stopped the server" if stopped else f"it answered {response.status_code}"
            except httpx.TransportError as error:  # also what is no event stream at all
                reason = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
            await self._wait(reason, retry_after)

    async def _read(self, response: httpx.Response) -> AsyncGenerator[Message, None]:
        response.stream = _Heard(response.stream, self._heard)
        self._tell(LineState("connected"))
        async with aclosing(EventSource(response).aiter_sse()) as events:
            async for event in events:
                message = self.cursor.take(event)
                if message is None:
                    continue
                if message.type == "error":
                    log.warning("The event stream reports an error: %s", message.data)
                given = self._clock()
                yield message
                if self._clock() - given >= HELD_SECONDS:
                    self._line.forgive()

    def _heard(self) -> None:
        if self._line.heard(self._clock()):
            self.cursor.settle()

    async def _wait(self, reason: str, retry_after: float | None) -> None:
        delay = self._line.lost(retry_after)
        if delay is None:
            self._tell(LineState("lost", attempt=self._line.attempt, reason=reason))
            raise ServerUnreachable(f"The event stream was lost: {reason}.")
        state: Literal["lost", "reconnecting"] = "lost" if self._line.is_lost else "reconnecting"
        self._tell(LineState(state, attempt=self._line.attempt, delay=delay, reason=reason))
        log.debug("The event stream was lost (%s); again in %.0f s", reason, delay)
        await self._sleep(delay)


async def _passing(response: httpx.Response) -> float | None:
    """Seconds of the answer's Retry-After if trying again may help; else raises the error that it is."""
    await response.aread()
    if response.status_code in {408, 429} or response.status_code >= 500 or is_of_stopped_server(response):
        return retry_after_of(response)
    raise error_of(response)


def retry_after_of(response: httpx.Response) -> float | None:
    """What `Retry-After` asks for, in seconds from now; None when it says nothing."""
    text = response.headers.get("Retry-After", "").strip()
    if text.isdecimal():
        return float(text)
    try:
        # By the server's own clock, which is perhaps another than ours.
        asked = parsedate_to_datetime(response.headers.get("Date", "")) if "Date" in response.headers else _now()
        return max(0.0, (parsedate_to_datetime(text) - asked).total_seconds())
    except (ValueError, TypeError):
        return None


def _now() -> datetime:
    return datetime.now(UTC)


class _Heard(httpx.AsyncByteStream):
    """A body that says when bytes come: comments are bytes too, though no event tells of them."""

    def __init__(self, body: httpx.SyncByteStream | httpx.AsyncByteStream, heard: Callable[[], None]) -> None:
        if not isinstance(body, httpx.AsyncByteStream):
            raise TypeError("an event stream is read asynchronously")
        self._body = body
        self._heard = heard

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._body:
            self._heard()
            yield chunk

    async def aclose(self) -> None:
        await self._body.aclose()
