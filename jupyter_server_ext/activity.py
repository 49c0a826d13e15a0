"""Jobs as activity: a server that makes films is not idle, whether or not anybody looks."""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from datetime import UTC, datetime
from typing import Any

BEAT_SECONDS = 20.0
NAME = "aura_nb"


class Activity:
    """Tells JupyterHub's culler, by way of the server's last activity, that jobs wait or run."""

    def __init__(self, job_server: Any, times: MutableMapping[str, datetime]) -> None:
        """`times` is the web application's `last_activity_times`."""
        self._job_server = job_server
        self._times = times
        self._beating: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to tell."""
        self._beating = asyncio.create_task(self._beat())

    async def stop(self) -> None:
        """Tell no longer."""
        if self._beating is not None:
            self._beating.cancel()
            await asyncio.gather(self._beating, return_exceptions=True)

    def present(self) -> dict[str, int] | None:
        """How many jobs run here; None when the server may be taken for idle."""
        running = len(self._job_server.runner.active) if self._job_server.is_open else 0
        return {"runningJobs": running} if running else None

    async def _beat(self) -> None:
        while True:
            if self.present():
                self._times[NAME] = datetime.now(UTC)
            await asyncio.sleep(BEAT_SECONDS)
