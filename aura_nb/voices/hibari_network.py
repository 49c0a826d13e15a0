"""The neural network of hibari's bundled voice: phonemes to sound, with the time of every phoneme."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
from hibari import Hibari, dsp
from numpy.typing import NDArray

from aura_nb.errors import InternalError
from aura_nb.voices import private as _private  # noqa: F401 - before a model is loaded
from aura_nb.voices.track import Samples

RATE: int = dsp.SR
SEED = 0
SAMPLES_PER_STEP = 600  # of the duration tensor: two spectral frames
DURATIONS = "/Clip_output_0"
VOICED = 40.0  # Hz; a lower F0 means an unvoiced frame (hibari.dsp.pulses)
LOWEST = 45.0  # Hz, for a voice that is lowered
BIN = RATE / dsp.N_FFT  # Hz between two bins of the spectrum
HIGHEST_HARMONIC = 11000.0  # Hz (hibari.dsp.pulses)


class Utterance(NamedTuple):
    """A sound, and the sample at which each phoneme begins; one edge more than phonemes, the last is the end."""

    sound: Samples
    edges: NDArray[np.int64]


class Network:
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


def edges(durations: NDArray[np.float32], known: NDArray[np.bool_], samples: int) -> NDArray[np.int64]:
    """The sample at which each phoneme begins, from the steps the network gave to each id.

    The ids are those of the `known` phonemes, between two pads; an unknown one takes no time. Raises `InternalError`
    where the steps do not make up the sound exactly: then the tensor is not what it is taken for, and no word time
    could be trusted.
    """
    steps = np.rint(durations.ravel()).astype(np.int64) * SAMPLES_PER_STEP
    if len(steps) != known.sum() + 2 or int(steps.sum()) != samples:
        raise InternalError(
            f"hibari's durations ({len(steps)} ids, {int(steps.sum())} samples) "
            f"do not match the sound ({int(known.sum()) + 2} ids, {samples} samples).",
        )
    each = np.zeros(len(known), np.int64)
    each[known] = steps[1:-1]
    begins: NDArray[np.int64] = np.concatenate(([0], np.cumsum(each))) + steps[0]
    return begins


def with_output(model: bytes, name: str) -> bytes:
    """An ONNX model in which the inner float tensor `name` is one more output.

    A protobuf message may come in parts: a field that is written again is merged into the first, and repeated fields
    are joined. So to name one more `graph.output` it is enough to append `ModelProto{graph{output{name, type}}}`:

        ModelProto.graph = 7, GraphProto.output = 12, ValueInfoProto.name = 1, ValueInfoProto.type = 2,
        TypeProto.tensor_type = 1, TypeProto.Tensor.elem_type = 1 (1 is FLOAT)
    """
    element = bytes([1 << 3, 1])
    value = _field(1, name.encode()) + _field(2, _field(1, element))
    return model + _field(7, _field(12, value))


def _field(number: int, content: bytes) -> bytes:
    """A length-delimited protobuf field (wire type 2); one byte each is enough for the number and the length here."""
    if number >= 16 or len(content) >= 128:
        raise ValueError("needs a varint of more than one byte")
    return bytes([number << 3 | 2, len(content)]) + content


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
