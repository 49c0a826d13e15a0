"""Pictures sent here, for storyboards that name them by what they are."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import tempfile
from pathlib import Path
from typing import Any

from jupyter_server.auth.decorator import authorized
from tornado import web

from aura_nb.errors import AuraError
from aura_nb.permissions import make_folder
from aura_nb.pipeline.assets import writing
from aura_nb.specs.limits import MAX_ASSET
from jupyter_server_ext.handlers.base import AuraHandler


@web.stream_request_body
class AssetHandler(AuraHandler):
    """The body goes to the disk as it comes; nothing is kept of one that is too large, cut, or no picture."""

    max_body = MAX_ASSET
    _part: Any = None

    async def admitted(self) -> None:
        self._digest = hashlib.sha256()
        self._part = await asyncio.to_thread(self._opened)

    def _opened(self) -> Any:
        folder = self.job_server.workspace.assets.folder
        with writing():
            make_folder(folder)
            # Deleted by hand: it is renamed into place.
            return tempfile.NamedTemporaryFile(dir=folder, suffix=".part", delete=False)

    async def take(self, chunk: bytes) -> None:
        try:
            await asyncio.to_thread(self._write, chunk)
        except AuraError:
            await asyncio.to_thread(self._drop)  # before it is answered: there is no room to spare
            raise

    def _write(self, chunk: bytes) -> None:
        with writing():
            self._part.write(chunk)
        self._digest.update(chunk)

    def _refuse(self, error: BaseException) -> None:
        self._drop()  # before it is answered: nothing of what is refused is kept
        super()._refuse(error)

    @web.authenticated
    @authorized
    async def put(self, name: str) -> None:
        """Take a picture; the same one again is the same asset."""
        try:
            sha256 = self._digest.hexdigest()
            asset = await asyncio.to_thread(self._stored, sha256, name)
        finally:
            await asyncio.to_thread(self._drop)
        self.answer({"asset": asset, "sha256": sha256, "sizeBytes": self._received}, status=201)

    def _stored(self, sha256: str, name: str) -> str:
        with writing():
            self._part.close()  # writes what is still in its buffer
        return self.job_server.workspace.assets.put(Path(self._part.name), sha256=sha256, name=name)

    def on_finish(self) -> None:
        super().on_finish()
        self._drop()

    def on_connection_close(self) -> None:
        super().on_connection_close()
        self._drop()

    def _drop(self) -> None:
        """Remove what was not put in place."""
        part, self._part = self._part, None
        if part is not None:
            with contextlib.suppress(OSError):  # its buffer cannot be written either
                part.close()
            with contextlib.suppress(OSError):  # a sweep removes it
                Path(part.name).unlink(missing_ok=True)
