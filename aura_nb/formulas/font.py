"""The font of formulas: STIX Two Math, which comes with ziamath, so that both ways of drawing look alike."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

_ziamath = find_spec("ziamath")
MATH_FONT = (
    str(Path(_ziamath.origin).parent / "fonts" / "STIXTwoMath-Regular.ttf") if _ziamath and _ziamath.origin else ""
)
MATH_FAMILY = "STIX Two Math"


@cache
def glyphs() -> frozenset[str]:
    """The characters that the font has."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - only where formulas are drawn

    with TTFont(MATH_FONT, lazy=True) as font:
        return frozenset(chr(code) for code in font.getBestCmap())


def lacking(text: str) -> str:
    """The characters of a text that the font does not have, each once: other fonts must.

    >>> lacking("bees 蜂蜜蜂"), lacking("α ≤ ∑")
    ('蜂蜜', '')
    """
    return "".join(dict.fromkeys(char for char in text if char.isprintable() and char not in glyphs()))
