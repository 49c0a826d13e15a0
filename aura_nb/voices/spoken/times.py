"""Times of day, ratios and telephone numbers: what stands between colons and hyphens and is no range."""

from __future__ import annotations

import re

from aura_nb.voices.spoken.written import LETTERS, SPACE, Line

_CLOCK = re.compile(
    rf"(?<![{LETTERS}\d.,:])(\d{{1,2}})(?::(\d\d)|[hH](\d\d))(?::(\d\d))?"
    rf"(?P<clock>{SPACE}(?:Uhr|heures|horas|h))?(?![{LETTERS}\d:%]|[.,]\d)"
)
_RATIO_WORDS = re.compile(rf"{SPACE}(?:ratio|scale|odds|split|mix|Verh|Ma\u00dfstab|rapport|escala|scala|propor)")
_RATIO = re.compile(
    rf"(?<![{LETTERS}\d.,:])(\d{{1,4}}(?:[.,]\d+)?):(\d{{1,4}}(?:[.,]\d+)?)(?::(\d{{1,4}}))?(?![{LETTERS}\d:])"
)
_PHONE = re.compile(
    rf"(?<![{LETTERS}\d.,-])(?:\(\d{{3}}\){SPACE}?\d{{3}}-\d{{4}}|\d{{3}}[-.]\d{{3}}[-.]\d{{4}}|\d{{3}}-\d{{4}})"
    rf"(?![{LETTERS}\d-]|[.,]\d)"
)
_ABROAD = re.compile(
    rf"(?<![{LETTERS}\d.,-])\+(\d{{1,3}}(?:(?:-|{SPACE})?\(?\d{{2,5}}\)?){{2,5}})(?![{LETTERS}\d%]|[.,]\d)"
)


def times(line: Line) -> None:
    """Speak telephone numbers figure by figure, ratios by their word and times by hours and minutes.

    English times of day are left to the voice: each of ours knows "7:30 pm".
    """
    line.sub(_ABROAD, lambda found: _figures(found[1], line, plus=True))
    line.sub(_PHONE, lambda found: _figures(found[0], line, plus=False))
    if line.word("clock"):
        line.sub(_CLOCK, lambda found: _time(found, line))
    if line.word("colon"):
        line.sub(_RATIO, lambda found: _ratio(found, line))


def _figures(number: str, line: Line, *, plus: bool) -> str | None:
    digits: list[str] = line.table.get("digits", [])
    if not digits:
        return None
    groups = [" ".join(digits[int(c)] for c in group) for group in re.findall(r"\d+", number)]
    return (f"{line.table['signs']['+']} " if plus else "") + ", ".join(groups)


def _time(found: re.Match[str], line: Line) -> str | None:
    hour, minute = int(found[1]), int(found[2] or found[3])
    if hour > 24 or minute > 59 or _names_ratio(found) or found[4]:
        return None
    if minute == 0:
        return line.table["oclock"].format(hour) if found["clock"] or found[3] or line.word("oclock") != "{0}" else None
    said: str = line.table["clock"].format(hour, minute)
    return said


def _names_ratio(found: re.Match[str]) -> bool:
    return bool(_RATIO_WORDS.match(found.string, found.end()))


def _ratio(found: re.Match[str], line: Line) -> str | None:
    """A ratio; None for a time of day, which has two figures behind its colon."""
    first, second = found[1], found[2]
    clock = first.isdecimal() and len(second) == 2 and second.isdecimal() and int(first) <= 24 and int(second) <= 59
    if clock and not _names_ratio(found):
        return None
    return f" {line.table['colon']} ".join(part for part in found.groups() if part)
