r"""TeX in a plain form: without what does not show (`\label`, colours, sizes), and with every argument in braces.

Both ways of reading a formula, `reading` and `conversion`, begin with these tokens.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from aura_nb.formulas.commands import ARGUMENTS, GRIDS, TEXTS
from aura_nb.formulas.definitions import expanded
from aura_nb.formulas.quantities import measured
from aura_nb.formulas.segments import lines, nesting, split
from aura_nb.formulas.tokens import DEEPEST, argument, optional, skip_space
from aura_nb.formulas.unreadable import Unreadable
from aura_nb.formulas.visible import visible

_DISPLAYS = {"align", "gather", "multline", "eqnarray", "flalign", "alignat", "equation", "displaymath", "math"}
_SINGLE = {"equation", "displaymath", "math"}


class Plain(Struct, frozen=True):
    """A formula's tokens, whether it is a whole grid of lines, and the label at its side if it has one."""

    tokens: list[str]
    lined: bool
    tag: str


def plain(tex: str, definitions: str = "", *, aloud: bool = False) -> Plain:
    r"""The plain form of a formula as it stands between its dollar signs, or in an environment of its own.

    `aloud` it has words for what is said otherwise than it is written: units of measure, and chemistry.

    >>> plain(r"\color{red} x^\frac12 \label{a} f''").tokens
    ['x', '^', '{', '\\frac', '{', '1', '}', '{', '2', '}', '}', 'f', '^', '{', '\\prime', '\\prime', '}']
    """
    bare = tex.strip()
    for opening, closing in (("$$", "$$"), ("$", "$"), (r"\[", r"\]"), (r"\(", r"\)")):
        if bare.startswith(opening) and bare.endswith(closing) and len(bare) >= len(opening + closing):
            bare = bare[len(opening) : -len(closing)]
            break
    parts = measured(expanded(bare, definitions), "said" if aloud else "drawn")
    tags: list[str] = []
    found, is_lined = _undisplayed(visible(parts, tags))
    made = _braced(found)
    if not made:
        raise Unreadable("there is nothing in it")
    if nesting(made) > DEEPEST:
        raise Unreadable(f"it is nested more than {DEEPEST} deep")
    return Plain(made, is_lined, ", ".join(tags))


def environment(parts: Sequence[str], place: int) -> tuple[str, list[str], int]:
    r"""The name and the tokens of the environment whose `\begin` is at a place, and the place behind its `\end`."""
    name_tokens, start = argument(parts, place + 1)
    depth = 0
    for end in range(place, len(parts)):
        depth += (parts[end] == r"\begin") - (parts[end] == r"\end")
        if depth == 0:
            ended, behind = argument(parts, end + 1)
            if ended != name_tokens:
                break
            return "".join(name_tokens), list(parts[start:end]), behind
    raise Unreadable(rf"\begin{{{''.join(name_tokens)}}} is never ended")


def _undisplayed(parts: Sequence[str]) -> tuple[list[str], bool]:
    r"""The tokens without an `align` or `equation` around all of them, which become lines."""
    start = skip_space(parts, 0)
    if start < len(parts) and parts[start] == r"\begin":
        name, inside, behind = environment(parts, start)
        bare = name.removesuffix("*")
        if skip_space(parts, behind) == len(parts) and (bare in _DISPLAYS or name in {"aligned", "split", "gathered"}):
            if bare in {"alignat", "alignedat"}:
                _, behind = argument(inside, 0)
                inside = inside[behind:]
            if name in {"aligned", "gathered"}:
                inside = inside[optional(inside, 0)[1] :]
            if bare in _SINGLE:
                return _undisplayed(inside)
            if bare == "eqnarray":
                inside = _without_second_columns(inside)
            return inside, True
    return list(parts), _breaks(parts)


