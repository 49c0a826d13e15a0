"""What this server's machine can do: its voices, what forms may offer, and whether films can be made at all."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from jupyter_server.auth.decorator import authorized
from tornado import web

from jupyter_server_ext.handlers.base import AuraHandler, FilmHandler

if TYPE_CHECKING:
    from aura_nb.doctor import Check


class OptionsHandler(AuraHandler):
    @web.authenticated
    @authorized
    async def get(self) -> None:
        self.answer_struct(await self.job_server.films.offer())


class VoicesHandler(AuraHandler):
    @web.authenticated
    @authorized
    async def get(self) -> None:
        self.answer({"voices": await self.job_server.films.voices()})


class SampleHandler(AuraHandler):
    content_type = "audio/wav"

    @web.authenticated
    @authorized
    async def get(self, name: str) -> None:
        path = await self.job_server.films.sample(name, self.one("language") or "")
        self.set_header("Cache-Control", "private, max-age=3600")
        self.finish(await asyncio.to_thread(path.read_bytes))


class PreflightHandler(FilmHandler):
    @web.authenticated
    @authorized
    async def get(self) -> None:
        """The machine alone."""
        self.checked(await self.job_server.films.examine())

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """What one film needs; it advises, and blocks no job."""
        self.checked(await self.job_server.films.examine(await self.film()))

    def checked(self, checks: list[Check]) -> None:
        """The findings; not `ok` when one has failed."""
        self.answer({"ok": all(check.status != "fail" for check in checks), "checks": checks})


class PlanHandler(FilmHandler):
    @web.authenticated
    @authorized
    async def post(self) -> None:
        """The dry run."""
        self.answer_struct(await self.job_server.films.plan(await self.film()))
