"""Jobs that a program asks a server for: accepted once, their files brought to this machine, withdrawn on Ctrl-C."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import uuid
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from aura_nb.client.asset_upload import SentAssets
from aura_nb.client.download import collect
from aura_nb.client.exchange import Exchange, part
from aura_nb.errors import JobStateError, RequestInvalid, VoiceUnavailable
from aura_nb.pipeline.film_request import FilmRequest
from aura_nb.pipeline.output import OutputPlace
from aura_nb.pipeline.voicing import GIVEN
from aura_nb.request.body import MOST_NOTICES
from aura_nb.specs import FORMAT_FILES, Storyboard
from aura_nb.specs.render import format_made
from aura_nb.wire.events import Event
from aura_nb.wire.job import JobObject

log = logging.getLogger("aura_nb")


class Accepted(Struct, rename="camel"):
    """The answer to a new job."""

    job_id: str


class Submissions:
    """What was submitted by this program. `job` asks for a job, `follow` gives its events to its end."""

    def __init__(
        self,
        exchange: Exchange,
        *,
        job: Callable[[str], Awaitable[JobObject]],
        follow: Callable[[str], AsyncGenerator[Event, None]],
    ) -> None:
        self._exchange = exchange
        self._job = job
        self._follow = follow
        self._assets = SentAssets(exchange)
        self._asking: set[asyncio.Task[Accepted]] = set()
        self._submitted: list[str] = []
        self._collecting: dict[str, asyncio.Task[None]] = {}
        self._collected: dict[str, OutputPlace] = {}

    async def submit(
        self, request: FilmRequest, *, place: str | Path | None, force: bool, key: str | None = None
    ) -> str:
        """The id of the new job, or of the one that `key` made.

        Its files are fetched to `place`, when one is given, once it is completed.
        """
        request = request.named(place).checked()
        body = await self.body(request)
        if place is None:
            return await self._film(request, body, key)
        prepared = OutputPlace.named(place, force=force)
        await asyncio.to_thread(prepared.prepare)
        try:
            job_id = await self._film(request, body, key)
        except BaseException:
            prepared.abandon()
            raise
        output = OutputPlace.named(place, force=force, run_id=job_id)
        collecting = asyncio.create_task(self._collect(job_id, output, prepared))
        collecting.add_done_callback(_report)
        self._collecting[job_id] = collecting
        return job_id

    async def resume(self, job_id: str) -> str:
        """The id of the job that takes this one up."""
        return await self._ask(f"jobs/{part(job_id)}/resume", repeatable=False)

    async def make(self, storyboard_id: str, *, key: str | None = None) -> str:
        """The id of the job that makes a draft's film."""
        return await self._ask(f"storyboards/{part(storyboard_id)}/jobs", key=key)

    async def adopted(self, storyboard: Storyboard, folder: Path) -> Storyboard:
        """A storyboard with the pictures of a folder named as assets, which the server has then."""
        return await self._assets.store(storyboard, str(folder))

    async def send_asset(self, name: str, content: bytes) -> str:
        """The name of a picture, video or recording, which the server has then."""
        return await self._assets.put(name, content)

    async def withdraw(self) -> None:
        """Cancel what was submitted and has not ended; when this returns, it has."""
        answers = await asyncio.gather(*self._asking, return_exceptions=True)
        late = [answer.job_id for answer in answers if isinstance(answer, Accepted)]
        for job_id in dict.fromkeys([*self._submitted, *late]):
            if (await self._job(job_id)).is_final:
                continue
            with contextlib.suppress(JobStateError):  # it ended by itself
                await self._exchange.ask("POST", f"jobs/{part(job_id)}/cancel")
            async with aclosing(self._follow(job_id)) as events:
                async for _ in events:
                    pass

    async def body(self, request: FilmRequest) -> dict[str, Any]:
        """The request as the server takes it, its pictures there already."""
        if not request.copy_holds:
            raise RequestInvalid("A server makes films as it always does: --every-frame is for this machine alone.")
        body: dict[str, Any] = {"voice": request.voice.to_json(), "render": request.render.to_json()}
        if request.pronounce:
            body["pronounce"] = request.pronounce
        if request.plan is not None:
            body["plan"] = request.plan.to_json()
        if request.brief is not None:
            body["brief"] = request.brief.to_json()
        await self._assets.hold(request.embedded)
        if request.music is not None:
            body["render"]["music"] = await self._assets.store_file(Path(request.music))
        if request.storyboard is not None:
            board = await self._assets.store(
                request.storyboard, request.folder, roots=request.roots, places=request.places
            )
            body["storyboard"] = board.to_json()
        if request.notices:
            body["notices"] = msgspec.to_builtins(request.notices[:MOST_NOTICES])
        return body

    async def collected(self, job_id: str) -> None:
        """Wait until a completed job's files are in their place. Raises what kept them from it."""
        collecting = self._collecting.get(job_id)
        if collecting is not None:
            await asyncio.shield(collecting)

    def placed(self, job: JobObject) -> JobObject:
        """The job with the paths of its files on this machine, if they were fetched."""
        here = self._collected.get(job.job_id)
        if job.output is not None and here is not None:
            form = format_made(job.output.format_path or "")
            job.output = msgspec.structs.replace(
                job.output,
                video_path=str(here.video),
                folder=str(here.folder),
                subtitle_path=str(here.folder / "captions.vtt") if job.output.subtitle_path else None,
                format_path=str(here.target(FORMAT_FILES[form])) if form else None,
            )
        return job

    async def _film(self, request: FilmRequest, body: dict[str, Any], key: str | None) -> str:
        """The id of the job for a film; a voice that the server has not is named by the line that asks for it."""
        try:
            return await self._ask("jobs", key=key, body=body)
        except VoiceUnavailable as error:
            error.locate(request.places.get(GIVEN.get(error.details.get("field", ""), ""), ""))
            raise

    async def _ask(self, path: str, *, key: str | None = None, **request: Any) -> str:
        """The id of a new job; the key keeps a request that is sent again after a cut from making a second one."""
        headers = {"Idempotency-Key": key or uuid.uuid4().hex}
        asking = asyncio.ensure_future(self._exchange.json(Accepted, "POST", path, headers=headers, **request))
        self._asking.add(asking)
        asking.add_done_callback(self._asking.discard)
        accepted = await asyncio.shield(asking)
        self._submitted.append(accepted.job_id)
        return accepted.job_id

    async def _collect(self, job_id: str, output: OutputPlace, prepared: OutputPlace) -> None:
        try:
            async with aclosing(self._follow(job_id)) as events:
                async for _ in events:
                    pass
            job = await self._job(job_id)
            if job.status == "completed":
                await collect(self._exchange, job, output)
                self._collected[job_id] = output
        finally:
            prepared.abandon()


def _report(collecting: asyncio.Task[None]) -> None:
    """A reader of the job gets the error too, if there is one."""
    if not collecting.cancelled() and (error := collecting.exception()) is not None:
        log.warning("A job's files could not be fetched: %s", error)
