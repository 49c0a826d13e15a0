"""The frames of builds and transitions, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from aura_nb.media.planes import Frame, split

Blend = Callable[[Frame, Frame, float], Frame]


_BLACK = 16  # of luma
_SHADOW = 0.4  # at the edge of a picture that comes over another, fading out to its side
_INK = 24  # of luma, from which something stands apart from its ground
_GONE = 0.12  # of what stood on a page, from which it is another page


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


def turns(before: Frame, after: Frame) -> bool:
    """Whether much of what stands on the ground is gone afterwards: then a page is turned, and nothing built."""
    plain = int(split(ground(before))[0][0, 0])
    apart = np.where(np.abs(np.arange(256) - plain) > _INK, 255, 0).astype(np.uint8)
    stood, stands = (cv2.LUT(split(frame)[0], apart) for frame in (before, after))
    gone = cv2.countNonZero(cv2.bitwise_and(stood, cv2.bitwise_not(stands)))
    return gone > _GONE * max(1, cv2.countNonZero(stood))


class Turned:
    """A page that is turned: what goes is gone before what is new comes, and what both have stands still."""

    def __init__(self, before: Frame, after: Frame) -> None:
        self._before = before
        self._through = _Through(before, after, lifted=False)

    def frame(self, index: int, frames: int) -> Frame:
        """One frame of it, counted from 0, the first being the page before."""
        return self._through.at(index / frames) if index else self._before


def transition(
    before: Frame | None, after: Frame | None, frames: int, *, kind: str, lifted: bool = False
) -> Iterator[Frame]:
    """The frames strictly between two pictures: `fade` (through the ground), `slide` (the new one comes over) or `push`
    (both move).

    In a fade, what differs leaves before what is new comes, so that no two texts ever lie over each other; a thing that
    is the same in both stands still, such as a heading. Without `before` a film opens from the ground, and its first
    frame, which players show before they play, is well on the way; without `after` it ends in the ground. `lifted` lets
    what is new rise to its place.
    Movement is in whole pairs of pixels, so that the planes of 4:2:0 move together and nothing is resampled.
    Raises KeyError for another kind: a cut has no frames.
    """
    if kind == "fade":
        through = _Through(before, after, lifted=lifted)
        yield from (through.at(index / (frames + 1)) for index in range(1, frames + 1))
        return
    blend = _BLENDS[kind]
    if before is None or after is None:
        raise ValueError(f"a {kind} leads from one picture to another")
    for index in range(1, frames + 1):
        yield blend(before, after, ease(index / (frames + 1)))


def ground(frame: Frame) -> Frame:
    """A frame of one colour: the one that most of the rim of `frame` has, or its middle where none has much.

    The rim, because what stands on a slide, such as a panel of code, may be larger than what is left of its ground.
    """
    flat = np.empty_like(frame)
    often = np.bincount(_rim(split(frame)[0]), minlength=256)
    plain = often.max() > 0.2 * often.sum()
    for plane, out in zip(split(frame), split(flat), strict=True):
        out[:] = np.bincount(_rim(plane), minlength=256).argmax() if plain else np.median(plane)
    return flat


def _rim(plane: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """What lies within a twenty-fifth of a plane's edges."""
    deep = max(1, min(plane.shape) // 25)
    sides = plane[:deep], plane[-deep:], plane[deep:-deep, :deep], plane[deep:-deep, -deep:]
    return np.concatenate([side.ravel() for side in sides])


class _Through:
    """A fade through the ground of both pictures."""

    LEAVING = 0.45  # of the time; from there on comes what is new
    BLOCK = 16  # pixels: what is closer together is one thing
    RISE = 0.014  # of the height
    OPENED = 0.25  # of the time has gone at the first frame of a film, in which nearly half of its picture is there

    def __init__(self, before: Frame | None, after: Frame | None, *, lifted: bool) -> None:
        known = after if after is not None else before
        if known is None:
            raise ValueError("a fade has a picture at one end at least")
        self._lift = round(self.RISE * known.shape[0] * 2 / 3 / 4) * 4 if lifted else 0
        self._before, self._after = before, after
        self._from = ground(before) if before is not None else ground(known)
        self._to = ground(after) if after is not None else ground(known)
        self._is_one_ground = np.array_equal(self._from, self._to)
        self._still = None
        if before is not None and after is not None:
            self._still = _same((before, self._from), (after, self._to), self.BLOCK)

    def at(self, t: float) -> Frame:
        """The frame at `t`, 0 to 1."""
        between = self._from if self._is_one_ground else _fade(self._from, self._to, ease(t))
        if self._after is None:
            shown = _mixed(between, self._before, 1 - ease(t))
        elif self._before is None:
            shown = self._coming(between, self.OPENED + (1 - self.OPENED) * t)
        elif t < self.LEAVING:
            shown = _mixed(between, self._before, 1 - _arriving(t / self.LEAVING))
        else:
            shown = self._coming(between, (t - self.LEAVING) / (1 - self.LEAVING))
        if self._still is not None and self._before is not None:
            shown = cast("Frame", cv2.copyTo(self._before, self._still, shown))
        return shown

    def _coming(self, between: Frame, t: float) -> Frame:
        share = _arriving(t)
        down = round(self._lift * (1 - share) / 2) * 2
        return _mixed(between, _lowered(self._after, down), share)


def _arriving(t: float) -> float:
    """Fast at first, then slower: what comes is soon readable."""
    return float(1 - (1 - t) ** 2.2)


def _mixed(flat: Frame, frame: Frame | None, share: float) -> Frame:
    return flat if frame is None else _fade(flat, frame, share)


def _lowered(frame: Frame | None, down: int) -> Frame | None:
    """The picture so many (even) pixels further down; its top row goes on above it."""
    if frame is None or not down:
        return frame
    moved = np.empty_like(frame)
    for plane, out, step in zip(split(frame), split(moved), (1, 2, 2), strict=True):
        rows = down // step
        out[rows:] = plane[:-rows]
        out[:rows] = plane[0]
    return moved


def _same(one: tuple[Frame, Frame], other: tuple[Frame, Frame], block: int) -> Frame:
    """Where two frames, each with its ground, show the same things, as bytes that are not zero there.

    A thing is what stands apart on the ground.

    A thing of which a part differs, such as a panel with other words in it, is another thing as a whole: what is left
    of it between its words would be seen as rags.
    """
    differs = _unlike(one[0], other[0])
    around = np.ones((block + 1, block + 1), np.uint8)
    things = cv2.dilate(differs | _unlike(*one) | _unlike(*other), around)
    count, numbers = cv2.connectedComponents(things)
    changed = np.bincount(np.asarray(numbers, np.int32)[differs > 0], minlength=count) > 0
    half = np.where(changed, 0, 255).astype(np.uint8)[numbers]
    found = np.empty_like(one[0])
    for plane in split(found):
        plane[:] = cv2.resize(half, plane.shape[::-1], interpolation=cv2.INTER_NEAREST)
    return found


def _unlike(one: Frame, other: Frame) -> Frame:
    """Where two frames differ, as bytes that are not zero there: one for each two by two pixels, as chroma has them."""
    luma, blue, red = (plane ^ twin for plane, twin in zip(split(one), split(other), strict=True))
    found = luma[::2, ::2] | luma[1::2, ::2] | luma[::2, 1::2] | luma[1::2, 1::2] | blue | red
    return cast("Frame", found)


def _fade(before: Frame, after: Frame, t: float) -> Frame:
    return cast("Frame", cv2.addWeighted(before, 1 - t, after, t, 0))


def _slide(before: Frame, after: Frame, t: float) -> Frame:
    moved = _move(before, after, t, moves_out=False)
    # Its shadow falls on what it covers: on one and the same ground nobody would see its edge.
    luma = split(moved)[0]
    edge = luma.shape[1] - round(before.shape[1] // 2 * t) * 2
    deep = min(edge, luma.shape[1] // 40)
    if deep and edge < luma.shape[1]:
        dark = 1 - _SHADOW * (np.arange(1, deep + 1, dtype=np.float32) / deep) ** 2
        below = luma[:, edge - deep : edge]
        below[:] = np.rint(_BLACK + (below.astype(np.float32) - _BLACK) * dark)
    return moved


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


_BLENDS: dict[str, Blend] = {"slide": _slide, "push": _push}
