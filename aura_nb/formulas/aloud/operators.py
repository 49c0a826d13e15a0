"""Sums, integrals, limits and functions in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from aura_nb.formulas.aloud.parts import Part, Scripted, parts
from aura_nb.formulas.aloud.powers import above
from aura_nb.formulas.aloud.vocabulary import number
from aura_nb.formulas.symbols import by_character, names
from aura_nb.formulas.tree import Row, Symbol, Words

MEMBERS = {"∣", "|", ":"}
_WITHOUT_OF = {"mod"}
_ARROWS = {"→", "↘", "↗"}


class SaysParts(Protocol):
    """What says rows and parts."""

    has_grid: bool

    def row(self, row: Row) -> str: ...

    def phrase(self, items: Sequence[Part]) -> str: ...

    def part(self, item: Part) -> str: ...

    def enclosed(self, row: Row, noun: str) -> str: ...


def is_large(item: Part) -> bool:
    """Whether a part is a sum, an integral or the like, with or without limits."""
    inner = item.base[0] if isinstance(item, Scripted) and len(item.base) == 1 else item
    return isinstance(inner, Symbol) and inner.char in by_character() and by_character()[inner.char].section == "large"


def large(speaker: SaysParts, item: Part) -> str:
    """A large operator with its limits, up to its "of"."""
    inner = item.base[0] if isinstance(item, Scripted) else item
    words = by_character()[inner.char].words if isinstance(inner, Symbol) else ""
    return words + _limits(speaker, item) + " of"


def name(speaker: SaysParts, item: Part, after: Part | None) -> str:
    """A function's name with what stands at it, up to its "of"."""
    inner = item.base[0] if isinstance(item, Scripted) else item
    if not isinstance(inner, Words):
        return speaker.part(item)
    text = inner.text.replace(" ", "")
    known = names().get(text)
    words = known.words if known else inner.text
    if after is None or text in _WITHOUT_OF:
        if not isinstance(item, Scripted):
            return inner.text if after is None else words
        return inner.text + _scripts(speaker, item, limits=_has_limits(text))
    if not isinstance(item, Scripted):
        return f"{words} of"
    is_inverse = item.above is not None and _text(item.above) == "−1"
    if is_inverse and known and not known.limits:
        return f"inverse {words}{_scripts(speaker, Scripted(item.base, item.below, None), limits=False)} of"
    return f"{words}{_scripts(speaker, item, limits=_has_limits(text))} of"


def _has_limits(text: str) -> bool:
    return text not in names() or names()[text].limits


def _scripts(speaker: SaysParts, item: Scripted, *, limits: bool) -> str:
    if limits:
        return _limits(speaker, item)
    base = f" base {speaker.enclosed(item.below, 'base')}" if item.below is not None else ""
    return base + above(speaker, item.above, item.base)


def _limits(speaker: SaysParts, item: Part) -> str:
    if not isinstance(item, Scripted):
        return ""
    low, high = item.below, item.above
    if low is not None and high is not None:
        return f" from {speaker.row(low)} to {speaker.row(high)}"
    if low is not None:
        return _approach(speaker, low) or f" over {speaker.row(low)}"
    return f" up to {speaker.row(high)}" if high is not None else ""


def _approach(speaker: SaysParts, low: Row) -> str:
    items = parts(low)
    for place, part in enumerate(items):
        if isinstance(part, Symbol) and part.char in _ARROWS and place:
            way = {"→": "approaches", "↘": "decreases to", "↗": "increases to"}[part.char]
            return f" as {speaker.phrase(items[:place])} {way} {_sided(speaker, items[place + 1 :])}"
    return ""


def _sided(speaker: SaysParts, items: Sequence[Part]) -> str:
    """What is approached, and from where: 0⁺ is zero from above."""
    only = items[0] if len(items) == 1 else None
    if isinstance(only, Scripted) and only.below is None and only.above is not None:
        side = {"+": "above", "−": "below"}.get(_text(only.above))
        if side:
            return f"{speaker.phrase(only.base)} from {side}"
    return speaker.phrase(items)


def _text(row: Row) -> str:
    return "".join(item.char if isinstance(item, Symbol) else "?" for item in row.items)


def counted(count: int, noun: str) -> str:
    """A number of things in words.

    >>> counted(2, "row"), counted(1, "row")
    ('two rows', 'one row')
    """
    return f"{number(str(count))} {noun}{'' if count == 1 else 's'}"
