"""Jobs on a Jupyter server, over REST and its event stream."""

from __future__ import annotations

import contextlib
import logging
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable, Collection, Coroutine
from concurrent.futures import Future
from contextlib import aclosing
from pathlib import Path
from typing import Any, TypeVar

import httpx
from httpx_sse import EventSource
from msgspec import Struct

from aura_nb.client.cursor import Cursor
from aura_nb.client.discovery import Finder, Search
from aura_nb.client.download import fetch
from aura_nb.client.exchange import Exchange, part
from aura_nb.client.loop import LoopThread
from aura_nb.client.rest_drafts import PLAN_SECONDS, RestDrafts
from aura_nb.client.server import Server
from aura_nb.client.stream import SILENCE_SECONDS, EventStream, LineState
from aura_nb.client.submission import Submissions
from aura_nb.doctor.check import Check
from aura_nb.errors import JobNotFound, RequestInvalid, ServerUnreachable
from aura_nb.offer import Offer
from aura_nb.pipeline.dryrun import FilmPlan
from aura_nb.pipeline.film_request import FilmRequest
from aura_nb.voices import VoiceDescription
from aura_nb.wire.events import FINAL_TYPES, Event
from aura_nb.wire.ids import FROM_THE_START, parsed_id
from aura_nb.wire.job import JOB_LINE_FIELDS, Columns, JobObject, ProgressObject, Queue, Timings
from aura_nb.wire.status import Stats, Status

T = TypeVar("T")
log = logging.getLogger("aura_nb")

PAGE = 200
TABLE = 10_000
KNOWN_IDS = 10_000


class _Page(Struct, rename="camel"):
    jobs: list[JobObject]
    stats: Stats
    next: str | None = None


class _Table(Struct):
    columns: dict[str, list[Any]]
    next: int | None = None


class _Voices(Struct):
    voices: list[VoiceDescription]


class _Preflight(Struct):
    checks: list[Check]


