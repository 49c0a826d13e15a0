"""Headings for text that has none: a name the text itself repeats, or nothing.

A clause is no heading ("That is where the sour taste comes from"), and a wrong one is worse than none. So a name must
be seen to be one, by an article before it and by what follows it, or by its capital where nouns have one; and the text
must come back to it.
"""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise

from aura_nb.regex import regex

_LEAST = 2  # times a text says what it is about
_LETTERS = 3
_LONGEST = 3  # words
_TWO_WORDS = 1.4  # how much more they tell than one
_WORD = regex(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*|[.,;:!?\u2026()\u201c\u201d\"\u2014\u2013]")


def headings(parts: Sequence[str], language: str, *, taken: Collection[str] = ()) -> list[str]:
    """A heading for each part of a text, empty where it names nothing often enough; none twice, and none `taken`.

    >>> headings([
    ...     "The starter is flour and water. Feed the starter each day.",
    ...     "That is where the sour taste comes from. The sour taste is mild, and some like a sour taste.",
    ... ], "en")
    ['Starter', 'Sour taste']
    """
    primary = language.partition("-")[0].lower()
    said = [_WORD.findall(part) for part in parts]
    whole = Counter(_stem(word) for words in said for word in words)
    used = {name.casefold() for name in taken}
    found = []
    for words in said:
        here = Counter(_stem(word) for word in words)
        ranked: defaultdict[str, float] = defaultdict(float)
        for name in _names(words, primary):
            head = _stem(name.split()[-1])
            if here[head] >= _LEAST:  # rather what this part says and the others do not
                ranked[_capital(name)] += here[head] ** 2 / whole[head] * (_TWO_WORDS if " " in name else 1.0)
        free = [name for name in ranked if name.casefold() not in used]
        found.append(max(free, key=lambda name: ranked[name], default=""))
        used.add(found[-1].casefold())
    return found


@cache
def _around(table: str) -> dict[str, frozenset[str]]:
    tables = tomllib.loads(files("aura_nb.sources").joinpath("headings.toml").read_text(encoding="utf-8"))
    return {name: frozenset(words.split()) for name, words in tables[table].items()}


def _names(words: Sequence[str], language: str) -> Iterator[str]:
    if language == "en":
        yield from _english(words)
        return
    articles = _around("articles").get(language, frozenset())
    for article, word in pairwise(words):
        noun = word[:1].isupper() if language == "de" else word[:1].isalpha()
        if article.lower() in articles and noun and len(word) >= _LETTERS and word.lower() not in articles:
            yield word


def _english(words: Sequence[str]) -> Iterator[str]:
    """The one to three words between a word that leads to a name and one that follows a name."""
    before, behind, never = (_around("english")[name] for name in ("before", "behind", "never"))
    for place, leading in enumerate(words):
        if leading.lower() not in before:
            continue
        name: list[str] = []
        for word in words[place + 1 : place + 2 + _LONGEST]:
            lower = word.lower()
            if not word[:1].isalpha() or lower in behind:
                if name and len(name) <= _LONGEST:
                    yield " ".join(name)
                break
            if lower in before or lower in never or lower.endswith(("ly", "ing")) or len(word) < _LETTERS:
                break
            name.append(word)


def _stem(word: str) -> str:
    """A word without the plural's ending: enough to see that a text comes back to it."""
    lower = word.casefold()
    if len(lower) > _LETTERS and lower.endswith("ies"):
        return lower[:-3] + "y"
    return lower[:-1] if len(lower) > _LETTERS and lower.endswith("s") and not lower.endswith("ss") else lower


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]
