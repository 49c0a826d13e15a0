"""The event streams of one server: as many as its traits allow, ended when it stops."""

from __future__ import annotations

from aura_nb.broadcast import Broadcast, Places
from jupyter_server_ext.job_server import JobServer


class Streams:
    """A service of the job server. `broadcast` is there while it is open."""

    broadcast: Broadcast

    def __init__(self, job_server: JobServer, *, most: int, most_each: int, keepalive_seconds: float) -> None:
        self.places = Places(most=most, most_each=most_each)
        self._job_server = job_server
        self._keepalive_seconds = keepalive_seconds

    async def start(self) -> None:
        """Begin to follow the log."""
        self.broadcast = Broadcast(self._job_server.job_service, keepalive_seconds=self._keepalive_seconds)

    async def stop(self) -> None:
        """Say `shutdown` to every reader; when this returns, no stream is open."""
        await self.broadcast.close()
