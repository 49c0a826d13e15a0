"""Tables of HTML as pandas, polars, R and Julia write them: their cells, and how many rows there are in all."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from html.parser import HTMLParser

from msgspec import Struct, field

from aura_nb.regex import regex
from aura_nb.sources import spans
from aura_nb.specs.kinds.table import Align, is_number

ROWS = 8  # of a table that a slide shows
_COLUMNS = 30
_MOST_READ = 60  # rows that are looked at
_MOST_CELLS = 200  # of a row
_LETTERS = 120  # of a cell
_MOST_LETTERS = 400_000  # of a page that are read
_UNSEEN = frozenset({"script", "style", "template", "noscript", "head", "title"})
_VOID = frozenset({"br", "img", "hr", "col", "input", "meta", "link", "wbr"})
_SHAPE = regex(r"(?P<rows>\d[\d,_]{0,20})\s*(?:rows?)?\s*[\u00d7x,]\s*(?P<columns>\d[\d,_]{0,20})", re.IGNORECASE)
_TYPES = regex(
    r"[<⟨(\[]?(?:dbl|int|chr|fct|lgl|date|dttm|ord|num|str|cat|bool|[iuf](?:8|16|32|64)|String\d*|Int\d+|Float\d+|Bool"
    r"|Date|Any|Symbol|Type|DataType|Union(?:…|\{.*\})|object|category|list\[\w+\]|datetime\[.*\])[?\u2370]?[>⟩)\]]?",
)
_FOOT = regex(r"(?:Freq: \S+, )?(?:Name: (?P<name>.+?), )?(?:Length: (?P<length>\d{1,15}), )?dtype: [\w\[\], :]+$")
_MISSING = frozenset({"NaN", "nan", "None", "<NA>", "NaT", "NA", "missing", "null", "inf", "-inf", ""})
_ELLIPSES = frozenset({"...", "…", "⋮", "⋯", "⋱", ""})


class OutputTable(Struct):
    """A table: its header, its rows, what stands above it, and how many rows and columns it has in all."""

    header: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    caption: str = ""
    all_rows: int = 0
    all_columns: int = 0
    is_indexed: bool = False  # its first column names the rows

    @property
    def align(self) -> list[Align]:
        """The side of each column: that of numbers, where all that is there is one."""
        return [_side(column) for column in zip(*self.rows, strict=True)]


def grid(content: str) -> OutputTable | None:
    """The first table of a piece of HTML as far as a slide shows it; None where there is none, or it only lays out."""
    reader = _Reader()
    part = _part(content)
    reader.feed(part)
    reader.close()
    reader.end_row()
    if len(part) < len(content):
        reader.count += content.lower().count("<tr") - part.lower().count("<tr")
    if not reader.rows or reader.nested:
        return None
    return _settled(reader)


def _part(content: str) -> str:
    """What of a large table is read: its first rows, and what stands below it."""
    cut = content.lower().rfind("</tr>", 0, _MOST_LETTERS) + len("</tr>")
    if len(content) <= _MOST_LETTERS or cut < len("</tr>"):
        return content[:_MOST_LETTERS]
    return f"{content[:cut]}</table>{content[content.lower().rfind('</table>') :][8:2000]}"


def _side(column: Sequence[str]) -> Align:
    there = [cell for cell in column if cell not in _MISSING]
    return "right" if there and all(map(is_number, there)) else "left"


def series(rows: Sequence[str]) -> OutputTable | None:
    """A column of pandas as it prints itself, which has no form in HTML; None for another text.

    >>> series(["species", "Adelie    3700", "Gentoo    5076", "Name: body_mass_g, dtype: int64"]).rows
    [['Adelie', '3700'], ['Gentoo', '5076']]
    """
    foot = _FOOT.match(rows[-1]) if len(rows) > 1 else None
    if foot is None:
        return None
    pairs = [re.split(r"\s{2,}", row.strip()) for row in rows[:-1]]
    index = pairs.pop(0)[0] if len(pairs[0]) == 1 else ""
    whole = int(foot["length"] or 0) or len(pairs)
    kept = list(itertools.takewhile(lambda pair: pair[0] not in _ELLIPSES, pairs))[:ROWS]
    if not kept or any(len(pair) != 2 for pair in kept):
        return None
    name = foot["name"] or ""
    header = [index, "" if name == "0" else name]
    found = OutputTable(header if any(header) else [], kept, all_rows=whole, is_indexed=True, all_columns=1)
    _without_counter(found)
    return found


class _Row(Struct):
    """A row: its cells, each with the column that it begins in."""

    cells: list[tuple[int, str]] = field(default_factory=list)
    heads: int = 0  # cells that are headings
    in_head: bool = False
    is_note: bool = False

    @property
    def is_filled(self) -> bool:
        """Whether anything stands in it."""
        return any(text for _, text in self.cells)


class _Reader(HTMLParser):
    """Reads the rows of the first table, the text around it, and how many rows there were in all."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[_Row] = []
        self.count = 0
        self.around: list[str] = []
        self.caption = ""
        self.nested = False
        self._depth = 0
        self._done = False
        self._unseen = ""
        self._row: _Row | None = None
        self._cell: list[str] | None = None
        self._span = 1
        self._part = ""
        self._spans = spans.Spans()
        self._rowspan = 1
        self._is_head = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._unseen:
            return
        given = {name: value or "" for name, value in attrs}
        if tag in _UNSEEN:
            self._unseen = tag
        elif tag == "table" and not self._done:
            self._depth += 1
            self.nested = self.nested or self._depth > 1
        elif not self._depth:
            return
        elif tag in {"thead", "tbody", "tfoot", "caption"}:
            self.end_row()
            self._part = tag
        elif tag == "tr":
            self.end_row()
            note = any(word in given.get("class", "") for word in ("subheader", "columnLabelRow sub", "dtype"))
            self._row = _Row(in_head=self._part == "thead", is_note=note)
        elif tag in {"td", "th"}:
            self._end_cell()
            self._row = self._row or _Row(in_head=self._part == "thead")
            self._cell, self._is_head = [], tag == "th"
            self._span, self._rowspan = spans.span(given.get("colspan")), spans.span(given.get("rowspan"))
        elif tag == "br" and self._cell is not None:
            self._cell.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if self._unseen:
            self._unseen = "" if tag == self._unseen else self._unseen
        elif tag == "table" and self._depth:
            self.end_row()
            self._depth -= 1
            self._done = self._done or not self._depth
        elif self._depth and tag == "tr":
            self.end_row()
        elif self._depth and tag in {"td", "th"}:
            self._end_cell()
        elif tag == "caption" or (self._depth and tag in {"thead", "tbody", "tfoot"}):
            self.end_row()
            self._part = ""

    def handle_data(self, data: str) -> None:
        if self._unseen:
            return
        if self._cell is not None:
            self._cell.append(data)
        elif self._part == "caption" and self._depth:
            self.caption += data
        elif not self._depth and len(self.around) < 40 and data.strip():
            self.around.append(data.strip()[:300])

    def end_row(self) -> None:
        """The row that is being read is whole."""
        self._end_cell()
        row, self._row = self._row, None
        if row is None:
            return
        self._spans.next_row()
        if not row.is_filled:
            return
        if not row.in_head and not row.is_note:
            self.count += 1
        if len(self.rows) < _MOST_READ:
            self.rows.append(row)

    def _end_cell(self) -> None:
        if self._cell is None or self._row is None:
            return
        text = " ".join("".join(self._cell).split())
        text = text if len(text) <= _LETTERS else text[: _LETTERS - 1] + "…"
        row, self._cell = self._row, None
        if len(row.cells) >= _MOST_CELLS or (row.cells and len(self.rows) >= _MOST_READ):
            return
        row.cells.append((self._spans.take(self._span, self._rowspan), text))
        row.heads += self._is_head


