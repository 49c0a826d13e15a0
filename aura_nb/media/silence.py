"""Where a film is silent, measured on its own sound: an hour of it takes the memory of a second."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np

from aura_nb.media.encoding_parts import SILENCE_SECONDS
from aura_nb.media.probe import opened

QUIET = -50.0  # dBFS: above the tone of a room, below a voice that fades
_RATE = 8_000
_BLOCK = 400  # samples that are judged together: 50 ms


def silences(film: Path) -> list[tuple[float, float]]:
    """The stretches of more than `SILENCE_SECONDS` in which nothing is heard, as (start, end) in seconds.

    Of 50 ms each, what is quieter than `QUIET` is silent. Raises `OutputInvalid` for sound that cannot be decoded.
    """
    found: list[tuple[float, float]] = []
    begins: int | None = 0
    place = 0
    for loud in _loud(film):
        if loud and begins is not None:
            found.append((begins, place))
        begins = None if loud else place if begins is None else begins
        place += 1
    if begins is not None:
        found.append((begins, place))
    seconds = _BLOCK / _RATE
    return [
        (round(begin * seconds, 3), round(end * seconds, 3))
        for begin, end in found
        if (end - begin) * seconds > SILENCE_SECONDS
    ]


def _loud(film: Path) -> Iterator[bool]:
    """Whether each 50 ms of the sound are heard."""
    least = 10 ** (QUIET / 10)
    resampler = av.AudioResampler(format="flt", layout="mono", rate=_RATE, frame_size=20 * _BLOCK)
    with opened(film) as container:
        for frame in container.decode(audio=0):
            for second in resampler.resample(frame):
                yield from _powers(second, least)
        for rest in resampler.resample(None):
            yield from _powers(rest, least)


def _powers(sound: av.AudioFrame, least: float) -> Iterator[bool]:
    samples = sound.to_ndarray().ravel()
    for start in range(0, len(samples), _BLOCK):
        yield bool(np.square(samples[start : start + _BLOCK]).mean() > least)
