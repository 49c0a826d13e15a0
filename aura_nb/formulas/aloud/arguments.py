"""What a function is of, and what is divided on one line, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from aura_nb.formulas.aloud.parts import Number, Part, Scripted, parts
from aura_nb.formulas.aloud.powers import is_simple
from aura_nb.formulas.aloud.roles import letter_of, nodes
from aura_nb.formulas.tree import Delimited, Fraction, Root, Row, Symbol

_MOST = 4  # arguments whose end is heard without being said
_GIVEN = {"∣", "|"}


class SaysPhrases(Protocol):
    """What says parts one after another."""

    def phrase(self, items: Sequence[Part]) -> str: ...


def arguments(speaker: SaysPhrases, inside: Sequence[Part]) -> str:
    """A few simple arguments: "x and y", "z given x and y"; empty where it must be told where they end."""
    bars = [at for at, part in enumerate(inside) if isinstance(part, Symbol) and part.char in _GIVEN]
    if len(bars) > 1:
        return ""
    sides = [inside[: bars[0]], inside[bars[0] + 1 :]] if bars else [inside]
    listed = [listing(side) for side in sides]
    if not all(listed) or sum(map(len, listed)) == 1 or sum(map(len, listed)) > _MOST:
        return ""
    if all(len(each) == 1 for each in listed):
        return ""
    return " given ".join(_and([speaker.phrase(each) for each in side]) for side in listed)


def listing(inside: Sequence[Part]) -> list[Sequence[Part]]:
    """What stands between commas, where each is a letter or a number; nothing where one is more."""
    found: list[Sequence[Part]] = []
    start = 0
    for at in [*(at for at, part in enumerate(inside) if part == Symbol(",")), len(inside)]:
        found.append(inside[start:at])
        start = at + 1
    return found if all(is_simple(_unsigned(each)) and "…" not in map(_char, each) for each in found) else []


def members(speaker: SaysPhrases, inside: Sequence[Part]) -> str:
    """What is in a set, where each is a letter or a number: "one, two, and three"."""
    return _and([speaker.phrase(each) for each in listing(inside)])


def entries(speaker: SaysPhrases, inside: Sequence[Part]) -> str:
    """A pair, or three that belong together; empty for more, whose end must be told."""
    listed = listing(inside)
    noun = {2: "pair", 3: "triple"}.get(len(listed), "")
    return f"the {noun} {_and([speaker.phrase(each) for each in listed])}" if noun else ""


def errors(speaker: SaysPhrases, item: Scripted) -> str:
    """How far a number may lie above and below: `1.00_{-0.08}^{+0.07}`; empty for what else is raised and lowered."""
    if item.below is None or item.above is None:
        return ""
    low, high = parts(item.below), parts(item.above)
    high = high[1:] if high[:1] == (Symbol("+"),) else high
    figures = [*low[1:], *high]
    if low[:1] != (Symbol("−"),) or len(figures) != 2 or not all(isinstance(each, Number) for each in figures):
        return ""
    return f", plus {speaker.phrase(high)}, minus {speaker.phrase(low[1:])},"


def interval(speaker: SaysPhrases, inside: Sequence[Part], around: tuple[str, str]) -> str:
    """An interval by its ends; empty where it may be a point: `(a, b)` without an infinity."""
    ends = listing(inside)
    if len(ends) != 2 or (around == ("(", ")") and Symbol("∞") not in inside):
        return ""
    low, high = (speaker.phrase(each) for each in ends)
    without = {"[)": high, "(]": low}.get("".join(around), "")
    without = "" if "infinity" in without else without
    return f"the interval from {low} to {high}" + (f", without {without}," if without else "")


def quotients(items: Sequence[Part]) -> Sequence[Part]:
    """Parts in which what is divided by a slash is a fraction, where it is heard what is over what: 1/2, n/2."""
    if Symbol("/") not in items:
        return items
    made: list[Part] = []
    at = 0
    while at < len(items):
        top, bottom = items[at : at + 1], items[at + 2 : at + 3]
        around = [made[-1] if made else None, items[at + 3] if at + 3 < len(items) else None]
        if (
            bottom
            and items[at + 1] == Symbol("/")
            and _is_bare(top)
            and _is_bare(bottom)
            and not any(map(_is_factor, around))
        ):
            made.append(Fraction(Row(tuple(nodes(top))), Row(tuple(nodes(bottom)))))
            at += 3
        else:
            made.append(items[at])
            at += 1
    return tuple(made)


def _unsigned(items: Sequence[Part]) -> Sequence[Part]:
    return items[1:] if items[:1] and items[0] == Symbol("−") else items


def _char(part: Part) -> str:
    return part.char if isinstance(part, Symbol) else ""


def _is_bare(items: Sequence[Part]) -> bool:
    return is_simple(items) and isinstance(items[0], Number | Symbol)


def _is_factor(part: Part | None) -> bool:
    """Whether it is multiplied with what it stands next to, or divides it."""
    return (
        part == Symbol("/")
        or bool(letter_of(part))
        or isinstance(part, Number | Scripted | Delimited | Fraction | Root)
    )


def _and(said: Sequence[str]) -> str:
    if len(said) < 3:
        return " and ".join(said)
    return f"{', '.join(said[:-1])}, and {said[-1]}"
