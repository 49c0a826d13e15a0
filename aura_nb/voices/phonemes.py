"""Sentences as phonemes, and the sound a network makes of them with the time of each; hibari and Kokoro are read so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from aura_nb.errors import InternalError
from aura_nb.voices.track import Samples

RATE = 24_000
SAMPLES_PER_STEP = 600  # of the duration tensor: two spectral frames
_CLAUSE = ",;:\u2014"


class Reading(NamedTuple):
    """A sentence's phonemes, and for each word the span of them in which it is heard (empty where it is not)."""

    phonemes: str
    spans: list[range]

    def pieces(self, most: int) -> Iterator[range]:
        """The stretches of phonemes to be spoken at once: all of them, or cut at a clause, a word, or anywhere."""
        begin = 0
        while len(self.phonemes) - begin > most:
            limit = begin + most
            clauses = [i for i in range(begin + most // 4, limit) if self.phonemes[i] in _CLAUSE]
            space = self.phonemes.rfind(" ", begin + 1, limit)
            cut = clauses[-1] + 1 if clauses else space if space > 0 else limit
            yield range(begin, cut)
            begin = cut
        yield range(begin, len(self.phonemes))


class Utterance(NamedTuple):
    """A sound, and the sample at which each phoneme begins; one edge more than phonemes, the last is the end."""

    sound: Samples
    edges: NDArray[np.int64]


def edges(durations: NDArray[np.float32], known: NDArray[np.bool_], samples: int) -> NDArray[np.int64]:
    """The sample at which each phoneme begins, from the steps the network gave to each id.

    The ids are those of the `known` phonemes, between two pads; an unknown one takes no time. Raises `InternalError`
    where the steps do not make up the sound exactly: then the tensor is not what it is taken for, and no word time
    could be trusted.
    """
    steps = np.rint(durations.ravel()).astype(np.int64) * SAMPLES_PER_STEP
    if len(steps) != known.sum() + 2 or int(steps.sum()) != samples:
        raise InternalError(
            f"The voice's durations ({len(steps)} ids, {int(steps.sum())} samples) "
            f"do not match its sound ({int(known.sum()) + 2} ids, {samples} samples).",
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
