"""Figures in text: CSV files with commas, semicolons or tabs, as spreadsheets and programs write them."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any, NamedTuple

from aura_nb.specs.kinds.chart import Record
from aura_nb.specs.wording import quoted

MOST_BYTES = 10 * 10**6
MOST_ROWS, MOST_COLUMNS, MOST_LETTERS = 5000, 100, 500
_NOTHING = frozenset({"", "nan", "na", "n/a", "null", "none", "-", "#n/a"})
_NUMBER = re.compile(r"[+\-\u2212]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
_GROUPED = re.compile(r"[+\-\u2212]?\d{1,3}(?:[,\u00a0\u202f' ]\d{3})+(?:\.\d+)?")
_COMMA = re.compile(r"[+\-\u2212]?\d{1,3}(?:(?:[.\u00a0\u202f' ]\d{3})*|\d*),\d+")


class NoFigures(ValueError):
    """A text is no table of figures; the message says why, and in which line, in words that can follow its name."""


class Figures(NamedTuple):
    """Rows by column, and the line in which each was written."""

    rows: list[Record]
    lines: list[int]


def read_file(path: Path) -> Figures:
    """The rows of a CSV file; raises `NoFigures`, and `OSError` where it cannot be read."""
    if path.stat().st_size > MOST_BYTES:
        raise NoFigures(f"it is larger than {MOST_BYTES // 1_000_000} MB")
    content = path.read_bytes()
    if b"\0" in content[:4096] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NoFigures("it is no text")
    try:
        text = content.decode("utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise NoFigures(f"line {line} is not UTF-8: save it as UTF-8") from error
    return read(text)


def read(text: str, *, first_line: int = 1) -> Figures:
    r"""The rows of a table: its first line has the names of its columns. Raises `NoFigures`.

    >>> read("port,high\nBrest,6.9\n").rows
    [{'port': 'Brest', 'high': 6.9}]
    """
    head = next((line for line in text.splitlines() if line.strip()), "")
    mark = max("\t;,|", key=head.count)
    reader = csv.reader(io.StringIO(text), delimiter=mark, skipinitialspace=True)
    names: list[str] = []
    rows: list[Record] = []
    lines: list[int] = []
    try:
        for cells in reader:
            line = first_line + reader.line_num - 1
            if not any(cell.strip() for cell in cells):
                continue
            if not names:
                names = _named([cell.strip() for cell in cells], line)
                continue
            if len(cells) > len(names) and any(cell.strip() for cell in cells[len(names) :]):
                raise NoFigures(f"line {line} has {len(cells)} cells, and there are {len(names)} columns")
            if len(rows) == MOST_ROWS:
                raise NoFigures(f"it has more than {MOST_ROWS:,} rows")
            rows.append({name: _value(cell, mark) for name, cell in zip(names, cells, strict=False)})
            lines.append(line)
    except csv.Error as error:
        raise NoFigures(f"line {first_line + reader.line_num - 1} cannot be read: {error}") from error
    if not rows:
        raise NoFigures("it has no rows" if names else "it is empty")
    return Figures(rows, lines)


def _named(names: list[str], line: int) -> list[str]:
    while names and not names[-1]:
        names.pop()
    if len(names) > MOST_COLUMNS:
        raise NoFigures(f"it has more than {MOST_COLUMNS} columns")
    for place, name in enumerate(names, 1):
        if not name:  # as programs write the numbers of rows
            names[place - 1] = f"column {place}"
        elif len(name) > MOST_LETTERS:
            raise NoFigures(f"line {line}: the name of column {place} has more than {MOST_LETTERS} characters")
        elif names.index(name) < place - 1:
            raise NoFigures(f"line {line} names column {quoted(name)} twice")
    return names


def _value(cell: str, mark: str) -> Any:
    """A cell as a number where it is one; None where it is empty."""
    text = cell.strip()
    if text.casefold() in _NOTHING:
        return None
    bare = text.removesuffix("%").strip().replace("\u2212", "-")
    if _NUMBER.fullmatch(bare):
        return _figure(bare)
    if mark != "," and _COMMA.fullmatch(bare):
        return _figure(re.sub(r"[.\u00a0\u202f' ]", "", bare).replace(",", "."))
    if _GROUPED.fullmatch(bare):
        return _figure(re.sub(r"[,\u00a0\u202f' ]", "", bare))
    return text[:MOST_LETTERS]


def _figure(text: str) -> float | None:
    if re.fullmatch(r"[+-]?\d{1,15}", text):
        return int(text)
    value = float(text)
    return value if abs(value) < float("inf") else None
