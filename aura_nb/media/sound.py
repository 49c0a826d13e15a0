"""The film's sound: narrations placed to the sample in one track, brought to one loudness, encoded once."""

from __future__ import annotations

import errno
import math
import wave
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple

import av
import ffmpeg
import numpy as np
from numpy.typing import NDArray

from aura_nb.errors import AssetInvalid, DiskFull, InternalError, OutputInvalid, VoiceFailed
from aura_nb.footage import NotFootage
from aura_nb.footage.player import sound as footage_sound
from aura_nb.media.encoding_parts import Loudness
from aura_nb.media.ffmpeg import BITEXACT, Progress, part, run
from aura_nb.media.loudness import RATE, TARGET, TOLERANCE, TRUE_PEAK, Level, Levelling, loudness, measure, pcm
from aura_nb.media.music import UNDER, Music
from aura_nb.media.room import LEVEL, tone

BIT_RATE = 160_000
MAX_GAIN = 40.0  # dB; beyond it one hears the voice's noise, not the voice
FADE_SECONDS = 0.005

_BLOCK = 1 << 16  # samples held at once while placing
_NEAR = 0.15  # LU: as exact as one aims (FFmpeg measures in tenths)
_ROUNDS = 5
_DUCK = -15.0  # dB of a video's sound while somebody speaks
_RAMP_SECONDS = 0.35


class Sound(NamedTuple):
    """A video's own sound: from the sample `start` of the film (at 48 kHz), `begin` to `end` in the video's seconds."""

    file: Path
    start: int
    begin: float
    end: float


def mix(
    spoken: Sequence[tuple[Path, int]],
    heard: Sequence[Sound] = (),
    *,
    total_samples: int,
    file: Path,
    progress: Progress | None = None,
    music: str | Path | None = None,
    gains: Sequence[float] = (),
) -> Loudness:
    """Mix narrations into `file` (.m4a: AAC, 48 kHz, the same in both channels) of exactly `total_samples`.

    `spoken` holds WAV files (PCM16 mono, any rate) and where each begins, in samples at 48 kHz. `heard` are the sounds
    of videos, as loud as the narrations, and softer while one of those speaks. `music` is one of ours by its name or a
    file, and lies under all of it. `gains` are by how many dB each narration is to be louder. The loudness becomes
    -14 LUFS with true peaks under -1 dBTP. Where somebody is heard to speak, the tone of a quiet room lies under all of
    it; silence stays silence. Nothing is left behind when it raises:
    `VoiceFailed` for a narration that cannot be read, `OutputInvalid`, and what `run` raises.
    """
    if total_samples <= 0:
        raise InternalError("A film without length has no sound.")
    track, partial, clip = file.with_suffix(".f32"), file.with_suffix(".partial.m4a"), file.with_suffix(".clip.f32")
    try:
        with _disk():
            _place(spoken, total_samples, track, part(progress, 0.0, 0.2 if heard else 0.25), gains=gains)
            spans = [_span(path, start) for path, start in spoken]
            for number, sound in enumerate(heard):
                _lay(sound, spans, total_samples, track, clip)
                part(progress, 0.2, 0.25)((number + 1) / len(heard))
            if music is not None:
                _lay_music(music, spans, total_samples, track, file.parent)
        result = _level(track, total_samples, partial, part(progress, 0.25, 1.0), room=bool(spoken))
        partial.replace(file)
    finally:
        track.unlink(missing_ok=True)
        clip.unlink(missing_ok=True)
        partial.unlink(missing_ok=True)
    return result


def _level(track: Path, total: int, file: Path, progress: Progress, *, room: bool) -> Loudness:
    levelling = _planned(track, total, part(progress, 0.0, 0.35))
    if room and levelling is not None:
        _lay_room(track, total, 10 ** ((LEVEL - levelling.gain) / 20))
    for attempt in range(3):
        start = 0.35 if attempt == 0 else 0.9
        level = _encode(track, total, file, levelling, part(progress, start, 1.0))
        if levelling is None or level.integrated is None:
            return Loudness(level.integrated, level.true_peak, 0.0, None)
        over = (level.true_peak or -math.inf) - TRUE_PEAK
        off = TARGET - level.integrated
        if over < 0 and (abs(off) <= TOLERANCE - 0.2 or levelling.gain >= MAX_GAIN or abs(off) > 3):
            reached = TARGET if abs(off) <= TOLERANCE else None
            return Loudness(level.integrated, level.true_peak, round(levelling.gain, 3), reached)
        # The encoder moved it: peaks rise by what coding adds, loudness with sound that lies above its cut-off.
        levelling = Levelling(
            gain=min(MAX_GAIN, levelling.gain + off), ceiling=levelling.ceiling - (over + 0.3 if over >= 0 else 0.0)
        )
    raise OutputInvalid(
        f"The sound has {level.integrated} LUFS and peaks at {level.true_peak} dBTP after three tries; "
        f"{TARGET} LUFS and less than {TRUE_PEAK} dBTP were planned.",
        loudness=level.integrated,
        truePeak=level.true_peak,
    )


