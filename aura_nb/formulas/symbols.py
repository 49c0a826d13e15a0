"""The commands that are one character or an upright name, and the characters a formula may hold."""

from __future__ import annotations

import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any

from msgspec import Struct

# How TeX sets what is typed; the rest of ASCII stays as it is.
TYPED = {"-": "−", "*": "∗", "'": "′", "`": "‘"}
# Letters are shifted into Unicode's mathematical alphabets; the holes there were filled long before.
_HOLES = {
    "𝑕": "ℎ", "𝒝": "ℬ", "𝒠": "ℰ", "𝒡": "ℱ", "𝒣": "ℋ", "𝒤": "ℐ", "𝒧": "ℒ", "𝒨": "ℳ", "𝒭": "ℛ", "𝒺": "ℯ", "𝒼": "ℊ",
    "𝓄": "ℴ", "𝔆": "ℭ", "𝔋": "ℌ", "𝔌": "ℑ", "𝔕": "ℜ", "𝔝": "ℨ", "𝔺": "ℂ", "𝔿": "ℍ", "𝕅": "ℕ", "𝕇": "ℙ", "𝕈": "ℚ",
    "𝕉": "ℝ", "𝕑": "ℤ",
}  # fmt: skip
# Per style: where A, a, 0, Α and α begin.
_ALPHABETS: dict[str, tuple[str, str, str, str, str]] = {
    "bold": ("𝐀", "𝐚", "𝟎", "𝚨", "𝛂"),
    "bolditalic": ("𝑨", "𝒂", "𝟎", "𝜜", "𝜶"),
    "script": ("𝒜", "𝒶", "", "", ""),
    "fraktur": ("𝔄", "𝔞", "", "", ""),
    "double": ("𝔸", "𝕒", "𝟘", "", ""),
    "sans": ("𝖠", "𝖺", "𝟢", "", ""),
    "mono": ("𝙰", "𝚊", "𝟶", "", ""),
}
_BASES = ("A", "a", "0", "Α", "α")
_LENGTHS = (26, 26, 10, 25, 25)
_SHOWN = {"liminf": "lim inf", "limsup": "lim sup", "argmax": "arg max", "argmin": "arg min"}
_BOLD_SIGNS = {"∇": "𝛁", "∂": "𝛛", "ϵ": "𝛜", "ϑ": "𝛝", "ϰ": "𝛞", "ϕ": "𝛟", "ϱ": "𝛠", "ϖ": "𝛡"}


class Sign(Struct, frozen=True):
    """What a command stands for: its character, its words in English, and its section in `symbols.toml`."""

    char: str
    words: str
    section: str


class Name(Struct, frozen=True):
    """An upright name such as `lim`: as it is shown, in words, and whether its limits are set below and above it."""

    shown: str
    words: str
    limits: bool


@cache
def signs() -> dict[str, Sign]:
    """Every command that is one character."""
    sections = _table()
    return {
        command: Sign(char, words, section)
        for section in ("letters", "operators", "relations", "large", "delimiters")
        for command, (char, words) in sections[section].items()
    }


@cache
def by_character() -> dict[str, Sign]:
    """The first command of each character."""
    found: dict[str, Sign] = {}
    for sign in signs().values():
        found.setdefault(sign.char, sign)
    return found


@cache
def names() -> dict[str, Name]:
    """Every command that is an upright name."""
    return {
        command: Name(_SHOWN.get(command, command), words, limits)
        for command, (words, limits) in _table()["names"].items()
    }


def styled(char: str, style: str) -> str:
    """A letter or figure in a style's own alphabet; anything else as it is.

    >>> styled("R", "double"), styled("L", "script"), styled("β", "bold"), styled("+", "bold"), styled("C", "fraktur")
    ('ℝ', 'ℒ', '𝛃', '+', 'ℭ')
    """
    if style in {"bold", "bolditalic"} and char in _BOLD_SIGNS:
        return _BOLD_SIGNS[char]
    for base, length, first in zip(_BASES, _LENGTHS, _ALPHABETS.get(style, ()), strict=False):
        place = ord(char) - ord(base)
        if first and 0 <= place < length:
            moved = chr(ord(first) + place)
            return _HOLES.get(moved, moved)
    return char


def negated(char: str) -> str | None:
    """The character with a stroke through it, if Unicode has one.

    >>> negated("="), negated("∈"), negated("x")
    ('≠', '∉', None)
    """
    found = unicodedata.normalize("NFC", char + "\N{COMBINING LONG SOLIDUS OVERLAY}")
    return found if len(found) == 1 else None


def is_character(char: str) -> bool:
    """Whether a character may stand in a formula as it is: a letter, a figure, a sign or punctuation."""
    return unicodedata.category(char)[0] in "LNSP" and not "\ue000" <= char <= "\uf8ff"


@cache
def _table() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("aura_nb.formulas").joinpath("symbols.toml").read_text("utf-8"))
