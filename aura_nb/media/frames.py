"""The frames of builds and transitions, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import cast

import cv2
import numpy as np

from aura_nb.media.planes import Frame, split

Blend = Callable[[Frame, Frame, float], Frame]


def ease(t: float) -> float:
    """Ease-in-out from 0 to 1: speed is zero at both ends.

    >>> ease(0.0), ease(0.5), ease(1.0)
    (0.0, 0.5, 1.0)
    """
    return t * t * (3 - 2 * t)


def build(before: Frame, after: Frame, frames: int) -> Iterator[Frame]:
    """A crossfade whose first frame is `before` itself; the frame after the last would be `after`."""
    for index in range(frames):
        yield built(before, after, index, frames)


def built(before: Frame, after: Frame, index: int, frames: int) -> Frame:
    """One frame of a build, counted from 0."""
    return _fade(before, after, ease(index / frames)) if index else before


def transition(before: Frame, after: Frame, frames: int, *, kind: str) -> Iterator[Frame]:
    """The frames strictly between two pictures: `fade`, `slide` (the new one comes over) or `push` (both move).

    Movement is in whole pairs of pixels, so that the planes of 4:2:0 move together and nothing is resampled.
    Raises KeyError for another kind: a cut has no frames.
    """
    blend = _BLENDS[kind]
    for index in range(1, frames + 1):
        yield blend(before, after, ease(index / (frames + 1)))


def _fade(before: Frame, after: Frame, t: float) -> Frame:
    return cast("Frame", cv2.addWeighted(before, 1 - t, after, t, 0))


def _slide(before: Frame, after: Frame, t: float) -> Frame:
    return _move(before, after, t, moves_out=False)


def _push(before: Frame, after: Frame, t: float) -> Frame:
    return _move(before, after, t, moves_out=True)


def _move(before: Frame, after: Frame, t: float, *, moves_out: bool) -> Frame:
    pairs = round(before.shape[1] // 2 * t)
    mixed = np.empty_like(before)
    for old, new, out in zip(split(before), split(after), split(mixed), strict=True):
        width = old.shape[1]
        shift = pairs * 2 * width // before.shape[1]
        out[:, : width - shift] = old[:, shift:] if moves_out else old[:, : width - shift]
        out[:, width - shift :] = new[:, :shift]
    return mixed


_BLENDS: dict[str, Blend] = {"fade": _fade, "slide": _slide, "push": _push}
