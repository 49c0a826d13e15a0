r"""Pieces of plain TeX: rows and cells, and the delimiters that belong together."""

from __future__ import annotations

from collections.abc import Sequence

from aura_nb.formulas.unreadable import Unreadable

_PAIRS = {"(": ")", "[": "]", r"\{": r"\}", r"\langle": r"\rangle", r"\lfloor": r"\rfloor", r"\lceil": r"\rceil",
          r"\lvert": r"\rvert", r"\lVert": r"\rVert", r"\lbrace": r"\rbrace"}  # fmt: skip
_CLOSERS = set(_PAIRS.values())
BARS = {"|", r"\|", r"\vert", r"\Vert"}


def split(parts: Sequence[str], separator: str) -> list[list[str]]:
    """The tokens between separators that stand in no brace, no environment and no delimiters."""
    found: list[list[str]] = [[]]
    depth = 0
    for part in parts:
        depth += (part in {"{", r"\begin", r"\left"}) - (part in {"}", r"\end", r"\right"})
        if part == separator and depth == 0:
            found.append([])
        else:
            found[-1].append(part)
    return found


def lines(parts: Sequence[str]) -> list[list[str]]:
    found = split(parts, "\\\\")
    return found[:-1] if len(found) > 1 and not found[-1] else found


def matching(parts: Sequence[str], place: int) -> int:
    depth = 0
    for end in range(place, len(parts) - 1):
        depth += (parts[end] == r"\left") - (parts[end] == r"\right")
        if depth == 0:
            return end
    raise Unreadable(r"a \left has no \right")


def paired(parts: Sequence[str]) -> dict[int, int]:
    """Which delimiters open (1) and close (-1) a pair that grows with what it holds."""
    found: dict[int, int] = {}
    waiting: list[int] = []
    depth = 0
    for place, part in enumerate(parts):
        before = parts[place - 1] if place else ""
        depth += (part in {"{", r"\begin", r"\left"}) - (part in {"}", r"\end", r"\right"})
        if depth or before in {r"\left", r"\right", r"\middle"}:
            continue
        if part in BARS and waiting and parts[waiting[-1]] == part:
            found[waiting.pop()] = 1
            found[place] = -1
        elif part in _PAIRS or part in BARS:
            waiting.append(place)
        elif part in _CLOSERS:
            while waiting and parts[waiting[-1]] in BARS:  # a bar within: "given"
                waiting.pop()
            if waiting and _PAIRS[parts[waiting[-1]]] == part:
                found[waiting.pop()] = 1
                found[place] = -1
            else:
                waiting.clear()
    return found


def nesting(parts: Sequence[str]) -> int:
    """How deep braces, environments and delimiters of any kind are nested."""
    depth = deepest = 0
    for part in parts:
        if part in {"{", r"\begin", r"\left"} or part in _PAIRS:
            depth += 1
            deepest = max(deepest, depth)
        elif part in {"}", r"\end", r"\right"} or part in _CLOSERS:
            depth = max(0, depth - 1)
    return deepest
