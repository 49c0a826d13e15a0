"""Small real inputs for the media tests: spoken-like sound, H.264 with B-frames, captions."""

from __future__ import annotations

import wave
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import av
import numpy as np
import pytest

FPS = 30
SIZE = (320, 180)


def babble(seconds, *, rate=24_000, seed=0, level=0.1):
    """Noise in syllables, shaped like speech enough for loudness and sharp enough to correlate."""
    noise = np.random.default_rng(seed).standard_normal(int(seconds * rate))
    smooth = np.convolve(noise, np.hanning(9) / np.hanning(9).sum(), "same")
    syllables = 0.55 + 0.45 * np.sin(2 * np.pi * 4 * np.arange(len(noise)) / rate)
    return (smooth / smooth.std() * level * syllables).clip(-1, 1)


def write_wav(path: Path, samples, *, rate=24_000) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((np.asarray(samples) * 32767).astype("<i2").tobytes())
    return path


def write_video(path: Path, *, frames, fps=FPS, black=(), still=(), empty=range(0)) -> Path:
    """A bar that grows with every frame; nothing changes in `still`, all is dark in `black` (ranges of frames).

    In `empty` there is nothing but a ground that is lighter to its right.
    """
    width, height = SIZE
    shown = 0
    with av.open(str(path), "w", format="mp4", container_options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream("libx264", rate=fps, options={"preset": "veryfast", "g": "600"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        context = stream.codec_context
        context.color_range, context.colorspace, context.color_primaries, context.color_trc = 1, 1, 1, 1
        context.thread_count = 1
        stream.time_base = context.time_base = Fraction(1, fps)
        for number in range(frames):
            if not any(number in span for span in still):
                shown = number
            planes = np.full((height * 3 // 2, width), 128, np.uint8)
            dark = any(number in span for span in black)
            planes[:height] = 16 if dark else 60 + shown * 7 % 90
            planes[: height // 2, : shown % width + 1] = 16 if dark else 200
            if number in empty:
                planes[:height] = np.linspace(150, 230, width).astype(np.uint8)
            picture = av.VideoFrame.from_ndarray(planes, format="yuv420p")
            picture.pts = number
            if any(number in (span.start, span.stop) for span in (*black, *still)):
                picture.pict_type = av.video.frame.PictureType.I
            container.mux(stream.encode(picture))
        container.mux(stream.encode(None))
    return path


def decoded(path: Path):
    """The sound as a player hears it: left channel, float, priming and padding cut by FFmpeg."""
    from aura_nb.media.ffmpeg import run

    raw = path.with_suffix(".heard")
    run(["-i", str(path), "-map", "0:a", "-f", "f32le", "-ac", "2", str(raw)])
    return np.fromfile(raw, "<f4").reshape(-1, 2)


def lag(heard, wanted, *, reach=100):
    """By how many samples `heard` comes later than `wanted` (both begin at the same supposed place)."""
    middle = wanted[reach:-reach]
    scores = np.correlate(heard[: len(wanted)].astype(float), middle.astype(float))
    return int(scores.argmax()) - reach


@pytest.fixture(scope="session")
def films():
    return SimpleNamespace(
        fps=FPS, size=SIZE, babble=babble, write_wav=write_wav, write_video=write_video, decoded=decoded, lag=lag
    )
