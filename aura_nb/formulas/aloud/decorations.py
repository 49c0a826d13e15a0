"""Roots, accents, and what stands above and below something, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from aura_nb.formulas.aloud.parts import Number, Part, parts
from aura_nb.formulas.aloud.roles import single
from aura_nb.formulas.aloud.vocabulary import ordinal
from aura_nb.formulas.tree import Row, Stack, Symbol, Words

_ROOTS = {"2": "square", "3": "cube"}
_ACCENTS = {
    "hat": "hat", "tilde": "tilde", "bar": "bar", "underline": "underlined", "dot": "dot", "double dot": "double dot",
    "triple dot": "triple dot", "check": "check", "breve": "breve", "acute": "acute", "grave": "grave", "ring": "ring",
    "strike": "crossed out", "left arrow": "with an arrow to the left", "two-way arrow": "with a two-way arrow",
}  # fmt: skip


class SaysOperands(Protocol):
    """What says rows, parts, and what something is done to."""

    def row(self, row: Row) -> str: ...

    def phrase(self, items: Sequence[Part]) -> str: ...

    def operand(self, row: Row) -> str: ...

    def enclosed(self, row: Row, noun: str) -> str: ...


def root(speaker: SaysOperands, radicand: Row, index: Row | None) -> str:
    items = parts(index) if index else ()
    only = single(items)
    figures = only.figures if isinstance(only, Number) else ""
    if index is None or figures in _ROOTS:
        kind = f"the {_ROOTS[figures or '2']} root"
    elif figures.isdigit():
        kind = f"the {ordinal(int(figures))} root"
    else:
        kind = f"the root of order {speaker.enclosed(index, 'order')}"
    return f"{kind} of {speaker.enclosed(radicand, 'root')}"


def accent(speaker: SaysOperands, mark: str, base: Row) -> str:
    said = speaker.operand(base)
    if mark == "arrow":
        return f"vector {said}"
    if mark == "box":
        return speaker.row(base)
    return f"{said} {_ACCENTS[mark]}"


def stack(speaker: SaysOperands, item: Stack) -> str:
    inner = parts(item.base)
    if inner and all(isinstance(part, Words) for part in inner) and item.below is not None and item.above is None:
        return f"{speaker.phrase(inner)} over {speaker.enclosed(item.below, 'range')} of"
    said = speaker.row(item.base)
    for part, side in ((item.above, "above"), (item.below, "below")):
        if part is not None:
            mark = "an exclamation mark" if parts(part) == (Symbol("!"),) else speaker.row(part)
            said += f", with {mark} {side} it,"
    return said
