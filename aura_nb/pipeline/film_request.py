"""What a film is asked for with, checked, and made ready for the graph."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct

from aura_nb.errors import FieldError, RequestInvalid
from aura_nb.pipeline.assets import PREFIX, Assets
from aura_nb.pipeline.chart_data import filled
from aura_nb.pipeline.film_spec import FilmSpec
from aura_nb.pipeline.language import Told, settle, settle_brief
from aura_nb.pipeline.scene_files import Supplied, find_recordings, located, supplied
from aura_nb.pipeline.steps import outline
from aura_nb.pipeline.steps.look import PictureInspection
from aura_nb.pipeline.task import InputFile, Task
from aura_nb.sources.outline import TOPIC_ALONE
from aura_nb.sources.pace import estimated_seconds
from aura_nb.sources.pronunciation_file import workspace_pronunciations
from aura_nb.specs import Brand, Brief, Plan, Pronounce, Render, Storyboard, Voice, format_of
from aura_nb.specs.cues import unsaid
from aura_nb.specs.fault_wording import nearest
from aura_nb.specs.origin import Notice, noticed
from aura_nb.specs.pronounce import merged, problems
from aura_nb.specs.render import SHORTS_SECONDS
from aura_nb.specs.turns import speakers
from aura_nb.specs.validation import check
from aura_nb.visuals import custom, own_theme, theme

SCRIPT = "script"
_NEAR = 0.8  # of the length asked for, within which nothing is said of it


class FilmRequest(Struct, kw_only=True):
    """What is asked for: a storyboard, or a brief from which one is written.

    `folder` is where relative paths of pictures start, `roots` are further folders they may lie in, `embedded` the
    pictures that a deck itself holds, by their SHA-256; `plan` shapes a brief and its pacing the voice. `notices`
    become warnings of the run: what of the source could not be used. `notes` are lines of the plan: what was found, and
    why. `pronounce` says how words are said, before the storyboard. `places` has where a deck's front matter gave an
    option that counts, such as `{"voice": "talk.md:3"}`. `music` is the path of a sound file of this machine. `render`
    has what the `brand` makes of its theme; the brand itself is kept for other themes.
    """

    storyboard: Storyboard | None = None
    brief: Brief | None = None
    plan: Plan | None = None
    voice: Voice = msgspec.field(default_factory=Voice)
    render: Render = msgspec.field(default_factory=Render)
    brand: Brand | None = None
    folder: str | None = None
    roots: list[str] = []
    embedded: dict[str, bytes] = {}
    copy_holds: bool = True
    pronounce: Pronounce = {}
    notices: list[Notice] = []
    notes: list[str] = []
    places: dict[str, str] = {}
    music: str | None = None

    @property
    def warnings(self) -> list[str]:
        """The messages of its notices."""
        return [notice.message for notice in self.notices]

    def named(self, place: str | Path | None) -> FilmRequest:
        """The request with the format that the name of its output asks for, where it asks for none itself."""
        form = format_of(place) if place is not None else None
        if form is None or self.render.format != "mp4":
            return self
        return msgspec.structs.replace(self, render=msgspec.structs.replace(self.render, format=form))

    def checked(self) -> FilmRequest:
        """The request with every spec checked and its language settled; raises `RequestInvalid`, naming wrong fields.

        May load a model to find the language: call it from a thread where a loop runs.
        """
        if (self.storyboard is None) == (self.brief is None):
            raise RequestInvalid("Give either a brief or a storyboard.")
        plan = check(Plan, self.plan, path="plan") if self.plan is not None else None
        render = check(Render, self.render, path="render")
        voice = check(Voice, self.voice, path="voice")
        self._require_theme(render.theme)
        storyboard = custom.checked(check(Storyboard, self.storyboard, path="storyboard")) if self.storyboard else None
        brief = check(Brief, self.brief, path="brief") if self.brief else None
        told = settle(storyboard, voice) if storyboard else settle_brief(brief, voice) if brief else Told()
        unheard = [*_too_long(storyboard, render, plan), *(_unheard(storyboard, self.places) if storyboard else [])]
        alone = [TOPIC_ALONE] if brief and not brief.source.strip() else []
        return msgspec.structs.replace(
            self,
            storyboard=storyboard,
            brief=brief,
            plan=plan,
            voice=voice,
            render=render,
            pronounce=_pronounced(self.pronounce),
            notices=list(
                dict.fromkeys([*self.notices, *map(noticed, [*told.warnings, *_length(storyboard, plan), *unheard])])
            ),
            notes=list(dict.fromkeys([*self.notes, *alone, *told.notes])),
        )

    def _require_theme(self, wanted: str | Mapping[str, Any]) -> None:
        try:
            own_theme.load(theme.written(wanted))
        except RequestInvalid as error:
            if place := self.places.get("theme"):
                errors = [FieldError(field, f"{place}: {message}") for field, message in error.errors]
                raise RequestInvalid(errors, remedy=error.remedy) from error
            raise


def _pronounced(table: Pronounce) -> Pronounce:
    if errors := problems(table, "pronounce"):
        raise RequestInvalid(errors)
    return merged(table)


def _length(storyboard: Storyboard | None, plan: Plan | None) -> Iterator[str]:
    """What a person said is said whole: a length that is asked for as well cannot be kept, and a warning says so."""
    if storyboard is None or plan is None or plan.seconds is None:
        return
    lasting = estimated_seconds(storyboard, plan.pacing)
    if not _NEAR < lasting / plan.seconds < 1 / _NEAR:
        yield (
            f"What is written takes about {lasting:.0f} s, not the {plan.seconds:g} s asked for: "
            "a deck or storyboard is said whole."
        )


def _too_long(storyboard: Storyboard | None, render: Render, plan: Plan | None) -> Iterator[str]:
    """YouTube takes what is longer for no Short."""
    if storyboard is None or render.preset != "shorts":
        return
    lasting = estimated_seconds(storyboard, plan.pacing if plan else "conversational")
    if lasting > SHORTS_SECONDS:
        yield f"A Short may last {SHORTS_SECONDS} s on YouTube, and this film takes about {lasting:.0f} s."


def _unheard(storyboard: Storyboard, places: Mapping[str, str]) -> Iterator[str]:
    """What is asked of words that nobody says, and of speakers who say nothing."""
    for scene in storyboard.scenes:
        for index, message in unsaid(scene.cues, scene.narration):
            place = places.get(f"scenes[{scene.id}].cues[{index}].on") or scene.place
            step = scene.cues[index].show
            yield f"{place}: {message}: step {step} appears where the voice reaches its words."
    spoken = set(speakers(turn for scene in storyboard.scenes for turn in scene.say))
    for name in storyboard.voices:
        if name not in spoken:
            near = nearest(name, spoken)
            hint = f"; did you mean {near!r}?" if near else ""
            yield f"{places.get('voices') or 'voices'}: nobody called {name!r} says anything{hint}"


class Specified(NamedTuple):
    """A film as the graph needs it, and what is to be told of pictures that it goes without."""

    film: FilmSpec
    notices: list[Notice]


async def specify(
    request: FilmRequest,
    storyboard: Storyboard,
    *,
    assets: Assets | None = None,
    workspace: Path | None = None,
    looked: Mapping[str, PictureInspection] | None = None,
) -> Specified:
    """The checked request and its storyboard as the graph needs them, pictures and pronunciations found.

    `looked` is what is known of pictures by their digest. See `supplied` for those that cannot be shown.
    """
    unusable = {sha256: each.unusable for sha256, each in (looked or {}).items() if each.unusable}
    seconds = {sha256: each.seconds for sha256, each in (looked or {}).items() if each.seconds}
    found = await asyncio.to_thread(pictured, request, storyboard, assets, unusable=unusable, seconds=seconds)
    film = FilmSpec(
        storyboard=_fitted(found, looked or {}),
        voice=request.voice,
        render=request.render,
        pictures=found.pictures,
        pacing=request.plan.pacing if request.plan else "conversational",
        copy_holds=request.copy_holds,
        pronounce=request.pronounce,
        usual=await asyncio.to_thread(workspace_pronunciations, workspace) if workspace else {},
        logo=await asyncio.to_thread(_logo, request, assets),
        music=await asyncio.to_thread(_music, request, assets),
        recordings=await asyncio.to_thread(_recordings, request, found.storyboard, assets),
    )
    return Specified(film, found.notices)


def _logo(request: FilmRequest, assets: Assets | None) -> InputFile | None:
    """The film's logo, which is one of the assets."""
    return located("render.logo", request.render.logo, (), assets) if request.render.logo else None


