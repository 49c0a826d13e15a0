"""Raised and lowered letters as Unicode has them, for where a text is a plain string."""

from __future__ import annotations

import re

UP = dict(zip("0123456789+-=()nixabcdey", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱˣᵃᵇᶜᵈᵉʸ", strict=True))
DOWN = dict(zip("0123456789+-=()aeoxnijkm", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓₙᵢⱼₖₘ", strict=True))
_LONGEST_MOVED = 12


def raised(text: str) -> str:
    """Text as it stands above the line: figures and signs as Unicode's own, words as they are.

    >>> raised("6"), raised("th"), raised("n+1"), raised("a/b")
    ('⁶', 'th', 'ⁿ⁺¹', '^(a/b)')
    """
    return _moved(text, UP, "^")


def lowered(text: str) -> str:
    """Text as it stands below the line.

    >>> lowered("2"), lowered("max"), lowered("i")
    ('₂', 'max', 'ᵢ')
    """
    return _moved(text, DOWN, " ")


def _moved(text: str, letters: dict[str, str], sign: str) -> str:
    bare = text.strip().replace("\N{MINUS SIGN}", "-")
    if not bare or (bare.isalpha() and len(bare) > 1) or not bare.isascii():
        return text
    if all(letter in letters for letter in bare.replace(" ", "")):
        return "".join(letters[letter] for letter in bare.replace(" ", ""))
    return text if sign == " " or not re.search(r"[\d+=/-]", bare) or len(bare) > _LONGEST_MOVED else f"{sign}({bare})"
