"""The front matter of a deck: its title and language, who speaks when, and the options its author chose for the film.

Fields of other tools are no error: they are told in one warning. A field that is nearly one of ours is an error where
no field of another tool stands with it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, get_args

import msgspec
from msgspec import Struct

from aura_nb.errors import FieldError, RequestInvalid, SourceInvalid
from aura_nb.regex import regex
from aura_nb.sources.markdown.head import REMEDY, DeckFields, Entry, read_head
from aura_nb.sources.markdown.left_out import at
from aura_nb.specs import Format, Render, Storyboard, Voice
from aura_nb.specs.limits import field_types
from aura_nb.specs.pronounce import merged, problems
from aura_nb.specs.render import MUSIC
from aura_nb.specs.turns import wrong_speakers
from aura_nb.specs.validation import check

_OF_STORY = ("title", "language")
_OF_VOICE = Voice.MANNER
_OF_RENDER = tuple(name for name in Render.__struct_fields__ if name != "logo")  # which is a part of the brand
_OF_OPENING = ("subtitle", "author", "date")
_SAID = "pronounce"
_BRAND = "brand"
_VOICES = "voices"
FIELDS = (*_OF_STORY, _SAID, _BRAND, "voice", _VOICES, *_OF_VOICE, *_OF_RENDER)
_ALIASES = {"lang": "language", "authors": "author", "Title": "title", "Author": "author", "Date": "date"}
# Other tools have these fields too, with values of their own.
_SHARED = frozenset({"title", "language", "theme", "transition", "captions", "quality", "pause"})
_NUMBERS = {name: kind for spec in (Voice, Render) for name, kind in field_types(spec).items() if kind in {int, float}}
_DATE = regex(r"(\d{4}-\d{2}-\d{2})[T ]\d.*")
_COMPUTED = regex(r"`r |\{\{|\$|\\today\b|^(?:today|now|last-modified|auto)$", re.IGNORECASE)
_PATH = regex(r"[./\\@]")  # a theme in a file or a package
_FIGURE = regex(r"[+-]?\d{1,3}(\.\d{1,6})?")
_LONG_NAME = 8


class FrontMatter(Struct, frozen=True):
    """What a deck's head says: `options` are those of `engine.film_request`; `lines` is how many lines it takes.

    `given` has the line of each field that is used, by its name.

    `subtitle`, `author` and `date` are for the opening card. `unused` are the fields of other tools, with their lines;
    `title_line` is that of the title.
    """

    title: str = ""
    subtitle: str = ""
    author: str = ""
    date: str = ""
    language: str = ""
    options: dict[str, Any] = {}
    unused: dict[str, int] = {}
    lines: int = 0
    title_line: int = 0
    pronounce: dict[str, str | dict[str, str]] = {}
    given: dict[str, int] = {}
    voices: dict[str, str | dict[str, Any]] = {}

    def warnings(self, file: str = "") -> list[str]:
        """One sentence that names the fields that are not used, and their places in the `file`."""
        if not self.unused:
            return []
        told = "A field" if len(self.unused) == 1 else "Fields"
        verb = "is" if len(self.unused) == 1 else "are"
        places = at(list(self.unused.values()), file)
        return [f"{told} of another tool in the front matter {verb} not used ({places}): {', '.join(self.unused)}."]


def front_matter(
    head: DeckFields | str,
    *,
    foreign: frozenset[str] = frozenset(),
    themes: frozenset[str] = frozenset(),
    is_foreign: bool = False,
    overridden: frozenset[str] = frozenset(),
) -> FrontMatter:
    r"""The front matter at the start of a deck, if there is one; raises `SourceInvalid` naming field and line.

    `foreign` are the fields that other tools are known to have, `themes` their themes; `is_foreign` says that the deck
    is one of another tool whatever its fields are. Options that are `overridden` are not read: what is wrong in them
    stands in nobody's way.

    >>> front_matter("---\ntitle: Bees\naspect: 9:16\nmarp: true\n---\n# Hello").options
    {'aspect': '9:16'}
    """
    head = read_head(head) if isinstance(head, str) else head
    foreign = foreign - {*FIELDS, *_OF_OPENING, *_ALIASES}
    entries = {_ALIASES.get(name, name): entry for name, entry in head.entries.items() if name not in FIELDS}
    entries |= {name: entry for name, entry in head.entries.items() if name in FIELDS}
    entries = dict(sorted(entries.items(), key=lambda item: item[1].line))
    ours = [form for form in get_args(Format) if form != "pptx"]  # which is one of Quarto's and pandoc's too
    anothers = {"format"} & {name for name, entry in entries.items() if entry.value not in ours}
    unknown = [name for name in entries if name not in {*FIELDS, *_OF_OPENING} - anothers]
    mistyped = {name: near for name in unknown if name not in foreign and (near := _nearly(name))}
    theme = entries["theme"].text if "theme" in entries else ""
    is_foreign = (
        is_foreign
        or len(mistyped) < len(unknown)
        or theme in themes
        or bool(_PATH.search(theme.removesuffix(".json")))
        or bool(head.entries.keys() & foreign or anothers)
    )
    errors = [
        FieldError(name, f'line {entries[name].line}: there is no such field; did you mean "{near}"?')
        for name, near in mistyped.items()
        if not is_foreign
    ]
    entries, all_entries = {name: entry for name, entry in entries.items() if name not in anothers}, entries
    aliased = frozenset(_ALIASES[name] for name in head.entries.keys() & _ALIASES.keys()) - head.entries.keys()
    entries = {name: entry for name, entry in entries.items() if name not in overridden}
    reading = _Reading(entries, errors, nested=head.nested, is_foreign=is_foreign, aliased=aliased)
    given = reading.given(head.again, themes)
    if errors:
        raise SourceInvalid(
            sorted(errors, key=lambda error: _line_of(error, entries)),
            remedy=REMEDY,
            line=min(_line_of(error, entries) for error in errors),
        )
    unused = {name: all_entries[name].line for name in [*unknown, *reading.unused]}
    return FrontMatter(
        title=" ".join(given.get("title", "").split()),
        subtitle=_line(entries.get("subtitle")),
        author=_line(entries.get("author")),
        date=_DATE.sub(r"\1", _line(entries.get("date"))),
        language=given.get("language", ""),
        options={name: value for name, value in given.items() if name not in {*_OF_STORY, _SAID, _VOICES}},
        unused=dict(sorted(unused.items(), key=lambda item: item[1])),
        lines=head.lines,
        title_line=entries["title"].line if "title" in entries else 0,
        pronounce=merged(given.get(_SAID, {})),
        voices=given.get(_VOICES, {}),
        given={name: entries[name].line for name in given},
    )


class _Reading:
    """Our own fields: each checked; in a deck of another tool what is not ours is put aside."""

    def __init__(
        self,
        entries: dict[str, Entry],
        errors: list[FieldError],
        *,
        nested: dict[str, int],
        is_foreign: bool,
        aliased: frozenset[str],
    ) -> None:
        self._aliased = aliased  # fields under the names that other tools have for them
        self._entries = entries
        self._nested = nested
        self._errors = errors
        self._is_foreign = is_foreign
        self.unused: list[str] = []

    def given(self, again: dict[str, int], themes: frozenset[str]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, entry in self._entries.items():
            if name not in FIELDS:
                continue
            if name in again and not self._is_foreign:
                self._errors.append(FieldError(name, f"line {again[name]}: is given twice, first in line {entry.line}"))
            elif name in {_SAID, _BRAND, _VOICES}:
                found |= self._mapping(name, entry)
            elif name == "title" and not isinstance(entry.value, str) and _line(entry):
                found[name] = _line(entry)
            elif not isinstance(entry.value, str):
                self._refuse(name, "must be one value, not a list or a mapping")
            elif entry.value.strip() and not (name == "theme" and self._is_anothers(entry.value, themes)):
                found[name] = self._value(name, entry.value.strip())
        story = {name: found[name] for name in _OF_STORY if name in found}
        voice = {name: found[name] for name in _OF_VOICE if name in found}
        if "voice" in found:
            voice["name"] = found["voice"]
        self._check(Storyboard, {"title": "-", "scenes": [{"id": "a"}]} | story)
        self._check(Voice, voice)
        self._check(
            Render, {name: found[name] for name in _OF_RENDER if name in found and not _is_file(name, found[name])}
        )
        return {name: value for name, value in found.items() if name not in self.unused}

    def _mapping(self, name: str, entry: Entry) -> dict[str, Any]:
        if name == _VOICES:
            return self._voices(entry)
        return {name: self._table(name, entry)} if name == _SAID else self._brand(entry)

    def _voices(self, entry: Entry) -> dict[str, Any]:
        """The voices of a dialogue's speakers; those of another tool are put aside."""
        if isinstance(entry.value, str) and not entry.value.strip():
            return {}
        values = {name: _figures(each) for name, each in entry.value.items()} if isinstance(entry.value, dict) else None
        errors = list(wrong_speakers(values, "")) if values is not None else []
        if values is not None and not errors:
            return {_VOICES: values}
        if self._is_foreign:
            self.unused.append(_VOICES)
            return {}
        if values is None:
            told = "must be a mapping of speakers and their voices, such as {Anna: espeak:de, Ben: espeak:de+f3}"
            self._errors.append(FieldError(_VOICES, f"line {entry.line}: {told}"))
        for field, message in errors:
            self._errors.append(FieldError(field, f"line {self._nested.get(field, entry.line)}: {message}"))
        return {}

    def _table(self, name: str, entry: Entry) -> Any:
        """How words are said, each fault with the line of its key where that is known."""
        if isinstance(entry.value, str) and not entry.value.strip():
            return {}
        for field, message in problems(entry.value, name):
            self._errors.append(FieldError(field, f"line {self._nested.get(field, entry.line)}: {message}"))
        return entry.value

    def _brand(self, entry: Entry) -> dict[str, Any]:
        """The logo, the accent and the font of a brand; that of another tool is put aside."""
        if not isinstance(entry.value, dict) or entry.value.keys() - {"logo", "accent", "font"}:
            if self._is_foreign:
                self.unused.append(_BRAND)
            else:
                told = 'must be a mapping with logo, accent or font, such as {accent: "#0a7d4f"}'
                self._errors.append(FieldError(_BRAND, f"line {entry.line}: {told}"))
            return {}
        return {_BRAND: entry.value}

    def _is_anothers(self, theme: str, themes: frozenset[str]) -> bool:
        from aura_nb.visuals.theme import names  # noqa: PLC0415 - most decks name no theme

        if theme in names() or theme.endswith(".json") or not (self._is_foreign or theme in themes):
            return False
        self.unused.append("theme")
        return True

    def _value(self, name: str, written: str) -> object:
        if name == "language":
            return re.sub(r"\.utf-?8$", "", written, flags=re.IGNORECASE).replace("_", "-")
        if name not in _NUMBERS:
            return written
        try:
            return msgspec.convert(written, _NUMBERS[name], strict=False)
        except msgspec.ValidationError:
            return written  # the field's own check says what is wrong

    def _check(self, kind: type[Storyboard | Voice | Render], values: dict[str, Any]) -> None:
        try:
            check(kind, values)
        except RequestInvalid as error:
            for field, message in error.errors:
                self._refuse("voice" if field == "name" else field, message)

    def _refuse(self, name: str, message: str) -> None:
        if (self._is_foreign and name in _SHARED) or name in self._aliased:
            self.unused.append(name)
        else:
            self._errors.append(FieldError(name, f"line {self._entries[name].line}: {message}"))


