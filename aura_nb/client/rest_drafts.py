"""Storyboards that are edited on a Jupyter server: drafts, pictures and speech of their scenes, and what they show."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import msgspec
from msgspec import Struct

from aura_nb.client.exchange import Exchange, part
from aura_nb.client.submission import Submissions
from aura_nb.engine.drafts import StoryboardDraft
from aura_nb.pipeline.dryrun import FilmPlan
from aura_nb.pipeline.film_request import FilmRequest
from aura_nb.specs import Storyboard
from aura_nb.voices.speech import Word

PLAN_SECONDS = 300.0


class _Words(Struct):
    words: list[Word]


class RestDrafts:
    """The half of `RestBackend` that edits storyboards; it makes the exchange and what submits through it."""

    _exchange: Exchange
    _submissions: Submissions

    async def draft(self, request: FilmRequest) -> StoryboardDraft:
        body = await self._submissions.body(request.checked())
        return await self._exchange.json(StoryboardDraft, "POST", "storyboards", body=body, seconds=PLAN_SECONDS)

    async def read_draft(self, storyboard_id: str) -> StoryboardDraft:
        return await self._exchange.json(StoryboardDraft, "GET", f"storyboards/{part(storyboard_id)}")

    async def save_draft(self, storyboard_id: str, storyboard: Any, *, version: int) -> StoryboardDraft:
        path, headers = f"storyboards/{part(storyboard_id)}", {"If-Match": f'"{version}"'}
        return await self._exchange.json(StoryboardDraft, "PUT", path, body=storyboard, headers=headers)

    async def plan_draft(self, storyboard_id: str) -> FilmPlan:
        path = f"storyboards/{part(storyboard_id)}/plan"
        return await self._exchange.json(FilmPlan, "POST", path, seconds=PLAN_SECONDS)

    async def adopted(self, storyboard: Storyboard, folder: Path) -> Storyboard:
        return await self._submissions.adopted(storyboard, folder)

    async def send_asset(self, name: str, content: bytes) -> str:
        return await self._submissions.send_asset(name, content)

    async def scene_picture(
        self, storyboard_id: str, scene: str, *, theme: str | None = None, aspect: str | None = None
    ) -> bytes:
        looks = {name: value for name, value in {"theme": theme, "aspect": aspect}.items() if value is not None}
        return (await self._of_scene(storyboard_id, scene, "picture", looks)).content

    async def scene_speech(self, storyboard_id: str, scene: str, text: str | None = None) -> bytes:
        return (await self._of_scene(storyboard_id, scene, "speech", {"text": text})).content

    async def scene_words(self, storyboard_id: str, scene: str, text: str | None = None) -> list[Word]:
        answer = await self._of_scene(storyboard_id, scene, "words", {"text": text})
        return msgspec.json.decode(answer.content, type=_Words).words

    async def _of_scene(self, storyboard_id: str, scene: str, what: str, body: dict[str, Any]) -> httpx.Response:
        path = f"storyboards/{part(storyboard_id)}/scenes/{part(scene)}/{what}"
        return await self._exchange.ask("POST", path, body=body, seconds=PLAN_SECONDS)
