"""What is said for what is written: money, units, dates, abbreviations, addresses and the names of code.

    spoken_words(["It", "cost", "$5", "million,"], "en")   ->   ["It", "cost", "5", "million dollars,"]

There is one spoken form for each written word (empty where its neighbour says it all), so that captions keep what was
written and every word keeps its time. Only what voices read badly is rewritten: plain numbers, ordinals and times of
day are left to the voice, which knows its language. Names of units, currencies and months come from Unicode's CLDR
through Babel; abbreviations and the words for signs from `words.toml`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from aura_nb.voices.spoken.abbreviations import abbreviations
from aura_nb.voices.spoken.addresses import addresses
from aura_nb.voices.spoken.dates import dates
from aura_nb.voices.spoken.money import money
from aura_nb.voices.spoken.units import units
from aura_nb.voices.spoken.written import Line

SCHEMA = 1  # of these rules: a part of every recipe whose voice speaks by them

_RULES: tuple[Callable[[Line], None], ...] = (addresses, abbreviations, dates, money, units)

__all__ = ["SCHEMA", "spoken_words"]


def spoken_words(words: Sequence[str], language: str, *, only: Sequence[str] = ()) -> list[str]:
    """The spoken form of each word of a sentence in `language`, a BCP 47 tag; a language without rules keeps them.

    `only` names the rules to use (`addresses`, `abbreviations`, `dates`, `money`, `units`), for a voice that
    knows the others itself.

    >>> spoken_words("Am 3. Mai kostet es 5 kg.".split(), "de")
    ['Am', '3.', 'mai', 'kostet', 'es', '5', 'Kilogramm.']
    >>> spoken_words(["max_size", "at", "https://example.com/"], "en")
    ['max size', 'at', 'example dot com']
    """
    line = Line(list(words), language)
    for rule in _RULES:
        if not only or rule.__name__ in only:
            rule(line)
    return line.spoken
