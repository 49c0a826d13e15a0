"""The boxes an MP4 file is made of (ISO/IEC 14496-12): enough to see whether it is whole, and to set one flag."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from aura_nb.errors import OutputInvalid

_ENABLED = 1  # of a track header's flags


class Box(NamedTuple):
    """A box: its four-letter kind, where its content starts and ends in the file, in bytes."""

    kind: str
    start: int
    end: int


def boxes(file: BinaryIO, start: int, end: int) -> Iterator[Box]:
    """The boxes between two places of a file, in order; raises `OutputInvalid` where one reaches beyond `end`."""
    while start < end:
        file.seek(start)
        head = file.read(16)
        size, content = int.from_bytes(head[:4], "big"), 8
        if size == 1:  # a size of 64 bits follows
            size, content = int.from_bytes(head[8:16], "big"), 16
        if len(head) < 8 or size < content or start + size > end:
            raise OutputInvalid(f"The file breaks off: its part at byte {start} is not whole.", byte=start)
        yield Box(head[4:8].decode("latin-1"), start + content, start + size)
        start += size


def order(path: Path) -> list[str]:
    """The kinds of a file's outermost boxes; raises `OutputInvalid` when it is no MP4 file or not whole."""
    size = path.stat().st_size
    with path.open("rb") as file:
        if size < 8 or file.read(8)[4:] != b"ftyp":
            raise OutputInvalid(f"{path.name} is not an MP4 file.")
        return [box.kind for box in boxes(file, 0, size)]


def disable_captions(path: Path) -> None:
    """Clear the *enabled* flag of text tracks, in place.

    FFmpeg's writer sets it on the first track of each type whatever its disposition says, and players then show the
    captions unasked.
    """
    with path.open("r+b") as file:
        moov = next(box for box in boxes(file, 0, path.stat().st_size) if box.kind == "moov")
        for track in boxes(file, moov.start, moov.end):
            if track.kind != "trak":
                continue
            inside = {box.kind: box for box in boxes(file, track.start, track.end)}
            media = {box.kind: box for box in boxes(file, inside["mdia"].start, inside["mdia"].end)}
            file.seek(media["hdlr"].start + 8)
            if file.read(4) != b"sbtl":
                continue
            file.seek(inside["tkhd"].start)
            (flags,) = struct.unpack(">I", file.read(4))
            file.seek(inside["tkhd"].start)
            file.write(struct.pack(">I", flags & ~_ENABLED))
