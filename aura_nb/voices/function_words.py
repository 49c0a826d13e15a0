"""Which language a text is in, told by its little words: cheap, and sure of itself or silent.

A third to a half of any text are words like "the", "of" and "is". Where a text of some length has those of one language
and hardly any of another's, nothing more needs to be asked.
"""

from __future__ import annotations

import functools
import tomllib
from importlib.resources import files

from aura_nb.regex import regex

LEAST_WORDS = 8  # of a text that is judged
LEAST_LONGER = 2  # of these words with three letters or more
LEAST_AHEAD = 4  # words that the next language has not
LEAST_SHARE = 0.28  # of its words
LEAST_LEAD = 0.12  # of its words, that the next language has not
_WORD = regex(r"[^\W\d_]+")


def told(text: str) -> str | None:
    """The tag of the language whose function words make up the text; None where that is not plain to see.

    >>> told("The sea rises and falls twice a day, and the people of the harbour know it.")
    'en-US'
    >>> told("Docker Compose") is None
    True
    """
    words = _WORD.findall(text.lower())
    if len(words) < LEAST_WORDS:
        return None
    decides, _ = _tables()
    best, most, ahead = _leading(words)
    is_plain = most >= LEAST_SHARE * len(words) and ahead >= max(LEAST_AHEAD, LEAST_LEAD * len(words))
    return best if is_plain and best in decides else None


def leads(text: str, language: str) -> bool:
    """Whether a text with many names or codes in it has more of a language's function words than of any other's.

    >>> listed = "avgfood groupsize area weight mass sex island year month day site plot species tail wing"
    >>> text = f"They compare all of the models that have one of these as their outcome: {listed}, {listed}."
    >>> leads(text, "en"), leads(text, "de"), told(text) is None
    (True, False, True)
    """
    best, _, ahead = _leading(_WORD.findall(text.lower()))
    return ahead >= LEAST_AHEAD and best.partition("-")[0] == language.partition("-")[0].lower()


def _leading(words: list[str]) -> tuple[str, int, int]:
    """The language that has the most of these words as its function words: how many, and how many more than the next.

    Vowels and syllables alone may be any language's (Samoan has "o", "le", "i", "ma" and "e"): they put none ahead.
    """
    _, table = _tables()
    counts = {language: sum(word in known for word in words) for language, known in table.items()}
    best, most = max(counts.items(), key=lambda count: count[1])
    next_most = max(count for language, count in counts.items() if language != best)
    longer = {word for word in words if len(word) > 2} & table[best]
    return best, most, most - next_most if len(longer) >= LEAST_LONGER else 0


@functools.cache
def _tables() -> tuple[frozenset[str], dict[str, frozenset[str]]]:
    content = tomllib.loads(files("aura_nb.voices").joinpath("function_words.toml").read_text("utf-8"))
    words = {language: frozenset(listed.split()) for language, listed in content["words"].items()}
    return frozenset(content["decides"]), words
