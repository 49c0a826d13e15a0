"""Videos of a high dynamic range as a usual screen shows them: their brightness and their colours fitted to it.

Transfer functions and matrix: ITU-R BT.2100 (PQ and HLG), BT.2087 (from BT.2020 to BT.709). Paper white is at 203 nits
(BT.2408); what is brighter is pressed together.
"""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
_PQ, _HLG = 16, 18  # FFmpeg's numbers, which are those of H.273
_WHITE = 203.0  # nits
_PEAK_OF_HLG = 1000.0
_KNEE = 0.6  # of paper white, from which brighter light is pressed together
_STEPS = 4096
# Rows and columns are blue, green, red.
_TO_709 = np.array([[1.1187, -0.1006, -0.0182], [-0.0083, 1.1329, -0.1246], [-0.0728, -0.5876, 1.6605]], np.float32)


def toned(pixels: Pixels, transfer: int | None) -> Pixels:
    """BGR pixels of a video with this transfer function; those of usual ones, and with alpha, are as they were.

    Paper white is 58 % of PQ and 75 % of HLG:

    >>> [int(toned(np.full((1, 1, 3), value * 2.55, np.uint8), kind)[0, 0, 0]) for value, kind in ((58, 16), (75, 18))]
    [236, 237]
    """
    if transfer not in {_PQ, _HLG} or pixels.shape[2] != 3:
        return pixels
    light = cv2.transform(cv2.LUT(pixels, _light(transfer)), _TO_709)
    return _written()[(np.clip(light, 0, 1) * (_STEPS - 1)).astype(np.uint16)]


@cache
def _light(transfer: int) -> NDArray[np.float32]:
    """The light of each of 256 values, as a part of paper white, pressed together where it is brighter."""
    value = np.linspace(0, 1, 256)
    if transfer == _PQ:
        power = value ** (1 / 78.84375)
        nits = 10_000 * (np.maximum(power - 0.8359375, 0) / (18.8515625 - 18.6875 * power)) ** (1 / 0.1593017578125)
    else:
        linear = np.where(value <= 0.5, value**2 / 3, (np.exp((value - 0.55991073) / 0.17883277) + 0.28466892) / 12)
        nits = _PEAK_OF_HLG * linear**1.2
    parts = nits / _WHITE
    pressed = _KNEE + (1 - _KNEE) * (1 - np.exp(-(parts - _KNEE) / (1 - _KNEE)))
    return np.where(parts <= _KNEE, parts, pressed).astype(np.float32)


@cache
def _written() -> Pixels:
    """Light as the values of a usual screen (sRGB)."""
    light = np.linspace(0, 1, _STEPS)
    values = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.round(values * 255).astype(np.uint8)
