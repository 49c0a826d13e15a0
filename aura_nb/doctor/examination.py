"""The examinations: of this machine, and of what one film needs."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path
from typing import Any

import msgspec

from aura_nb import voices
from aura_nb.blocking import run_in_thread
from aura_nb.doctor.attribution import attributed
from aura_nb.doctor.check import Check, failed
from aura_nb.doctor.check_runner import CheckRunner, check_runner
from aura_nb.doctor.extensions import check_plugins
from aura_nb.doctor.font_checks import check_fonts, check_letters
from aura_nb.doctor.places import (
    check_disk,
    check_output,
    check_python,
    check_workspace,
    estimated_bytes,
)
from aura_nb.errors import AuraError
from aura_nb.media.pieces import EncoderSettings
from aura_nb.pipeline.film_request import FilmRequest, pictured
from aura_nb.pipeline.film_spec import FilmSpec
from aura_nb.pipeline.output import OutputPlace
from aura_nb.pipeline.workspace import Workspace
from aura_nb.sources.outline import outline
from aura_nb.specs import Brief, Custom, Plan, Render, Storyboard
from aura_nb.visuals.fonts import Library
from aura_nb.voices import VoiceDescription
from aura_nb.voices.lookup import plugged

_GOES_ON = "The film is made without it; correct its path, or put another picture in its place."
_SMALL = Render(aspect="320x180")


def doctor(*, workspace: str | Path | None = None, output: str | Path | None = None) -> list[Check]:
    """Examine this machine; see `check_machine`. Blocks, also under a running event loop."""
    return run_in_thread(check_machine(workspace=Workspace(workspace), output=output))


def preflight(
    request: FilmRequest, *, workspace: str | Path | None = None, output: str | Path | None = None, force: bool = False
) -> list[Check]:
    """Examine what a film needs; see `check_request`. Blocks, also under a running event loop."""
    return run_in_thread(check_request(request, workspace=Workspace(workspace), output=output, force=force))


async def check_machine(*, workspace: Workspace | None = None, output: str | Path | None = None) -> list[Check]:
    """Everything a film may need, tried small on this machine; about three seconds, in worker programs.

    `output` is where films are to go, by default `aura-videos` in the current folder. Leaves nothing behind but
    the workspace's own folders.
    """
    workspace, place = workspace or Workspace(), _place(output, force=True)
    try:
        # Before the others are made: a call that is given up here would leave them unawaited.
        plugins = await asyncio.to_thread(check_plugins)
        async with check_runner() as trials:
            return await asyncio.gather(
                asyncio.to_thread(check_python),
                trials.attempt("ffmpeg", "sound"),
                trials.attempt("x264", "video", settings=msgspec.to_builtins(EncoderSettings.from_render(_SMALL))),
                trials.attempt("typst", "slide"),
                *(_speaks(trials, f"voice:{v.name.partition(':')[0]}", v.name, v.language) for v in _first_voices()),
                *(_known(check) for check in plugins),
                asyncio.to_thread(check_fonts, Library()),
                asyncio.to_thread(check_workspace, workspace),
                asyncio.to_thread(check_output, place),
                asyncio.to_thread(check_disk, workspace, place, 0),
                trials.attempt("encoders", "encoders"),
            )
    except OSError as error:
        return [_no_folder(error)]


async def check_request(
    request: FilmRequest,
    *,
    workspace: Workspace | None = None,
    output: str | Path | None = None,
    force: bool = False,
    thorough: bool = True,
) -> list[Check]:
    """What this film needs: its own voices, characters, pictures, size and room.

    A wrong request is one finding, `request`. Without `thorough` only what costs next to nothing is looked at: no
    worker programs are started. Leaves nothing behind but the workspace's own folders.
    """
    workspace, place = workspace or Workspace(), _place(output, force=force)
    try:
        request = await asyncio.to_thread(request.checked)
        storyboard = await asyncio.to_thread(_storyboard, request)
    except AuraError as error:
        return [failed("request", error)]
    film = FilmSpec(storyboard=storyboard, voice=request.voice, render=request.render, pictures={})
    light = [
        *(_known(check) for check in _unvoiced(film)),
        asyncio.to_thread(check_letters, film),
        asyncio.to_thread(check_workspace, workspace),
        asyncio.to_thread(check_output, place),
        asyncio.to_thread(check_disk, workspace, place, estimated_bytes(storyboard, request.render)),
    ]
    light += [_known(check) for check in _told(request)]
    pictures = await asyncio.to_thread(_pictures, film, request, workspace)
    if isinstance(pictures, Check):
        light.append(_known(pictures))
    if not thorough:
        return [attributed(each, storyboard) for each in await asyncio.gather(*light)]
    try:
        async with check_runner() as trials:
            heavy = [
                trials.attempt("ffmpeg", "sound"),
                trials.attempt("x264", "video", settings=msgspec.to_builtins(film.settings)),
                trials.attempt("typst", "slide"),
                *(_speaks(trials, "voice", name, language) for name, language in _speakers(film).items()),
            ]
            heavy += [trials.attempt(f"visual:{name}", "visual", **drawn) for name, drawn in _drawings(film).items()]
            if isinstance(pictures, dict):
                heavy.append(trials.attempt("pictures", "pictures", **pictures))
            return [attributed(each, storyboard) for each in await asyncio.gather(*heavy, *light)]
    except OSError as error:
        return [_no_folder(error)]


def _unvoiced(film: FilmSpec) -> list[Check]:
    """The findings of voices that cannot be had, each once."""
    found: dict[str, Check] = {}
    for scene in film.storyboard.scenes:
        voice = film.voice_of(scene)
        try:
            voices.resolve(voice, voice.language)
        except AuraError as error:
            found.setdefault(error.message, failed("voice", error)).scenes.append(scene.id)
    return list(found.values())


def _speakers(film: FilmSpec) -> dict[str, str]:
    """Who will speak, and in which language."""
    found: dict[str, str] = {}
    for scene in film.storyboard.scenes:
        voice = film.voice_of(scene)
        with contextlib.suppress(AuraError):
            found.setdefault(voices.resolve(voice, voice.language)[1], voice.language)
    return found


async def _speaks(trials: CheckRunner, name: str, voice: str, language: str) -> Check:
    """A spoken word; online voices are not called for a trial."""
    if voice.startswith("silent:"):
        return Check(name, "pass", f"{voice} says nothing, as it was asked to.")
    if any(known.name == voice and known.online for known in voices.voices()):
        return Check(name, "pass", f"{voice} needs the network when it speaks; it was not tried.")
    found = await trials.attempt(name, "voice", lane="speech", voice=voice, language=language)
    if found.status == "fail" and name.startswith("voice:") and voice.partition(":")[0] in plugged():
        return msgspec.structs.replace(found, status="warn")  # films can be made without another package's voice
    return found


def _first_voices() -> list[VoiceDescription]:
    """One voice of each provider that is to be heard."""
    first: dict[str, VoiceDescription] = {}
    for voice in voices.voices():
        if voice.name.startswith("silent:"):
            continue
        first.setdefault(voice.name.partition(":")[0], voice)
    return list(first.values())


def _pictures(film: FilmSpec, request: FilmRequest, workspace: Workspace) -> dict[str, Any] | Check | None:
    """What the trial of the pictures takes: files by where they are named; what is wrong; None for a film without."""
    try:
        found = pictured(request, film.storyboard, workspace.assets)
    except AuraError as error:
        return failed("pictures", error)
    if found.notices:
        return Check("pictures", "warn", " ".join(notice.message for notice in found.notices), _GOES_ON)
    pictures, spared = {}, []
    for scene in found.storyboard.scenes:
        files = found.pictures.get(scene.id, {})
        for name, file in files.items():
            place = scene.place if len(files) == 1 else f"{scene.place}: {name}"
            pictures[place] = file.path
            spared += [place] if scene.can_spare_pictures else []
    return {"pictures": pictures, "spared": spared} if pictures else None


def _told(request: FilmRequest) -> list[Check]:
    """What of the source is not used."""
    return [Check("source", "warn", notice.message, "The film is made without it.") for notice in request.notices]


def _drawings(film: FilmSpec) -> dict[str, dict[str, Any]]:
    """Of each visual of another package, the first scene that shows it, with all that drawing takes."""
    found: dict[str, dict[str, Any]] = {}
    for scene in film.storyboard.scenes:
        if isinstance(scene.show, Custom) and scene.show.visual not in found:
            found[scene.show.visual] = {
                "scene": scene.to_json(),
                "size": list(film.render.size),
                "theme": film.theme,
                "language": film.language,
            }
    return found


def _storyboard(request: FilmRequest) -> Storyboard:
    return request.storyboard or outline(request.brief or Brief(topic="-"), request.plan or Plan()).storyboard


def _place(output: str | Path | None, *, force: bool) -> OutputPlace:
    # Without a place of its own a film gets a new folder, which holds no other's files.
    return (
        OutputPlace.named(output, force=force) if output is not None else OutputPlace(Path("aura-videos"), force=True)
    )


def _no_folder(error: OSError) -> Check:
    reason = error.strerror or str(error)
    return Check("temporary files", "fail", f"No temporary folder can be made: {reason}.", "Set TMPDIR to a folder.")


async def _known(check: Check) -> Check:
    return check
