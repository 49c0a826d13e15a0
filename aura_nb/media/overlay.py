"""A picture with transparency laid over frames: where it is clear, they stay as they are, to the bit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from aura_nb.media.planes import BLACK, CHROMA, LUMA, NEUTRAL, Frame, halve


class _Band(NamedTuple):
    """A part of one plane that the overlay covers: where, what is kept of the picture, what is added."""

    rows: slice
    columns: slice
    kept: Frame
    added: Frame


class Overlay:
    """A BGRA picture of even size, cut into the bands of rows it covers, ready to be laid over planes."""

    def __init__(self, picture: Frame) -> None:
        height, width = picture.shape[:2]
        alpha: NDArray[np.float32] = picture[..., 3].astype(np.float32) / np.float32(255)
        self._bands: list[list[_Band]] = [[], [], []]
        covered = picture[..., 3].reshape(height // 2, 2, width).max(axis=1) > 0
        for first, last in _runs(covered.max(axis=1)):
            across = np.flatnonzero(covered[first:last].max(axis=0))
            rows = slice(2 * first, 2 * last)
            # One pair more at both sides: left-sited chroma sees the pixel before its own.
            columns = slice(max(0, int(across[0]) // 2 * 2 - 2), min(width, int(across[-1]) // 2 * 2 + 4))
            opaque = alpha[rows, columns]
            colour = picture[rows, columns, :3].astype(np.float32) * opaque[..., None]
            self._add(colour, opaque, rows, columns)

    def _add(self, colour: NDArray[np.float32], opaque: NDArray[np.float32], rows: slice, columns: slice) -> None:
        half = [slice(part.start // 2, part.stop // 2) for part in (rows, columns)]
        self._bands[0].append(_Band(rows, columns, _byte(255 * (1 - opaque)), _byte(colour @ LUMA[0] + BLACK * opaque)))
        colour, opaque = halve(colour), halve(opaque)
        for plane in (1, 2):
            added = colour @ CHROMA[plane - 1] + NEUTRAL * opaque
            self._bands[plane].append(_Band(half[0], half[1], _byte(255 * (1 - opaque)), _byte(added)))

    def lay(self, targets: Sequence[Frame]) -> None:
        """Lay it over Y, U and V, each as large as the picture or, where chroma is halved, half of it."""
        for target, bands in zip(targets, self._bands, strict=True):
            for band in bands:
                part = target[band.rows, band.columns]
                cv2.multiply(part, band.kept, dst=part, scale=1 / 255)
                cv2.add(part, band.added, dst=part)


def _runs(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """First and one past the last index of each run of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    return [(int(first), int(last)) for first, last in zip(edges[::2], edges[1::2], strict=True)]


def _byte(values: NDArray[np.floating]) -> Frame:
    return cast("Frame", np.clip(np.rint(values), 0, 255).astype(np.uint8))
