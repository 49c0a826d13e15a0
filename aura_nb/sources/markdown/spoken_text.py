"""What a person would say for what a slide shows, where a deck has no notes: sentences, with pauses between them.

Nothing is said that the author did not write, but for the "and" before the last word of a short list, which Unicode's
CLDR has for every language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from sentencex import segment

from aura_nb.regex import regex
from aura_nb.sources.markdown.verse import flows
from aura_nb.specs.length import word_count

PARAGRAPH = "\n\n"  # a longer pause
_ENDED = regex(r"[.!?…:;。！？：；؟।။។][\"'”’»)\]」』）]*$")  # noqa: RUF001 - the punctuation of other scripts
_FULL_STOPS = {"zh": "。", "ja": "。", "yue": "。", "hi": "।", "bn": "।", "my": "။", "km": "។", "th": "", "lo": ""}
_WIDE = tuple("\u3001\u3002\uff01\uff0c\uff1a\uff1b\uff1f")  # behind which scripts without spaces have none
_SHORT_WORDS = 3
_STRETCH = 4000  # characters
_SENTENCE_END = regex(r"[.!?][\"')\]\u201d\u2019]*\s+(?=[^\W\d_a-z])|[\u3002\uff01\uff1f\u0964][\u300d\u300f\u201d]*")
# What closes brackets or a quote that began before it: some languages open their quotes with signs that close others'.
_CLOSING = regex(r"\s*(?:[)\]\uff09\u300d\u300f]+|[\u201d\u2019\u00bb]+(?=\s|$))+\s*")
_QUOTE = regex(r"(?<![^\s(\[])[\u201c-\u201e\u2018-\u201a\u00ab\u00bb]")  # that opens
_OPENING = regex(r"(?<=\s)[\u201c-\u201e\u2018-\u201a\u00ab\u00bb]$")
_QUOTES = "\u201d\u2019\u00bb"
_MOST_MARKS = 8  # behind the end of a sentence
_SHORT_ITEMS = 5


def sentence(text: str, language: str) -> str:
    """A text that ends as a sentence does in its language.

    >>> sentence("Getting started", "en"), sentence("Why bees?", "en"), sentence("はじめに", "ja")
    ('Getting started.', 'Why bees?', 'はじめに。')
    """
    plain = text.strip()
    if not any(map(str.isalnum, plain)):
        return ""
    if _ENDED.search(plain):
        return plain
    bare = plain.rstrip(",-\u2013\u2014")
    return bare if bare.endswith(".") else bare + _FULL_STOPS.get(language.partition("-")[0].lower(), ".")


def stanza(lines: Sequence[str], language: str) -> str:
    """The lines of a stanza as they are said: without a stop where one runs on in the next.

    >>> stanza(["The nets hang dry on the wall,", "the gulls have gone", "from the pier"], "en")
    'The nets hang dry on the wall, the gulls have gone from the pier.'
    >>> stanza(["Department of Mechanics", "Second floor"], "en")  # no verse
    'Department of Mechanics. Second floor.'
    """
    said = [line for line in lines if any(map(str.isalnum, line))]
    if flows(said):
        text = "".join(line if line.endswith(_WIDE) else f"{line} " for line in said)
        return sentence(text, language)
    return " ".join(sentence(line, language) for line in said)


def is_open(text: str) -> bool:
    """Whether a text goes on in what it leads to, such as a formula: it does not end as a sentence does."""
    return not _ENDED.search(text.strip())


def points(items: Sequence[str], language: str) -> str:
    r"""The points of a list as they are said: a few words as one sentence, longer ones each with a pause behind it.

    >>> points(["Flour", "Sugar", "Butter"], "en")
    'Flour, Sugar, and Butter.'
    >>> points(["They pollinate our crops", "They feed other animals"], "en")
    'They pollinate our crops.\n\nThey feed other animals.'
    """
    said = [item for item in items if any(map(str.isalnum, item))]
    if 1 < len(said) <= _SHORT_ITEMS and all(map(_is_short, said)) and all(map(_follows, said[1:])):
        return sentence(listed(said, language), language)
    return PARAGRAPH.join(sentence(item, language) for item in said)


def together(said: Iterable[str]) -> str:
    r"""Paragraphs as one narration; what ends in a colon ("For example:") goes on with what it leads to.

    >>> together(["Bees.", "For example:", "They fly."])
    'Bees.\n\nFor example: They fly.'
    >>> together(["For example:", "", "They fly."])  # what it leads to is only shown
    'For example:\n\nThey fly.'
    """
    narration, leads = "", False
    for part in said:
        if part:
            narration = f"{narration}{' ' if leads else PARAGRAPH}{part}" if narration else part
        leads = part.endswith((":", "："))  # noqa: RUF001 - the colon of another script
    return narration


def split(text: str, limit: int, language: str) -> list[str]:
    """A text in pieces of at most `limit` characters, cut after sentences where it can be, else after words.

    >>> split("One two. Three four. Five.", 20, "en")
    ['One two. Three four.', 'Five.']
    """
    if len(text) <= limit:
        return [text]
    pieces: list[str] = []
    for part in _sentences(text, limit, language):
        closing = _CLOSING.match(part)
        if closing and pieces and _closes(closing[0].strip(), pieces[-1], limit):
            pieces[-1] += closing[0].strip()
        else:
            closing = None
        for piece in _words(part[closing.end() if closing else 0 :].strip(), limit):
            if pieces and len(pieces[-1]) + 1 + len(piece) <= limit:
                pieces[-1] += f" {piece}"
            else:
                pieces.append(piece)
    return pieces


def _sentences(text: str, limit: int, language: str) -> Iterator[str]:
    """Sentences, each with the sign that opens its quote: the segmenter leaves some with the sentence before it."""
    tag = language.partition("-")[0].lower()
    for stretch in _stretches(text, limit):
        opening, parts = "", list(segment(tag, stretch))
        for part, follows in zip_longest(parts, parts[1:], fillvalue=" "):
            found = None if follows[:1].isspace() else _OPENING.search(part)
            yield opening + (part[: found.start()] if found else part)
            opening = found[0] if found else ""


def _closes(marks: str, piece: str, limit: int) -> bool:
    """Whether closing marks belong to the piece before them, which has room for them."""
    return len(piece) + len(marks) <= limit and (marks[0] not in _QUOTES or bool(_QUOTE.search(piece)))


def _stretches(text: str, limit: int) -> Iterator[str]:
    """A long text in stretches that end with a sentence: the segmenter takes the square of what it is given."""
    start, whole = 0, max(limit, _STRETCH // limit * limit)  # a word without end is cut as it would be anyway
    while len(text) - start > _STRETCH:
        ends = [found.end() for found in _SENTENCE_END.finditer(text, start + _STRETCH // 2, start + _STRETCH)]
        end = ends[-1] if ends else start + whole
        yield text[start:end]
        start = end
    yield text[start:]


def _words(text: str, limit: int) -> list[str]:
    """Pieces cut between words, and within a word that is longer than the limit."""
    pieces: list[str] = []
    while len(text) > limit:
        found = (one.end() for one in _SENTENCE_END.finditer(text, limit // 3, limit + _MOST_MARKS))
        ends = [end for end in found if len(text[:end].rstrip()) <= limit]
        cut = ends[-1] if ends else text.rfind(" ", limit // 2, limit + 1)
        cut = cut if cut > 0 else limit
        pieces.append(text[:cut].strip())
        text = text[cut:].strip()
    return [*pieces, text] if text else pieces


def _is_short(item: str) -> bool:
    return word_count(item) <= _SHORT_WORDS and len(item) <= 30 and not re.search(r"[,;:.!?。、]", item)


def _follows(item: str) -> bool:
    """Whether it can stand within a sentence as it is written: "Feed animals" cannot, "Feed" and "New York" can."""
    words = item.split()
    return not words[0][:1].isupper() or len(words) == 1 or all(word[:1].isupper() for word in words)


def listed(items: Sequence[str], language: str) -> str:
    """Things within a sentence, as a language lists them.

    >>> listed(["bees", "ants", "wasps"], "en-US"), listed(["bees", "ants", "wasps"], "en-GB")
    ('bees, ants, and wasps', 'bees, ants and wasps')
    """
    if language in {"en", "en-US"}:  # which most decks are in; Babel's tables take 25 ms to load
        *others, last = items or [""]
        return f"{', '.join(others)}{',' * (len(others) > 1)} and {last}" if others else last
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - only for what lists something
    from babel.lists import format_list  # noqa: PLC0415 - likewise

    try:
        return format_list(list(items), locale=Locale.parse(language, sep="-"))
    except (UnknownLocaleError, ValueError):
        return ", ".join(items)
