"""Colours for the series of a chart: seen on their ground, and told apart by those who see few hues as well.

Dichromacy as Machado, Oliveira and Fernandes (2009) model it, at its full severity; differences in CIELAB.
"""

from __future__ import annotations

import colorsys
import math
from functools import cache

from aura_nb.visuals.theme import channels, contrast

SEEN = 3.2  # the least contrast of a line or bar
_COUNT = 12
_MOST = 11.0  # the most contrast: what is nearly ink is no colour

_Vector = tuple[float, float, float]
_Matrix = tuple[_Vector, _Vector, _Vector]
_VISIONS: tuple[_Matrix, ...] = (
    ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
)
_XYZ: _Matrix = ((0.4339, 0.3762, 0.1899), (0.2126, 0.7152, 0.0722), (0.0177, 0.1095, 0.8729))  # of D65 white


@cache
def palette(accent: str, ground: str) -> list[str]:
    """Twelve colours, each seen on the ground; the first is the accent where it is.

    Each further one is that of many hues which differs most from all before it, for whoever sees it least.

    >>> len(set(palette("#d2371b", "#f7f2e8")))
    12
    """
    found = [readable(accent, ground, SEEN)]
    offered = [
        written(*colorsys.hls_to_rgb(hue / 24, lightness / 100, saturation))
        for hue in range(24)
        for lightness in range(22, 80, 6)
        for saturation in (0.45, 0.75)
    ]
    offered = [colour for colour in offered if SEEN <= contrast(colour, ground) <= _MOST]
    least = {colour: apart(colour, found[0]) for colour in offered}
    while len(found) < _COUNT:
        found.append(max(offered, key=least.__getitem__))
        least = {colour: min(known, apart(colour, found[-1])) for colour, known in least.items()}
    return found


def apart(one: str, other: str) -> float:
    """How far two colours are apart in CIELAB, for those who see the least of it."""
    return min(math.dist(seen, also) for seen, also in zip(_as_seen(one), _as_seen(other), strict=True))


@cache
def _as_seen(colour: str) -> tuple[_Vector, ...]:
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in _unit(colour)]
    return tuple(_lab([min(1.0, max(0.0, each)) for each in _times(vision, linear)]) for vision in _VISIONS)


def _lab(linear: list[float]) -> _Vector:
    x, y, z = (each ** (1 / 3) if each > 0.008856 else 7.787 * each + 16 / 116 for each in _times(_XYZ, linear))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _times(matrix: _Matrix, vector: list[float]) -> list[float]:
    return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]


def _unit(colour: str) -> list[float]:
    return [value / 255 for value in channels(colour)]


def readable(colour: str, ground: str, least: float) -> str:
    """The colour, lighter or darker until it has the contrast."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_unit(colour))
    step = -0.02 if contrast(ground, "#000000") > contrast(ground, "#ffffff") else 0.02
    while contrast(colour, ground) < least and 0 < lightness + step < 1:
        lightness += step
        colour = written(*colorsys.hls_to_rgb(hue, lightness, saturation))
    return colour


def written(*parts: float) -> str:
    """Red, green and blue, 0 to 1, as "#rrggbb".

    >>> written(1, 0.5, 0)
    '#ff8000'
    """
    return "#" + "".join(f"{round(255 * part):02x}" for part in parts)
