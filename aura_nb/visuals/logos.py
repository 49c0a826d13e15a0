"""A brand's logo as the templates are told it: scaled to its corner, on a plate where its ground would hide it."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from aura_nb.visuals import pictures
from aura_nb.visuals.pictures import Pixels
from aura_nb.visuals.theme import Theme, channels

_SEEN = 1.8  # the contrast from which a part of a logo stands out from its ground
_MOST = 0.45  # of its visible parts that must
_ALPHA = 128
_GROUNDS = ("paper", "sand", "night")


def logo(file: Path, *, size: tuple[int, int], theme: Theme) -> dict[str, Any]:
    """The drawing, its width and height and the rim of a plate in pixels, and the plate's colour by that of the ground.

    No plate is needed where most of the logo can be seen on its ground, or where it has a ground of its own.
    Raises `AssetMissing` and `AssetInvalid`, which name the file.
    """
    image = _trimmed(pictures.read_clear(file))
    high, wide = image.shape[:2]
    width, height = _box(wide / high, size)
    small = _scaled(image, width, height)
    encoded = base64.b64encode(cv2.imencode(".png", small)[1].tobytes()).decode()
    grounds = {theme.colour(name) for name in _GROUNDS}
    plates = {ground: _plate(small, ground, (theme.colours.snow, theme.colours.night)) for ground in sorted(grounds)}
    return {
        "svg": f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" xlink:href="data:image/png;base64,{encoded}"/></svg>',
        "width": width,
        "height": height,
        "pad": round(0.3 * height) if any(plates.values()) else 0,
        "plates": plates,
    }


def _box(aspect: float, size: tuple[int, int]) -> tuple[int, int]:
    """Width and height of a logo of this aspect: a square is higher than a line of letters, none is very wide."""
    short = min(size) * (1.15 if size[1] > 1.2 * size[0] else 1)
    height = short * min(0.062, max(0.04, 0.066 / max(aspect, 0.2) ** 0.3))
    width = min(height * aspect, 0.24 * size[0])
    return max(2, round(width)), max(2, round(width / aspect))


def _trimmed(image: Pixels) -> Pixels:
    """The logo without the clear rim around it."""
    rows, columns = (np.flatnonzero((image[:, :, 3] > 0).any(axis=axis)) for axis in (1, 0))
    if not rows.size:
        return image
    return image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _scaled(image: Pixels, width: int, height: int) -> Pixels:
    # What is clear has no colour that could shine through at the edges.
    whole = image.astype(np.float32)
    whole[:, :, :3] *= whole[:, :, 3:] / 255
    filtering = cv2.INTER_AREA if width < image.shape[1] else cv2.INTER_CUBIC
    small = np.clip(cv2.resize(whole, (width, height), interpolation=filtering), 0, 255)
    colour = small[:, :, :3] * 255 / np.maximum(small[:, :, 3:], 1)
    return np.concatenate([np.clip(colour, 0, 255), small[:, :, 3:]], axis=2).round().astype(np.uint8)


def _plate(image: Pixels, ground: str, plates: tuple[str, ...]) -> str:
    """The colour of the plate that a logo needs on a ground; empty where it needs none."""
    if image[:, :, 3].min() >= _ALPHA or _share(image, ground) >= _MOST:
        return ""
    return max(plates, key=lambda plate: _share(image, plate))


def _share(image: Pixels, ground: str) -> float:
    """How much of what is visible stands out from a ground."""
    visible = image[image[:, :, 3] >= _ALPHA][:, 2::-1] / 255
    if not visible.size:
        return 1.0
    low, high = np.sort([_luminance(visible), np.broadcast_to(_luminance(_rgb(ground)), visible.shape[:1])], axis=0)
    return float(((high + 0.05) / (low + 0.05) >= _SEEN).mean())


def _rgb(colour: str) -> np.ndarray[Any, Any]:
    return np.array([channels(colour)]) / 255


def _luminance(colours: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Relative luminance as WCAG 2.2 defines it, of rows of red, green and blue from 0 to 1."""
    linear = np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ np.array([0.2126, 0.7152, 0.0722]))
