"""A chart of figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from operator import itemgetter
from typing import Annotated, Any, Literal, Self

import msgspec
from msgspec import Meta, field

from aura_nb.errors import FieldError
from aura_nb.specs.fault_wording import listed, nearest, quoted
from aura_nb.specs.kinds.kind import Kind, Leaf, PlainLine, shown
from aura_nb.specs.kinds.transcribed import Transcribed
from aura_nb.specs.spec import SAYS_SOMETHING, joined

Sort = Literal["bar", "line", "scatter", "area"]
Record = dict[str, Any]
Records = Annotated[list[Record], shown("line", min_length=1, max_length=5000)]
DataFile = Annotated[str, shown("data", min_length=1, max_length=1000, extra_json_schema=SAYS_SOMETHING)]

MOST_SERIES = 12
MOST_BARS = 400  # categories; more would be less than a pixel each
_LARGEST = 1e100  # figure: sums and differences of larger ones are no numbers any more
_READ = 40  # labels that count for how long a chart is read
_MOST_WRONG = 5  # figures that are named


class Chart(Kind, tag="chart", kw_only=True):
    """A chart of `data`: rows, or a CSV file relative to the storyboard's folder.

    `x` and `y` are columns of it, by default the first one, and all others that are numbers.
    """

    sort: Sort = field(name="type", default="bar")
    data: DataFile | Records
    x: PlainLine = ""
    y: Annotated[list[Annotated[PlainLine, Meta(min_length=1)]], Meta(max_length=MOST_SERIES)] = []
    title: PlainLine = ""
    x_label: PlainLine = ""
    y_label: PlainLine = ""

    @classmethod
    def wrong(cls, given: Mapping[str, Any], path: str) -> Iterator[FieldError]:
        """Columns that there are not, and what is no number; of a file it is said when it is read."""
        rows = given.get("data")
        if isinstance(rows, list):
            for name, message in problems(rows, given.get("x", ""), given.get("y", []), given.get("type", "bar")):
                yield FieldError(joined(path, name), message)

    def filled(self, rows: Mapping[str, list[Record]]) -> Self:
        """The same with the rows of its file, and its columns named."""
        found = rows.get(self.data) if isinstance(self.data, str) else self.data
        if found is None:
            return self
        x, y = columns(found, self.x, self.y)
        return msgspec.structs.replace(self, data=found, x=x, y=y)

    @property
    def series(self) -> list[str]:
        """The columns of figures that it shows; none where its file was not read."""
        return [] if isinstance(self.data, str) else columns(self.data, self.x, self.y)[1]

    @property
    def left_out(self) -> int:
        """How many columns of figures it does not show, of more than it can and none of them chosen."""
        if isinstance(self.data, str):
            return 0
        _, there = _numeric(self.data, self.x)
        return max(0, len(there) - MOST_SERIES) if self.series == there[:MOST_SERIES] else 0

    @property
    def step_count(self) -> int | None:
        """Its series, one after the other, where it has several."""
        if isinstance(self.data, str):
            return len(self.y) if len(self.y) > 1 else 0 if self.y else None
        return len(self.series) if len(self.series) > 1 else 0

    @property
    def states(self) -> int:
        """One for its axes, and one for each series."""
        return 1 + (self.step_count or 0)

    @property
    def called(self) -> str:
        """Its title, else what it shows."""
        return self.title or self.y_label or ", ".join(self.series[:3]) or self.x

    def texts(self) -> Iterator[str]:
        """Its title, its series, and as many labels as are read."""
        yield from filter(None, (self.title, *self.series))
        rows = [] if isinstance(self.data, str) else self.data[:_READ]
        yield from (str(row[self.x]) for row in rows if isinstance(row.get(self.x), str))

    def as_data(self, change: Callable[[Leaf], Any]) -> dict[str, Any]:
        """Its title and the names of its series; its figures are drawn elsewhere, found by its `key`."""
        names = [change(Leaf(f"y[{index}]", "line", name)) for index, name in enumerate(self.series)]
        return {
            "kind": "chart",
            "title": change(Leaf("title", "line", self.title)),
            "series": names if len(names) > 1 else [],
            "key": self.key,
        }

    def transcribed(self, *, of_notebook: bool) -> Transcribed:  # noqa: ARG002 - likewise of a deck
        """Its figures as a table, with its title below them."""
        filled = self.filled({})
        rows = filled.data if isinstance(filled.data, list) else []
        names = [filled.x, *filled.series]
        cells = (tuple("" if row.get(name) is None else str(row[name]) for name in names) for row in rows)
        return Transcribed(tables=((tuple(names), tuple(cells), filled.title),))

    @property
    def key(self) -> str:
        """A name for all that is drawn of it."""
        import hashlib  # noqa: PLC0415 - asked for where it is drawn

        return "chart-" + hashlib.sha256(msgspec.json.encode(self)).hexdigest()[:16]

    def without_data(self, gone: frozenset[str]) -> Kind | None:
        """Its title, where its file cannot be used."""
        from aura_nb.specs.kinds.title import Title  # noqa: PLC0415 - kinds stand next to each other

        if self.data not in gone if isinstance(self.data, str) else True:
            return self
        return Title(subtitle=self.title) if self.title else None


def is_number(value: object) -> bool:
    """Whether a cell is a figure."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def columns(rows: Sequence[Record], x: str, y: Sequence[str]) -> tuple[str, list[str]]:
    """The columns that are shown: what was asked for, else the first one and all others that are numbers.

    >>> columns([{"port": "Brest", "high": 6.9, "low": 1.1, "note": "calm"}], "", [])
    ('port', ['high', 'low'])
    """
    x, there = _numeric(rows, x)
    return x, list(y) or there[:MOST_SERIES]


