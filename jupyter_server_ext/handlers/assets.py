"""Pictures sent here, for storyboards that name them by what they are."""

from __future__ import annotations

import asyncio
import hashlib
import tempfile
from pathlib import Path
from typing import Any

from jupyter_server.auth.decorator import authorized
from tornado import web

from aura_nb.permissions import make_folder
from aura_nb.pipeline.assets import MAX_BYTES
from jupyter_server_ext.handlers.base import AuraHandler


@web.stream_request_body
class AssetHandler(AuraHandler):
    """The body goes to the disk as it comes; nothing is kept of one that is too large, cut, or no picture."""

    max_body = MAX_BYTES
    _part: Any = None

    async def admitted(self) -> None:
        if self.request.method != "PUT":
            return
        folder = self.workshop.workspace.assets.folder
        await asyncio.to_thread(make_folder, folder)
        self._digest = hashlib.sha256()
        # Deleted by hand: it is renamed into place.
        self._part = await asyncio.to_thread(tempfile.NamedTemporaryFile, dir=folder, suffix=".part", delete=False)

    async def data_received(self, chunk: bytes) -> None:  # type: ignore[override] # Tornado awaits what is returned
        self._received += len(chunk)
        if self._part is not None and self._received <= self.max_body:
            await asyncio.to_thread(self._take, chunk)

    def _take(self, chunk: bytes) -> None:
        self._part.write(chunk)
        self._digest.update(chunk)

    @web.authenticated
    @authorized
    async def put(self, name: str) -> None:
        """Take a picture; the same one again is the same asset."""
        try:
            if self._received > self.max_body:
                raise self.too_large()
            part = Path(self._part.name)
            await asyncio.to_thread(self._part.close)
            sha256 = self._digest.hexdigest()
            asset = await asyncio.to_thread(self.workshop.workspace.assets.put, part, sha256=sha256, name=name)
        finally:
            await asyncio.to_thread(self._drop)
        self.answer({"asset": asset, "sha256": sha256, "sizeBytes": self._received}, status=201)

    def on_finish(self) -> None:
        super().on_finish()
        self._drop()

    def on_connection_close(self) -> None:
        super().on_connection_close()
        self._drop()

    def _drop(self) -> None:
        """Remove what was not put in place."""
        if self._part is not None:
            self._part.close()
            Path(self._part.name).unlink(missing_ok=True)
