"""The dry run: which tasks a film would need, which are there already, and why the others are not."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Literal

import msgspec
from msgspec import Struct

from aura_nb.errors import AuraError
from aura_nb.pipeline.cache import Cache
from aura_nb.pipeline.fallbacks import expected, foreseen, spoken_otherwise
from aura_nb.pipeline.film_request import SCRIPT, FilmRequest, outline_task
from aura_nb.pipeline.graph import film_graph
from aura_nb.pipeline.last_made import History
from aura_nb.pipeline.lettering import missing_characters
from aura_nb.pipeline.looking import specify_seen
from aura_nb.pipeline.moving import MotionCost, motion_cost
from aura_nb.pipeline.steps.look import PictureInspection, seen
from aura_nb.pipeline.task import Finished, Task, changed_fields
from aura_nb.pipeline.voicing import require_voices
from aura_nb.pipeline.workspace import Workspace
from aura_nb.sources import Sourced, outline
from aura_nb.sources.pace import estimated_seconds
from aura_nb.specs import Plan, Render, Storyboard, Voice
from aura_nb.visuals.layout import Layout

Status = Literal["hit", "miss", "depends"]


class PlannedTask(Struct, rename="camel"):
    """One task: `hit` (in the cache), `miss` (will run), or `depends` on tasks that will run first.

    A task that depends may still turn out a hit, when what it depends on comes out as before.
    """

    task: str
    phase: str
    scene: str
    status: Status
    reason: str


class PlannedScene(Struct, rename="camel"):
    """One scene: its id and heading, about how many seconds it will last, and where it was written, if that is known.

    `place` is such as `analysis.ipynb, cell 7` or `talk.md:14`.
    """

    scene: str
    heading: str
    seconds: float
    place: str = ""


class FilmPlan(Struct, rename="camel"):
    """What making the film would mean. `seconds` is exact once every voice is in the cache, else an estimate.

    `motion` is what its movement costs. `notes` are what was found, and why: the language of the text, say. `warnings`
    are what will be missing or otherwise than it was asked for: voices that cannot read a scene among it, and of those
    that fail in another way what is in the cache already. `voice` and `render` are what counts: what was asked for,
    else what the deck says, else the defaults.
    """

    title: str
    seconds: float
    exact: bool
    scenes: list[PlannedScene]
    tasks: list[PlannedTask]
    motion: MotionCost | None = None
    notes: list[str] = []
    warnings: list[str] = []
    voice: Voice = msgspec.field(default_factory=Voice)
    render: Render = msgspec.field(default_factory=Render)

    @property
    def places(self) -> dict[str, str]:
        """Where the scenes were written, by their ids, as far as it is known."""
        return {scene.scene: scene.place for scene in self.scenes if scene.place}


async def plan_film(request: FilmRequest, *, workspace: Workspace | None = None) -> FilmPlan:
    """Look every task of the film up without running any; raises what `make_film` raises before its first task."""
    workspace = workspace or Workspace()
    request = await asyncio.to_thread(request.checked)
    await asyncio.to_thread(require_voices, request)
    await asyncio.to_thread(workspace.require_usable)
    planned: list[PlannedTask] = []
    storyboard, told = request.storyboard, request.warnings
    if storyboard is None:
        task = outline_task(request)
        found = await asyncio.to_thread(workspace.cache.find, task.bind({}).key)
        planned.append(
            PlannedTask(SCRIPT, "plan", "", "hit" if found else "miss", "in the cache" if found else "not made yet")
        )
        # Written here in memory: without the storyboard nothing else could be said.
        written = await asyncio.to_thread(_outlined, request)
        storyboard, told = written.storyboard, written.warnings

    async def known(tasks: Mapping[str, Task]) -> dict[str, PictureInspection]:
        return await asyncio.to_thread(_looked, workspace.cache, tasks)

    spec, notices = await specify_seen(request, storyboard, workspace=workspace, look_at=known)
    storyboard = spec.storyboard
    lacking = await asyncio.to_thread(missing_characters, spec)
    tasks = await asyncio.to_thread(film_graph, spec)
    last = await asyncio.to_thread(History(workspace.recipes).last, storyboard)
    looked_up, done = await asyncio.to_thread(_look_up, tasks, workspace.cache, last)
    narrations = {name.removeprefix("speak:"): each.value for name, each in done.items() if name.startswith("speak:")}
    narrations = await asyncio.to_thread(foreseen, spec) | narrations
    warnings = [
        *request.warnings,
        *told,
        *(each.message for each in notices),
        *([f"{lacking.message} {lacking.remedy}"] if lacking else []),
        *(each.message for each in await asyncio.to_thread(expected, spec)),
        *(each.message for each in await asyncio.to_thread(spoken_otherwise, storyboard, narrations)),
    ]
    timeline = done["timeline"].value if "timeline" in done else None
    scenes = _scenes(storyboard, timeline)
    drawn = {name.removeprefix("draw:"): each.read(Layout) for name, each in done.items() if name.startswith("draw:")}
    return FilmPlan(
        title=storyboard.title,
        seconds=round(timeline["frames"] / timeline["fps"] if timeline else estimated_seconds(storyboard), 2),
        exact=timeline is not None,
        scenes=scenes,
        tasks=planned + looked_up,
        motion=motion_cost(spec, {each.scene: each.seconds for each in scenes}, drawn),
        notes=request.notes,
        warnings=list(dict.fromkeys(warnings)),
        voice=request.voice,
        render=request.render,
    )


def _looked(cache: Cache, tasks: Mapping[str, Task]) -> dict[str, PictureInspection]:
    """What earlier films found out about the pictures of this one."""
    found = {sha256: cache.find(task.bind({}).key) for sha256, task in tasks.items()}
    return {sha256: seen(result.value) for sha256, result in found.items() if result is not None}


def _outlined(request: FilmRequest) -> Sourced:
    if request.brief is None:
        raise ValueError("a request without a storyboard has a brief")
    return outline(request.brief, request.plan or Plan())


def _look_up(
    tasks: list[Task], cache: Cache, last: Mapping[str, dict[str, Any]]
) -> tuple[list[PlannedTask], dict[str, Finished]]:
    done: dict[str, Finished] = {}
    planned = []
    waiting = {task.name: task for task in tasks}
    # Tasks stand in no particular order, and a task is looked up after what it needs.
    while waiting:
        for task in [t for t in waiting.values() if not any(need in waiting for need in t.needs)]:
            del waiting[task.name]
            status, reason = _judge(task, done, cache, last.get(task.name))
            planned.append(PlannedTask(task.name, task.phase, task.scene, status, reason))
    order = {task.name: index for index, task in enumerate(tasks)}
    return sorted(planned, key=lambda each: order[each.task]), done


def _judge(task: Task, done: dict[str, Finished], cache: Cache, before: dict[str, Any] | None) -> tuple[Status, str]:
    missing = [need for need in task.needs if need not in done]
    if missing:
        return "depends", "depends on " + ", ".join(missing[:3]) + (", ..." if len(missing) > 3 else "")
    try:
        recipe = task.bind(done)
    except AuraError as error:
        return "miss", f"cannot run: {error}"
    result = cache.find(recipe.key)
    if result is not None and result.passing:
        return "miss", "made in another way last time; what was in the way may be gone"
    if result is not None:
        done[task.name] = Finished(result=result, folder=str(cache.entry(recipe.key)))
        return "hit", "in the cache"
    if before is None:
        return "miss", "not made yet"
    fields = changed_fields(before, msgspec.json.decode(msgspec.json.encode(recipe.content())))
    if not fields:
        return "miss", "no longer in the cache"
    names = [field.removeprefix("params.") for field in fields]
    return "miss", "changed: " + ", ".join(names[:4]) + (", ..." if len(names) > 4 else "")


def _scenes(storyboard: Storyboard, timeline: dict[str, Any] | None) -> list[PlannedScene]:
    scenes = []
    for index, scene in enumerate(storyboard.scenes):
        if timeline is not None:
            chapter = timeline["chapters"][index]
            seconds = chapter["end"] - chapter["start"]
        else:
            seconds = estimated_seconds(Storyboard(title="-", scenes=[scene]))
        scenes.append(
            PlannedScene(scene.id, scene.headline, round(seconds, 2), scene.source.place if scene.source else "")
        )
    return scenes
