"""Finished files from a server: whole or not at all, their checksum compared, a cut download taken up where it was."""

from __future__ import annotations

import asyncio
import hashlib
import os
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from aura_nb.client.exchange import Exchange, part
from aura_nb.client.problem import error_of
from aura_nb.client.reconnection import Reconnection
from aura_nb.client.stream import retry_after_of
from aura_nb.errors import JobNotFound, OutputInvalid
from aura_nb.pipeline.artifacts import is_film_file
from aura_nb.pipeline.output import OutputPlace, unwritable
from aura_nb.pipeline.task import InputFile
from aura_nb.wire.events import ArtifactReady
from aura_nb.wire.job import JobObject

TRIES = 2
CUTS = 1000


class Download:
    """One artifact of a job, on its way to `target`. A context: what is not finished is removed."""

    def __init__(self, exchange: Exchange, job_id: str, artifact: ArtifactReady, target: Path) -> None:
        self._exchange = exchange
        self._path = f"jobs/{part(job_id)}/artifacts/{'/'.join(map(part, artifact.name.split('/')))}"
        self._artifact = artifact
        self._target = target
        self._part = target.with_name(f".{target.name}.{os.urandom(4).hex()}.part")
        self._etag = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._part.unlink(missing_ok=True)

    async def finish(self) -> None:
        """Get all of it and put it in place. Raises `OutputInvalid`, `OutputUnwritable`, `ServerUnreachable`."""
        try:
            for _ in range(TRIES):
                self._part.write_bytes(b"")
                await self._get()
                if await asyncio.to_thread(self._is_whole):
                    self._part.replace(self._target)
                    return
        except OSError as error:
            raise unwritable(error, self._target.parent) from error
        raise OutputInvalid(
            f"The downloaded {self._artifact.name!r} is not what the server has: its checksum differs.",
            remedy="Try again; if it fails again, look at the network between here and the server.",
        )

    async def _get(self) -> None:
        """Everything up to the file's size, however often the line is cut."""
        line = Reconnection()
        for _ in range(CUTS):
            have = self._part.stat().st_size
            if have >= self._artifact.size_bytes:
                return
            retry_after, reason = None, "the line was cut"
            try:
                await self._get_from(have)
            except _Busy as busy:
                retry_after, reason = busy.retry_after, str(busy)
            except httpx.TransportError as error:
                reason = str(error) or type(error).__name__
            if self._part.stat().st_size > have:
                line.forgive()
            elif (delay := line.lost(retry_after)) is None:
                raise self._exchange.unreachable(reason)
            else:
                await asyncio.sleep(delay)

    async def _get_from(self, have: int) -> None:
        asked = {"Range": f"bytes={have}-", "If-Range": self._etag} if have and self._etag else {}
        headers = asked | {"Accept-Encoding": "identity"}
        async with self._exchange.stream(self._path, headers=headers) as response:
            if response.status_code in {429, 503}:
                raise _Busy(response)
            if response.status_code not in {200, 206}:
                await response.aread()
                raise error_of(response)
            self._etag = response.headers.get("ETag", "")
            with self._part.open("ab" if response.status_code == 206 else "wb") as file:
                async for chunk in response.aiter_bytes():
                    await asyncio.to_thread(file.write, chunk)

    def _is_whole(self) -> bool:
        """Whether it is the very file; it is on the disk then."""
        with self._part.open("rb+") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            os.fsync(file.fileno())
        return digest == self._artifact.sha256


class _Busy(Exception):
    def __init__(self, response: httpx.Response) -> None:
        super().__init__(f"it answered {response.status_code}")
        self.retry_after = retry_after_of(response)


async def fetch(exchange: Exchange, job: JobObject, name: str, target: Path) -> None:
    """Write one of a job's files to `target`. Raises `JobNotFound` when it has none of that name."""
    artifact = next((each for each in job.artifacts if each.name == name), None)
    if artifact is None:
        raise JobNotFound(f"The job has no finished file {name!r}: it is {job.status}.", jobId=job.job_id)
    with Download(exchange, job.job_id, artifact, target) as download:
        await download.finish()


async def collect(exchange: Exchange, job: JobObject, output: OutputPlace) -> Path:
    """Put all files of a completed job in a place of this machine, or none; where the video is."""
    with tempfile.TemporaryDirectory(prefix="aura-download-") as folder:
        files: list[tuple[str, InputFile | bytes]] = []
        for number, artifact in enumerate(job.artifacts):
            name = artifact.name
            if not is_film_file(name):
                continue
            with Download(exchange, job.job_id, artifact, Path(folder, str(number))) as download:
                await download.finish()
            files.append((name, InputFile(path=str(Path(folder, str(number))), sha256=artifact.sha256)))
        await asyncio.to_thread(output.publish, files)
    return output.video
