"""What a picture file says of itself before it is decoded: format, size and EXIF orientation.

Also walks the file's own structure to its end, because decoders show half of a truncated picture without complaint.
"""

from __future__ import annotations

import struct
from importlib.util import find_spec
from typing import NamedTuple

from aura_nb.visuals import other_headers, vector
from aura_nb.visuals.not_a_picture import NotAPicture

MEGAPIXELS = 100
KINDS = ("png", "jpeg", "webp", "svg", "gif", "bmp", "tiff", "ico", "avif", "heic")
_PNG = b"\x89PNG\r\n\x1a\n"
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})


class PictureHeader(NamedTuple):
    """Width and height in pixels as stored, and the EXIF orientation (1 to 8)."""

    kind: str
    width: int
    height: int
    orientation: int


def read(content: bytes) -> PictureHeader:
    """The header of a picture of at most 100 megapixels that can be shown, as far as that is told without decoding it.

    Raises `NotAPicture`.
    """
    try:
        header = _read(content)
    except (struct.error, IndexError, OverflowError) as error:
        raise NotAPicture("it is damaged or cut short") from error
    if not header.width or not header.height:
        raise NotAPicture("it has no size")
    if header.width * header.height > MEGAPIXELS * 1_000_000:
        raise NotAPicture(f"{header.width} x {header.height} is more than {MEGAPIXELS} megapixels")
    if header.kind == "heic" and not find_spec("pillow_heif"):
        raise NotAPicture("it is HEIC, for which there is no decoder here: run `pip install pillow-heif`")
    return header


def _read(content: bytes) -> PictureHeader:
    if not content:
        raise NotAPicture("the file is empty")
    if content.startswith(_PNG):
        return _png(content)
    if content.startswith(b"\xff\xd8\xff"):
        return _jpeg(content)
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return _webp(content)
    if vector.is_drawing(content):
        _, width, height = vector.safe(content)
        return PictureHeader("svg", max(1, round(width)), max(1, round(height)), 1)
    if found := other_headers.size(content):
        if not found.whole and found.width and found.height:
            raise NotAPicture("it is cut short")
        return PictureHeader(found.kind, found.width, found.height, 1)
    raise NotAPicture(_instead(content))


def _instead(content: bytes) -> str:
    """What a file is that is no picture."""
    head = content[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        return "it is a web page (HTML), not a picture"
    if head.startswith(b"version https://git-lfs"):
        return "it is a pointer of Git LFS, not the picture itself: run `git lfs pull`"
    if head.startswith(b"%pdf"):
        return "it is a PDF, not a picture: save its page as PNG or SVG"
    return "it is not a PNG, JPEG or WebP file, nor one of SVG, GIF, BMP, TIFF, ICO, AVIF or HEIC"


def _png(content: bytes) -> PictureHeader:
    width, height = struct.unpack_from(">II", content, 16)
    orientation, at, kind = 1, 8, b""
    while kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", content, at)
        if at + 12 + length > len(content):
            raise NotAPicture("it is cut short")
        if kind == b"eXIf":
            orientation = _orientation(content[at + 8 : at + 8 + length])
        at += 12 + length
    return PictureHeader("png", width, height, orientation)


def _jpeg(content: bytes) -> PictureHeader:
    width = height = 0
    orientation, at = 1, 2
    while True:
        if content[at] != 0xFF:
            raise NotAPicture("it is damaged")
        marker = content[at + 1]
        if marker == 0xFF:  # fill byte
            at += 1
            continue
        if marker == 0x01 or 0xD0 <= marker <= 0xD7:  # markers without a length
            at += 2
            continue
        length = struct.unpack_from(">H", content, at + 2)[0]
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", content, at + 5)
        elif marker == 0xE1 and content[at + 4 : at + 10] == b"Exif\0\0":
            orientation = _orientation(content[at + 10 : at + 2 + length])
        elif marker == 0xDA:
            break
        at += 2 + length
    if content.rfind(b"\xff\xd9") < at:
        raise NotAPicture("it is cut short")
    return PictureHeader("jpeg", width, height, orientation)


def _webp(content: bytes) -> PictureHeader:
    whole = 8 + struct.unpack_from("<I", content, 4)[0]
    if whole > len(content):
        raise NotAPicture("it is cut short")
    width = height = 0
    orientation, at = 1, 12
    while at + 8 <= whole:
        kind, length = struct.unpack_from("<4sI", content, at)
        body = content[at + 8 : at + 8 + length]
        if kind == b"VP8X":
            width, height = (int.from_bytes(body[i : i + 3], "little") + 1 for i in (4, 7))
        elif kind == b"VP8 " and not width:
            width, height = (side & 0x3FFF for side in struct.unpack_from("<HH", body, 6))
        elif kind == b"VP8L" and not width:
            bits = struct.unpack_from("<I", body, 1)[0]
            width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        elif kind == b"EXIF":
            orientation = _orientation(body)
        at += 8 + length + length % 2
    return PictureHeader("webp", width, height, orientation)


def _orientation(exif: bytes) -> int:
    """The orientation tag (0x0112) of the first directory; 1 where it is missing or makes no sense."""
    exif = exif.removeprefix(b"Exif\0\0")
    order = {b"II": "<", b"MM": ">"}.get(exif[:2])
    if order is None:
        return 1
    try:
        start = struct.unpack_from(order + "I", exif, 4)[0]
        for entry in range(struct.unpack_from(order + "H", exif, start)[0]):
            tag, _, _, value = struct.unpack_from(order + "HHIH", exif, start + 2 + 12 * entry)
            if tag == 0x0112:
                return int(value) if 1 <= value <= 8 else 1
    except struct.error:
        return 1
    return 1
