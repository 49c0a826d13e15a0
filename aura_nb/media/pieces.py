"""Encoder settings, and *pieces*: files of H.264 packets that join by copying.

A piece holds whole groups of pictures: it begins with an IDR, its packets stand in decoding order, and their
times are whole frames counted from its first picture. Pieces of equal settings carry equal parameter sets
(SPS/PPS), so that any two of them can follow each other in one stream.

Light on purpose: the process that plans a film asks for `EncoderSettings.recipe()` without loading PyAV.
"""

from __future__ import annotations

import hashlib
import os
import struct
from collections.abc import Callable, Iterator
from functools import cache
from importlib import metadata
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct

from aura_nb.errors import OutputInvalid
from aura_nb.installed import opencv, version
from aura_nb.specs import Render

Progress = Callable[[float], None]

SCHEMA = 1  # raise it when the same settings would give other bytes
HOLD_SECONDS = 10  # a longer hold starts again with an IDR, so that seeking never decodes more than this
KEYFRAME_SECONDS = 4  # the same for moving pictures, whose frames cost more to decode

_MAGIC = b"aura piece 1\n"
_LENGTH = struct.Struct("<I")

# CRF of changes and of pictures that stand still. A still picture is one IDR that no later frame improves, so
# it gets the quality a plain encode at `crf` reaches in the end, and a little more for crisp text.
_QUALITY = {"draft": (26, 21), "standard": (23, 18), "high": (19, 14), "ultra": (21, 16)}


class EncoderSettings(Struct, frozen=True):
    """What one film is encoded with. All pieces of a film share it.

    `width` and `height` are even pixels, `fps` whole frames a second; `crf` is for what changes, `still_crf` for
    pictures that stand still.

    >>> EncoderSettings.from_render(Render(quality="draft"))
    EncoderSettings(width=854, height=480, fps=30, crf=26, still_crf=21, preset='veryfast', lookahead=5)
    """

    width: int
    height: int
    fps: int
    crf: int = 23
    still_crf: int = 18
    preset: str = "veryfast"
    lookahead: int = 5  # x264's 10 costs 34 MB more at 1080p and saves no byte on what we encode

    @classmethod
    def from_render(cls, render: Render) -> EncoderSettings:
        """The settings a film's `Render` asks for."""
        width, height = render.size
        crf, still_crf = _QUALITY[render.quality]
        return cls(width=width, height=height, fps=render.fps, crf=crf, still_crf=still_crf)

    @property
    def hold_limit(self) -> int:
        """Frames of a hold after which an IDR starts it anew; at least 4."""
        return max(4, HOLD_SECONDS * self.fps)

    @property
    def keyframe_limit(self) -> int:
        """Frames of a moving piece after which it has another IDR; at least 4."""
        return max(4, KEYFRAME_SECONDS * self.fps)

    def recipe(self) -> dict[str, Any]:
        """All that can change the bytes of a piece: settings, this module's schema, library builds."""
        return {"schema": SCHEMA, "settings": msgspec.to_builtins(self), "libraries": _libraries()}


@cache
def _libraries() -> dict[str, str]:
    """Versions of PyAV and OpenCV, and the digests of the x264 and FFmpeg libraries inside PyAV's wheel."""
    found = {"av": version("av"), "opencv": opencv()}
    for line in (metadata.distribution("av").read_text("RECORD") or "").splitlines():
        path, _, rest = line.partition(",")
        name = path.rpartition("/")[2]
        if name.startswith(("libx264", "libavcodec", "avcodec", "x264")):
            found[name] = rest.partition(",")[0]
    return found


class Packet(NamedTuple):
    """One encoded frame: `pts` in whole frames from the piece's start, `key` for an IDR, Annex B bytes."""

    pts: int
    key: bool
    content: bytes


class PieceHeader(Struct, frozen=True, array_like=True):
    """What a piece file says about itself before its packets."""

    width: int
    height: int
    fps: int
    extradata: bytes
    packets: list[tuple[int, bool, int]]  # pts, key, bytes
    period: int = 0  # templates only: packet n and packet n + period are the same bytes; 0: no such rule
    trusted: bool = True  # templates only: copied holds were seen to decode right with this encoder


class PieceFile:
    """A piece file, opened by its header; packets are read when asked for."""

    def __init__(self, path: Path, header: PieceHeader, start: int) -> None:
        self.path = path
        self.header = header
        self._start = start

    @classmethod
    def open(cls, path: Path) -> PieceFile:
        """Read a piece's header; raises `OutputInvalid` when the file is not a whole piece."""
        try:
            with path.open("rb") as file:
                if file.read(len(_MAGIC)) != _MAGIC:
                    raise OutputInvalid(f"{path.name} is not a piece file")
                (length,) = _LENGTH.unpack(file.read(_LENGTH.size))
                header = msgspec.msgpack.decode(file.read(length), type=PieceHeader)
                start = file.tell()
                size = os.fstat(file.fileno()).st_size
        except (struct.error, msgspec.MsgspecError) as error:
            raise OutputInvalid(f"{path.name} has a broken header: {error}") from error
        if size != start + sum(bytes_ for _, _, bytes_ in header.packets):
            raise OutputInvalid(f"{path.name} is cut short or has bytes too many")
        return cls(path, header, start)

    @property
    def frames(self) -> int:
        """How many pictures the piece shows."""
        return len(self.header.packets)

    @property
    def digest(self) -> str:
        """A name for what must be equal in pieces that are joined: parameter sets, size and frame rate."""
        header = self.header
        shape = f"{header.width}x{header.height}@{header.fps}".encode()
        return hashlib.sha256(shape + header.extradata).hexdigest()

    def packets(self, limit: int | None = None) -> Iterator[Packet]:
        """The first `limit` packets (all of them by default) in decoding order."""
        with self.path.open("rb") as file:
            file.seek(self._start)
            for pts, key, size in self.header.packets[:limit]:
                yield Packet(pts, key, file.read(size))


def write_piece(
    path: Path,
    packets: list[Packet],
    *,
    settings: EncoderSettings,
    extradata: bytes,
    period: int = 0,
    trusted: bool = True,
) -> Path:
    """Write packets in decoding order as a piece file; the same packets give the same bytes."""
    header = PieceHeader(
        width=settings.width,
        height=settings.height,
        fps=settings.fps,
        extradata=extradata,
        packets=[(packet.pts, packet.key, len(packet.content)) for packet in packets],
        period=period,
        trusted=trusted,
    )
    encoded = msgspec.msgpack.encode(header)
    with path.open("wb") as file:
        file.write(_MAGIC + _LENGTH.pack(len(encoded)) + encoded)
        file.writelines(packet.content for packet in packets)
    return path


def spread(frames: int, limit: int) -> list[int]:
    """Lengths of groups of at most `limit` frames, as even as can be, that add up to `frames`.

    >>> spread(10, 4)
    [3, 3, 4]
    """
    groups = -(-frames // limit)
    edges = [frames * index // groups for index in range(groups + 1)]
    return [after - before for before, after in pairwise(edges)]
