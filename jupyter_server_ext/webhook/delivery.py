"""The webhook: each job's final event is sent to an address, at least once.

    the log --followed--> final event --POST--> 2xx: kept as told
                               ^                else: waits 1, 2, 4 ... 300 s and tries again, for a day
                               |
    what was told last, kept in the workspace: a server that starts goes on there

An event that was taken just before the server died is sent again: its id, which never changes, tells a repeat. Of all
servers that share a workspace, only the one that holds its lock delivers.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

import msgspec

from aura_nb.release import __version__
from aura_nb.wire.events import FINAL_TYPES, Event
from jupyter_server_ext.webhook.told_until import ToldUntil
from jupyter_server_ext.webhook.unlogged import log_no_addresses

if TYPE_CHECKING:
    import httpx
    from filelock import FileLock

    from aura_nb.jobs.store import Store

log = logging.getLogger("aura_nb")

FIRST_WAIT_SECONDS, LAST_WAIT_SECONDS = 1.0, 300.0
GIVE_UP_SECONDS = 24 * 3600.0  # after the event
ANSWER_SECONDS = 20.0
WHOLE_SECONDS = 60.0  # for an answer that comes letter by letter, or a host with several addresses
MAX_REDIRECTS = 3
LOCK_SECONDS = 10.0  # between two looks whether the server that delivers is still there
_SAME_METHOD = {307, 308}  # other redirects would make a GET of it
FILE, LOCK = "webhook.json", "webhook.lock"


class Undelivered(Exception):
    """The receiver did not take an event, and why; `wait` is how long it asks to be left alone."""

    def __init__(self, why: str, *, wait: float = 0.0) -> None:
        super().__init__(why)
        self.wait = wait


class Webhook:
    """Lives as long as the job server is open. `private` lets it speak to this machine and to private networks."""

    def __init__(
        self,
        job_server: Any,
        url: str,
        *,
        private: bool = False,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._job_server = job_server
        self._url = url
        self._private = private
        self._sleep = sleep
        self._since = 0  # what stands for what was told, should that be lost meanwhile
        self._delivering: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to deliver. A receiver that is new is told of what ends from now on."""
        store: Store = self._job_server.store
        told = ToldUntil(self._job_server.workspace.root / FILE, self._url)
        before = await asyncio.to_thread(told.read)
        self._since = await asyncio.to_thread(store.last_sequence) if before is None else before
        if before is None:
            await asyncio.to_thread(told.write, self._since)
        self._delivering = asyncio.create_task(self._deliver(store, told))

    async def stop(self) -> None:
        """Deliver no longer; what was not taken is delivered by the next server."""
        if self._delivering is not None:
            self._delivering.cancel()
            await asyncio.gather(self._delivering, return_exceptions=True)

    async def _deliver(self, store: Store, told: ToldUntil) -> None:
        log_no_addresses()
        while True:
            try:
                await self._deliver_alone(store, told)
            except Exception:
                # A full disk, say: what was not kept as told is sent again.
                log.exception("The webhook was interrupted; it goes on in %.0f s", LAST_WAIT_SECONDS)
            await self._sleep(LAST_WAIT_SECONDS)

    async def _deliver_alone(self, store: Store, told: ToldUntil) -> None:
        """Deliver while this workspace's lock is held."""
        lock = await self._alone()
        try:
            async with await asyncio.to_thread(_client, private=self._private) as client:
                await self._follow(client, store, told)
        finally:
            lock.release()

    async def _follow(self, client: httpx.AsyncClient, store: Store, told: ToldUntil) -> None:
        """Send what follows the event that was told last."""
        from aura_nb.jobs.following import followed  # noqa: PLC0415 - the engine is loaded by now, and not before

        before = await asyncio.to_thread(told.read)
        after = self._since if before is None else before
        if after > await asyncio.to_thread(store.last_sequence):
            after = 0  # the log was started over
        async with aclosing(followed(store, after=after)) as events:
            async for event in events:
                if event.type in FINAL_TYPES:
                    await self._until_taken(client, event)
                    await asyncio.to_thread(told.write, event.sequence)

    async def _alone(self) -> FileLock:
        """The lock of this workspace's deliveries, held."""
        from filelock import FileLock, Timeout  # noqa: PLC0415 - for servers with a webhook

        lock = FileLock(self._job_server.workspace.root / LOCK, thread_local=False, mode=0o600)
        while True:
            with contextlib.suppress(Timeout):
                await asyncio.to_thread(lock.acquire, timeout=0)
                return lock
            await self._sleep(LOCK_SECONDS)

    async def _until_taken(self, client: httpx.AsyncClient, event: Event) -> None:
        """Send an event until it is taken, or a day has passed since it happened."""
        wait = FIRST_WAIT_SECONDS
        while True:
            try:
                await self._post(client, event)
            except Undelivered as error:
                if time.time() - event.time / 1000 > GIVE_UP_SECONDS:
                    log.error(  # noqa: TRY400 - it was foreseen: no traceback
                        "Event %s of job %s was never taken by the webhook: %s", event.id, event.job_id, error
                    )
                    return
                pause = min(max(wait, error.wait), LAST_WAIT_SECONDS)
                log.warning("Event %s was not taken by the webhook: %s. Again in %.0f s", event.id, error, pause)
                await self._sleep(pause)
                wait = min(2 * wait, LAST_WAIT_SECONDS)
            else:
                return

    async def _post(self, client: httpx.AsyncClient, event: Event) -> None:
        """Send an event once. Raises `Undelivered`."""
        import httpx  # noqa: PLC0415 - as above

        url = self._url
        headers = {"Content-Type": "application/json", "Aura-Event-Id": event.id}
        for _ in range(MAX_REDIRECTS + 1):
            try:
                async with (
                    asyncio.timeout(WHOLE_SECONDS),
                    client.stream("POST", url, content=body_of(event), headers=headers) as answer,
                ):
                    if answer.is_success:
                        return
                    if answer.status_code not in _SAME_METHOD:
                        raise Undelivered(f"it answered {answer.status_code}", wait=_asked_for(answer))
                    url = _redirected(url, answer.headers.get("Location", ""))
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                raise Undelivered(str(error) or type(error).__name__) from error
            except UnicodeError:  # of names that no host can have httpx and the system's lookup raise this
                raise Undelivered("its address names no host") from None
            except TimeoutError:
                raise Undelivered("it did not answer in time") from None
        raise Undelivered(f"it redirects more than {MAX_REDIRECTS} times")


