"""What is sent to a server to ask for a job: checked as a whole, and made a request for a film."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, field

from aura_nb import sources
from aura_nb.errors import AssetMissing, FieldError, RequestInvalid, SourceInvalid, SourceNotFound
from aura_nb.pipeline.assets import Assets, is_local
from aura_nb.pipeline.film_request import FilmRequest
from aura_nb.pipeline.language import Told, settle
from aura_nb.pipeline.scene_files import named_files, supplied, without
from aura_nb.request.appearance import brand_of, is_hidden, look, own_look
from aura_nb.request.chosen_music import music
from aura_nb.request.named import demo_request
from aura_nb.sources import DECKS, NOTEBOOK, SUFFIXES, Sourced, from_source
from aura_nb.sources.picture_search import PictureSearch
from aura_nb.specs import SAYS_SOMETHING, Brief, Plan, Pronounce, Render, Scene, Spec, Storyboard, Voice
from aura_nb.specs.brief import MOST_TOPIC
from aura_nb.specs.origin import Notice, noticed
from aura_nb.specs.render import with_preset
from aura_nb.specs.validation import check

_VOICE = Voice.__struct_fields__
_RENDER = Render.__struct_fields__
MOST_NOTICES = 100
_SEND = "Send it with PUT aura/api/assets/NAME, and name it by the answer's asset."


class SourceBody(Spec):
    """A notebook, a deck or a storyboard: a file below the server's root folder, or a text.

    With `execute` a copy of the notebook at `path` is run first, in its folder; the answer waits for it.
    """

    path: (
        Annotated[
            str, Meta(min_length=1, max_length=1000, extra={"names_file": True}, extra_json_schema=SAYS_SOMETHING)
        ]
        | None
    ) = None
    text: Annotated[str, Meta(min_length=1, max_length=10_000_000, extra_json_schema=SAYS_SOMETHING)] | None = None
    format: Literal["markdown", "ipynb"] | None = None
    execute: bool = False


class JobBody(Spec):
    """The request for a film: one of `brief`, `storyboard` and `source`, with what is to be made of it.

    `notices` become warnings of the job: what a client could not use of what the storyboard was made from.
    """

    brief: Brief | None = None
    storyboard: Storyboard | None = None
    source: SourceBody | None = None
    plan: Plan | None = None
    voice: Voice | None = None
    render: Render | None = None
    pronounce: Pronounce = field(default_factory=dict)
    notices: Annotated[list[Notice], Meta(max_length=MOST_NOTICES)] = field(default_factory=list)


class DemoBody(Spec):
    """The request for the demo."""

    topic: Annotated[str, Meta(max_length=MOST_TOPIC)] | None = None


def demo_of(raw: Any) -> FilmRequest:
    """The request for the demo that the JSON values of a `DemoBody` ask for. Raises `RequestInvalid`."""
    return demo_request(check(DemoBody, raw).topic)


async def film_of(
    raw: Any, *, root: Path, assets: Assets, hidden: bool = False, runs: Executor | None = None
) -> FilmRequest:
    """The request for the film that the JSON values of a `JobBody` ask for.

    A notebook that is to be run first is run by `runs`. Files are looked for below `root`, never outside of it, and in
    folders that begin with a dot only if `hidden`. What a deck's front matter says counts where the body says nothing.

    Raises `RequestInvalid` naming each wrong field, `SourceNotFound`, `SourceInvalid`, and `AssetMissing` for a picture
    that is not among the `assets`.
    """
    # In a thread: a storyboard of 500 scenes, or a large deck, takes a while to check. A notebook that is run first may
    # take an hour: those wait for each other, and nobody else for them.
    source = raw.get("source") if isinstance(raw, dict) else None
    if isinstance(source, dict) and source.get("execute"):
        return await asyncio.get_running_loop().run_in_executor(runs, _film_of, raw, root, assets, hidden)
    return await asyncio.to_thread(_film_of, raw, root, assets, hidden)


def _film_of(raw: Any, root: Path, assets: Assets, hidden: bool) -> FilmRequest:  # noqa: FBT001 - called here alone
    body = check(JobBody, raw)
    given = [name for name in ("brief", "storyboard", "source") if getattr(body, name) is not None]
    if len(given) != 1:
        instead = f"not {' and '.join(given)}" if given else "and there is none"
        raise RequestInvalid([FieldError("", f"one of brief, storyboard and source is wanted, {instead}")])
    found = Sourced(storyboard=body.storyboard) if body.storyboard is not None else None
    if body.source is not None:
        # A deck goes on without a picture that was never sent; a storyboard that was written out does not.
        found = _seen(_sent(_read(body.source, root, hidden, _given(raw)), assets), root, hidden)
    defaults = own_look(found.storyboard) | found.options if found else {}
    chosen = {name: raw.get(name) or {} for name in ("voice", "render")}
    voice = check(Voice, _defaults(defaults, _VOICE, voice="name") | chosen["voice"], path="voice")
    told = settle(found.storyboard, voice, found=found.found) if found else Told()
    wanted = with_preset(_defaults(defaults, _RENDER)) | with_preset(chosen["render"])
    logo = look(
        wanted,
        defaults.get("brand"),
        folder=found.folder if found else None,
        places=_places(found, raw) if found else {},
        open_below=None if hidden else root,
    )
    sound = music(
        wanted,
        folder=found.folder if found else None,
        roots=found.roots if found else (),
        places=_places(found, raw) if found else {},
        open_below=None if hidden else root,
    )
    request = FilmRequest(
        music=sound,
        storyboard=found.placed() if found else None,
        brief=body.brief,
        plan=body.plan,
        voice=voice,
        render=check(Render, wanted, path="render"),
        brand=brand_of(defaults["brand"]) if defaults.get("brand") else None,
        embedded=(found.embedded if found else {}) | logo,
        places=_places(found, raw) if found else {},
        notices=[*(found.notices if found else []), *map(noticed, told.warnings), *body.notices],
        notes=[*(found.notes if found else []), *told.notes],
        pronounce=body.pronounce,
    )
    if found is not None and found.folder is not None:
        request.folder = str(found.folder)
        request.roots = list(map(str, found.roots))
    elif body.storyboard is not None:
        _require_assets(body.storyboard, assets, "storyboard")
    return request.checked()


def _defaults(options: dict[str, Any], fields: tuple[str, ...], **renamed: str) -> dict[str, Any]:
    """A deck's options as fields of a spec."""
    named = {renamed.get(name, name): value for name, value in options.items() if name != "language"}
    return {name: value for name, value in named.items() if name in fields}


