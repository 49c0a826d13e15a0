"""The slow move over a picture (Ken Burns): which part is seen first and last, and the frames at both ends."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
from msgspec import Struct

from aura_nb.visuals.layout import Motion

if TYPE_CHECKING:
    from aura_nb.visuals.pictures import Pixels

PICTURE = "picture.png"
START = "state-00.png"
END = "state-end.png"

# The warp's source is this much larger than the region: at the closest moment (zoom 1.10) it is still not magnified,
# at the widest it is reduced by less than a linear filter can bear.
_OVERSIZE = 1.18
# Where the tight end of the move lies in the spare room around it: never dead centre, never quite at an edge.
_ANCHORS = ((0.12, 0.2), (0.88, 0.2), (0.15, 0.75), (0.85, 0.75), (0.5, 0.12), (0.1, 0.5), (0.9, 0.5), (0.5, 0.85))


class PlannedMove(Struct, frozen=True):
    """A planned motion and the pixels it moves over."""

    motion: Motion
    source: Pixels


def plan(image: Pixels, *, region: tuple[int, int, int, int], seed: int) -> PlannedMove:
    """Choose the move over `image` (BGR, uint8) for a region x, y, width, height; the seed decides which."""
    _, _, width, height = region
    source = _scaled(_cropped(image, width / height), width, height)
    high, wide = source.shape[:2]
    across = min(float(wide), high * width / height)
    down = across * height / width
    full = ((wide - across) / 2, (high - down) / 2, across, down)
    zoom = 1.06 + 0.04 * (seed // 16 % 101) / 100
    anchor = _ANCHORS[seed // 2 % len(_ANCHORS)]
    close = (
        full[0] + (across - across / zoom) * anchor[0],
        full[1] + (down - down / zoom) * anchor[1],
        across / zoom,
        down / zoom,
    )
    start, end = (full, close) if seed % 2 == 0 else (close, full)
    return PlannedMove(Motion(PICTURE, region, start, end), source)


def write(move: PlannedMove, *, plate: bytes, folder: Path, progress: Callable[[float], None]) -> None:
    """Write the source and the frames at both ends of the move, laid over `plate` (a PNG as large as the frame)."""
    ground = np.asarray(cv2.imdecode(np.frombuffer(plate, np.uint8), cv2.IMREAD_COLOR), np.uint8)
    save(folder / PICTURE, move.source)
    progress(0.4)
    x, y, width, height = move.motion.region
    for name, rectangle, done in ((START, move.motion.start, 0.7), (END, move.motion.end, 1.0)):
        ground[y : y + height, x : x + width] = view(move.source, rectangle, (width, height))
        save(folder / name, ground)
        progress(done)


def write_still(image: Pixels, *, region: tuple[int, int, int, int], plate: bytes, folder: Path) -> None:
    """Write the frame in which a picture fills its region and stands, laid over `plate`."""
    ground = np.asarray(cv2.imdecode(np.frombuffer(plate, np.uint8), cv2.IMREAD_COLOR), np.uint8)
    x, y, width, height = region
    cropped = _cropped(image, width / height)
    filtering = cv2.INTER_AREA if width < cropped.shape[1] else cv2.INTER_CUBIC
    ground[y : y + height, x : x + width] = cv2.resize(cropped, (width, height), interpolation=filtering)
    save(folder / START, ground)


def view(source: Pixels, rectangle: tuple[float, float, float, float], size: tuple[int, int]) -> Pixels:
    """A rectangle (x, y, width, height in source pixels, edges not centres) of `source` as `size` pixels."""
    x, y, width, height = rectangle
    across, down = width / size[0], height / size[1]
    back = np.array([[across, 0, x + across / 2 - 0.5], [0, down, y + down / 2 - 0.5]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    seen = cv2.warpAffine(source, back, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(seen, np.uint8)


def _cropped(image: Pixels, aspect: float) -> Pixels:
    """The largest part of `image` of the aspect; what is cut off above is less than below, where faces are not."""
    high, wide = image.shape[:2]
    across, down = min(wide, round(high * aspect)), min(high, round(wide / aspect))
    x, y = (wide - max(1, across)) // 2, round((high - max(1, down)) * 0.42)
    return image[y : y + max(1, down), x : x + max(1, across)]


def _scaled(image: Pixels, width: int, height: int) -> Pixels:
    size = (round(width * _OVERSIZE / 2) * 2, round(height * _OVERSIZE / 2) * 2)
    filtering = cv2.INTER_AREA if size[0] < image.shape[1] else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(image, size, interpolation=filtering), np.uint8)


def save(file: Path, image: Pixels) -> None:
    """Write a picture that the camera moves over."""
    # A photo at 1080p: 46 ms and 2.0 MB so, 132 ms and 2.1 MB at the usual level 1.
    options = [
        *(cv2.IMWRITE_PNG_COMPRESSION, 2),
        *(cv2.IMWRITE_PNG_STRATEGY, cv2.IMWRITE_PNG_STRATEGY_HUFFMAN_ONLY),
        *(cv2.IMWRITE_PNG_FILTER, cv2.IMWRITE_PNG_FILTER_SUB),
    ]
    _, png = cv2.imencode(".png", image, options)
    file.write_bytes(png.tobytes())
