"""Storyboards that are looked at, and changed, before a film is made of them."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from jupyter_server.auth.decorator import authorized
from tornado import web

from aura_nb.errors import FieldError, RequestInvalid
from aura_nb.specs import Spec
from aura_nb.specs.render import Aspect, Render
from aura_nb.specs.turns import MOST_NARRATION
from jupyter_server_ext.handlers.base import AuraHandler, FilmHandler, NoFields

if TYPE_CHECKING:
    from pathlib import Path

    from aura_nb.engine.drafts import Drafts, StoryboardDraft

_VERSION = re.compile(r'"(\d{1,9})"')


class SpeechBody(Spec):
    """What is said in place of the scene's narration: a sentence of it, say, that is not saved yet."""

    text: Annotated[str, msgspec.Meta(max_length=MOST_NARRATION)] | None = None


class PictureBody(Spec):
    """The theme that draws the slide, and its aspect, in place of the film's own."""

    theme: Annotated[str, msgspec.Meta(pattern="^[a-z0-9-]{1,64}$")] | None = None
    aspect: Aspect | None = None

    @classmethod
    def wrong(cls, given: Mapping[str, Any], path: str) -> Iterator[FieldError]:
        """Sides that no film has."""
        if given.get("aspect") is not None:
            yield from Render.wrong({"aspect": given["aspect"]}, path)


class DraftHandler(FilmHandler):
    """For the handlers that answer a draft: its version is the ETag."""

    _version: str | None = None

    @property
    def drafts(self) -> Drafts:
        """The drafts of this server's workspace."""
        return self.job_server.films.drafts

    def compute_etag(self) -> str | None:
        """The draft's own version, not a hash of the answer."""
        return self._version

    def tag(self, version: int) -> None:
        """Name the version as the answer's ETag."""
        self._version = f'"{version}"'
        self.set_header("ETag", self._version)  # Tornado itself gives one to answers of GET alone

    def answer_draft(self, draft: StoryboardDraft, *, status: int = 200) -> None:
        """JSON, with the version as ETag."""
        self.tag(draft.version)
        location = draft.links["self"] if status == 201 else None
        self.answer(msgspec.to_builtins(draft), status=status, location=location)

    async def save(self, storyboard_id: str) -> None:
        """Save a change over the version in If-Match."""
        given = _VERSION.fullmatch(self.request.headers.get("If-Match", ""))
        if given is None:
            raise RequestInvalid([FieldError("If-Match", 'must be the ETag that was answered, such as "1"')])
        self.answer_draft(await self.drafts.put(storyboard_id, await self.raw_body(), version=int(given[1])))


class StoryboardsHandler(DraftHandler):
    @web.authenticated
    @authorized
    async def post(self) -> None:
        """A draft of anything that a film can be made of."""
        kept = await self.job_server.films.adopted(await self.film())
        self.answer_draft(await self.drafts.create(kept), status=201)


class StoryboardDraftHandler(DraftHandler):
    @web.authenticated
    @authorized
    async def get(self, storyboard_id: str) -> None:
        self.answer_draft(await self.drafts.get(storyboard_id))

    @web.authenticated
    @authorized
    async def put(self, storyboard_id: str) -> None:
        await self.save(storyboard_id)

    @web.authenticated
    @authorized
    async def delete(self, storyboard_id: str) -> None:
        await self.drafts.delete(storyboard_id)
        self.set_status(204)
        self.finish()


class JobStoryboardHandler(DraftHandler):
    """A job's storyboard: its draft, or else the film's own, which is version 0."""

    @web.authenticated
    @authorized
    async def get(self, job_id: str) -> None:
        """The document itself, and so without a correlation id in it."""
        board, version = await self.drafts.of_job(job_id)
        self.tag(version)
        self.finish(msgspec.json.encode(board))

    @web.authenticated
    @authorized
    async def put(self, job_id: str) -> None:
        await self.job_service.storyboard(job_id)  # of no job that is not there
        await self.save(job_id)


class StoryboardPlanHandler(DraftHandler):
    @web.authenticated
    @authorized
    async def post(self, storyboard_id: str) -> None:
        """What its film would cost now."""
        await self.body(NoFields)
        self.answer_struct(await self.drafts.plan(storyboard_id))


class StoryboardJobsHandler(DraftHandler):
    @web.authenticated
    @authorized
    async def post(self, storyboard_id: str) -> None:
        """Make its film."""
        await self.body(NoFields)
        await self.submit(await self.drafts.request(storyboard_id))


class SceneHandler(AuraHandler):
    """For the handlers that answer what one scene looks or sounds like."""

    async def answer_file(self, path: Path | None) -> None:
        """A file's bytes; 204 where there is none."""
        if path is None:
            self.set_status(204)
            self.finish()
            return
        self.set_header("Cache-Control", "private, no-cache")
        self.finish(await asyncio.to_thread(path.read_bytes))


class ScenePictureHandler(SceneHandler):
    content_type = "image/png"

    @web.authenticated
    @authorized
    async def post(self, storyboard_id: str, scene: str) -> None:
        seen = await self.body(PictureBody)
        drafts = self.job_server.films.drafts
        await self.answer_file(await drafts.picture(storyboard_id, scene, theme=seen.theme, aspect=seen.aspect))


class SceneSpeechHandler(SceneHandler):
    content_type = "audio/wav"

    @web.authenticated
    @authorized
    async def post(self, storyboard_id: str, scene: str) -> None:
        said = await self.body(SpeechBody)
        await self.answer_file(await self.job_server.films.drafts.speech(storyboard_id, scene, said.text))


class SceneWordsHandler(AuraHandler):
    @web.authenticated
    @authorized
    async def post(self, storyboard_id: str, scene: str) -> None:
        said = await self.body(SpeechBody)
        words = await self.job_server.films.drafts.words(storyboard_id, scene, said.text)
        self.answer({"words": msgspec.to_builtins(words)})
