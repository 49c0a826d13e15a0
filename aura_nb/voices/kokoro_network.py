"""The neural network of the Kokoro voices: letters to sound, with the time of every letter."""

from __future__ import annotations

import functools
import os
from importlib.resources import files

import numpy as np

from aura_nb.voices import private as _private  # noqa: F401 - before onnxruntime is loaded
from aura_nb.voices.kokoro_tables import ids
from aura_nb.voices.phonemes import Utterance, edges, with_output
from aura_nb.voices.track import Samples

MOST_LETTERS = 509  # at once: a style has so many rows
DURATIONS = "/encoder/Clip_output_0"
_WIDTH = 256  # of a style's row
_THREADS = 2  # more gain little, and slides are drawn meanwhile


class KokoroNetwork:
    """The model, opened once; its sound is always the same bits."""

    def __init__(self, model: bytes) -> None:
        import onnxruntime as ort  # noqa: PLC0415 - it tells its makers nothing only when `private` came before

        options = ort.SessionOptions()
        options.intra_op_num_threads = min(_THREADS, os.cpu_count() or 1)
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # others need the cores
        options.enable_cpu_mem_arena = False  # it would keep what the longest sentence took
        self._session = ort.InferenceSession(with_output(model, DURATIONS), options, providers=["CPUExecutionProvider"])

    def say(self, letters: str, *, voice: str, speed: float) -> Utterance:
        """The sound of at most `MOST_LETTERS`; `speed` is a factor of the pace."""
        numbers = [ids()[letter] for letter in letters]
        given = {
            "tokens": np.asarray([[0, *numbers, 0]], np.int64),
            "style": style(voice)[min(len(numbers), MOST_LETTERS)][None].astype(np.float32),
            "speed": np.asarray([speed], np.float32),
        }
        sound, durations = self._session.run(["audio", DURATIONS], given)
        spoken: Samples = sound.ravel()
        return Utterance(spoken, edges(durations, np.ones(len(numbers), bool), len(spoken)))


@functools.lru_cache(maxsize=4)
def style(voice: str) -> np.ndarray[tuple[int, int], np.dtype[np.float16]]:
    """A voice's styles: the row whose place is the number of letters is its manner of saying so many."""
    content = files("aura_nb.voices").joinpath("styles", f"{voice}.f16").read_bytes()
    return np.frombuffer(content, "<f2").reshape(-1, _WIDTH)
