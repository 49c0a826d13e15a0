"""Plain TeX into Typst's mathematics, with tylax for the structure and marks for everything that is shown."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from aura_nb.formulas.plain import Plain, environment
from aura_nb.formulas.segments import lines
from aura_nb.formulas.tokens import joined
from aura_nb.formulas.writing import TylaxWriter

if TYPE_CHECKING:
    from tylax import L2TOptions


_MOST_LINES = 24  # as many as a slide has room for


def converted(formula: Plain, hidden: int = 0) -> str:
    r"""The Typst source of a formula, of which the last `hidden` lines keep their room but are not seen.

    >>> from aura_nb.formulas.plain import plain
    >>> converted(plain(r"x^2 + \text{if } y"))
    'x^(2 ) \\+"if "y'
    """
    from tylax import latex_to_typst  # noqa: PLC0415 - only where formulas are drawn

    writer = TylaxWriter(0 if formula.lined else hidden)
    tex = joined(writer.lines(formula.tokens, hidden) if formula.lined else writer.row(formula.tokens))
    made: str = latex_to_typst(tex, options=_options())
    return writer.marks.filled(made)


@cache
def _options() -> L2TOptions:
    from tylax import L2TOptions  # noqa: PLC0415 - as above

    return L2TOptions(
        prefer_shorthands=False, frac_to_slash=False, optimize=False, expand_macros=False, preamble_omit=True
    )


def line_count(formula: Plain) -> int:
    """How many lines a formula is built up by: its own, or those of the one set of cases in it; 1 for very many."""
    count = _line_count(formula)
    return count if count <= _MOST_LINES else 1


def _line_count(formula: Plain) -> int:
    parts = formula.tokens
    if formula.lined:
        return len(lines(parts))
    places = [place for place, part in enumerate(parts) if part == r"\begin"]
    if len(places) == 1:
        name, inside, _ = environment(parts, places[0])
        if name in {"cases", "dcases", "rcases", "aligned", "gathered", "split"}:
            return len(lines(inside))
    return 1
