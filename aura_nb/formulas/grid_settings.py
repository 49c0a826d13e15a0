"""What Typst's function for a grid is told besides its cells."""

from __future__ import annotations

from collections.abc import Sequence

from aura_nb.formulas.unreadable import Unreadable


def settings(name: str, columns: tuple[int, ...], rows: list[int], count: int) -> list[str]:
    """The named arguments of a grid: which way its brace stands, how far its rows are apart, where its rules are."""
    made = ["reverse: #true,"] if name == "rcases" else []
    if name in {"aligned", "gathered", "split", "alignedat"}:
        made.append("row-gap: #0.6em,")
    if columns or rows:
        if any(not 0 < row < count for row in rows) or 0 in columns:
            raise Unreadable("its rules stand around the grid")
        made.append(f"augment: #(hline: {_listed(rows)}, vline: {_listed(columns)}),")
    return made


def _listed(places: Sequence[int]) -> str:
    return f"({''.join(f'{place},' for place in places)})"
