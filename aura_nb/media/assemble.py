"""Pieces become one film, video only, by copying packets."""

from __future__ import annotations

import io
from collections.abc import Iterator
from fractions import Fraction
from itertools import repeat
from pathlib import Path
from typing import NamedTuple

import av
from av.video.stream import VideoStream

from aura_nb.errors import OutputInvalid
from aura_nb.media.encoder import encode_frames, flat
from aura_nb.media.pieces import EncoderSettings, Packet, PieceFile, Progress, spread
from aura_nb.media.template import decode

_SHORTEST = 2  # frames: IDRs of different pieces have the same idr_pic_id, and two such may not be neighbours


class JoinedSegment(NamedTuple):
    """A stretch of the film: `frames` long, a piece as it is or (`hold`) its first picture standing still."""

    file: Path
    frames: int
    hold: bool


def assemble(
    segments: list[JoinedSegment],
    template: Path,
    *,
    settings: EncoderSettings,
    file: Path,
    progress: Progress,
    copy_holds: bool = True,
) -> int:
    """Join segments into a video-only MP4 of constant frame rate; returns its length in frames.

    Every frame lasts exactly 1/fps and the first is shown at 0 (an edit list takes off the decoding delay).
    `copy_holds=False`, or a template that was not trusted, encodes every frame of the holds instead of copying.
    Raises `OutputInvalid` when a piece is broken, was made with other settings, is not as long as planned, or a
    segment is shorter than two frames.
    """
    if not segments:
        raise OutputInvalid("a film has at least one segment")
    skips = PieceFile.open(template)
    pieces = {path: PieceFile.open(path) for path in dict.fromkeys(segment.file for segment in segments)}
    for segment in segments:
        _check(segment, pieces[segment.file], skips, settings)
    holds = _Copied(skips, settings) if copy_holds and skips.header.trusted else _Encoded(settings)
    total = sum(segment.frames for segment in segments)
    delay = max(holds.delay if segment.hold else _delay(pieces[segment.file]) for segment in segments)
    first = pieces[segments[0].file]
    with av.open(str(file), "w", format="mp4", options={"fflags": "+bitexact"}) as film:
        stream = _stream(film, first)
        base = Fraction(1, settings.fps)
        stream.time_base = base
        copied = start = 0
        for segment in segments:
            piece = pieces[segment.file]
            for packet in holds.packets(piece, segment.frames) if segment.hold else piece.packets():
                part = av.Packet(packet.content)
                part.stream = stream
                part.time_base = base
                part.pts, part.dts, part.duration = start + packet.pts, copied - delay, 1
                part.is_keyframe = packet.key
                film.mux_one(part)
                copied += 1
                progress(copied / total)
            start += segment.frames
    if copied != total:
        raise OutputInvalid(f"{copied} frames were joined, {total} planned")
    return total


def _check(segment: JoinedSegment, piece: PieceFile, template: PieceFile, settings: EncoderSettings) -> None:
    header = piece.header
    name = piece.path.name
    if (header.width, header.height, header.fps) != (settings.width, settings.height, settings.fps):
        raise OutputInvalid(f"{name} is {header.width}x{header.height} at {header.fps} frames a second")
    if piece.digest != template.digest:
        raise OutputInvalid(f"{name} was encoded with other settings than the template")
    if segment.frames < _SHORTEST:
        raise OutputInvalid(f"{name} is to be shown for {segment.frames} frames; the shortest segment has {_SHORTEST}")
    if not header.packets or not header.packets[0][1]:
        raise OutputInvalid(f"{name} does not begin with an IDR")
    if segment.hold:
        return
    if piece.frames != segment.frames:
        raise OutputInvalid(f"{name} has {piece.frames} frames, {segment.frames} were planned")
    if sorted(pts for pts, _, _ in header.packets) != list(range(piece.frames)):
        raise OutputInvalid(f"{name} lacks a frame")
    if header.packets[-1][1]:
        raise OutputInvalid(f"{name} ends with an IDR, which another may not follow")


def _delay(piece: PieceFile) -> int:
    """How many frames a piece's packets must be decoded ahead of being shown."""
    return max(index - pts for index, (pts, _, _) in enumerate(piece.header.packets))


def _stream(film: av.container.OutputContainer, piece: PieceFile) -> VideoStream:
    """A stream of the film whose size, colours and parameter sets are read from the first piece itself."""
    header = piece.header
    content = header.extradata + next(piece.packets(1)).content
    with av.open(io.BytesIO(content), format="h264", options={"framerate": str(header.fps)}) as probe:
        template = probe.streams.video[0]
        if (template.width, template.height) != (header.width, header.height):
            raise OutputInvalid(f"{piece.path.name} is not the picture its header says")
        return film.add_stream_from_template(template)


class _Copied:
    """Holds as an IDR and copies of the template's packets."""

    delay = 0

    def __init__(self, template: PieceFile, settings: EncoderSettings) -> None:
        self._skips = [packet.content for packet in template.packets()]
        # A template that repeats never ends; another lasts as long as it is.
        self._limit = settings.hold_limit if template.header.period else min(settings.hold_limit, template.frames + 1)

    def packets(self, piece: PieceFile, frames: int) -> Iterator[Packet]:
        still = next(piece.packets(1)).content
        start = 0
        for length in spread(frames, self._limit):
            yield Packet(start, key=True, content=still)
            for index in range(1, length):
                yield Packet(start + index, key=False, content=self._skips[(index - 1) % len(self._skips)])
            start += length


class _Encoded:
    """Holds whose every frame is encoded, for players that do not take copies."""

    delay = 2  # x264 reorders B-frames over at most two pictures

    def __init__(self, settings: EncoderSettings) -> None:
        self._settings = settings

    def packets(self, piece: PieceFile, frames: int) -> Iterator[Packet]:
        picture = next(decode(piece.packets(1), extradata=piece.header.extradata))
        start = 0
        for length in spread(frames, self._settings.keyframe_limit):
            with flat(self._settings) as encoder:
                for ready in encode_frames(encoder, repeat(picture, length), keys=[0], count=length):
                    yield from (packet._replace(pts=start + packet.pts) for packet in ready)
            start += length
