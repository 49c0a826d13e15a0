"""The runtime record: how kernels of this server find it (`aura_nb.client.records`)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import msgspec

from aura_nb.client.trust import certificate_of
from aura_nb.pipeline.joblog import timestamp
from aura_nb.release import __version__
from jupyter_server_ext.job_server import JobServer


class RuntimeRecord:
    """`aura-{pid}.json` in Jupyter's runtime folder, for this user's eyes alone: it holds the server's token."""

    def __init__(self, serverapp: Any, job_server: JobServer) -> None:
        self._path = Path(serverapp.runtime_dir) / f"aura-{os.getpid()}.json"
        self._content = {
            "pid": os.getpid(),
            "url": serverapp.connection_url,
            "baseUrl": serverapp.base_url,
            # Empty where a password is asked for, or a hub decides.
            "token": serverapp.identity_provider.token or "",
            "serverId": job_server.server_id,
            "workspace": str(job_server.workspace.root),
            "version": __version__,
            "certificate": _certificate(serverapp),
            "started": timestamp(),
        }

    def write(self) -> None:
        """Put it in place, whole; it is never readable for others, not for a moment."""
        part = self._path.with_suffix(".part")
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(msgspec.json.encode(self._content))
        part.replace(self._path)

    def remove(self) -> None:
        """The server stops."""
        self._path.unlink(missing_ok=True)


def _certificate(serverapp: Any) -> str:
    """What the server shows who it is by, for clients on this machine: such a certificate may be signed by nobody."""
    path = serverapp.certfile or (serverapp.ssl_options or {}).get("certfile", "")
    return certificate_of(path) if path else ""
