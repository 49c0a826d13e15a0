"""Tables that sum up others, with their values: what `describe()` and `value_counts()` return."""

from __future__ import annotations

from collections.abc import Sequence

from aura_nb.sources.notebook.grid import OutputTable
from aura_nb.sources.notebook.identifiers import label, listed
from aura_nb.sources.notebook.rounding import rounded

_NEEDED = frozenset({"mean", "min", "max"})
_MOST = 2  # columns whose values are said
_RANKED = 3  # values that are said of how often each is there
_COUNTS = frozenset({"count", "counts", "n", "freq", "frequency"})


def described(grid: OutputTable) -> str:
    """The mean and the ends of the first columns that are described; empty for another table."""
    if not grid.is_indexed:
        return ""
    rows = {row[0].strip().lower(): row[1:] for row in grid.rows}
    if not rows.keys() >= _NEEDED:
        return ""
    names = [label(name) for name in grid.header[1:]]
    means, lows, highs = (rows[name] for name in ("mean", "min", "max"))
    told: list[str] = []
    for at, cells in enumerate(zip(means, lows, highs, strict=False)):
        if not all(map(_is_number, cells)) or len(told) == _MOST:
            continue
        mean, low, high = (rounded(_plain(cell)) for cell in cells)
        name = names[at] if at < len(names) and any(map(str.isalpha, names[at])) else ""
        of = f" of {name}" if name else ""
        lead = f"That{of} is {mean}, from" if told else f"The mean{of} is {mean}, with values from"
        told.append(f"{lead} {low} to {high}.")
    return " ".join(told)


def ranked(grid: OutputTable) -> str:
    """What is there most often, where a table counts that, from the largest count down; empty for another table."""
    if not grid.is_indexed or [name.strip().lower() in _COUNTS for name in grid.header[1:]] != [True]:
        return ""
    rows = [(label(row[0]), _plain(row[1])) for row in grid.rows if len(row) == 2 and _is_number(row[1])]
    counts = [float(count) for _, count in rows]
    if len(rows) < max(2, len(grid.rows)) or counts != sorted(counts, reverse=True):
        return ""
    first = [f"{name}, {float(count):,.0f}" for name, count in rows[:_RANKED]]
    if len(rows) == 2 == grid.all_rows:
        return f"{'; '.join(first)}."
    return f"The most frequent are {_parted(first)}."


def _parted(items: Sequence[str]) -> str:
    *others, last = items
    return f"{'; '.join(others)}; and {last}" if len(items) > 2 else listed([*items])


def _plain(cell: str) -> str:
    return cell.replace(",", "").replace("\N{MINUS SIGN}", "-").strip()


def _is_number(cell: str) -> bool:
    try:
        return abs(float(_plain(cell))) < float("inf")
    except ValueError:
        return False
