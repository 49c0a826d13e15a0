"""What a film is asked for with, checked, and made ready for the graph."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from aura_nb.errors import RequestInvalid
from aura_nb.pipeline.assets import Assets, find_pictures
from aura_nb.pipeline.language import Told, settle, settle_brief
from aura_nb.pipeline.spec import FilmSpec
from aura_nb.pipeline.task import Recipe, Task
from aura_nb.pipeline.versions import versions
from aura_nb.pronounce import merged, problems
from aura_nb.sources.pace import estimated_seconds
from aura_nb.sources.pronunciations import workspace_pronunciations
from aura_nb.specs import Brief, Plan, Pronounce, Render, Storyboard, Voice
from aura_nb.validation import check
from aura_nb.visuals import custom, theme

SCRIPT = "script"
_NEAR = 0.8  # of the length asked for, within which nothing is said of it


class FilmRequest(Struct, kw_only=True):
    """What is asked for: a storyboard, or a brief from which one is written.

    `folder` is where relative paths of pictures start; `plan` shapes a brief and its pacing the voice. `warnings` are
    told by the run: what of the source could not be shown. `notes` are lines of the plan: what was found, and why.
    `pronounce` says how words are said, before the storyboard.
    """

    storyboard: Storyboard | None = None
    brief: Brief | None = None
    plan: Plan | None = None
    voice: Voice = msgspec.field(default_factory=Voice)
    render: Render = msgspec.field(default_factory=Render)
    folder: str | None = None
    copy_holds: bool = True
    pronounce: Pronounce = {}
    warnings: list[str] = []
    notes: list[str] = []

    def checked(self) -> FilmRequest:
        """The request with every spec checked and its language settled; raises `RequestInvalid`, naming wrong fields.

        May load a model to find the language: call it from a thread where a loop runs.
        """
        if (self.storyboard is None) == (self.brief is None):
            raise RequestInvalid("Give either a brief or a storyboard.")
        plan = check(Plan, self.plan, path="plan") if self.plan is not None else None
        render = check(Render, self.render, path="render")
        voice = check(Voice, self.voice, path="voice")
        theme.load(render.theme)
        storyboard = custom.checked(check(Storyboard, self.storyboard, path="storyboard")) if self.storyboard else None
        brief = check(Brief, self.brief, path="brief") if self.brief else None
        told = settle(storyboard, voice) if storyboard else settle_brief(brief, voice) if brief else Told()
        return msgspec.structs.replace(
            self,
            storyboard=storyboard,
            brief=brief,
            plan=plan,
            voice=voice,
            render=render,
            pronounce=_pronounced(self.pronounce),
            warnings=list(dict.fromkeys([*self.warnings, *told.warnings, *_length(storyboard, plan)])),
            notes=[*self.notes, *told.notes],
        )


def _pronounced(table: Pronounce) -> Pronounce:
    if errors := problems(table, "pronounce"):
        raise RequestInvalid(errors)
    return merged(table)


def _length(storyboard: Storyboard | None, plan: Plan | None) -> Iterator[str]:
    """What a person said is said whole: a length that is asked for beside it cannot be kept, which is told."""
    if storyboard is None or plan is None or plan.seconds is None:
        return
    lasting = estimated_seconds(storyboard, plan.pacing)
    if not _NEAR < lasting / plan.seconds < 1 / _NEAR:
        yield (
            f"What is written takes about {lasting:.0f} s, not the {plan.seconds:g} s asked for: "
            "a deck or storyboard is said whole."
        )


async def specify(
    request: FilmRequest, storyboard: Storyboard, *, assets: Assets | None = None, workspace: Path | None = None
) -> FilmSpec:
    """The checked request and its storyboard as the graph needs them, pictures and pronunciations found."""
    folder = Path(request.folder) if request.folder is not None else None
    pictures = await asyncio.to_thread(find_pictures, storyboard, folder, assets)
    return FilmSpec(
        storyboard=storyboard,
        voice=request.voice,
        render=request.render,
        pictures=pictures,
        pacing=request.plan.pacing if request.plan else "conversational",
        copy_holds=request.copy_holds,
        pronounce=request.pronounce,
        usual=await asyncio.to_thread(workspace_pronunciations, workspace) if workspace else {},
    )


def outline_task(request: FilmRequest) -> Task:
    """The task that writes a storyboard from the request's brief."""
    params = {"brief": (request.brief or Brief(topic="-")).to_json(), "plan": (request.plan or Plan()).to_json()}
    recipe = Recipe(kind="outline", params=params, versions=versions("outline", params))
    return Task(
        name=SCRIPT,
        phase="plan",
        lane="render",
        weight=1,
        message="Writing the script",
        bind=lambda _: recipe,
    )
