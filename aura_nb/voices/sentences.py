"""The script as the voice reads it: spoken forms of its words, in sentences and paragraphs."""

from __future__ import annotations

import unicodedata
from itertools import accumulate
from typing import NamedTuple

from sentencex import segment

from aura_nb.regex import regex

LONGEST = 80
"""Words a sentence may have before it is parted: the voice was trained on sentences, not on pages."""
_HEADING = 12  # words it has at the most
_PARAGRAPH = regex(r"(?:\r\n|[\n\r\x0b\x0c\u2028\u2029])[^\S\n]*(?:\r\n|[\n\r\x0b\x0c\u2028\u2029])\s*")
_DIGITS = regex(r"\d(?:,?\d){15,}")
_CLAUSE_END = tuple(",;:\u2014")
_PARTS = regex(r".{20,59}\W|.{1,60}")
_OPENING = "(\"'\u201c\u2018"
_TITLES = frozenset(
    ("M.", "MM.", "Mr.", "Mrs.", "Ms.", "Mx.", "Dr.", "Prof.", "Rev.", "Hon.", "Gen.", "Sgt.", "Capt.", "Lt.", "Col.")
)
_BRACKETS = str.maketrans("[]", "()")


class Sentence(NamedTuple):
    """A run of the script's words: the index of the first, their spoken forms, and what ends with the last one."""

    first: int
    spoken: list[str]
    ends: str  # "paragraph", "heading", "sentence" or "clause"


def spoken_form(word: str) -> str:
    r"""The word as text that a text-to-speech front end may read; empty where nothing is left.

    Controls, format characters, lone surrogates, unassigned code points and U+FFFD go. Square brackets become round
    ones, because `[text](/phonemes/)` is a command to hibari and a script is never code. A number of more than fifteen
    digits is read digit by digit: no front end has names for its size. And a word of more than sixty characters is
    read in parts: the time hibari takes for one grows with the cube of its length (minutes, for 5,000 characters).

    >>> spoken_form("[dog](/cat/)"), spoken_form("a\x00b\ud800")
    ('(dog)(/cat/)', 'ab')
    """
    kept = "".join(c for c in word if unicodedata.category(c)[0] != "C" and c != "\ufffd").translate(_BRACKETS)
    counted = _DIGITS.sub(lambda found: " ".join(c for c in found[0] if c != ","), kept)
    return " ".join(part.strip() for part in _PARTS.findall(counted))


def sentences(text: str, *, language: str) -> list[Sentence]:
    """Part `text` into sentences of whole words; their words, in order, are exactly those of `text.split()`."""
    parted: list[Sentence] = []
    first = 0
    for paragraph in _PARAGRAPH.split(text):
        words = [spoken_form(word) for word in paragraph.split()]
        if not words:
            continue
        ends = _sentence_ends(words, language)
        begin = 0
        for end in ends:
            kind = "sentence" if end < len(words) else "heading" if _is_heading(words) else "paragraph"
            parted += _pieces(first + begin, words[begin:end], kind)
            begin = end
        first += len(words)
    return parted


def _is_heading(paragraph: list[str]) -> bool:
    """Whether a paragraph is read as a heading: a few words that no mark ends."""
    return len(paragraph) <= _HEADING and any(c.isalnum() for c in paragraph[-1]) and paragraph[-1][-1:].isalnum()


def _sentence_ends(words: list[str], language: str) -> list[int]:
    """After how many words each sentence ends; a boundary inside a word counts after that word."""
    word_ends = list(accumulate(len(word) + 1 for word in words))
    ends: list[int] = []
    position = 0
    for part in segment(language.partition("-")[0].lower(), " ".join(words)):
        position += len(part)
        count = next((i + 1 for i, end in enumerate(word_ends) if end >= position), len(words))
        if (not ends or count > ends[-1]) and not _goes_on(words, count):
            ends.append(count)
    if not ends or ends[-1] < len(words):
        ends.append(len(words))
    return ends


def _goes_on(words: list[str], count: int) -> bool:
    """Whether the sentence goes on after `count` words all the same: behind a title, or in lower case."""
    if words[count - 1].lstrip(_OPENING) in _TITLES:
        return True
    return count < len(words) and words[count][:1].islower()


def _pieces(first: int, words: list[str], kind: str) -> list[Sentence]:
    """The sentence, or its parts of at most `LONGEST` words, cut behind clauses where there are any."""
    pieces: list[Sentence] = []
    while len(words) > LONGEST:
        clauses = [i + 1 for i in range(LONGEST // 4, LONGEST) if words[i].endswith(_CLAUSE_END)]
        cut = clauses[-1] if clauses else LONGEST
        pieces.append(Sentence(first, words[:cut], "clause"))
        first, words = first + cut, words[cut:]
    return [*pieces, Sentence(first, words, kind)]