def _planned(track: Path, total: int, progress: Progress) -> Levelling | None:
    """The gain that brings the limited mix to the target; None for silence."""
    seconds = total / RATE
    raw = loudness(pcm(track), mono=True, duration=seconds, progress=part(progress, 0.0, 0.3))
    if raw is None:
        return None
    levelling = Levelling(gain=min(MAX_GAIN, TARGET - raw))
    before: tuple[float, float] | None = None
    for count in range(_ROUNDS):
        steps = part(progress, 0.3 + 0.7 * count / _ROUNDS, 0.3 + 0.7 * (count + 1) / _ROUNDS)
        reached = loudness(levelling.apply(pcm(track)), mono=True, duration=seconds, progress=steps)
        if reached is None:  # not possible after a gain up; a gain down of speech never reaches the gate
            break
        off = TARGET - reached
        if abs(off) <= _NEAR or (off > 0 and levelling.gain >= MAX_GAIN):
            break
        # The limiter takes back part of each gain: how much is seen from the last two points.
        slope = 1.0
        if before is not None and levelling.gain != before[0]:
            slope = min(1.5, max(0.25, (reached - before[1]) / (levelling.gain - before[0])))
        before = (levelling.gain, reached)
        levelling = Levelling(gain=min(MAX_GAIN, levelling.gain + off / slope))
    progress(1.0)
    return levelling


def _encode(track: Path, total: int, file: Path, levelling: Levelling | None, progress: Progress) -> Level:
    seconds = total / RATE
    stream = pcm(track) if levelling is None else levelling.apply(pcm(track))
    output = ffmpeg.output(
        stream.filter("pan", args="stereo|c0=c0|c1=c0"),  # plain upmixing would take 3 dB away
        str(file),
        format="ipod",
        acodec="aac",
        audio_bitrate=BIT_RATE,
        # The edit list that hides the encoder's priming and padding counts in the movie's scale: in samples, here.
        movie_timescale=RATE,
        movflags="+faststart",
        **BITEXACT,
        **{"flags:a": "+bitexact"},
    )
    run(output, duration=seconds, progress=part(progress, 0.0, 0.8))
    with av.open(str(file), format="mp4") as container:
        written = container.streams.audio[0].duration
    if written != total:
        raise OutputInvalid(f"The sound is {written} samples long; {total} were planned.", samples=written)
    heard = ffmpeg.input(str(file), format="mp4").audio
    return measure(heard, duration=seconds, progress=part(progress, 0.8, 1.0))


def _place(
    spoken: Sequence[tuple[Path, int]], total: int, track: Path, progress: Progress, *, gains: Sequence[float]
) -> None:
    """Sum the narrations into `track`: 32-bit float, mono, 48 kHz; silence is a hole in the file."""
    with track.open("w+b") as file:
        file.truncate(4 * total)
        for index, (path, start) in enumerate(spoken):
            position = start
            gain = np.float32(10 ** (gains[index] / 20)) if gains else np.float32(1)
            for sound in _narration(path):
                block = sound * gain
                # One sample more than planned can come from rounding up; more is a timeline that is too short.
                if position < 0 or position + len(block) > total + 1:
                    raise InternalError(f"{path.name} is placed outside the film, at sample {position} of {total}.")
                _add(file, position, block[: total - position])
                position += len(block)
                progress((index + (position - start) / (position - start + _BLOCK)) / len(spoken))
            progress((index + 1) / len(spoken))


def _lay_room(track: Path, total: int, amplitude: float) -> None:
    """Add the tone of a room to the whole track."""
    with track.open("r+b") as file:
        for position in range(0, total, _BLOCK):
            _add(file, position, tone(position, min(_BLOCK, total - position), total) * np.float32(amplitude))


