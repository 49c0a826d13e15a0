"""The sound of a narration: spoken pieces trimmed to the same margin, with pauses of our own between them."""

from __future__ import annotations

import wave
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

MARGIN = 0.05  # seconds of near silence kept before the first and after the last sound of a piece
QUIET = 50.0  # decibels below a piece's loudest moment that count as silence
FADE = 0.005  # seconds, at the cuts
PEAK = 0.98  # of full scale
HOP = 0.005  # seconds between two looks at the loudness, each over twice as long
_SILENCE = 0.04  # seconds without sound that make a pause
_NEARLY = 0.06  # seconds by which a word's computed start may come after its sound


def loudness(sound: Samples, rate: int) -> NDArray[np.float64]:
    """Decibels (of full scale, RMS) around every `HOP`; 10 ms each, the first centred on the first sample."""
    hop = round(HOP * rate)
    padded = np.pad(sound.astype(np.float64), (hop, 2 * hop - len(sound) % hop))
    blocks = np.square(padded[: len(padded) // hop * hop].reshape(-1, hop)).mean(axis=1)
    power = (blocks[:-1] + blocks[1:]) / 2
    level: NDArray[np.float64] = 10 * np.log10(power + 1e-20)
    return level


def samples_of(pcm: bytes) -> Samples:
    """16-bit little-endian PCM as samples from -1 to 1."""
    sound: Samples = np.frombuffer(pcm, "<i2").astype(np.float32) / np.float32(32768)
    return sound


def resampled(sound: Samples, stretch: float) -> Samples:
    """The sound played `stretch` times as fast, and so as much higher: pitch and timbre together."""
    if stretch == 1 or not len(sound):
        return sound
    at = np.arange(0, len(sound) - 1, stretch)
    played: Samples = np.interp(at, np.arange(len(sound)), sound).astype(np.float32)
    return played


class SpeechPiece:
    """One stretch of speech without a cut, trimmed: `sound`, and `offset`, the samples by which it starts later.

    Where the speech comes sooner than the margin, silence is put before it and `offset` is negative.
    """

    def __init__(self, sound: Samples, rate: int) -> None:
        margin, hop = round(MARGIN * rate), round(HOP * rate)
        level = loudness(sound, rate)
        heard = np.flatnonzero(level > np.max(level) - QUIET)
        self.rate = rate
        first, last = int(heard[0]) * hop, min(int(heard[-1] + 1) * hop, len(sound))
        self.offset = first - margin
        cut = sound[max(0, self.offset) : last + margin]
        padding = (max(0, -self.offset), max(0, last + margin - len(sound)))
        self.sound: Samples = np.pad(cut, padding)
        fade = np.linspace(0, 1, round(FADE * rate), dtype=np.float32)
        self.sound[: len(fade)] *= fade
        self.sound[-len(fade) :] *= fade[::-1]
        self._loud = loudness(self.sound, rate) > np.max(level) - QUIET
        self._loud[: margin // hop] = False

    @property
    def seconds(self) -> float:
        """The length, margins included."""
        return len(self.sound) / self.rate

    def seconds_of(self, samples: Sequence[float | None]) -> list[float | None]:
        """Moments of the untrimmed sound, in samples, as seconds from the piece's start; None stays None."""
        return [None if at is None else (at - self.offset) / self.rate for at in samples]

    def onset(self, time: float, *, reach: float) -> float | None:
        """The moment nearest to `time`, at most `reach` seconds off, at which sound begins after 40 ms of silence."""
        silent, near = round(_SILENCE / HOP), round(time / HOP)
        wide = round(reach / HOP)
        begins = [
            i
            for i in range(max(1, near - wide), min(len(self._loud), near + wide + 1))
            if self._loud[i] and not self._loud[max(0, i - silent) : i].any()
        ]
        return min(begins, key=lambda i: abs(i - near)) * HOP if begins else None

    def silences(self, least: float) -> list[tuple[float, float]]:
        """Begin and end of each silence of at least so many seconds between the first and the last sound."""
        loud = np.flatnonzero(self._loud)
        gaps = np.flatnonzero(np.diff(loud) * HOP > least)
        return [(float(loud[i] + 1) * HOP, float(loud[i + 1]) * HOP) for i in gaps]

    def next_sound(self, time: float, *, reach: float) -> float:
        """The moment the sound sets in again where there is silence at `time`, within `reach` seconds; else `time`."""
        near = max(0, round(time / HOP))
        heard = self._loud[near : near + round(reach / HOP)]
        if not len(heard) or heard[0] or not heard.any():
            return time
        return (near + int(heard.argmax())) * HOP

    def last_sound(self, start: float, end: float) -> float:
        """When the sound fades before a silence of 40 ms that lasts until about `end`; `end` where there is none."""
        first, last = round(start / HOP), round(end / HOP)
        silent = [i for i in range(first, last) if not self._loud[i]]
        if not silent or last - silent[-1] > _NEARLY / HOP:
            return end
        begin = silent[-1]
        while begin > first and not self._loud[begin - 1]:
            begin -= 1
        return begin * HOP if silent[-1] - begin + 1 >= _SILENCE / HOP and begin > first else end


class Track:
    """Pieces in a row; `add` says where a piece begins."""

    def __init__(self, rate: int) -> None:
        self.rate = rate
        self.samples = 0
        self._parts: list[Samples] = []

    def add(self, piece: SpeechPiece, *, pause: float) -> float:
        """Append a piece, `pause` seconds of silence (margins included) after the last; its start in seconds."""
        if self._parts:
            silence = max(0, round((pause - 2 * MARGIN) * self.rate))
            self._parts.append(np.zeros(silence, np.float32))
            self.samples += silence
        start = self.samples / self.rate
        self._parts.append(piece.sound)
        self.samples += len(piece.sound)
        return start

    def write(self, wav: Path) -> None:
        """Write 16-bit mono PCM; all of it is turned down where its peak would pass `PEAK`."""
        peak = max(float(np.abs(part).max(initial=0.0)) for part in self._parts)
        scale = np.float32(32767 * min(1.0, PEAK / max(peak, PEAK)))
        with wave.open(str(wav), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(self.rate)
            file.setnframes(self.samples)
            for part in self._parts:  # one by one: a long narration need not be in memory twice
                file.writeframesraw(np.rint(part * scale).astype("<i2").tobytes())
