"""The last look at a finished film: measured from the file alone, compared with what was planned."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import ffmpeg
from msgspec import Struct, to_builtins

from aura_nb.errors import OutputInvalid
from aura_nb.media.builds import Build, Lateness, lateness
from aura_nb.media.builds import measure as measure_builds
from aura_nb.media.emptiness import Opening, emptiness
from aura_nb.media.encoding_parts import Loudness, Planned
from aura_nb.media.ffmpeg import Progress, part
from aura_nb.media.loudness import TOLERANCE, TRUE_PEAK, Level, measure
from aura_nb.media.mux import SrtCue, alpha3, plain, read_srt
from aura_nb.media.probe import Coded, Probe, SoftCaptions, read
from aura_nb.media.silence import silences

FROZEN_SECONDS = 1.0  # shorter stretches without movement are how movement eases in and out


class Expected(Struct):
    """What the film must be.

    `captions` is the SRT file that went in (None: no captions), `chapters` are (title, start, end) in seconds,
    `holds` the planned stretches without movement as (first frame, frames). `played` are the stretches of videos, which
    may be black or stand still, as (first frame, frames). `builds` are to be seen when the voice speaks of them;
    captions are burned into the lowest `strip` rows.
    """

    fps: int
    frames: int
    width: int
    height: int
    title: str
    language: str
    loudness: Loudness
    chapters: list[tuple[str, float, float]]
    captions: Path | None = None
    holds: list[tuple[int, int]] = []
    played: list[tuple[int, int]] = []
    builds: list[Planned] = []
    strip: int = 0


class TimeSpan(Struct, rename="camel"):
    """A part of the film, in seconds."""

    start: float
    end: float


class Report(Struct, rename="camel"):
    """The film as measured: seconds, LUFS, dBTP.

    `black` stretches are judged by the pictures at which decoding can begin, each up to the next one. `frozen` are
    stretches of a second or more whose coded pictures change nothing, outside the planned holds. Neither is an error:
    a photograph may be black, and a slow move over a white wall shows no movement. `opening` is what the first picture
    is: a picture, black, or the ground without anything on it; None in the report of an older version. `silences` are
    the stretches of more than 1.8 s in which nothing is heard, opening and end included; their sum, and its share of
    the film. `builds` are
    when what is spoken of was seen to appear, on the film's own pictures, and `lateness` is how far that is from the
    voice's words.
    """

    film: Probe
    duration: float
    frames: int
    av_difference: float
    integrated: float | None
    true_peak: float | None
    black: list[TimeSpan]
    frozen: list[TimeSpan]
    caption_overlaps: int
    silences: list[TimeSpan]
    silence_seconds: float
    silence_share: float
    builds: list[Build] = []
    lateness: Lateness | None = None
    opening: Opening | None = None


def verify(film: Path, expected: Expected, *, progress: Progress | None = None) -> Report:
    """Measure `film` and compare it; raises `OutputInvalid` that names all that deviates, and by how much.

    Decodes all of the sound and few pictures: what stands still is seen from the sizes of the coded pictures, and
    only a small one can be black.
    """
    probe, pictures = read(film)
    if probe.video is None or probe.audio is None:
        missing = "pictures" if probe.video is None else "sound"
        raise OutputInvalid(f"The film has no {missing}.", deviations=[f"no {missing}"])
    part(progress, 0.0, 1.0)(0.1)
    empty = emptiness(film, pictures, played=expected.played, fps=expected.fps)
    sound = ffmpeg.input(str(film), format="mp4").audio
    level = measure(sound, duration=probe.audio.duration, progress=part(progress, 0.3, 1.0))
    cues = [] if expected.captions is None else read_srt(expected.captions)
    shown = [
        build for build in expected.builds if not any(first <= build.first < first + n for first, n in expected.played)
    ]
    builds = measure_builds(film, shown, fps=expected.fps, rows=expected.height - expected.strip)
    quiet = silences(film)
    silent = sum(end - start for start, end in quiet)
    report = Report(
        film=probe,
        duration=probe.video.duration,
        frames=probe.video.frames,
        av_difference=round(probe.audio.start + probe.audio.duration - probe.video.start - probe.video.duration, 6),
        integrated=level.integrated,
        true_peak=level.true_peak,
        black=[TimeSpan(*span) for span in empty.black],
        frozen=_frozen(pictures, expected),
        caption_overlaps=sum(later.start < earlier.end for earlier, later in pairwise(cues)),
        silences=[TimeSpan(*span) for span in quiet],
        silence_seconds=round(silent, 3),
        silence_share=round(silent / (expected.frames / expected.fps), 4),
        builds=builds,
        lateness=lateness(builds),
        opening=empty.opening,
    )
    deviations = [*_streams(probe, expected), *_times(report, expected), *_level(level, expected.loudness)]
    deviations += [*_captions(probe.captions, cues, expected), *_chapters(probe, expected)]
    if deviations:
        raise OutputInvalid(
            "The finished film is not what was planned: " + "; ".join(deviations) + ".",
            deviations=deviations,
            report=to_builtins(report),
        )
    return report


def _differs(name: str, found: object, planned: object) -> Iterator[str]:
    if found != planned:
        yield f"{name} is {found!r}, planned was {planned!r}"


def _streams(probe: Probe, expected: Expected) -> Iterator[str]:
    video, audio = probe.video, probe.audio
    if video is None or audio is None:
        return
    yield from _differs("the video codec", video.codec, "h264")
    yield from _differs("the pixel format", video.pix_fmt, "yuv420p")
    yield from _differs("the size", (video.width, video.height), (expected.width, expected.height))
    colours = (video.color_range, video.color_space, video.color_primaries, video.color_transfer)
    yield from _differs("the colour tagging (range, matrix, primaries, transfer)", colours, (1, 1, 1, 1))
    yield from _differs("the sound", (audio.codec, audio.rate, audio.channels), ("aac", 48_000, 2))
    yield from _differs("the sound's language", audio.language, alpha3(expected.language))
    yield from _differs("the title", probe.title, plain(expected.title))
    if not probe.faststart:
        yield "the index does not stand in front"


def _times(report: Report, expected: Expected) -> Iterator[str]:
    video, audio = report.film.video, report.film.audio
    if video is None or audio is None:
        return
    yield from _differs("the number of frames", video.frames, expected.frames)
    yield from _differs("the frame rate", video.fps, float(expected.fps))
    if not video.constant:
        yield "the frames do not stand at whole multiples of their rate"
    planned = float(Fraction(expected.frames, expected.fps))
    if abs(video.duration - planned) > 1e-6:
        yield f"the duration is {video.duration:.3f} s, planned was {planned:.3f} s"
    if abs(report.film.duration - planned) >= 1 / expected.fps:
        yield f"the file says it lasts {report.film.duration:.3f} s, planned was {planned:.3f} s"
    if video.start or audio.start:
        yield f"video starts at {video.start:.3f} s and sound at {audio.start:.3f} s instead of 0"
    if abs(report.av_difference) >= 1 / expected.fps:
        yield f"the sound ends {report.av_difference:+.3f} s after the video"


def _level(level: Level, planned: Loudness) -> Iterator[str]:
    if (level.integrated is None) != (planned.integrated is None):
        yield f"the loudness is {level.integrated} LUFS, {planned.integrated} was mixed"
    elif level.integrated is not None and planned.integrated is not None:
        if planned.target is not None and abs(level.integrated - planned.target) > TOLERANCE:
            yield f"the loudness is {level.integrated} LUFS, planned was {planned.target}"
        elif abs(level.integrated - planned.integrated) > TOLERANCE / 2:
            yield f"the loudness is {level.integrated} LUFS, {planned.integrated} was mixed"
    if level.true_peak is not None and level.true_peak >= TRUE_PEAK:
        yield f"the true peak is {level.true_peak} dBTP, planned was less than {TRUE_PEAK}"


def _captions(found: SoftCaptions | None, cues: list[SrtCue], expected: Expected) -> Iterator[str]:
    last = expected.frames / expected.fps
    planned = [cue for cue in cues if cue.start < min(cue.end, last * 1000)]
    if not planned:
        yield from _differs("the number of caption tracks", 0 if found is None else 1, 0)
        return
    if found is None:
        yield "the captions are missing"
        return
    yield from _differs("the captions' codec", found.codec, "mov_text")
    yield from _differs("the captions' language", found.language, alpha3(expected.language))
    yield from _differs("the number of cues", len(found.cues), len(planned))
    for number, (cue, plan) in enumerate(zip(found.cues, planned, strict=False), 1):
        yield from _differs(f"the text of cue {number}", cue.text, plan.text)
        if abs(cue.start - plan.start / 1000) > 0.001:
            yield f"cue {number} starts at {cue.start:.3f} s, planned was {plan.start / 1000:.3f} s"


def _chapters(probe: Probe, expected: Expected) -> Iterator[str]:
    titles = [plain(title) for title, _, _ in expected.chapters]
    yield from _differs("the list of chapters", [chapter.title for chapter in probe.chapters], titles)
    for chapter, (title, start, end) in zip(probe.chapters, expected.chapters, strict=False):
        if max(abs(chapter.start - start), abs(chapter.end - end)) > 0.002:
            yield (
                f"chapter {title!r} lasts from {chapter.start:.3f} to {chapter.end:.3f} s, "
                f"planned was {start:.3f} to {end:.3f} s"
            )


def _frozen(pictures: list[Coded], expected: Expected) -> list[TimeSpan]:
    # A picture of skipped blocks only takes 82 to 90 bytes at 1080p and 251 to 258 at 2160p; in the slowest move
    # over the smoothest picture every second or fourth one (each that is no B frame) took over ten times as much.
    limit = 64 + expected.width * expected.height // 256 // 100
    slack = expected.fps // 2
    found = []
    first = 0
    for index in range(1, len(pictures) + 1):
        if index < len(pictures) and not pictures[index].key and pictures[index].size <= limit:
            continue
        planned = any(
            start - slack <= first and index <= start + count + slack
            for start, count in (*expected.holds, *expected.played)
        )
        if index - first >= FROZEN_SECONDS * expected.fps and not planned:
            found.append(TimeSpan(first / expected.fps, index / expected.fps))
        first = index
    return found
