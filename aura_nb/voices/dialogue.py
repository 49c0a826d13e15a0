"""The turns of a dialogue as one narration: each voice as loud as the others, with a breath between them."""

from __future__ import annotations

import wave
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import av
import numpy as np

from aura_nb.errors import VoiceFailed
from aura_nb.specs import Voice
from aura_nb.voices.speech import Narration, Word, pause_seconds
from aura_nb.voices.track import FADE, PEAK, Samples, loudness, samples_of

RATE = 24_000
LEVEL = -20.0  # dB of full scale (RMS) of what is said, silence apart
_HEARD = 30.0  # decibels below the loudest moment that still count as speech
_MOST_GAIN = 18.0  # dB


class SpokenTurn(NamedTuple):
    """What one voice said: its file (PCM16 mono), its narration, and how it was asked to speak."""

    wav: Path
    narration: Narration
    voice: Voice


def joined(turns: Sequence[SpokenTurn], wav: Path) -> Narration:
    """Write the turns one behind the other into `wav` (PCM16 mono, 24 kHz); their words in the whole's seconds.

    Between two voices lies the pause that the first makes behind a sentence. Raises `VoiceFailed` for a file that
    cannot be read.
    """
    words: list[Word] = []
    samples = 0
    with wave.open(str(wav), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        for number, turn in enumerate(turns):
            sound = _faded(levelled(_sound(turn.wav), RATE))
            offset = samples / RATE
            words += [Word(word.text, word.start + offset, word.end + offset) for word in turn.narration.words]
            if number < len(turns) - 1:
                said = [word.text for word in turn.narration.words]
                pause = pause_seconds(said, "sentence", voice=turn.voice)
                sound = np.pad(sound, (0, round(pause * RATE)))
            file.writeframes(np.rint(np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())
            samples += len(sound)
    return Narration(rate=RATE, samples=samples, words=words)


def _faded(sound: Samples) -> Samples:
    """The sound with soft edges: a wave that begins or ends in its midst would click where turns meet."""
    ramp = np.linspace(0, 1, min(round(FADE * RATE), len(sound) // 2), dtype=np.float32)
    faded = sound.copy()
    faded[: len(ramp)] *= ramp
    faded[len(faded) - len(ramp) :] *= ramp[::-1]
    return faded


def levelled(sound: Samples, rate: int) -> Samples:
    """The sound with its speech at `LEVEL`, as far as its loudest moment allows; silence stays as it is."""
    louder: Samples = (sound * np.float32(10 ** (gain_of(sound, rate) / 20))).astype(np.float32)
    return louder


def gain_of_file(wav: Path) -> float:
    """The same of a narration's file."""
    return gain_of(_sound(wav), RATE)


def gain_of(sound: Samples, rate: int) -> float:
    """By how many dB a sound is to be louder for that; 0 for silence."""
    if not sound.any():
        return 0.0
    level = loudness(sound, rate)
    heard = level[level > level.max() - _HEARD]
    present = 10 * float(np.log10(np.mean(10 ** (heard / 10))))
    return min(_MOST_GAIN, LEVEL - present, 20 * float(np.log10(PEAK / float(np.abs(sound).max()))))


def _sound(path: Path) -> Samples:
    """A narration at 24 kHz."""
    try:
        with wave.open(str(path), "rb") as file:
            if (file.getnchannels(), file.getsampwidth()) != (1, 2):
                raise VoiceFailed(f"{path.name} is not 16-bit mono sound.")
            rate, content = file.getframerate(), file.readframes(file.getnframes())
    except (wave.Error, EOFError) as error:
        raise VoiceFailed(f"{path.name} cannot be read as a WAV file: {error}") from error
    if rate == RATE:
        return samples_of(content)
    resampler = av.AudioResampler(format="fltp", layout="mono", rate=RATE)
    frame = av.AudioFrame.from_ndarray(np.frombuffer(content, "<i2")[None, :], format="s16", layout="mono")
    frame.sample_rate = rate
    blocks = [out.to_ndarray()[0] for given in (frame, None) for out in resampler.resample(given)]
    sound: Samples = np.concatenate([np.zeros(0, np.float32), *blocks]).astype(np.float32)
    return sound
