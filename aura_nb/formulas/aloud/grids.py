"""Matrices, cases and lines in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from aura_nb.formulas.aloud.parts import Part, Scripted, parts
from aura_nb.formulas.aloud.vocabulary import number, ordinal
from aura_nb.formulas.tree import Grid, Row, Symbol

_ENTRIES = {"ℝ": "real", "ℂ": "complex", "ℤ": "integer", "ℚ": "rational"}
_LINES = {"", "aligned", "gathered", "split", "alignedat"}


class SaysRows(Protocol):
    """What says rows."""

    def row(self, row: Row) -> str: ...

    def phrase(self, items: Sequence[Part]) -> str: ...


def grid(speaker: SaysRows, item: Grid) -> str:
    """A grid in words: a matrix by its rows, cases one by one, lines one after another."""
    rows = [[speaker.row(cell) for cell in row] for row in item.rows]
    if item.environment in _LINES and not item.closing:
        lines = "; ".join(_pairs(row) for row in rows)
        return f"the system {lines}; end system," if item.opening else lines
    if "cases" in item.environment:
        cases = "; or ".join(", ".join(cell.removesuffix(" comma") for cell in row if cell) for row in rows)
        return f"either {cases}; end cases,"
    height, width = len(rows), max(len(row) for row in rows)
    noun = {"|": "determinant", "‖": "norm of the matrix"}.get(item.opening, "matrix")
    if width == 1 and noun == "matrix":
        return f"the column vector {', '.join(row[0] for row in rows)}, end vector,"
    if height == 1 and noun == "matrix":
        return f"the row vector {', '.join(rows[0])}, end vector,"
    lines = "; ".join(f"{ordinal(place)} row {', '.join(row)}" for place, row in enumerate(rows, start=1))
    return f"the {number(str(height))} by {number(str(width))} {noun} with {lines}; end {noun.split()[0]},"


def _pairs(row: list[str]) -> str:
    """The cells of an alignment's line, whose columns come in pairs."""
    pairs = (" ".join(cell for cell in row[place : place + 2] if cell) for place in range(0, len(row), 2))
    return ", ".join(pair for pair in pairs if pair)


def matrices(speaker: SaysRows, letter: Symbol, item: Scripted) -> str:
    """The matrices of so many rows and columns: "the real m by n matrices"; empty for another set."""
    above = parts(item.above) if item.above is not None else ()
    places = [at for at, part in enumerate(above) if part == Symbol("×")]
    if letter.char not in _ENTRIES or len(places) != 1 or item.below is not None:
        return ""
    rows, columns = above[: places[0]], above[places[0] + 1 :]
    return f"the {_ENTRIES[letter.char]} {speaker.phrase(rows)} by {speaker.phrase(columns)} matrices"
