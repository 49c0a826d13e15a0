"""A film under a size: encoded again in two passes at the rate that the size leaves, smaller where that is little."""

from __future__ import annotations

import math
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import ffmpeg

from aura_nb.errors import OutputInvalid
from aura_nb.media.encoding_parts import LEAST_RATE
from aura_nb.media.ffmpeg import BITEXACT, Progress, part, run
from aura_nb.media.probe import probe

# Of AAC in one channel (a film has the same in both), the best first.
_SOUND_RATES = (96_000, 64_000, 48_000, 32_000, 24_000)
_SOUND_SHARE = 0.35  # of the size, at the most, where a lower rate of the sound leaves more
_TABLES_RATE = 4_000
# The shorter side of the pictures, and the rate from which they are so large: below it lines are sharper when smaller.
_SIDES = ((2160, 400_000), (1080, 120_000), (720, 60_000), (480, 30_000), (360, 15_000), (240, 0))
_ATTEMPTS = 3  # at one side
_SPARE = 0.97  # of the size that is aimed at


def fit(
    video: Path,
    file: Path,
    *,
    most: int,
    seconds: float,
    fps: int,
    finish: Callable[[Path, Path], None],
    progress: Progress,
) -> None:
    """Write the film `video` of so many `seconds` to `file` in at most `most` bytes.

    `finish` writes `file` from the pictures and the sound. A film that is small enough is copied as it is. Raises
    `OutputInvalid` where it cannot be made so small, with what it takes.
    """
    if video.stat().st_size <= most:
        shutil.copyfile(video, file)
        return
    pictures, sound = file.with_suffix(".pictures.mp4"), file.with_suffix(".sound.m4a")
    try:
        rate = _sound_rate(most, seconds)
        _encode_sound(video, sound, rate, seconds=seconds, progress=part(progress, 0.0, 0.05))
        least = 0
        for number, (side, kilobits) in enumerate(_trials(video, most, seconds, rate)):
            wanted = kilobits
            for attempt in range(_ATTEMPTS):
                # It is seldom more than one: the second begins where the first has ended.
                done = 1 - 0.5 ** (number * _ATTEMPTS + attempt)
                ahead = part(progress, 0.05 + 0.9 * done, 0.05 + 0.9 * (1 + done) / 2)
                _encode(video, pictures, side=side, rate=wanted, seconds=seconds, fps=fps, progress=ahead)
                finish(pictures, sound)
                size = file.stat().st_size
                least = min(least, size) if least else size
                if size <= most:
                    return
                others = size - pictures.stat().st_size
                wanted = math.floor(wanted * 0.96 * max(0.0, most - others) / pictures.stat().st_size)
                if wanted < _TABLES_RATE:
                    break
        raise _too_small(most, least, seconds)
    finally:
        for path in (pictures, sound):
            path.unlink(missing_ok=True)


def _too_small(most: int, least: int, seconds: float) -> OutputInvalid:
    needed = math.ceil(max(least, seconds * LEAST_RATE / 8) / 100_000) / 10
    return OutputInvalid(
        f"A film of {seconds:.0f} s does not fit into {most / 1e6:g} MB: it takes {needed:g} MB at the least.",
        remedy=f"Allow `megabytes` of {needed:g}, or make the film shorter.",
        most=most,
        least=round(needed * 1e6),
    )


def _sound_rate(most: int, seconds: float) -> int:
    return next((rate for rate in _SOUND_RATES if rate * seconds / 8 <= most * _SOUND_SHARE), _SOUND_RATES[-1])


def _trials(video: Path, most: int, seconds: float, sound_rate: int) -> Iterator[tuple[int, int]]:
    """The sides of the pictures to try, from the largest that the size allows, and the rate of their stream."""
    rate = math.floor(most * 8 * _SPARE / seconds) - sound_rate - _TABLES_RATE
    found = probe(video).video
    own = min(found.width, found.height) if found is not None else 0
    if rate < LEAST_RATE - _SOUND_RATES[-1] - _TABLES_RATE:
        return
    for side, from_rate in [(own, 0), *_SIDES] if own <= _SIDES[-1][0] else _SIDES:
        if side <= own and rate >= from_rate:
            yield side, rate


def _encode_sound(video: Path, file: Path, rate: int, *, seconds: float, progress: Progress) -> None:
    source = ffmpeg.input(str(video), format="mp4").audio
    output = ffmpeg.output(source, str(file), format="ipod", **{"c:a": "aac", "b:a": rate, "ac": 1}, **BITEXACT)
    run(output, duration=seconds, progress=progress)


def _encode(video: Path, file: Path, *, side: int, rate: int, seconds: float, fps: int, progress: Progress) -> None:
    log = file.with_suffix(".passes")
    # The shorter side, and the longer one in proportion, in whole pairs of pixels.
    size = {"w": f"if(lt(iw,ih),{side},-2)", "h": f"if(lt(iw,ih),-2,{side})", "flags": "lanczos"}
    try:
        for number, (begin, end) in enumerate(((0.0, 0.4), (0.4, 1.0)), 1):
            source = changes(ffmpeg.input(str(video), format="mp4").video, seconds=1, fps=fps)
            form: dict[str, Any] = {"format": "null"} if number == 1 else {"format": "mp4", **BITEXACT}
            output = ffmpeg.output(
                source.filter("scale", **size),
                "-" if number == 1 else str(file),
                **{"c:v": "libx264", "b:v": rate, "pass": number, "passlogfile": str(log), "preset": "medium"},
                pix_fmt="yuv420p",
                fps_mode="vfr",
                **form,
            )
            run(output, duration=seconds, progress=part(progress, begin, end))
    finally:
        for path in file.parent.glob(f"{log.name}*"):
            path.unlink(missing_ok=True)


def changes(pictures: ffmpeg.nodes.FilterableStream, *, seconds: int, fps: int) -> ffmpeg.nodes.FilterableStream:
    """Pictures without those that are as before, for `seconds` at most: the one before them stands for as long."""
    return pictures.filter("mpdecimate", max=seconds * fps, hi=1, lo=1, frac=0.0001)