def _is_file(name: str, value: object) -> bool:
    """Whether an option is a file of one's own, which is read where its folder is known."""
    return (name == "theme" and str(value).endswith(".json")) or (name == "music" and value not in MUSIC)


def _figures(value: Any) -> Any:
    """A voice whose numbers are numbers: front matter has texts alone."""
    if not isinstance(value, dict):
        return value
    return {name: float(each) if name in _NUMBERS and _FIGURE.fullmatch(each) else each for name, each in value.items()}


def _line_of(error: FieldError, entries: dict[str, Entry]) -> int:
    """The line that an error names, or that of its field."""
    found = re.match(r"line (\d+):", error.message)
    return int(found[1]) if found else entries[re.split(r"[.\[]", error.field)[0]].line


def _nearly(name: str, known: Sequence[str] = FIELDS) -> str | None:
    """The field of ours that was mistyped: one letter more, less, other or moved; two in a long name."""
    bare = name.casefold().replace("_", "").replace("-", "")
    if len(bare) <= 3:
        return None
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - only a field that is not ours needs it

    return next(
        (
            one
            for one in known
            if OSA.distance(bare, one) <= (2 if len(one) >= _LONG_NAME else 1) and bare[:1] == one[:1]
        ),
        None,
    )


def _line(entry: Entry | None) -> str:
    """A value as one line: names of people by commas, of a mapping its name."""
    if entry is None:
        return ""
    return ", ".join(name for name in _names(entry.value) if name and not _COMPUTED.search(name))


def _names(value: Any) -> list[str]:
    if isinstance(value, list):
        return [name for each in value for name in _names(each)]
    if isinstance(value, dict):
        name = value.get("name") or value.get("text") or value.get("literal") or value.get("plain") or value.get("main")
        if name is None and ("given" in value or "family" in value):
            name = f"{value.get('given', '')} {value.get('family', '')}"
        if isinstance(name, dict):
            return _names(name)
        return _names(name) if name else [str(key) for key, each in value.items() if isinstance(each, dict)]
    return [" ".join(name.split()) for name in re.split(r"\\and\b", str(value))]  # as LaTeX joins authors