def body_of(event: Event) -> bytes:
    """What a receiver is sent: the event's id and type, and its data as the stream has them.

    >>> body_of(Event(sequence=7, time=1700000000000, job_id="a", type="job-cancelled", data='{"jobId":"a"}'))
    b'{"id":"1700000000000-7","type":"job-cancelled","data":{"jobId":"a"}}'
    """
    return msgspec.json.encode({"id": event.id, "type": event.type, "data": msgspec.Raw(event.data.encode())})


def address(url: str) -> str:
    """An address that a webhook can have; raises `ValueError` for any other, without repeating it.

    >>> address("https://example.org/films")
    'https://example.org/films'
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("a webhook's address begins with https:// or http:// and names a host")
    _ = parts.port  # raises for one that is no number
    return url


def _redirected(url: str, location: str) -> str:
    """Where a redirect leads. Raises `Undelivered` for one that leads nowhere, or to where all could read it."""
    try:
        there = address(urljoin(url, location))
    except ValueError:
        raise Undelivered("it redirects to no address") from None
    if urlsplit(url).scheme == "https" != urlsplit(there).scheme:
        raise Undelivered("it redirects to an address without encryption")
    return there


def _asked_for(answer: httpx.Response) -> float:
    after = answer.headers.get("Retry-After", "")
    return float(after) if after.isascii() and after.isdecimal() else 0.0


def _client(*, private: bool) -> httpx.AsyncClient:
    """A client that follows nothing by itself, by no proxy: it would look names up in its own network."""
    import httpx  # noqa: PLC0415 - as above

    from jupyter_server_ext.webhook.public_only import PublicOnly  # noqa: PLC0415 - needs httpx

    return httpx.AsyncClient(
        transport=PublicOnly(httpx.AsyncHTTPTransport(), anywhere=private),
        headers={"User-Agent": f"aura_nb/{__version__}"},
        timeout=ANSWER_SECONDS,
        follow_redirects=False,
        trust_env=False,
    )
