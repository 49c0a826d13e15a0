"""Requests to a server and its answers: tried again after a cut, and at the server's new place after a restart."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import quote

import httpx
import msgspec

from aura_nb.client.discovery import Search
from aura_nb.client.problem import error_of
from aura_nb.client.server import Server
from aura_nb.client.stream import SILENCE_SECONDS, retry_after_of
from aura_nb.client.trust import distrust, trust
from aura_nb.errors import AuraError, ServerRefused, ServerUnreachable
from aura_nb.release import __version__

T = TypeVar("T")

DELAYS = (0.5, 1.0, 2.0, 4.0)
CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 60.0
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class Exchange:
    """Talks to one server, wherever it has gone. Belongs to one event loop.

    `again(server)` looks for the server after it was lost; it blocks, and is called in a thread. `transport` replaces
    the network in tests, `sleep` the waiting.
    """

    def __init__(
        self,
        server: Server,
        again: Callable[[Server], Search],
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        silence_seconds: float = SILENCE_SECONDS,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.server = server
        self._again = again
        self._transport = transport
        self._silence = silence_seconds
        self._sleep = sleep
        self._client = self._connected()
        self._left: list[httpx.AsyncClient] = []
        self._doubtful = False
        self._search: Search | None = None
        self._looking = asyncio.Lock()

    def _connected(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            base_url=self.server.api,
            headers=self.server.headers | {"User-Agent": f"aura_nb/{__version__}"},
            timeout=httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS),
            limits=httpx.Limits(max_connections=None),  # each open stream holds one
            trust_env=not self.server.is_loopback,  # a proxy is none of this machine's own affairs
            verify=trust(self.server),
            transport=self._transport,
        )

    async def close(self) -> None:
        """Close every connection."""
        for client in (*self._left, self._client):
            await client.aclose()

    async def ask(
        self,
        method: str,
        path: str,
        *,
        body: Any = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, Any] | None = None,
        repeatable: bool = True,
        seconds: float = ANSWER_SECONDS,
    ) -> httpx.Response:
        """The answer, of 200 to 299; any other is raised as the error it is.

        What is not `repeatable` is sent again only when it never left. Raises `ServerUnreachable` when nothing answers.
        """
        if body is not None:
            content = msgspec.json.encode(body)
        sent = dict(headers or {}) | ({"Content-Type": "application/json"} if body is not None else {})
        timeout = httpx.Timeout(seconds, connect=CONNECT_SECONDS)
        for delay in (*DELAYS, None):
            retry_after: float | None = None
            used = self.server
            try:
                response = await self._client.request(
                    method, path, content=content, headers=sent, params=params, timeout=timeout
                )
            except httpx.TransportError as error:
                if distrusted := distrust(error):  # waiting does not help
                    raise self.unreachable(distrusted[0], remedy=distrusted[1]) from error
                if delay is None or not (repeatable or isinstance(error, _NEVER_SENT)):
                    raise self.unreachable(f"{error}" or type(error).__name__) from error
            else:
                if response.is_success:
                    return response
                failure: AuraError = error_of(response)
                if isinstance(failure, ServerRefused) and (await self.look_again() or self.server is not used):
                    continue
                if response.status_code != 503 or delay is None:
                    raise failure
                retry_after = retry_after_of(response)
            await self._sleep(min(max(delay, retry_after or 0.0), DELAYS[-1]))
            await self.look_again()
        raise self.unreachable("it refuses our login")

    async def json(self, kind: type[T], method: str, path: str, **request: Any) -> T:
        """The answer's JSON as a `kind`."""
        response = await self.ask(method, path, **request)
        try:
            return msgspec.json.decode(response.content, type=kind)
        except msgspec.MsgspecError as error:
            raise ServerUnreachable(
                f"The server's answer to {method} {path} cannot be understood: {error}",
                remedy="See that aura-nb has the same version there and here.",
            ) from error

    @contextlib.asynccontextmanager
    async def stream(
        self, path: str, *, headers: Mapping[str, str] | None = None, params: Mapping[str, Any] | None = None
    ) -> AsyncIterator[httpx.Response]:
        """An answer whose body is read as it comes. When the line was lost before, the server is looked for first."""
        if self._doubtful:
            await self.look_again()
        timeout = httpx.Timeout(self._silence, connect=CONNECT_SECONDS)
        try:
            async with self._client.stream("GET", path, headers=headers, params=params, timeout=timeout) as response:
                self._doubtful = False
                yield response
        except httpx.TransportError:
            self._doubtful = True
            raise

    async def look_again(self) -> bool:
        """Look where the server is now; True when it is not where it was, or has another token."""
        async with self._looking:
            before = self.server
            self._search = await asyncio.to_thread(self._again, before)
            found = self._search.server
            if found is None or (found.url, found.token) == (before.url, before.token):
                return False
            # What is under way at the old place may end there.
            self._left.append(self._client)
            self.server = found
            self._client = self._connected()
            return True

    def unreachable(self, reason: str, *, remedy: str = "") -> ServerUnreachable:
        """The error that says what was tried."""
        return ServerUnreachable(
            f"The Jupyter server at {self.server.url} does not answer: {reason.rstrip('.')}.",
            remedy=remedy,
            tried=self._search.lines() if self._search else [],
        )


def part(text: str) -> str:
    """A text as one part of a path.

    >>> part("a/b c")
    'a%2Fb%20c'
    """
    return quote(text, safe="")
