"""Amounts of money, spoken in the order in which they are said: "$5 million" is "5 million dollars"."""

from __future__ import annotations

import re
from functools import cache

from babel.numbers import get_currency_name

from aura_nb.regex import regex
from aura_nb.voices.spoken.sentence import GAP, LETTERS, MINUS, SPACE, NumberFormat, SpokenLine, table
from aura_nb.voices.spoken.unit_names import unit_name

_CODES = {
    "$": "USD",
    "US$": "USD",
    "A$": "AUD",
    "AU$": "AUD",
    "C$": "CAD",
    "CA$": "CAD",
    "NZ$": "NZD",
    "HK$": "HKD",
    "S$": "SGD",
    "\u20ac": "EUR",
    "\u00a3": "GBP",
    "\u00a5": "JPY",
    "\uffe5": "JPY",
    "\u5186": "JPY",
    "\u20b9": "INR",
    "Rs.": "INR",
    "\u20bd": "RUB",
    "\u20a9": "KRW",
    "\u20ba": "TRY",
    "\u20b4": "UAH",
    "\u20aa": "ILS",
    "R$": "BRL",
    "z\u0142": "PLN",
    "K\u010d": "CZK",
    "\u20ab": "VND",
    "\u0e3f": "THB",
    "\u20a6": "NGN",
    "\u20b1": "PHP",
    "\u20bf": "XBT",
    "CHF": "CHF",
    "Fr.": "CHF",
}
# ISO codes that are no word of any language when they stand in capitals next to a number.
_ISO = (
    "USD EUR GBP JPY CNY INR CHF AUD CAD NZD SEK NOK DKK PLN CZK HUF RON BRL MXN ZAR KRW SGD HKD TRY RUB UAH ILS THB "
    "IDR PHP VND AED SAR EGP NGN KES ARS CLP COP PEN ISK BGN TWD MYR PKR"
)
_CODES |= {code: code for code in _ISO.split()}
_KRONA = {"sv": "SEK", "da": "DKK", "nb": "NOK", "nn": "NOK", "no": "NOK"}
_SIGN = "|".join(map(re.escape, sorted((*_CODES, "kr"), key=len, reverse=True)))
_TIMES = "Mrd|Mio|Md|mn|bn|tn|[KkMBT]|m"
_SHORT = {
    "k": "thousand",
    "K": "thousand",
    "m": "million",
    "M": "million",
    "mn": "million",
    "Mio": "million",
    "B": "billion",
    "bn": "billion",
    "Mrd": "billion",
    "Md": "billion",
    "T": "trillion",
    "tn": "trillion",
}
# "\u20ac0,50" in English, "$1,234.56" in German: hundredths behind the other mark.
_FOREIGN = r"\d{1,3}(?:[.,]\d{3})*[.,]\d{2}(?![.,]?\d)"
_OF = regex(r"mill?i|milh|mill[o\u00f3]n|bil", re.IGNORECASE)
_CENTS = {
    "en": {"USD": ("cent", "cents"), "EUR": ("cent", "cents"), "GBP": ("penny", "pence"), "AUD": ("cent", "cents")},
    "de": {"EUR": ("Cent", "Cent"), "USD": ("Cent", "Cent")},
    "fr": {"EUR": ("centime", "centimes"), "USD": ("cent", "cents")},
    "es": {"EUR": ("c\u00e9ntimo", "c\u00e9ntimos"), "USD": ("centavo", "centavos")},
    "it": {"EUR": ("centesimo", "centesimi"), "USD": ("centesimo", "centesimi")},
    "pt": {"EUR": ("c\u00eantimo", "c\u00eantimos"), "USD": ("centavo", "centavos"), "BRL": ("centavo", "centavos")},
}


