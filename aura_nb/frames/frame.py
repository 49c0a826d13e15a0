"""Making a DataFrame of a layout: each column with its own dtype, whether there are rows or none.

pandas is imported when a frame is made.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from aura_nb.frames.columns import CATEGORIES, Column, FrameLayout

if TYPE_CHECKING:
    from pandas import DataFrame, Series

_PLAIN = {"text": "string", "count": "Int64", "number": "Float64", "flag": "boolean", "values": "object"}
_NOT_A_TIME = -(2**63)


def framed(layout: FrameLayout, values: Mapping[str, Sequence[Any]]) -> DataFrame:
    """The frame of a layout; `values` are JSON values by column, and a column that is not among them is empty.

    Times are RFC 3339 or milliseconds since the epoch, durations are seconds.
    """
    import pandas as pd  # noqa: PLC0415 - 0.4 s, for those who look at frames only

    rows = len(values[layout.index.name])
    made = {column.name: _series(column, values.get(column.name, [None] * rows)) for column in layout.all}
    index = pd.Index(made.pop(layout.index.name), name=layout.index.name)
    if layout.index.kind == "count":  # every row has its number
        index = index.astype("int64")
    return pd.DataFrame({name: series.array for name, series in made.items()}, index=index)


def shown_by(frame: DataFrame, columns: Sequence[str]) -> DataFrame:
    """The frame with only these of its columns displayed, and those that a person adds.

    All are there; whatever is made of it is a plain DataFrame again.
    """
    return _brief()(frame).led_by(columns)


@functools.cache
def _brief() -> Any:
    import pandas as pd  # noqa: PLC0415 - as above

    class BriefFrame(pd.DataFrame):  # type: ignore[misc] # pandas has no types
        """A DataFrame that displays some of its columns."""

        _first: tuple[str, ...] = ()
        _left_out: frozenset[str] = frozenset()

        def led_by(self, columns: Sequence[str]) -> BriefFrame:
            """Itself, displayed by these columns and any that are added later."""
            self._first = tuple(columns)
            self._left_out = frozenset(self.columns) - frozenset(columns)
            return self

        def _displayed(self) -> pd.DataFrame:
            first = [name for name in self._first if name in self.columns]
            added = [name for name in self.columns if name not in self._left_out and name not in first]
            return pd.DataFrame(self[first + added])

        def __repr__(self) -> str:
            return repr(self._displayed())

        def _repr_html_(self) -> Any:
            return self._displayed()._repr_html_()

        def __reduce__(self) -> Any:
            return pd.DataFrame(self).__reduce__()

    return BriefFrame


def rows_of(rows: Sequence[Mapping[str, Any]], layout: FrameLayout) -> dict[str, list[Any]]:
    """Rows as the columns of a layout; what a row does not have is None."""
    return {column.name: [row.get(column.name) for row in rows] for column in layout.all if not column.derived}


def seconds_between(begin: Series, end: Series) -> Series:
    """How long it was from one time to the other, as the kind `duration`; never less than nothing."""
    import pandas as pd  # noqa: PLC0415 - as above

    return (end - begin).clip(lower=pd.Timedelta(0)).astype("timedelta64[ms]")


def worked(jobs: DataFrame) -> Series:
    """How long each job has been worked on, as the kind `duration`: by a clock that nobody sets."""
    import pandas as pd  # noqa: PLC0415 - as above

    return pd.to_timedelta(jobs["elapsed_seconds"], unit="s").dt.round("ms").astype("timedelta64[ms]")


def _series(column: Column, values: Sequence[Any]) -> Series:
    import pandas as pd  # noqa: PLC0415 - as above

    match column.kind:
        case "time":
            return _times(values)
        case "duration":
            return pd.to_timedelta(pd.Series(values, dtype="Float64"), unit="s").astype("timedelta64[ms]")
        case kind if kind in CATEGORIES:
            return pd.Series(pd.Categorical(values, categories=CATEGORIES[kind], ordered=True))
        case kind:
            return pd.Series(values, dtype=_PLAIN[kind])


def _times(values: Sequence[Any]) -> Series:
    import numpy as np  # noqa: PLC0415 - as above
    import pandas as pd  # noqa: PLC0415

    if any(isinstance(value, str) for value in values):
        return pd.to_datetime(pd.Series(values, dtype="object"), utc=True, format="ISO8601").astype(
            "datetime64[ms, UTC]"
        )
    numbers = np.fromiter((_NOT_A_TIME if value is None else value for value in values), dtype="int64")
    return pd.Series(numbers.view("datetime64[ms]")).dt.tz_localize("UTC")
