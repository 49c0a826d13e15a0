"""Figures in text: CSV files with commas, semicolons or tabs, as spreadsheets and programs write them."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from aura_nb.regex import regex
from aura_nb.sources.encoding import text_of
from aura_nb.specs.cleaning import clean_text
from aura_nb.specs.kinds.chart import Record
from aura_nb.specs.kinds.numerals import core_of, decimal_mark, number

MOST_BYTES = 10 * 10**6
MOST_ROWS, MOST_COLUMNS, MOST_LETTERS = 5000, 100, 500
_MARKS = "\t;,|"
_LOOKED_AT = 30  # rows that tell what parts the cells
# fmt: off
_NOTHING = frozenset(
    {"", "nan", "na", "n/a", "#n/a", "null", "none", "nil", "nat", "<na>", "missing", "inf", "+inf", "-inf", "infinity",
     "-infinity", "\u221e", "-\u221e", "-", "--", "\u2013", "\u2014", ".", "..", "...", "\u2026", "?", "#value!",
     "#div/0!", "#ref!", "#num!"}
)
# fmt: on
_SAYS_MARK = regex(r"\s*\"?sep=(?P<mark>.|\\t)\"?\s*$", re.IGNORECASE)
_END = "\x1e"  # of the text, to see whether a quotation mark hides it


class NoFigures(ValueError):
    """A text is no table of figures; the message says why, and in which line, in words that can follow its name."""


class Figures(NamedTuple):
    """Rows by column, and the line in which each was written."""

    rows: list[Record]
    lines: list[int]


class _Row(NamedTuple):
    cells: list[str]
    line: int


def read_file(path: Path) -> Figures:
    """The rows of a CSV file; raises `NoFigures`, and `OSError` where it cannot be read."""
    if path.stat().st_size > MOST_BYTES:
        raise NoFigures(f"it is larger than {MOST_BYTES // 1_000_000} MB")
    text = text_of(path.read_bytes())
    if "\0" in text:
        raise NoFigures("it is no text")
    return read(text)


def read(text: str, *, first_line: int = 1) -> Figures:
    r"""The rows of a table: its first line has the names of its columns. Raises `NoFigures`.

    A line that says what parts the cells (`sep=;`), a title above the table and comments after `#` are no part of it.

    >>> read("port,high\nBrest,6.9\n").rows
    [{'port': 'Brest', 'high': 6.9}]
    """
    text = re.sub(r"\r\n?", "\n", text.removeprefix("\ufeff"))
    first, _, rest = text.partition("\n")
    if said := _SAYS_MARK.match(first):
        mark = "\t" if said["mark"] == "\\t" else said["mark"]
        text, first_line = rest, first_line + 1
    else:
        mark = _mark(text)
    rows = _without_titles(_rows(text, mark, first_line))
    if not rows:
        raise NoFigures("it is empty")
    names = _named(rows[0], max(_width(row.cells) for row in rows))
    if len(rows) == 1:
        raise NoFigures("it has no rows")
    for row in rows[1:]:
        if _width(row.cells) > len(names):
            raise NoFigures(f"line {row.line} has {_width(row.cells)} cells, and there are {len(names)} columns")
    columns = [[row.cells[place] if place < len(row.cells) else "" for row in rows[1:]] for place in range(len(names))]
    told = [decimal_mark(column) for column in columns]
    others = {each for each in told if each}
    usual = others.pop() if len(others) == 1 else ""
    values = [
        [_value(cell, own or usual, commas=mark != ",") for cell in column]
        for column, own in zip(columns, told, strict=True)
    ]
    records = [dict(zip(names, cells, strict=True)) for cells in zip(*values, strict=True)]
    return Figures(records, [row.line for row in rows[1:]])


def _mark(text: str) -> str:
    """What parts the cells: what parts most rows into as many as the first, outside of quotation marks."""
    lines = [line for line in text.split("\n", 4 * _LOOKED_AT)[: 4 * _LOOKED_AT] if line.strip()][:_LOOKED_AT]

    def parts(mark: str) -> tuple[float, int]:
        widths = Counter(len(cells) for cells in csv.reader(lines, delimiter=mark, skipinitialspace=True) if cells)
        width, count = max(widths.items(), key=lambda each: (each[0] > 1, each[1], each[0]), default=(0, 0))
        return (count / sum(widths.values()) if width > 1 else 0, width)

    try:
        return max(_MARKS, key=parts)
    except csv.Error:
        return ","


def _rows(text: str, mark: str, first_line: int) -> list[_Row]:
    """The rows that have anything in them. Raises `NoFigures`."""
    whole = f"{text}\n{_END}\n"
    try:
        return [*_parted(whole, mark, first_line, strict=True)]
    except csv.Error:  # a quotation mark where none belongs
        pass
    try:
        return [*_parted(whole, mark, first_line, strict=False)]
    except csv.Error as error:
        raise NoFigures(f"it cannot be read: {error}") from error


def _parted(text: str, mark: str, first_line: int, *, strict: bool) -> Iterator[_Row]:
    reader = csv.reader(io.StringIO(text), delimiter=mark, skipinitialspace=True, strict=strict)
    line, count = first_line, 0
    for cells in reader:
        begins, line = line, first_line + reader.line_num
        if cells == [_END] or not any(cell.strip() for cell in cells):
            continue
        if not strict and any(_END in cell or _has_rows(cell, mark, len(cells)) for cell in cells):
            raise NoFigures(f"line {begins}: a quotation mark opens and has no end")
        count += 1
        if count > MOST_ROWS + 1:
            raise NoFigures(f"it has more than {MOST_ROWS:,} rows")
        yield _Row([cell.strip() for cell in cells], line - 1)


def _has_rows(cell: str, mark: str, width: int) -> bool:
    """Whether a cell has taken in rows that follow it."""
    return "\n" in cell and any(row.count(mark) >= max(1, width - 1) for row in cell.split("\n"))


def _without_titles(rows: list[_Row]) -> list[_Row]:
    """Rows without comments, and without a title above them; the names of columns may stand behind a `#`."""
    widths = Counter(_width(row.cells) for row in rows if not row.cells[0].startswith("#"))
    usual = max(widths, key=lambda width: (widths[width], width), default=0)
    if usual < 2:
        return rows
    noted = list(itertools.takewhile(lambda row: row.cells[0].startswith("#"), rows))
    rest = [row for row in rows[len(noted) :] if not (row.cells[0].startswith("#") and _width(row.cells) == 1)]
    if noted and (
        not rest or (_width(noted[-1].cells) == usual and (_has_numbers(rest[0]) or not _has_numbers(rest[-1])))
    ):
        named = noted[-1].cells
        head = _Row([named[0].lstrip("# ") or "#", *named[1:]], noted[-1].line)
        return [head, *rest] if rest else rows
    while len(rest) > 1 and _width(rest[0].cells) == 1 and rest[0].cells[0]:
        rest = rest[1:]
    return rest


def _has_numbers(row: _Row) -> bool:
    return any(core_of(cell) for cell in row.cells)


def _width(cells: Sequence[str]) -> int:
    """How many cells a row has, without empty ones at its end."""
    return max((place for place, cell in enumerate(cells, 1) if cell), default=0)


def _named(row: _Row, width: int) -> list[str]:
    """A name for each column: one without a name is called by its number, and so is a second one of the same name."""
    names = [" ".join(clean_text(name).split()) for name in row.cells[: max(_width(row.cells), 1)]]
    if len(row.cells) > len(names) and width > len(names):
        names += [""] * (min(width, len(row.cells)) - len(names))
    if len(names) > MOST_COLUMNS:
        raise NoFigures(f"it has more than {MOST_COLUMNS} columns")
    taken: set[str] = set()
    for place, name in enumerate(names, 1):
        if len(name) > MOST_LETTERS:
            raise NoFigures(f"line {row.line}: the name of column {place} has more than {MOST_LETTERS} characters")
        own, count = name or f"column {place}", 1
        while own in taken:
            count += 1
            own = f"{name or 'column'} ({count})"
        taken.add(own)
        names[place - 1] = own
    return names


def _value(cell: str, mark: str, *, commas: bool) -> Any:
    """A cell as a number where it is one; None where it is empty."""
    if cell.casefold() in _NOTHING:
        return None
    if found := core_of(cell):
        value = number(cell, mark=mark, commas=commas)
        if value is not None or found["exponent"]:  # one that is larger than any number here
            return value
    return clean_text(cell)[:MOST_LETTERS]