class RestBackend(RestDrafts):
    """Implements `Backend` on a server. Its jobs outlive this process.

    `place` and `force` of a submission are this machine's affair: the finished files are fetched to that place, whole
    or not at all, before the job's final event is given on.
    """

    def __init__(
        self,
        server: Server,
        again: Callable[[Server], Search] | None = None,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        silence_seconds: float = SILENCE_SECONDS,
    ) -> None:
        """`again` looks for the server after it was lost; by default as `Finder` does."""
        self._thread = LoopThread("aura-client")
        self._exchange = self.call(
            self._begin(server, again or Finder().again, transport=transport, silence_seconds=silence_seconds)
        ).result()
        self._submissions = Submissions(self._exchange, job=self._seen, follow=self._log)
        self._ids: OrderedDict[int, str] = OrderedDict()

    async def _begin(self, server: Server, again: Callable[[Server], Search], **more: Any) -> Exchange:
        return Exchange(server, again, **more)

    @property
    def server(self) -> Server:
        """The server it talks to, where it is now."""
        return self._exchange.server

    def call(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        return self._thread.call(work)

    def close(self) -> None:
        """Let the server go; its jobs go on."""
        if not self._thread.is_closed:
            self.call(self._exchange.close()).result()
            self._thread.close()

    async def submit(
        self,
        request: FilmRequest,
        *,
        place: str | Path | None = None,
        force: bool = False,
        key: str | None = None,
    ) -> JobObject:
        return await self.job(await self._submissions.submit(request, place=place, force=force, key=key))

    async def withdraw(self) -> None:
        """Cancel what was submitted here and has not ended; when this returns, it has."""
        await self._submissions.withdraw()

    async def job(self, job_id: str) -> JobObject:
        return self._submissions.placed(await self._seen(job_id))

    async def _seen(self, job_id: str) -> JobObject:
        job = await self._exchange.json(JobObject, "GET", f"jobs/{part(job_id)}")
        self._know(job.last_event_id)
        return job

    async def find(self, prefix: str) -> JobObject:
        try:
            if prefix:
                return await self.job(prefix)
            found = []
        except JobNotFound:
            found = [job async for job in self._all() if job.job_id.startswith(prefix)]
        if len(found) > 1:
            raise RequestInvalid(f"There are several jobs whose id begins with {prefix!r}.", remedy="Give more of it.")
        if not found:
            raise JobNotFound(f"There is no job whose id begins with {prefix!r}.", jobId=prefix)
        return found[0]

    async def _all(self) -> AsyncGenerator[JobObject, None]:
        before: str | None = None
        while True:
            page = await self._page(None, PAGE, before)
            for job in page.jobs:
                yield job
            if page.next is None or not page.jobs:
                return
            before = page.jobs[-1].job_id

    async def jobs(
        self, *, statuses: Collection[Status] | None = None, limit: int = 50, before: str | None = None
    ) -> list[JobObject]:
        return (await self._page(statuses, limit, before)).jobs

    async def _page(self, statuses: Collection[Status] | None, limit: int, before: str | None) -> _Page:
        params = _filter(statuses, limit) | ({"before": before} if before else {})
        return await self._exchange.json(_Page, "GET", "jobs", params=params)

    async def queue(self, *, statuses: Collection[Status] | None = None, limit: int = 50) -> Queue:
        queue = await self._exchange.json(Queue, "GET", "queue", params=_filter(statuses, limit))
        self._know(queue.last_event_id)
        return queue

    async def columns(self, *, statuses: Collection[Status] | None = None, limit: int | None = None) -> Columns:
        found: dict[str, list[Any]] = {name: [] for name in JOB_LINE_FIELDS}
        before: int | None = None
        while limit is None or len(found["job_id"]) < limit:
            size = TABLE if limit is None else min(TABLE, limit - len(found["job_id"]))
            params = _filter(statuses, size) | ({"before": before} if before else {})
            page = await self._exchange.json(_Table, "GET", "table", params=params)
            for name, field in JOB_LINE_FIELDS.items():
                found[name] += page.columns[field]
            before = page.next
            if before is None:
                break
        return {**found}

    async def history(self, job_id: str, *, after: int = 0) -> list[Event]:
        headers = {"Accept": "text/event-stream", "Last-Event-ID": self._ids.get(after, FROM_THE_START)}
        answer = await self._exchange.ask(
            "GET", f"jobs/{part(job_id)}/events", headers=headers, params={"follow": "false"}
        )
        cursor = Cursor()
        found = [cursor.take(event) for event in EventSource(answer).iter_sse()]
        events = [message.event() for message in found if message is not None and message.is_logged]
        return [event for event in events if event.sequence > after]

    async def cancel(self, job_id: str) -> JobObject:
        await self._exchange.ask("POST", f"jobs/{part(job_id)}/cancel")
        return await self.job(job_id)

    async def resume(self, job_id: str) -> JobObject:
        return await self.job(await self._submissions.resume(job_id))

    async def progress(self, job_id: str) -> ProgressObject:
        return await self._exchange.json(ProgressObject, "GET", f"render/{part(job_id)}/progress")

    async def delete(self, job_id: str, *, files: bool = False) -> None:
        params = {"files": "true"} if files else None
        await self._exchange.ask("DELETE", f"jobs/{part(job_id)}", params=params, repeatable=False)

    def stream(
        self,
        job_id: str | None = None,
        *,
        jobs: Collection[str] = (),
        last_event_id: str | None = None,
        quiet: bool = False,
        tell: Callable[[LineState], None] = lambda _: None,
    ) -> EventStream:
        """The stream itself, with its snapshots: of one job, of some `jobs`, or of all. See `EventStream`."""
        path = f"jobs/{part(job_id)}/events" if job_id else "events"
        params = {"jobs": ",".join(jobs)} if jobs else None

        def connect(last_id: str | None) -> contextlib.AbstractAsyncContextManager[httpx.Response]:
            asked = {"Last-Event-ID": last_id} if last_id else {}
            headers = {"Accept": "text/event-stream", "Cache-Control": "no-store"} | asked
            return self._exchange.stream(path, headers=headers, params=params)

        return EventStream(connect, last_event_id=last_event_id, quiet=quiet, tell=tell)

    async def events(self, job_id: str | None = None, *, after: int = 0) -> AsyncGenerator[Event, None]:
        async with aclosing(self._log(job_id, after)) as events:
            async for event in events:
                if event.type in FINAL_TYPES:
                    await self._submissions.collected(event.job_id)
                yield event

    async def _log(self, job_id: str | None, after: int = 0) -> AsyncGenerator[Event, None]:
        start = self._ids.get(after, FROM_THE_START)
        stream = self.stream(job_id, last_event_id=start)
        try:
            async with aclosing(aiter(stream)) as messages:
                async for message in messages:
                    after = 0 if message.type == "reset" else after
                    if not message.is_logged:
                        continue
                    event = message.event()
                    self._know(event.id)
                    if event.sequence > after:
                        yield event
                    if job_id is not None and event.type in FINAL_TYPES:
                        return
        except ServerUnreachable as error:
            raise self._exchange.unreachable(error.message) from error

    def _know(self, event_id: str) -> None:
        """Keep an event's id by its sequence, to ask for what follows it."""
        position = parsed_id(event_id)
        if position is not None:
            self._ids[position[1]] = event_id
            self._ids.move_to_end(position[1])
            while len(self._ids) > KNOWN_IDS:
                self._ids.popitem(last=False)

    async def log(self, job_id: str) -> str:
        return (await self._exchange.ask("GET", f"jobs/{part(job_id)}/logs")).text

    async def fetch(self, job_id: str, name: str, target: Path) -> None:
        await fetch(self._exchange, await self._seen(job_id), name, target)

    async def storyboard(self, job_id: str) -> dict[str, Any]:
        return await self._exchange.json(dict[str, Any], "GET", f"jobs/{part(job_id)}/storyboard")

    async def timings(self, job_id: str) -> Timings:
        return await self._exchange.json(Timings, "GET", f"jobs/{part(job_id)}/timings")

    async def plan(self, request: FilmRequest) -> FilmPlan:
        """The dry run of a request, of the server's cache."""
        request = request.checked()
        body = await self._submissions.body(request)
        planned = await self._exchange.json(FilmPlan, "POST", "plan", body=body, seconds=PLAN_SECONDS)
        # What was found where the source was read: the server gets it as a storyboard whose language is given.
        planned.notes = list(dict.fromkeys([*request.notes, *planned.notes]))
        planned.warnings = list(dict.fromkeys([*request.warnings, *planned.warnings]))
        return planned

    async def voices(self) -> list[VoiceDescription]:
        """The voices of the server, the preferred first."""
        return (await self._exchange.json(_Voices, "GET", "voices")).voices

    async def preflight(self, request: FilmRequest | None = None) -> list[Check]:
        if request is None:
            return (await self._exchange.json(_Preflight, "GET", "preflight", seconds=PLAN_SECONDS)).checks
        request = request.checked()
        body = await self._submissions.body(request)
        return (await self._exchange.json(_Preflight, "POST", "preflight", body=body, seconds=PLAN_SECONDS)).checks

    async def make_draft(self, storyboard_id: str, *, key: str | None = None) -> JobObject:
        return await self.job(await self._submissions.make(storyboard_id, key=key))

    async def offer(self) -> Offer:
        return await self._exchange.json(Offer, "GET", "options", seconds=PLAN_SECONDS)

    async def sample(self, voice: str, language: str = "") -> bytes:
        params = {"language": language} if language else None
        path = f"voices/{part(voice)}/sample"
        return (await self._exchange.ask("GET", path, params=params, seconds=PLAN_SECONDS)).content


def _filter(statuses: Collection[Status] | None, limit: int) -> dict[str, Any]:
    return {"limit": limit} | ({"status": ",".join(sorted(statuses))} if statuses else {})
