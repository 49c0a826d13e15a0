"""What files of the rarer kinds of pictures say of themselves: GIF, BMP, TIFF, ICO, AVIF and HEIC."""

from __future__ import annotations

import struct
from typing import NamedTuple

_BRANDS = {b"avif": "avif", b"avis": "avif", b"heic": "heic", b"heix": "heic", b"mif1": "heic", b"heim": "heic"}
_BOXES = 4000  # of one file; a picture has dozens


class Size(NamedTuple):
    """A picture's kind, its width and height in pixels, and whether all of it is there as far as that can be seen."""

    kind: str
    width: int
    height: int
    whole: bool = True


def size(content: bytes) -> Size | None:
    """What a file of one of these kinds says of itself; None where it is none of them.

    Raises `struct.error` or `IndexError` where bytes are missing.
    """
    if content[:6] in {b"GIF87a", b"GIF89a"}:
        return Size("gif", *_pair("<HH", content, 6), content.rstrip(b"\0")[-1:] == b";")
    if content[:2] == b"BM":
        return _bmp(content)
    if content[:4] in {b"II*\0", b"MM\0*"}:
        return _tiff(content)
    if content[:4] == b"\0\0\1\0" and content[4:6] != b"\0\0":
        width, height, _ = icon(content)
        return Size("ico", width, height)
    if content[4:8] == b"ftyp":
        return _boxed(content)
    return None


def icon(content: bytes) -> tuple[int, int, bytes]:
    """The largest picture in an icon: its width, its height, and itself as a PNG or BMP file."""
    entries = [
        struct.unpack_from("<BBBBHHII", content, 6 + 16 * i) for i in range(struct.unpack_from("<H", content, 4)[0])
    ]
    width, height, *_, length, at = max(entries, key=lambda entry: (entry[0] or 256) * (entry[1] or 256))
    body = content[at : at + length]
    if len(body) < length:
        raise struct.error("the icon is cut short")
    if body.startswith(b"\x89PNG"):
        return *_pair(">II", body, 16), body
    # A bitmap without its file's head, twice as high as it is: below it lies the mask.
    head, _, down, _, bits = struct.unpack_from("<IiiHH", body, 0)
    colours = struct.unpack_from("<I", body, 32)[0] or (1 << bits if bits <= 8 else 0)
    body = body[:8] + struct.pack("<i", down // 2) + body[12:]
    start = 14 + head + 4 * colours
    return width or 256, height or 256, b"BM" + struct.pack("<IHHI", 14 + len(body), 0, 0, start) + body


def _pair(form: str, content: bytes, at: int) -> tuple[int, int]:
    first, second = struct.unpack_from(form, content, at)
    return first, second


def _bmp(content: bytes) -> Size:
    length = struct.unpack_from("<I", content, 2)[0]
    if struct.unpack_from("<I", content, 14)[0] == 12:
        across, down = struct.unpack_from("<HH", content, 18)
    else:
        across, down = struct.unpack_from("<ii", content, 18)
    return Size("bmp", abs(across), abs(down), whole=len(content) >= length)


def _tiff(content: bytes) -> Size:
    order = "<" if content[:2] == b"II" else ">"
    start = struct.unpack_from(order + "I", content, 4)[0]
    sides = {}
    for entry in range(struct.unpack_from(order + "H", content, start)[0]):
        tag, kind = struct.unpack_from(order + "HH", content, start + 2 + 12 * entry)
        if tag in {0x100, 0x101}:
            sides[tag] = struct.unpack_from(order + ("H" if kind == 3 else "I"), content, start + 10 + 12 * entry)[0]
    return Size("tiff", sides.get(0x100, 0), sides.get(0x101, 0))


def _boxed(content: bytes) -> Size | None:
    """AVIF and HEIC: boxes, of which `ispe` holds a picture's size; the largest is the picture's own."""
    length = struct.unpack_from(">I", content, 0)[0]
    brands = [content[at : at + 4] for at in (8, *range(16, min(length, 200), 4))]
    kind = next((_BRANDS[brand] for brand in brands if brand in _BRANDS), None)
    if kind is None:
        return None
    sides, at = [(0, 0)], 0
    while (at := content.find(b"ispe", at)) >= 0 and len(sides) < _BOXES:
        sides.append(_pair(">II", content, at + 8))
        at += 4
    whole, at = False, 0
    while at + 8 <= len(content):
        length = struct.unpack_from(">I", content, at)[0]
        length = (
            len(content) - at
            if length == 0
            else struct.unpack_from(">Q", content, at + 8)[0]
            if length == 1
            else length
        )
        if length < 8 or at + length > len(content):
            break
        at += length
        whole = at == len(content)
    return Size(kind, *max(sides, key=lambda each: each[0] * each[1]), whole)
