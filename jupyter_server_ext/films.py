"""What a server makes films with: the store, the desk, the runner, and what it can say of films beforehand.

Loading this module loads the engine: the workshop does it in a thread.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import msgspec

from aura_nb import doctor
from aura_nb.doctor import Check
from aura_nb.jobs.body import demo_of, film_of
from aura_nb.jobs.cleanup import Cleanup
from aura_nb.jobs.database import BUSY_SECONDS
from aura_nb.jobs.desk import Desk
from aura_nb.jobs.runner import JobRunner
from aura_nb.jobs.store import Store
from aura_nb.offer import Offer, offer
from aura_nb.pipeline.dryrun import FilmPlan, plan_film
from aura_nb.pipeline.request import FilmRequest
from aura_nb.pipeline.sample import spoken_sample
from aura_nb.pipeline.workspace import Workspace
from aura_nb.voices import VoiceDescription, voices
from jupyter_server_ext import metrics
from jupyter_server_ext.workshop import Settings


class Films:
    """Opens the store: make it in a thread. Everything else belongs to the server's loop."""

    def __init__(self, settings: Settings, workspace: Workspace) -> None:
        self._settings = settings
        self._workspace = workspace
        self.store = Store.open(workspace.open(), patience=BUSY_SECONDS)
        try:
            self._begin()
        except BaseException:
            self.store.close()
            raise

    def _begin(self) -> None:
        settings, workspace = self._settings, self._workspace
        self.desk = Desk(
            self.store, workspace, films=settings.output, root=settings.root, max_pending=settings.max_pending
        )
        cleanup = Cleanup(
            workspace,
            self.store,
            retention_days=settings.retention_days,
            orphan_hours=settings.orphan_hours,
            sweep_seconds=settings.sweep_seconds,
        )
        self.runner = JobRunner(
            self.store,
            workspace,
            max_running=settings.max_running,
            cleanup=cleanup,
            observe=metrics.heard,
            step_timeout=settings.step_timeout,
        )
        metrics.QUEUE.store = self.store
        self._examining = asyncio.Lock()

    async def close(self) -> None:
        """End every run and its processes, then close the store."""
        metrics.QUEUE.store = None
        self.store.hurry()
        await self.runner.stop()
        await asyncio.to_thread(self.store.close)

    async def requested(self, raw: Any) -> FilmRequest:
        """The film that a body asks for."""
        asked = self._settings
        return await film_of(raw, root=asked.root_folder, assets=self._workspace.assets, hidden=asked.allow_hidden)

    async def demo(self, raw: Any) -> FilmRequest:
        """The demo that a body asks for."""
        return await asyncio.to_thread(demo_of, raw)

    async def adopted(self, request: FilmRequest) -> FilmRequest:
        """The request with copies of its pictures as assets: the job needs no folder, its storyboard can be posted."""
        storyboard, folder = request.storyboard, request.folder
        if storyboard is None or folder is None:
            return request
        kept = await asyncio.to_thread(
            self._workspace.assets.adopt, storyboard, Path(folder), roots=list(map(Path, request.roots))
        )
        return msgspec.structs.replace(request, storyboard=kept)

    async def plan(self, request: FilmRequest) -> FilmPlan:
        """The dry run of a request."""
        return await plan_film(request, workspace=self._workspace)

    async def examine(self, request: FilmRequest | None = None) -> list[Check]:
        """What this machine can do, or what one film needs; one examination at a time, in worker programs."""
        place = self._settings.output
        async with self._examining:
            if request is None:
                return await doctor.check_machine(workspace=self._workspace, output=place)
            return await doctor.check_request(request, workspace=self._workspace, output=place, force=True)

    async def offer(self) -> Offer:
        """What forms can offer."""
        return await asyncio.to_thread(offer)

    async def voices(self) -> list[VoiceDescription]:
        """The voices there are, the preferred first."""
        return await asyncio.to_thread(voices)

    async def sample(self, name: str, language: str) -> Path:
        """A WAV file to hear a voice by."""
        return await spoken_sample(name, language, workspace=self._workspace, tasks=self.runner.tasks)
