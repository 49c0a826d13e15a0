"""A formula as a tree of what it is made of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from msgspec import Struct


class Symbol(Struct, frozen=True):
    """One character; letters of another alphabet are that alphabet's own characters."""

    char: str


class Words(Struct, frozen=True):
    """Upright letters: a text, or the name of an operator."""

    text: str
    is_name: bool = False


class Row(Struct, frozen=True):
    """Parts one after another; `is_group` says that braces stood around them."""

    items: tuple[Node, ...]
    is_group: bool = False


class Fraction(Struct, frozen=True):
    """One part above another: a fraction, or without a bar a binomial coefficient."""

    top: Row
    bottom: Row
    has_bar: bool = True


class Root(Struct, frozen=True):
    radicand: Row
    index: Row | None = None


class Script(Struct, frozen=True):
    """What stands below and above the end of a base, or of a large operator; `base` is none in front of everything."""

    base: Node | None
    below: Row | None = None
    above: Row | None = None


class Stack(Struct, frozen=True):
    """What stands right below and above a base that is no operator."""

    base: Row
    below: Row | None = None
    above: Row | None = None


class Accent(Struct, frozen=True):
    """A mark over, under, through or around a base: `hat`, `bar`, `underline`, `strike`, `box`."""

    mark: str
    base: Row


class Brace(Struct, frozen=True):
    """A brace over or under a base, with its note."""

    mark: str
    base: Row
    note: Row | None = None


class Delimited(Struct, frozen=True):
    """A pair of delimiters that grow with what is between them; either may be nothing."""

    opening: str
    body: Row
    closing: str


class Grid(Struct, frozen=True):
    """Rows of cells, the delimiters around them, and after how many columns and rows there is a rule."""

    rows: tuple[tuple[Row, ...], ...]
    opening: str = ""
    closing: str = ""
    environment: str = ""
    columns_ruled: tuple[int, ...] = ()
    rows_ruled: tuple[int, ...] = ()


Node: TypeAlias = Symbol | Words | Row | Fraction | Root | Script | Stack | Accent | Brace | Delimited | Grid


def rows_of(node: Node) -> Iterator[Row]:
    """The rows that a part holds: its numerator and denominator, its cells, what is raised and lowered."""
    if isinstance(node, Grid):
        for row in node.rows:
            yield from row
    elif not isinstance(node, Row):
        found = (getattr(node, field) for field in node.__struct_fields__)
        yield from (each for each in found if isinstance(each, Row))
