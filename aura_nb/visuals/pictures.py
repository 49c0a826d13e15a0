"""Pictures from outside: recognised by their bytes, checked before they are decoded, turned the way they were shot."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from aura_nb.errors import AssetInvalid, AssetMissing
from aura_nb.specs.limits import MAX_ASSET
from aura_nb.visuals import headers, other_headers, vector
from aura_nb.visuals.not_a_picture import NotAPicture

Pixels: TypeAlias = NDArray[np.uint8]
Colour: TypeAlias = tuple[int, int, int]

_PANEL = 25  # pixels, from which what is filled is a ground of its own
_LEAST_LETTERS = 50  # pixels
_LOOKED_AT = 20_000  # pixels that are looked at to choose a ground
_SEEN = 1.6  # the least contrast at which a shape is seen
_ENOUGH = 0.9  # the part of a picture that is to be seen


def read(file: Path, *, ground: Colour, others: Sequence[Colour] = ()) -> Pixels:
    """The picture in `file` as BGR pixels, upright, its transparent parts over `ground` (red, green, blue).

    Where much of it could not be seen there, they are over the one of `others` on which most is.

    Any of `headers.KINDS`, up to 100 megapixels; of an animation the first frame. Raises `AssetMissing` and
    `AssetInvalid`, which name the file. Colour profiles are not applied.
    """
    decoded, orientation = _read(file)
    return _upright(_opaque(decoded, (ground, *others)), orientation)


def read_clear(file: Path) -> Pixels:
    """The picture in `file` as `read` gives it, but as BGRA, its clear parts still clear."""
    decoded, orientation = _read(file)
    pixels = decoded.reshape(*decoded.shape[:2], -1)
    colour = pixels[:, :, :3] if pixels.shape[2] > 2 else np.repeat(pixels[:, :, :1], 3, axis=2)
    alpha = pixels[:, :, -1:] if pixels.shape[2] in {2, 4} else np.full((*pixels.shape[:2], 1), 255, np.uint8)
    return _upright(np.ascontiguousarray(np.concatenate([colour, alpha], axis=2)), orientation)


def _read(file: Path) -> tuple[Pixels, int]:
    """The pixels of a file as they are stored, 8 bits each, and how it is turned."""
    name = file.name
    try:
        if file.stat().st_size > MAX_ASSET:
            raise AssetInvalid(f"The picture {name} is larger than 200 MB.", file=name)
        content = file.read_bytes()
    except FileNotFoundError as error:
        raise AssetMissing(f"The picture {name} is not there.", file=name) from error
    except OSError as error:
        raise AssetInvalid(f"The picture {name} cannot be read: {error.strerror}.", file=name) from error
    try:
        header = headers.read(content)
        decoded = _decoded(content, header)
    except NotAPicture as error:
        raise AssetInvalid(f"The picture {name} cannot be used: {error}.", file=name) from error
    return _eight_bits(decoded), header.orientation


def _decoded(content: bytes, header: headers.PictureHeader) -> NDArray[Any]:
    """The pixels of a file as they are stored, of an animation those of its first frame; raises `NotAPicture`."""
    match header.kind:
        case "svg":
            return _pixels(vector.draw(content))
        case "ico":
            return _pixels(other_headers.icon(content)[2])
        case "heic":
            return _heic(content)
    found = _pixels(content)
    # What lies in boxes is turned as it is decoded, and says there how large it was before.
    if header.kind != "avif" and found.shape[:2] != (header.height, header.width):
        raise NotAPicture("it is damaged or cut short")
    return found


def _pixels(content: bytes) -> NDArray[Any]:
    flags = cv2.IMREAD_UNCHANGED | cv2.IMREAD_IGNORE_ORIENTATION
    try:
        found = cv2.imdecode(np.frombuffer(content, np.uint8), flags)
    except cv2.error as error:
        raise NotAPicture("it cannot be decoded") from error
    if found is None:
        raise NotAPicture("it cannot be decoded: it is damaged, cut short, or of a kind OpenCV has no decoder for")
    return found


def _heic(content: bytes) -> NDArray[Any]:
    from pillow_heif import open_heif  # noqa: PLC0415 - optional; `headers.read` says what to install

    try:
        found = open_heif(content, bgr_mode=True, convert_hdr_to_8bit=True)
        return np.asarray(found)
    except (ValueError, RuntimeError, EOFError, OSError) as error:
        raise NotAPicture("it is damaged or cut short") from error


def _eight_bits(image: NDArray[Any]) -> Pixels:
    eight = cv2.convertScaleAbs(image, alpha=255 / 65535) if image.dtype == np.uint16 else image
    return np.asarray(eight, np.uint8)


def _opaque(image: Pixels, grounds: Sequence[Colour]) -> Pixels:
    channels = 1 if image.ndim == 2 else image.shape[2]
    if channels == 3:
        return image
    if channels == 1:
        return np.repeat(image.reshape(*image.shape[:2], 1), 3, axis=2)
    colour = image[:, :, :3] if channels == 4 else np.repeat(image[:, :, :1], 3, axis=2)
    alpha = image[:, :, -1]
    if alpha.min() == 255:
        return np.ascontiguousarray(colour)
    ground = _fitting(colour, alpha, grounds)
    blended = np.empty_like(colour)
    cover = alpha.astype(np.uint16)
    for channel, value in enumerate(reversed(ground)):
        mixed = colour[:, :, channel].astype(np.uint16) * cover + np.uint16(value) * (255 - cover) + 127
        blended[:, :, channel] = mixed // 255
    return blended


def _fitting(colour: Pixels, alpha: Pixels, grounds: Sequence[Colour]) -> Colour:
    """The first of some grounds if what is drawn is seen on it, else the one on which most of it is."""
    # What meets the ground: the letters around a chart, and not the chart, which has a ground of its own.
    clear = np.asarray(alpha < 128, np.uint8)
    edge = (cv2.dilate(clear, np.ones((3, 3), np.uint8)) > 0) & (clear == 0)
    # A panel, too large to be a letter, is seen by what is on it, whatever is around it.
    panels = cv2.morphologyEx(np.asarray(clear == 0, np.uint8), cv2.MORPH_OPEN, np.ones((_PANEL, _PANEL), np.uint8))
    letters = edge & (panels == 0)
    drawn = colour[letters if letters.sum() >= _LEAST_LETTERS else edge]
    drawn = drawn[:: max(1, len(drawn) // _LOOKED_AT)]
    if not drawn.size:
        return grounds[0]
    light = _luminance(drawn[:, ::-1].astype(float))

    def seen(ground: Colour) -> float:
        other = _luminance(np.array(ground, float))
        contrast = (np.maximum(light, other) + 0.05) / (np.minimum(light, other) + 0.05)
        return float((contrast >= _SEEN).mean())

    if (first := seen(grounds[0])) >= _ENOUGH:
        return grounds[0]
    best = max(grounds, key=seen)
    return best if seen(best) >= first + 1 - _ENOUGH else grounds[0]


def _luminance(rgb: NDArray[np.float64]) -> NDArray[np.float64]:
    """How bright colours are, 0 to 1, as WCAG 2.2 defines it."""
    parts = rgb / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ np.array([0.2126, 0.7152, 0.0722]))


def _upright(image: Pixels, orientation: int) -> Pixels:
    """Undo the EXIF orientation (1 to 8): a mirror for the even half of them, then quarter turns."""
    if orientation in {5, 6, 7, 8}:
        image = np.transpose(image, (1, 0, 2))
    if orientation in {2, 3, 6, 7}:
        image = image[:, ::-1]
    if orientation in {3, 4, 7, 8}:
        image = image[::-1]
    return np.ascontiguousarray(image)
