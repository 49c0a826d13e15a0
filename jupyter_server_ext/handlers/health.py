"""Whether the server is well."""

from __future__ import annotations

import asyncio
from pathlib import Path

from jupyter_server.auth.decorator import authorized
from tornado import web

from aura_nb.release import __version__
from jupyter_server_ext.handlers.base import AuraHandler
from jupyter_server_ext.problem import Refusal

DESCRIPTION = Path(__file__).parent.parent / "openapi.yaml"


class HealthHandler(AuraHandler):
    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Who answers: `serverId` is in the server's runtime record too, so that a page knows its kernel's server."""
        queue = await self.job_service.queue(limit=1)
        self.answer(
            {
                "status": "ok",
                "version": __version__,
                "workspace": str(self.job_server.workspace.root),
                "activeJobs": queue.stats.pending + queue.stats.running,
                "serverId": self.job_server.server_id,
                # What the file browser shows: a page opens a film's folder there.
                "rootFolder": str(self.job_server.settings.root_folder),
            }
        )


class DescriptionHandler(AuraHandler):
    content_type = "application/yaml"

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """The description of the whole API."""
        self.finish(await asyncio.to_thread(DESCRIPTION.read_bytes))


class NowhereHandler(AuraHandler):
    """Every address below the API's that is none: 404 as JSON."""

    @classmethod
    def allowed(cls) -> list[str]:
        """No method is wrong where there is nothing."""
        return list(cls.SUPPORTED_METHODS)

    async def admitted(self) -> None:
        raise Refusal(404)
