"""A sentence while it is rewritten: one string in which each written word keeps its own place.

The words are joined by `GAP`, a white-space character that no text has: rules are regular expressions over the string,
and whatever a rule says, the gaps between written words stay, so that every word keeps its spoken part.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Sequence
from functools import cache, cached_property
from importlib import resources
from typing import TYPE_CHECKING, Any, NamedTuple

from aura_nb.regex import regex
from aura_nb.voices.language_tags import primary_language

if TYPE_CHECKING:
    from babel import Locale

GAP = "\x1f"  # between written words; it counts as white space in a pattern, and no text has it
SPACE = rf"[ {GAP}]"
LETTERS = "A-Za-z\u00aa\u00ba\u00b5\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0370-\u03ff\u0400-\u04ff"
MINUS = "\u2212"
_HELD = 0xE000  # the first of the characters that stand for what is settled; `spoken_form` leaves none in a script
_MOST_HELD = 0x1900
_HOLDS = regex(f"[{chr(_HELD)}-{chr(_HELD + _MOST_HELD - 1)}]")
_OPENING = "([{\"'\u201c\u2018\u201e\u00ab\u00bf\u00a1`"
_CLOSING = ")]}\"'\u201d\u2019\u00bb,;:!?.\u2026\u3002\uff0c`"

Said = Callable[["re.Match[str]"], str | None]


class NumberFormat(NamedTuple):
    """How a language writes numbers: the sign before decimals, and those between thousands."""

    decimal: str
    group: str

    @property
    def whole(self) -> str:
        """A pattern for a whole number, grouped or not."""
        return rf"(?:\d{{1,3}}(?:{re.escape(self.group)}\d{{3}})+(?!\d)|\d+)"

    @property
    def number(self) -> str:
        """A pattern for a number with or without decimals, and without a sign."""
        return rf"{self.whole}(?:{re.escape(self.decimal)}\d+)?"


class SpokenLine:
    """A sentence in a language; `text` begins as its words joined by `GAP`, and rules rewrite it by `sub`."""

    def __init__(self, words: Sequence[str], language: str) -> None:
        self.text = GAP.join(words)
        self.language = primary(language)
        self._tag = language
        self._held: list[str] = []

    @property
    def spoken(self) -> list[str]:
        """What is said for each written word."""
        text = _HOLDS.sub(lambda found: self._held[ord(found[0]) - _HELD], self.text) if self._held else self.text
        return [part.strip() for part in re.sub(" {2,}", " ", text).split(GAP)]

    def sub(self, pattern: re.Pattern[str], say: Said | str) -> None:
        """Say something else for each match, the gaps in it kept; None leaves the match as it is."""

        def said(found: re.Match[str]) -> str:
            text = found.expand(say) if isinstance(say, str) else say(found)
            return found[0] if text is None else fitted(text, found[0].count(GAP))

        self.text = pattern.sub(said, self.text)

    def hold(self, text: str) -> str:
        """A character that stands for `text` from here on, so that no later rule sees it."""
        if len(self._held) == _MOST_HELD:
            return text
        self._held.append(text)
        return chr(_HELD + len(self._held) - 1)

    @cached_property
    def table(self) -> dict[str, Any]:
        """What the language's table has; empty for a language without one."""
        return table(self.language)

    @cached_property
    def locale(self) -> Locale | None:
        """The language's data in CLDR; None where there are none."""
        return _locale(self._tag)

    @cached_property
    def marks(self) -> NumberFormat:
        """How the language writes numbers."""
        return _marks(self._tag)

    def number(self, text: str) -> float | None:
        """The value of a number as the language writes it; None for what is none."""
        if self.locale is None or not any(c.isdecimal() for c in text):
            return None
        from babel.numbers import NumberFormatError, parse_decimal  # noqa: PLC0415 - only a number needs them

        try:
            return float(parse_decimal(text.lstrip("-\u2212+"), locale=self.locale))
        except (NumberFormatError, ValueError):
            return None

    def word(self, name: str) -> str | None:
        """A word of the language's table; None where it has none."""
        found: str | None = self.table.get(name)
        return found


def fitted(text: str, gaps: int) -> str:
    """`text` with exactly so many gaps: at its first spaces where it has fewer, the rest behind it."""
    lacking = gaps - text.count(GAP)
    if lacking <= 0:
        return text
    spaces = text.count(" ")
    return text.replace(" ", GAP, min(lacking, spaces)) + GAP * (lacking - min(lacking, spaces))


def between(found: re.Match[str], words: str) -> str:
    """Words in place of a match, with a space on each side where another word follows directly."""
    before = found.string[found.start() - 1 : found.start()] if found.start() else ""
    behind = found.string[found.end() : found.end() + 1]
    left = " " if before and not before.isspace() and before not in _OPENING else ""
    right = " " if behind and not behind.isspace() and behind not in _CLOSING else ""
    return f"{left}{words}{right}"


def bounded(pattern: str) -> re.Pattern[str]:
    """The pattern where no letter and no part of a number stands directly before or behind it."""
    return re.compile(rf"(?<![{LETTERS}\d_])(?<!\d[.,]){pattern}(?![{LETTERS}\d_]|[.,]\d)")


@cache
def table(language: str) -> dict[str, Any]:
    """The table of a language, by its primary subtag."""
    file = resources.files(__package__).joinpath("tables", f"{language}.toml")
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


@cache
def primary(language: str) -> str:
    """The primary subtag of a BCP 47 tag; "und" for what is none."""
    return primary_language(language) or "und"


@cache
def _locale(language: str) -> Locale | None:
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - for the voices, which speak in a process of their own
    from langcodes import Language  # noqa: PLC0415 - its tables take 50 ms to load

    main = primary(language)
    try:
        territory = Language.get(language).territory
    except ValueError:
        return None
    for name in ([f"{main}_{territory}"] if territory else []) + [main]:
        try:
            return Locale.parse(name)
        except (UnknownLocaleError, ValueError):
            continue
    return None


@cache
def _marks(language: str) -> NumberFormat:
    locale = _locale(language)
    if locale is None:
        return NumberFormat(".", ",")
    symbols = locale.number_symbols.get("latn", locale.number_symbols)
    decimal = symbols.get("decimal", ".")
    group = symbols.get("group", ",")
    if group not in {",", "."}:
        group = "." if decimal == "," else ","
    return NumberFormat(decimal, group)
