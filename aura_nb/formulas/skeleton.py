"""What two drawings of one formula have in common: its characters, and what stands in, over, under and beside what.

A skeleton is a nested tuple of strings. Spaces, groups and sizes are not in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from aura_nb.formulas.tree import (
    Accent,
    Brace,
    Delimited,
    Fraction,
    Grid,
    Node,
    Root,
    Row,
    Script,
    Stack,
    Symbol,
    Words,
)

Skeleton: TypeAlias = tuple["str | Skeleton", ...]
# What different notations write for one and the same sign.
_SAME = {
    "-": "−",
    "*": "∗",
    "∥": "‖",
    "·": "⋅",
    "∶": ":",
    "⧵": "∖",
    "ˆ": "^",
    "∣": "|",
    "〈": "⟨",
    "〉": "⟩",
    "'": "′",
    "⟂": "⊥",
}
_INVISIBLE = "\u2061\u2062\u2063\u2064\u200b"


def skeleton(node: Node) -> Skeleton:
    """The skeleton of a tree.

    >>> skeleton(Script(Symbol("x"), above=Row((Symbol("2"),))))
    ('x', ('script', (), ('2',)))
    """
    return merged(_items(node))


def character(char: str) -> str:
    """A character as it stands in a skeleton."""
    return _SAME.get(char, char)


def words(text: str) -> Skeleton:
    """Upright letters as they stand in a skeleton: without spaces."""
    return ("words", "".join(text.split()))


def scripted(base: Sequence[str | Skeleton], below: Skeleton, above: Skeleton) -> Skeleton:
    """A base and what stands at its end: of "(a + b)^2" only the parenthesis is near the exponent."""
    return (*base, ("script", below, above)) if below or above else tuple(base)


def gridded(rows: Iterable[Sequence[Skeleton]], opening: str, closing: str, rules: str = "") -> Skeleton:
    """Cells between their delimiters; empty cells at a row's end are none."""
    made: list[Skeleton] = []
    for row in rows:
        cells = list(row)
        while len(cells) > 1 and not cells[-1]:
            cells.pop()
        made.append(tuple(cells))
    grid: Skeleton = ("grid", rules, *made)
    before = [character(opening)] if opening else []
    behind = [character(closing)] if closing else []
    return (*before, grid, *behind)


def rules(columns: Sequence[int], rows: Sequence[int]) -> str:
    """The rules of a grid as one string."""
    return f"{sorted(columns)}{sorted(rows)}" if columns or rows else ""


def merged(items: Sequence[str | Skeleton]) -> Skeleton:
    """Words next to each other are one."""
    made: list[str | Skeleton] = []
    for item in items:
        last = made[-1] if made else None
        if item in {"", *_INVISIBLE}:
            continue
        if isinstance(item, tuple) and isinstance(last, tuple) and item[:1] == ("words",) == last[:1]:
            made[-1] = ("words", f"{last[1]}{item[1]}")
        elif item != ("words", ""):
            made.append(item)
    return tuple(made)


def _items(node: Node | None) -> Skeleton:
    match node:
        case None:
            return ()
        case Symbol(char):
            return (character(char),)
        case Words(text):
            return (words(text),)
        case Row(items):
            return tuple(part for item in items for part in _items(item))
        case Delimited(opening, body, closing):
            around = (opening, *_items(body), closing)
            return tuple(character(part) if isinstance(part, str) else part for part in around)
        case Grid():
            cells = [[skeleton(cell) for cell in row] for row in node.rows]
            return gridded(cells, node.opening, node.closing, rules(node.columns_ruled, node.rows_ruled))
        case _:
            return _composed(node)


def _composed(node: Fraction | Root | Script | Stack | Accent | Brace) -> Skeleton:
    match node:
        case Fraction(top, bottom, has_bar):
            if has_bar:
                return (("fraction", skeleton(top), skeleton(bottom)),)
            return ("(", ("binomial", skeleton(top), skeleton(bottom)), ")")
        case Root(radicand, index):
            return (("root", skeleton(index) if index else (), skeleton(radicand)),)
        case Script(base, below, above):
            return scripted(_items(base), _maybe(below), _maybe(above))
        case Stack(base, below, above):
            return (("stack", skeleton(base), _maybe(below), _maybe(above)),)
        case Accent(mark, base):
            return (("accent", mark, skeleton(base)),)
        case Brace(mark, base, note):
            return ((mark, skeleton(base), _maybe(note)),)


def _maybe(node: Row | None) -> Skeleton:
    return skeleton(node) if node else ()
