"""Where the camera looks in a picture: the whole, then one region after the other, and the picture it moves over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import cv2
import numpy as np

from aura_nb.visuals import planned_move

if TYPE_CHECKING:
    from aura_nb.visuals.pictures import Pixels

Rectangle = tuple[float, float, float, float]
Box = tuple[int, int, int, int]

_AROUND = 1.12  # of a region, seen with it, so that it does not touch the edges
_CLOSEST = 3.0  # pixels of the frame for each of the picture, at most: beyond it one sees nothing but blur
_STEP = 2.0  # pixels of what is sampled for each of the frame: at one to one a linear sample blurs
_MARGIN = 4


def even(box: Box) -> Box:
    """The box in even pixels, which a moving picture needs."""
    x, y, width, height = (value // 2 * 2 for value in box)
    return x, y, max(2, width), max(2, height)


def rectangles(size: tuple[int, int], regions: Sequence[Rectangle], box: Box, *, covers: bool) -> list[Rectangle]:
    """What of a picture (`size` its width and height in pixels) is seen in the box: first the whole, then each region.

    `regions` are fractions of the picture; each is seen with a little around it, in the shape of the box. A picture
    that `covers` the box loses what reaches out of it.
    """
    wide, high = size
    aspect = box[2] / box[3]
    across = min(float(wide), high * aspect)
    # What is above is less often cut off than what is below.
    whole = ((wide - across) / 2, (high - across / aspect) * 0.42, across, across / aspect)
    if not covers:
        whole = (0.0, 0.0, float(wide), float(high))
    found = [whole]
    for x, y, width, height in regions:
        seen = max(_AROUND * width * wide, _AROUND * height * high * aspect, box[2] / _CLOSEST)
        seen = min(seen, across)
        left = (x + width / 2) * wide - seen / 2
        top = (y + height / 2) * high - seen / aspect / 2
        found.append((_within(left, seen, wide), _within(top, seen / aspect, high), seen, seen / aspect))
    return found


def _within(start: float, length: float, whole: float) -> float:
    return min(max(0.0, start), max(0.0, whole - length))


def view(image: Pixels, rectangle: Rectangle, size: tuple[int, int]) -> Pixels:
    """A rectangle of a picture as `size` pixels, as sharp as a camera at rest sees it."""
    x, y, width, height = rectangle
    high, wide = image.shape[:2]
    left, top = max(0, int(x) - _MARGIN), max(0, int(y) - _MARGIN)
    right, below = min(wide, int(x + width) + _MARGIN + 1), min(high, int(y + height) + _MARGIN + 1)
    part = image[top:below, left:right]
    scale = _STEP * size[0] / width
    larger = (max(2, round(part.shape[1] * scale)), max(2, round(part.shape[0] * scale)))
    part = np.asarray(cv2.resize(part, larger, interpolation=cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA))
    across, down = larger[0] / (right - left), larger[1] / (below - top)
    return planned_move.view(part, ((x - left) * across, (y - top) * down, width * across, height * down), size)


def source(image: Pixels, found: Sequence[Rectangle], box: Box) -> tuple[Pixels, list[Rectangle]]:
    """The picture no larger than the closest view needs, and the rectangles in its pixels."""
    closest = min(width for _, _, width, _ in found)
    scale = min(1.0, _STEP * box[2] / closest)
    if scale == 1.0:
        return image, list(found)
    size = (max(2, round(image.shape[1] * scale)), max(2, round(image.shape[0] * scale)))
    across, down = size[0] / image.shape[1], size[1] / image.shape[0]
    smaller = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
    return smaller, [(x * across, y * down, width * across, height * down) for x, y, width, height in found]
