"""The job server: store, job service and runner of one server, opened once its loop runs and closed before it ends."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
import uuid
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Literal, Protocol

from aura_nb.errors import AuraError, ServerStarting, ServerStopping
from aura_nb.faults import as_fault
from aura_nb.pipeline.workspace import Workspace
from jupyter_server_ext.problem import NotOpened
from jupyter_server_ext.settings import Settings

if TYPE_CHECKING:
    from aura_nb.jobs.job_service import JobService
    from aura_nb.jobs.runner import JobRunner
    from aura_nb.jobs.store import Store
    from jupyter_server_ext.films import Films


log = logging.getLogger("aura_nb")

# Between two attempts to open a workspace: at first and at most; a request brings the next one forward to the first.
FIRST_WAIT_SECONDS, LAST_WAIT_SECONDS = 2.0, 30.0


class BackgroundService(Protocol):
    """Something that lives as long as the job server is open: begun after the store was, ended before the runner is."""

    async def start(self) -> None:
        """Begin; requests are answered after this, and `job_server.store` is there."""

    async def stop(self) -> None:
        """End; nothing of it is left afterwards."""


class JobServer:
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
        self.services: list[BackgroundService] = []
        self.opened: Callable[[], None] = _nothing  # called each time it has become open
        self._state: Literal["starting", "open", "stopping"] = "starting"
        self._cause: AuraError | None = None  # why the last attempt to open failed
        self._tried = 0.0
        self._asked = asyncio.Event()
        self._trying: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Open the store, recover what dead owners left, begin to run jobs and services.

        A workspace that cannot be opened is tried again, less and less often, and soon after a request: until then
        `require_open` raises the cause.
        """
        await self._try()
        if self._cause is not None:
            self._trying = asyncio.create_task(self._try_again())

    async def _try_again(self) -> None:
        wait = FIRST_WAIT_SECONDS
        while self._cause is not None:
            self._asked.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._asked.wait(), wait)
            wait = min(2 * wait, LAST_WAIT_SECONDS)
            await self._try()

    async def _try(self) -> None:
        try:
            await self._open()
        except Exception as error:
            cause = error if isinstance(error, AuraError) else as_fault(error, "The workspace could not be opened")
            if self._cause is None or cause.message != self._cause.message:
                fault = None if isinstance(error, AuraError) else error
                log.log(logging.ERROR, "%s %s It is tried again.", cause.message, cause.remedy, exc_info=fault)
            self._cause = cause
        else:
            self._cause, self._state = None, "open"
            self.opened()
        self._tried = time.monotonic()

    async def _open(self) -> None:
        # The engine's modules take half a second to load: in a thread, while the server answers others already.
        module = await asyncio.to_thread(import_module, "jupyter_server_ext.films")
        films: Films = await asyncio.to_thread(module.Films, self.settings, self.workspace)
        begun: list[BackgroundService] = []
        try:
            self.films = films
            await films.start()
            for service in self.services:
                await service.start()
                begun.append(service)
        except BaseException:
            for service in reversed(begun):
                await service.stop()
            await _end(films)
            raise

    async def close(self) -> None:
        """End the services, then every run: what was running goes back to the queue, and its processes are gone."""
        began, self._state = self._state, "stopping"
        if self._trying is not None:
            self._trying.cancel()
            await asyncio.gather(self._trying, return_exceptions=True)
        if began == "open":
            for service in reversed(self.services):
                await service.stop()
            await _end(self.films)

    @property
    def is_open(self) -> bool:
        """Whether jobs can be asked for."""
        return self._state == "open"

    def require_open(self) -> None:
        """Raises `ServerStarting` or `ServerStopping` while jobs cannot be asked for, `NotOpened` where that failed."""
        if self._state == "stopping":
            raise ServerStopping("The server is stopping.")
        if self._cause is not None:
            if time.monotonic() - self._tried > FIRST_WAIT_SECONDS:
                self._asked.set()
            raise NotOpened(self._cause)
        if self._state == "starting":
            raise ServerStarting("The server is starting.")

    @property
    def store(self) -> Store:
        """The jobs and their event log."""
        return self.films.store

    @property
    def job_service(self) -> JobService:
        """Takes new jobs, and answers questions about all of them."""
        return self.films.job_service

    @property
    def runner(self) -> JobRunner:
        """Who runs them."""
        return self.films.runner


async def _end(films: Films) -> None:
    await films.stop()
    await asyncio.to_thread(films.close)


def _nothing() -> None:
    """What is done where nobody wants to hear of it."""
