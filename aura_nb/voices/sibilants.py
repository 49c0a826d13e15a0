"""Sibilants that a voice makes too sharp, brought down a little. Loads numpy."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from aura_nb.voices.track import Samples

LOWEST = 4500.0  # Hz: above, an "s" is heard, and little of anything else
ALLOWED = -9.0  # dB of an "s" against the voice where it is loud; most voices have about that
RATIO = 2.0  # of what is above, so much less is left
MOST = 6.0  # dB that are taken away
_FRAME, _HOP = 512, 128  # samples; 21 ms, as long as an "s" takes to begin
_LOUD = 90  # percentile of the frames


def softened(sound: Samples, rate: int) -> Samples:
    """The sound with less of its sharp sibilants; all that is no sibilant stays as it is."""
    if len(sound) < _FRAME:
        return sound
    padded = np.pad(sound, (_FRAME, 2 * _FRAME))
    window = np.hanning(_FRAME + 1)[:-1]
    frames = np.lib.stride_tricks.sliding_window_view(padded, _FRAME)[::_HOP] * window
    spectrum = np.fft.rfft(frames, axis=1)
    high = np.fft.rfftfreq(_FRAME, 1 / rate) >= LOWEST
    power = np.square(np.abs(spectrum))
    loud = np.percentile(_decibels(power.sum(axis=1)), _LOUD)
    excess = _decibels(power[:, high].sum(axis=1)) - (loud + ALLOWED)
    less = np.clip(excess * (1 - 1 / RATIO), 0, MOST)
    less = np.convolve(np.pad(less, 1, "edge"), np.ones(3) / 3, "valid")
    taken = np.fft.irfft(spectrum * high * (1 - 10 ** (-less / 20))[:, None], _FRAME, axis=1)
    away = np.zeros(len(padded))
    for place, frame in enumerate(taken):
        away[place * _HOP : place * _HOP + _FRAME] += frame
    away /= _FRAME / _HOP / 2  # what the windows that overlap make together
    return (sound - away[_FRAME : _FRAME + len(sound)]).astype(np.float32)


def _decibels(power: NDArray[np.float64]) -> NDArray[np.float64]:
    level: NDArray[np.float64] = 10 * np.log10(power + 1e-20)
    return level
