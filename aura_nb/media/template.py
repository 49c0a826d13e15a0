"""The packets of a picture that stands still: P frames in which every block is skipped.

Such a packet holds no picture, so it is valid after any picture of the same settings: a hold is the picture's own
IDR followed by copies. Its bytes depend only on its place after the IDR, through two counters of few bits
(frame_num and pic_order_cnt_lsb, ITU-T H.264 7.4.3), so they repeat: one period is all that is ever needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import cast

import av
import numpy as np
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType

from aura_nb.media.encoder import Encoder, flat
from aura_nb.media.pieces import EncoderSettings, Packet, Progress, write_piece
from aura_nb.media.planes import Frame

_PERIODS = (64, 32, 16, 8, 4, 2, 1)
_PROOF = 8  # packets that must come again before we believe that counters are all that differs
# A constant quantiser, no deblocking, the quickest search: none of it is in the parameter sets.
_SKIPPING = "qp=30:rc-lookahead=0:me=dia:subme=0:no-deblock=1"


def encode_template(*, settings: EncoderSettings, file: Path, progress: Progress) -> Path:
    """Write the packets 1, 2, ... of a hold as a piece; `packet_after` says which follows where.

    Where the packets do not repeat within 64 frames, as many as the longest hold needs are really encoded. The
    header's `trusted` is False when copied packets did not decode to the same picture here.
    """
    wanted = min(settings.hold_limit, 1 + 32 + _PROOF)
    packets, extradata = _skipped(settings, wanted, progress)
    period = _period(packets)
    if not period and wanted < settings.hold_limit:
        packets, extradata = _skipped(settings, settings.hold_limit, progress)
        period = _period(packets)
    trusted = _small(packets, settings) and stands_still(packets, settings=settings, extradata=extradata)
    progress(1.0)
    kept = packets[1 : 1 + period] if period else packets[1:]
    return write_piece(file, kept, settings=settings, extradata=extradata, period=period, trusted=trusted)


def _skipped(settings: EncoderSettings, frames: int, progress: Progress) -> tuple[list[Packet], bytes]:
    grey = np.full((settings.height * 3 // 2, settings.width), 128, np.uint8)
    packets: list[Packet] = []
    with Encoder(settings, crf=settings.crf, extra=_SKIPPING) as encoder:
        for index in range(frames):
            packets += encoder.encode(grey, picture=PictureType.P if index else PictureType.I)
            progress(0.9 * index / frames)
        packets += encoder.finish()
        return packets, encoder.extradata


def _period(packets: list[Packet]) -> int:
    """After how many packets the bytes come again (the IDR left out); 0 when they do not."""
    contents = [packet.content for packet in packets[1:]]
    found = 0
    for period in _PERIODS:
        pairs = list(zip(contents, contents[period:], strict=False))
        if len(pairs) >= _PROOF and all(first == again for first, again in pairs):
            found = period
    return found


def _small(packets: list[Packet], settings: EncoderSettings) -> bool:
    """A skipped block costs a small part of a bit: anything larger holds a picture."""
    blocks = (settings.width + 15) // 16 * ((settings.height + 15) // 16)
    return all(not packet.key and len(packet.content) <= 64 + blocks // 64 for packet in packets[1:])


def stands_still(packets: list[Packet], *, settings: EncoderSettings, extradata: bytes) -> bool:
    """Whether a quite different picture's IDR, followed by these packets (without their first), stays the same.

    Compares decoded frames bit for bit; this is what holds rely on, tried on the machine that makes the film.
    """
    noise = np.random.default_rng(0).integers(16, 235, (settings.height * 3 // 32 + 1, settings.width // 16 + 1))
    picture = noise.astype(np.uint8).repeat(16, axis=0).repeat(16, axis=1)
    with flat(settings) as encoder:
        still = encoder.encode(np.ascontiguousarray(picture[: settings.height * 3 // 2, : settings.width]))
        still += encoder.finish()
        if encoder.extradata != extradata:
            return False
    pictures = decode([*still, *packets[1:]], extradata=extradata)
    first = next(pictures, None)
    return first is not None and sum(1 for frame in pictures if np.array_equal(frame, first)) == len(packets) - 1


def decode(packets: Iterable[Packet], *, extradata: bytes) -> Iterator[Frame]:
    """The pictures that packets (whole groups, in decoding order) show, one at a time."""
    context = av.CodecContext.create("h264", "r")
    assert isinstance(context, VideoCodecContext)  # noqa: S101 - "h264" is a video codec; this tells mypy
    context.extradata = extradata
    context.thread_count = 1
    for packet in packets:
        part = av.Packet(packet.content)
        part.pts = packet.pts
        yield from (cast("Frame", frame.to_ndarray()) for frame in context.decode(part))
    yield from (cast("Frame", frame.to_ndarray()) for frame in context.decode(None))
