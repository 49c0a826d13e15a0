"""What is said for what is written: numbers, money, units, dates, signs, abbreviations, addresses and names.

    spoken_words(["It", "cost", "$5", "million,"], "en")   ->   ["It", "cost", "5", "million dollars,"]

There is one spoken form for each written word (empty where its neighbour says it all), so that captions keep what was
written and every word keeps its time. Plain whole numbers are left to the voice, which knows its language. Names of
units, currencies and months come from Unicode's CLDR through Babel, ordinals from num2words; all other words from the
language's file in `tables`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from aura_nb.regex import regex
from aura_nb.voices.spoken.abbreviations import abbreviations
from aura_nb.voices.spoken.addresses import addresses
from aura_nb.voices.spoken.dates import dates, years
from aura_nb.voices.spoken.fractions import fractions
from aura_nb.voices.spoken.money import doses, money, rates
from aura_nb.voices.spoken.names import names
from aura_nb.voices.spoken.numbers import grouped, numbers
from aura_nb.voices.spoken.powers import powers
from aura_nb.voices.spoken.pronunciations import pronunciations
from aura_nb.voices.spoken.ranges import quantities, ranges
from aura_nb.voices.spoken.roman import roman
from aura_nb.voices.spoken.sentence import SpokenLine
from aura_nb.voices.spoken.signs import signs
from aura_nb.voices.spoken.times import telephones, times
from aura_nb.voices.spoken.units import units

# In this order: each finds what the ones before it have left.
_OF_WORDS: tuple[Callable[[SpokenLine], None], ...] = (names, addresses, abbreviations, roman)
_OF_FIGURES: tuple[Callable[[SpokenLine], None], ...] = (
    years,
    dates,
    telephones,
    grouped,
    times,
    money,
    ranges,
    doses,
    units,
    rates,
    quantities,
    fractions,
    powers,
    numbers,
    signs,
)

# Most sentences have neither a figure nor a sign, and are spared the rules for them.
_LETTERS = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0400-\u04ff\u0590-\u0dff\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af"
)
_PLAIN = regex(rf"""[{_LETTERS}\s.,;:!?'"\u2019\u201c\u201d\u2026]*""")


def spoken_words(words: Sequence[str], language: str, *, pronounce: Mapping[str, str] | None = None) -> list[str]:
    """The spoken form of each word of a sentence in `language`, a BCP 47 tag; a language without rules keeps them.

    `pronounce` says for words and phrases what is said instead; no rule touches that.

    >>> spoken_words("Am 3. Mai kostet es 5 kg.".split(), "de")
    ['Am', '3.', 'mai', 'kostet', 'es', '5', 'Kilogramm.']
    >>> spoken_words(["max_size", "at", "https://example.com/"], "en")
    ['max size', 'at', 'example dot com']
    """
    line = SpokenLine(words, language)
    pronunciations(line, pronounce or {})
    for rule in _OF_WORDS:
        rule(line)
    if not _PLAIN.fullmatch(line.text):
        for rule in _OF_FIGURES:
            rule(line)
    return line.spoken
