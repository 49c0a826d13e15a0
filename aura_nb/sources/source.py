"""What a person hands over, as a storyboard: a topic, a brief, a storyboard, or the path of a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypedDict, Unpack

import msgspec

from aura_nb.errors import FieldError, RequestInvalid, SourceInvalid, SourceNotFound
from aura_nb.sources.outline import outline
from aura_nb.sources.picture_search import PictureSearch
from aura_nb.sources.sourced import Sourced
from aura_nb.sources.storyboard_file import load_storyboard
from aura_nb.specs import Brief, Plan, Storyboard
from aura_nb.specs.validation import check
from aura_nb.wire.source_kinds import DECK_FILES, NOTEBOOKS, SOURCE_KINDS

DECKS = frozenset(DECK_FILES.suffixes)
(NOTEBOOK,) = NOTEBOOKS.suffixes
SUFFIXES = frozenset(suffix for kind in SOURCE_KINDS for suffix in kind.suffixes)


class BriefOptions(TypedDict, total=False):
    """What may be said about a topic beside it."""

    audience: str
    goal: str
    tone: str
    language: str
    source: str


def from_source(
    source: str | Path | Brief | Storyboard | Sourced,
    /,
    *,
    plan: Plan | None = None,
    assets: Sequence[Path] = (),
    execute: bool = False,
    overridden: frozenset[str] = frozenset(),
    **options: Unpack[BriefOptions],
) -> Sourced:
    """The storyboard for anything a film can be made of.

    Text that names an existing file, or ends in `.json`, `.md` or `.ipynb`, is a path; any other text is a topic.
    `plan` and `options` shape what is written for a topic or brief; a storyboard is taken as it is, so that options
    next to one are refused, except for the `language` a file is in. The result is a checked copy. Pictures in a file's
    storyboard are relative to its folder; those of a deck or a notebook are looked for in the folders `assets` as well.

    With `execute`, a copy of a notebook is run first. What a deck says of options that are `overridden` is not read.

    Raises `SourceNotFound`, `SourceInvalid` and `RequestInvalid`.

    >>> from_source("Why bees matter").storyboard.title
    'Why bees matter'
    """
    if isinstance(source, Brief):
        return _from_brief(source.to_json() | options, plan)
    if isinstance(source, Storyboard):
        source = Sourced.of(source)
    if isinstance(source, Sourced):
        _refuse(options, "a storyboard")
        return msgspec.structs.replace(source, storyboard=check(Storyboard, source.storyboard))
    if not isinstance(source, str | Path):
        raise SourceInvalid(
            f"a film is made of a topic, a path, a Brief or a Storyboard; this is of type {type(source).__name__}"
        )
    path = source_path(source)
    if path is None:
        return _from_brief({"topic": str(source)} | options, plan)
    language = options.pop("language", None)
    found = _from_file(path, assets, language, execute=execute, overridden=overridden)
    _refuse(options, path.name)
    return found


def load(path: str | Path, *, language: str | None = None) -> Storyboard:
    """What `Storyboard.load` does: the storyboard in a JSON file, a deck or a notebook, with its provenance."""
    return _read(Path(path), language, None, frozenset()).remembered()


def source_path(source: str | Path) -> Path | None:
    """The path that `source` is, or None when it is a topic."""
    if isinstance(source, Path):
        return source
    try:
        is_file = "\n" not in source and Path(source).is_file()
    except (OSError, ValueError):  # too long for a file name, or a null character in it
        is_file = False
    if is_file or ("\n" not in source and Path(source).suffix.lower() in SUFFIXES):
        return Path(source)
    return None


def _read(path: Path, language: str | None, search: PictureSearch | None, overridden: frozenset[str]) -> Sourced:
    if path.suffix.lower() in DECKS:
        from aura_nb.sources.markdown import load_deck  # noqa: PLC0415 - the parsers take longer to load than the rest

        return load_deck(path, language=language, search=search, overridden=overridden)
    if path.suffix.lower() == NOTEBOOK:
        from aura_nb.sources.notebook import load_notebook  # noqa: PLC0415 - as above

        return load_notebook(path, language=language, search=search, overridden=overridden)
    found = load_storyboard(path)
    found.storyboard.language = language or found.storyboard.language
    return found


def _from_brief(raw: dict[str, Any], plan: Plan | None) -> Sourced:
    brief = check(Brief, raw, path="brief")
    return outline(brief, check(Plan, plan, path="plan") if plan is not None else None)


def _from_file(
    path: Path, assets: Sequence[Path], language: str | None, *, execute: bool, overridden: frozenset[str]
) -> Sourced:
    suffix = path.suffix.lower()
    try:
        there = path.exists()
    except OSError:  # a name that no disk can hold
        there = False
    if not there:
        raise SourceNotFound(
            f"there is no file {path}",
            remedy=f"Check the path. If it is a topic, write it without the ending {suffix or path.name!r}.",
        )
    if suffix not in SUFFIXES:
        raise SourceInvalid(
            f"{path.name} is no notebook, deck or storyboard: only .ipynb, .md and .json files can be read",
            remedy="Save it as one of them. If this is a topic, word it differently: a file here has that name.",
        )
    search = PictureSearch(path.absolute().parent, extra=assets) if assets else None
    if suffix == NOTEBOOK:
        from aura_nb.sources.notebook import load_notebook  # noqa: PLC0415 - as above

        return load_notebook(path, language=language, search=search, execute=execute, overridden=overridden)
    return _read(path, language, search, overridden)


def _refuse(options: BriefOptions, what: str) -> None:
    if options:
        raise RequestInvalid(
            [FieldError(f"brief.{name}", f"shapes a topic, but {what} is taken as it is") for name in options]
        )