def _numeric(rows: Sequence[Record], x: str) -> tuple[str, list[str]]:
    """The column that goes across, and all others that are numbers."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    x = x or next(iter(names), "")
    filled = {name: [row[name] for row in rows if row.get(name) is not None] for name in names if name != x}
    return x, [name for name, cells in filled.items() if cells and all(map(is_number, cells))]


def problems(
    rows: Sequence[Record], x: str, y: Sequence[str], sort: Sort, line: Callable[[int], str] | None = None
) -> Iterator[tuple[str, str]]:
    """What is wrong with a chart's rows, by its field; `line` says where a row was written."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    across, series = columns(rows, x, y)
    for name, wanted in [("x", across), *((f"y[{index}]", each) for index, each in enumerate(y))]:
        if wanted not in names:
            near = nearest(wanted, names)
            hint = (
                f"did you mean {quoted(near)}?" if near else f"there is {listed(names)}" if names else "there is none"
            )
            yield name, f"there is no column {quoted(wanted)}; {hint}"
            return
    if not series:
        yield "data", "has no column of numbers besides the one that goes across"
        return
    place = line or (lambda index: f"row {index + 1}")
    cells = [(index, name, row[name]) for index, row in enumerate(rows) for name in series if row.get(name) is not None]
    words = [cell for cell in cells if not is_number(cell[2])]
    for index, name, value in words[:_MOST_WRONG]:
        yield "data", f"{place(index)}: {quoted(str(value))} in column {quoted(name)} is no number"
    if not cells:
        yield "data", "has no number in it"
    at = [] if sort == "bar" else [(index, across, row[across]) for index, row in enumerate(rows) if across in row]
    for index, name, value in sorted((cell for cell in [*cells, *at] if _is_huge(cell[2])), key=itemgetter(0))[:1]:
        figure = f"{Decimal(value):.3g} in column {quoted(name)}"
        yield "data", f"{place(index)}: {figure} is too large: figures go up to {_LARGEST:g}"
    if sort == "scatter" and any(row.get(across) is not None and position(row[across]) is None for row in rows):
        yield "x", f"column {quoted(across)} must be numbers or dates for a scatter chart"
    if sort == "bar" and len(rows) > MOST_BARS:
        yield "data", f"has {len(rows)} rows: a bar chart shows at most {MOST_BARS}"


def _is_huge(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) > _LARGEST


def position(value: object) -> float | datetime | None:
    """A cell as a place on an axis: a number, or a date as ISO 8601 writes it; None for words.

    >>> position("2024-02"), position(3), position("Brest")
    (datetime.datetime(2024, 2, 1, 0, 0), 3, None)
    """
    if is_number(value):
        return value  # type: ignore[return-value]  # a number, as the line above says
    text = str(value).strip()
    for form in ("%Y-%m-%d", "%Y-%m", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S"):
        try:
            return datetime.strptime(text.removesuffix("Z"), form)  # noqa: DTZ007 - an axis has one clock
        except ValueError:
            continue
    return None
