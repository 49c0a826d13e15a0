"""The in-process engine: films made from plain scripts, notebooks and the command line.

`make` blocks until the film is there; it works under a running event loop too, because the run has a loop in a
thread of its own. Ctrl-C stops the run and everything it started before it is raised again.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from aura_nb.demo import FOLDER, demo_storyboard
from aura_nb.errors import FieldError, JobInterrupted, RequestInvalid
from aura_nb.pipeline.dryrun import FilmPlan, plan_film
from aura_nb.pipeline.film import Film, make_film
from aura_nb.pipeline.language import settle
from aura_nb.pipeline.output import Output
from aura_nb.pipeline.progress import Notify
from aura_nb.pipeline.request import FilmRequest
from aura_nb.pipeline.workspace import Workspace, new_run_id
from aura_nb.sources import Deck, from_source, source_path
from aura_nb.sources.pronunciations import load_pronunciations
from aura_nb.specs import Brief, Plan, Render, Storyboard, Voice, slug
from aura_nb.specs.origin import noticed
from aura_nb.specs.validation import check
from aura_nb.specs.wording import nearest

T = TypeVar("T")
Source = str | Path | Brief | Storyboard | Deck

_BRIEF = ("audience", "goal", "tone", "language", "source")
_PLAN = Plan.__struct_fields__
_VOICE = ("rate", "pitch", "pause")
_RENDER = Render.__struct_fields__
OPTIONS = ("voice", "pronounce", *_BRIEF, *_PLAN, *_VOICE, *_RENDER)
QUALITIES = {"l": "draft", "m": "standard", "h": "high", "k": "ultra"}


def film_request(
    source: Source, /, *, assets: str | Path | Sequence[str | Path] | None = None, **options: Any
) -> FilmRequest:
    """The checked request for a topic, a path, a `Brief`, a `Storyboard` or a `Deck` with options by name.

    Options are the fields of `Brief`, `Plan`, `Voice` and `Render` in snake_case; `voice` is the voice's name or a
    `Voice`; `pronounce` a table of words and how they are said, or the path of a file with one; options that are None
    count as not given. They override those of a deck's front matter. Pictures may also lie in `assets`, a folder or
    several. Raises
    `RequestInvalid` (naming each wrong field, with the nearest right one), `SourceNotFound` and `SourceInvalid`.

    >>> film_request("Why bees matter", seconds=20, aspect="9:16").render.aspect
    '9:16'
    """
    given = {name: value for name, value in options.items() if value is not None}
    _refuse_unknown(given)
    check(Brief, {"topic": "-"} | _language(given))  # before a deck is read in it
    source = source.storyboard if isinstance(source, Deck) else source
    path = source_path(source) if isinstance(source, str | Path) else None
    extra = _folders(assets)
    explicit = frozenset(given)
    storyboard = None
    if path is not None:
        storyboard = from_source(path, assets=extra, **_language(given))
    elif isinstance(source, Storyboard):
        storyboard = from_source(source)
    if storyboard is not None:
        given = _with_defaults(given, storyboard.defaults)
    voice = given.get("voice", "")
    raw_voice = voice.to_json() if isinstance(voice, Voice) else {"name": voice}
    raw_voice |= {name: given[name] for name in _VOICE if name in given}
    raw_render = {name: given[name] for name in _RENDER if name in given}
    raw_render["quality"] = QUALITIES.get(raw_render.get("quality", "standard"), raw_render.get("quality", "standard"))
    plan = {name: given[name] for name in _PLAN if name in given}
    brief = {name: given[name] for name in _BRIEF if name in given}
    shaped = plan | {name: brief[name] for name in brief if name != "language"}
    said = given.get("pronounce", {})
    base = FilmRequest(
        voice=check(Voice, raw_voice, path="voice"),
        render=check(Render, raw_render, path="render"),
        pronounce=load_pronunciations(said) if isinstance(said, str | Path) else said,
    )
    if storyboard is None:
        raw = source.to_json() if isinstance(source, Brief) else {"topic": source}
        return msgspec.structs.replace(
            base, brief=check(Brief, raw | brief, path="brief"), plan=check(Plan, plan, path="plan")
        ).checked()
    if shaped:
        raise RequestInvalid(
            [FieldError(name, "shapes a topic; a storyboard is taken as it is") for name in sorted(shaped)],
            remedy="Leave these options out, or give a topic.",
        )
    if "language" in brief:
        storyboard.language = brief["language"]
    told = settle(storyboard, base.voice)
    folder = str(storyboard.folder) if storyboard.folder else None
    return msgspec.structs.replace(
        base,
        storyboard=storyboard,
        folder=folder,
        roots=list(map(str, [*storyboard.roots, *(each for each in extra if each not in storyboard.roots)])),
        embedded=dict(storyboard.embedded),
        places={name: place for name, place in storyboard.places.items() if name not in explicit},
        notices=[*storyboard.notices, *map(noticed, told.warnings)],
        notes=[*storyboard.notes, *told.notes],
    ).checked()


def demo_request(topic: str | None = None, **options: Any) -> FilmRequest:
    """The request of the demo: its own storyboard, or a short outline of a topic; offline, as all outlines are."""
    request = film_request(demo_storyboard(topic), **options)
    return msgspec.structs.replace(request, folder=str(FOLDER))


def make(
    request: FilmRequest,
    *,
    output: str | Path | None = None,
    force: bool = False,
    workspace: str | Path | None = None,
    notify: Notify = lambda _: None,
    run_id: str | None = None,
) -> Film:
    """Make a film and return when it is there.

    `output` is a folder or a name that ends in `.mp4`; by default `aura-videos/{title}-{id}` in the current folder.
    `force` replaces another film's files there. Raises an `AuraError`, or `KeyboardInterrupt` after Ctrl-C.
    """
    run_id = run_id or new_run_id()
    title = request.storyboard.title if request.storyboard else request.brief.topic if request.brief else "film"
    place = Output.named(output or Path("aura-videos") / f"{slug(title)}-{run_id[:8]}", force=force)
    return run_in_thread(make_film(request, output=place, workspace=Workspace(workspace), notify=notify, run_id=run_id))


def plan(request: FilmRequest, *, workspace: str | Path | None = None) -> FilmPlan:
    """The dry run of a request: each task hit or miss, and why."""
    return run_in_thread(plan_film(request, workspace=Workspace(workspace)))


def run_in_thread(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine in an event loop of its own and wait for it; Ctrl-C cancels it and waits for its end."""
    outcome: list[T] = []
    failure: list[BaseException] = []
    loop = asyncio.new_event_loop()
    task: asyncio.Task[T] = loop.create_task(work)
    # Not `Thread.join`: interrupted by Ctrl-C, it takes a running thread for an ended one (Python 3.11 and 3.12).
    ended = threading.Event()

    def run() -> None:
        try:
            outcome.append(loop.run_until_complete(task))
        except BaseException as error:  # noqa: BLE001 - raised again in the caller's thread
            failure.append(error)
        finally:
            loop.run_until_complete(loop.shutdown_default_executor())
            loop.close()
            ended.set()

    threading.Thread(target=run, name="aura-engine").start()
    interrupted: BaseException | None = None
    while not ended.is_set():
        try:
            ended.wait(0.1)  # without a limit, Windows would not hear Ctrl-C
        except BaseException as error:  # noqa: BLE001 - KeyboardInterrupt, or whatever a signal handler raises
            if interrupted is None:
                interrupted = error
                with contextlib.suppress(RuntimeError):  # just finished: the loop is closed
                    loop.call_soon_threadsafe(task.cancel)
    if outcome:  # finished, though perhaps interrupted while its files were put in place
        return outcome[0]
    if interrupted is not None:
        raise interrupted
    if failure:
        if isinstance(failure[0], asyncio.CancelledError):
            raise JobInterrupted("The run was canceled.") from failure[0]
        raise failure[0]
    raise RuntimeError("the engine's thread ended without a result")