def money(line: SpokenLine) -> None:
    """Speak amounts by their currency's name, behind the number and behind a "million" that follows it."""
    if line.locale is None or not re.search(r"\d", line.text):
        return
    before, behind, cents = _patterns(line.language, line.marks)
    line.sub(before, lambda found: _said(line, found))
    line.sub(behind, lambda found: _said(line, found))
    line.sub(cents, lambda found: _cents(line, found["number"], "USD"))


def doses(line: SpokenLine) -> None:
    """Say "per" for the slash before a time behind a unit that has one already: "75 mg/kg/day"."""
    pattern, names = _doses(line.language), line.table.get("rates", {})
    if pattern is not None:
        line.sub(pattern, lambda found: f"{found[1]} {line.table['per']} {names[found[2]]}")


def rates(line: SpokenLine) -> None:
    """Say "per" for the slash before a time or a thing that is counted: "3 requests/s", "$10/hr"."""
    pattern, names = _rates(line.language), line.table.get("rates", {})
    if pattern is not None:
        line.sub(pattern, lambda found: f" {line.table['per']} {names[found[1]]}")


@cache
def _rates(language: str) -> re.Pattern[str] | None:
    known = sorted(table(language).get("rates", {}), key=len, reverse=True)
    either = "|".join(map(re.escape, known))
    return re.compile(rf"(?<=[{LETTERS}\d])/({either})(?![{LETTERS}\d_/\u00b2\u00b3])") if known else None


@cache
def _doses(language: str) -> re.Pattern[str] | None:
    known = sorted((each for each in table(language).get("rates", {}) if len(each) > 1), key=len, reverse=True)
    either = "|".join(map(re.escape, known))
    unit = rf"(\d{SPACE}?[{LETTERS}]+(?:/[{LETTERS}]+[\u00b2\u00b3]?)+)"
    return re.compile(rf"{unit}/({either})(?![{LETTERS}\d_/\u00b2\u00b3])") if known else None


@cache
def _patterns(language: str, marks: NumberFormat) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    number = rf"(?:{marks.number}(?![.,]\d)|{_FOREIGN})"
    magnitudes = sorted(table(language).get("magnitudes", ()), key=len, reverse=True)
    big = (
        rf"(?:{SPACE}(?P<word>(?i:{'|'.join(map(re.escape, magnitudes))}))(?![{LETTERS}]))?"
        if magnitudes
        else "(?P<word>(?!))?"
    )
    times = "|".join([*sorted(table(language).get("short_magnitudes", ()), key=len, reverse=True), _TIMES])
    range_ = r"\s?[-\u2013]\s?"
    start = rf"(?<![{LETTERS}\d_])(?<!\d[.,])"
    minus = rf"(?P<minus>[-{MINUS}\u2013]?)"
    end = rf"(?![{LETTERS}\d_]|[.,]\d)"
    rate = rf"(?P<rate>{SPACE}?/{SPACE}?[{LETTERS}\u00b2\u00b3]+)?"
    before = re.compile(
        rf"{start}{minus}(?P<sign>{_SIGN}){SPACE}?(?P<inner>[-{MINUS}]?)(?P<number>{number})"
        rf"(?:{range_}(?:(?P=sign))?(?P<until>{number}))?(?:{SPACE}?(?P<times>{times})(?![{LETTERS}]))?{big}{rate}{end}"
    )
    of = rf"(?:{SPACE}(?:{table(language).get('of', '(?!)')}(?={SPACE})|d['\u2019]))?"  # "3 millones de \u20ac"
    behind = re.compile(
        rf"{start}{minus}(?P<number>{number})(?:{range_}(?P<until>{number}))?"
        rf"(?:{SPACE}?(?P<times>{times})\.?)?{big}{of}{SPACE}*(?P<sign>{_SIGN})(?P<inner>){rate}{end}"
    )
    cents = re.compile(rf"{start}(?P<number>{number}){SPACE}?\u00a2{end}")
    return before, behind, cents


