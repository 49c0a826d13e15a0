"""The neural network of hibari's bundled voice: phonemes to sound, with the time of every phoneme."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from hibari import Hibari, dsp

from aura_nb.voices import private as _private  # noqa: F401 - before a model is loaded
from aura_nb.voices.phonemes import RATE, Utterance, edges, with_output
from aura_nb.voices.track import Samples

SEED = 0
DURATIONS = "/Clip_output_0"
VOICED = 40.0  # Hz; a lower F0 means an unvoiced frame (hibari.dsp.pulses)
LOWEST = 45.0  # Hz, for a voice that is lowered
BIN = RATE / dsp.N_FFT  # Hz between two bins of the spectrum
HIGHEST_HARMONIC = 11000.0  # Hz (hibari.dsp.pulses)


class HibariNetwork:
    """The bundled model in one onnxruntime thread, opened once; with `SEED` its sound is always the same bits."""

    def __init__(self, model: Path) -> None:
        # hibari hands `model` to onnxruntime, which takes bytes as well as a path. With `model` given, hibari never
        # looks for a voice's file, and so never downloads one.
        self._hibari = Hibari(voice="heart", model=with_output(model.read_bytes(), DURATIONS), threads=1)
        self._outputs = [output.name for output in self._hibari.sess.get_outputs()]

    def say(self, phonemes: str, *, speed: float, semitones: float) -> Utterance:
        """The sound of at most 400 phonemes; `speed` is a factor of the pace, `semitones` raise the pitch."""
        known = np.array([c in self._hibari.vocab for c in phonemes], bool)
        ids = np.asarray([self._hibari.ids(phonemes)], np.int64)
        given = self._hibari.sess.run(None, {"ids": ids, "speed": np.asarray([speed], np.float32)})
        named = dict(zip(self._outputs, given, strict=True))
        lh, theta, ln, lr, phi, f0 = (named[name][0] for name in ("lh", "theta", "ln", "lr", "phi", "f0"))
        if semitones:
            lh, theta, f0 = transposed(lh, theta, f0, semitones=semitones)
        sound: Samples = dsp.synth(lh, theta, ln, lr, phi, f0, np.random.default_rng(SEED))
        return Utterance(sound, edges(named[DURATIONS], known, len(sound)))


def transposed(lh: Samples, theta: Samples, f0: Samples, *, semitones: float) -> tuple[Samples, Samples, Samples]:
    """The harmonic part of a sound (log magnitude and phase, [601 bins, frames]; F0 [frames]) at another pitch.

    hibari shapes a pulse train by `lh` and `theta`. They mean something only where the harmonics stood: between them
    the network was free, and a harmonic moved there is too loud (7 dB in all at -6 and +6 semitones). So the
    envelope is taken at the old harmonics and drawn straight between them, which keeps the vowels' formants where they
    are; and its level changes so that more or fewer harmonics carry the same power.
    """
    factor = 2.0 ** (semitones / 12)
    voiced = f0 > VOICED
    pitch = np.where(voiced, np.maximum(f0 * factor, LOWEST), f0).astype(np.float32)
    envelope, phase = lh.copy(), theta.copy()
    bins = np.arange(len(lh))
    for frame in np.flatnonzero(voiced):
        at = np.arange(1, int(HIGHEST_HARMONIC / f0[frame]) + 1) * (f0[frame] / BIN)
        near = np.minimum(np.rint(at).astype(np.int64), len(lh) - 1)
        turn = np.pi * np.tanh(theta[near, frame])
        angle = np.arctan2(np.interp(bins, at, np.sin(turn)), np.interp(bins, at, np.cos(turn)))
        envelope[:, frame] = np.interp(bins, at, lh[near, frame]) + 0.5 * np.log(factor)
        phase[:, frame] = np.arctanh(np.clip(angle / np.pi, -0.9999, 0.9999))
    return envelope, phase, pitch
