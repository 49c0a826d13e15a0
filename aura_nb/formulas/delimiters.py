"""Delimiters that grow, and the rules between the columns of an array."""

from __future__ import annotations

import re

from aura_nb.formulas.symbols import signs
from aura_nb.formulas.unreadable import Unreadable


def delimiter(name: str) -> str:
    r"""The character of a delimiter as it stands behind `\left`; a full stop is none.

    >>> delimiter("("), delimiter(r"\langle"), delimiter("<"), delimiter(".")
    ('(', '⟨', '⟨', '')
    """
    if name == ".":
        return ""
    if name in "<>" and name:
        return "⟨" if name == "<" else "⟩"
    if name and name in "()[]|/":
        return name
    sign = signs().get(name[1:]) if name.startswith("\\") else None
    if sign and (sign.section == "delimiters" or sign.char in "↑↓⇑⇓↕"):
        return sign.char
    raise Unreadable(f"{name!r} is no delimiter")


def ruled_columns(spec: str) -> tuple[int, ...]:
    """After which columns of an `array` there is a rule.

    >>> ruled_columns("cc|c"), ruled_columns("lr")
    ((2,), ())
    """
    bare = re.sub(r"\s", "", spec)
    if not re.fullmatch(r"[lcr|]*", bare):
        raise Unreadable(f"an array's columns are {spec!r}")
    return tuple(len(bare[:place].replace("|", "")) for place, letter in enumerate(bare) if letter == "|")