def _settled(read: _Reader) -> OutputTable | None:
    rows = [row for row in read.rows if not row.is_note]
    head: list[_Row] = []
    while rows and (rows[0].in_head or (not head and rows[0].heads == len(rows[0].cells) > 1)):
        read.count -= not rows[0].in_head
        head.append(rows.pop(0))
    head = [row for place, row in enumerate(head) if not (place and _is_types(row))]
    if len(rows) > 1 and _is_types(rows[0]):
        del rows[0]
        read.count -= 1
    if not rows:
        return None
    columns = spans.columns_of([row.cells for row in [*rows, *head]], _COLUMNS)
    header = _header([spans.placed(row.cells, columns) for row in head])
    body = [spans.placed(row.cells, columns) for row in rows]
    told = _shape([read.caption, *read.around])
    all_rows = told[0] if told else read.count
    kept = []
    for row in body:
        if all(cell in _ELLIPSES for cell in row):
            break  # what is behind the gap is its end
        kept.append(row)
    kept = (kept or body)[:ROWS]
    indexed = bool(rows[0].heads) and not head_is_full(header)
    found = OutputTable(header, kept, all_rows=max(all_rows, len(kept)), is_indexed=indexed)
    found.caption = "" if told and _SHAPE.search(read.caption) else " ".join(read.caption.split())[:300]
    _without_counter(found)
    found.all_columns = told[1] if told else len(found.header or found.rows[0]) - found.is_indexed
    return found


def head_is_full(header: list[str]) -> bool:
    """Whether the first column has a name."""
    return bool(header and header[0])


def _header(rows: list[list[str]]) -> list[str]:
    """Several rows of headings as one: what stands lower is nearer to the cells."""
    if not rows:
        return []
    last = rows[-1]
    if (
        len(rows) > 1 and last[0] and not any(last[sum(map(bool, last)) :])
    ):  # the names of the index, below the columns' own
        for row in rows[:-1]:
            row[: sum(map(bool, last))] = [""] * sum(map(bool, last))
    return [text[:_LETTERS] for text in spans.header(rows)]


def _without_counter(found: OutputTable) -> None:
    """A first column without a name that only counts the rows tells nothing."""
    first = [row[0] for row in found.rows]
    unnamed = not found.header or found.header[0] in {"", "Row"}  # as Julia calls it
    numbers = [int(cell) for cell in first if cell.isdecimal()]
    counts = len(numbers) == len(first) and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    if unnamed and counts and len(found.rows[0]) > 1 and numbers[0] <= 1:
        found.header = found.header[1:]
        found.rows = [row[1:] for row in found.rows]
        found.is_indexed = False


def _shape(texts: list[str]) -> tuple[int, int] | None:
    """How many rows and columns a text around the table says that it has: "344 rows x 7 columns"."""
    for text in texts:
        if match := _SHAPE.search(text):
            rows, columns = (int(re.sub(r"[,_]", "", match[name])) for name in ("rows", "columns"))
            return rows, columns
    return None


def _is_types(row: _Row) -> bool:
    """Whether a row only says of which types its columns are."""
    filled = [cell for _, cell in row.cells if cell]
    return len(filled) > 0 and all(_TYPES.fullmatch(cell) for cell in filled)
