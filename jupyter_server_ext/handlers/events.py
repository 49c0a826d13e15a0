"""The event streams: of one job until it ends, and of all jobs. What they say is `aura_nb.broadcast`'s affair."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from collections.abc import Collection
from contextlib import aclosing

from jupyter_server.auth.decorator import authorized
from tornado import web
from tornado.http1connection import HTTP1Connection
from tornado.iostream import StreamClosedError

from aura_nb.broadcast import Subscription
from aura_nb.broadcast.opening import shown_id
from aura_nb.broadcast.stream_text import entry
from aura_nb.errors import FieldError, RequestInvalid
from aura_nb.wire.ids import parsed_id
from jupyter_server_ext.handlers.base import AuraHandler
from jupyter_server_ext.metrics import EVENT_SECONDS, STREAM_READERS

log = logging.getLogger("aura_nb")

HELD_SECONDS = 10.0  # a reader that takes nothing for so long is closed
_HEADERS = {
    "Cache-Control": "no-cache, no-transform",
    "X-Accel-Buffering": "no",  # nginx would keep events back until its buffer is full
}


class StreamMixin(AuraHandler):
    """An answer that goes on. Each flush is awaited: a reader that is slow holds up nobody and costs one chunk."""

    _subscription: Subscription | None = None

    async def stream(self, *, job: str | None = None, jobs: Collection[str] | None = None) -> None:
        """Answer with a stream; see `Broadcast.subscribe`."""
        last_id = self.request.headers.get("Last-Event-ID") or self.get_query_argument("lastEventId", "") or None
        log.info(
            "SSE stream requested for %s, reconnect=%s, lastEventId=%s",
            _shown(job, jobs),
            "false" if last_id is None else "true",
            shown_id(last_id or "none"),
        )
        streams = self.aura.streams
        with streams.places.one(self._login()):
            async with streams.broadcast.subscribe(
                job=job, jobs=jobs, last_id=last_id, cut=self._cut, push=self._push
            ) as subscription:
                if subscription.is_over:
                    self.set_status(204)
                    return
                self._begin(subscription)
                with STREAM_READERS.labels("all" if job is None else "job").track_inprogress():
                    await self._write(subscription)

    async def _write(self, subscription: Subscription) -> None:
        try:
            async with aclosing(subscription.chunks()) as chunks:
                async for chunk in chunks:
                    await self._send(chunk)
                    if subscription.woken is not None:
                        EVENT_SECONDS.observe(time.monotonic() - subscription.woken)
        except StreamClosedError:
            log.debug("A reader of the event stream is gone")

    def _begin(self, subscription: Subscription) -> None:
        self._subscription = subscription
        self.content_type = "text/event-stream"
        self.set_header("Content-Type", self.content_type)
        for name, value in _HEADERS.items():
            self.set_header(name, value)
        # Compressing each event for each reader costs more than it saves, and holds back what came last.
        self._transforms = []
        connection = self.request.connection
        if isinstance(connection, HTTP1Connection):
            # Small writes must not wait for the reader's acknowledgement of those before.
            connection.stream.set_nodelay(True)

    async def _send(self, chunk: bytes) -> None:
        """Write a chunk and wait until the system has taken it. Raises `StreamClosedError` when nobody does."""
        self.write(chunk)
        flushed = self.flush()
        if not flushed.done():
            await asyncio.wait([flushed], timeout=HELD_SECONDS)
            if not flushed.done():
                self._tell_held()
                self._cut()
                raise StreamClosedError
        flushed.result()

    def _push(self, chunk: bytes, woken: float) -> bool:
        """Write what is new at once, unless the system still holds something back for this reader.

        Tornado's own way costs as much again as the system's. HTTP/1.1 sends such an answer in chunks, which are
        framed as RFC 9112, 7.1 has it.
        """
        connection = self.request.connection
        if not isinstance(connection, HTTP1Connection) or connection.stream.closed() or connection.stream.writing():
            return False
        framed = b"%x\r\n%b\r\n" % (len(chunk), chunk) if self.request.version == "HTTP/1.1" else chunk
        written = connection.stream.write(framed)
        if written.done():
            EVENT_SECONDS.observe(time.monotonic() - woken)
        else:
            written.add_done_callback(lambda _: EVENT_SECONDS.observe(time.monotonic() - woken))
            asyncio.get_running_loop().call_later(HELD_SECONDS, self._give_up, written)
        return True

    def _give_up(self, written: asyncio.Future[None]) -> None:
        """Close a connection that has not taken what was pushed."""
        if not written.done():
            self._tell_held()
            self._cut()

    def _tell_held(self) -> None:
        log.info("A reader of the event stream took nothing for %.0f s and is closed", HELD_SECONDS)

    def _cut(self) -> None:
        """Close the connection, whatever of it was not taken."""
        connection = self.request.connection
        if isinstance(connection, HTTP1Connection):
            connection.stream.close()

    def on_connection_close(self) -> None:
        super().on_connection_close()
        if self._subscription is not None:
            self._subscription.end()

    def _login(self) -> str:
        """Whose places it takes: a token's, or a login session's."""
        token = self.identity_provider.get_token(self) if self.token_authenticated else None
        if token:
            return "token " + hashlib.sha256(token.encode()).hexdigest()
        return f"login {self.current_user.username}"


class EventsHandler(StreamMixin):
    @web.authenticated
    @authorized
    async def get(self) -> None:
        picked = self.get_query_argument("jobs", None)
        jobs = None if picked is None else {job for part in picked.split(",") if (job := part.strip())}
        if jobs is not None and not jobs:
            raise RequestInvalid([FieldError("jobs", "must name jobs by their ids, with commas between")])
        await self.stream(jobs=jobs)


class JobEventsHandler(StreamMixin):
    @web.authenticated
    @authorized
    async def get(self, job_id: str) -> None:
        if self.flag("follow", default=True):
            await self.stream(job=job_id)
        else:
            await self._so_far(job_id)

    async def _so_far(self, job_id: str) -> None:
        """Answer with the job's log as it is now, after the id that was named: the stream, but it ends."""
        last_id = self.request.headers.get("Last-Event-ID") or self.get_query_argument("lastEventId", "")
        position = parsed_id(last_id)
        if last_id and position is None:
            raise RequestInvalid([FieldError("lastEventId", "must be the id of an event, such as 1700000000000-12")])
        events = await self.job_service.history(job_id, after=position[1] if position else 0)
        self.content_type = "text/event-stream"
        self.set_header("Cache-Control", _HEADERS["Cache-Control"])
        self.finish(b"".join(entry(event).text for event in events))


def _shown(job: str | None, jobs: Collection[str] | None) -> str:
    if job is not None:
        return f"job {shown_id(job)}"
    return "all jobs" if jobs is None else f"jobs {', '.join(shown_id(each) for each in sorted(jobs))}"
