r"""Numbers and quantities as the package siunitx writes them: `\num{1.2e-3}`, `\qty{9.81}{\meter\per\second\squared}`.

They become the mathematics they stand for, and where a formula is said the words for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Literal

from aura_nb.formulas.chemistry import chemistry
from aura_nb.formulas.commands import TEXTS
from aura_nb.formulas.tokens import argument, joined, optional, skip_space, tokens
from aura_nb.formulas.units import NamedUnit, drawn, said, typed, units
from aura_nb.formulas.unreadable import Unreadable
from aura_nb.regex import regex

_NUMBER = regex(
    r"""(?P<sign>[-+<>]|\\pm|\\mp|\\le|\\ge|\\approx|\\sim)?
    (?P<figures>\d+(?:\.\d*)?|\.\d+)?(?:\((?P<unsure>\d+(?:\.\d+)?)\))?
    (?:(?:\+-|\\pm)(?P<more>\d+(?:\.\d+)?))?(?:[eEdD](?P<power>[-+]?\d+))?""",
    re.VERBOSE,
)
_FACTORS = regex(r"x|\\times")
_QUANTITY = regex(r"\s*(?P<number>[-+]?[\d.,]+(?:\([\d.]+\))?(?:[eE][-+]?\d+)?)?\s*(?P<unit>.*)", re.DOTALL)
_GROUPED_FROM = 5  # figures in a row


Way = Literal["drawn", "said", "typed"]
"""What for: as mathematics; in English words; or as a line of text has it, which voices read in their language."""


def measured(parts: Sequence[str], way: Way = "drawn", *, within: bool = False) -> list[str]:
    r"""Tokens in which quantities and chemistry are the mathematics they stand for, or the words.

    `within` a text they stand between dollar signs.

    >>> "".join(measured(tokens(r"v = \qty{3e8}{\meter\per\second}")))
    'v = 3\\times 10^{8}\\,\\mathrm{m}\\,\\mathrm{s}^{-1}'
    >>> "".join(measured(tokens(r"\SI{20}{\celsius}"), "said"))
    '20\\text{ degrees Celsius}'
    >>> "".join(measured(tokens(r"\SI{9.81}{m.s^-2}"), "typed"))
    '9.81\\text{ m/s²}'
    """
    made: list[str] = []
    place = 0
    while place < len(parts):
        part = parts[place]
        place += 1
        if part in TEXTS:
            inside, place = argument(parts, place)
            made += [part, "{", *measured(inside, way, within=True), "}"]
        elif part not in _READERS or _is_braces(part, parts, place):
            made.append(part)
        else:
            _, place = optional(parts, place)
            tex, place = _READERS[part](parts, place, way)
            made += ["$", *tokens(tex), "$"] if within else tokens(tex)
    return made


def _is_braces(command: str, parts: Sequence[str], place: int) -> bool:
    r"""Whether a `\qty` is that of another package, whose parentheses grow: `\qty(a + b)`."""
    start = skip_space(parts, place)
    return command == r"\qty" and parts[start : start + 1] != ["{"] and parts[start : start + 1] != ["["]


def _number(parts: Sequence[str], *, bracketed: bool = False) -> str:
    """A number as TeX."""
    text = "".join(part for part in joined(parts).split()).replace("~", "").replace(r"\,", "").replace(",", ".")
    factors = _FACTORS.split(text)
    return r"\times ".join(_factor(factor, bracketed=bracketed and len(factors) == 1) for factor in factors)


def _factor(text: str, *, bracketed: bool) -> str:
    found = _NUMBER.fullmatch(text)
    if found is None or not (found["figures"] or found["power"]):
        raise Unreadable(f"{text!r} is no number")
    made = _grouped(found["figures"] or "") + (f"({found['unsure']})" if found["unsure"] else "")
    made += rf"\pm {_grouped(found['more'])}" if found["more"] else ""
    if found["more"] and (found["power"] or bracketed):
        made = f"({made})"
    if found["power"]:
        power = int(found["power"])
        made += (r"\times " if found["figures"] else "") + f"10^{{{power}}}"
    sign = found["sign"] or ""
    return (f"{sign} " if sign.startswith("\\") else sign) + made


def _grouped(figures: str) -> str:
    """Five figures and more stand in groups of three from the point."""
    whole, point, rest = figures.partition(".")
    if len(whole) >= _GROUPED_FROM:
        head = len(whole) % 3 or 3
        whole = r"\,".join([whole[:head], *(whole[at : at + 3] for at in range(head, len(whole), 3))])
    if len(rest) >= _GROUPED_FROM:
        rest = r"\,".join(rest[at : at + 3] for at in range(0, len(rest), 3))
    return whole + (point if rest else "") + rest


def _for(way: Way, number: str) -> str:
    """A number in TeX, in which no space parts its figures where it is read."""
    return number if way == "drawn" else re.sub(r"(?<=\d)\\,(?=\d)", "", number)


def _measure(number: str, found: Sequence[NamedUnit], way: Way) -> str:
    """A number with its unit as TeX."""
    if way != "drawn":
        one = number.strip("+-") == "1"
        words = said(found, several=not one) if way == "said" else typed(found)
        return _for(way, number) + rf"\text{{ {words}}}"
    attached = found[0].symbol in {"°", "′", "″"} if found else True
    return number + ("" if attached or not number else r"\,") + drawn(found)


Read = tuple[str, int]


def _num(parts: Sequence[str], place: int, way: Way) -> Read:
    inside, place = argument(parts, place)
    number = _number(inside)
    return _for(way, number), place


def _unit(parts: Sequence[str], place: int, way: Way) -> Read:
    inside, place = argument(parts, place)
    found = units(inside)
    return (drawn(found) if way == "drawn" else _measure("", found, way).replace("{ ", "{")), place


def _qty(parts: Sequence[str], place: int, way: Way) -> Read:
    number, place = argument(parts, place)
    _, place = optional(parts, place)  # what stands in front of the number, in the old form
    inside, place = argument(parts, place)
    return _measure(_number(number, bracketed=True), units(inside), way), place


def _joint(way: Way) -> str:
    return r"\text{ to }" if way == "said" else r"\text{–}"


def _range(parts: Sequence[str], place: int, way: Way) -> Read:
    first, place = argument(parts, place)
    last, place = argument(parts, place)
    inside, place = argument(parts, place)
    return _for(way, _number(first)) + _joint(way) + _measure(_number(last), units(inside), way), place


def _numrange(parts: Sequence[str], place: int, way: Way) -> Read:
    first, place = argument(parts, place)
    last, place = argument(parts, place)
    made = f"{_number(first)}{_joint(way)}{_number(last)}"
    return _for(way, made), place


def _listed(inside: Sequence[str]) -> list[str]:
    return [_number(tokens(each)) for each in joined(inside).split(";")]


def _numlist(parts: Sequence[str], place: int, way: Way) -> Read:
    inside, place = argument(parts, place)
    made = ", ".join(_listed(inside))
    return _for(way, made), place


def _qtylist(parts: Sequence[str], place: int, way: Way) -> Read:
    inside, place = argument(parts, place)
    unit, place = argument(parts, place)
    found = units(unit)
    *rest, last = _listed(inside)
    made = [_for(way, each) for each in rest]
    return ", ".join([*made, _measure(last, found, way)]), place


def _ang(parts: Sequence[str], place: int, way: Way) -> Read:
    inside, place = argument(parts, place)
    pieces = zip(joined(inside).split(";"), (r"\degree", r"\arcminute", r"\arcsecond"), strict=False)
    made = [_measure(_number(tokens(figures)), units([unit]), way) for figures, unit in pieces if figures.strip()]
    if not made:
        raise Unreadable("an angle has no figures")
    return " ".join(made), place


def _physical(parts: Sequence[str], place: int, way: Way) -> Read:
    r"""`\pu{123 kJ//mol}`, as the package mhchem writes quantities."""
    inside, place = argument(parts, place)
    found = _QUANTITY.fullmatch(joined(inside).replace("//", "/"))
    number = _number(tokens(found["number"])) if found and found["number"] else ""
    unit = units(tokens(found["unit"])) if found and found["unit"].strip() else []
    if not (number or unit):
        raise Unreadable(r"\pu has nothing in it")
    return (_measure(number, unit, way) if unit else number), place


def _chemistry(parts: Sequence[str], place: int, way: Way) -> Read:
    inside, place = argument(parts, place)
    return joined(chemistry(joined(inside), aloud=way == "said")), place


_READERS: dict[str, Callable[[Sequence[str], int, Way], Read]] = {
    r"\num": _num,
    **dict.fromkeys((r"\SI", r"\qty"), _qty),
    **dict.fromkeys((r"\si", r"\unit"), _unit),
    **dict.fromkeys((r"\SIrange", r"\qtyrange"), _range),
    r"\numrange": _numrange,
    r"\numlist": _numlist,
    **dict.fromkeys((r"\SIlist", r"\qtylist"), _qtylist),
    r"\ang": _ang,
    r"\pu": _physical,
    r"\ce": _chemistry,
}
