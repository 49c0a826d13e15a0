"""Numbers as people and spreadsheets write them: grouped, with a decimal comma, with a currency, in parentheses."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from aura_nb.regex import regex

_SPACES = "\u00a0\u202f\u2009 _'\u2019\u02bc"
_CURRENCY = (
    r"(?:US\$|A\$|C\$|R\$|[$\u00a2-\u00a5\u20a0-\u20cf\u0e3f]|Fr\.|CHF|EUR|USD|GBP|JPY|CNY|RUB|INR|CAD|AUD|SEK|NOK|DKK|PLN|CZK|BRL"
    r"|kr\.?|K\u010d|z\u0142)"
)
_WRITTEN = regex(
    rf"(?P<open>\()?\s*(?P<sign>[+\-\u2212\u2013])?\s*(?:{_CURRENCY}\s*)?(?P<after>[+\-\u2212\u2013])?"
    rf"(?P<core>\d[\d.,{_SPACES}]*|[.,]\d+)(?P<exponent>[eE][+\-\u2212]?\d{{1,4}})?\s*(?:[%\u2030]|{_CURRENCY})?"
    r"\s*(?P<behind>[-\u2212])?\s*(?P<close>\))?"
)
_GROUPED = {mark: regex(rf"\d{{1,3}}(?:{re.escape(mark)}\d{{3}})+|\d*") for mark in ",."}
_SPACED = regex(rf"\d{{1,3}}(?:[{_SPACES}]\d{{3}})+(?=[.,]|$)")
_LONGEST = 60  # characters of a number


def core_of(text: str) -> re.Match[str] | None:
    """A number's figures and what stands around them; None for what is no number."""
    found = _WRITTEN.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    if found is None or bool(found["open"]) != bool(found["close"]):
        return None
    signs = sum(found[name] is not None for name in ("open", "sign", "after", "behind"))
    return found if signs <= 1 else None


def decimal_mark(texts: Iterable[str]) -> str:
    """The decimal mark that numbers have where they tell it, else nothing.

    >>> decimal_mark(["1,234"]), decimal_mark(["1,234", "6,9"]), decimal_mark(["1,234", "1,234.5"])
    ('', ',', '.')
    """
    found = {mark for text in texts if (mark := _told(text))}
    return found.pop() if len(found) == 1 else ""


def number(text: str, *, mark: str, commas: bool = False) -> float | None:
    """A text as a number; None where it is none.

    `mark` is the decimal mark that other numbers tell, `commas` whether one comma alone is a decimal mark.

    >>> number("$1,234.50", mark=""), number("1.234,56", mark=""), number("(5 %)", mark="")
    (1234.5, 1234.56, -5)
    >>> number("1,234", mark="", commas=True), number("1.234", mark=","), number("2024-05-01", mark="")
    (1.234, 1234, None)
    """
    found = core_of(text)
    if found is None:
        return None
    core = _SPACED.sub(lambda spaced: re.sub(rf"[{_SPACES}]", "", spaced[0]), found["core"].strip())
    if re.search(rf"[{_SPACES}]", core):
        return None
    decimal = _told(core) or mark or ("," if commas and "," in core else ".")
    group = "." if decimal == "," else ","
    whole, point, rest = core.partition(decimal)
    if not _GROUPED[group].fullmatch(whole) or not re.fullmatch(r"\d*", rest) or (point and not whole + rest):
        return None
    signs = {found[name] for name in ("sign", "after", "behind")}
    minus = "-" if found["open"] or not signs.isdisjoint("-\u2212\u2013") else ""
    exponent = (found["exponent"] or "").replace("\u2212", "-")
    return _figure(f"{minus}{whole.replace(group, '') or '0'}", f"{point and '.'}{rest}{exponent}")


def _told(text: str) -> str:
    """The decimal mark of one number where nothing else can be meant: "6,9", "1.234,56", "1,234,567"."""
    found = core_of(text)
    core = found["core"] if found else ""
    marks = [letter for letter in core if letter in ",."]
    if not marks:
        return ""
    last = marks[-1]
    other = "." if last == "," else ","
    if other in marks:
        return last if marks.count(last) == 1 else ""
    if len(marks) > 1:
        return other
    whole, _, rest = core.partition(last)
    if len(rest) == 3 and 1 <= len(whole) <= 3 and whole != "0" and whole.isdecimal():
        return ""  # a thousand, or a fraction of three figures
    return last


def _figure(whole: str, rest: str) -> float | None:
    if not rest and len(whole) <= 16:
        return int(whole)
    value = float(whole + rest)
    return value if math.isfinite(value) else None
