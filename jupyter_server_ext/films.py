"""The engine of a server: with its settings and metrics, and the requests that come to it as bodies.

Loading this module loads the engine: the job server does it in a thread.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from aura_nb.engine.engine import Engine
from aura_nb.jobs.cleanup import WorkspaceCleanup
from aura_nb.jobs.connections import BUSY_SECONDS
from aura_nb.pipeline.chart_data import filled
from aura_nb.pipeline.film_request import FilmRequest
from aura_nb.pipeline.scene_files import adopted
from aura_nb.pipeline.workspace import Workspace
from aura_nb.request.body import demo_of, film_of
from aura_nb.sources.notebook.execution import end_runs
from jupyter_server_ext import metrics
from jupyter_server_ext.settings import Settings


class Films(Engine):
    """Opens the store: make it in a thread. Everything else belongs to the server's loop."""

    def __init__(self, settings: Settings, workspace: Workspace) -> None:
        super().__init__(
            workspace,
            films=settings.output,
            root=settings.root,
            max_pending=settings.max_pending,
            max_running=settings.max_running,
            observe=metrics.heard,
            opening_patience=BUSY_SECONDS,
            step_timeout=settings.step_timeout,
            cleanup=partial(
                WorkspaceCleanup,
                retention_days=settings.retention_days,
                orphan_hours=settings.orphan_hours,
                sweep_seconds=settings.sweep_seconds,
            ),
        )
        self._settings = settings
        # One at a time, and not in the threads that all else of the server shares: a run may take an hour.
        self._notebooks = ThreadPoolExecutor(max_workers=1, thread_name_prefix="aura-notebooks")
        metrics.QUEUE.store = self.store

    async def stop(self, *, cancel: bool = False) -> None:
        """End every run and its processes."""
        metrics.QUEUE.store = None
        self._notebooks.shutdown(wait=False, cancel_futures=True)
        end_runs()
        await super().stop(cancel=cancel)

    async def requested(self, raw: Any) -> FilmRequest:
        """The film that a body asks for."""
        asked = self._settings
        return await film_of(
            raw,
            root=asked.root_folder,
            assets=self.workspace.assets,
            hidden=asked.allow_hidden,
            runs=self._notebooks,
        )

    async def demo(self, raw: Any) -> FilmRequest:
        """The demo that a body asks for."""
        return await asyncio.to_thread(demo_of, raw)

    async def adopted(self, request: FilmRequest) -> FilmRequest:
        """The request with copies of its pictures as assets: the job needs no folder, its storyboard can be posted."""
        storyboard, folder = request.storyboard, request.folder
        if storyboard is None or folder is None:
            return request
        roots = list(map(Path, request.roots))
        whole = (await asyncio.to_thread(filled, storyboard, Path(folder), roots=roots, strict=False)).storyboard
        kept = await asyncio.to_thread(adopted, self.workspace.assets, whole, Path(folder), roots=roots)
        return msgspec.structs.replace(request, storyboard=kept)
