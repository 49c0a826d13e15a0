"""espeak-ng's settings for a pace and a pitch."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

# What espeak-ng is told for a rate of 1, so that a text has some 158 words a minute: it counts words otherwise.
WORDS_PER_MINUTE = 137
_BY_LANGUAGE = {"de": 149, "es": 125, "fr": 104, "it": 141, "pt": 134}
LEAST = 80  # espeak-ng speaks no slower; what is asked below is played slower, from a voice that is higher by as much
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
    def of(cls, *, rate: float, semitones: float, language: str = "en") -> Tuning:
        """The settings for a rate (a factor) and a pitch (semitones) in a language (BCP 47)."""
        usual = _BY_LANGUAGE.get(language.partition("-")[0].lower(), WORDS_PER_MINUTE)
        slower = min(1.0, usual * rate / LEAST)
        wanted = semitones - 12 * math.log2(slower)
        within = min(max(wanted, SEMITONES[0]), SEMITONES[-1])
        stretch = slower * 2 ** ((wanted - within) / 12)
        pitch = round(float(np.interp(within, SEMITONES, VALUES)))
        return cls(max(LEAST, round(usual * rate / stretch)), pitch, stretch)
