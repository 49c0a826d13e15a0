"""Verse: lines that their author broke.

Markdown joins the lines of a paragraph, and few who copy a poem end each of them with a mark.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from aura_nb.regex import regex

_FEWEST, _FEWEST_BARE = 3, 4  # lines of a stanza, and of one without marks: a name, a place and a year are three lines
_WIDEST = 56  # columns: a line of ten syllables has hardly more, and no editor wraps its lines so early
_NARROW = 32  # columns, which nobody's editor wraps at
_MARKED = regex(
    r"\w\W*[.,;:!?\u2026\u2013\u2014\u3001\u3002\uff01\uff0c\uff1a\uff1b\uff1f\u060c\u061b\u061f\u0964]\W*$"
)
_PROSE = regex(r"!\[|\[click[\]:]|\$\$|<[a-zA-Z/]|^\s*[|\[]", re.IGNORECASE | re.MULTILINE)


def is_verse(text: str) -> bool:
    r"""Whether the lines of a paragraph are short, and were broken although more would have stood on them.

    >>> is_verse("The boats have come in with the tide,\nthe lamps are lit on the quay,\nand all is still at the pier")
    True
    >>> is_verse("A paragraph that an editor wraps at a\nwidth of forty columns or less, which\nsome do")
    False
    """
    lines = [line.strip() for line in text.strip().split("\n")]
    longest = max(map(_columns, lines))
    if len(lines) < (_FEWEST if flows(lines) else _FEWEST_BARE) or longest > _WIDEST or _PROSE.search(text):
        return False
    broken = sum(_columns(line) + 1 + _first_word(follows) <= longest for line, follows in pairwise(lines))
    return longest <= _NARROW or 3 * broken >= len(lines) - 1


def flows(lines: Sequence[str]) -> bool:
    """Whether lines are one text that runs on: not names or places, one below the other.

    >>> flows(["The boats have come in,", "The lamps are lit"]), flows(["Department of Mechanics", "Second floor"])
    (True, False)
    """
    return any(map(_MARKED.search, lines[:-1])) or any(line[:1].islower() for line in lines[1:])


def _first_word(line: str) -> int:
    """The columns that a line needs for the first word of another: of scripts without spaces, two letters."""
    word = line.split(maxsplit=1)[0] if line else ""
    return 4 if _columns(word[:1]) > 1 else _columns(word)


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
