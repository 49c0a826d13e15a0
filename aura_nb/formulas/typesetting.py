"""Which way a formula is drawn: the first that passes the check against its TeX."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from msgspec import Struct

from aura_nb.formulas.content import skeleton_of
from aura_nb.formulas.conversion import converted, line_count
from aura_nb.formulas.folding import folded
from aura_nb.formulas.font import lacking
from aura_nb.formulas.mathml import drawn
from aura_nb.formulas.plain import Plain, plain
from aura_nb.formulas.reading import tree
from aura_nb.formulas.skeleton import Skeleton, merged, skeleton
from aura_nb.formulas.unreadable import Unreadable


class DrawnFormula(Struct, frozen=True):
    r"""How a formula is drawn.

    `route` says what to draw: `typst`, `picture` or `source`. `states` are sources of Typst's mathematics, one for
    each line that it is built up by, the last one whole; in the others the lines to come keep their room. They are
    for `eval(source, mode: "math")`; nothing of the author's is in them but letters, signs and quoted strings. `folds`
    are the same formula in several lines, for where it is too wide.
    `svg` is a black drawing of 100 pixels to the em, of which `depth` pixels are below the line. `tex` is the source as
    the author wrote it, `tag` the label at the formula's side, and `warning` what to tell the author, if anything.
    `foreign` are the characters for which `MATH_FONT` has no glyph, such as Chinese in a `\text`.
    """

    route: Literal["typst", "picture", "source"]
    tex: str
    display: bool
    states: tuple[str, ...] = ()
    folds: tuple[str, ...] = ()
    svg: str = ""
    depth: float = 0.0
    tag: str = ""
    foreign: str = ""
    warning: str = ""


@lru_cache(maxsize=512)
def typeset(tex: str, *, display: bool = True, definitions: str = "") -> DrawnFormula:
    r"""How to draw a formula, without dollar signs around it or with.

    `definitions` are the author's `\newcommand`, `\def` and `\DeclareMathOperator` lines. It never raises for what is
    in the formula: what cannot be drawn for certain is shown as its source, with a warning.

    >>> typeset(r"\frac{1}{n}").states
    ('frac(1 , n)',)
    >>> typeset(r"\mystery{x}").warning
    'The formula \\mystery{x} is shown as it is written, because \\mystery is not known.'
    """
    try:
        formula = plain(tex, definitions)
        meant = skeleton(tree(formula))
    except (Unreadable, RecursionError) as error:
        return _shown(tex, error, display=display)
    try:
        states = _checked(formula, meant)
    except (Unreadable, RecursionError) as error:
        return _second(formula, meant, tex, error, display=display)
    folds, foreign = _folds(formula, meant), lacking(states[-1])
    return DrawnFormula("typst", tex, display, states=states, folds=folds, tag=formula.tag, foreign=foreign)


def _checked(formula: Plain, meant: Skeleton) -> tuple[str, ...]:
    count = line_count(formula)
    states = tuple(converted(formula, hidden=count - shown) for shown in range(1, count + 1))
    for state in states:
        if skeleton_of(state) != meant:
            raise Unreadable("Typst would draw something else")
    return states


def _folds(formula: Plain, meant: Skeleton) -> tuple[str, ...]:
    """The ways to fold it that hold the same, one part after another."""
    made: list[str] = []
    for way in folded(formula):
        try:
            source = converted(way)
            understood = skeleton_of(source)
        except Unreadable:
            continue
        if merged(tuple(part for grid in understood for row in grid[2:] for cell in row for part in cell)) == meant:
            made.append(source)
    return tuple(made)


def _second(formula: Plain, meant: Skeleton, tex: str, error: Exception, *, display: bool) -> DrawnFormula:
    try:
        drawing = drawn(formula)
    except (Unreadable, RecursionError):
        return _shown(tex, error, display=display)
    if drawing.understood != meant:
        return _shown(tex, error, display=display)
    return DrawnFormula("picture", tex, display, svg=drawing.svg, depth=drawing.depth, tag=formula.tag)


def _shown(tex: str, error: Exception, *, display: bool) -> DrawnFormula:
    bare = " ".join(tex.split())
    short = bare if len(bare) <= 60 else bare[:59] + "…"
    reason = str(error) if isinstance(error, Unreadable) else "it is nested too deep"
    warning = f"The formula {short} is shown as it is written, because {reason}."
    return DrawnFormula("source", tex, display, warning=warning)
