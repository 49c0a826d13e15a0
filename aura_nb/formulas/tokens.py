r"""TeX as tokens: a command, a letter, a brace, a space. Comments are gone.

Nothing here knows what a command means.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from aura_nb.formulas.unreadable import Unreadable
from aura_nb.regex import regex

_TOKEN = regex(r"\\(?:[A-Za-z]+|.)|%[^\n]*(?:\n\s*)?|\s+|.", re.DOTALL)
MOST_CHARACTERS = 4000  # a formula of a slide has a few hundred
_MOST_TOKENS = 8000
DEEPEST = 40


def tokens(tex: str) -> list[str]:
    r"""The tokens of a piece of TeX; a run of white space is one.

    >>> tokens(r"\frac{1} n % half")
    ['\\frac', '{', '1', '}', ' ', 'n', ' ']
    """
    if len(tex) > MOST_CHARACTERS:
        raise Unreadable(f"it has more than {MOST_CHARACTERS} characters")
    found: list[str] = []
    depth = 0
    for part in _TOKEN.findall(tex):
        if part.startswith("%"):
            continue
        depth += (part == "{") - (part == "}")
        if depth < 0:
            raise Unreadable("it closes a brace that was never opened")
        if depth > DEEPEST:
            raise Unreadable(f"its braces are nested more than {DEEPEST} deep")
        found.append(" " if part.isspace() or part == "\\\n" else part)  # a line that ends in a backslash
    if depth:
        raise Unreadable("a brace is never closed")
    if len(found) > _MOST_TOKENS:
        raise Unreadable(f"it has more than {_MOST_TOKENS} parts")
    return found


def joined(parts: Sequence[str]) -> str:
    r"""Tokens as TeX again; a command that ends in a letter is kept apart from a letter that follows.

    >>> joined(["\\alpha", "x", "\\beta", "1"])
    '\\alpha x\\beta 1'
    """
    made: list[str] = []
    for part in parts:
        if made and _is_word(made[-1]) and part[:1].isalnum():
            made.append(" ")
        made.append(part)
    return "".join(made)


def skip_space(parts: Sequence[str], place: int) -> int:
    """The place of the next part that is no space."""
    while place < len(parts) and parts[place] == " ":
        place += 1
    return place


def argument(parts: Sequence[str], place: int) -> tuple[list[str], int]:
    """The argument that begins at a place, without its braces, and the place behind it."""
    place = skip_space(parts, place)
    if place >= len(parts) or parts[place] == "}":
        raise Unreadable("an argument is missing")
    if parts[place] != "{":
        return [parts[place]], place + 1
    end = _closing(parts, place, "{", "}")
    return list(parts[place + 1 : end]), end + 1


def optional(parts: Sequence[str], place: int) -> tuple[list[str] | None, int]:
    """The argument in brackets at a place, if there is one, and the place behind it."""
    start = skip_space(parts, place)
    if start >= len(parts) or parts[start] != "[":
        return None, place
    depth = 0
    for end in range(start + 1, len(parts)):
        depth += (parts[end] == "{") - (parts[end] == "}")
        if parts[end] == "]" and depth == 0:
            return list(parts[start + 1 : end]), end + 1
    return None, place


def _closing(parts: Sequence[str], place: int, opening: str, closing: str) -> int:
    depth = 0
    for end in range(place, len(parts)):
        depth += (parts[end] == opening) - (parts[end] == closing)
        if depth == 0:
            return end
    raise Unreadable("a brace is never closed")


def _is_word(part: str) -> bool:
    return len(part) > 1 and part[0] == "\\" and part[1:].isalpha()


def numbers(parts: Sequence[str], place: int) -> tuple[str, int]:
    """The number in figures that begins at a place, with its decimal point, and the place behind it."""
    found = re.match(r"\d+(?:\.\d+)?", "".join(part if len(part) == 1 else " " for part in parts[place : place + 60]))
    figures = found[0] if found else parts[place]
    return figures, place + len(figures)
