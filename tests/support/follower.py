"""A reader of a server's event stream that keeps the bytes as they come: `follow(server, "events")`."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager

import httpx

from support import sse, until


class Follower:
    """`text` is all that came, `arrivals` when (a `time.monotonic()`) the text had grown to which length."""

    def __init__(self, response):
        self.response = response
        self.text = b""
        self.arrivals = []
        self.failure = None
        self._task = asyncio.create_task(self._read())

    async def _read(self):
        try:
            async for chunk in self.response.aiter_raw():
                self.text += chunk
                self.arrivals.append((time.monotonic(), len(self.text)))
        except httpx.TransportError as error:
            self.failure = error

    async def close(self):
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    @property
    def ended(self):
        """Whether the server ended it."""
        return self._task.done()

    @property
    def kinds(self):
        """Types of the events, without comments."""
        return [kind for kind in sse.kinds(self.text) if kind != ":"]

    @property
    def entries(self):
        return sse.entries(self.text)

    @property
    def comments(self):
        return [comment for block in sse.blocks(self.text) for comment in block.comments]

    def blocks(self, kind):
        return [block for block in sse.blocks(self.text) if block.event == kind]

    async def has(self, kind, seconds=180):
        """The first block of a kind, once it has come."""
        await until(lambda: kind in self.kinds or self.ended, seconds)
        assert kind in self.kinds, (self.kinds, self.failure)
        return self.blocks(kind)[0]

    async def end(self, seconds=180):
        await until(lambda: self.ended, seconds)


@asynccontextmanager
async def follow(server, path, *, api=None, last_id=None, headers=None, timeout=120.0, **params):
    """Open a stream by the server's token; `api` is the address of the API when it is reached another way."""
    asked = (
        {"Authorization": f"token {server.token}"} | ({"Last-Event-ID": last_id} if last_id else {}) | (headers or {})
    )
    async with (
        httpx.AsyncClient(base_url=api or server.api, timeout=timeout, trust_env=False) as client,
        client.stream("GET", path, headers=asked, params=params or None) as response,
    ):
        if response.status_code != 200:
            await response.aread()
            yield response
            return
        follower = Follower(response)
        try:
            yield follower
        finally:
            await follower.close()
