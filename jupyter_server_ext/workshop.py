"""The workshop: store, desk and runner of one server, opened once its loop runs and closed before it ends."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from aura_nb.errors import ServerStopping
from aura_nb.pipeline.workspace import Workspace

if TYPE_CHECKING:
    from aura_nb.jobs.desk import Desk
    from aura_nb.jobs.runner import JobRunner
    from aura_nb.jobs.store import Store
    from jupyter_server_ext.films import Films


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
    """One server's jobs. `films` is there once it is open; `server_id` names this very server."""

    films: Films

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.server_id = uuid.uuid4().hex
        self.workspace = Workspace(
            settings.workspace or None,
            cache_limit=settings.cache_bytes,
            orphan_seconds=settings.orphan_hours * 3600,
        )
        self.services: list[Service] = []
        self._state: Literal["starting", "open", "stopping"] = "starting"

    async def open(self) -> None:
        """Open the store, take up what dead owners left, begin to run jobs and services."""
        # The engine's modules take half a second to load: in a thread, while the server answers others already.
        module = await asyncio.to_thread(import_module, "jupyter_server_ext.films")
        films: Films = await asyncio.to_thread(module.Films, self.settings, self.workspace)
        self.films = films
        await films.runner.start()
        for service in self.services:
            await service.start()
        self._state = "open"

    async def close(self) -> None:
        """End the services, then every run: what was running goes back to the queue, and its processes are gone."""
        began, self._state = self._state, "stopping"
        if began == "open":
            for service in reversed(self.services):
                await service.stop()
            await self.films.close()

    @property
    def is_open(self) -> bool:
        """Whether jobs can be asked for."""
        return self._state == "open"

    def require_open(self) -> None:
        """Raises `ServerStopping` before the first and after the last moment in which jobs can be asked for."""
        if not self.is_open:
            raise ServerStopping(f"The server is {self._state}.")

    @property
    def store(self) -> Store:
        """The jobs and their event log."""
        return self.films.store

    @property
    def desk(self) -> Desk:
        """Where jobs are handed in and asked for."""
        return self.films.desk

    @property
    def runner(self) -> JobRunner:
        """Who runs them."""
        return self.films.runner
