"""The workshop: store, desk and runner of one server, opened once its loop runs and closed before it ends."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from aura_nb.errors import ServerStopping
from aura_nb.jobs.cleanup import Cleanup
from aura_nb.jobs.desk import Desk
from aura_nb.jobs.runner import JobRunner
from aura_nb.jobs.store import Store
from aura_nb.pipeline.progress import Event as FilmEvent
from aura_nb.pipeline.workspace import Workspace


class Service(Protocol):
    """Something that lives as long as the workshop is open: begun after the store was, ended before the runner is."""

    async def start(self) -> None:
        """Begin; requests are answered after this, and `workshop.store` is there."""

    async def stop(self) -> None:
        """End; nothing of it is left afterwards."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What the server's traits say; see `AuraApp`."""

    workspace: str
    output: Path
    root: str  # where the API is, with a slash at its end
    root_folder: Path  # the server's own, which the file browser shows
    allow_hidden: bool
    max_running: int | None
    max_pending: int
    retention_days: float
    orphan_hours: float
    sweep_seconds: float
    cache_bytes: int


class Workshop:
    """One server's jobs. `store`, `desk` and `runner` are there once it is open; `server_id` names this very server."""

    store: Store
    desk: Desk
    runner: JobRunner

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.server_id = uuid.uuid4().hex
        self.workspace = Workspace(settings.workspace or None, cache_limit=settings.cache_bytes)
        self.services: list[Service] = []
        self._state = "starting"

    async def open(self) -> None:
        """Open the store, take up what dead owners left, begin to run jobs and services."""
        self.store = await asyncio.to_thread(Store.open, self.workspace.root / "jobs.sqlite")
        asked = self.settings
        self.desk = Desk(self.store, self.workspace, films=asked.output, root=asked.root, max_pending=asked.max_pending)
        cleanup = Cleanup(
            self.workspace,
            self.store,
            retention_days=asked.retention_days,
            orphan_hours=asked.orphan_hours,
            sweep_seconds=asked.sweep_seconds,
        )
        self.runner = JobRunner(
            self.store, self.workspace, max_running=asked.max_running, cleanup=cleanup, observe=self.heard
        )
        await self.runner.start()
        for service in self.services:
            await service.start()
        self._state = "open"

    async def close(self) -> None:
        """End the services, then every run: what was running goes back to the queue, and its processes are gone."""
        began, self._state = self._state, "stopping"
        if began == "open":
            for service in reversed(self.services):
                await service.stop()
            await self.runner.stop()
        if hasattr(self, "store"):
            await asyncio.to_thread(self.store.close)

    def heard(self, event: FilmEvent) -> None:
        """An event of a film made here, single tasks too."""

    def require_open(self) -> None:
        """Raises `ServerStopping` before the first and after the last moment in which jobs can be asked for."""
        if self._state != "open":
            raise ServerStopping(f"The server is {self._state}.")
