"""A sentence while it is rewritten: its words, their punctuation, and what will be said for each."""

from __future__ import annotations

import re
import tomllib
from functools import cache, cached_property
from importlib import resources
from typing import Any, NamedTuple

from babel import Locale, UnknownLocaleError
from babel.numbers import NumberFormatError, parse_decimal
from langcodes import Language

_WORD = re.compile(
    r"""([(\["'\u201c\u2018\u201e\u00ab\u00bf\u00a1`]*)(.*?)([)\]"'\u201d\u2019\u00bb,;:!?.\u2026\u3002\uff0c`]*)""",
    re.DOTALL,
)


class Parts(NamedTuple):
    """A word without the punctuation before and behind it."""

    lead: str
    core: str
    trail: str


class Line:
    """The words of a sentence; `spoken` begins as what is written, and `say` replaces parts of it once."""

    def __init__(self, words: list[str], language: str) -> None:
        self.words = words
        self.spoken = list(words)
        self.language = _primary(language)
        self._tag = language
        self._said: set[int] = set()

    def __len__(self) -> int:
        return len(self.words)

    def open(self, first: int, count: int = 1) -> bool:
        """Whether `count` words from `first` on are there and nothing is said for them yet."""
        return (
            first >= 0
            and first + count <= len(self.words)
            and not any(i in self._said for i in range(first, first + count))
        )

    def parts(self, place: int) -> Parts:
        """A word parted from its punctuation; empty parts beyond the end."""
        if not 0 <= place < len(self.words):
            return Parts("", "", "")
        found = _WORD.fullmatch(self.words[place])
        return Parts(*found.groups()) if found else Parts("", self.words[place], "")

    def say(self, place: int, text: str) -> None:
        """Say `text` for the word at `place`, between its own punctuation."""
        lead, _, trail = self.parts(place)
        self.spoken[place] = f"{lead}{text}{trail}" if text else ""
        self._said.add(place)

    def say_all(self, place: int, text: str) -> None:
        """Say `text` in place of the whole word, punctuation and all."""
        self.spoken[place] = text
        self._said.add(place)

    @cached_property
    def table(self) -> dict[str, Any]:
        """What `words.toml` has for the language."""
        found: dict[str, Any] = _tables().get(self.language, {})
        return found

    @cached_property
    def locale(self) -> Locale | None:
        """The language's data in CLDR; None where there are none."""
        return _locale(self._tag)

    def number(self, text: str) -> float | None:
        """The value of a number as the language writes it; None for what is none."""
        if self.locale is None or not any(c.isdecimal() for c in text):
            return None
        try:
            return float(parse_decimal(text.lstrip("-\u2212+"), locale=self.locale))
        except (NumberFormatError, ValueError):
            return None


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))


@cache
def _primary(language: str) -> str:
    try:
        return Language.get(language).prefer_macrolanguage().language or "und"
    except ValueError:
        return "und"


@cache
def _locale(language: str) -> Locale | None:
    primary = _primary(language)
    try:
        territory = Language.get(language).territory
    except ValueError:
        return None
    for name in ([f"{primary}_{territory}"] if territory else []) + [primary]:
        try:
            return Locale.parse(name)
        except (UnknownLocaleError, ValueError):
            continue
    return None
