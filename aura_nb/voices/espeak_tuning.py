"""espeak-ng's settings for a pace and a pitch."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

WORDS_PER_MINUTE = 170  # at rate 1
# Semitones by the value of espeakPITCH, measured on the F0 of an American English sentence.
SEMITONES = (-6.0, -5.05, -3.35, -1.47, 0.0, 1.68, 4.34, 7.14, 8.79)
VALUES = (0, 10, 25, 40, 50, 60, 75, 90, 99)


class Tuning(NamedTuple):
    """What espeak-ng is told, and by how much its sound is then played faster (`stretch`, 1 for not at all).

    espeak-ng's pitch reaches from -6 to 8.8 semitones; what is asked beyond that is done by resampling a voice that
    speaks slower or faster by as much, which moves its timbre as well.
    """

    words_per_minute: int
    pitch: int
    stretch: float

    @classmethod
    def of(cls, *, rate: float, semitones: float) -> Tuning:
        """The settings for a rate (a factor) and a pitch (semitones)."""
        within = min(max(semitones, SEMITONES[0]), SEMITONES[-1])
        stretch = 2 ** ((semitones - within) / 12)
        pitch = round(float(np.interp(within, SEMITONES, VALUES)))
        return cls(round(WORDS_PER_MINUTE * rate / stretch), pitch, stretch)
