"""Storyboards that are looked at before a film is made of them: kept in the workspace, a file each, with a version."""

from __future__ import annotations

import asyncio
import contextlib
import re
import time
import uuid
from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from aura_nb.doctor import Check, check_request
from aura_nb.errors import AssetMissing, DraftChanged, DraftNotFound
from aura_nb.permissions import make_folder, opener
from aura_nb.pipeline.assets import is_local
from aura_nb.pipeline.preview import Preview, written
from aura_nb.pipeline.request import FilmRequest
from aura_nb.pipeline.runner import TaskRunner
from aura_nb.pipeline.scene_files import named_files
from aura_nb.pipeline.workspace import Workspace
from aura_nb.sources.pace import estimated_seconds
from aura_nb.specs import Storyboard
from aura_nb.specs.validation import check

_ID = re.compile(r"[0-9a-f]{32}")
KEPT_SECONDS = 30 * 24 * 3600.0
PREPARED = 8  # films whose fonts and pictures are kept ready


class DraftScene(Struct, rename="camel", kw_only=True):
    """One scene as a card shows it: about how many seconds it lasts, where it was written, what was found about it."""

    scene: str
    heading: str
    narration: str
    kind: str
    seconds: float
    place: str = ""
    findings: list[Check] = []


class StoryboardDraft(Struct, rename="camel", kw_only=True):
    """A storyboard and what can be said of its film beforehand.

    `findings` are those that are about no single scene; those that pass are left out.
    """

    storyboard_id: str
    version: int
    title: str
    language: str
    seconds: float
    scenes: list[DraftScene]
    findings: list[Check]
    notes: list[str]
    storyboard: dict[str, Any]
    links: dict[str, str]


class _Kept(Struct):
    version: int
    request: FilmRequest


