r"""A formula as a line of text: `\frac{a}{b}` is a/b, `x^2` is x². No file is read and no command is run."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from aura_nb.regex import regex
from aura_nb.specs.raising import DOWN, UP

_MOST_CHARACTERS = 2000
_COMMAND = regex(r"\\(?:(?:re)?newcommand|providecommand|def|DeclareMathOperator|require|usepackage|sisetup)\b")
_SCRIPT = regex(r"(?<!\\)(?P<sign>[\^_])(?:\{(?P<group>[^{}\\]{1,12})\}|(?P<one>[0-9A-Za-z]))")
_LOOKS = regex(r"[\\^_={}<>+*/|()\[\],!']|^\d*[A-Za-z]{1,2}\d*$|^-?\d+(?:[.,]\d+)?$")
_SHELL = regex(r"[A-Z]{2,}[A-Z_0-9]*(?:[/:;.][\w/:;.-]*)?|[A-Z]+_[A-Z_0-9]*")
_LOGO = regex(r"\\((?:La|Ka|Xe|Lua)?TeX)(?![A-Za-z])\s*")


def readable(formula: str) -> str:
    r"""One line of text for a LaTeX formula; what cannot be read loses its braces and backslashes.

    >>> readable(r"E = mc^2"), readable(r"\frac{a}{b} \leq \sum_{i=1}^n \alpha_i")
    ('E = mc²', 'a/b ≤∑ᵢ₌₁ⁿ αᵢ')
    >>> readable(r"\input{/etc/passwd}")
    ''
    """
    shown = ""
    if len(formula) <= _MOST_CHARACTERS and formula.count("{") < 100:
        try:
            shown = _reader().latex_to_text(_SCRIPT.sub(_raised, _LOGO.sub(r"\\text{\1}", _typed(formula))))
        except (RecursionError, ValueError, IndexError, KeyError):  # what its parser raises for what is no formula
            shown = ""
    else:
        shown = re.sub(r"[\\{}]+", " ", formula)
    return " ".join(shown.split())


@cache
def _reader() -> Any:
    from pylatexenc.latex2text import LatexNodes2Text  # noqa: PLC0415 - most decks have no formula

    return LatexNodes2Text(math_mode="text", keep_comments=False)


def _typed(formula: str) -> str:
    """A formula whose quantities and chemistry are as a line of text has them."""
    from aura_nb.formulas.quantities import measured  # noqa: PLC0415 - as above
    from aura_nb.formulas.tokens import joined, tokens  # noqa: PLC0415
    from aura_nb.formulas.unreadable import Unreadable  # noqa: PLC0415

    try:
        return joined(measured(tokens(formula), "typed"))
    except (Unreadable, RecursionError):
        return formula


def is_definition(tex: str) -> bool:
    r"""Whether TeX only defines commands or names packages, and shows nothing.

    >>> is_definition(r"\newcommand{\R}{\mathbb{R}}"), is_definition(r"\newcommand{\R}{x} \R^2"), is_definition("x^2")
    (True, False, False)
    >>> is_definition(r"\require{mhchem}")
    True
    """
    if not _COMMAND.search(tex):
        return False
    from aura_nb.formulas.definitions import expanded  # noqa: PLC0415 - as above
    from aura_nb.formulas.unreadable import Unreadable  # noqa: PLC0415
    from aura_nb.formulas.visible import visible  # noqa: PLC0415

    try:
        return not "".join(visible(expanded(tex), [])).strip()
    except (Unreadable, RecursionError):
        return False


def is_formula(content: str) -> bool:
    """Whether what stands between two dollar signs is meant as one: "HOME/bin:" is not."""
    bare = content.strip()
    return bool(_LOOKS.search(bare)) and not _SHELL.fullmatch(bare)


def _raised(found: re.Match[str]) -> str:
    letters = UP if found["sign"] == "^" else DOWN
    inside = (found["group"] or found["one"]).replace(" ", "")
    if all(letter in letters for letter in inside):
        return (
            "{}" + "".join(letters[letter] for letter in inside)
            if _after_command(found)
            else "".join(letters[letter] for letter in inside)
        )
    return f"{found['sign']}({inside})" if len(inside) > 1 else f"{found['sign']}{inside}"


def _after_command(found: re.Match[str]) -> bool:
    return bool(re.search(r"\\[A-Za-z]+$", found.string[: found.start()][-20:]))
