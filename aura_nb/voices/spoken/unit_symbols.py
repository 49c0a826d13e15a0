"""Symbols of units: which there are, the prefixes they are written with, and the expressions made of them."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from aura_nb.regex import regex
from aura_nb.voices.spoken.sentence import SPACE, SpokenLine

_PREFIXES = {
    "p": "pico",
    "n": "nano",
    "\u00b5": "micro",
    "\u03bc": "micro",
    "u": "micro",
    "m": "milli",
    "c": "centi",
    "d": "deci",
    "h": "hecto",
    "k": "kilo",
    "K": "kilo",
    "M": "mega",
    "G": "giga",
    "T": "tera",
    "P": "peta",
}
PREFIXES = ("pico", "nano", "micro", "milli", "centi", "deci", "hecto", "kilo", "mega", "giga", "tera", "peta")
_MICRO = "\u00b5\u03bc"
# Symbol: its name in CLDR, and the prefixes it is written with. Mind "2 PM", "10 pm" and "5 Ms".
_BASES = {
    "m": ("length-meter", f"kcdmn{_MICRO}"),
    "g": ("mass-gram", f"kmn{_MICRO}"),
    "s": ("duration-second", f"mnp{_MICRO}"),
    "A": ("electric-ampere", f"mnk{_MICRO}"),
    "K": ("temperature-kelvin", "m"),
    "mol": ("concentr-mole", f"mnk{_MICRO}"),
    "Hz": ("frequency-hertz", "kMGTm"),
    "N": ("force-newton", "kMm"),
    "Pa": ("pressure-pascal", "hkMG"),
    "J": ("energy-joule", "kMGT"),
    "W": ("power-watt", f"mkMGT{_MICRO}"),
    "V": ("electric-volt", f"mkM{_MICRO}"),
    "\u03a9": ("electric-ohm", "kMm"),
    "\u2126": ("electric-ohm", "kMm"),
    "F": ("electric-farad", f"mnp{_MICRO}"),
    "l": ("volume-liter", f"mcdh{_MICRO}"),
    "L": ("volume-liter", f"mcdM{_MICRO}"),
    "bit": ("digital-bit", "kMGT"),
    "b": ("digital-bit", "MG"),
    "B": ("digital-byte", "kKMGTP"),
    "o": ("digital-byte", "kKMGTP"),
    "eV": ("energy-electronvolt", "kMGTm"),
    "cal": ("energy-calorie", "k"),
    "Wh": ("watt-hour", "kMGTm"),
    "bar": ("pressure-bar", "m"),
    "Sv": ("energy-sievert", f"m{_MICRO}"),
    "Gy": ("energy-gray", "m"),
    "Bq": ("energy-becquerel", "kMG"),
    "t": ("mass-tonne", ""),
    "min": ("duration-minute", ""),
    "h": ("duration-hour", ""),
    "lb": ("mass-pound", ""),
    "lbs": ("mass-pound", ""),
    "oz": ("mass-ounce", ""),
    "ft": ("length-foot", ""),
    "yd": ("length-yard", ""),
    "mi": ("length-mile", ""),
    "ha": ("area-hectare", ""),
    "mph": ("speed-mile-per-hour", ""),
    "\u00b0C": ("temperature-celsius", ""),
    "\u00b0F": ("temperature-fahrenheit", ""),
    "\u2103": ("temperature-celsius", ""),
    "\u2109": ("temperature-fahrenheit", ""),
    "\u00b0": ("angle-degree", ""),
    "rad": ("angle-radian", ""),
    "lm": ("light-lumen", ""),
    "lx": ("light-lux", ""),
    "cd": ("light-candela", ""),
    "dB": ("sound-decibel", ""),
    "ppm": ("concentr-part-per-1e6", ""),
    "ppb": ("concentr-part-per-1e9", ""),
    "px": ("graphics-pixel", ""),
    "MP": ("graphics-megapixel", ""),
    "psi": ("pressure-pound-force-per-square-inch", ""),
    "mmHg": ("pressure-millimeter-ofhg", ""),
    "atm": ("pressure-atmosphere", ""),
    "hp": ("power-horsepower", ""),
    "PS": ("power-horsepower", ""),
    "CV": ("power-horsepower", ""),
    "ly": ("length-light-year", ""),
    "Std": ("duration-hour", ""),
    "Min": ("duration-minute", ""),
    "Sek": ("duration-second", ""),
    "\u043a\u0433": ("mass-kilogram", ""),
    "\u0433": ("mass-gram", ""),
    "\u043a\u043c": ("length-kilometer", ""),
    "\u043c": ("length-meter", ""),
    "\u0441\u043c": ("length-centimeter", ""),
    "\u043c\u043c": ("length-millimeter", ""),
    "\u0447": ("duration-hour", ""),
}
_ONLY = {
    "o": {"fr"},
    "PS": {"de"},
    "CV": {"es", "pt", "it", "fr"},
    "Std": {"de"},
    "Min": {"de"},
    "Sek": {"de"},
    "hp": {"en"},
}
BINARY = {"KiB": "kibi", "MiB": "mebi", "GiB": "gibi", "TiB": "tebi"}
_CYRILLIC = frozenset({"ru", "uk", "bg", "be", "sr", "mk", "kk"})
_SUPERSCRIPTS = str.maketrans(
    "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079\u207b\u207a", "0123456789-+"
)
RAISED = "[\u207b\u207a]?[\u2070\u00b9\u00b2\u00b3\u2074-\u2079]+"
_SYMBOL = r"(?:%-Punkte|\u00b0[CF]?|[\u2103\u2109]|[A-Za-z\u00b5\u03bc\u03a9\u2126\u0400-\u04ff]{1,4})"
_EXPONENT = rf"(?:{RAISED}|\^[-\u2212]?\d|\^\{{[-\u2212]?\d\}}|(?<=[kcm]m)[23](?!\d)|(?<=[^A-Za-z]m)[23](?![\d.,]))?"
_FACTOR = rf"{_SYMBOL}{_EXPONENT}"
EXPRESSION = rf"{_FACTOR}(?:[/\u00b7\u22c5\u2219*]{_FACTOR}|{SPACE}{_SYMBOL}(?:\u207b[\u00b9\u00b2\u00b3]|\^-\d))*"
_PARSED = regex(rf"(?P<by>^|[/\u00b7\u22c5\u2219*]|{SPACE})(?P<symbol>{_SYMBOL})(?P<power>{_EXPONENT})")


class Factor(NamedTuple):
    """One unit with its prefix and its power, below the line or above it."""

    symbol: str
    power: int


@cache
def factors_of(unit: str) -> tuple[Factor, ...]:
    """The units of an expression with their powers, those behind a slash negative; empty for what is no expression."""
    found: list[Factor] = []
    at = 0
    for part in _PARSED.finditer(unit):
        if part.start() != at:
            return ()
        at = part.end()
        written = part["power"].translate(_SUPERSCRIPTS).replace("\u2212", "-").strip("^{}")
        power = int(written or 1) * (-1 if part["by"] == "/" else 1)
        if not -3 <= power <= 3 or power == 0:
            return ()
        found.append(Factor(part["symbol"], power))
    return tuple(found) if at == len(unit) else ()


def base_of(line: SpokenLine, symbol: str) -> tuple[str, str] | None:
    """A symbol's prefix, in English, and its unit's name in CLDR; None for what is no unit in the language."""
    if any(line.language not in _ONLY.get(known, {line.language}) for known in (symbol, symbol[1:])):
        return None
    if "\u0400" <= symbol[0] <= "\u04ff" and line.language not in _CYRILLIC:
        return None
    if symbol in _BASES:
        return "", _BASES[symbol][0]
    if symbol in BINARY:
        return BINARY[symbol], "digital-byte"
    base = _BASES.get(symbol[1:])
    if base and symbol[0] in base[1]:
        return _PREFIXES[symbol[0]], base[0]
    return None
