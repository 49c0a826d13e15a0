"""Sound as a file that a person may have recorded."""

from __future__ import annotations

import wave

import numpy as np

from aura_nb.footage.sound_file import RATE


def written(path, sound):
    """The file, a WAV of one channel; `sound` has samples from -1 to 1."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(np.rint(sound * 32767).astype("<i2").tobytes())
    return path