def _places(found: Sourced, raw: Any) -> dict[str, str]:
    """Where the deck gave what counts: what the body gives as well counts before it."""
    given = _given(raw)
    return {name: place for name, place in found.places.items() if name not in given}


def _given(raw: Any) -> frozenset[str]:
    """The options that the body itself gives, by the names that a deck has for them."""
    named = {"name": "voice"}
    return frozenset(named.get(name, name) for part in ("voice", "render") for name in raw.get(part) or {})


def _read(source: SourceBody, root: Path, hidden: bool, overridden: frozenset[str]) -> Sourced:  # noqa: FBT001 - called here alone
    if (source.path is None) == (source.text is None):
        raise RequestInvalid([FieldError("source", "one of path and text is wanted")])
    if source.execute and PurePosixPath(source.path or "").suffix.lower() != NOTEBOOK:
        raise RequestInvalid([FieldError("source.execute", "runs a notebook in its folder: name one by its path")])
    if source.text is None:
        path = _below(source.path or "", root, hidden=hidden)
        if path.suffix.lower() not in {NOTEBOOK, *DECKS}:
            return _named("source.path", lambda: from_source(path))
        search = PictureSearch(path.parent, below=root, hidden=hidden)
        if path.suffix.lower() == NOTEBOOK:
            return _named(
                "source.path",
                lambda: sources.load_notebook(path, search=search, execute=source.execute, overridden=overridden),
            )
        return _named("source.path", lambda: sources.load_deck(path, search=search, overridden=overridden))
    text, search = source.text, PictureSearch(None)
    if source.format == "ipynb":
        return _named(
            "source.text",
            lambda: sources.from_notebook(text.encode(errors="replace"), search=search, overridden=overridden),
        )
    return _named("source.text", lambda: sources.from_markdown(text, search=search, overridden=overridden))


def _below(name: str, root: Path, *, hidden: bool) -> Path:
    """The file of this name below the root; nothing is said of any other place, not even whether it is there."""
    parts = PurePosixPath(name).parts
    outside = PureWindowsPath(name).anchor or PurePosixPath(name).is_absolute() or ".." in parts
    if outside or "\\" in name:
        raise SourceInvalid([FieldError("source.path", "must be a path below the server's folder, with slashes")])
    missing = SourceNotFound([FieldError("source.path", f"there is no file {name!r} in the server's folder")])
    if not hidden and any(part.startswith(".") for part in parts):
        raise missing
    if PurePosixPath(name).suffix.lower() not in SUFFIXES:
        wanted = "must end in .ipynb, .md or .json: a notebook, a deck or a storyboard"
        raise SourceInvalid([FieldError("source.path", wanted)])
    try:
        path = (root / name).resolve()
        if root.resolve() not in path.parents or not path.is_file():
            raise missing
        with path.open("rb"):
            return path
    except (OSError, ValueError) as error:
        raise missing from error


