"""Making a DataFrame of a layout: each column with its own dtype, whether there are rows or none.

pandas is imported when a frame is made.
"""

from __future__ import annotations

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
