"""Units of measure behind numbers, spoken by their names: "5 km" is "5 kilometers", "5 Kilometer", "5 kilómetros"."""

from __future__ import annotations

import re

from aura_nb.voices.spoken.written import Line

_UNITS = {
    "kg": "mass-kilogram",
    "g": "mass-gram",
    "mg": "mass-milligram",
    "lb": "mass-pound",
    "oz": "mass-ounce",
    "km": "length-kilometer",
    "m": "length-meter",
    "cm": "length-centimeter",
    "mm": "length-millimeter",
    "\u00b5m": "length-micrometer",
    "\u03bcm": "length-micrometer",
    "nm": "length-nanometer",
    "ft": "length-foot",
    "mi": "length-mile",
    "l": "volume-liter",
    "L": "volume-liter",
    "ml": "volume-milliliter",
    "mL": "volume-milliliter",
    "km/h": "speed-kilometer-per-hour",
    "mph": "speed-mile-per-hour",
    "m/s": "speed-meter-per-second",
    "m\u00b2": "area-square-meter",
    "km\u00b2": "area-square-kilometer",
    "m\u00b3": "volume-cubic-meter",
    "ha": "area-hectare",
    "\u00b0C": "temperature-celsius",
    "\u00b0F": "temperature-fahrenheit",
    "K": "temperature-kelvin",
    "h": "duration-hour",
    "min": "duration-minute",
    "s": "duration-second",
    "ms": "duration-millisecond",
    "kB": "digital-kilobyte",
    "KB": "digital-kilobyte",
    "MB": "digital-megabyte",
    "GB": "digital-gigabyte",
    "TB": "digital-terabyte",
    "Mbit": "digital-megabit",
    "Gbit": "digital-gigabit",
    "Hz": "frequency-hertz",
    "kHz": "frequency-kilohertz",
    "MHz": "frequency-megahertz",
    "GHz": "frequency-gigahertz",
    "W": "power-watt",
    "kW": "power-kilowatt",
    "MW": "power-megawatt",
    "kWh": "energy-kilowatt-hour",
    "V": "electric-volt",
    "kcal": "energy-kilocalorie",
    "hPa": "pressure-hectopascal",
    "dB": "sound-decibel",
    "\u043a\u0433": "mass-kilogram",
    "\u0433": "mass-gram",
    "\u043a\u043c": "length-kilometer",
    "\u043c": "length-meter",
    "\u0441\u043c": "length-centimeter",
    "\u043c\u043c": "length-millimeter",
    "\u043a\u043c/\u0447": "speed-kilometer-per-hour",
}
_CYRILLIC = frozenset(name for name in _UNITS if "\u0400" <= name[0] <= "\u04ff")
_ATTACHED = re.compile(r"(?P<number>[-\u2212+]?\d[\d.,]*)(?P<unit>[^\d\s.,]+)")
# Behind a number and without a space these are names, not measures: 5G is none, 3D is none, "2h" may be.
_NEVER_ATTACHED = frozenset({"K", "l", "s"})


def units(line: Line) -> None:
    """Speak a unit by its name in the number's plural, where the language's order has it; percent where voices fail."""
    if line.locale is None:
        return
    for place in range(len(line)):
        if not line.open(place):
            continue
        core = line.parts(place).core
        attached = _ATTACHED.fullmatch(core)
        if attached and attached["unit"] not in _NEVER_ATTACHED:
            named = _named(line, attached["number"], attached["unit"])
            if named:
                line.say(place, f"{named[0]} {named[1]}".strip())
        elif not line.parts(place).trail and line.open(place + 1):
            named = _named(line, core, line.parts(place + 1).core)
            if named:
                line.say(place, named[0])
                line.say(place + 1, named[1])


def _named(line: Line, number: str, unit: str) -> tuple[str, str] | None:
    """What is said for the number (with what the language puts before it) and what for the unit."""
    value = line.number(number)
    if value is None or line.locale is None:
        return None
    if unit == "%":
        pattern = line.table.get("percent")
    elif unit not in _UNITS or (unit in _CYRILLIC and line.language not in {"ru", "uk", "bg", "be", "sr", "mk", "kk"}):
        return None
    else:
        forms = line.locale._data["unit_patterns"].get(_UNITS[unit], {}).get("long", {})  # noqa: SLF001 - no other way
        pattern = forms.get(line.locale.plural_form(value), forms.get("other"))
    if not pattern or "{0}" not in pattern:
        return None
    before, _, behind = pattern.partition("{0}")
    return f"{before}{number}".strip(), behind.strip()
