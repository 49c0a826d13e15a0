"""A finished film judged by its report: is it the file that was measured, and is it what a film should be?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import av
import ffmpeg
import msgspec
from msgspec import Struct

from aura_nb.errors import FieldError, OutputInvalid, SourceInvalid, SourceNotFound
from aura_nb.media.loudness import TARGET, TOLERANCE, TRUE_PEAK, measure
from aura_nb.media.probe import ProbedChapter, ProbedCue, read
from aura_nb.media.report import Report
from aura_nb.media.silence import silences

MOST_SILENCE = 0.15  # of the film
MOST_LATE, MEDIAN_LATE = 0.08, 0.025  # seconds
_REPORT = "report.json"


class Measurement(Struct, rename="camel", kw_only=True):
    """One thing measured: in words, what it should be, and whether it is."""

    name: str
    measured: str
    wanted: str
    ok: bool


def judged(place: Path) -> list[Measurement]:
    """What the film at `place`, its folder or its file, is like, next to what a film should be.

    The file is read and its sound measured again, its silences included; the opening and the builds are those of its
    report, which names it by its SHA-256. Raises `SourceNotFound` and `SourceInvalid` where there is no film, or none
    that tells its report.
    """
    film, report = _found(place)
    return list(_judged(film, report))


def _found(place: Path) -> tuple[Path, Report]:
    film = place / "video.mp4" if place.is_dir() else place
    reports = [film.parent / _REPORT, film.with_suffix(".files") / _REPORT]
    if not place.is_dir():
        reports.reverse()
    if not film.is_file():
        raise SourceNotFound(
            [FieldError("film", f"there is no film {str(film)!r}")], remedy="Name a film's folder, or its video file."
        )
    report = next((each for each in reports if each.is_file()), None)
    if report is None:
        raise SourceNotFound(
            [FieldError("film", f"{str(film)!r} has no {_REPORT} next to it")],
            remedy="Name a film in the folder that it was made in.",
        )
    try:
        return film, msgspec.json.decode(report.read_bytes(), type=Report)
    except msgspec.MsgspecError as error:
        raise SourceInvalid([FieldError("film", f"{str(report)!r} is no report of a film: {error}")]) from error


def _judged(film: Path, report: Report) -> Iterator[Measurement]:
    try:
        probe, _ = read(film)
    except (av.FFmpegError, OSError, OutputInvalid) as error:
        raise SourceInvalid([FieldError("film", f"{str(film)!r} cannot be read as a film: {error}")]) from error
    same = probe.sha256 == report.film.sha256
    yield Measurement(
        name="file",
        measured="the file that was measured" if same else "another file than was measured",
        wanted="the file that was measured",
        ok=same,
    )
    if probe.video is None or probe.audio is None:
        yield Measurement(name="streams", measured="a part is missing", wanted="pictures and sound", ok=False)
        return
    frame = 1 / probe.video.fps
    off = probe.audio.start + probe.audio.duration - probe.video.start - probe.video.duration
    steady = probe.video.constant
    yield Measurement(
        name="frame rate",
        measured=f"{probe.video.fps:g} a second, {'constant' if steady else 'varying'}",
        wanted="constant",
        ok=steady,
    )
    yield Measurement(
        name="sound and picture",
        measured=f"{off * 1000:+.0f} ms apart at the end",
        wanted=f"less than {frame * 1000:.0f} ms",
        ok=abs(off) < frame,
    )
    level = measure(ffmpeg.input(str(film), format="mp4").audio, duration=probe.audio.duration)
    if level.integrated is not None and report.integrated is not None:
        yield Measurement(
            name="loudness",
            measured=f"{level.integrated:.1f} LUFS",
            wanted=f"{TARGET:.0f} ± {TOLERANCE}",
            ok=abs(level.integrated - TARGET) <= TOLERANCE,
        )
    if level.true_peak is not None:
        yield Measurement(
            name="true peak",
            measured=f"{level.true_peak:.1f} dBTP",
            wanted=f"at most {TRUE_PEAK:g}",
            ok=level.true_peak <= TRUE_PEAK,
        )
    yield _opening(report)
    yield Measurement(
        name="captions",
        measured=f"{report.caption_overlaps} overlap",
        wanted="none overlap",
        ok=not report.caption_overlaps,
    )
    if probe.captions is not None:
        inside = words_cut(probe.chapters, probe.captions.cues, frame)
        yield Measurement(
            name="cuts",
            measured=f"{len(inside)} within what is said",
            wanted="none",
            ok=not inside,
        )
    if level.integrated is not None:
        share = sum(end - start for start, end in silences(film)) / probe.video.duration
        yield Measurement(
            name="silence",
            measured=f"{share:.0%} of the film",
            wanted=f"at most {MOST_SILENCE:.0%}",
            ok=share <= MOST_SILENCE,
        )
    yield from _builds(report)


def _opening(report: Report) -> Measurement:
    """What the film opens on, as far as its report tells."""
    black = next((each for each in report.black if each.start == 0), None)
    if black or report.opening == "black":
        measured = f"black for {black.end:.1f} s" if black else "black"
    else:
        measured = "an empty ground" if report.opening == "empty" else "a picture"
    return Measurement(name="opening", measured=measured, wanted="a picture", ok=measured == "a picture")


def words_cut(chapters: Sequence[ProbedChapter], cues: Sequence[ProbedCue], frame: float) -> list[float]:
    """The seconds at which a scene begins while words of the one before are still said, by the film's own captions.

    >>> cues = [ProbedCue(0.5, 1.5, "Bees"), ProbedCue(1.5, 3.0, "matter.")]
    >>> words_cut([ProbedChapter("One", 0.0, 2.0), ProbedChapter("Two", 2.0, 6.0)], cues, 0.04)
    [2.0]
    >>> words_cut([ProbedChapter("One", 0.0, 3.0), ProbedChapter("Two", 3.0, 6.0)], cues, 0.04)
    []
    """
    return [
        chapter.start
        for chapter in chapters[1:]
        if any(cue.start + frame < chapter.start < cue.end - frame for cue in cues)
    ]


def _builds(report: Report) -> Iterator[Measurement]:
    unseen = [build for build in report.builds if build.seen is None]
    if report.builds:
        yield Measurement(
            name="reveals",
            measured=f"{len(report.builds) - len(unseen)} of {len(report.builds)} change the picture",
            wanted="all",
            ok=not unseen,
        )
    late = report.lateness
    if late is None or late.median is None or late.worst is None:
        return
    yield Measurement(
        name="off the word",
        measured=f"{late.median * 1000:.0f} ms in the median, {late.worst * 1000:.0f} ms at worst",
        wanted=f"{MEDIAN_LATE * 1000:.0f} and {MOST_LATE * 1000:.0f} ms",
        ok=late.median <= MEDIAN_LATE and late.worst <= MOST_LATE,
    )
