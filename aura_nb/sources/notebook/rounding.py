"""Numbers as they are said: with as many figures as anybody follows."""

from __future__ import annotations

import math

from aura_nb.regex import regex

_LONG = regex(r"(?<![\w.])\d+(?:\.\d{4,}(?:[eE][-+]?\d+)?|(?:\.\d*)?[eE][-+]?\d+)")
_HIGH = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_LEAST, _MOST = 1e-4, 1e15  # between which a number is written out


def rounded(text: str) -> str:
    """A number as it is said: what is behind the third figure of a long fraction tells nobody anything.

    >>> rounded("0.9333333333"), rounded("12.50"), rounded("3700.662251"), rounded("1.5e6")
    ('0.933', '12.50', '3,700.7', '1,500,000')
    >>> rounded("-1.2345e-05")
    '-1.23 \N{MULTIPLICATION SIGN} 10⁻⁵'
    """
    return _LONG.sub(lambda found: _short(float(found[0])), text)


def _short(value: float) -> str:
    if value and math.isfinite(value) and not _LEAST <= value < _MOST:
        mantissa, _, exponent = f"{value:.2e}".partition("e")
        mantissa = mantissa.rstrip("0").rstrip(".")
        return f"{mantissa} \N{MULTIPLICATION SIGN} 10{str(int(exponent)).translate(_HIGH)}"
    if value >= 10_000 or (value >= 100 and value.is_integer()):
        return f"{value:,.0f}"
    return f"{value:,.1f}" if value >= 100 else f"{value:.3g}"
