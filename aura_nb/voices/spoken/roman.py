"""Roman numerals, where a word before or behind them makes it certain that they are numbers: "Chapter IV"."""

from __future__ import annotations

import re
from functools import cache

from aura_nb.voices.spoken.ordinals import ordinal
from aura_nb.voices.spoken.sentence import SPACE, SpokenLine, table

_NUMERAL = r"(?=[IVXLC])(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def roman(line: SpokenLine) -> None:
    """Speak numerals as figures behind "Chapter", and as ordinals behind the names of kings and at centuries."""
    chapters, kings, centuries = _patterns(line.language)
    if chapters is not None:
        line.sub(chapters, lambda found: f"{found[1]}{value(found[2])}")
    if kings is not None:
        line.sub(kings, lambda found: f"{found[1]}{_ranked(value(found[2]), line)}")
    if centuries is not None:
        line.sub(centuries, lambda found: f"{ordinal(value(found[1]), line.language)}{found[2]}")


def value(numeral: str) -> int:
    """What a Roman numeral counts.

    >>> value("XIV")
    14
    """
    figures = [_VALUES[c] for c in numeral]
    return sum(-one if one < after else one for one, after in zip(figures, [*figures[1:], 0], strict=True))


def _ranked(number: int, line: SpokenLine) -> str:
    """A ruler's number as it is said."""
    if line.language == "en":
        return f"the {ordinal(number, 'en')}"
    if line.language == "de":
        return f"der {ordinal(number, 'de').capitalize()}"
    if line.language == "fr":
        return ordinal(number, "fr") if number == 1 else str(number)
    if number <= 10 or line.language == "it":
        return ordinal(number, line.language)
    return str(number)


@cache
def _patterns(language: str) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None, re.Pattern[str] | None]:
    words = table(language).get("roman", {})

    def pattern(key: str, form: str) -> re.Pattern[str] | None:
        found = words.get(key)
        return re.compile(form.format("|".join(map(re.escape, found)))) if found else None

    numeral = f"({_NUMERAL})"
    return (
        pattern("chapters", rf"(?<!\w)((?:{{}}){SPACE}){numeral}(?!\w|['\u2019]\w)".replace("{0,3}", "{{0,3}}")),
        pattern("kings", rf"(?<!\w)((?:{{}}){SPACE}){numeral}(?!\w|['\u2019]\w)".replace("{0,3}", "{{0,3}}")),
        pattern(
            "centuries", rf"(?<!\w){numeral}(?:e|\u00e8me|\u1d49)?({SPACE}(?:{{}}))(?!\w)".replace("{0,3}", "{{0,3}}")
        ),
    )
