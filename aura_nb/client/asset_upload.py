"""The pictures of a storyboard, sent to a server that cannot read this machine's folders."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from aura_nb.client.exchange import Exchange, part
from aura_nb.pipeline.assets import is_local
from aura_nb.pipeline.chart_data import filled
from aura_nb.pipeline.scene_files import find_pictures, find_recordings, named_files, with_pictures
from aura_nb.pipeline.task import InputFile, file_digest
from aura_nb.specs import Storyboard

UPLOAD_SECONDS = 600.0


class _Stored(msgspec.Struct):
    asset: str
    sha256: str


class SentAssets:
    """What one server has been sent: a picture is sent once, whatever it is called."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._stored: dict[str, str] = {}

    async def store(
        self,
        storyboard: Storyboard,
        folder: str | None,
        *,
        roots: Sequence[str] = (),
        places: Mapping[str, str] | None = None,
    ) -> Storyboard:
        """The storyboard with its pictures named `asset:{sha256}`, which the server has then.

        Raises `AssetMissing`, `AssetOutside` and `AssetInvalid` before anything is sent.
        """
        base = Path(folder) if folder is not None else None
        further = list(map(Path, roots))
        storyboard, _ = await asyncio.to_thread(filled, storyboard, base, roots=further, places=places, strict=False)
        local = [scene for scene in storyboard.scenes if any(map(is_local, named_files(scene).values()))]
        if not local:
            return storyboard
        named = msgspec.structs.replace(storyboard, scenes=local)
        pictures = await asyncio.to_thread(find_pictures, named, base, roots=further, places=places)
        sounds = await asyncio.to_thread(find_recordings, named, base, roots=further, places=places)
        files = {name: file for each in pictures.values() for name, file in each.items() if is_local(name)}
        files |= {scene.audio: sounds[scene.id] for scene in local if scene.audio is not None and is_local(scene.audio)}
        names = {name: await self._name_of(file) for name, file in files.items()}
        return with_pictures(storyboard, names)

    async def store_file(self, path: Path) -> str:
        """What the server calls a file of this machine, which it has then."""
        digest = await asyncio.to_thread(file_digest, str(path))
        return await self._name_of(InputFile(path=str(path), sha256=digest.sha256))

    async def hold(self, embedded: Mapping[str, bytes]) -> None:
        """Send the pictures that a deck itself holds."""
        for sha256, content in embedded.items():
            if sha256 not in self._stored:
                self._stored[sha256] = await self.put(sha256, content)

    async def _name_of(self, file: InputFile) -> str:
        if file.sha256 not in self._stored:
            path = Path(file.path)
            self._stored[file.sha256] = await self.put(path.name, await asyncio.to_thread(path.read_bytes))
        return self._stored[file.sha256]

    async def put(self, name: str, content: bytes) -> str:
        """Send a picture; what a storyboard calls it then."""
        stored = await self._exchange.json(
            _Stored,
            "PUT",
            f"assets/{part(name)}",
            content=content,
            headers={"Content-Type": "application/octet-stream"},
            seconds=UPLOAD_SECONDS,
        )
        return stored.asset
