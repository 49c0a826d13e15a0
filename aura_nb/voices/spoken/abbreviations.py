"""Abbreviations that voices spell or stop at, spoken in full: "z. B." is "zum Beispiel"."""

from __future__ import annotations

import re
from functools import cache

from aura_nb.voices.spoken.sentence import GAP, LETTERS, SPACE, SpokenLine, table

_OPENING = r"""(["'\u201c\u2018\u201e\u00ab`\u2013\u2014-"""


def abbreviations(line: SpokenLine) -> None:
    """Speak those of the language's table; those under `before_number` only where a number follows."""
    everywhere, before_number = _patterns(line.language)
    if everywhere is not None:
        known = line.table["abbreviations"]
        line.sub(everywhere, lambda found: known[found[1].replace(GAP, " ")] + ("." if _ends(found) else ""))
    if before_number is not None:
        numbered = line.table["before_number"]
        line.sub(before_number, lambda found: numbered[found[1]] + ("" if found[2] else " ") + found[2])


def _ends(found: re.Match[str]) -> bool:
    """Whether the abbreviation's dot, at the end of the text, ended the sentence as well."""
    return found[1].endswith(".") and found.end() == len(found.string)


@cache
def _patterns(language: str) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
    here = rf"(?:(?<=^)|(?<=[ {GAP}{re.escape(_OPENING)}]))"
    everywhere = _either(table(language).get("abbreviations", {}))
    before_number = _either(table(language).get("before_number", {}))
    return (
        re.compile(rf"{here}({everywhere})(?![{LETTERS}\d])") if everywhere else None,
        re.compile(rf"{here}({before_number})({SPACE}?)(?=[\dIVXLC])") if before_number else None,
    )


def _either(known: dict[str, str]) -> str:
    ordered = sorted(known, key=len, reverse=True)
    return "|".join(re.escape(written).replace(r"\ ", SPACE) for written in ordered)
