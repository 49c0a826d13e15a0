r"""Units of measure as the package siunitx names them (`\kilo\meter\per\hour`) or as letters (`km/h`)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from aura_nb.formulas.tokens import argument
from aura_nb.formulas.unreadable import Unreadable
from aura_nb.regex import regex

# What each is called in TeX, its symbol, and what one of it and several are called.
_NAMES = {
    "meter": ("m", "meter", "meters"), "metre": ("m", "meter", "meters"), "second": ("s", "second", "seconds"),
    "gram": ("g", "gram", "grams"), "kilogram": ("kg", "kilogram", "kilograms"), "ampere": ("A", "ampere", "amperes"),
    "kelvin": ("K", "kelvin", "kelvins"), "mole": ("mol", "mole", "moles"), "candela": ("cd", "candela", "candelas"),
    "hertz": ("Hz", "hertz", "hertz"), "newton": ("N", "newton", "newtons"), "pascal": ("Pa", "pascal", "pascals"),
    "joule": ("J", "joule", "joules"), "watt": ("W", "watt", "watts"), "coulomb": ("C", "coulomb", "coulombs"),
    "volt": ("V", "volt", "volts"), "farad": ("F", "farad", "farads"), "ohm": ("Ω", "ohm", "ohms"),
    "siemens": ("S", "siemens", "siemens"), "weber": ("Wb", "weber", "webers"), "tesla": ("T", "tesla", "teslas"),
    "henry": ("H", "henry", "henries"), "lumen": ("lm", "lumen", "lumens"), "lux": ("lx", "lux", "lux"),
    "becquerel": ("Bq", "becquerel", "becquerels"), "gray": ("Gy", "gray", "grays"),
    "sievert": ("Sv", "sievert", "sieverts"), "katal": ("kat", "katal", "katals"),
    "radian": ("rad", "radian", "radians"), "steradian": ("sr", "steradian", "steradians"),
    "minute": ("min", "minute", "minutes"), "hour": ("h", "hour", "hours"), "day": ("d", "day", "days"),
    "degree": ("°", "degree", "degrees"), "arcminute": ("′", "minute of arc", "minutes of arc"),
    "arcsecond": ("″", "second of arc", "seconds of arc"), "degreeCelsius": ("°C", "degree Celsius", "degrees Celsius"),
    "celsius": ("°C", "degree Celsius", "degrees Celsius"), "liter": ("L", "liter", "liters"),
    "litre": ("l", "liter", "liters"), "tonne": ("t", "tonne", "tonnes"), "hectare": ("ha", "hectare", "hectares"),
    "electronvolt": ("eV", "electronvolt", "electronvolts"), "dalton": ("Da", "dalton", "daltons"),
    "atomicmassunit": ("u", "atomic mass unit", "atomic mass units"),
    "astronomicalunit": ("au", "astronomical unit", "astronomical units"), "bar": ("bar", "bar", "bars"),
    "angstrom": ("Å", "angstrom", "angstroms"), "barn": ("b", "barn", "barns"),
    "decibel": ("dB", "decibel", "decibels"),
    "bel": ("B", "bel", "bels"), "neper": ("Np", "neper", "nepers"), "percent": ("%", "percent", "percent"),
    "bit": ("bit", "bit", "bits"), "byte": ("B", "byte", "bytes"),
    "mmHg": ("mmHg", "millimeter of mercury", "millimeters of mercury"),
    "knot": ("kn", "knot", "knots"), "calorie": ("cal", "calorie", "calories"),
}  # fmt: skip
_PREFIXES = {
    "quecto": "q", "ronto": "r", "yocto": "y", "zepto": "z", "atto": "a", "femto": "f", "pico": "p", "nano": "n",
    "micro": "µ", "milli": "m", "centi": "c", "deci": "d", "deca": "da", "deka": "da", "hecto": "h", "kilo": "k",
    "mega": "M", "giga": "G", "tera": "T", "peta": "P", "exa": "E", "zetta": "Z", "yotta": "Y", "ronna": "R",
    "quetta": "Q", "kibi": "Ki", "mebi": "Mi", "gibi": "Gi", "tebi": "Ti",
}  # fmt: skip
_POWERS = {r"\squared": 2, r"\cubed": 3}
_POWERS_BEFORE = {r"\square": 2, r"\cubic": 3}
_UP = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_BETWEEN = {" ", ".", "~", "*", "·", "{", "}", r"\cdot", r"\times", r"\,", r"\;", r"\ "}
# By their symbols; where two have one, the one that stands for it when it is written as a letter.
_SYMBOLS = {symbol: (one, several) for symbol, one, several in _NAMES.values()} | {
    "B": ("byte", "bytes"), "l": ("liter", "liters"), "M": ("molar", "molar"), "rpm": ("r p m", "r p m"),
    "Wh": ("watt hour", "watt hours"), "ppm": ("part per million", "parts per million"), "yr": ("year", "years"),
    "a": ("year", "years"), "μm": ("micrometer", "micrometers"), "kph": ("kilometer per hour", "kilometers per hour"),
}  # fmt: skip
_LETTERS_OF = {symbol: word for word, symbol in reversed(_PREFIXES.items())} | {"u": "micro", "μ": "micro"}
_PIECE = regex(r"\\[A-Za-z]+|\\.|[A-Za-zµμΩÅ°℃′″%]+|\d+|.")


class NamedUnit(Struct, frozen=True):
    """One unit of a product: its symbol, its power, whether a stroke stands before it, and a note below it."""

    symbol: str
    power: int = 1
    is_under: bool = False
    note: str = ""


def units(parts: Sequence[str]) -> list[NamedUnit]:
    r"""The units that tokens stand for; raises `Unreadable` for what is no unit.

    >>> units([r"\kilo", r"\meter", r"\per", r"\second", r"\squared"])
    [NamedUnit(symbol='km', power=1, is_under=False, note=''), NamedUnit(symbol='s', power=-2, is_under=False, note='')]
    >>> units(list("m/s^2"))
    [NamedUnit(symbol='m', power=1, is_under=False, note=''), NamedUnit(symbol='s', power=2, is_under=True, note='')]
    """
    reader = _Reader(_pieces(parts))
    while reader.left:
        reader.step()
    if reader.is_open:
        raise Unreadable("a unit is missing")
    return reader.found


def _pieces(parts: Sequence[str]) -> list[str]:
    """Letters next to each other are one piece."""
    return _PIECE.findall("".join(f"{part} " if len(part) > 1 else part for part in parts))


class _Reader:
    def __init__(self, pieces: Sequence[str]) -> None:
        self.left = list(pieces)
        self.found: list[NamedUnit] = []
        self._prefix = ""
        self._power = 1
        self._sign = 1
        self._is_under = False

    @property
    def is_open(self) -> bool:
        """Whether something waits for a unit."""
        return bool(self._prefix) or self._power != 1 or self._sign < 0 or self._is_under

    def step(self) -> None:
        """Reads what comes next."""
        piece = self.left.pop(0)
        if piece in _BETWEEN:
            return
        if piece == "/":
            self._is_under = True
        elif piece == "^":
            self._raise(int(self._figures()))
        elif piece == r"\per":
            self._sign = -1
        elif piece in _POWERS:
            self._raise(_POWERS[piece])
        elif piece in _POWERS_BEFORE:
            self._power = _POWERS_BEFORE[piece]
        elif not self._takes(piece):
            self._add(self._symbol(piece))

    def _takes(self, piece: str) -> bool:
        """Whether a piece is a command that takes something, or a prefix."""
        match piece:
            case r"\tothe":
                self._raise(int(self._figures()))
            case r"\raiseto":
                self._power = int(self._figures())
            case r"\of":
                inside, behind = argument(self.left, 0)
                self.left = self.left[behind:]
                note = "".join(inside)
                self.found[-1:] = [NamedUnit(last.symbol, last.power, last.is_under, note) for last in self.found[-1:]]
            case _ if piece.startswith("\\") and piece[1:] in _PREFIXES:
                self._prefix = _PREFIXES[piece[1:]]
            case _:
                return False
        return True

    def _figures(self) -> str:
        inside, behind = argument(self.left, 0)
        if inside in (["-"], ["+"]):
            more, behind = argument(self.left, behind)
            inside += more
        self.left = self.left[behind:]
        figures = "".join(inside).replace(" ", "").replace("\N{MINUS SIGN}", "-")
        if not re.fullmatch(r"[+-]?\d{1,2}", figures):
            raise Unreadable(f"{figures!r} is no power of a unit")
        return figures

    def _raise(self, power: int) -> None:
        if not self.found:
            raise Unreadable("a power stands before every unit")
        last = self.found[-1]
        self.found[-1] = NamedUnit(last.symbol, last.power * power, last.is_under, last.note)

    def _symbol(self, piece: str) -> str:
        name = piece[1:] if piece.startswith("\\") else ""
        if name in _NAMES:
            return _NAMES[name][0]
        if piece in {r"\%", "%"}:
            return "%"
        if piece in {r"\Omega", r"\mu"}:
            return "Ω" if piece == r"\Omega" else "µ"
        text = name or piece
        if name and _named(name) is None:  # an abbreviation such as \km
            raise Unreadable(f"{piece} is no unit that is known")
        if not name and not text.replace("°", "").replace("µ", "").isalpha() and text not in _SYMBOLS:
            raise Unreadable(f"{text!r} is no unit")
        return text

    def _add(self, symbol: str) -> None:
        if symbol == "µ" and not self._prefix:
            self._prefix = symbol
            return
        power = self._power * self._sign
        self.found.append(NamedUnit(self._prefix + symbol, power, self._is_under))
        self._prefix, self._power, self._sign, self._is_under = "", 1, 1, False


def _named(symbol: str) -> tuple[str, str] | None:
    """What one of a unit and several are called, by its symbol, with a prefix or without."""
    if symbol in _SYMBOLS:
        return _SYMBOLS[symbol]
    for size in (2, 1):
        prefix, rest = symbol[:size], symbol[size:]
        if prefix in _LETTERS_OF and rest in _SYMBOLS:
            one, several = _SYMBOLS[rest]
            return _LETTERS_OF[prefix] + one, _LETTERS_OF[prefix] + several
    return None


def drawn(found: Sequence[NamedUnit]) -> str:
    r"""Units as TeX.

    >>> drawn(units(list("m/s^2"))), drawn(units([r"\newton", r"\meter"])), drawn(units([r"\degreeCelsius"]))
    ('\\mathrm{m}/\\mathrm{s}^{2}', '\\mathrm{N}\\,\\mathrm{m}', '\\text{°C}')
    """
    made = ""
    for place, unit in enumerate(found):
        made += "/" if unit.is_under else r"\," if place else ""
        command = r"\mathrm" if unit.symbol.isascii() and unit.symbol.isalpha() else r"\text"
        made += rf"{command}{{{unit.symbol.replace('%', chr(92) + '%')}}}"
        made += rf"_{{\text{{{unit.note}}}}}" if unit.note else ""
        made += f"^{{{unit.power}}}" if unit.power != 1 else ""
    return made


def typed(found: Sequence[NamedUnit]) -> str:
    r"""Units as a line of text has them.

    >>> typed(units([r"\meter", r"\per", r"\second", r"\squared"])), typed(units([r"\per", r"\second"]))
    ('m/s²', '1/s')
    """
    above = [unit for unit in found if unit.power > 0 and not unit.is_under]
    below = [unit for unit in found if unit not in above]
    high = "·".join(unit.symbol + _raised(unit.power) for unit in above) or "1"
    return high + "".join(f"/{unit.symbol}{_raised(unit.power)}" for unit in below)


def _raised(power: int) -> str:
    return str(abs(power)).translate(_UP) if abs(power) != 1 else ""


def said(found: Sequence[NamedUnit], *, several: bool) -> str:
    r"""Units in English words, of one or of several.

    >>> said(units(list("m/s^2")), several=True), said(units([r"\kilo", r"\watt", r"\hour"]), several=False)
    ('meters per second squared', 'kilowatt hour')
    """
    above = [unit for unit in found if unit.power > 0 and not unit.is_under]
    below = [unit for unit in found if unit not in above]
    words = [_powered(unit, several=several and unit is above[-1]) for unit in above]
    return " ".join([*words, *(f"per {_powered(unit, several=False)}" for unit in below)])


def _powered(unit: NamedUnit, *, several: bool) -> str:
    named = _named(unit.symbol)
    word = named[several] if named else unit.symbol
    word += f" of {unit.note}" if unit.note else ""
    power = abs(unit.power)
    if power == 1:
        return word
    if word.endswith(("meter", "meters")) and power in {2, 3}:
        return f"{'square' if power == 2 else 'cubic'} {word}"
    return word + {2: " squared", 3: " cubed"}.get(power, f" to the {power}")
