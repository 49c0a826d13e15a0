"""Dates in figures, spoken with the month's name: "03.05.2024" is "3. mai 2024" in German."""

from __future__ import annotations

import datetime as dt
import re

from babel import Locale
from babel.dates import format_date, get_month_names

from aura_nb.voices.spoken.written import Line

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_SHORT = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})")
# A capital behind "3." ends the sentence for espeak-ng; in lower case it reads "dritte", as it should.
_ORDINAL_DOT = frozenset({"de", "da", "nb", "nn", "no", "fi", "et", "lb", "fo"})
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}


def dates(line: Line) -> None:
    """Speak dates in figures, in the order of day and month that the language has, and ordinals before months."""
    if line.locale is None:
        return
    for place in range(len(line)):
        if not line.open(place):
            continue
        day = _date(line.parts(place).core, line.locale)
        if day is not None:
            line.say(place, _spoken(day, line.locale))
        elif line.language in _ORDINAL_DOT and re.fullmatch(r"\d{1,2}\.", line.words[place]):
            month = line.parts(place + 1)
            if line.open(place + 1) and month.core.lower() in _months(line.locale):
                line.say(place + 1, month.core.lower())


def _date(core: str, locale: Locale) -> dt.date | None:
    if found := _ISO.fullmatch(core):
        year, month, day = map(int, found.groups())
    elif found := _SHORT.fullmatch(core):
        day, month, year = int(found[1]), int(found[3]), int(found[4])
        pattern = locale.date_formats["short"].pattern
        if found[2] == "/" and pattern.find("M") < pattern.find("d"):
            day, month = month, day
    else:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _spoken(day: dt.date, locale: Locale) -> str:
    if locale.language == "en":
        ending = "th" if day.day in {11, 12, 13} else _ENDINGS.get(day.day % 10, "th")
        month = get_month_names(locale=locale)[day.month]
        first = locale.date_formats["short"].pattern.find("M") < locale.date_formats["short"].pattern.find("d")
        return f"{month} {day.day}{ending}, {day.year}" if first else f"{day.day}{ending} {month} {day.year}"
    written: str = format_date(day, "long", locale=locale)
    if locale.language in _ORDINAL_DOT:
        return written.lower()
    return re.sub(r"\s\u0433\.", " \u0433\u043e\u0434\u0430", written)  # Russian's "year" is an abbreviation in CLDR


def _months(locale: Locale) -> set[str]:
    return {name.lower() for name in get_month_names("wide", locale=locale).values()}
