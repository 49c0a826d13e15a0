"""Slow movement over a picture (Ken Burns): each plane is warped apart, at sub-pixel positions.

The source rectangle goes from `start` to `end` with ease-in-out, so that the movement begins and ends at rest
and meets the still pictures around it. A rectangle is x, y, width, height in the picture's pixels; the part of
the frame that moves is `region`, the same in the frame's pixels and even numbers.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import cast

import cv2
import numpy as np

from aura_nb.media.blends import ease
from aura_nb.media.overlay import Overlay
from aura_nb.media.planes import Frame, from_bgr, split

Rectangle = tuple[float, float, float, float]
Region = tuple[int, int, int, int]

# The picture is sampled linearly from twice the pixels the closest view needs: a linear sample at one to one
# blurs by up to half a pixel and sharpens again as it moves, which the eye sees as breathing.
_OVERSAMPLING = 2.0
_MOST_PIXELS = 40_000_000  # of the enlarged picture; above, memory matters more than the last sharpness


def moving(
    base: Frame, picture: Frame, overlay: Frame | None, *, region: Region, start: Rectangle, end: Rectangle, frames: int
) -> Iterator[Frame]:
    """The frames of a movement: the first shows `start` exactly, the last `end`.

    `base` is the whole frame around the region (planes), `picture` the source (BGR, any size), `overlay` a BGRA
    picture of the whole frame's size that lies over the region. Each frame is the same array, written anew.
    """
    source, scale = _prepared(picture, region, min(start[2], end[2]))
    frame = base.copy()
    left, top, width, height = region
    targets = [
        plane[top // step : (top + height) // step, left // step : (left + width) // step]
        for plane, step in zip(split(frame), (1, 2, 2), strict=True)
    ]
    over = Overlay(overlay[top : top + height, left : left + width]) if overlay is not None else None
    for index in range(frames):
        t = ease(index / (frames - 1)) if frames > 1 else 0.0
        view = [(a + (b - a) * t) * scale for a, b in zip(start, end, strict=True)]
        _warp(split(source), targets, view, (width, height))
        if over is not None:
            over.lay(targets)
        yield frame


class Camera:
    """A move between two views of a picture, whose frames are drawn when asked for.

    Where the views are of very different size, what is sampled is a row of smaller and smaller pictures: a part of a
    picture that is seen from afar would flicker.
    """

    def __init__(self, base: Frame, picture: Frame, *, region: Region, start: Rectangle, end: Rectangle) -> None:
        """`base` and `region` are as for `moving`."""
        self._base = base
        self._region = region
        self._start, self._end = start, end
        closest, widest = sorted((start[2], end[2]))
        source, self._scale = _prepared(picture, region, closest)
        self._levels = [source]
        step = widest * self._scale / region[2]
        while step > _OVERSAMPLING * 1.5 and min(self._levels[-1].shape) > 8:
            self._levels.append(_halved(self._levels[-1]))
            step /= 2

    def frame(self, t: float) -> Frame:
        """The frame at a moment from 0 to 1."""
        view = [value * self._scale for value in self._at(t)]
        shown = self._base.copy()
        left, top, width, height = self._region
        targets = [
            plane[top // step : (top + height) // step, left // step : (left + width) // step]
            for plane, step in zip(split(shown), (1, 2, 2), strict=True)
        ]
        depth = min(max(0.0, math.log2(view[2] / width / _OVERSAMPLING)), len(self._levels) - 1.0)
        near = int(depth)
        for level in (near, near + 1)[: 1 if depth == near else 2]:
            drawn = [np.empty_like(target) for target in targets]
            _warp(split(self._levels[level]), drawn, [value / 2**level for value in view], (width, height))
            share = depth - near if level > near else 1.0
            for target, plane in zip(targets, drawn, strict=True):
                target[:] = plane if level == near else cv2.addWeighted(target, 1 - share, plane, share, 0)
        return shown

    def _at(self, t: float) -> list[float]:
        """The view at a moment: its size changes by an equal part in equal times, as when one walks up to a thing."""
        first, last = self._start[2], self._end[2]
        along = t if abs(last / first - 1) < 0.01 else (first * (last / first) ** t - first) / (last - first)
        return [a + (b - a) * along for a, b in zip(self._start, self._end, strict=True)]


def _halved(source: Frame) -> Frame:
    """Half a frame's size; its height and width stay even."""
    planes = split(source)
    height, width = (max(2, side // 4 * 2) for side in planes[0].shape)
    smaller = np.empty((height * 3 // 2, width), np.uint8)
    for plane, target in zip(planes, split(smaller), strict=True):
        # What is cut off when sides are no multiples of four is less than two pixels at the far edges.
        part = plane[: target.shape[0] * 2, : target.shape[1] * 2]
        target[:] = cv2.resize(part, target.shape[::-1], interpolation=cv2.INTER_AREA)
    return smaller


def _prepared(picture: Frame, region: Region, closest: float) -> tuple[Frame, float]:
    """The picture's planes at the size that is sampled best, and that size relative to the original."""
    width = picture.shape[1]
    scale = min(1.0, 1.1 * region[2] / closest)  # more detail than the closest view shows would flicker
    if scale < 1.0:
        picture = _resized(picture, scale, cv2.INTER_AREA)
    more = min(_OVERSAMPLING, (_MOST_PIXELS / (picture.shape[0] * picture.shape[1])) ** 0.5)
    if more > 1.0:
        picture = _resized(picture, more, cv2.INTER_CUBIC)
    # The sizes were rounded to whole pixels: take what became of the width, and make both even for 4:2:0.
    scale = picture.shape[1] / width
    rows, columns = picture.shape[0] % 2, picture.shape[1] % 2
    if rows or columns:
        picture = cast("Frame", cv2.copyMakeBorder(picture, 0, rows, 0, columns, cv2.BORDER_REPLICATE))
    return from_bgr(picture), scale


def _resized(picture: Frame, scale: float, interpolation: int) -> Frame:
    return cast("Frame", cv2.resize(picture, None, fx=scale, fy=scale, interpolation=interpolation))


def _warp(sources: tuple[Frame, Frame, Frame], targets: list[Frame], view: list[float], size: tuple[int, int]) -> None:
    """Show the view of the source planes in the target planes.

    In pixel edges, the target's point e shows the source's view_start + e * step. A luma sample i lies at i + 0.5;
    a chroma sample at 2i + 0.5 across (sited left) and 2i + 1 down (centred).
    """
    across, down = view[2] / size[0], view[3] / size[1]
    for plane, (source, target) in enumerate(zip(sources, targets, strict=True)):
        every, right, below = (1, 0.5, 0.5) if plane == 0 else (2, 0.5, 1.0)
        matrix = np.array([
            [across, 0, (view[0] + across * right - right) / every],
            [0, down, (view[1] + down * below - below) / every],
        ])  # fmt: skip
        cv2.warpAffine(
            source,
            matrix,
            (target.shape[1], target.shape[0]),
            dst=target,
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        )