def _music(request: FilmRequest, assets: Assets | None) -> InputFile | None:
    """The file of the film's music; None for a piece of ours, and where there is none. Raises as `located` does."""
    if request.music is not None:
        path = Path(request.music)
        return located("music", path.name, [path.parent.resolve()], None)
    named = request.render.music
    return located("render.music", named, (), assets) if named.startswith(PREFIX) else None


def _recordings(request: FilmRequest, storyboard: Storyboard, assets: Assets | None) -> dict[str, InputFile]:
    folder = Path(request.folder) if request.folder is not None else None
    return find_recordings(storyboard, folder, assets, roots=list(map(Path, request.roots)), places=request.places)


def _fitted(found: Supplied, looked: Mapping[str, PictureInspection]) -> Storyboard:
    """The storyboard of which each picture says whether it is shown whole."""
    scenes = []
    for scene in found.storyboard.scenes:
        files = found.pictures.get(scene.id, {})
        moving = frozenset(
            name for name, file in files.items() if looked.get(file.sha256, PictureInspection()).photograph
        )
        lasting = {
            name: seen.seconds for name, file in files.items() if (seen := looked.get(file.sha256)) and seen.seconds
        }
        show = scene.show.settled(moving).lasting(lasting)
        scenes.append(scene if show is scene.show else msgspec.structs.replace(scene, show=show))
    if all(new is old for new, old in zip(scenes, found.storyboard.scenes, strict=True)):
        return found.storyboard
    return msgspec.structs.replace(found.storyboard, scenes=scenes)


def pictured(
    request: FilmRequest,
    storyboard: Storyboard,
    assets: Assets | None,
    *,
    unusable: Mapping[str, str] | None = None,
    seconds: Mapping[str, float] | None = None,
) -> Supplied:
    """A request's storyboard with its pictures found and its charts filled; see `supplied` and `filled`."""
    if assets is not None:
        assets.hold(request.embedded)
    folder = Path(request.folder) if request.folder is not None else None
    roots = list(map(Path, request.roots))
    storyboard, notices = filled(storyboard, folder, roots=roots, places=request.places)
    found = supplied(storyboard, folder, assets, roots=roots, places=request.places, unusable=unusable, seconds=seconds)
    return found._replace(notices=[*notices, *found.notices])


def outline_task(request: FilmRequest) -> Task:
    """The task that writes a storyboard from the request's brief."""
    return outline.task(SCRIPT, request.brief or Brief(topic="-"), request.plan or Plan())
