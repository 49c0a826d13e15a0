"""Three short pieces of music to lie under a film, made here note by note: nobody's rights but yours are in them.

Each is some bars long and made in a ring: what still sounds at its end sounds on at its beginning, so that it can be
played again and again without a seam.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from aura_nb.media.loudness import RATE

Samples = NDArray[np.float32]


class _Piece(NamedTuple):
    """Samples of a beat, four of which make a bar, the chords of its bars (as MIDI notes), and how it is played."""

    beat: int
    chords: Sequence[Sequence[int]]
    play: str


_PIECES = {
    "calm": _Piece(48_000, ((57, 60, 64, 67), (53, 57, 60, 64), (48, 55, 60, 64), (55, 59, 62, 66)), "pads"),
    "warm": _Piece(
        40_000,
        ((48, 52, 55, 59), (45, 52, 55, 60), (53, 57, 60, 64), (43, 50, 55, 59)) * 2,
        "keys",
    ),
    "bright": _Piece(
        27_000,
        ((50, 57, 62, 66), (47, 54, 59, 62), (43, 50, 55, 59), (45, 52, 57, 61)) * 2,
        "plucks",
    ),
}  # fmt: skip
BEDS = tuple(_PIECES)
"""Their names."""


@functools.cache
def bed(name: str) -> Samples:
    """A piece of music by its name, at 48 kHz, its loudest moment at half of full scale; it can be repeated at once.

    >>> [len(bed(name)) % RATE == 0 for name in ("calm",)]
    [True]
    """
    piece = _PIECES[name]
    ring = np.zeros(4 * piece.beat * len(piece.chords))
    for start, note, length, loud in _notes(piece):
        sound = loud * _tone(note, length, piece.play)
        place = (start + np.arange(len(sound))) % len(ring)
        np.add.at(ring, place, sound)
    made: Samples = (0.5 * ring / np.abs(ring).max()).astype(np.float32)
    return made


def _notes(piece: _Piece) -> Iterator[tuple[int, int, int, float]]:
    """Each note: the sample it begins at, its number, its length in samples, and how loud it is."""
    bar = 4 * piece.beat
    for number, chord in enumerate(piece.chords):
        start = number * bar
        if piece.play == "pads":
            for note in chord:
                yield start, note, bar + piece.beat, 1.0
            yield start, chord[0] - 12, bar, 0.8
        elif piece.play == "keys":
            yield start, chord[0] - 12, 2 * bar // 3, 1.2
            for beat, places in enumerate(((0, 1), (2,), (3,), (1, 2))):
                for place in places:
                    yield start + beat * piece.beat, chord[place] + 12, bar // 2, 0.9 if beat == 0 else 0.6
        else:
            yield start, chord[0] - 12, bar // 2, 1.1
            yield start + 2 * piece.beat, chord[0] - 12, bar // 2, 0.8
            for step, place in enumerate((0, 2, 1, 3, 2, 3, 1, 2)):
                yield start + step * piece.beat // 2, chord[place] + 12, piece.beat * 2, 0.8 if step % 4 == 0 else 0.5


def _tone(note: int, length: int, play: str) -> NDArray[np.float64]:
    """One note: some partials under an envelope that begins and ends in silence."""
    time = np.arange(length) / RATE
    pitch = 440.0 * 2 ** ((note - 69) / 12)
    if play == "pads":
        # Two voices a little apart beat slowly, as strings do.
        wave = sum(
            np.sin(2 * np.pi * pitch * n * detune * time) / n**1.8 for n in (1, 2, 3, 4) for detune in (0.9985, 1.0015)
        )
        rise, fall = length * 0.35, length * 0.45
        edge = np.minimum(np.arange(length) / rise, (length - 1 - np.arange(length)) / fall).clip(0, 1)
        return np.asarray(wave * (0.5 - 0.5 * np.cos(np.pi * edge)))
    partials, dies = ((1, 2, 3, 5), 1.1) if play == "keys" else ((1, 2, 4, 6), 3.5)
    wave = sum(np.sin(2 * np.pi * pitch * n * time) * np.exp(-dies * n**0.6 * time) / n**1.5 for n in partials)
    attack = np.clip(time / 0.012, 0, 1)
    release = np.clip((length - 1 - np.arange(length)) / (0.08 * RATE), 0, 1)
    return np.asarray(wave * (0.5 - 0.5 * np.cos(np.pi * attack)) * release)
