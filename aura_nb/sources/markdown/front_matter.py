"""The front matter of a deck: its title and language, and the options its author chose for the film.

Values are read as they are written: in plain YAML 1.1, `aspect: 16:9` is the number 969 and `language: no` is false.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
import yaml
from msgspec import Struct

from aura_nb.errors import FieldError, RequestInvalid, SourceInvalid
from aura_nb.specs import Render, Storyboard, Voice
from aura_nb.validation import check
from aura_nb.wording import nearest

MOST_CHARACTERS = 20_000
_OF_STORY = ("title", "language")
_OF_VOICE = ("rate", "pitch", "pause")
_OF_RENDER = ("aspect", "fps", "quality", "captions", "theme", "transition")
FIELDS = (*_OF_STORY, "voice", *_OF_VOICE, *_OF_RENDER)
_REMEDY = "Correct the front matter, the lines between the first two `---`."
_NUMBERS = {"rate": float, "pitch": float, "fps": int}
_FENCED = re.compile(r"\A---[ \t]*\n(?P<yaml>.*?)(?:^---[ \t]*$|^\.\.\.[ \t]*$)\n?", re.DOTALL | re.MULTILINE)


class FrontMatter(Struct, frozen=True):
    """What a deck's head says: `options` are those of `engine.film_request`; `lines` is how many lines it takes."""

    title: str = ""
    language: str = ""
    options: dict[str, Any] = {}
    lines: int = 0


class _Entry(NamedTuple):
    value: str
    line: int


def front_matter(text: str) -> FrontMatter:
    r"""The front matter at the start of a deck, if there is one; raises `SourceInvalid` naming field and line.

    >>> front_matter("---\ntitle: Bees\naspect: 9:16\n---\n# Hello").options
    {'aspect': '9:16'}
    """
    found = _FENCED.match(text)
    entries = _entries(found["yaml"]) if found else None
    if found is None or entries is None:
        return FrontMatter()
    errors: list[FieldError] = []
    given: dict[str, Any] = {}
    for name, entry in entries.items():
        if name not in FIELDS:
            errors.append(FieldError(name, f"line {entry.line}: there is no such field{_hint(name)}"))
        elif entry.value.strip():
            given[name] = _number(name, entry.value) if name in _NUMBERS else entry.value
    story = {name: given[name] for name in _OF_STORY if name in given}
    voice = {name: given[name] for name in _OF_VOICE if name in given}
    if "voice" in given:
        voice["name"] = given["voice"]
    _check(Storyboard, {"title": "-", "scenes": [{"id": "a"}]} | story, entries, errors)
    _check(Voice, voice, entries, errors)
    _check(Render, {name: given[name] for name in _OF_RENDER if name in given}, entries, errors)
    if errors:
        raise SourceInvalid(
            sorted(errors, key=lambda error: entries[error.field].line),
            remedy=_REMEDY,
            line=min(entries[error.field].line for error in errors),
        )
    return FrontMatter(
        title=" ".join(given.get("title", "").split()),
        language=given.get("language", ""),
        options={name: value for name, value in given.items() if name not in _OF_STORY},
        lines=found[0].count("\n"),
    )


def _entries(text: str) -> dict[str, _Entry] | None:
    """The fields with their values as written; None where it is no mapping: then `---` began a scene."""
    if len(text) > MOST_CHARACTERS:
        return None
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 2 if mark else 2
        raise SourceInvalid(
            [FieldError("", f"line {line}: the front matter is not YAML: {error.problem or error.context}")],
            remedy="Write `name: value` on each line, or leave a line empty after `---` where it starts a scene.",
            line=line,
        ) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise SourceInvalid(
            [FieldError("", "line 2: the front matter is not YAML that can be read")],
            remedy="Write `name: value` on each line.",
            line=2,
        ) from error
    if not isinstance(node, yaml.MappingNode):
        return None
    entries: dict[str, _Entry] = {}
    errors: list[FieldError] = []
    for key, value in node.value:
        name, line = str(key.value)[:64] if isinstance(key, yaml.ScalarNode) else "?", key.start_mark.line + 2
        if name in entries:
            errors.append(FieldError(name, f"line {line}: is given twice, first in line {entries[name].line}"))
        elif name in FIELDS and not isinstance(value, yaml.ScalarNode):
            errors.append(FieldError(name, f"line {line}: must be one value, not a list or a mapping"))
        entries[name] = _Entry(str(value.value) if isinstance(value, yaml.ScalarNode) else "", line)
    if errors:
        raise SourceInvalid(errors, remedy=_REMEDY, line=entries[errors[0].field].line)
    return entries


def _check(
    kind: type[Storyboard | Voice | Render],
    values: dict[str, Any],
    entries: dict[str, _Entry],
    errors: list[FieldError],
) -> None:
    try:
        check(kind, values)
    except RequestInvalid as error:
        for field, message in error.errors:
            name = "voice" if field == "name" else field
            errors.append(FieldError(name, f"line {entries[name].line}: {message}"))


def _number(name: str, written: str) -> object:
    try:
        return msgspec.convert(written, _NUMBERS[name], strict=False)
    except msgspec.ValidationError:
        return written  # the field's own check says what is wrong


def _hint(name: str, known: Sequence[str] = FIELDS) -> str:
    near = nearest(name, known)
    return f'; did you mean "{near}"?' if near else f"; there are {', '.join(known)}"
