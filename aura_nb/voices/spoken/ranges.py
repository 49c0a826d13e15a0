"""Ranges of numbers: "10-20" is "10 to 20", and "5 - 3 = 2" is none."""

from __future__ import annotations

import re
from functools import cache

from aura_nb.regex import regex
from aura_nb.voices.spoken.sentence import GAP, LETTERS, MINUS, SPACE, NumberFormat, SpokenLine

_DASH = "[-\u2010\u2011\u2012\u2013\u2014]"
_OPERATOR = r"[-+=<>*/^\u2212\u00d7\u00f7\u00b1\u2264\u2265\u2248\u2260]"
_LETTERED = regex(rf"(?<![{LETTERS}\d_-])([A-Z]|[a-z])\u2013([A-Z]|[a-z])(?![{LETTERS}\d_-])")
_AFTER_UNIT = regex(rf"(?<=[{LETTERS}])\u2013(?={MINUS}?\d)")
_WAVE = regex(r"(?<=\d)[~\u301c\uff5e](?=\d)")  # as Chinese and Japanese write a range
_QUANTITY = regex(rf"\d(?:{SPACE}[{LETTERS}-]+){{1,8}}$")
_DECADES = regex(rf"(?<![{LETTERS}\d_])(\d{{4}}s){_DASH}(\d{{2,4}}s)(?![{LETTERS}\d_])")
_ENGLISH_NAMES = (
    "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Mon|Tue|Wed|Thu|Fri|Sat|Sun|January|February|March|April|May|"
    "June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec"
)
_NAMED = regex(rf"(?<![{LETTERS}\d_-])({_ENGLISH_NAMES}){_DASH}({_ENGLISH_NAMES})(?![{LETTERS}\d_-])")


def ranges(line: SpokenLine) -> None:
    """Say the language's word for "to" between the ends of a range."""
    to = line.word("to")
    if not to:
        return
    line.sub(_WAVE, f" {to} ")
    close, spaced = _patterns(line.marks)
    line.sub(close, lambda found: _close(found, to))
    line.sub(spaced, lambda found: _spaced(found, to))
    line.sub(_DECADES, rf"\1 {to} \2")
    line.sub(_LETTERED, rf"\1 {to} \2")
    if line.language == "en":
        line.sub(_NAMED, rf"\1 {to} \2")


def quantities(line: SpokenLine) -> None:
    """Say "to" between quantities whose units are in words by now: "5 \u00b0C\u201310 \u00b0C"."""
    if (to := line.word("to")) and "\u2013" in line.text:
        line.sub(_AFTER_UNIT, lambda found: f" {to} " if _QUANTITY.search(found.string[: found.start()]) else None)


@cache
def _patterns(marks: NumberFormat) -> tuple[re.Pattern[str], re.Pattern[str]]:
    number = rf"(?:{marks.number}|\d+[.,]\d+)"
    start = rf"(?<![{LETTERS}\d_])(?<!\d[.,:/])(?<![-\u2013{MINUS}]\b)(?<!{_OPERATOR})"
    close = re.compile(rf"{start}({number}(?:[%\u00b0]|\u00b0C)?){_DASH}({number})(?![\d_]|[.,]\d|{_DASH}\d|[/:]\d)")
    spaced = re.compile(
        rf"{start}({number}(?:[%\u00b0]|\u00b0C)?)({SPACE})({_DASH})({SPACE})({number})(?![{LETTERS}\d_]|[.,]\d|{_DASH}\d)"
    )
    return close, spaced


def _close(found: re.Match[str], to: str) -> str:
    if re.match(rf"{SPACE}?=", found.string[found.end() :]):
        return f"{found[1]}{MINUS}{found[2]}"
    return f"{found[1]} {to} {found[2]}"


def _spaced(found: re.Match[str], to: str) -> str:
    """A hyphen between spaces is a minus where a sum is written, or where it could be no range."""
    first, second = (float(re.sub(r"\D", "", found[i]) or 0) for i in (1, 5))
    behind = found.string[found.end() :]
    before = found.string[: found.start()]
    summed = re.match(rf"{SPACE}?{_OPERATOR}", behind) or re.search(rf"{_OPERATOR}[ {GAP}(]*$", before)
    word = MINUS if found[3] == "-" and (summed or first >= second) else to
    return f"{found[1]}{found[2]}{word}{found[4]}{found[5]}"