class Drafts:
    """The drafts of one workspace. `root` is where the URLs of answers begin."""

    def __init__(self, workspace: Workspace, *, root: str, tasks: TaskRunner) -> None:
        self._workspace = workspace
        self._root = root
        self._tasks = tasks
        self._prepared: OrderedDict[tuple[str, int], asyncio.Future[Preview]] = OrderedDict()
        self._writing = asyncio.Lock()

    async def create(self, request: FilmRequest) -> StoryboardDraft:
        """Keep the storyboard of a request; that of a topic is written first. Raises what making its film would."""
        request = await asyncio.to_thread(request.checked)
        request = await written(request, workspace=self._workspace, tasks=self._tasks)
        storyboard_id = uuid.uuid4().hex
        await asyncio.to_thread(self._sweep)
        kept = _Kept(1, request)
        await asyncio.to_thread(self._write, storyboard_id, kept)
        return await self._told(storyboard_id, kept)

    async def get(self, storyboard_id: str) -> StoryboardDraft:
        """The draft; raises `DraftNotFound`."""
        return await self._told(storyboard_id, await asyncio.to_thread(self._read, storyboard_id))

    async def put(self, storyboard_id: str, storyboard: Any, *, version: int) -> StoryboardDraft:
        """Save another state of a draft over the `version` that it was made from.

        Raises `DraftChanged` when there is a newer one, `DraftNotFound`, `RequestInvalid` naming wrong fields, and
        `AssetMissing` for a file that the draft did not name before and that was not sent.
        """
        async with self._writing:
            kept = await asyncio.to_thread(self._read, storyboard_id)
            if kept.version != version:
                raise DraftChanged(f"The storyboard was changed elsewhere: it is at version {kept.version}.")
            board = await asyncio.to_thread(check, Storyboard, storyboard, path="storyboard")
            _refuse_new_files(board, kept.request.storyboard)
            request = msgspec.structs.replace(kept.request, storyboard=board)
            changed = _Kept(version + 1, await asyncio.to_thread(request.checked))
            await asyncio.to_thread(self._write, storyboard_id, changed)
        return await self._told(storyboard_id, changed)

    async def delete(self, storyboard_id: str) -> None:
        """Remove a draft; raises `DraftNotFound`."""
        try:
            await asyncio.to_thread(self._path(storyboard_id).unlink)
        except FileNotFoundError as error:
            raise _unknown(storyboard_id) from error

    async def request(self, storyboard_id: str) -> FilmRequest:
        """The request for its film; raises `DraftNotFound`."""
        return (await asyncio.to_thread(self._read, storyboard_id)).request

    async def picture(self, storyboard_id: str, scene_id: str) -> Path:
        """The slide of a scene, a PNG file. Raises `DraftNotFound`, and what drawing raises."""
        return await (await self._preview(storyboard_id)).picture(scene_id)

    async def speech(self, storyboard_id: str, scene_id: str) -> Path | None:
        """The speech of a scene, a WAV file, or None where nothing is said. Raises as above, and what voices raise."""
        return await (await self._preview(storyboard_id)).speech(scene_id)

    async def _preview(self, storyboard_id: str) -> Preview:
        """Prepared once for each version, however many scenes are asked for at once."""
        kept = await asyncio.to_thread(self._read, storyboard_id)
        key = (storyboard_id, kept.version)
        if key not in self._prepared:
            preparing = Preview.of(kept.request, workspace=self._workspace, tasks=self._tasks)
            self._prepared[key] = asyncio.ensure_future(preparing)
            while len(self._prepared) > PREPARED:
                self._prepared.popitem(last=False)
        self._prepared.move_to_end(key)
        try:
            return await asyncio.shield(self._prepared[key])
        except Exception:
            self._prepared.pop(key, None)  # it may go well the next time
            raise

    async def _told(self, storyboard_id: str, kept: _Kept) -> StoryboardDraft:
        board = kept.request.storyboard
        if board is None:
            raise ValueError("a draft has a storyboard")
        findings = await check_request(kept.request, workspace=self._workspace, thorough=False)
        open_ = [each for each in findings if each.status != "pass"]
        scenes = [
            DraftScene(
                scene=scene.id,
                heading=scene.headline,
                narration=scene.narration,
                kind=str(scene.show.__struct_config__.tag),
                seconds=round(estimated_seconds(Storyboard(title="-", language=board.language, scenes=[scene])), 2),
                place=scene.source.place if scene.source else "",
                findings=[each for each in open_ if scene.id in each.scenes],
            )
            for scene in board.scenes
        ]
        here = f"{self._root}storyboards/{storyboard_id}"
        return StoryboardDraft(
            storyboard_id=storyboard_id,
            version=kept.version,
            title=board.title,
            language=board.language or "",
            seconds=round(sum(scene.seconds for scene in scenes), 2),
            scenes=scenes,
            findings=[each for each in open_ if not each.scenes],
            notes=kept.request.notes,
            storyboard=board.to_json(),
            links={"self": here, "jobs": f"{here}/jobs"},
        )

    def _path(self, storyboard_id: str) -> Path:
        if not _ID.fullmatch(storyboard_id):
            raise _unknown(storyboard_id)
        return self._workspace.storyboards / f"{storyboard_id}.json"

    def _read(self, storyboard_id: str) -> _Kept:
        try:
            return msgspec.json.decode(self._path(storyboard_id).read_bytes(), type=_Kept)
        except FileNotFoundError as error:
            raise _unknown(storyboard_id) from error

    def _write(self, storyboard_id: str, kept: _Kept) -> None:
        """Whole or not at all, readable by its owner alone."""
        path = self._path(storyboard_id)
        make_folder(path.parent)
        part = path.with_suffix(f".{uuid.uuid4().hex[:8]}.part")
        try:
            with open(part, "wb", opener=opener) as file:
                file.write(msgspec.json.encode(kept))
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)

    def _sweep(self) -> None:
        """Remove drafts that nobody has touched for a month."""
        before = time.time() - KEPT_SECONDS
        for path in self._workspace.storyboards.glob("*.json"):
            with contextlib.suppress(FileNotFoundError):  # another process was quicker
                if path.stat().st_mtime < before:
                    path.unlink()


def _unknown(storyboard_id: str) -> DraftNotFound:
    return DraftNotFound(f"There is no storyboard with the id {storyboard_id[:40]!r}.")


def _refuse_new_files(board: Storyboard, before: Storyboard | None) -> None:
    """What a draft is changed to names what was sent: the folders of the machine that keeps it are not the client's."""
    known = {name for _, name in _local_files(before)} if before is not None else set()
    for field, name in _local_files(board):
        if name not in known:
            raise AssetMissing(
                f"{field}: {name!r} is a file of another machine.",
                remedy="Send it with PUT aura/api/assets/NAME, and name it by the answer's asset.",
                field=field,
            )


def _local_files(board: Storyboard) -> Iterator[tuple[str, str]]:
    for index, scene in enumerate(board.scenes):
        figures = {f"show.{path}": name for path, name in scene.show.data_files().items()}
        for path, name in (named_files(scene) | figures).items():
            if is_local(name):
                yield f"storyboard.scenes[{index}].{path}", name