def _folders(assets: str | Path | Sequence[str | Path] | None) -> list[Path]:
    """Folders that exist; raises `RequestInvalid` naming the first that does not."""
    named = [assets] if isinstance(assets, str | Path) else list(assets or ())
    found = [Path(os.path.realpath(Path(each).expanduser())) for each in named]
    for each, folder in zip(named, found, strict=True):
        if not folder.is_dir():
            raise RequestInvalid([FieldError("assets", f"there is no folder {str(each)!r}")])
    return found


def _language(options: dict[str, Any]) -> dict[str, Any]:
    return {name: options[name] for name in options if name == "language"}


def _with_defaults(given: dict[str, Any], defaults: dict[str, Any]) -> dict[str, Any]:
    """Options with a deck's own for what is not given; a whole `Voice` leaves none of the deck's voice."""
    if isinstance(given.get("voice"), Voice):
        defaults = {name: value for name, value in defaults.items() if name not in _VOICE}
    return defaults | given


def _refuse_unknown(given: dict[str, Any]) -> None:
    errors = []
    for name in given:
        if name not in OPTIONS:
            near = nearest(name, OPTIONS)
            hint = f"; did you mean {near!r}?" if near else ""
            errors.append(FieldError(name, f"there is no such option{hint}"))
    if errors:
        raise RequestInvalid(errors)
