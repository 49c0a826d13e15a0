"""Storyboards that are looked at, and changed, before a film is made of them: kept in the store, each with a version.

Every job has one too, under the job's own id: the film's storyboard is its version 0, and the first change makes
version 1. The job itself, its files, its resume and its cache never change by it.
"""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections import OrderedDict
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct

from aura_nb.doctor import Check, check_request
from aura_nb.errors import AssetMissing, DraftChanged, DraftNotFound, JobNotFound
from aura_nb.jobs.drafts import DraftRecord
from aura_nb.jobs.job_service import JobService
from aura_nb.pipeline.assets import is_local
from aura_nb.pipeline.dryrun import FilmPlan, plan_film
from aura_nb.pipeline.film_request import FilmRequest
from aura_nb.pipeline.preview import Preview, alone, written
from aura_nb.pipeline.scene_files import named_files
from aura_nb.pipeline.task_runner import TaskRunner
from aura_nb.pipeline.workspace import Workspace
from aura_nb.request.appearance import themed
from aura_nb.sources.pace import estimated_seconds
from aura_nb.specs import Render, Storyboard
from aura_nb.specs.validation import check
from aura_nb.voices.speech import Word

PREPARED = 12  # films whose fonts and pictures are kept ready


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

    `findings` are those that are about no single scene; those that pass are left out. `film` is the storyboard that
    a job's film was made of, told where a job's draft is read.
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
    film: dict[str, Any] | None = None


class _Kept(Struct):
    """What the store has of a draft. `files` are the names of files that it ever had: undone changes bring them back.

    `job` is the job whose film it began as.
    """

    request: FilmRequest
    files: list[str] = []
    job: str = ""

    @property
    def board(self) -> Storyboard:
        if self.request.storyboard is None:
            raise ValueError("a draft has a storyboard")
        return self.request.storyboard


class _Found(NamedTuple):
    version: int
    kept: _Kept


