"""A row as it is said: figures joined to numbers, and parentheses with what is between them as one part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from msgspec import Struct

from aura_nb.formulas.tree import Delimited, Node, Row, Script, Symbol, rows_of

_CLOSERS = {"(": ")", "[": "]", "{": "}", "⟨": "⟩", "⌊": "⌋", "⌈": "⌉"}
_BARS = {"|", "‖"}
_LONGEST = 200  # parts of a row, in which it is still looked for where a bar ends
_GROUPING = ",\u2060"  # a comma in braces, between the thousands of a number


class Number(Struct, frozen=True):
    """A number in figures."""

    figures: str


class Scripted(Struct, frozen=True):
    """A base of one or more parts, with what is raised and lowered at its end."""

    base: tuple[Part, ...]
    below: Row | None
    above: Row | None


Part: TypeAlias = Node | Number | Scripted


def parts(row: Row, *, bars: bool = True) -> tuple[Part, ...]:
    """The parts of a row, without groups that only hold things together; `bars` says that bars stand in pairs."""
    return _numbered(_fenced(_flat(row), bars=bars))


def inner_rows(row: Row) -> Iterator[Row]:
    """The rows that stand right within a row's parts."""
    for item in _flat(row):
        yield from rows_of(item)
        if isinstance(item, Script) and item.base is not None:
            yield from rows_of(item.base)
    for part in parts(row):
        fence = part.base[0] if isinstance(part, Scripted) and len(part.base) == 1 else part
        if isinstance(fence, Delimited):
            yield fence.body


def _flat(row: Row) -> list[Node]:
    made: list[Node] = []
    for item in row.items:
        if item == Row((Symbol(","),), is_group=True):
            made.append(Symbol(_GROUPING))
        else:
            made += _flat(item) if isinstance(item, Row) else [item]
    return made


def _core(item: Node) -> str:
    """The character of a symbol, also of one with scripts."""
    inner = item.base if isinstance(item, Script) else item
    if isinstance(inner, Row) and len(inner.items) == 1:
        inner = inner.items[0]
    return inner.char if isinstance(inner, Symbol) else ""


def _fenced(items: list[Node], *, bars: bool) -> list[Node]:
    made: list[Node] = []
    place = 0
    while place < len(items):
        item = items[place]
        begins = isinstance(item, Symbol) and (bars or item.char not in _BARS)
        end = _end(items, place) if begins else None
        if end is None or not isinstance(item, Symbol):
            made.append(item)
            place += 1
            continue
        last = items[end]
        fence = Delimited(item.char, Row(tuple(items[place + 1 : end])), _core(last))
        made.append(Script(fence, last.below, last.above) if isinstance(last, Script) else fence)
        place = end + 1
    return made


def _end(items: list[Node], place: int) -> int | None:
    """The place of the delimiter that ends what begins here, if both are of one kind."""
    opening = _core(items[place])
    if opening in _BARS and len(items) - place > _LONGEST:
        return None
    if opening in _BARS:
        rest = [number for number, item in enumerate(items) if number > place and _core(item) == opening]
        return rest[0] if rest and len(rest) % 2 else None
    if opening not in _CLOSERS:
        return None
    depth = 0
    for number in range(place, len(items)):
        core = _core(items[number])
        depth += (core in _CLOSERS) - (core in _CLOSERS.values())
        if depth == 0:
            return number if core == _CLOSERS[opening] or _is_half_open(items[place : number + 1]) else None
    return None


def _is_half_open(items: list[Node]) -> bool:
    """Whether it is an interval without one of its ends: `[0, 1)`."""
    ends = _core(items[0]) + _core(items[-1])
    return ends in {"[)", "(]"} and sum(item == Symbol(",") for item in items) == 1


def _numbered(items: list[Node]) -> tuple[Part, ...]:
    made: list[Part] = []
    figures = ""
    for place, item in enumerate(items):
        core = _core(item)
        follows = _core(items[place + 1]) if place + 1 < len(items) else ""
        joins = core in {".", _GROUPING} and figures and follows.isdigit() and "." not in figures
        if isinstance(item, Symbol) and (core.isdecimal() or joins):
            figures += core[0]
            continue
        if isinstance(item, Script) and core.isdecimal():
            made.append(Scripted((Number(figures + core),), item.below, item.above))
            figures = ""
            continue
        if figures:
            made.append(Number(figures))
            figures = ""
        made.append(Symbol(",") if core == _GROUPING else _scripted(item))
    if figures:
        made.append(Number(figures))
    return tuple(made)


def _scripted(item: Node) -> Part:
    if not isinstance(item, Script):
        return item
    base = parts(Row((item.base,))) if item.base is not None else ()
    return Scripted(base, item.below, item.above)
