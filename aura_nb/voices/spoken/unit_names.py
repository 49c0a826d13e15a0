"""What units are called: CLDR's names, and what is put together from prefixes, powers and "per" where it has none."""

from __future__ import annotations

from aura_nb.voices.spoken.sentence import SpokenLine, table
from aura_nb.voices.spoken.unit_symbols import BINARY, PREFIXES, Factor, base_of, factors_of

WHOLE = {
    "km/h": "speed-kilometer-per-hour",
    "kmh": "speed-kilometer-per-hour",
    "kph": "speed-kilometer-per-hour",
    "m/s": "speed-meter-per-second",
    "\u043a\u043c/\u0447": "speed-kilometer-per-hour",
}


def unit_name(line: SpokenLine, unit: str) -> str | None:
    """The name of one of a unit, as it follows "per"; None for what is no unit."""
    pattern = named(line, unit, 1.0)
    return None if pattern is None else _bare(pattern)


def named(line: SpokenLine, unit: str, value: float) -> str | None:
    """The pattern of what is said for a unit; None for what is none."""
    own: dict[str, str] = line.table.get("units", {})
    if unit in own:
        return own[unit]
    if unit in WHOLE:
        return _pattern(line, WHOLE[unit], value)
    if unit.endswith("bps") and unit[:-3] in {"k", "M", "G", "T"}:
        unit = f"{unit[:-3]}bit/s"
    factors = factors_of(unit)
    if not factors or any(base_of(line, factor.symbol) is None for factor in factors):
        return None
    above = [factor for factor in factors if factor.power > 0]
    below = [factor for factor in factors if factor.power < 0]
    if factors == (Factor("m", 1), Factor("s", -2)):
        return _pattern(line, "acceleration-meter-per-square-second", value)
    if not above or (below and not line.word("per")):
        return None
    patterns = [_powered(line, factor, value if place == 0 else 1.0) for place, factor in enumerate(above)]
    under = [_powered(line, factor, 1.0) for factor in below]
    if any(pattern is None for pattern in (*patterns, *under)):
        return None
    first, *others = (pattern for pattern in patterns if pattern)
    said = first + "".join(f" {_bare(pattern)}" for pattern in others)
    return said + "".join(f" {line.table['per']} {_bare(pattern)}" for pattern in under if pattern)


def _bare(pattern: str) -> str:
    return pattern.replace("{0}", "").strip()


def _powered(line: SpokenLine, factor: Factor, value: float) -> str | None:
    """The pattern of a unit with its power, whichever side it is on."""
    prefix, name = base_of(line, factor.symbol) or ("", "")
    power = abs(factor.power)
    if power == 1:
        return _prefixed(line, prefix, name, value)
    kind, _, plain = name.partition("-")
    if kind == "length":
        whole = _pattern(line, f"{('area-square', 'volume-cubic')[power - 2]}-{prefix}{plain}", value)
        if whole:
            return whole
    base = _prefixed(line, prefix, name, value)
    if base is None:
        return None
    form = line.word("squared_time") if kind == "duration" and power == 2 else None
    plural = "_plural" if value != 1 else ""
    name_of = ("square", "cubic")[power - 2]
    form = form or line.word(name_of + plural) or line.word(name_of)
    if form is None:
        return None
    before, _, behind = base.partition("{0}")
    said = behind.strip()
    if line.language == "de":
        said = said[:1].lower() + said[1:]
    return f"{before}{{0}} {form.format(said)}"


def _prefixed(line: SpokenLine, prefix: str, name: str, value: float) -> str | None:
    """The pattern of a unit with its prefix, from CLDR where it has one, else put together."""
    if name == "watt-hour":
        if prefix == "kilo":
            return _pattern(line, "energy-kilowatt-hour", value)
        kilo = _pattern(line, "energy-kilowatt-hour", value)
        word, kilo_word = _prefix(line, prefix), _prefix(line, "kilo")
        if kilo is None or word is None or kilo_word is None:
            return None
        return _swapped(kilo, kilo_word, word)
    kind, _, plain = name.partition("-")
    if not prefix:
        return _pattern(line, name, value)
    if prefix == "kilo" and plain == "calorie":
        return _pattern(line, "energy-kilocalorie", value)
    if found := _pattern(line, f"{kind}-{prefix}{plain}", value):
        return found
    word = _prefix(line, prefix)
    base = _pattern(line, name, value)
    if word is None or base is None:
        return None
    before, _, behind = base.partition("{0}")
    return f"{before}{{0}} {_cased(word, behind.strip())}"


def _swapped(pattern: str, old: str, new: str) -> str:
    """A pattern with another prefix, or none, in place of the one it has."""
    at = pattern.lower().find(old.lower())
    if at < 0:
        return pattern
    rest = pattern[at + len(old) :]
    capital = pattern[at].isupper()
    said = f"{new}{rest}"
    return pattern[:at] + ((said[:1].upper() if capital else said[:1]) + said[1:])


def _cased(prefix: str, name: str) -> str:
    """German writes its units with capitals: "Kilo" and "Volt" are "Kilovolt"."""
    return prefix + (name[:1].lower() + name[1:] if prefix[:1].isupper() else name)


def _prefix(line: SpokenLine, prefix: str) -> str | None:
    if not prefix:
        return ""
    if prefix in BINARY.values():
        return prefix.capitalize() if line.language == "de" else prefix
    words = table(line.language).get("prefixes")
    return words[PREFIXES.index(prefix)] if words else None


def _pattern(line: SpokenLine, name: str, value: float) -> str | None:
    """CLDR's long pattern for a unit, in the plural of a value."""
    if line.locale is None:
        return None
    forms = line.locale._data["unit_patterns"].get(name, {}).get("long", {})  # noqa: SLF001 - no other way
    pattern = forms.get(line.locale.plural_form(value), forms.get("other"))
    return pattern.replace("\u00a0", " ") if pattern and "{0}" in pattern else None