class Drafts:
    """The drafts of one workspace. `root` is where the URLs of answers begin."""

    def __init__(self, workspace: Workspace, jobs: JobService, *, root: str, tasks: TaskRunner) -> None:
        self._workspace = workspace
        self._jobs = jobs
        self._store = jobs.store
        self._root = root
        self._tasks = tasks
        self._prepared: OrderedDict[tuple[object, ...], asyncio.Future[Preview]] = OrderedDict()

    async def create(self, request: FilmRequest) -> StoryboardDraft:
        """Keep the storyboard of a request; that of a topic is written first. Raises what making its film would."""
        request = await asyncio.to_thread(request.checked)
        request = await written(request, workspace=self._workspace, tasks=self._tasks)
        storyboard_id = uuid.uuid4().hex
        return await self._told(storyboard_id, await self._saved(storyboard_id, _kept(request), over=0))

    async def get(self, storyboard_id: str) -> StoryboardDraft:
        """The draft, or the storyboard of the job with this id; raises `DraftNotFound`."""
        found = await self._found(storyboard_id)
        draft = await self._told(storyboard_id, found)
        if found.kept.job:
            with contextlib.suppress(JobNotFound):  # its record is gone, and what was changed of it is still here
                draft.film = await self._jobs.storyboard(found.kept.job)
        return draft

    async def of_job(self, job_id: str) -> tuple[dict[str, Any], int]:
        """A job's storyboard as it was changed, else the film's own, with its version. Raises `JobNotFound`."""
        found = await asyncio.to_thread(self._read, job_id)
        if found is None:
            return await self._jobs.storyboard(job_id), 0
        return found.kept.board.to_json(), found.version

    async def put(self, storyboard_id: str, storyboard: Any, *, version: int) -> StoryboardDraft:
        """Save another state of a draft over the `version` that it was made from.

        Raises `DraftChanged` when there is a newer one, `DraftNotFound`, `RequestInvalid` naming wrong fields, and
        `AssetMissing` for a file that the draft did not name before and that was not sent.
        """
        found = await self._found(storyboard_id)
        if version not in {found.version, found.version - 1}:
            raise _changed(found)
        board = await asyncio.to_thread(check, Storyboard, storyboard, path="storyboard")
        if version != found.version:
            if board.to_json() != found.kept.board.to_json():
                raise _changed(found)
            return await self._told(storyboard_id, found)  # sent again: the answer to the first was lost
        _refuse_new_files(board, found.kept.files)
        request = alone(found.kept.request, board)
        kept = _kept(await asyncio.to_thread(request.checked), found.kept)
        return await self._told(storyboard_id, await self._saved(storyboard_id, kept, over=version))

    async def delete(self, storyboard_id: str) -> None:
        """Remove a draft; a job's storyboard is the film's own again. Raises `DraftNotFound`."""
        if not await asyncio.wrap_future(self._store.remove_draft(storyboard_id)):
            raise _unknown(storyboard_id)

    async def request(self, storyboard_id: str) -> FilmRequest:
        """The request for its film; raises `DraftNotFound`."""
        return (await self._found(storyboard_id)).kept.request

    async def plan(self, storyboard_id: str) -> FilmPlan:
        """What making its film would cost now; raises `DraftNotFound`."""
        return await plan_film(await self.request(storyboard_id), workspace=self._workspace)

    async def picture(
        self, storyboard_id: str, scene_id: str, *, theme: str | None = None, aspect: str | None = None
    ) -> Path:
        """The slide of a scene, a PNG file, or as it would be in another theme or aspect.

        Raises `DraftNotFound`, `RequestInvalid` for a theme or aspect that there is not, and what drawing raises.
        """
        return await (await self._preview(storyboard_id, theme=theme, aspect=aspect)).picture(scene_id)

    async def speech(self, storyboard_id: str, scene_id: str, text: str | None = None) -> Path | None:
        """The speech of a scene, a WAV file, or None where nothing is said. Raises as above, and what voices raise.

        With `text` that is said, as the scene would say it.
        """
        return await (await self._preview(storyboard_id)).speech(scene_id, text)

    async def words(self, storyboard_id: str, scene_id: str, text: str | None = None) -> list[Word]:
        """When each word of that speech is said."""
        return await (await self._preview(storyboard_id)).words(scene_id, text)

    async def _preview(self, storyboard_id: str, **looks: str | None) -> Preview:
        """Prepared once for each version and look, however many scenes are asked for at once."""
        found = await self._found(storyboard_id)
        changes = {name: value for name, value in looks.items() if value is not None}
        key = (storyboard_id, found.version, *changes.items())
        if key not in self._prepared:
            request = found.kept.request
            if (theme := looks.get("theme")) and request.brand:
                changes |= themed(theme, request.brand)
            if changes:
                render = await asyncio.to_thread(check, Render, request.render.to_json() | changes, path="render")
                request = await asyncio.to_thread(msgspec.structs.replace(request, render=render).checked)
            preparing = Preview.of(request, workspace=self._workspace, tasks=self._tasks)
            self._prepared[key] = asyncio.ensure_future(preparing)
            while len(self._prepared) > PREPARED:
                self._prepared.popitem(last=False)
        self._prepared.move_to_end(key)
        try:
            return await asyncio.shield(self._prepared[key])
        except Exception:
            self._prepared.pop(key, None)  # it may go well the next time
            raise

    async def _told(self, storyboard_id: str, found: _Found) -> StoryboardDraft:
        kept, board = found.kept, found.kept.board
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
            version=found.version,
            title=board.title,
            language=board.language or "",
            seconds=round(sum(scene.seconds for scene in scenes), 2),
            scenes=scenes,
            findings=[each for each in open_ if not each.scenes],
            notes=kept.request.notes,
            storyboard=board.to_json(),
            links={"self": here, "jobs": f"{here}/jobs", "plan": f"{here}/plan"}
            | ({"job": f"{self._root}jobs/{kept.job}"} if kept.job else {}),
        )

    async def _found(self, storyboard_id: str) -> _Found:
        found = await asyncio.to_thread(self._read, storyboard_id)
        return found or _Found(0, await self._film(storyboard_id))

    async def _film(self, job_id: str) -> _Kept:
        """What a job's draft begins as. Raises `DraftNotFound` where there is no such job, or no storyboard yet."""
        try:
            request, board = await self._jobs.film(job_id), await self._jobs.storyboard(job_id)
        except JobNotFound as error:
            raise _unknown(job_id) from error
        own = await asyncio.to_thread(check, Storyboard, board, path="storyboard")
        return _kept(alone(request, own), job=job_id)

    def _read(self, storyboard_id: str) -> _Found | None:
        with self._store.snapshot() as seen:
            record: DraftRecord | None = seen.draft(storyboard_id)
        return record and _Found(record.version, msgspec.json.decode(record.document, type=_Kept))

    async def _saved(self, storyboard_id: str, kept: _Kept, *, over: int) -> _Found:
        document = (await asyncio.to_thread(msgspec.json.encode, kept)).decode()
        version = await asyncio.wrap_future(self._store.save_draft(storyboard_id, document, over=over))
        return _Found(version, kept)


def _kept(request: FilmRequest, before: _Kept | None = None, *, job: str = "") -> _Kept:
    kept = _Kept(request, job=before.job if before else job)
    kept.files = sorted({*(before.files if before else ()), *(name for _, name in _local_files(kept.board))})
    return kept


def _changed(found: _Found) -> DraftChanged:
    return DraftChanged(f"The storyboard was changed elsewhere: it is at version {found.version}.")


def _unknown(storyboard_id: str) -> DraftNotFound:
    return DraftNotFound(f"There is no storyboard with the id {storyboard_id[:40]!r}.")


def _refuse_new_files(board: Storyboard, known: Collection[str]) -> None:
    """What a draft is changed to names what was sent: the folders of the machine that keeps it are not the client's."""
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
