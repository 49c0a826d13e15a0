"""Units of measure behind numbers, spoken by their names: "5 km/h" is "5 kilometers per hour"."""

from __future__ import annotations

import re
from functools import cache

from aura_nb.regex import regex
from aura_nb.voices.spoken.sentence import LETTERS, MINUS, SPACE, NumberFormat, SpokenLine
from aura_nb.voices.spoken.unit_names import WHOLE, named
from aura_nb.voices.spoken.unit_symbols import EXPRESSION, RAISED

# Directly behind a number these are names or counts, not measures: 5G, 4K, 3D, 10M.
_NEVER_ATTACHED = frozenset({"K", "l", "A", "F", "N", "J", "G", "b", "B", "t", "L", "cd", "o"})
_PLURAL = 2.0
NBSP = "\u00a0"  # no word of a script has one: it marks where the arc ends
_RAISED_OR_PARTED = regex("[/\u00b2\u00b3]")
_DECADE = regex(rf"(?:the|his|her|their|my|our|your|early|mid|late)[-{SPACE[1:-1]}]$", re.IGNORECASE)
# 48\u00b051\u203230\u2033 N, and 5\u203210\u2033.
_ARC = regex(
    rf"(?<![{LETTERS}\d_])(\d+)\u00b0{SPACE}?(\d+(?:[.,]\d+)?)['\u2032\u2019](?:{SPACE}?(\d+(?:[.,]\d+)?)[\"\u2033\u201d])?"
)
_BEARING = regex(rf"(\d\u00b0|\u00a0)({SPACE}?)([NSEWO])(?![{LETTERS}\d_])")
_BEARINGS = {"N": "north", "S": "south", "E": "east", "O": "west", "W": "west"}
_FEET = regex(rf"(?<![{LETTERS}\d_])(\d+)\u2032(?:({SPACE}?)(\d+(?:\.\d+)?)\u2033)?")


def units(line: SpokenLine) -> None:
    """Speak a unit by its name in the number's plural, where the language's order has it."""
    if line.locale is None:
        return
    if "\u00b0" in line.text and line.word("north"):
        line.sub(_ARC, lambda found: _arc(found, line))
        line.sub(_BEARING, lambda found: f"{found[1].strip(NBSP)}{found[2] or ' '}{line.table[_BEARINGS[found[3]]]}")
    if "\u2032" in line.text and line.language == "en":
        line.sub(_FEET, lambda found: f"{found[1]} feet" + (f"{found[2] or ' '}{found[3]} inches" if found[3] else ""))
    measured, percent, alone = _patterns(line.marks)
    if re.search(r"\d", line.text):
        line.sub(percent, lambda found: _percent(line, found))
        line.sub(measured, lambda found: _measured(line, found))
    if _RAISED_OR_PARTED.search(line.text):
        line.sub(alone, lambda found: _alone(line, found))


@cache
def _patterns(marks: NumberFormat) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    start = rf"(?<![{LETTERS}\d_])(?<!\d[.,])"
    number = rf"(?P<number>[-{MINUS}]?(?:{marks.number}|\d+[.,]\d+))"
    end = rf"(?![{LETTERS}\d_\u00b2\u00b3\u00b9\u2070-\u2079])"
    powered = (
        rf"(?P<number>[-{MINUS}]?(?:{marks.number}|\d+[.,]\d+)(?:{RAISED}|\^[-{MINUS}]?\d+|\^\{{[-{MINUS}]?\d+\}})?)"
    )
    measured = re.compile(rf"{start}{powered}(?P<gap>{SPACE}*)(?P<unit>{EXPRESSION}){end}")
    percent = re.compile(
        rf"{start}{number}(?P<gap>{SPACE}*)(?P<unit>%-?[Pp]unkte|%|\u2030|p\.?p\.?(?=$|{SPACE}|[,;)]))(?![{LETTERS}\d_])"
    )
    alone = re.compile(
        rf"(?<![{LETTERS}\d_.,])(?P<unit>[A-Za-z\u00b5\u03bc]{{1,4}}[\u00b2\u00b3]?(?:/[A-Za-z]{{1,3}}[\u00b2\u00b3]?)?)(?<=[\u00b2\u00b3/hs]){end}"
    )
    return measured, percent, alone


def _arc(found: re.Match[str], line: SpokenLine) -> str:
    """Degrees with their minutes and seconds, and the point of the compass that follows."""
    said = f"{found[1]} {line.table['degrees']} {found[2]} {line.table['minute']}"
    if found[3]:
        said += f" {found[3]} {line.table['second']}"
    return said + ("\u00a0" if re.match(rf"{SPACE}?[NSEWO]\b", found.string[found.end() :]) else "")


def _percent(line: SpokenLine, found: re.Match[str]) -> str | None:
    unit = found["unit"]
    kind = "percent" if unit == "%" else "permille" if unit == "\u2030" else "points"
    pattern = line.word(kind)
    ends = "." if unit.endswith(".") and found.end() == len(found.string) else ""
    return None if pattern is None else _put(pattern, found["number"], found["gap"]) + ends


def _measured(line: SpokenLine, found: re.Match[str]) -> str | None:
    unit, number = found["unit"], found["number"]
    if not found["gap"] and (unit in _NEVER_ATTACHED or (unit == "s" and _decade(found))):
        return None
    if unit == "A" and not re.match(
        rf"$|[.,;:)]|{SPACE}(?:and|or|und|et|y|e|o|oder|ou)\b", found.string[found.end() :]
    ):
        return None  # "Section 5 A new ...", "5 A levels"
    value = line.number(number)
    pattern = named(line, unit, _PLURAL if value is None else value)
    return None if pattern is None else _put(pattern, number, found["gap"])


def _decade(found: re.Match[str]) -> bool:
    """Whether "30s" are years of a life or a century rather than seconds."""
    if found.string[: found.start()].endswith(("'", "\u2019")):
        return True
    return len(found["number"]) == 4 or bool(_DECADE.search(found.string[: found.start()]))


def _alone(line: SpokenLine, found: re.Match[str]) -> str | None:
    """A unit without a number, "in km\u00b2": only where its symbol can be nothing else."""
    unit = found["unit"]
    if (
        unit not in WHOLE
        and unit[0] != "m"
        and not (len(unit.rstrip("\u00b2\u00b3")) > 1 and unit[-1] in "\u00b2\u00b3")
    ):
        return None
    if "/" in unit and unit not in WHOLE and unit[-1] not in "\u00b2\u00b3":
        return None
    pattern = named(line, unit, _PLURAL)
    return None if pattern is None else pattern.replace("{0}", "").strip()


def _put(pattern: str, number: str, gap: str) -> str:
    """The pattern with its number; a gap between number and unit stays between them."""
    before, _, behind = pattern.partition("{0}")
    spaced = behind.lstrip()
    between = gap or (" " if behind != spaced else "")
    return f"{before}{number}{between}{spaced}"
