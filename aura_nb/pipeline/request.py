"""What a film is asked for with, checked, and made ready for the graph."""

from __future__ import annotations

import asyncio
from pathlib import Path

import msgspec
from msgspec import Struct

from aura_nb.errors import RequestInvalid
from aura_nb.origin import Notice
from aura_nb.pipeline.assets import Assets, find_pictures
from aura_nb.pipeline.spec import FilmSpec
from aura_nb.pipeline.task import Recipe, Task
from aura_nb.pipeline.versions import versions
from aura_nb.specs import Brief, Plan, Render, Storyboard, Voice
from aura_nb.validation import check
from aura_nb.visuals import custom, theme

SCRIPT = "script"


class FilmRequest(Struct, kw_only=True):
    """What is asked for: a storyboard, or a brief from which one is written.

    `folder` is where relative paths of pictures start; `plan` shapes a brief and its pacing the voice. `notices`
    become warnings of the run: what of the source could not be used.
    """

    storyboard: Storyboard | None = None
    brief: Brief | None = None
    plan: Plan | None = None
    voice: Voice = msgspec.field(default_factory=Voice)
    render: Render = msgspec.field(default_factory=Render)
    folder: str | None = None
    copy_holds: bool = True
    notices: list[Notice] = []

    def checked(self) -> FilmRequest:
        """The request with every spec checked; raises `RequestInvalid` naming each wrong field."""
        if (self.storyboard is None) == (self.brief is None):
            raise RequestInvalid("Give either a brief or a storyboard.")
        plan = check(Plan, self.plan, path="plan") if self.plan is not None else None
        render = check(Render, self.render, path="render")
        theme.load(render.theme)
        return msgspec.structs.replace(
            self,
            storyboard=custom.checked(check(Storyboard, self.storyboard, path="storyboard"))
            if self.storyboard
            else None,
            brief=check(Brief, self.brief, path="brief") if self.brief else None,
            plan=plan,
            voice=check(Voice, self.voice, path="voice"),
            render=render,
        )


async def specify(request: FilmRequest, storyboard: Storyboard, *, assets: Assets | None = None) -> FilmSpec:
    """The checked request and its storyboard as the graph needs them, pictures found."""
    folder = Path(request.folder) if request.folder is not None else None
    pictures = await asyncio.to_thread(find_pictures, storyboard, folder, assets)
    return FilmSpec(
        storyboard=storyboard,
        voice=request.voice,
        render=request.render,
        pictures=pictures,
        pacing=request.plan.pacing if request.plan else "conversational",
        copy_holds=request.copy_holds,
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
