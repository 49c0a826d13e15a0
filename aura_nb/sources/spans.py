"""Cells of a table of HTML that take several columns or rows: the column in which each cell of a row begins."""

from __future__ import annotations

from collections.abc import Sequence

_MOST = 200  # cells that reach down
_WIDEST = 1000


class Spans:
    """The columns of a row that cells of the rows above it reach down into."""

    def __init__(self) -> None:
        self._down: list[tuple[int, int, int]] = []  # from and to which column a cell goes on, in how many rows
        self._width = 0  # columns that the row's cells so far take

    def next_row(self) -> None:
        """The row is whole, and its cells reach down into those below it."""
        self._down = [(begin, end, left - 1) for begin, end, left in self._down if left > 1][:_MOST]
        self._width = 0

    def take(self, columns: int, rows: int) -> int:
        """The column in which the next cell of the row begins, which takes so many columns and rows."""
        begin = self._free(self._width)
        self._width = begin + columns
        if rows > 1:
            self._down.append((begin, self._width, rows))
        return begin

    def _free(self, column: int) -> int:
        while reaching := [end for begin, end, _ in self._down if begin <= column < end]:
            column = max(reaching)
        return column


def span(text: str | None) -> int:
    """The columns or rows that a cell takes: a thousand at most, as in HTML."""
    return max(1, min(int(text[:5]), _WIDEST)) if text and text.isdecimal() else 1


def columns_of(rows: Sequence[Sequence[tuple[int, str]]], most: int) -> list[int]:
    """The columns of rows: what some cell begins in; what a cell only reaches over, however far, is none."""
    return sorted({column for row in rows for column, _ in row})[:most]


def placed(row: Sequence[tuple[int, str]], columns: Sequence[int]) -> list[str]:
    """The texts of a row, one for each column."""
    there = dict(row)
    return [there.get(column, "") for column in columns]


def header(rows: list[list[str]]) -> list[str]:
    """Several rows of headings as one: what stands lower is nearer to the cells.

    >>> header([["Port", "Tide", ""], ["", "High", "Low"]])
    ['Port', 'Tide High', 'Tide Low']
    """
    if not rows:
        return []
    for number, row in enumerate(rows[:-1], 1):  # a heading over several columns holds for each of them
        for place in range(1, len(row)):
            if not row[place] and row[place - 1] and any(lower[place] for lower in rows[number:]):
                row[place] = row[place - 1]
    return [" ".join(dict.fromkeys(filter(None, column))) for column in zip(*rows, strict=True)]
