"""What a video or an animated picture says of itself: its container by its bytes, size, length, sound and loops.

FFmpeg would open a playlist that calls itself clip.mp4, and with it other files: the one reader for what the bytes are
is named, and it may open nothing but files.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from msgspec import Struct

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.sidedata.sidedata import SideData
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

VIDEOS = {"mp4": "mp4", "webm": "matroska"}
_ANIMATIONS = {"gif": "gif", "png": "apng", "webp": "webp_anim"}
KINDS = VIDEOS | _ANIMATIONS
"""The containers, and FFmpeg's reader for each."""

MOST_SECONDS = 3600
MOST_PIXELS = 8192 * 4320
_LONGEST_ANIMATION = 120
_HEAD = 1 << 16
_BRIEF = 1.0  # seconds below which it is asked whether a video moves at all
_MATRIX = struct.Struct("<9i")  # of an MP4: how its pictures are turned and mirrored


class NotFootage(ValueError):
    """A file that does not play; the message says why in a few words."""


class Facts(Struct, frozen=True):
    """A video's size as it is seen, its length in seconds, whether it has sound, how often it plays (0: for ever)."""

    kind: str
    width: int
    height: int
    seconds: float
    sound: bool = False
    loops: int = 1


class Rotation(NamedTuple):
    """How many quarter turns to the left a picture needs, how wide its pixels are, and whether it is mirrored first."""

    quarters: int
    aspect: float
    mirrored: bool = False


def kind_of(head: bytes) -> str:
    """What a file is by its first bytes; "" where it is no video and no picture that moves.

    >>> kind_of(b"....ftypisom"), kind_of(b"#EXTM3U"), kind_of(b"GIF89a")
    ('mp4', '', 'gif')
    """
    if head[4:8] == b"ftyp" and head[8:12] not in {b"heic", b"heix", b"mif1", b"msf1", b"avif", b"avis"}:
        return "mp4"
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "webm"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    if head.startswith(b"\x89PNG\r\n\x1a\n") and b"acTL" in head[:4096]:
        return "png"
    if head[:4] == b"RIFF" and head[8:16] == b"WEBPVP8X" and head[20] & 2 and reads_animated_webp():
        return "webp"
    return ""


@cache
def reads_animated_webp() -> bool:
    """Whether this FFmpeg has a reader for animated WebP, as that of PyAV 19 has; else its first frame is shown."""
    import av  # noqa: PLC0415 - asked for the few files that are one

    return "webp_anim" in av.formats_available


def plays(path: Path) -> bool:
    """Whether a file may be a video or a picture that moves, by its first bytes; one that is not there does not."""
    try:
        with path.open("rb") as file:
            return bool(kind_of(file.read(_HEAD)))
    except OSError:
        return False


def is_video(path: Path) -> bool:
    """Whether a file is a video, by its first bytes."""
    with path.open("rb") as file:
        return kind_of(file.read(_HEAD)) in VIDEOS


@contextmanager
def opened(path: Path) -> Iterator[InputContainer]:
    """The file in the reader for what its bytes are; raises `NotFootage`."""
    import av  # noqa: PLC0415 - for the workers that look, draw and encode

    with path.open("rb") as file:
        kind = kind_of(file.read(_HEAD))
    if not kind:
        raise NotFootage("it is no MP4, WebM, GIF, APNG or animated WebP file")
    try:
        container = av.open(str(path), format=KINDS[kind], options={"protocol_whitelist": "file,pipe"})
    except (av.FFmpegError, ValueError) as error:
        raise NotFootage("it is damaged or cut short") from error
    try:
        yield container
    except av.FFmpegError as error:
        raise NotFootage("it cannot be played: it is damaged, or of a kind for which there is no decoder") from error
    finally:
        container.close()


