"""Which characters a font has, read from its `cmap` table as ranges.

fontTools expands a table to a dictionary of every character, which takes a tenth of a second for a Chinese font; the
ranges are in the file as they are. Formats 4 and 12 are those Typst reads (OpenType 1.9, cmap).
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterable, Sequence

_UNICODE = {(3, 10): 0, (0, 6): 1, (0, 4): 2, (3, 1): 3, (0, 3): 4, (0, 2): 5, (0, 1): 6, (0, 0): 7}  # the best first


def ranges(cmap: bytes) -> list[int]:
    """The covered code points of a `cmap` table as first, last, first, last ... in rising order.

    Raises `struct.error` or `IndexError` where the table is damaged.
    """
    count = struct.unpack_from(">H", cmap, 2)[0]
    records = [struct.unpack_from(">HHI", cmap, 4 + 8 * index) for index in range(count)]
    wanted = [(_UNICODE[platform, kind], at) for platform, kind, at in records if (platform, kind) in _UNICODE]
    for _, at in sorted(wanted):
        form = struct.unpack_from(">H", cmap, at)[0]
        if form == 12:
            return _joined(_groups(cmap, at))
        if form == 4:
            return _joined(_segments(cmap, at))
    return []


def covers(covered: Sequence[int], character: int) -> bool:
    """Whether a code point lies in one of the ranges.

    >>> covers([65, 90, 97, 122], ord("a")), covers([65, 90, 97, 122], ord("?"))
    (True, False)
    """
    place = bisect_right(covered, character)
    return place % 2 == 1 or (place > 0 and covered[place - 1] == character)


def _groups(cmap: bytes, at: int) -> Iterable[tuple[int, int]]:
    count = struct.unpack_from(">I", cmap, at + 12)[0]
    table = memoryview(cmap)[at + 16 : at + 16 + 12 * count]
    for first, last, glyph in struct.iter_unpack(">III", table):
        yield (first if glyph else first + 1), last


def _segments(cmap: bytes, at: int) -> Iterable[tuple[int, int]]:
    count = struct.unpack_from(">H", cmap, at + 6)[0] // 2
    ends = at + 14
    starts, deltas, offsets = (ends + 2 + 2 * count * part for part in (1, 2, 3))

    def column(start: int) -> tuple[int, ...]:
        return struct.unpack_from(f">{count}H", cmap, start)

    rows = zip(column(ends), column(starts), column(deltas), column(offsets), strict=True)
    for index, (last, first, delta, offset) in enumerate(rows):
        if first == 0xFFFF or last < first:
            continue
        if not offset:
            hole = -delta % 0x10000  # the one character whose glyph would be 0
            yield first, min(last, hole - 1) if first <= hole <= last else last
            if first <= hole < last:
                yield hole + 1, last
            continue
        glyphs = offsets + 2 * index + offset
        for character in range(first, last + 1):
            if struct.unpack_from(">H", cmap, glyphs + 2 * (character - first))[0]:
                yield character, character


def _joined(found: Iterable[tuple[int, int]]) -> list[int]:
    flat: list[int] = []
    for first, last in sorted(found):
        if last < first:
            continue
        if flat and first <= flat[-1] + 1:
            flat[-1] = max(flat[-1], last)
        else:
            flat += (first, last)
    return flat
