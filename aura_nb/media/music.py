"""Music under a film: repeated to the film's length, faded at its ends, and softer while somebody speaks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from aura_nb.errors import AssetInvalid
from aura_nb.footage.sound_file import NotRecordingError, samples
from aura_nb.media.beds import bed
from aura_nb.media.loudness import RATE, loudness, pcm

UNDER = -8.0  # LU, against the voice, where nobody speaks
DUCK = -12.0  # dB, while somebody speaks
ATTACK_SECONDS = 0.1  # in which it has become softer as the first word begins
RELEASE_SECONDS = 0.5
OPENING_SECONDS = 1.0
ENDING_SECONDS = 3.0
CROSSING_SECONDS = 2.0  # in which the end of a piece becomes its beginning
_BREATH_SECONDS = 0.9  # of a pause in which the music does not rise: it would only have to fall again
_SILENT = 10 ** (-60 / 20)  # at a file's ends
_BLOCK = 1 << 16

Samples = NDArray[np.float32]


def ducked(places: NDArray[np.int64], spoken: Sequence[tuple[int, int]]) -> NDArray[np.float64]:
    """By how many dB music is softer at samples of the film; `spoken` are the stretches in which somebody speaks."""
    near = np.zeros(len(places))
    for start, end in joined(spoken):
        before = 1 - (start - places) / (ATTACK_SECONDS * RATE)
        after = 1 - (places - end) / (RELEASE_SECONDS * RATE)
        near = np.maximum(near, np.clip(np.minimum(before, after), 0, 1))
    return DUCK * (0.5 - 0.5 * np.cos(np.pi * near))


def joined(spoken: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches of speech, those that only a breath parts as one.

    >>> joined([(0, 48000), (60000, 90000), (200000, 300000)])
    [(0, 90000), (200000, 300000)]
    """
    found: list[tuple[int, int]] = []
    for start, end in sorted(spoken):
        if found and start - found[-1][1] < _BREATH_SECONDS * RATE:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


class Music:
    """A piece of music of one channel at 48 kHz that plays for as long as a film; a file's sound is kept in `folder`.

    Raises `AssetInvalid` for a file without a sound.
    """

    def __init__(self, source: str | Path, folder: Path) -> None:
        self._kept: Path | None = None
        if isinstance(source, str):
            self._sound: Samples = bed(source)
            self._crossing = 0
            return
        self._kept = folder / "music.f32"
        self._sound = self._read(source, self._kept)
        self._crossing = min(round(CROSSING_SECONDS * RATE), len(self._sound) // 4)

    @staticmethod
    def _read(source: Path, kept: Path) -> Samples:
        try:
            with kept.open("wb") as file:
                for block in samples(source):
                    file.write(block.astype("<f4").tobytes())
        except NotRecordingError as error:
            raise AssetInvalid(f"The music {source.name!r} cannot be used: {error}.") from error
        whole = np.memmap(kept, "<f4", mode="r") if kept.stat().st_size else np.zeros(0, "<f4")
        edges = [
            place + int(heard[at])
            for place in range(0, len(whole), _BLOCK)
            for at in (0, -1)
            if len(heard := np.flatnonzero(np.abs(whole[place : place + _BLOCK]) > _SILENT))
        ]
        if not edges:
            raise AssetInvalid(f"The music {source.name!r} cannot be used: nothing is to be heard in it.")
        music: Samples = whole[edges[0] : edges[-1] + 1]
        return music

    def close(self) -> None:
        """Let go of what was kept."""
        del self._sound
        if self._kept is not None:
            self._kept.unlink(missing_ok=True)

    def loudness(self, folder: Path) -> float | None:
        """Its own loudness in LUFS; None where it is too soft to have one."""
        raw = folder / "measured.f32"
        try:
            with raw.open("wb") as file:
                for place in range(0, len(self._sound), _BLOCK):
                    file.write(self._sound[place : place + _BLOCK].astype("<f4").tobytes())
            return loudness(pcm(raw), mono=True, duration=len(self._sound) / RATE)
        finally:
            raw.unlink(missing_ok=True)

    def blocks(self, total: int, spoken: Sequence[tuple[int, int]], gain: float) -> Iterator[tuple[int, Samples]]:
        """The music of a film of `total` samples in blocks, each with the sample it starts at; `gain` is in dB."""
        for place in range(0, total, _BLOCK):
            at = np.arange(place, min(place + _BLOCK, total))
            level = 10 ** ((gain + ducked(at, spoken)) / 20) * faded(at, total)
            yield place, (self._played(at) * level).astype(np.float32)

    def _played(self, at: NDArray[np.int64]) -> NDArray[np.float64]:
        """The piece again and again, its end crossing into its beginning with the same power."""
        if not self._crossing:
            return np.asarray(self._sound[at % len(self._sound)], np.float64)
        period = len(self._sound) - self._crossing
        place = at % period
        played = np.asarray(self._sound[place], np.float64)
        crossing = (place < self._crossing) & (at >= period)
        turn = place[crossing] / self._crossing * np.pi / 2
        ending = np.asarray(self._sound[place[crossing] + period], np.float64)
        played[crossing] = played[crossing] * np.sin(turn) + ending * np.cos(turn)
        return played


def faded(at: NDArray[np.int64], total: int) -> NDArray[np.float64]:
    """How loud music is at samples of a film: it comes at its beginning and goes at its end."""
    opening = min(OPENING_SECONDS * RATE, total / 4)
    ending = min(ENDING_SECONDS * RATE, total / 3)
    edge = np.minimum((at + 0.5) / opening, (total - at - 0.5) / ending).clip(0, 1)
    return np.asarray(0.5 - 0.5 * np.cos(np.pi * edge))
