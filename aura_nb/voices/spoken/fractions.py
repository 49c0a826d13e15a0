"""Fractions: "\u00bd" and "1/2" are "one half", "3/4" is "3 quarters"."""

from __future__ import annotations

import re
import unicodedata

from aura_nb.regex import regex
from aura_nb.voices.spoken.ordinals import ordinal
from aura_nb.voices.spoken.sentence import GAP, LETTERS, SPACE, SpokenLine

_VULGAR = regex("(\\d?)([\u00bc-\u00be\u2150-\u215e])")
_FRACTION = regex(
    rf"(?<![{LETTERS}\d_/\u2044])(?<!\d[.,:])(?:(\d{{1,4}})({SPACE}))?(\d{{1,4}})[/\u2044](\d{{1,5}})(?P<times>\s?x)?"
    rf"(?![{LETTERS}\d_/\u2044]|[.,:]\d)"
)
_NOUN = regex(rf"{SPACE}([{LETTERS}]+)")
_LEAST_PLURAL = 2
_ROUND = frozenset({12, 16, 20, 24, 32, 50, 64, 100, 128, 256, 1000})
_SAYINGS = frozenset({("24", "7"), ("9", "11"), ("20", "20")})
_OUT_OF = regex(rf"{SPACE}(?:stars?|points?|correct|votes?|Sterne|Punkte)\b")


def fractions(line: SpokenLine) -> None:
    """Speak fractions by the language's names for their parts; a slash between other numbers by its own name."""
    if line.word("slash") is None and line.word("fraction") is None:
        return
    line.sub(_VULGAR, _written_out)
    line.sub(_FRACTION, lambda found: _said(found, line))


def _written_out(found: re.Match[str]) -> str:
    plain = unicodedata.normalize("NFKC", found[2]).replace("\u2044", "/")
    return f"{found[1]} {plain}" if found[1] else plain


def _said(found: re.Match[str], line: SpokenLine) -> str | None:
    whole, gap, above, below = found[1], found[2], int(found[3]), int(found[4])
    proper = 0 < above < below
    if whole and not proper:
        return None
    named = _named(found, line) if _is_fraction(found, above, below) else None
    if named is None:
        if _is_saying(found[3], found[4]) and whole is None:
            return f"{found[3]} {found[4]}"
        over = line.word("over") or line.word("slash")
        if over is None:
            return None
        return f"{whole or ''}{gap or ''}{found[3]} {over} {found[4]}"
    if whole is None:
        return named + _of(found, line, above, below)
    between = gap if gap == GAP else " "
    return f"{whole}{between}{line.table['mixed']} {named}"


def _is_saying(above: str, below: str) -> bool:
    """Whether two numbers are said one after the other: "9/11", "50/50", and any two shares of a hundred."""
    return (above, below) in _SAYINGS or int(above) + int(below) == 100


def _is_fraction(found: re.Match[str], above: int, below: int) -> bool:
    """Whether it is a part of something, rather than a date, a season or a score such as 9/11 and 2024/25."""
    if below < _LEAST_PLURAL or above == 0 or _is_saying(found[3], found[4]):
        return False
    if found[3].startswith("0") or found[4].startswith("0") or _OUT_OF.match(found.string, found.end()):
        return False
    return (below <= 10 and above <= 99) or (below in _ROUND and above < below)


def _named(found: re.Match[str], line: SpokenLine) -> str | None:
    above, below = int(found[3]), int(found[4])
    if pattern := line.word("fraction"):
        return pattern.format(above, below)
    names = line.table.get("fractions", {})
    known = names.get(str(below))
    one, more = known or _by_ordinal(below, line.language)
    if not one:
        return None
    if (above, below) == (1, 2) and (half := _half(found, line)):
        return half
    if above == 1:
        return f"{names['one']} {one}"
    return f"{above} {more}"


def _of(found: re.Match[str], line: SpokenLine, above: int, below: int) -> str:
    """What joins a part to a measure that follows it bare, where a language joins them: "1/3 taza"."""
    noun = _NOUN.match(found.string, found.end())
    joined: dict[str, str] = line.table.get("fraction_of", {})
    if noun is None or not joined or (above, below) == (1, 2):
        return ""
    return f" {joined['word']}" if re.fullmatch(joined["nouns"], noun[1], re.IGNORECASE) else ""


def _half(found: re.Match[str], line: SpokenLine) -> str | None:
    """The half in the gender of what follows, as its ending shows; None where the language has one form."""
    noun = _NOUN.match(found.string, found.end())
    forms: dict[str, str] = line.table.get("half", {})
    if noun is None or (found[1] and line.language in {"de", "fr"}):  # "1 und ein halb", "1 et demie"
        return None
    return next((half for ending, half in forms.items() if re.search(rf"(?:{ending})$", noun[1], re.IGNORECASE)), None)


def _by_ordinal(below: int, language: str) -> tuple[str, str]:
    """A part's name, one and more, made of the ordinal number."""
    if language not in {"en", "fr", "it"}:
        return "", ""
    word = ordinal(below, language).removeprefix("one ")
    if language == "it":
        return word, f"{word[:-1]}i"
    return word, f"{word}s"
