"""Amounts of money, spoken in the order in which they are said: "$5 million" is "5 million dollars"."""

from __future__ import annotations

import re

from babel.numbers import get_currency_name

from aura_nb.voices.spoken.written import Line

_CODES = {
    "$": "USD",
    "US$": "USD",
    "\u20ac": "EUR",
    "\u00a3": "GBP",
    "\u00a5": "JPY",
    "\uffe5": "JPY",
    "\u20b9": "INR",
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
    "CHF": "CHF",
}
_SIGN = "|".join(map(re.escape, sorted(_CODES, key=len, reverse=True)))
_NUMBER = r"\d[\d.,\u202f\u00a0'\u2019]*"
_BEFORE = re.compile(rf"(?P<sign>{_SIGN})(?P<number>{_NUMBER})(?P<times>(?:[mbt]n|[KkMBT])?)")
_BEHIND = re.compile(rf"(?P<number>{_NUMBER})(?P<sign>{_SIGN})")
_CENTS = re.compile(r"(?P<whole>.*\d)[.,](?P<cents>\d\d)")
_SHORT = {"k": "thousand", "K": "thousand", "m": "million", "M": "million", "mn": "million", "B": "billion"}
_SHORT |= {"bn": "billion", "T": "trillion", "tn": "trillion"}
# English has names of its own for the commonest: CLDR's "US dollars" and "British pounds" are not what people say.
_ENGLISH = {"USD": ("dollar", "dollars"), "GBP": ("pound", "pounds"), "JPY": ("yen", "yen"), "INR": ("rupee", "rupees")}


def money(line: Line) -> None:
    """Speak amounts by their currency's name, behind the number and behind a "million" that follows it."""
    if line.locale is None:
        return
    for place in range(len(line)):
        if not line.open(place):
            continue
        core = line.parts(place).core
        if found := _BEFORE.fullmatch(core):
            _before(line, place, found["sign"], found["number"], found["times"])
        elif found := _BEHIND.fullmatch(core):
            _say(line, place, place, found["number"], found["sign"])
        elif core not in _CODES:
            continue
        elif (
            line.open(place - 1)
            and not line.parts(place - 1).trail
            and line.number(line.parts(place - 1).core) is not None
        ):
            _say(line, place - 1, place, line.parts(place - 1).core, core)
        elif line.open(place + 1) and line.number(line.parts(place + 1).core) is not None:
            line.say_all(place, "")
            _say(line, place + 1, place + 1, line.parts(place + 1).core, core)
        elif core != "CHF" and line.number(line.parts(place - 2).core) is not None:  # "5 Mio. \u20ac"
            line.say(place, _currency(line, core, 2))


def _before(line: Line, place: int, sign: str, number: str, times: str) -> None:
    """An amount whose sign stands before it, alone or with its "million" behind."""
    following = line.parts(place + 1)
    if times and line.language == "en" and times in _SHORT:
        line.say(place, f"{number} {_SHORT[times]} {_currency(line, sign, 2)}")
    elif not times and line.open(place + 1) and following.core.lower() in line.table.get("magnitudes", ()):
        line.say(place, number)
        line.say(place + 1, f"{following.core} {_currency(line, sign, 2)}")
    elif not times:
        _say(line, place, place, number, sign)


def _say(line: Line, number_place: int, sign_place: int, number: str, sign: str) -> None:
    """Say the number where it stands, and the currency (with the cents behind it) where its sign does."""
    value = line.number(number)
    if value is None:
        return
    name = _currency(line, sign, value)
    cents = _CENTS.fullmatch(number)
    if cents and cents["cents"] != "00":
        if line.language == "en" and value < 1 and sign in {"$", "US$", "\u20ac"}:
            number, name = cents["cents"].lstrip("0"), "cent" if cents["cents"] == "01" else "cents"
        elif value >= 1:
            number = cents["whole"]
            name = f"{_currency(line, sign, int(value))} {cents['cents'].lstrip('0')}"
    elif cents:
        number = cents["whole"]
    if number_place == sign_place:
        line.say(number_place, f"{number} {name}")
    else:
        line.say(number_place, number)
        line.say(sign_place, name)


def _currency(line: Line, sign: str, count: float) -> str:
    code = _CODES[sign]
    if sign in {"\u00a5", "\uffe5"} and line.language == "zh":
        code = "CNY"
    if line.language == "en" and code in _ENGLISH:
        return _ENGLISH[code][count != 1]
    name: str = get_currency_name(code, count=count, locale=line.locale)
    return name
