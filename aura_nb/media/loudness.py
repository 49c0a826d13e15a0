"""How loud sound is (EBU R128 / ITU-R BS.1770), measured by FFmpeg's `ebur128`, and the chain that levels it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ffmpeg
from msgspec import Struct

from aura_nb.errors import FFmpegFailed
from aura_nb.media.ffmpeg import run
from aura_nb.regex import regex

RATE = 48_000
TARGET = -14.0  # LUFS
TOLERANCE = 0.7  # LU
TRUE_PEAK = -1.0  # dBTP: what the finished film stays under

# One gating block of BS.1770 lasts 0.4 s: shorter sound is measured with silence behind it.
_BLOCK = RATE * 4 // 10
_GATE = -70.0
_INTEGRATED = regex(r"^\s*I:\s+(\S+) LUFS")
_PEAK = regex(r"^\s*Peak:\s+(\S+) dBFS")


class Level(Struct, frozen=True):
    """A measurement: `integrated` in LUFS (None: nothing over the gate) and `true_peak` in dBTP (None: all zero)."""

    integrated: float | None
    true_peak: float | None


class Levelling(Struct, frozen=True):
    """What is done to the mix: a gain in dB, then a limiter whose ceiling is in dBTP."""

    gain: float = 0.0
    ceiling: float = -1.5

    def apply(self, stream: Any) -> Any:
        """The ffmpeg-python audio stream, levelled; same length, same place to the sample."""
        ceiling = 10 ** (self.ceiling / 20)
        # At four times the rate the limiter sees the peaks between the samples, which is what a true peak is.
        # `level` would raise everything to full scale again; `latency` takes back the delay of its look-ahead.
        return (
            stream.filter("volume", volume=f"{self.gain:.3f}dB", precision="float")
            .filter("aresample", 4 * RATE)
            .filter("alimiter", limit=f"{ceiling:.6f}", level="disabled", latency=1, attack=5, release=50)
            .filter("aresample", RATE)
        )


def pcm(track: Path) -> Any:
    """The mix (headerless 32-bit float, mono, 48 kHz) as an ffmpeg-python audio stream."""
    return ffmpeg.input(str(track), format="f32le", ar=RATE, ac=1).audio


def measure(
    source: Any,
    *,
    mono: bool = False,
    duration: float | None = None,
    progress: Callable[[float], None] | None = None,
) -> Level:
    """Measure an ffmpeg-python audio stream of 48 kHz.

    `mono`: it is one channel that will be heard from two, which makes it 3 LU louder. FFmpeg rounds to 0.1. A stream
    that cannot be decoded to its end raises `FFmpegFailed`.
    """
    words = _metered(source, peaks=True, mono=mono, duration=duration, progress=progress)
    return Level(_gated(words), _last(words, _PEAK))


def loudness(
    source: Any,
    *,
    mono: bool = False,
    duration: float | None = None,
    progress: Callable[[float], None] | None = None,
) -> float | None:
    """How loud a stream is, in LUFS: see `measure`. True peaks are not looked for, which is most of the work."""
    return _gated(_metered(source, peaks=False, mono=mono, duration=duration, progress=progress))


def _metered(
    source: Any, *, peaks: bool, mono: bool, duration: float | None, progress: Callable[[float], None] | None
) -> list[str]:
    """What FFmpeg's meter says at its end."""
    padded = source.filter("apad", whole_len=_BLOCK)
    options = {"dualmono": "true"} if mono else {}
    meter = padded.filter("ebur128", peak="true" if peaks else "none", framelog="quiet", **options)
    # Sound that does not decode must not pass for quiet sound.
    command = ["-xerror", *ffmpeg.get_args(ffmpeg.output(meter, "-", format="null"))]
    return run(command, duration=duration, progress=progress)


def _gated(words: list[str]) -> float | None:
    integrated = _last(words, _INTEGRATED)
    return integrated if integrated is not None and integrated > _GATE else None


def _last(words: list[str], pattern: re.Pattern[str]) -> float | None:
    said = [found[1] for line in words if (found := pattern.match(line))]
    if not said:
        raise FFmpegFailed("FFmpeg did not say how loud the sound is.", logs=words[-20:])
    return None if "inf" in said[-1] or "nan" in said[-1] else float(said[-1])
