"""The request for a film, from a source and options by name: what scripts, cells and the command line say."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from aura_nb.demo import FOLDER, demo_storyboard
from aura_nb.errors import FieldError, RequestInvalid
from aura_nb.pipeline.film_request import FilmRequest
from aura_nb.pipeline.language import settle
from aura_nb.request.appearance import brand_of, look, own_look
from aura_nb.request.chosen_music import music
from aura_nb.sources import NOTEBOOK, Sourced, from_source, source_path
from aura_nb.sources.pronunciation_file import load_pronunciations
from aura_nb.specs import Brief, Plan, Render, Storyboard, Voice
from aura_nb.specs.fault_wording import nearest
from aura_nb.specs.origin import noticed
from aura_nb.specs.render import SHORT_QUALITIES, with_preset
from aura_nb.specs.validation import check

Source = str | Path | Brief | Storyboard | Sourced

_BRIEF = tuple(name for name in Brief.__struct_fields__ if name != "topic")
_PLAN = Plan.__struct_fields__
_VOICE = Voice.MANNER
_RENDER = tuple(name for name in Render.__struct_fields__ if name != "logo")  # which is a part of the brand
OPTIONS = ("voice", "pronounce", "brand", *_BRIEF, *_PLAN, *_VOICE, *_RENDER)


def film_request(
    source: Source,
    /,
    *,
    assets: str | Path | Sequence[str | Path] | None = None,
    execute: bool | None = None,
    **options: Any,
) -> FilmRequest:
    """The checked request for a topic, a path, a `Brief`, a `Storyboard` or what a source gave, with options by name.

    Options are the fields of `Brief`, `Plan`, `Voice` and `Render` in snake_case; `voice` is the voice's name or a
    `Voice`; `theme` a name, the path of a file, or the theme itself; `brand` a table with a `logo`, an `accent` and a
    `font`; `music` one of ours by its name or the path of a sound; `pronounce` a table of words and how they are
    said, or the path of a file with one; options that are None
    count as not given. They override those of a deck's front matter. Pictures may also lie in `assets`, a folder or
    several. With `execute` a copy of a notebook is run first. Raises
    `RequestInvalid` (naming each wrong field, with the nearest right one), `SourceNotFound` and `SourceInvalid`.

    >>> film_request("Why bees matter", seconds=20, aspect="9:16").render.aspect
    '9:16'
    """
    given = with_preset({name: value for name, value in options.items() if value is not None})
    _refuse_unknown(given)
    check(Brief, {"topic": "-"} | _language(given))  # before a deck is read in it
    path = source_path(source) if isinstance(source, str | Path) else None
    extra = _folders(assets)
    if execute and (path is None or path.suffix.lower() != NOTEBOOK):
        raise RequestInvalid([FieldError("execute", "runs a notebook, and this is none")])
    explicit = frozenset(given)
    found = None
    if path is not None:
        overridden = explicit - {"brand"}  # whose fields count one by one
        found = from_source(path, assets=extra, execute=bool(execute), overridden=overridden, **_language(given))
    elif isinstance(source, Storyboard | Sourced):
        found = from_source(source)
    if found is not None:
        given = _with_defaults(given, with_preset(own_look(found.storyboard) | found.options))
    voice = given.get("voice", "")
    raw_voice = voice.to_json() if isinstance(voice, Voice) else {"name": voice}
    raw_voice |= {name: given[name] for name in _VOICE if name in given}
    raw_render = {name: given[name] for name in _RENDER if name in given}
    raw_render["quality"] = _quality(raw_render.get("quality", Render().quality))
    places = {name: place for name, place in found.places.items() if name not in explicit} if found is not None else {}
    folder = found.folder if found is not None else None
    embedded = look(raw_render, given.get("brand"), folder=folder, here=Path(), places=places)
    roots = [*found.roots, *extra] if found is not None else extra
    sound = music(raw_render, folder=folder, roots=roots, here=Path(), places=places)
    plan = {name: given[name] for name in _PLAN if name in given}
    brief = {name: given[name] for name in _BRIEF if name in given}
    shaped = plan | {name: brief[name] for name in brief if name != "language"}
    said = given.get("pronounce", {})
    base = FilmRequest(
        voice=check(Voice, raw_voice, path="voice"),
        render=check(Render, raw_render, path="render"),
        pronounce=load_pronunciations(said) if isinstance(said, str | Path) else said,
        brand=brand_of(given["brand"]) if given.get("brand") else None,
        embedded=embedded,
        music=sound,
    )
    if found is None:
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
        found.storyboard.language = brief["language"]
    told = settle(found.storyboard, base.voice, found=found.found)
    return msgspec.structs.replace(
        base,
        storyboard=found.placed(),
        folder=str(found.folder) if found.folder else None,
        roots=list(map(str, [*found.roots, *(each for each in extra if each not in found.roots)])),
        embedded=found.embedded | embedded,
        places=places,
        notices=[*found.notices, *map(noticed, told.warnings)],
        notes=[*found.notes, *told.notes],
    ).checked()


def demo_request(topic: str | None = None, **options: Any) -> FilmRequest:
    """The request of the demo: its own storyboard, or a short outline of a topic; offline, as all outlines are."""
    request = film_request(demo_storyboard(topic), **options)
    return msgspec.structs.replace(request, folder=str(FOLDER))


def _quality(given: Any) -> Any:
    return SHORT_QUALITIES.get(given, given) if isinstance(given, str) else given


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
    """Options with a deck's own for what is not given; a whole `Voice` leaves none of the deck's voice.

    A brand's fields count one by one.
    """
    if isinstance(given.get("voice"), Voice):
        defaults = {name: value for name, value in defaults.items() if name not in _VOICE}
    whole = defaults | given
    brands = [each["brand"] for each in (defaults, given) if isinstance(each.get("brand"), Mapping)]
    return whole | {"brand": {name: value for brand in brands for name, value in brand.items()}} if brands else whole


def _refuse_unknown(given: dict[str, Any]) -> None:
    errors = []
    for name in given:
        if name not in OPTIONS:
            near = nearest(name, OPTIONS)
            hint = f"; did you mean {near!r}?" if near else ""
            errors.append(FieldError(name, f"there is no such option{hint}"))
    if errors:
        raise RequestInvalid(errors)
