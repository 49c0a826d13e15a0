"""The words for single characters, numbers and letters."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from aura_nb.formulas.symbols import by_character, signs
from aura_nb.formulas.tree import Node, Row, Script, Symbol, rows_of
from aura_nb.formulas.unreadable import Unreadable

PLAIN = {
    ".": "", "+": "plus", "−": "minus", "∗": "star", "/": "divided by", "=": "equals", "<": "is less than",
    ">": "is greater than",
    "!": "factorial", ",": "comma", ";": "semicolon", ":": "colon", "|": "bar", "?": "question mark",
    "(": "open parenthesis", ")": "close parenthesis", "[": "open bracket", "]": "close bracket", "%": "percent",
    "@": "at", "&": "and", "#": "number sign", "$": "dollars", "‖": "double bar", "≔": "is defined as",
}  # fmt: skip
SETS = {
    "ℝ": "the real numbers",
    "ℕ": "the natural numbers",
    "ℤ": "the integers",
    "ℚ": "the rational numbers",
    "ℂ": "the complex numbers",
}
_SAID = {"𝔼": "the expectation", "ℙ": "the probability", "𝟙": "the indicator"}  # fmt: skip
_STYLES = {
    "BOLD": "bold", "SCRIPT": "script", "FRAKTUR": "fraktur", "DOUBLE-STRUCK": "double-struck",
    "SANS-SERIF": "sans-serif", "MONOSPACE": "typewriter", "BLACK-LETTER": "fraktur",
}  # fmt: skip
_ALWAYS = {"script", "fraktur", "double-struck"}
_SMALL = 1000


class Letters:
    """How the letters of one formula are said: "capital" and "bold" where it has both kinds of one letter."""

    def __init__(self, formula: Row) -> None:
        found = [letter for char in set(characters(formula)) if (letter := _letter(char))]
        self._cases = _doubled({letter[:2] for letter in found}, 0)
        self._styles = _doubled({(letter[0], letter[2]) for letter in found}, 0)
        self._variants = {
            name for name in ("epsilon", "theta", "phi", "pi", "rho", "kappa") if _both(name, set(characters(formula)))
        }

    def said(self, char: str) -> str:
        """The words for one letter."""
        if char in SETS:
            return SETS[char]
        if char in _SAID:
            return _SAID[char]
        name, case, style = _letter(char) or (char, "", "")
        words = []
        if style and (style in _ALWAYS or name in self._styles):
            words.append(style)
        if name in self._variants and char == signs()[f"var{name}"].char:
            words.append("variant")
        if case == "capital" and name in self._cases:
            words.append("capital")
        return " ".join([*words, name.upper() if case == "capital" and len(name) == 1 else name])


def sign(char: str) -> str:
    """The words for a sign; raises `Unreadable` where there are none."""
    found = PLAIN.get(char)
    if found is None and char in by_character():
        found = by_character()[char].words
    struck = unicodedata.normalize("NFD", char)
    if found is None and struck.endswith("\N{COMBINING LONG SOLIDUS OVERLAY}"):
        bare = sign(struck[0])
        found = f"is not {bare.removeprefix('is ')}" if bare.startswith("is ") else f"not {bare}"
    if found is None:
        raise Unreadable(f"there are no words for {char}")
    return found


def is_letter(char: str) -> bool:
    """Whether a character is said as a letter's name."""
    return bool(_letter(char)) or char in SETS


def number(figures: str) -> str:
    """A number in words where it is a small whole one, else in figures, which voices read."""
    whole = figures.isdigit() and (figures == "0" or not figures.startswith("0")) and int(figures) < _SMALL
    return _in_words(int(figures), "cardinal") if whole else figures


def ordinal(count: int) -> str:
    """A number's place in a row, in words."""
    return _in_words(count, "ordinal")


def _in_words(number: int, sort: str) -> str:
    from num2words import num2words  # noqa: PLC0415 - a tenth of a second that many a text does not need

    return str(num2words(number, to=sort))


def characters(node: Node | None) -> Iterator[str]:
    """Every character of a tree that is no text."""
    if isinstance(node, Symbol):
        yield node.char
    elif isinstance(node, Script):
        yield from characters(node.base)
    if isinstance(node, Row):
        for item in node.items:
            yield from characters(item)
    elif node is not None:
        for row in rows_of(node):
            yield from characters(row)


def _letter(char: str) -> tuple[str, str, str] | None:
    """A letter's name, whether it is a capital, and its alphabet; none for what is no letter."""
    entry = by_character().get(char)
    if entry and entry.section == "letters":
        if entry.words.startswith("capital "):
            return entry.words.removeprefix("capital "), "capital", ""
        return (entry.words, "", "") if char.isalpha() and not entry.words.startswith("the ") else None
    bare = unicodedata.normalize("NFKC", char)
    if len(bare) != 1 or not bare.isalpha():
        return None
    style = next((said for word, said in _STYLES.items() if word in unicodedata.name(char, "")), "")
    if bare != char and bare in by_character():
        inner = _letter(bare)
        return (inner[0], inner[1], style) if inner else None
    return bare.lower(), "capital" if bare.isupper() else "", style if bare != char else ""


def _doubled(found: set[tuple[str, ...]], place: int) -> set[str]:
    names = [each[place] for each in found]
    return {name for name in names if names.count(name) > 1}


def _both(name: str, found: set[str]) -> bool:
    return {signs()[name].char, signs()[f"var{name}"].char} <= found