def _said(line: SpokenLine, found: re.Match[str]) -> str | None:
    """An amount in the order in which it is said, the currency's name last."""
    number, until, sign = _own(line, found["number"]), found["until"], found["sign"]
    code, to = _code(line, sign), line.word("to")
    times, word = found["times"], found["word"] or ""
    if times:
        word = line.table.get("short_magnitudes", {}).get(times) or line.word(_SHORT.get(times, "")) or ""
    if line.number(number) is None or code is None or (times and not word) or (until and not to):
        return None
    amount = f"{MINUS if found['minus'] or found['inner'] else ''}{number}"
    if until:
        amount = f"{amount} {to} {until}"
    if word:
        gap = GAP if found["word"] and GAP in found[0] else " "
        amount = f"{amount}{gap}{_joined(line, word, _name(line, sign, code, 2))}"
    elif until:
        amount = f"{amount} {_name(line, sign, code, 2)}"
    else:
        amount = _exact(line, amount, sign, code)
    return amount + _rate(line, found["rate"])


def _own(line: SpokenLine, number: str) -> str:
    """A number in the language's own notation, whichever it is written in."""
    if line.number(number) is not None and number[-3:-2] != line.marks.group:
        return number
    whole, hundredths = number[:-3], number[-2:]
    return f"{re.sub(r'[.,]', line.marks.group, whole)}{line.marks.decimal}{hundredths}"


def _rate(line: SpokenLine, written: str | None) -> str:
    """What the amount is for: "/hr" is "per hour", "/kWh" is "per kilowatt-hour"."""
    per, unit = line.word("per"), (written or "").strip(f" {GAP}/")
    name = line.table.get("rates", {}).get(unit) or unit_name(line, unit) if unit else None
    if written is None or per is None or name is None:
        return written or ""
    gap = GAP if GAP in written else " "
    return f"{gap}{per} {name}"


def _joined(line: SpokenLine, word: str, name: str) -> str:
    """French, Italian, Spanish and Portuguese put a word between: "millions d'euros", "milioni di euro"."""
    of = line.word("of")
    if not of or not _OF.search(word):
        return f"{word} {name}"
    return f"{word} d'{name}" if line.language == "fr" and name[:1].lower() in "aeiou\u00e9" else f"{word} {of} {name}"


def _exact(line: SpokenLine, number: str, sign: str, code: str) -> str:
    """A single amount: with two figures behind the mark these are hundredths, said behind the currency."""
    value = line.number(number) or 0.0
    whole, _, decimals = number.partition(line.marks.decimal)
    if len(decimals) == 2 and decimals == "00":
        return f"{whole} {_name(line, sign, code, value)}"
    if len(decimals) == 2 and code not in {"JPY", "KRW", "VND", "XBT"}:
        if value < 1 and code in _CENTS.get(line.language, {}):
            return _cents(line, f"{MINUS if whole.startswith(MINUS) else ''}{decimals.lstrip('0')}", code)
        if value >= 1:
            return f"{whole} {_name(line, sign, code, float(int(value)))} {decimals.lstrip('0')}"
    return f"{number} {_name(line, sign, code, value)}"


def _cents(line: SpokenLine, number: str, code: str) -> str:
    one, more = _CENTS.get(line.language, {}).get(code, ("cent", "cents"))
    return f"{number} {one if number.lstrip(MINUS) == '1' else more}"


def _code(line: SpokenLine, sign: str) -> str | None:
    if sign == "kr":
        return _KRONA.get(line.language)
    if sign in {"\u00a5", "\uffe5"} and line.language == "zh":
        return "CNY"
    return _CODES[sign]


def _name(line: SpokenLine, sign: str, code: str, count: float) -> str:
    """The currency's name in the number's plural: what people say for the commonest signs, else CLDR's own."""
    one_more: list[str] | None = line.table.get("currencies", {}).get(sign)
    if one_more:
        return one_more[line.locale is None or line.locale.plural_form(count) != "one"]
    if code == "XBT":
        return "Bitcoin"
    name: str = get_currency_name(code, count=count, locale=line.locale)
    return name