def _span(path: Path, start: int) -> tuple[int, int]:
    """From which sample to which a narration speaks."""
    with wave.open(str(path), "rb") as file:
        return start, start - (-file.getnframes() * RATE // file.getframerate())


def _lay(sound: Sound, spoken: Sequence[tuple[int, int]], total: int, track: Path, clip: Path) -> None:
    """Add a video's sound to the track, brought to the loudness of what is there; `clip` holds it meanwhile."""
    length = 0
    try:
        with clip.open("wb") as file:
            for block in footage_sound(sound.file, start=sound.begin, end=sound.end, rate=RATE):
                file.write(block.astype("<f4").tobytes())
                length += len(block)
    except NotFootage as error:
        raise AssetInvalid(f"The sound of {sound.file.name} cannot be used: {error}.", file=sound.file.name) from error
    own = loudness(pcm(clip), mono=True, duration=length / RATE) if length else None
    if own is None:
        return
    speech = loudness(pcm(track), mono=True, duration=total / RATE)
    gain = min(MAX_GAIN, (speech - own) if speech is not None else 0.0)
    with clip.open("rb") as source, track.open("r+b") as file:
        position = 0
        while content := source.read(4 * _BLOCK):
            samples = np.frombuffer(content, "<f4")[: max(0, total - sound.start - position)]
            if not len(samples):
                break
            place = np.arange(position, position + len(samples))
            level = 10 ** ((gain + _ducked(place + sound.start, spoken)) / 20)
            _add(
                file,
                sound.start + position,
                (samples * level * _fade(position, len(samples), length)).astype(np.float32),
            )
            position += len(samples)


def _lay_music(source: str | Path, spoken: Sequence[tuple[int, int]], total: int, track: Path, folder: Path) -> None:
    """Add music to the track, under what is there; where nothing is, it is what is heard."""
    there = loudness(pcm(track), mono=True, duration=total / RATE)
    music = Music(source, folder)
    try:
        own = music.loudness(folder)
        gain = min(MAX_GAIN, there + UNDER - own) if there is not None and own is not None else 0.0
        with track.open("r+b") as file:
            for position, block in music.blocks(total, spoken, gain):
                _add(file, position, block)
    finally:
        music.close()


def _ducked(places: NDArray[np.int64], spoken: Sequence[tuple[int, int]]) -> NDArray[np.float64]:
    """By how many dB a sound is softer at samples of the film: as soft as `_DUCK` where a narration speaks."""
    ramp = _RAMP_SECONDS * RATE
    near = np.zeros(len(places))
    for start, end in spoken:
        near = np.maximum(near, 1 - np.clip(np.maximum(start - places, places - end) / ramp, 0, 1))
    return _DUCK * near


def _add(file: BinaryIO, position: int, block: NDArray[np.float32]) -> None:
    file.seek(4 * position)
    present = np.frombuffer(file.read(4 * len(block)), "<f4")
    file.seek(4 * position)
    file.write((present + block).astype("<f4").tobytes())


def _narration(path: Path) -> Iterator[NDArray[np.float32]]:
    """A narration at 48 kHz in blocks, its edges faded."""
    try:
        with wave.open(str(path), "rb") as file:
            if (file.getnchannels(), file.getsampwidth()) != (1, 2):
                raise VoiceFailed(f"{path.name} is not 16-bit mono sound.")
            length = -(-file.getnframes() * RATE // file.getframerate())
            position = 0
            for block in _resampled(file):
                yield block * _fade(position, len(block), length)
                position += len(block)
    except (wave.Error, EOFError) as error:
        raise VoiceFailed(f"{path.name} cannot be read as a WAV file: {error}") from error
    if position != length:
        raise VoiceFailed(f"{path.name} is cut short: {position} of {length} samples.")


def _resampled(file: wave.Wave_read) -> Iterator[NDArray[np.float32]]:
    rate = file.getframerate()
    resampler = av.AudioResampler(format="fltp", layout="mono", rate=RATE)
    while samples := file.readframes(_BLOCK):
        frame = av.AudioFrame.from_ndarray(np.frombuffer(samples, "<i2")[None, :], format="s16", layout="mono")
        frame.sample_rate = rate
        yield from (out.to_ndarray()[0] for out in resampler.resample(frame))
    yield from (out.to_ndarray()[0] for out in resampler.resample(None))


def _fade(position: int, count: int, length: int) -> NDArray[np.float32]:
    """Raised-cosine gain for the samples from `position`: a cut in the middle of a breath would click."""
    samples = np.arange(position, position + count, dtype=np.float64)
    edge = np.minimum(samples, length - 1 - samples) + 0.5
    reach = min(FADE_SECONDS * RATE, length / 2)
    return (0.5 - 0.5 * np.cos(np.pi * np.clip(edge / reach, 0.0, 1.0))).astype(np.float32)


@contextmanager
def _disk() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise DiskFull("There is no room left on the disk for the film's sound.") from error
        raise
