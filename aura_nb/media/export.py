"""The finished film in other forms: WebM, sound alone, and one scene as a picture that moves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import ffmpeg
from msgspec import Struct

from aura_nb.media.ffmpeg import BITEXACT, Progress, part, run
from aura_nb.media.mux import alpha3, described, mux
from aura_nb.media.small import changes, fit

# A README is 800 to 1,000 pixels wide, and hosts of code show pictures up to 10 MB.
_GIF_SIDE = 800
_GIF_FPS = 10
# The pictures of slides are flat: FFmpeg's own advice for two-hour films (30 for 1080p) wastes a third of the bytes.
_VP9_QUALITY = 34
_OPUS_RATE = "96k"
_GIF_REST = 150  # hundredths of a second that the last picture stands before it begins again
_MP3_QUALITY = 2  # of LAME, about 190 kbit/s: speech at 48 kHz in two channels
_COVER_SIDE = 1000


class ExportSource(Struct, frozen=True):
    """A finished film and what belongs to it: its captions (VTT and SRT; None where it has none), and a picture for a
    cover.

    `chapters` are titles, start and end in seconds; `language` is a BCP 47 tag, `seconds` the film's length; `start`
    and `end`, in seconds, are the scene that a GIF shows; `most` are the bytes that a small film may take.
    """

    video: Path
    captions: Path | None
    subtitles: Path | None
    poster: Path
    title: str
    chapters: tuple[tuple[str, float, float], ...]
    language: str
    fps: int
    seconds: float
    start: float
    end: float
    most: int


def export(film: ExportSource, form: str, file: Path, *, progress: Progress | None = None) -> None:
    """Write the film as `form` (a key of `FORMS`) to `file`, which appears only when it is whole.

    Chapters and title are kept where the form has them. Raises what `run` raises.
    """
    partial = file.with_suffix(f".partial{file.suffix}")
    try:
        FORMS[form](film, partial, part(progress, 0.0, 1.0))
        partial.replace(file)
    finally:
        partial.unlink(missing_ok=True)


def _webm(film: ExportSource, file: Path, progress: Progress) -> None:
    source = _source(film)
    streams = [changes(source.video, seconds=1, fps=film.fps), source.audio]
    language = f"language={alpha3(film.language)}"
    tags = {"metadata:s:a:0": language}
    if film.captions is not None:
        streams.append(ffmpeg.input(str(film.captions), format="webvtt")["s:0"])
        tags["metadata:s:s:0"] = language
    _write(
        film,
        streams,
        file,
        progress,
        format="webm",
        **{"c:v": "libvpx-vp9", "crf": _VP9_QUALITY, "b:v": 0, "row-mt": 1, "deadline": "good", "cpu-used": 5},
        **{"c:a": "libopus", "b:a": _OPUS_RATE, "c:s": "webvtt"},
        g=240,
        fps_mode="vfr",
        cues_to_front=1,
        **tags,
    )


def _m4a(film: ExportSource, file: Path, progress: Progress) -> None:
    # Its tags, not its brand, tell a player that an MP4 is sound with a cover: FFmpeg's `ipod` writer sets both.
    _sound(film, file, progress, format="ipod", **{"c:a": "copy", "movflags": "+faststart"})


def _mp3(film: ExportSource, file: Path, progress: Progress) -> None:
    _sound(film, file, progress, format="mp3", **{"c:a": "libmp3lame", "q:a": _MP3_QUALITY, "id3v2_version": 3})


def _sound(film: ExportSource, file: Path, progress: Progress, **form: Any) -> None:
    """Sound alone, with its chapters and the poster as its cover."""
    cover = ffmpeg.input(str(film.poster), format="png_pipe").filter("scale", _COVER_SIDE, -1)
    _write(
        film,
        [_source(film).audio, cover],
        file,
        progress,
        **{"c:v": "mjpeg", "q:v": 3, "pix_fmt": "yuvj420p", "disposition:v:0": "attached_pic"},
        **{"metadata:s:v:0": "title=Cover"},
        **{"metadata:s:a:0": f"language={alpha3(film.language)}"},
        **form,
    )


def _gif(film: ExportSource, file: Path, progress: Progress) -> None:
    """One scene that plays again and again. The colours are found in one pass, and used in another."""
    palette = file.with_suffix(".palette.png")
    try:
        colours = ffmpeg.output(
            _small(film).filter("palettegen", stats_mode="full"), str(palette), format="image2", **{"frames:v": 1}
        )
        run(colours, duration=film.seconds, progress=part(progress, 0.0, 0.3))
        drawn = ffmpeg.filter(
            [_small(film), ffmpeg.input(str(palette), format="png_pipe")],
            "paletteuse",
            dither="bayer",
            bayer_scale=5,
            diff_mode="rectangle",
        )
        output = ffmpeg.output(drawn, str(file), format="gif", final_delay=_GIF_REST, fps_mode="vfr", **BITEXACT)
        run(output, duration=film.end - film.start, progress=part(progress, 0.3, 1.0))
    finally:
        palette.unlink(missing_ok=True)


def _small(film: ExportSource) -> ffmpeg.nodes.FilterableStream:
    shorter = f"min(1,{_GIF_SIDE}/max(iw,ih))"
    scene = ffmpeg.input(str(film.video), format="mp4", ss=film.start, t=film.end - film.start).video
    small = scene.filter("fps", _GIF_FPS).filter(
        "scale", f"round(iw*{shorter})", f"round(ih*{shorter})", flags="lanczos"
    )
    return changes(small, seconds=5, fps=_GIF_FPS)


def _write(
    film: ExportSource, streams: list[ffmpeg.nodes.FilterableStream], file: Path, progress: Progress, **form: Any
) -> None:
    """The film's title and chapters go into what is written, not what its MP4 says of itself."""
    described_in = file.with_suffix(".chapters")
    try:
        output = ffmpeg.output(*streams, str(file), **form, **BITEXACT)
        arguments = described(output, title=film.title, chapters=film.chapters, file=described_in)
        run(arguments, duration=film.seconds, progress=progress)
    finally:
        described_in.unlink(missing_ok=True)


def _small_film(film: ExportSource, file: Path, progress: Progress) -> None:
    fit(
        film.video,
        file,
        most=film.most,
        seconds=film.seconds,
        fps=film.fps,
        finish=lambda pictures, sound: mux(
            pictures,
            sound,
            captions=film.subtitles,
            chapters=film.chapters,
            title=film.title,
            language=film.language,
            fps=film.fps,
            frames=round(film.seconds * film.fps),
            file=file,
        ),
        progress=progress,
    )


def _source(film: ExportSource) -> ffmpeg.nodes.FilterableStream:
    return ffmpeg.input(str(film.video), format="mp4")


FORMS: dict[str, Callable[[ExportSource, Path, Progress], None]] = {
    "webm": _webm,
    "m4a": _m4a,
    "mp3": _mp3,
    "gif": _gif,
    "small": _small_film,
}
