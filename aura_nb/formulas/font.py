"""The font of formulas: STIX Two Math, which comes with ziamath, so that both ways of drawing look alike."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

_ziamath = find_spec("ziamath")
MATH_FONT = (
    str(Path(_ziamath.origin).parent / "fonts" / "STIXTwoMath-Regular.ttf") if _ziamath and _ziamath.origin else ""
)
MATH_FAMILY = "STIX Two Math"
