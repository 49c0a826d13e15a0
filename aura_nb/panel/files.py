"""Files of jobs for a page that can only be reached through its widget: the bytes, in pieces, or where the file is."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import tempfile
from collections.abc import AsyncGenerator
from pathlib import Path

import ffmpeg
from msgspec import Struct

from aura_nb.client.backend import Backend
from aura_nb.media.ffmpeg import BITEXACT, run
from aura_nb.pipeline.artifacts import made_file

# A Jupyter server drops what a kernel says above a megabyte in a second (`iopub_data_rate_limit`).
PIECE = 400_000
PIECE_SECONDS = 0.5
LARGEST = 40 * 10**6


class Content(Struct, frozen=True):
    """A file on this machine: its media type, where it stays (empty for a copy of ours), and whether it can be sent."""

    file: Path
    type: str
    path: str
    size: int

    @property
    def fits(self) -> bool:
        """Whether it is small enough to go through a widget's channel."""
        return self.size <= LARGEST

    def pieces(self) -> list[bytes]:
        """Its bytes."""
        content = self.file.read_bytes()
        return [content[start : start + PIECE] for start in range(0, len(content), PIECE)] or [b""]


@contextlib.asynccontextmanager
async def content(backend: Backend, job_id: str, name: str, *, mp3: bool) -> AsyncGenerator[Content, None]:
    """A file of a job; with `mp3` a film whose sound is MP3, which pages play that know no AAC.

    Raises `JobNotFound` when the job has no such file.
    """
    job = await backend.job(job_id)
    kind = next((each.type for each in job.artifacts if each.name == name), "application/octet-stream")
    place = None if job.output is None else made_file(job.output, name)  # on the machine that made it
    folder = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="aura-panel-"))
    try:
        file = place
        if file is None or not await asyncio.to_thread(file.is_file):
            file = folder / Path(name).name
            await backend.fetch(job_id, name, file)
        if mp3:
            sounding = folder / f"mp3-{file.name}"
            await asyncio.to_thread(with_mp3, file, sounding)
            file = sounding
        size = (await asyncio.to_thread(file.stat)).st_size
        yield Content(file, kind, "" if place is None else str(place), size)
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


def with_mp3(film: Path, target: Path) -> None:
    """Write the film with its pictures copied and its sound as MP3. Raises what `run` raises."""
    source = ffmpeg.input(str(film), format="mp4")
    output = ffmpeg.output(
        source.video,
        source.audio,
        str(target),
        format="mp4",
        vcodec="copy",
        acodec="libmp3lame",
        movflags="+faststart",
        audio_bitrate="128k",
        **BITEXACT,
    )  # fmt: skip - one option after another
    run(output)
