"""The tone of a quiet room, which lies under a narrated film: between sentences nobody hears the sound switched off."""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

from aura_nb.media.loudness import RATE

LEVEL = -66.0  # dBFS, RMS in the finished film: 50 dB below the voice
FADE_SECONDS = 0.3  # at the film's two ends
_SECONDS = 10  # after which it comes again; it is made so that one hears no seam
_LOWEST, _HIGHEST = 60.0, 7000.0  # Hz


def tone(start: int, count: int, total: int) -> NDArray[np.float32]:
    """The tone from one sample of a film to another, at 48 kHz, of level 0 dBFS (RMS); faded where the film ends."""
    loop = _loop()
    place = np.arange(start, start + count)
    edge = np.minimum(place, total - 1 - place) / (FADE_SECONDS * RATE)
    faded: NDArray[np.float32] = (loop[place % len(loop)] * np.clip(edge, 0, 1)).astype(np.float32)
    return faded


@functools.cache
def _loop() -> NDArray[np.float64]:
    """Noise that has less the higher it is, as the air in a room; whole periods of every frequency, always the same."""
    count = _SECONDS * RATE
    frequency = np.fft.rfftfreq(count, 1 / RATE)
    within = (frequency >= _LOWEST) & (frequency <= _HIGHEST)
    amplitude = np.where(within, 1 / np.maximum(frequency, 1), 0.0)
    phase = np.random.default_rng(0).uniform(0, 2 * np.pi, len(frequency))
    wave = np.fft.irfft(amplitude * np.exp(1j * phase), count)
    loop: NDArray[np.float64] = wave / np.sqrt(np.square(wave).mean())
    return loop
