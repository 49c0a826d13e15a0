"""Numbers and dates as they are written at a chart's axes, in the language of the film."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_compact_decimal, format_decimal
from matplotlib.dates import AutoDateLocator, num2date
from matplotlib.ticker import MaxNLocator

from aura_nb.visuals.charts import HUGE, MINUS, POWERS, TINY

_LARGE = 1e6  # from which numbers are written short
_YEARS = (1000, 2999)
_TIMES = f"\u00a0{POWERS[0]}\u00a0"
_RAISED = str.maketrans("-0123456789", POWERS[1:])


def written(value: object, language: str = "en") -> str:
    """A cell as a label.

    >>> written("  Brest "), written(None), written(2.50), written(2020), written(1234567.5)
    ('Brest', '', '2.5', '2020', '1234567.5')
    >>> written(True), written(-0.0)
    ('True', '0')
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        plain = f"{value + 0.0:.12g}" if isinstance(value, float) else str(value)
        return _scientific(value, language) if "e" in plain else _signed(plain)
    return "" if value is None else " ".join(str(value).split())


def _signed(number: str) -> str:
    """A number with a minus where most languages' rules write a hyphen, which is too short before figures."""
    return number.replace("-", MINUS)


@cache
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def figures(values: Sequence[float], language: str) -> list[str]:
    """Numbers of one axis as they are written in a language, all with as many decimals as their steps need.

    >>> figures([0, 0.5, 1], "en-US"), figures([0, 1000], "de"), figures([0, 2_000_000], "en")
    (['0', '0.5', '1'], ['0', '1.000'], ['0', '2M'])
    """
    locale = _locale(language)
    largest = max((abs(value) for value in values), default=0.0)
    steps = [b - a for a, b in pairwise(values) if b > a]
    step = min(steps, default=largest or 1.0)
    if largest >= HUGE:
        return [_scientific(value, language) for value in values]
    if largest >= _LARGE:
        unit = 10.0 ** (3 * (int(math.log10(largest)) // 3))
        digits = 0 if all((value / unit).is_integer() for value in values) else 2
        return [_signed(format_compact_decimal(value, locale=locale, fraction_digits=digits)) for value in values]
    if 0 < largest < TINY:
        return [_scientific(value, language) for value in values]
    digits = max(0, -math.floor(math.log10(step) + 1e-9)) if step < 1 else 0
    if abs(step * 10**digits - round(step * 10**digits)) > 1e-6:  # such as steps of 2.5
        digits += 1
    form = "#,##0" + ("." + "#" * digits if digits else "")
    return [_signed(format_decimal(round(value, digits) + 0.0, form, locale=locale)) for value in values]


def _scientific(value: float, language: str) -> str:
    """A number as so many times a power of ten."""
    if not value:
        return "0"
    digits, power = f"{value:.2e}".split("e")
    times = _signed(format_decimal(float(digits), "0.##", locale=_locale(language)))
    return f"{times}{_TIMES}10{str(int(power)).translate(_RAISED)}"


def alone(values: Sequence[float], language: str) -> list[str]:
    """Figures that stand alone, three or four digits of each.

    >>> alone([0.0512], "de"), alone([12.5, 3], "en")
    (['0,0512'], ['12.5', '3'])
    """
    locale = _locale(language)
    largest = max(map(abs, values), default=0.0)
    if largest >= HUGE:
        return [_scientific(value, language) for value in values]
    if largest >= _LARGE:
        return [_signed(format_compact_decimal(value, locale=locale, fraction_digits=1)) for value in values]
    digits = 0 if largest >= 1000 else 1 if largest >= 100 else 2  # so that there are three or four
    if 0 < largest < 0.1:  # where two decimals say nothing
        return [
            _scientific(value, language) if abs(value) < TINY else _signed(format_decimal(value, "@##", locale=locale))
            for value in values
        ]
    form = "#,##0." + "#" * max(digits, 1)
    return [_signed(format_decimal(round(value, digits) + 0.0, form, locale=locale)) for value in values]


def dates(low: float, high: float, most: int, language: str) -> tuple[list[float], list[str]]:
    """Ticks and labels between two dates (matplotlib's numbers)."""
    moment_of: Any = num2date
    first, last = moment_of(low), moment_of(high)
    locator_of: Any = AutoDateLocator
    locator = locator_of(minticks=2, maxticks=most)
    ticks = [tick for tick in locator.tick_values(first, last) if low - 1e-9 <= tick <= high + 1e-9]
    moments = [moment_of(tick) for tick in ticks]
    step = min((b - a for a, b in pairwise(moments)), default=last - first)
    locale = _locale(language)
    if step >= timedelta(days=360):
        return ticks, [format_date(moment, "y", locale=locale) for moment in moments]
    if step >= timedelta(days=27):
        form = "MMM" if first.year == last.year else "MMM y"
        return ticks, [format_date(moment, form, locale=locale) for moment in moments]
    if step >= timedelta(days=1):
        return ticks, [format_date(moment, "d MMM", locale=locale) for moment in moments]
    if first.date() == last.date():
        return ticks, [f"{moment:%H:%M}" for moment in moments]
    labels, day = [], None
    for moment in moments:
        hour, date = f"{moment:%H:%M}", format_date(moment, "d MMM", locale=locale)
        is_midnight = moment.hour == moment.minute == 0
        labels.append(hour if moment.date() == day else date if is_midnight else f"{date} {hour}")
        day = moment.date()
    return ticks, labels


def days(moments: Sequence[datetime], language: str) -> list[str] | None:
    """Names of months or days in a row, as short as tells them apart; None for hours.

    >>> days([datetime(2024, 1, 1), datetime(2024, 2, 1)], "en")
    ['Jan', 'Feb']
    """
    if any((moment.hour, moment.minute, moment.second) != (0, 0, 0) for moment in moments):
        return None
    form = "MMM" if all(moment.day == 1 for moment in moments) else "d MMM"
    if len({moment.year for moment in moments}) > 1:
        form += " y"
    return [format_date(moment, form, locale=_locale(language)) for moment in moments]


def between(low: float, high: float, most: int) -> list[float]:
    """Round numbers from `low` to `high`, about as many as `most`.

    >>> between(0, 10, 5)
    [0.0, 2.0, 4.0, 6.0, 8.0, 10.0]
    """
    found = MaxNLocator(nbins=max(2, min(8, most)), steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    slack = (high - low) * 1e-6
    return [float(value) for value in found if low - slack <= value <= high + slack]


def numbers(low: float, high: float, most: int, language: str) -> tuple[list[float], list[str]]:
    """Ticks and labels between two numbers; years are written as such."""
    if _YEARS[0] <= low <= high <= _YEARS[1] and low.is_integer() and high.is_integer():
        found = MaxNLocator(nbins=max(2, min(8, most)), integer=True).tick_values(low, high)
        years = [float(value) for value in found if low <= value <= high]
        return years, [f"{value:.0f}" for value in years]
    ticks = between(low, high, most)
    return ticks, figures(ticks, language)
