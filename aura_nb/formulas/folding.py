"""A formula too wide for one line, as several: broken before its relations, then before its sums."""

from __future__ import annotations

from collections.abc import Sequence

from aura_nb.formulas.plain import Plain
from aura_nb.formulas.segments import paired, split
from aura_nb.formulas.symbols import signs

_SUMS = {"+", "-", "\N{MINUS SIGN}", r"\pm", r"\mp"}
_RELATIONS = {"=", "<", ">"}
_NO_RELATIONS = {r"\uparrow", r"\downarrow"}  # but what becomes of a substance
_LEAST = 12  # tokens of a line before a sum; the last may have fewer
_FEWEST = 5


def folded(formula: Plain) -> tuple[Plain, ...]:
    r"""Ways to set a formula in lines, those with the fewest lines first.

    Formulas beside each other are put below each other; one alone is broken before its signs and aligned at them.

    >>> from aura_nb.formulas.plain import plain
    >>> ["".join(way.tokens) for way in folded(plain("(a + b)^2 = (a + b)(a + b) = a^2 + 2ab + b^2"))]
    ['(a+b)^{2}&=(a+b)(a+b)\\\\&=a^{2}+2ab+b^{2}']
    """
    if formula.lined:
        return ()
    beside = [part for parts in split(formula.tokens, r"\quad") for part in split(parts, r"\qquad") if part]
    ways = _ways(formula.tokens)
    if len(beside) > 1:
        each = [_ways(part)[:1] or [["&", *part]] for part in beside]
        ways = [_below([["&", *part] for part in beside]), _below([first for first, *_ in each])]
    return tuple(
        Plain(lines, lined=True, tag=formula.tag) for place, lines in enumerate(ways) if lines not in ways[:place]
    )


def _below(lines: Sequence[Sequence[str]]) -> list[str]:
    return [part for number, line in enumerate(lines) for part in ([r"\\"] if number else []) + [*line]]


def _ways(parts: Sequence[str]) -> list[list[str]]:
    """One formula broken before one of its relations, before all of them, and before its sums as well."""
    relations = _places(parts, relations=True)
    last = len(parts) - _FEWEST
    sums = [place for place in _places(parts, relations=False) if relations and relations[0] < place <= last]
    ways = []
    if len(relations) > 1:
        middle = min(relations[1:], key=lambda place: abs(place - len(parts) / 2))
        ways += [_lines(parts, relations[0], [relations[0], middle]), _lines(parts, relations[0], relations)]
    if relations:
        ways.append(_lines(parts, relations[0], sorted({*relations, *_spaced(sums, relations)})))
    return [lines for lines in ways if r"\\" in lines]


def _places(parts: Sequence[str], *, relations: bool) -> list[int]:
    """Where signs of a kind stand outside every brace, environment and pair of delimiters."""
    pairs = paired(parts)
    found: list[int] = []
    depth = 0
    for place, part in enumerate(parts):
        depth += (part in {"{", r"\begin", r"\left"}) - (part in {"}", r"\end", r"\right"}) + pairs.get(place, 0)
        is_first = place == 0 or (part in _SUMS and _is_relation(parts[place - 1]))
        if depth == 0 and not is_first and (_is_relation(part) if relations else part in _SUMS):
            found.append(place)
    return found


def _is_relation(part: str) -> bool:
    sign = signs().get(part[1:]) if part.startswith("\\") else None
    return part in _RELATIONS or (sign is not None and sign.section == "relations" and part not in _NO_RELATIONS)


def _spaced(sums: Sequence[int], relations: Sequence[int]) -> list[int]:
    """Sums that do not leave a line of a few letters."""
    kept: list[int] = []
    for place in sums:
        before = max([each for each in (*relations, *kept) if each < place], default=0)
        if place - before >= _LEAST:
            kept.append(place)
    return kept


def _lines(parts: Sequence[str], first: int, breaks: Sequence[int]) -> list[str]:
    made = [*parts[:first], "&"]
    for place in range(first, len(parts)):
        if place in breaks and place != first:
            made += [r"\\", "&"]
            made += [r"\quad", "{", "}"] if parts[place] in _SUMS else []
        made.append(parts[place])
    return made
