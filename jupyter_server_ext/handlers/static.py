"""The panel's own files, such as its SharedWorker's script: code that runs in the page's origin, and nothing secret."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from jupyter_server.auth.decorator import authorized
from tornado import web

from jupyter_server_ext.handlers.mixin import AuraMixin

# Not `AuthenticatedFileHandler`: its content security policy would put the worker into a sandbox without cookies.


class StaticHandler(AuraMixin, web.StaticFileHandler):
    is_public = True  # they are in every installation; a worker's script is asked for without a header of ours

    @web.authenticated
    @authorized
    async def get(self, path: str) -> None:  # type: ignore[override] # decorated, its type forgets the path
        await super().get(path)

    @web.authenticated
    @authorized
    async def head(self, path: str) -> None:  # type: ignore[override] # decorated, its type forgets the path
        await super().get(path, include_body=False)

    def set_extra_headers(self, path: str) -> None:  # noqa: ARG002 - Tornado's signature
        """A new version is seen at once; an unchanged file costs a 304."""
        self.set_header("Cache-Control", "no-cache")

    @classmethod
    def folder(cls) -> Path:
        """Where the files are, found without importing the panel."""
        found = find_spec("aura_nb")
        return Path(found.origin if found and found.origin else "aura_nb").parent / "panel" / "static"
