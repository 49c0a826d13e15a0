"""Pictures of a finished film that show nothing: black ones, and an opening on its empty ground."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from aura_nb.errors import OutputInvalid
from aura_nb.media.probe import Coded, opened

Opening = Literal["picture", "black", "empty"]

# Black: 99.9 % of the luma samples are at most 32 of 16-235. (blackdetect's 98 % takes a dark title slide for black.)
_BLACK_LUMA = 32
_BLACK_SHARE = 0.999
# Something is drawn where luma differs so much within 8 by 8 samples, which no gradient of a ground does.
_CELL, _DRAWN = 8, 32
_EMPTY_SHARE = 0.002  # of the cells: a word of a title has more


class Emptiness(NamedTuple):
    """`black` stretches in seconds, each up to the next picture at which decoding can begin; what the film opens on."""

    black: list[tuple[float, float]]
    opening: Opening


def emptiness(film: Path, pictures: Sequence[Coded], *, played: Sequence[tuple[int, int]], fps: int) -> Emptiness:
    """What of a film shows nothing; `played`, (first frame, frames) of videos in it, may be black.

    A black picture codes to next to nothing: the others need no decoding. The first and the last are decoded in any
    case, which proves that the stream can be. Raises `OutputInvalid` for a picture that cannot be decoded.
    """
    keys = [picture for picture in pictures if picture.key]
    ends = {now.frame: after.frame for now, after in pairwise(keys)}
    opening: Opening = "picture"
    black: list[tuple[float, float]] = []
    for frame, luma in _lumas(film, keys, fps):
        if any(first <= frame < first + count for first, count in played):
            continue
        is_black = float((luma[::2, ::2] <= _BLACK_LUMA).mean()) >= _BLACK_SHARE
        if not frame:
            opening = "black" if is_black else "picture" if _drawn(luma) >= _EMPTY_SHARE else "empty"
        if is_black:
            start, end = frame / fps, ends.get(frame, len(pictures)) / fps
            if black and black[-1][1] == start:
                start = black.pop()[0]
            black.append((start, end))
    return Emptiness(black, opening)


def _drawn(luma: NDArray[np.uint8]) -> float:
    """The share of a picture's cells in which something is drawn."""
    rows, columns = (side // _CELL * _CELL for side in luma.shape)
    cells = luma[:rows, :columns].reshape(rows // _CELL, _CELL, columns // _CELL, _CELL).astype(np.int16)
    return float((cells.max(axis=(1, 3)) - cells.min(axis=(1, 3)) >= _DRAWN).mean())


def _lumas(film: Path, keys: Sequence[Coded], fps: int) -> Iterator[tuple[int, NDArray[np.uint8]]]:
    """The luma of each picture that may be black, of the first and of the last."""
    with opened(film) as container:
        stream = container.streams.video[0]
        step = 1 / ((stream.time_base or Fraction(1)) * fps)
        context = stream.codec_context
        context.thread_type = "NONE"  # frame threads would only hold pictures back
        wanted = {key.frame for key in keys if key.size < context.width * context.height // 64}
        wanted |= {key.frame for key in (*keys[:1], *keys[-1:])}
        for packet in container.demux(stream):
            if packet.pts is None or not packet.is_keyframe or (frame := int(packet.pts / step)) not in wanted:
                continue
            decoded = [*context.decode(packet), *context.decode(None)]
            context.flush_buffers()
            if not decoded:
                raise OutputInvalid(f"Frame {frame} of the film cannot be decoded.", frame=frame)
            plane = decoded[0].planes[0]
            rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
            yield frame, rows[: decoded[0].height, : decoded[0].width]
