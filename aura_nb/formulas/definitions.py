r"""The author's own commands: `\newcommand`, `\renewcommand`, `\def`, `\DeclareMathOperator`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from msgspec import Struct

from aura_nb.formulas.tokens import argument, optional, skip_space, tokens
from aura_nb.formulas.unreadable import Unreadable
from aura_nb.regex import regex

_MOST_EXPANSIONS = 400
_MOST_TOKENS = 8000
_PARAMETER = regex(r"[1-9]")
_COMMANDS = {r"\newcommand", r"\renewcommand", r"\providecommand"}
_DEFINES = {*_COMMANDS, r"\def", r"\gdef", r"\DeclareMathOperator"}


class _Definition(Struct, frozen=True):
    body: tuple[str, ...]
    arguments: int = 0
    default: tuple[str, ...] | None = None


# What packages that many authors have define.
_PACKAGES = r"""
\newcommand{\ket}[1]{\left|#1\right\rangle}
\newcommand{\bra}[1]{\left\langle#1\right|}
\newcommand{\braket}[1]{\left\langle#1\right\rangle}
\newcommand{\matrix}[1]{\begin{matrix}#1\end{matrix}}
\newcommand{\pmatrix}[1]{\begin{pmatrix}#1\end{pmatrix}}
\newcommand{\cases}[1]{\begin{cases}#1\end{cases}}
\newcommand{\eqalign}[1]{\begin{aligned}#1\end{aligned}}
\newcommand{\cr}{\\}
"""
_SPECIAL = re.compile(r"[\\{}$&#^_%~]")
# Letters as they are: `\verb|[0.1]|`, as programs write what they print.
_VERBATIM = re.compile(r"\\verb\*?(?P<sign>[^\w\s{])(?P<text>[^\n]*?)(?P=sign)")


def expanded(tex: str, definitions: str = "") -> list[str]:
    r"""The tokens of a formula in which the author's commands are replaced by what they stand for.

    >>> "".join(expanded(r"\half{x} \in \R", r"\newcommand{\R}{\mathbb{R}} \def\half#1{\frac{#1}{2}}"))
    '\\frac{x}{2} \\in \\mathbb{R}'
    >>> "".join(expanded(r"\matrix{a \cr b} \verb|is [1]|"))
    '\\begin{matrix}a \\\\b\\end{matrix} \\text{is [1]}'
    """
    known = dict(_defined(_PACKAGES)) | dict(_defined(definitions))
    bare = _VERBATIM.sub(lambda found: f"\\text{{{_SPECIAL.sub(' ', found['text'])}}}", tex) if "\\verb" in tex else tex
    rest = _taken(tokens(bare), known)
    return _expanded(rest, known)


@lru_cache(maxsize=64)
def _defined(definitions: str) -> tuple[tuple[str, _Definition], ...]:
    known: dict[str, _Definition] = {}
    found = tokens(definitions)
    place = 0
    while place < len(found):
        if found[place] in _DEFINES:
            place = _define(found, place, known)
        else:
            place += 1
    return tuple(known.items())


def _taken(parts: list[str], known: dict[str, _Definition]) -> list[str]:
    """The tokens without the definitions among them, which are added to what is known."""
    kept: list[str] = []
    place = 0
    while place < len(parts):
        if parts[place] in _DEFINES:
            place = _define(parts, place, known)
        else:
            kept.append(parts[place])
            place += 1
    return kept


def _define(parts: Sequence[str], place: int, known: dict[str, _Definition]) -> int:
    command = parts[place]
    place += 1
    starred = place < len(parts) and parts[place] == "*"
    place += starred
    name_tokens, place = argument(parts, place)
    names = [part for part in name_tokens if part != " "]
    if len(names) != 1 or not names[0].startswith("\\"):
        raise Unreadable(f"{command} has no command to define")
    if command in _COMMANDS:
        count_tokens, place = optional(parts, place)
        count = "".join(count_tokens or ["0"]).strip()
        if not re.fullmatch(r"\d", count):
            raise Unreadable(f"{command}{{{names[0]}}} says how many arguments there are with {count!r}")
        default, place = optional(parts, place)
        body, place = argument(parts, place)
        known[names[0]] = _Definition(tuple(body), int(count), tuple(default) if default is not None else None)
    elif command == r"\DeclareMathOperator":
        body, place = argument(parts, place)
        known[names[0]] = _Definition((r"\operatorname", *(["*"] if starred else []), "{", *body, "}"))
    else:
        start = place
        while place < len(parts) and parts[place] != "{":
            place += 1
        pattern = [part for part in parts[start:place] if part != " "]
        if pattern != [part for number in range(1, len(pattern) // 2 + 1) for part in ("#", str(number))]:
            raise Unreadable(f"{command}{names[0]} takes its arguments by a pattern")
        body, place = argument(parts, place)
        known[names[0]] = _Definition(tuple(body), len(pattern) // 2)
    return place


def _expanded(parts: list[str], known: dict[str, _Definition]) -> list[str]:
    made: list[str] = []
    waiting = list(reversed(parts))
    expansions = 0
    while waiting:
        part = waiting.pop()
        definition = known.get(part)
        if definition is None:
            made.append(part)
            continue
        expansions += 1
        if expansions > _MOST_EXPANSIONS or len(waiting) + len(made) > _MOST_TOKENS:
            raise Unreadable(f"{part} is defined by itself, or by too much")
        rest = list(reversed(waiting))
        given: list[list[str]] = []
        place = 0
        if definition.default is not None:
            first, place = optional(rest, place)
            given.append(list(definition.default) if first is None else first)
        while len(given) < definition.arguments:
            each, place = argument(rest, place)
            given.append(each)
        if not definition.arguments and part[1:].isalpha():
            place = skip_space(rest, 0)
        waiting = list(reversed([*_filled(definition.body, given), *rest[place:]]))
    return made


def _filled(body: Sequence[str], given: Sequence[Sequence[str]]) -> Iterator[str]:
    place = 0
    while place < len(body):
        if body[place] == "#" and place + 1 < len(body) and _PARAMETER.fullmatch(body[place + 1]):
            number = int(body[place + 1])
            if number > len(given):
                raise Unreadable(f"a definition uses argument #{number}, which it does not take")
            yield from given[number - 1]
            place += 2
        else:
            yield body[place]
            place += 1
