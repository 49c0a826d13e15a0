"""What is raised and lowered, in words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from aura_nb.formulas.aloud.parts import Number, Part, Scripted, parts
from aura_nb.formulas.aloud.vocabulary import is_letter, number
from aura_nb.formulas.tree import Accent, Delimited, Fraction, Row, Symbol, Words

_PRIMES = {1: "prime", 2: "double prime", 3: "triple prime", 4: "quadruple prime"}
_ALONE = {
    "∗": "star", "⋆": "star", "⊤": "transpose", "†": "dagger", "∘": "degrees", "+": "plus", "−": "minus", "⊥": "perp",
    "×": "times",
}  # fmt: skip
_POWERS = {"2": "squared", "3": "cubed"}


class SaysPowers(Protocol):
    """What says rows and parts; `has_grid` is whether the formula has a matrix."""

    has_grid: bool

    def row(self, row: Row) -> str: ...

    def phrase(self, items: Sequence[Part]) -> str: ...


def is_simple(items: Sequence[Part]) -> bool:
    """Whether a row is one letter, number or word, so that its end is heard without being said."""
    if len(items) != 1:
        return False
    item = items[0]
    if isinstance(item, Accent):
        return is_simple(parts(item.base))
    if isinstance(item, Scripted):
        return (
            bool(item.base)
            and item.above is None
            and item.below is not None
            and all(is_simple(inner) and not isinstance(inner[0], Scripted) for inner in (item.base, parts(item.below)))
        )
    return isinstance(item, Number | Words) or (
        isinstance(item, Symbol) and (is_letter(item.char) or item.char in "∞∅…")
    )


def below(speaker: SaysPowers, row: Row | None) -> str:
    """A subscript in words."""
    if row is None:
        return ""
    items = parts(row)
    only = items[0] if len(items) == 1 else None
    if isinstance(only, Scripted):
        return f" with subscript {speaker.phrase(items)}, end subscript,"
    if speaker.has_grid and isinstance(only, Number) and re.fullmatch("[1-9]{2}", only.figures):
        return f" sub {number(only.figures[0])} {number(only.figures[1])}"  # the entry of a row and a column
    if is_simple(items):
        return f" sub {speaker.phrase(items)}"
    return f" with subscript {speaker.phrase(items)}, end subscript,"


def above(speaker: SaysPowers, row: Row | None, base: Sequence[Part]) -> str:
    """A superscript in words: a power, primes, a star."""
    if row is None:
        return ""
    items = parts(row)
    primes = 0
    while primes < len(items) and items[primes] == Symbol("′"):
        primes += 1
    said = f" {_PRIMES.get(primes, f'{primes} times prime')}" if primes else ""
    return said + (_power(speaker, items[primes:], base) if items[primes:] else "")


def _power(speaker: SaysPowers, items: Sequence[Part], base: Sequence[Part]) -> str:
    only = items[0] if len(items) == 1 else None
    if isinstance(only, Symbol) and only.char in _ALONE:
        return f" {_ALONE[only.char]}"
    if isinstance(only, Number) and only.figures in _POWERS:
        return f" {_POWERS[only.figures]}"
    if isinstance(only, Delimited) and (only.opening, only.closing) == ("(", ")") and is_simple(parts(only.body)):
        return f" with superscript {speaker.row(only.body)} in parentheses,"
    if is_simple(items):
        return f" to the {speaker.phrase(items)}"
    is_negative = len(items) == 2 and items[0] == Symbol("−") and is_simple(items[1:])
    if is_negative and base:
        return f" to the minus {speaker.phrase(items[1:])}"
    if isinstance(only, Fraction | Scripted):
        return f" to the power of {speaker.phrase(items)}, end power,"
    return f" to the power {speaker.phrase(items)}, end power,"
