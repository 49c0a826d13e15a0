"""Raised and lowered figures: "10\u2076" is "10 to the sixth", "x\u2082" is "x 2"."""

from __future__ import annotations

import re
import unicodedata

from aura_nb.regex import regex
from aura_nb.voices.spoken.ordinals import ordinal
from aura_nb.voices.spoken.sentence import LETTERS, MINUS, SPACE, SpokenLine, between

_RAISED_DIGITS = "\u2070\u00b9\u00b2\u00b3\u2074-\u2079"
_RAISED = (
    rf"[\u207a\u207b]?[{_RAISED_DIGITS}]+(?:[\u00b7.][{_RAISED_DIGITS}]+)?[\u207a\u207b]?|[\u207a\u207b]"
    r"|[\u207f\u2071\u1d43-\u1d5c\u02b0-\u02b8\u02e1-\u02e3\u1d40]+"
)
_LOWERED = "[\u2080-\u2089\u208a\u208b\u2090-\u209c\u1d62-\u1d65\u2c7c]+"
_BASE = rf"(?P<base>[{LETTERS}]+[\d'\u2032]*|\d+(?:[.,]\d+)*|[)\]}}|\u221e%\u2032])"
_POWER = regex(rf"{_BASE}?(?P<raised>{_RAISED})")
_CARET = regex(
    rf"(?P<base>[{LETTERS}\d)\]}}])(?:\^|\*\*)(?:\{{(?P<braced>[^{{}}\s]{{1,12}})\}}|\((?P<round>[^()\s]{{1,12}})\)"
    rf"|(?P<plain>[-+{MINUS}]?(?:\d+(?:\.\d+)?|[A-Za-z\u0370-\u03ff])))"
)
_INDEX = regex(rf"(?P<base>[{LETTERS})\]]?)(?P<low>{_LOWERED})")
_TEX_INDEX = regex(rf"(?<![{LETTERS}\d_])([{LETTERS}])_\{{?([{LETTERS}\d]{{1,3}})\}}?(?![{LETTERS}\d_])")
_HAS = regex(f"[{_RAISED_DIGITS}\u207a-\u209c\u2071\u1d43-\u1d6a\u02b0-\u02e3\u2c7c^_]|\\*\\*")
_FUNCTIONS = frozenset({"sin", "cos", "tan", "cot", "sec", "csc", "log", "ln", "exp", "sinh", "cosh", "tanh", "kn"})
_TIMES_TEN = regex(rf"(?<=\d)x(?=10[\^{_RAISED_DIGITS}\u207b])|(?<=\d{SPACE})x(?={SPACE}10[\^{_RAISED_DIGITS}\u207b])")
_ENDS = frozenset({"st", "nd", "rd", "th", "er", "re", "e", "me", "o", "a"})
_ORDINALS_UP_TO = 100


def powers(line: SpokenLine) -> None:
    """Speak exponents in the language's words, and indices as what they are."""
    forms = line.table.get("power")
    if not forms or not _HAS.search(line.text):
        return
    line.sub(_TIMES_TEN, "\u00d7")
    line.sub(
        _CARET,
        lambda found: _behind(
            found, f"{found['base']} {_said(found['braced'] or found['round'] or found['plain'], line)}"
        ),
    )
    line.sub(_POWER, lambda found: _raised(found, line))
    line.sub(_INDEX, _lowered)
    line.sub(_TEX_INDEX, r"\1 \2")


def _raised(found: re.Match[str], line: SpokenLine) -> str:
    base, raised = found["base"] or "", unicodedata.normalize("NFKC", found["raised"]).replace("-", MINUS)
    if raised in {"+", MINUS} or (raised[-1] in f"+{MINUS}" and len(raised) > 1):  # an ion's charge
        return between(found, " ".join(f"{base} {raised[:-1]} {line.table['signs'][raised[-1]]}".split()))
    if raised in _ENDS and base.isdecimal():
        return f"{base}{raised}"
    if raised.isalpha() and len(base) > 1 and not base.isdecimal():
        return f"{base}{raised}"
    if not base:
        return between(found, raised)
    if base.isalpha() and len(base) > 2 and base not in _FUNCTIONS and not base.isupper():
        return between(found, f"{base} {raised}")  # a note's number
    return _behind(found, f"{base} {_said(raised, line)}")


def _said(exponent: str, line: SpokenLine) -> str:
    """What is said for an exponent."""
    forms = line.table["power"]
    exponent = exponent.replace("-", MINUS).lstrip("+")
    if exponent == "2":
        return str(forms["two"])
    if exponent == "3":
        return str(forms["three"])
    if exponent.startswith(MINUS):
        return str(forms["negative"]).format(exponent[1:])
    if exponent.isdecimal():
        if forms["ordinal"] and int(exponent) <= _ORDINALS_UP_TO:
            exponent = ordinal(int(exponent), line.language)
        return str(forms["other"]).format(exponent)
    return str(forms["letter"]).format(" ".join(exponent) if exponent.isalpha() else exponent)


def _lowered(found: re.Match[str]) -> str:
    low = unicodedata.normalize("NFKC", found["low"])
    return _behind(found, f"{found['base']} {low}".strip())


def _behind(found: re.Match[str], words: str) -> str:
    """Words in place of a match that go on from what is before it."""
    said = between(found, words)
    return said if found["base"] == "" else said.lstrip(" ")
