"""What a picture is: a photograph, over which a camera may move, or one with lines and letters, of which all counts."""

from __future__ import annotations

import cv2
import numpy as np

from aura_nb.visuals.pictures import Pixels

_LOOKED_AT = 256  # pixels of the longer side of what is judged
_LEAST = 480  # pixels of the shorter side: a smaller one would be a blur
_LONGEST = 2.6  # of the longer side to the shorter one: a panorama would lose its ends
_FLAT = 0.45  # the part of a picture whose neighbours have the very same colour, from which it was drawn
_ONE_COLOUR = 0.25  # the part that is all of one colour, from which that is a ground


def is_photograph(pixels: Pixels) -> bool:
    """Whether a picture (rows x columns x BGR, 8 bits) is a photograph large enough to move in.

    A drawing has grounds and lines of one colour, and a photograph hardly two pixels alike: single pixels are taken,
    since an average would make colours that are not there.
    """
    height, width = pixels.shape[:2]
    if min(height, width) < _LEAST or max(height, width) > _LONGEST * min(height, width):
        return False
    scale = max(height, width) / _LOOKED_AT
    size = (max(2, round(width / scale)), max(2, round(height / scale)))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_NEAREST).astype(np.int16)
    alike = [np.abs(np.diff(small, axis=axis)).max(axis=2) <= 1 for axis in (0, 1)]
    flat = float(np.mean([each.mean() for each in alike]))
    colours = (small >> 3) @ np.array([1, 32, 1024], np.int16).astype(np.int64)
    _, counts = np.unique(colours, return_counts=True)
    return flat < _FLAT and float(counts.max()) / colours.size < _ONE_COLOUR
