"""Where a narration speaks of things by their names, such as the rows of a table."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from aura_nb.regex import regex
from aura_nb.specs.phrase_places import starts

_APART = 4  # words between one mention and the next: what is only listed is not spoken of
_AND = 1  # words between two names of a list
_LEAST = 3  # letters of a name
_MOST = 12  # words of a phrase that tells a place
_BESIDE = regex(r"\s*[(\[].*[)\]]\s*$")  # "High (m)" is called High
_DENSE = regex("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_WORDS = regex("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]|\\w+")


class Mention(NamedTuple):
    """Where a narration begins to speak of something: its words there, as many as tell the place."""

    of: int
    phrase: str


def mentions(names: Mapping[int, str], narration: str) -> list[Mention]:
    """The mentions of things by their names, in order; a thing that is named again at once is mentioned once.

    Names of fewer than three letters, those that several things have, and what stands in a list of names count not.

    >>> mentions({0: "Brest", 1: "Dover"}, "At Brest the sea is wild, whatever you heard. Dover is calmer, they say.")
    [Mention(of=0, phrase='Brest'), Mention(of=1, phrase='Dover')]
    >>> mentions({0: "Brest", 1: "Dover"}, "Brest, Dover and others.")
    []
    """
    called = {thing: _BESIDE.sub("", name).strip() or name.strip() for thing, name in names.items()}
    often = Counter(name.casefold() for name in called.values())
    known = {name.casefold(): thing for thing, name in called.items() if often[name.casefold()] == 1 and _tells(name)}
    if not known:
        return []
    longest_first = sorted(known, key=len, reverse=True)
    parts = [
        rf"(?<!\w){re.escape(name)}(?!\w)" if not _DENSE.search(name) else re.escape(name) for name in longest_first
    ]
    found = [
        (known[match[0].casefold()], match.start(), match.end())
        for match in re.compile("|".join(parts), re.IGNORECASE).finditer(narration)
        if match[0].casefold() in known
    ]
    between = [len(_WORDS.findall(narration[end:start])) for (_, _, end), (_, start, _) in itertools.pairwise(found)]
    kept: list[Mention] = []
    for place, (thing, start, end) in enumerate(found):
        listed = place > 0 and between[place - 1] <= _AND
        if listed or (place < len(between) and between[place] < _APART):
            continue
        phrase = _phrase([mention.phrase for mention in kept], narration, start, end)
        if phrase and (not kept or kept[-1].of != thing):
            kept.append(Mention(thing, phrase))
    return kept


def _tells(name: str) -> bool:
    letters = sum(map(str.isalnum, name))
    return letters >= (2 if _DENSE.search(name) else _LEAST) and (not name.isdigit() or letters > _LEAST)


def _phrase(before: list[str], narration: str, start: int, end: int) -> str:
    """The words at a place, as many as it takes to find them there; empty where they cannot be told."""
    stops = [end, *(end + match.end() for match in re.finditer(r"\s*\S+", narration[end:]))]
    for stop in stops[:_MOST]:
        phrase = narration[start:stop]
        if len(phrase) <= 500 and starts([*before, phrase], narration)[-1] == start:
            return phrase
    return ""
