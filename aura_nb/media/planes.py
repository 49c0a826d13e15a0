"""Pictures as the encoder wants them: yuv420p planes, BT.709, limited range.

A frame is one uint8 array of shape (height * 3 / 2, width): the rows of Y, then the bytes of U, then those of V,
each plane without padding. OpenCV's own YUV conversions are BT.601, so the matrix is written out here.
"""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from aura_nb.errors import OutputInvalid

Frame = NDArray[np.uint8]
Value = TypeVar("Value", np.uint8, np.float32)

# One thread each: films are rendered by several processes, and sums must not depend on how work was cut up.
cv2.setNumThreads(1)

# ITU-R BT.709-6, items 3.2 and 3.3 (luma coefficients, colour differences) and 4.6 (8-bit quantisation).
_RED, _GREEN, _BLUE = 0.2126, 0.7152, 0.0722
LUMA = np.array([[_BLUE, _GREEN, _RED]]) * (219 / 255)
CHROMA = np.array([
    np.array([1 - _BLUE, -_GREEN, -_RED]) / (2 * (1 - _BLUE)),
    np.array([-_BLUE, -_GREEN, 1 - _RED]) / (2 * (1 - _RED)),
]) * (224 / 255)  # fmt: skip
BLACK, NEUTRAL = 16, 128


def split(frame: Frame) -> tuple[Frame, Frame, Frame]:
    """Views of a frame's Y (height, width), U and V (each half of both)."""
    rows, width = frame.shape
    height = rows * 2 // 3
    chroma = frame[height:].reshape(2, height // 2, width // 2)
    return frame[:height], chroma[0], chroma[1]


def halve(picture: NDArray[Value]) -> NDArray[Value]:
    """Half a picture's size as 4:2:0 chroma has it: sited left across (weights 1 2 1), centred down."""
    height, width = picture.shape[:2]
    shifted = cv2.copyMakeBorder(picture[:, :-1], 0, 0, 1, 0, cv2.BORDER_REPLICATE)
    size = (width // 2, height // 2)
    here = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    left = cv2.resize(shifted, size, interpolation=cv2.INTER_AREA)
    return cast("NDArray[Value]", cv2.addWeighted(here, 0.5, left, 0.5, 0))


def from_bgr(picture: Frame) -> Frame:
    """The frame of a BGR picture of even size, shape (height, width, 3)."""
    height, width = picture.shape[:2]
    frame = np.empty((height * 3 // 2, width), np.uint8)
    y, u, v = split(frame)
    y[:] = cv2.transform(picture, np.hstack([LUMA, [[BLACK]]]))
    u[:], v[:] = cv2.split(cv2.transform(halve(picture), np.hstack([CHROMA, [[NEUTRAL], [NEUTRAL]]])))
    return frame


def read_bgr(path: Path, *, alpha: bool = False) -> Frame:
    """A picture file as BGR (BGRA when `alpha`); raises `OutputInvalid` when it cannot be read."""
    flag = cv2.IMREAD_UNCHANGED if alpha else cv2.IMREAD_COLOR
    content = np.fromfile(path, np.uint8)  # not imread: it fails on Windows paths outside the code page
    picture = cv2.imdecode(content, flag) if content.size else None
    if picture is None:
        raise OutputInvalid(f"the picture {path.name} cannot be read")
    if alpha and (picture.ndim != 3 or picture.shape[2] != 4 or picture.dtype != np.uint8):
        raise OutputInvalid(f"the overlay {path.name} is not an 8-bit RGBA picture")
    return cast("Frame", picture)


def read(path: Path, *, width: int, height: int) -> Frame:
    """The frame of a picture file of exactly this size; raises `OutputInvalid` for any other."""
    picture = read_bgr(path)
    if picture.shape[:2] != (height, width):
        raise OutputInvalid(
            f"the picture {path.name} is {picture.shape[1]}x{picture.shape[0]}, the film {width}x{height}"
        )
    return from_bgr(picture)
