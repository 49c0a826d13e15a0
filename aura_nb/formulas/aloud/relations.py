"""What the sides of a formula are to each other, as it is said in its sentence: "for r less than one half"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

from aura_nb.formulas.aloud.parts import Part
from aura_nb.formulas.tree import Symbol, Words

Place = Literal["whole", "clause", "noun", "aside", "let", "chosen", "that"]
"""What a formula is in its sentence: nothing is known of one, a clause ("if a is less than b"), a noun ("for a less
than b"), a noun before a verb ("the mass m, which is more than zero, is"), what somebody lets be or chooses, and what a
condition says."""

_LOWER = {"<": "greater than", "≤": "at least", "⩽": "at least"}  # what the middle of three is, by the sign before it
_UPPER = {"<": "less than", "≤": "at most", "⩽": "at most"}  # and by the sign behind it
_TURNED = {">": "<", "≥": "≤", "⩾": "⩽"}
_CONNECTORS = {",", ";", "⟹", "⇒", "⟺", "⇔", "⟸", "⇐"}
_FOR = re.compile(r"\b(?:for|each|all|any|every|some|with)\s*$")
_AS = re.compile(r"\b(?:as|if|when|where|while)\s*$")
_QUANTIFIERS = (Symbol("∀"), Symbol("∃"))
_IN = {"in", "not in"}


def related(items: Sequence[Part], said: Sequence[str], place: Place) -> list[str]:
    """The words of a formula's parts, with those of its relations as they are said at its place.

    A second relation is one of what stands before it: "a is less than b, which is less than c".
    """
    words = list(said)
    start = 0
    maps = Symbol("→") in items
    if (colon := _hypothesis(items, words)) is not None:
        words[colon], start, place = ", that", colon + 1, "clause"
    for end in [*(at for at, part in enumerate(items) if _parts_statements(part, maps=maps)), len(items)]:
        signs = [at for at in range(start, end) if _is_relation(items, words, at)]
        if signs:
            _statement(items, words, (start, end), signs, place)
            place = "whole" if place in {"aside", "that"} else place
        if items[end : end + 1] == (Symbol(":"),) and Symbol("∃") in items[start:end]:
            words[end] = "such that"
        elif end < len(items) and isinstance(behind := items[end], Words) and _FOR.search(behind.text):
            place = "noun"
        elif end < len(items) and isinstance(behind := items[end], Words) and _AS.search(behind.text):
            place = "clause"
        start = end + 1
    return words


def _statement(
    items: Sequence[Part], words: list[str], span: tuple[int, int], signs: Sequence[int], place: Place
) -> None:
    start, end = span
    first = signs[0]
    if any(part in _QUANTIFIERS for part in items[start:first]):
        place = "noun"
    if first == start:  # what it is said of stands in the text before
        words[first] = _leading(words[first], place)
    elif (middle := _middle(items, words, span, signs)) and place in {"whole", "clause", "noun"}:
        words[start:end] = [_bounded(middle) if place == "noun" else middle, *[""] * (end - start - 1)]
        return
    else:
        words[first] = _placed(words[first], place)
        if place == "aside" and words[first].startswith(", "):
            words[end - 1] += ","
    if place == "that":
        words[start] = f"that {words[start]}"
    for before, at in pairwise(signs):
        if any(part in _QUANTIFIERS for part in items[before:at]):
            words[at] = words[at].removeprefix("is ")
        elif at == before + 1:
            continue  # one sign written twice
        elif words[at] != "equals" or words[before] != "equals":
            words[at] = f", which {_verb(words[at])}"


def _parts_statements(part: Part, *, maps: bool) -> bool:
    """Whether one statement of a formula ends here and another follows; where it `maps`, a colon is a part of it."""
    if part == Symbol(":"):
        return not maps
    return (isinstance(part, Symbol) and part.char in _CONNECTORS) or (isinstance(part, Words) and not part.is_name)


def _is_relation(items: Sequence[Part], words: Sequence[str], at: int) -> bool:
    part, said = items[at], words[at]
    if part == Symbol("→"):
        return said == "to" and Symbol(":") not in items
    return isinstance(part, Symbol) and (said.startswith("is ") or said == "equals" or said in _IN)


def _hypothesis(items: Sequence[Part], words: Sequence[str]) -> int | None:
    """Where the name of a statement ends, and what it states begins."""
    colon = next((at for at, part in enumerate(items) if part == Symbol(":")), None)
    states = colon and any(_is_relation(items, words, at) for at in range(colon + 1, len(items)))
    before = any(_is_relation(items, words, at) for at in range(colon or 0))
    return colon if states and not before and Symbol("→") not in items else None


def _verb(said: str) -> str:
    return f"is {said}" if said in _IN else "goes to" if said == "to" else said


def _placed(said: str, place: Place) -> str:
    """The words of the first relation of a statement."""
    bare = said.removeprefix("is ")
    match place:
        case "let":
            return "equal" if said == "equals" else f"be {bare}" if bare != said or said in _IN else said
        case "noun":
            return bare
        case "chosen":
            return "equal to" if said == "equals" else bare
        case "aside":
            return f", which {_verb(said)}" if said not in {"to", *_IN} else said
        case "clause" | "that":
            return _verb(said)
        case _:
            return said if said == "to" else _verb(said)


def _leading(said: str, place: Place) -> str:
    bare = said.removeprefix("is ")
    if bare in {"approximately equal to", "similar to"}:
        return "about"
    return "equal to" if said == "equals" and place != "whole" else bare


def _bounded(middle: str) -> str:
    """What lies between bounds, without a verb."""
    name, _, bounds = middle.partition(" is ")
    low, _, high = bounds.partition(" and at most ")
    return (
        f"{name} from {low.removeprefix('at least ')} to {high}"
        if bounds.startswith("at least ") and high
        else f"{name} {bounds}"
    )


def _middle(items: Sequence[Part], words: Sequence[str], span: tuple[int, int], signs: Sequence[int]) -> str:
    """What lies between two bounds, and what they are: "x is between zero and one"; empty where that is not so."""
    if len(signs) != 2 or any(part in _QUANTIFIERS for part in items[span[0] : span[1]]):
        return ""
    (start, end), (one, two) = span, signs
    low, high = (" ".join(filter(None, words[a:b])) for a, b in ((start, one), (two + 1, end)))
    before, behind = (part.char if isinstance(part, Symbol) else "" for part in (items[one], items[two]))
    if before in _TURNED and behind in _TURNED:
        before, behind, low, high = _TURNED[behind], _TURNED[before], high, low
    middle = " ".join(filter(None, words[one + 1 : two]))
    if before not in _LOWER or behind not in _UPPER or not (low and middle and high):
        return ""
    if before == behind == "<":
        return f"{middle} is between {low} and {high}"
    return f"{middle} is {_LOWER[before]} {low} and {_UPPER[behind]} {high}"
