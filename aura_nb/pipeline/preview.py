"""A film before it is made: the slide and the speech of one scene, by the very steps that the film then finds done."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import msgspec

from aura_nb.errors import DraftNotFound, JobCrashed, StepTimeout
from aura_nb.pipeline.film_request import SCRIPT, FilmRequest, outline_task
from aura_nb.pipeline.graph import spoken
from aura_nb.pipeline.looking import specify_seen
from aura_nb.pipeline.scheduler import Scheduler
from aura_nb.pipeline.steps import dialogue, draw
from aura_nb.pipeline.steps.blueprint import Blueprint
from aura_nb.pipeline.steps.look import PictureInspection, seen
from aura_nb.pipeline.task import Finished, Result, Task
from aura_nb.pipeline.task_runner import TaskRunner, threaded
from aura_nb.pipeline.workspace import Workspace
from aura_nb.specs import Scene, Storyboard
from aura_nb.specs.validation import check
from aura_nb.voices.speech import Narration, Word


class Preview:
    """One film's scenes, each looked at or listened to alone."""

    def __init__(self, plan: Blueprint, workspace: Workspace, tasks: TaskRunner) -> None:
        self._plan = plan
        self._scenes = {scene.id: scene for scene in plan.scenes}
        self._run = partial(_run, workspace, tasks)

    @classmethod
    async def of(cls, request: FilmRequest, *, workspace: Workspace, tasks: TaskRunner) -> Preview:
        """The film of a checked request that has its storyboard; its pictures are looked at once."""
        if request.storyboard is None:
            raise ValueError("a preview is of a storyboard")

        async def look_at(looks: Mapping[str, Task]) -> Mapping[str, PictureInspection]:
            done = await _run(workspace, tasks, list(looks.values()))
            return {sha256: seen(done[task.name].value) for sha256, task in looks.items()}

        spec, _ = await specify_seen(request, request.storyboard, workspace=workspace, look_at=look_at)
        return cls(Blueprint(spec), workspace, tasks)

    async def picture(self, scene_id: str) -> Path:
        """The slide as it is when all of it has appeared, a PNG file. Raises `DraftNotFound` for an unknown scene."""
        scene = self._scene(scene_id)
        task = await asyncio.to_thread(draw.task, self._plan, scene)
        return Path(draw.last_picture(scene, await self._run([task])).path)

    async def speech(self, scene_id: str, text: str | None = None) -> Path | None:
        """What is said, a WAV file; None of a scene without a narration. Raises as above.

        With `text` it is that, as the scene would say it.
        """
        said = await self._spoken(scene_id, text)
        return Path(said.file("narration.wav").path) if said else None

    async def words(self, scene_id: str, text: str | None = None) -> list[Word]:
        """When each word of that speech is said. Raises as above."""
        said = await self._spoken(scene_id, text)
        return said.read(Narration).words if said else []

    async def _spoken(self, scene_id: str, text: str | None) -> Finished | None:
        scene = self._scene(scene_id)
        if not (scene.narration if text is None else text).strip():
            return None
        if text is None:
            task = await asyncio.to_thread(spoken, self._plan, scene)
        else:
            said = msgspec.structs.replace(scene, narration=text, say=[], audio=None, cues=[])
            task = await asyncio.to_thread(dialogue.task, self._plan, said)
        return (await self._run([task]))[task.name]

    def _scene(self, scene_id: str) -> Scene:
        if scene_id not in self._scenes:
            raise DraftNotFound(f"There is no scene {scene_id[:64]!r} in this storyboard.")
        return self._scenes[scene_id]


async def written(request: FilmRequest, *, workspace: Workspace, tasks: TaskRunner) -> FilmRequest:
    """The request with its storyboard: that of a topic is written first, as its film would write it."""
    if request.storyboard is not None:
        return request
    value = (await _run(workspace, tasks, [outline_task(request)]))[SCRIPT].value
    return alone(request, check(Storyboard, value["storyboard"]))


def alone(request: FilmRequest, storyboard: Storyboard) -> FilmRequest:
    """The request of a film of just this storyboard, which lasts as long as what it says."""
    plan = request.plan and msgspec.structs.replace(request.plan, seconds=None)
    return msgspec.structs.replace(request, storyboard=storyboard, brief=None, plan=plan)


class _Unheard:
    """Nobody watches the steps of a preview."""

    def started(self, task: Task) -> None:
        pass

    def advanced(self, task: Task, fraction: float) -> None:
        pass

    def retried(self, task: Task, failure: JobCrashed | StepTimeout) -> None:
        pass

    def finished(self, task: Task, result: Result, *, hit: bool) -> None:
        pass


async def _run(workspace: Workspace, tasks: TaskRunner, steps: list[Task]) -> dict[str, Finished]:
    """These steps' results: in the cache already, or made now."""
    async with threaded(workspace.scratch(f"preview-{uuid.uuid4().hex}")) as scratch:
        scheduler = Scheduler(cache=workspace.cache, runner=tasks, scratch=scratch, observer=_Unheard())
        done, _ = await scheduler.run(steps, _nothing)
        return done


async def _nothing(_: Mapping[str, Finished]) -> None:
    """The results themselves are what was wanted."""
