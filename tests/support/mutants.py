"""A formula's Typst source with one mistake in it: what the check of formulas must catch."""

from __future__ import annotations

import re
from collections.abc import Iterator


def mutants(source: str) -> Iterator[tuple[str, str]]:
    """A formula's Typst source with one mistake, each with the name of the mistake."""
    yield from _structures(source)
    yield from _marks(source)
    yield from _signs(source)
    yield from _leaves(source)


def _structures(source: str) -> Iterator[tuple[str, str]]:
    for start in re.finditer(r"frac\(|binom\(", source):
        first, second, end = _two_arguments(source, start.end())
        if first.split() != second.split():
            yield "swapped fraction", f"{source[: start.end()]}{second},{first}{source[end:]}"
    for start in re.finditer(r"[\^_]\(", source):
        end = _closing(source, start.end() - 1)
        yield "lost script", source[: start.start()] + source[end + 1 :]
        other = "_" if source[start.start()] == "^" else "^"
        yield "swapped script", source[: start.start()] + other + source[start.start() + 1 :]
    for start in re.finditer(r"(?:mat|cases)\(", source):
        yield from _lost_cells(source, start.end())


def _marks(source: str) -> Iterator[tuple[str, str]]:
    for found in re.finditer(r"\b(?:sqrt|hat|overline|arrow|underbrace|overbrace)\(", source):
        yield "lost mark", source[: found.start()] + source[found.end() - 1 :]
    for found in re.finditer(r"root\(", source):
        _, second, end = _two_arguments(source, found.end())
        yield "lost index", f"{source[: found.start()]}sqrt({second}{source[end:]}"


def _signs(source: str) -> Iterator[tuple[str, str]]:
    for found in re.finditer(r"\\[+=<>/!]|[−±⋅×≤≥≠∈→⟶∣]", source):
        yield "lost sign", source[: found.start()] + source[found.end() :]
    for found in re.finditer(r"\\\+", source):
        yield "changed sign", source[: found.start()] + "−" + source[found.end() :]
    for found in re.finditer(r"\\[()\[\]{}|]|[⟨⟩‖]", source):
        yield "lost delimiter", source[: found.start()] + source[found.end() :]
    for found in re.finditer(r'delim: "[^"]"', source):
        yield "lost delimiters", source[: found.start()] + "delim: #none" + source[found.end() :]


def _leaves(source: str) -> Iterator[tuple[str, str]]:
    for found in re.finditer(r"""(?<![A-Za-z.\\#:"])[A-Za-z](?![A-Za-z.("])""", re.sub(r'"[^"]*"', _blank, source)):
        yield "changed letter", source[: found.start()] + ("q" if found[0] != "q" else "b") + source[found.end() :]
        yield "lost letter", source[: found.start()] + " " + source[found.end() :]
    for found in re.finditer(r"(?<=[ (])[0-9]+(?:\.[0-9]+)?(?= )", source):
        yield "changed number", source[: found.start()] + found[0] + "1" + source[found.end() :]
    for found in re.finditer(r'"[^"]+"', source):
        if not source[: found.start()].endswith(("delim: ", "class(")):
            yield "changed text", source[: found.start()] + '"other"' + source[found.end() :]


def _lost_cells(source: str, start: int) -> Iterator[tuple[str, str]]:
    end = _closing(source, start - 1)
    depth = 0
    last = start
    for place in range(start, end + 1):
        depth += (source[place] == "(") - (source[place] == ")")
        if (depth == 0 and source[place] in ",;&" and source[place - 1] != "\\") or place == end:
            cell = source[last:place].strip()
            if cell and ":" not in cell:
                yield "lost cell", source[:last] + ' "" ' + source[place:]
            last = place + 1


def _two_arguments(source: str, start: int) -> tuple[str, str, int]:
    """Both arguments of a function whose first begins at a place, and the place of its closing parenthesis."""
    end = _closing(source, start - 1)
    depth = 0
    for place in range(start, end):
        depth += (source[place] == "(") - (source[place] == ")") if source[place - 1] != "\\" else 0
        if depth == 0 and source[place] == "," and source[place - 1] != "\\":
            return source[start:place], source[place + 1 : end], end
    raise AssertionError(source[start:])


def _closing(source: str, opening: int) -> int:
    depth = 0
    quoted = False
    for place in range(opening, len(source)):
        if source[place] == '"' and source[place - 1] != "\\":
            quoted = not quoted
        if not quoted and source[place - 1] != "\\":
            depth += (source[place] == "(") - (source[place] == ")")
        if depth == 0:
            return place
    raise AssertionError(source)


def _blank(found: re.Match[str]) -> str:
    return '"' + " " * (len(found[0]) - 2) + '"'
