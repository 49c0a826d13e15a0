"""Dates in figures, spoken with the month's name: "03.05.2024" is "3. mai 2024" in German."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache

from babel import Locale
from babel.dates import format_date, get_month_names

from aura_nb.regex import regex
from aura_nb.voices.spoken.sentence import GAP, LETTERS, SPACE, SpokenLine, bounded

_ISO = bounded(r"(\d{4})-(\d{2})-(\d{2})(?!-\d)")
_SHORT = bounded(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})")
_SHORTER = bounded(r"(\d{1,2})([./])(\d{1,2})\2(\d{2})")
_DAY_MONTH = regex(
    rf"(?<![\w.])((?:[Aa]m|[Vv]om|[Zz]um|[Bb]is|[Aa]b|[Ss]eit|[Dd]en|[Dd]er|[Dd]em){SPACE})(\d{{1,2}})\.(\d{{1,2}})\.(?=[\s,;:!?)]|$)"
)
# A capital behind "3." ends the sentence for espeak-ng; in lower case it reads "dritte", as it should.
_ORDINAL_DOT = frozenset({"de", "da", "nb", "nn", "no", "fi", "et", "lb", "fo"})
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}
_CENTURY = 69  # two figures up to here are years of this one


def years(line: SpokenLine) -> None:
    """Speak what stands for "year" behind one, where its letter is also that of a unit: "2024 \u0433." is no mass."""
    known: dict[str, str] = line.table.get("years", {})
    if not known:
        return
    either = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
    line.sub(
        re.compile(
            rf"(?<![{LETTERS}\d_.,])(?P<in>[{LETTERS}]{{1,2}}{SPACE})?(?P<year>(?:1\d|20|21)\d\d)"
            rf"(?P<until>{SPACE}?[-\u2013\u2014]{SPACE}?\d{{2,4}})?(?P<gap>{SPACE}*)(?P<sign>{either})(?![{LETTERS}\d])"
        ),
        lambda found: _of_year(found, line),
    )


def _of_year(found: re.Match[str], line: SpokenLine) -> str | None:
    sign, before = found["sign"], (found["in"] or "").strip(f" {GAP}").lower()
    dated = re.search(rf"\d{SPACE}[{LETTERS}]{{3,}}{SPACE}$", found.string[: found.start()]) is not None
    if found["until"] is None and not before and not dated and found.end() == len(found.string):
        return None  # "It weighs 1500 g."
    words = line.table.get("years_in", {}).get(sign) if before in line.table.get("year_words", ()) else None
    ends = "." if found.end() == len(found.string) else ""
    said = words or line.table["years"][sign]
    return f"{found['in'] or ''}{found['year']}{found['until'] or ''}{found['gap'] or ' '}{said}{ends}"


def dates(line: SpokenLine) -> None:
    """Speak dates in figures, in the order of day and month that the language has, and ordinals before months."""
    locale = line.locale
    if locale is None:
        return
    line.sub(_ISO, lambda found: _said(locale, int(found[3]), int(found[2]), int(found[1])))
    line.sub(_SHORT, lambda found: _said(locale, *_in_order(locale, found), int(found[4])))
    line.sub(_SHORTER, lambda found: _said(locale, *_in_order(locale, found), _year(int(found[4]))))
    if line.language == "en":
        _english(line)
    if line.language in _ORDINAL_DOT:
        line.sub(_ordinal_month(line.language), lambda found: f"{found[1]}{found[2]}{found[3].lower()}")
    if line.language == "de":
        line.sub(_DAY_MONTH, lambda found: _day_month(locale, found))


def _in_order(locale: Locale, found: re.Match[str]) -> tuple[int, int]:
    """Day and month of a date in figures."""
    first, second = int(found[1]), int(found[3])
    if found[2] == "/" and _month_first(locale) and first <= 12:
        return second, first
    if second > 12 >= first:
        return second, first
    return first, second


def _month_first(locale: Locale) -> bool:
    pattern: str = locale.date_formats["short"].pattern
    return pattern.find("M") < pattern.find("d")


def _year(figures: int) -> int:
    return figures + (2000 if figures <= _CENTURY else 1900)


def _said(locale: Locale, day: int, month: int, year: int) -> str | None:
    """A date as it is spoken; None for one that there is not."""
    try:
        date = dt.date(year, month, day)
    except ValueError:
        return None
    if locale.language == "en":
        return _in_english(month, day, str(year), first=_month_first(locale))
    written: str = format_date(date, "long", locale=locale)
    if locale.language in _ORDINAL_DOT:
        return written.lower()
    if locale.language == "fr" and day == 1:
        written = written.replace("1", "premier", 1)
    return re.sub(r"\s\u0433\.", " \u0433\u043e\u0434\u0430", written)  # Russian's "year" is an abbreviation in CLDR


def _in_english(month: int, day: int, year: str, *, first: bool) -> str:
    ending = "th" if day in {11, 12, 13} else _ENDINGS.get(day % 10, "th")
    name = get_month_names(locale="en")[month]
    behind = f", {year}" if year else ""
    return f"{name} {day}{ending}{behind}" if first else f"{day}{ending} {name} {year}".rstrip()


def _day_month(locale: Locale, found: re.Match[str]) -> str | None:
    """The German "am 3.10." with the month's name; None where there is no such day."""
    day, month = int(found[2]), int(found[3])
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return None
    ends = "." if found.end() == len(found.string) else ""
    return f"{found[1]}{day}. {get_month_names(locale=locale)[month].lower()}{ends}"


def _english(line: SpokenLine) -> None:
    """Write abbreviated months out: "3 Nov 2024" is "3rd November 2024", "Nov. 3, 2024" is "November 3rd, 2024"."""
    behind_day, before_day, months = _english_months()

    def day_first(found: re.Match[str]) -> str:
        return _in_english(months[found[2][:3].lower()], int(found[1]), found[3], first=False)

    def month_first(found: re.Match[str]) -> str | None:
        if not 1 <= int(found[2]) <= 31:
            return None
        return _in_english(months[found[1][:3].lower()], int(found[2]), found[3], first=True)

    line.sub(behind_day, day_first)
    line.sub(before_day, month_first)


@cache
def _english_months() -> tuple[re.Pattern[str], re.Pattern[str], dict[str, int]]:
    """Patterns for a month behind its day and before it, with a year; and the months by their first three letters."""
    names = get_month_names(locale="en")
    either = "|".join([*names.values(), "Sept", *(name[:3] for name in names.values())])
    return (
        re.compile(rf"(?<![\w.])(\d{{1,2}}){SPACE}({either})\.?{SPACE}(\d{{4}})(?![\w]|[.,]\d)"),
        re.compile(rf"(?<![\w.])({either})\.?{SPACE}(\d{{1,2}}),?{SPACE}(\d{{4}})(?![\w]|[.,]\d)"),
        {name[:3].lower(): number for number, name in names.items()},
    )


@cache
def _ordinal_month(language: str) -> re.Pattern[str]:
    months = "|".join(re.escape(name) for name in get_month_names("wide", locale=language).values())
    return re.compile(rf"(?<![\w.,])(\d{{1,2}}\.)({SPACE})({months})(?![\w])", re.IGNORECASE)
