"""A table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from aura_nb.errors import FieldError
from aura_nb.regex import regex
from aura_nb.specs.kinds.kind import WORDS_A_SECOND, Kind, Leaf, Line
from aura_nb.specs.kinds.mentions import mentions
from aura_nb.specs.kinds.numerals import decimal_mark
from aura_nb.specs.kinds.transcribed import Transcribed
from aura_nb.specs.length import word_count
from aura_nb.specs.runs import plain
from aura_nb.specs.spec import Spec, joined

Align = Literal["left", "center", "right"]
Row = Annotated[list[Line], Meta(max_length=100)]
_NUMBER = regex(
    r"[\s(+\-\u2212~≈<>≤≥±]*[$€£¥]?\s?\d[\d\s.,'\u00a0\u202f]*\s?(?:[%‰€$£]|°[CFK]?|[A-Za-zµ]{1,3}[²³]?(?:/[A-Za-z]{1,2}[²³]?)?)?\)?\*{0,3}"
)
_FIGURES = regex(r"\d[\d.,'\u00a0\u202f ]*")
_HYPHEN = regex(r"^-(?=[\d.,$€£¥])")
_UNIT = regex(r"[\s)*]*")

_SHOWN_ROWS = 20  # about as many as a slide has room for
_MOST_LIT = 60
_LONGEST, _MOMENT = 30.0, 2.0  # seconds


class Lit(Spec):
    """A row or a column of a table that lights up, counted from 1."""

    row: Annotated[int, Meta(ge=1, le=2000)] | None = None
    column: Annotated[int, Meta(ge=1, le=100)] | None = None


class Table(Kind, tag="table", kw_only=True):
    """A table. Without `align`, columns of numbers stand on their points and the others at the left.

    Rows and columns of `light` light up one after the other.
    """

    header: Row = []
    rows: Annotated[list[Row], Meta(min_length=1, max_length=2000)]
    align: Annotated[list[Align], Meta(max_length=100)] = []
    note: Line = ""
    light: Annotated[list[Lit], Meta(max_length=60)] = []

    @classmethod
    def wrong(cls, given: Mapping[str, Any], path: str) -> Iterator[FieldError]:
        """Rows and columns that the table does not have."""
        rows = given.get("rows", [])
        columns = max(map(len, [given.get("header", []), *rows]), default=0)
        for index, lit in enumerate(given.get("light", [])):
            where = f"{joined(path, 'light')}[{index}]"
            lit = {name: number for name, number in lit.items() if number is not None}  # noqa: PLW2901 - what it says
            if len(lit) != 1:
                yield FieldError(where, "must have either row or column")
            for name, most in (("row", len(rows)), ("column", columns)):
                if name in lit and lit[name] > most:
                    yield FieldError(f"{where}.{name}", f"there is no {name} {lit[name]}: the table has {most}")

    @property
    def step_count(self) -> int:
        """The rows and columns that light up."""
        return len(self.light)

    @property
    def states(self) -> int:
        """One for the whole, and one for each row or column that lights up."""
        return 1 + len(self.light)

    def transcribed(self, *, of_notebook: bool) -> Transcribed:  # noqa: ARG002 - likewise of a deck
        """Its cells and its note, as they are shown."""
        rows = tuple(tuple(map(plain, row)) for row in self.rows)
        return Transcribed(tables=((tuple(map(plain, self.header)), rows, plain(self.note)),))

    def spoken_of(self, narration: str) -> tuple[Table, list[str]]:
        """Its rows and columns light up as they are named, by their first cell and their header; see `mentions`."""
        if self.light:
            return self, []
        # Columns are counted from the other end, so that both have numbers of their own.
        rows = {number: plain(row[0]) for number, row in enumerate(self.rows[:_SHOWN_ROWS], 1) if row}
        columns = {-number: plain(cell) for number, cell in enumerate(self.header, 1) if number > 1}
        found = mentions(rows | columns, narration)[:_MOST_LIT]
        light = [Lit(row=each.of) if each.of > 0 else Lit(column=-each.of) for each in found]
        return msgspec.structs.replace(self, light=light), [each.phrase for each in found]

    def reading(self, cues: Sequence[str], *, spoken: bool) -> list[float]:
        """As many cells as a slide holds are read; then each row or column that lights up, for a moment."""
        if spoken or len(cues) != 1 + len(self.light):
            return super().reading(cues, spoken=spoken)
        shown = [*self.header, *(cell for row in self.rows[:_SHOWN_ROWS] for cell in row), self.note]
        return [
            min(_LONGEST, word_count(" ".join(map(plain, shown))) / WORDS_A_SECOND),
            *(max(_MOMENT, word_count(cue) / WORDS_A_SECOND) for cue in cues[1:]),
        ]

    def as_data(self, change: Callable[[Leaf], Any]) -> dict[str, Any]:
        """Its cells in full rows; `tail` is what stands behind the last whole figure of a number in a row of points."""
        data = super().as_data(change)
        count = max(map(len, [data["header"], *data["rows"]]), default=1) or 1
        columns = list(zip_longest(*data["rows"], fillvalue=""))
        columns += [("",) * len(data["rows"])] * (count - len(columns))
        said = list(zip_longest(*([" ".join(plain(cell).split()) for cell in row] for row in self.rows), fillvalue=""))
        said += [("",) * len(data["rows"])] * (count - len(said))
        filled = [[cell for cell in column if cell.strip()] for column in said]
        numeric = [bool(cells) and all(map(is_number, cells)) for cells in filled]
        align = [*self.align, *["right" if is_number else "left" for is_number in numeric[len(self.align) :]]]
        tails = [_tails(cells) if numbers else [""] * len(cells) for cells, numbers in zip(said, numeric, strict=True)]
        header = [*data["header"], *[""] * count][:count]
        return data | {
            "columns": count,
            "numeric": numeric,
            "header": [{"text": cell, "tail": ""} for cell in header] if any(header) else [],
            "rows": [
                [
                    {
                        "text": _HYPHEN.sub("\u2212", column[index]) if numeric[place] else column[index],
                        "tail": tails[place][index],
                    }
                    for place, column in enumerate(columns)
                ]
                for index in range(len(data["rows"]))
            ],
            "align": align[:count],
            "light": [{name: place - 1 for name, place in lit.items() if place is not None} for lit in data["light"]],
        }


def is_number(cell: str) -> bool:
    """Whether a cell is a number, with its unit or without.

    >>> is_number("3,976.0 g"), is_number("9.5 °C"), is_number("12 kg/m³"), is_number("Dream")
    (True, True, True, False)
    """
    return bool(_NUMBER.fullmatch(cell))


def _tails(column: Sequence[str]) -> list[str]:
    """What stands behind the last whole figure of each number of a column; nothing where their units are not the same.

    >>> _tails(["99.5", "1,204", "(88)", ""]), _tails(["1,2 %", "1.204 %"]), _tails(["9.5 m", "1966"])
    (['.5', '', ')', ''], [',2 %', ' %'], ['', ''])
    """
    found = [_FIGURES.search(cell) for cell in column]
    figures = [each[0].strip() if each else "" for each in found]
    mark = decimal_mark(figures) or "."
    tails, units = [], set()
    for cell, each, figure in zip(column, found, figures, strict=True):
        if each is None:
            tails.append("")
            continue
        end = each.start() + len(figure)
        point = figure.rfind(mark)
        tails.append(cell[end if point < 0 else each.start() + point :])
        units.add(_UNIT.sub("", cell[end:]))
    return tails if len(units) <= 1 else [""] * len(tails)
