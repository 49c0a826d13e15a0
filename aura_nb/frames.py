"""The queue, the voices and the doctor's findings as pandas DataFrames.

Columns are the JSON fields in snake_case, in the order of the contract; pandas is imported when a frame is made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from pandas import DataFrame


def voices(*, language: str | None = None) -> DataFrame:
    """The voices there are, the preferred first, by `name`; only those that speak `language` if given."""
    from aura_nb.voices import voices as described  # noqa: PLC0415 - engines are found when asked for

    return _frame([voice for voice in described() if not language or voice.speaks(language)], index="name")


def doctor() -> DataFrame:
    """What a film needs, tried small on this machine, by `name`: status, message, hint."""
    from aura_nb.doctor import doctor as examined  # noqa: PLC0415 - as above

    return _frame(examined(), index="name")


def _frame(rows: list[Any], *, index: str) -> DataFrame:
    import pandas as pd  # noqa: PLC0415 - 0.4 s, for those who look at frames only

    return pd.DataFrame([msgspec.structs.asdict(row) for row in rows]).set_index(index)
