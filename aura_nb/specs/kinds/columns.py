"""Things next to each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from aura_nb.errors import FieldError
from aura_nb.specs.kinds.bullets import Bullets
from aura_nb.specs.kinds.callout import Callout
from aura_nb.specs.kinds.chart import Chart
from aura_nb.specs.kinds.clip import Clip
from aura_nb.specs.kinds.code import Code
from aura_nb.specs.kinds.formula import Formula
from aura_nb.specs.kinds.kind import Kind, Leaf
from aura_nb.specs.kinds.picture import Picture
from aura_nb.specs.kinds.quote import Quote
from aura_nb.specs.kinds.steps import Steps
from aura_nb.specs.kinds.table import Table
from aura_nb.specs.kinds.text import Text
from aura_nb.specs.kinds.transcribed import Transcribed
from aura_nb.specs.spec import joined

Column = Bullets | Steps | Text | Code | Table | Formula | Picture | Chart | Clip | Quote | Callout


class Columns(Kind, tag="columns"):
    """Two or three things next to each other; one below the other where the frame is upright.

    `widths` are their parts of the whole, by default equal.
    """

    columns: Annotated[list[Column], Meta(min_length=2, max_length=3)]
    widths: Annotated[list[Annotated[float, Meta(gt=0, le=100)]], Meta(max_length=3)] = []

    @classmethod
    def wrong(cls, given: Mapping[str, Any], path: str) -> Iterator[FieldError]:
        """Widths for more or fewer columns than there are."""
        count, widths = len(given.get("columns", [])), given.get("widths", [])
        if widths and len(widths) != count:
            message = f"must have {count} entries, one for each column, not {len(widths)}"
            yield FieldError(joined(path, "widths"), message)

    @property
    def states(self) -> int:
        """Those of its columns, one after the other."""
        return sum(column.states for column in self.columns)

    @property
    def step_count(self) -> int | None:
        """Those of its columns, one after the other; None where only a column's drawing tells."""
        counts = [column.step_count for column in self.columns]
        return None if None in counts else sum(count or 0 for count in counts)

    def transcribed(self, *, of_notebook: bool) -> Transcribed:
        """What each of them has."""
        return Transcribed.together([column.transcribed(of_notebook=of_notebook) for column in self.columns])

    def filled(self, rows: Mapping[str, list[dict[str, Any]]]) -> Columns:
        """Each of them with its rows."""
        made = [column.filled(rows) for column in self.columns]
        if all(new is old for new, old in zip(made, self.columns, strict=True)):
            return self
        return msgspec.structs.replace(self, columns=made)

    @property
    def is_open(self) -> bool:
        """Whether it has a video; pictures next to something else are shown whole."""
        return any(isinstance(column, Clip) for column in self.columns)

    def lasting(self, seconds: Mapping[str, float]) -> Columns:
        """Each of them with its length."""
        made = [column.lasting(seconds) for column in self.columns]
        if all(new is old for new, old in zip(made, self.columns, strict=True)):
            return self
        return msgspec.structs.replace(self, columns=made)

    def late(self, seconds: Mapping[str, float]) -> dict[str, str]:
        """Those of its columns."""
        return {name: why for column in self.columns for name, why in column.late(seconds).items()}

    def without_files(self, gone: frozenset[str]) -> Kind | None:
        """What is left of its columns: one alone is shown by itself."""
        return self._left([column.without_files(gone) for column in self.columns])

    def without_data(self, gone: frozenset[str]) -> Kind | None:
        """As without other files."""
        return self._left([column.without_data(gone) for column in self.columns])

    def _left(self, columns: list[Kind | None]) -> Kind | None:
        left = [kept for kept in columns if kept is not None]
        fit = [kept for kept in left if isinstance(kept, Column)]
        if len(fit) == len(self.columns):
            return self
        return fit[0] if len(fit) == 1 else Columns(columns=fit) if fit else left[0] if left else None

    def bare(self, names: Mapping[str, str]) -> Columns:
        """What of each of them bears on its drawing."""
        return msgspec.structs.replace(self, columns=[column.bare(names) for column in self.columns])

    def reading(self, cues: Sequence[str], *, spoken: bool) -> list[float]:
        """All that is there at first, then the steps of one column after the other."""
        counts = [column.step_count for column in self.columns]
        if spoken or None in counts or len(cues) != 1 + sum(count or 0 for count in counts):
            return super().reading(cues, spoken=spoken)
        first, at = 0.0, 1
        rest: list[float] = []
        for column, count in zip(self.columns, counts, strict=True):
            own, *later = column.reading(["", *cues[at : at + (count or 0)]], spoken=False)
            first, rest, at = first + own, [*rest, *later], at + (count or 0)
        return [first, *rest]

    def as_data(self, change: Callable[[Leaf], Any]) -> dict[str, Any]:
        """Its columns as each of them says, and the share of the width that each has."""
        widths = self.widths or [1.0] * len(self.columns)
        return super().as_data(change) | {
            "columns": [column.as_data(change) for column in self.columns],
            "shares": [width / sum(widths) for width in widths],
        }
