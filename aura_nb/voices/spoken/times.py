"""Times of day, ratios and telephone numbers: what stands between colons and hyphens and is no range."""

from __future__ import annotations

import re

from aura_nb.regex import regex
from aura_nb.voices.spoken.sentence import LETTERS, SPACE, SpokenLine

_CLOCK = regex(
    rf"(?<![{LETTERS}\d.,:])(\d{{1,2}})(?::(\d\d)|[hH](\d\d))(?::(\d\d))?"
    rf"(?P<clock>{SPACE}(?:Uhr|heures|horas|h))?(?![{LETTERS}\d:%]|[.,]\d)"
)
_RATIO_WORDS = regex(rf"{SPACE}(?:ratio|scale|odds|split|mix|Verh|Ma\u00dfstab|rapport|escala|scala|propor)")
_RATIO = regex(
    rf"(?<![{LETTERS}\d.,:])(\d{{1,4}}(?:[.,]\d+)?):(\d{{1,4}}(?:[.,]\d+)?)(?::(\d{{1,4}}))?(?![{LETTERS}\d:])"
)
_PHONE = regex(
    rf"(?<![{LETTERS}\d.,-])(?:\(\d{{3}}\){SPACE}?\d{{3}}-\d{{4}}|\d{{3}}[-.]\d{{3}}[-.]\d{{4}}|\d{{3}}-\d{{4}})"
    rf"(?![{LETTERS}\d-]|[.,]\d)"
)
_ABROAD = regex(rf"(?<![{LETTERS}\d.,-])\+(\d{{1,3}}(?:(?:-|{SPACE})?\(?\d{{2,5}}\)?){{2,5}})(?![{LETTERS}\d%]|[.,]\d)")
# English: from one time to another; a time after noon that only figures tell; a number that would sound like a time.
_A_TIME = r"\d{1,2}:[0-5]\d"
_HALF = rf"(?:{SPACE}?[AaPp]\.?[Mm]\.?)"
# "9 am" as its letters: some voices take it for the verb of "I am".
_HALF_DAY = regex(
    rf"(?<![{LETTERS}\d.,:])(?P<time>(?:0?[1-9]|1[0-2])(?::[0-5]\d)?)(?P<gap>{SPACE}?)(?P<half>[AaPp])[Mm](?![{LETTERS}\d])"
)
_HOURS = regex(rf"(?<![{LETTERS}\d.,:])(\d?\d:[0-5]\d){SPACE}?[-\u2013~\u301c\uff5e]{SPACE}?(?=\d?\d:[0-5]\d(?!\d))")
_UNTIL = regex(
    rf"(?<![{LETTERS}\d.,:-])({_A_TIME}{_HALF}?|\d{{1,2}}{_HALF})[-\u2013](\d{{1,2}}{_HALF}|{_A_TIME})(?![{LETTERS}\d:])"
)
_LATE = regex(
    rf"(?<![{LETTERS}\d.,:])(?:1[3-9]|2[0-3]):(?!00)[0-5]\d"
    rf"(?![{LETTERS}\d:%]|[.,]\d|{SPACE}(?:[AaPp]\.?[Mm]\b|hours|hrs?\b|o'clock|ratio|scale|odds|split|mix|[A-Z]{{3,4}}\b))"
)
_LIKE_A_TIME = regex(
    rf"(?<![{LETTERS}\d_.,:/\u2013-])(?<![$#\u20ac\u00a3])1[0-2](?!00)[0-5]\d(?![{LETTERS}\d_:/\u2013-]|[.,]\d)"
)
_BEFORE_YEAR = regex(
    rf"\b(?:(?i:in|since|by|until|till|from|of|years?|around|circa|about|before|after|between|during|and|to|no)"
    rf"|January|February|March|April|May|June|July|August|September|October|November|December|[A-Z]{{2,}}){SPACE}$"
    rf"|\d(?:st|nd|rd|th),{SPACE}$"
)
_BEHIND_YEAR = regex(rf"{SPACE}(?:AD|BC|CE|BCE)\b")


def telephones(line: SpokenLine) -> None:
    """Speak telephone numbers figure by figure; before thousands are joined, which "+1 555" is none of."""
    line.sub(_ABROAD, lambda found: _figures(found[1], line, plus=True))
    line.sub(_PHONE, lambda found: _figures(found[0], line, plus=False))


_TWO_FIGURES = 10


def times(line: SpokenLine) -> None:
    """Speak ratios by their word and times by hours and minutes.

    English times of day are left to the voice, which knows "7:30 pm". But a year or a number of four figures would
    sound like many of them: "19:45 hours" is none, and "1,020" is no "10:20".
    """
    if line.language == "en":
        _english(line)
    if line.language in {"ja", "zh"}:
        line.sub(_HOURS, rf"\1{line.table['to']}")
    if line.word("clock"):
        line.sub(_CLOCK, lambda found: _time(found, line))
    if line.word("colon"):
        line.sub(_RATIO, lambda found: _ratio(found, line))


def _figures(number: str, line: SpokenLine, *, plus: bool) -> str | None:
    digits: list[str] = line.table.get("digits", [])
    if not digits:
        return None
    groups = [" ".join(digits[int(c)] for c in group) for group in re.findall(r"\d+", number)]
    return (f"{line.table['signs']['+']} " if plus else "") + ", ".join(groups)


def _english(line: SpokenLine) -> None:
    to = line.word("to")
    line.sub(_UNTIL, lambda found: f"{found[1]} {to} {found[2]}")
    line.sub(_HALF_DAY, _half_day)
    line.sub(_LATE, lambda found: f"{found[0]} hours")
    line.sub(_LIKE_A_TIME, lambda found: None if _is_year(found) else f"{int(found[0]):,}")


def _half_day(found: re.Match[str]) -> str:
    ends = found.string[found.end() : found.end() + 1] == "."  # of the abbreviation or the sentence: one is enough
    return f"{found['time']}{found['gap'] or ' '}{found['half'].lower()}.m{'' if ends else '.'}"


def _is_year(found: re.Match[str]) -> bool:
    """Whether a number of four figures is said as a year: behind "in" and its like, or before "AD"."""
    return bool(_BEFORE_YEAR.search(found.string[: found.start()]) or _BEHIND_YEAR.match(found.string, found.end()))


def _time(found: re.Match[str], line: SpokenLine) -> str | None:
    hour, minute = int(found[1]), int(found[2] or found[3])
    if hour > 24 or minute > 59 or _names_ratio(found) or found[4]:
        return None
    if minute == 0:
        return line.table["oclock"].format(hour) if found["clock"] or found[3] or line.word("oclock") != "{0}" else None
    few = line.word("clock_few") if minute < _TWO_FIGURES else None
    said: str = (few or line.table["clock"]).format(hour, minute)
    return said


def _names_ratio(found: re.Match[str]) -> bool:
    return bool(_RATIO_WORDS.match(found.string, found.end()))


def _ratio(found: re.Match[str], line: SpokenLine) -> str | None:
    """A ratio; None for a time of day, which has two figures behind its colon."""
    first, second = found[1], found[2]
    clock = first.isdecimal() and len(second) == 2 and second.isdecimal() and int(first) <= 24 and int(second) <= 59
    if clock and not _names_ratio(found):
        return None
    return f" {line.table['colon']} ".join(part for part in found.groups() if part)
