"""What a film's file really holds, read through PyAV: the FFmpeg wheel brings no ffprobe."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

import av
from msgspec import Struct

from aura_nb.errors import OutputInvalid
from aura_nb.media.mp4_boxes import order

if TYPE_CHECKING:
    from av.container import InputContainer


class _Ratio(Protocol):
    """A time base: a `Fraction`, or the number of PyAV's own that came with version 19."""

    @property
    def numerator(self) -> int: ...
    @property
    def denominator(self) -> int: ...


class Video(Struct, rename="camel"):
    """The picture stream. Colours by FFmpeg's numbers (1 is BT.709, range 1 is limited); times in seconds."""

    codec: str
    width: int
    height: int
    pix_fmt: str
    color_range: int
    color_space: int
    color_primaries: int
    color_transfer: int
    fps: float
    frames: int
    start: float
    duration: float
    constant: bool  # every frame exactly at its number / fps


class Audio(Struct, rename="camel"):
    """The sound stream; times in seconds."""

    codec: str
    rate: int
    channels: int
    language: str
    start: float
    duration: float


class ProbedCue(Struct, rename="camel"):
    start: float
    end: float
    text: str


class SoftCaptions(Struct, rename="camel"):
    """The soft captions: codec, ISO 639-2 language, whether players show them unasked, and the cues."""

    codec: str
    language: str
    default: bool
    cues: list[ProbedCue]


class ProbedChapter(Struct, rename="camel"):
    title: str
    start: float
    end: float


class Probe(Struct, rename="camel"):
    """A film's file: `size` in bytes, `duration` in seconds; `faststart`: it plays before it is loaded."""

    size: int
    sha256: str
    duration: float
    title: str
    faststart: bool
    video: Video | None
    audio: Audio | None
    captions: SoftCaptions | None
    chapters: list[ProbedChapter]


class _Times(NamedTuple):
    pts: int
    duration: int
    size: int
    key: bool


class Coded(Struct):
    """One coded picture: which frame it is, its bytes, and whether decoding can begin at it."""

    frame: int
    size: int
    key: bool


def probe(file: Path) -> Probe:
    """Read `file`; raises `OutputInvalid` when it is not a whole MP4 file."""
    return read(file)[0]


def read(file: Path) -> tuple[Probe, list[Coded]]:
    """As `probe`, and the coded pictures in the order they are shown."""
    kinds = order(file)
    if "moov" not in kinds or "mdat" not in kinds:
        raise OutputInvalid(f"{file.name} has no index or no content.")
    with opened(file) as container:
        pictures_of: list[_Times] = []
        texts: list[tuple[_Times, bytes]] = []
        for packet in container.demux():
            if packet.is_corrupt:
                raise OutputInvalid(f"{file.name} breaks off in stream {packet.stream.index}.")
            times = _Times(packet.pts or 0, packet.duration or 0, packet.size, packet.is_keyframe)
            if packet.size and packet.stream.type == "video":
                pictures_of.append(times)
            elif packet.size and packet.stream.type == "subtitle":
                texts.append((times, bytes(packet)))
        video, pictures = _video(container, sorted(pictures_of))
        found = Probe(
            size=file.stat().st_size,
            sha256=digest(file),
            duration=(container.duration or 0) / av.time_base,
            title=container.metadata.get("title", ""),
            faststart=kinds.index("moov") < kinds.index("mdat"),
            video=video,
            audio=_audio(container),
            captions=_captions(container, texts),
            chapters=[
                ProbedChapter(
                    title=chapter["metadata"].get("title", ""),
                    start=_seconds(chapter["start"], chapter["time_base"]),
                    end=_seconds(chapter["end"], chapter["time_base"]),
                )
                for chapter in container.chapters()
            ],
        )
    return found, pictures


@contextmanager
def opened(file: Path) -> Iterator[InputContainer]:
    """The file in FFmpeg's MP4 reader and no other: a playlist that calls itself .mp4 would read other files."""
    try:
        container = av.open(str(file), format="mp4", options={"protocol_whitelist": "file,pipe"})
    except av.FFmpegError as error:
        raise OutputInvalid(f"{file.name} cannot be read: {error}") from error
    try:
        yield container
    except av.FFmpegError as error:
        raise OutputInvalid(f"{file.name} cannot be read to its end: {error}") from error
    finally:
        container.close()


def digest(file: Path) -> str:
    """A file's SHA-256 in hexadecimal."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _seconds(ticks: int | None, base: _Ratio | None) -> float:
    return (ticks or 0) * base.numerator / base.denominator if base else 0.0


def _video(container: InputContainer, shown: list[_Times]) -> tuple[Video | None, list[Coded]]:
    if not container.streams.video:
        return None, []
    stream = container.streams.video[0]
    context = stream.codec_context
    rate = stream.average_rate or Fraction(0)
    base = stream.time_base or Fraction(1)
    step = 1 / (base * rate) if rate else Fraction(0)
    found = Video(
        codec=context.name,
        width=context.width,
        height=context.height,
        pix_fmt=context.pix_fmt or "",
        color_range=int(context.color_range),
        color_space=int(context.colorspace),
        color_primaries=int(context.color_primaries),
        color_transfer=int(context.color_trc),
        fps=float(rate),
        frames=len(shown),
        start=_seconds(stream.start_time, base),
        duration=_seconds(stream.duration, base),
        constant=all(packet.pts == number * step for number, packet in enumerate(shown)),
    )
    return found, [Coded(number, packet.size, packet.key) for number, packet in enumerate(shown)]


def _audio(container: InputContainer) -> Audio | None:
    if not container.streams.audio:
        return None
    stream = container.streams.audio[0]
    return Audio(
        codec=stream.codec_context.name,
        rate=stream.codec_context.sample_rate,
        channels=stream.codec_context.channels,
        language=stream.language or "und",
        start=_seconds(stream.start_time, stream.time_base),
        duration=_seconds(stream.duration, stream.time_base),
    )


def _captions(container: InputContainer, texts: list[tuple[_Times, bytes]]) -> SoftCaptions | None:
    if not container.streams.subtitles:
        return None
    stream = container.streams.subtitles[0]
    cues = []
    for times, content in texts:
        length = int.from_bytes(content[:2], "big")  # timed text: two bytes of length, then UTF-8
        if length:
            start, span = _seconds(times.pts, stream.time_base), _seconds(times.duration, stream.time_base)
            cues.append(ProbedCue(start, start + span, content[2 : 2 + length].decode("utf-8", "replace")))
    return SoftCaptions(
        codec=stream.codec_context.name,
        language=stream.language or "und",
        default=bool(stream.disposition & av.stream.Disposition.default),
        cues=cues,
    )