def look(path: Path) -> Facts:
    """What a file is; its first frame was decoded. Raises `NotFootage`, and `OSError` where it cannot be read."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    kind = kind_of(head)
    with opened(path) as container:
        stream = pictures(container)
        width, height = stream.codec_context.width, stream.codec_context.height
        if not width or not height or width * height > MOST_PIXELS:
            raise NotFootage(f"its pictures are {width} x {height} pixels")
        seconds = _seconds(container)
        if kind not in VIDEOS and not 0 < seconds <= _LONGEST_ANIMATION:
            raise NotFootage(f"it moves for {seconds:.0f} s, and at most {_LONGEST_ANIMATION} s can be shown")
        if not 0 < seconds <= MOST_SECONDS:
            raise NotFootage(f"it lasts {seconds:.0f} s, and at most {MOST_SECONDS} s can be shown")
        sound = bool(container.streams.audio)
    if (kind not in VIDEOS or seconds < _BRIEF) and _stands_still(path):
        raise NotFootage("it stands still" if kind not in VIDEOS else f"it is one picture, seen for {seconds:.2f} s")
    with opened(path) as container:  # again from its beginning: not every reader goes back
        stream = pictures(container)
        first = next(container.decode(stream), None)
        if first is None:
            raise NotFootage("it has no pictures")
        turn = turned(stream.sample_aspect_ratio, first)
    wide, high = round(first.width * turn.aspect), first.height
    if turn.quarters % 2:
        wide, high = high, wide
    return Facts(kind, wide, high, round(seconds, 3), sound, _loops(kind, head))


def pictures(container: InputContainer) -> VideoStream:
    """The stream whose pictures play: no cover of a song, no thumbnail. Raises `NotFootage` where there is none."""
    import av  # noqa: PLC0415 - as above

    cover = av.stream.Disposition.attached_pic | av.stream.Disposition.timed_thumbnails
    streams = [stream for stream in container.streams.video if not stream.disposition & cover]
    if not streams:
        raise NotFootage(
            "it is a sound with a cover, and no video" if container.streams.video else "it has no pictures"
        )
    return next((stream for stream in streams if stream.disposition & av.stream.Disposition.default), streams[0])


def _stands_still(path: Path) -> bool:
    """Whether there is one frame alone."""
    with opened(path) as container:
        shown = (packet for packet in container.demux(pictures(container)) if packet.size)
        return next(shown, None) is None or next(shown, None) is None


def turned(aspect: object, frame: VideoFrame) -> Rotation:
    """How a decoded picture is seen upright: what its file says of it, such as that a camera was held upside down."""
    ratio = float(aspect) if aspect else 1.0  # type: ignore[arg-type]  # a fraction, or none
    ratio = ratio if 0.1 < ratio < 10 else 1.0
    told = frame.side_data.get("DISPLAYMATRIX")
    matrix = bytes(cast("SideData", told)) if told is not None else b""  # typed as any object
    if len(matrix) != _MATRIX.size:
        return Rotation(0, ratio)
    a, b, _, c, d, *_ = _MATRIX.unpack(matrix)
    mirrored = a * d - b * c < 0
    angle = -math.degrees(math.atan2(-b, -a) if mirrored else math.atan2(b, a))
    return Rotation(round(angle / 90) % 4, ratio, mirrored)


def _seconds(container: InputContainer) -> float:
    """How long the pictures last: as the file says, else by its packets."""
    stream = pictures(container)
    base = stream.time_base
    if stream.duration and base:
        return float(stream.duration * base)
    if container.duration and container.format.name != "gif":
        return float(container.duration) / 1e6
    first, last = math.inf, 0.0
    for packet in container.demux(stream):
        if packet.pts is not None and base:
            first = min(first, float(packet.pts * base))
            last = max(last, float((packet.pts + (packet.duration or 0)) * base))
    return max(0.0, last - first)


def _loops(kind: str, head: bytes) -> int:
    """How often an animation plays, by its first bytes: 0 stands for ever."""
    if kind == "gif":
        at = head.find(b"NETSCAPE2.0\x03\x01")
        if at < 0:
            return 1
        count = int.from_bytes(head[at + 13 : at + 15], "little")
        return count + 1 if count else 0
    if kind == "png":
        at = head.find(b"acTL")
        return int.from_bytes(head[at + 8 : at + 12], "big")
    if kind == "webp":
        at = head.find(b"ANIM")
        return int.from_bytes(head[at + 12 : at + 14], "little") if at > 0 else 0
    return 1