def _named(field: str, read: Callable[[], Sourced]) -> Sourced:
    """What `read` reads; its complaints name the field that it was read from."""
    try:
        return read()
    except RequestInvalid as error:
        errors = [FieldError(f"{field}.{each.field}" if each.field else field, each.message) for each in error.errors]
        raise type(error)(errors, remedy=error.remedy) from error


def _sent(given: Sourced, assets: Assets) -> Sourced:
    """A deck's storyboard of which every `asset:` is here, or will be; the others are left out with a notice."""
    assets.hold(given.embedded)
    storyboard = given.storyboard
    named = [scene for scene in storyboard.scenes if not all(map(is_local, scene.show.files().values()))]
    _require_sent(storyboard, assets)
    if not named:
        return given
    found = supplied(msgspec.structs.replace(storyboard, scenes=named), None, assets, places=given.places)
    kept = {scene.id: scene for scene in found.storyboard.scenes}
    gone = {scene.id for scene in named} - set(kept)
    scenes = [kept.get(scene.id, scene) for scene in storyboard.scenes if scene.id not in gone]
    whole = msgspec.structs.replace(storyboard, scenes=scenes)
    return msgspec.structs.replace(given, storyboard=whole, notices=[*given.notices, *found.notices])


def _require_sent(storyboard: Storyboard, assets: Assets) -> None:
    """Raise `AssetMissing` for a recording that was never sent: what it says cannot be left out."""
    for scene in storyboard.scenes:
        if scene.audio is not None and not is_local(scene.audio) and assets.find(scene.audio) is None:
            raise AssetMissing(f"{scene.place}: no asset {scene.audio!r} is stored here.", remedy=_SEND)


def _seen(given: Sourced, root: Path, hidden: bool) -> Sourced:  # noqa: FBT001 - called here alone
    """What a source names without files that it may not: of another machine, or hidden, as if they were not there.

    Raises `AssetMissing` for a storyboard that a person wrote; a scene of a deck goes on without, with a notice.
    """
    scenes: list[Scene] = []
    notices: list[Notice] = []
    for index, scene in enumerate(given.storyboard.scenes):
        figures = scene.show.data_files()
        named = figures if given.folder is None else figures | scene.show.files()
        gone = {}
        audio = scene.audio
        if audio is not None and is_local(audio) and _is_unseen(given.folder, audio, root, hidden=hidden):
            why = "is a file of another machine" if given.folder is None else "is no file that can be read here"
            raise AssetMissing(f"{scene.place}: {audio!r} {why}.", remedy=_SEND)
        for path, name in named.items():
            if is_local(name) and _is_unseen(given.folder, name, root, hidden=hidden):
                field = f"scenes[{scene.id}].show.{path}"
                where = given.places.get(field) or scene.place or f"scenes[{index}].show.{path}"
                why = "is a file of another machine" if given.folder is None else "is no file that can be read here"
                gone[name] = AssetMissing(f"{where}: {name!r} {why}", remedy="Write its rows into the storyboard.")
        if gone and not scene.can_spare_pictures:
            raise next(iter(gone.values()))
        notices += [Notice(message=f"{each.message}. It is left out."[:2000], code=each.code) for each in gone.values()]
        show = scene.show.without_data(frozenset(gone)) if gone else scene.show
        left = scene if show is scene.show else without(scene, show)
        scenes += [left] if left is not None else []
    if not notices:
        return given
    if not scenes:
        raise AssetMissing(notices[0].message)
    whole = msgspec.structs.replace(given.storyboard, scenes=scenes)
    return msgspec.structs.replace(given, storyboard=whole, notices=[*given.notices, *notices])


def _is_unseen(folder: Path | None, name: str, root: Path, *, hidden: bool) -> bool:
    """Whether a file is of another machine, or lies where nobody may look."""
    return folder is None or (not hidden and is_hidden(folder / name, root))


def _require_assets(storyboard: Storyboard, assets: Assets, where: str) -> None:
    """A storyboard without a folder names its pictures by what they are: a server's own folders are none of its."""
    for index, scene in enumerate(storyboard.scenes):
        for path, name in scene.show.data_files().items():
            field = f"{where}.scenes[{index}].show.{path}"
            remedy = "Write its rows into the storyboard, as data."
            raise AssetMissing(f"{field}: {name!r} is a file of another machine.", remedy=remedy, field=field)
        for path, name in named_files(scene).items():
            field = f"{where}.scenes[{index}].{path}"
            if is_local(name):
                message = f"{name!r} is a file of another machine"
            elif assets.find(name) is None:
                message = f"there is no {name!r} here"
            else:
                continue
            raise AssetMissing(f"{field}: {message}.", remedy=_SEND, field=field)
