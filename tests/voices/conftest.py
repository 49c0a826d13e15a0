from __future__ import annotations

import wave
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pytest

from aura_nb.specs import Voice
from aura_nb.voices import Narration, engine

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class Heard(NamedTuple):
    """A narration, and what a listener could find out about its sound (float, full scale 1)."""

    narration: Narration
    sound: np.ndarray
    wav: bytes

    @property
    def seconds(self) -> float:
        return len(self.sound) / 24000

    def loud(self, below: float = 45.0) -> np.ndarray:
        """Every 2.5 ms: whether the 10 ms around are at most so many decibels below the loudest."""
        frames = np.lib.stride_tricks.sliding_window_view(np.pad(self.sound, 120), 240)[::60]
        level = 10 * np.log10(np.square(frames).mean(axis=1) + 1e-14)
        return level > level.max() - below

    def silences(self, least: float, below: float = 45.0) -> list[tuple[float, float]]:
        """Stretches without sound inside the narration, in seconds."""
        edges = np.flatnonzero(np.diff(self.loud(below).astype(int)))
        pairs = zip(edges[1:-1:2], edges[2:-1:2], strict=True)
        return [(a * 0.0025, b * 0.0025) for a, b in pairs if (b - a) * 0.0025 >= least]


@pytest.fixture
def say(tmp_path: Path) -> Callable[..., Heard]:
    """Speak a text with the default voice: `say("Hello.", rate=2)`."""

    def spoken(text: str, *, progress: Callable[[float], None] = lambda _: None, **voice: float | str) -> Heard:
        wav = tmp_path / "narration.wav"
        chosen = Voice(**voice)
        narration = engine("hibari").speak(text, voice=chosen, language="en-US", wav=wav, progress=progress)
        with wave.open(str(wav)) as file:
            assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, narration.rate)
            pcm = np.frombuffer(file.readframes(file.getnframes()), "<i2")
        assert len(pcm) == narration.samples
        return Heard(narration, pcm / 32768, wav.read_bytes())

    return spoken