def _without_second_columns(parts: Sequence[str]) -> list[str]:
    """The lines of an `eqnarray`, whose sign stands in a column of its own, as those of an `align`."""
    made: list[str] = []
    for number, line in enumerate(lines(parts)):
        first, *rest = split(line, "&")
        made += (["\\\\"] if number else []) + first + (["&"] if rest else [])
        made += [part for cell in rest for part in cell]
    return made


def _breaks(parts: Sequence[str]) -> bool:
    """Whether lines are broken outside every environment and every brace."""
    depth = 0
    for part in parts:
        depth += (part in {"{", r"\begin"}) - (part in {"}", r"\end"})
        if part == r"\\" and depth == 0:
            return True
    return False


def _braced(parts: Sequence[str]) -> list[str]:
    """The tokens with every argument, and every sub and superscript, in braces."""
    made: list[str] = []
    place = 0
    while place < len(parts):
        part = parts[place]
        if part == " ":
            place += 1
        elif part in "^_" and len(part) == 1:
            inside, place = _operand(parts, place + 1)
            made += [part, "{", *inside, "}"]
        elif part == "'":
            count = 0
            while place < len(parts) and parts[place] in {"'", " "}:
                count += parts[place] == "'"
                place += 1
            inside = [r"\prime"] * count
            if place < len(parts) and parts[place] == "^":
                more, place = _operand(parts, place + 1)
                inside += more
            made += ["^", "{", *inside, "}"]
        elif part in TEXTS or part == r"\operatorname" or part in ARGUMENTS:
            given, place = _given(parts, place)
            made += given
        elif part == r"\begin":
            name, inside, place = environment(parts, place)
            made += _grid(name, inside)
        elif part == r"\\":
            place += 1
            place += place < len(parts) and parts[place] == "*"
            _, place = optional(parts, place)
            made.append(part)
        else:
            made.append(part)
            place += 1
    return made


def _grid(name: str, inside: list[str]) -> list[str]:
    bare = name.removesuffix("*")
    if bare not in GRIDS:
        raise Unreadable(rf"\begin{{{name}}} is not known")
    columns: list[str] = []
    if bare in {"aligned", "gathered", "array"} or name != bare:
        inside = inside[optional(inside, 0)[1] :]
    if bare in {"array", "alignedat"}:
        columns, behind = argument(inside, 0)
        inside = inside[behind:]
    spec = ["{", *columns, "}"] if bare == "array" else []
    return [r"\begin", "{", *bare, "}", *spec, *_braced(inside), r"\end", "{", *bare, "}"]


def _given(parts: Sequence[str], place: int) -> tuple[list[str], int]:
    """A command with its arguments in braces, and the place behind them."""
    command = parts[place]
    place += 1
    made = [command]
    if command == r"\operatorname" or command in TEXTS:
        if command == r"\operatorname" and place < len(parts) and parts[place] == "*":
            made.append("*")
            place += 1
        inside, place = argument(parts, place)
        return [*made, "{", *inside, "}"], place
    has_option, count = ARGUMENTS[command]
    if has_option:
        option, place = optional(parts, place)
        made += ["[", *_braced(option), "]"] if option is not None else []
    for _ in range(count):
        inside, place = argument(parts, place)
        # TeX takes just the command here and then fails; what is meant is the command with its arguments.
        if len(inside) == 1 and inside[0] in ARGUMENTS and parts[place - 1] != "}":
            inside, place = _given(parts, place - 1)
            made += ["{", *inside, "}"]
        else:
            made += ["{", *_braced(inside), "}"]
    return made, place


def _operand(parts: Sequence[str], place: int) -> tuple[list[str], int]:
    """What is raised or lowered, in plain form, and the place behind it."""
    place = skip_space(parts, place)
    if place < len(parts) and (parts[place] in ARGUMENTS or parts[place] in TEXTS or parts[place] == r"\operatorname"):
        return _given(parts, place)
    inside, place = argument(parts, place)
    if inside[:1] and len(inside) == 1 and inside[0] in {"^", "_", "&", r"\\", r"\left", r"\right"}:
        raise Unreadable("a sub or superscript is missing")
    return _braced(inside), place
