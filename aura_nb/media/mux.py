"""The finished film: video, sound, captions and chapters put into one MP4 by FFmpeg, copied bit for bit."""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import av
import ffmpeg
import langcodes

from aura_nb.errors import InternalError
from aura_nb.media.ffmpeg import BITEXACT, Progress, run
from aura_nb.media.loudness import RATE
from aura_nb.media.mp4_boxes import disable_captions
from aura_nb.regex import regex

# FFmpeg's own time base for text. In a coarser one its MP4 writer puts empty samples of no length between cues.
_TEXT_TIME = 1_000_000
_TIMES = regex(r"(\d+):(\d\d):(\d\d)[,.](\d{3}) --> (\d+):(\d\d):(\d\d)[,.](\d{3})")
# What a cue looks like by default: white on nothing, at the bottom, which every player overrides.
_STYLE = b"""[Script Info]
ScriptType: v4.00+
PlayResX: 384
PlayResY: 288

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, \
StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: Default,Arial,16,&Hffffff,&Hffffff,&H0,&H0,0,0,0,0,100,100,0,0,1,1,0,2,10,10,10,0

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""


class SrtCue(NamedTuple):
    """A cue of an SRT file."""

    start: int  # milliseconds
    end: int
    text: str


def mux(
    video: Path,
    sound: Path,
    *,
    captions: Path | None,
    chapters: Sequence[tuple[str, float, float]],
    title: str,
    language: str,
    fps: int,
    frames: int,
    file: Path,
    progress: Progress | None = None,
) -> None:
    """Write `file` (.mp4): H.264 from `video` and AAC from `sound` copied, times starting at 0, index in front.

    `captions` is an SRT file (one without cues is left out), `chapters` are (title, start, end) in seconds, `language`
    a BCP 47 tag. Captions are a soft track that is not enabled: players offer it, and show it only when asked.
    The same inputs give the same bytes. `file` appears only when it is whole.

    Raises what `run` raises, and `InternalError` for an SRT file that is not one of ours.
    """
    duration = Fraction(frames, fps)
    written = {part: file.with_suffix(f".partial.{part}") for part in ("mp4", "text.mp4", "chapters")}
    cues = [] if captions is None else read_srt(captions)
    try:
        inputs = [_input(video).video, _input(sound).audio]
        tags = {"metadata:s:a:0": f"language={alpha3(language)}"}
        if cues:
            _write_text(cues, duration, written["text.mp4"])
            inputs.append(_input(written["text.mp4"])["s:0"])
            tags |= {"metadata:s:s:0": f"language={alpha3(language)}"}
        output = ffmpeg.output(
            *inputs,
            str(written["mp4"]),
            format="mp4",
            c="copy",
            movflags="+faststart",
            # Edit lists count in this scale; both whole samples and whole frames must be exact in it.
            movie_timescale=math.lcm(RATE, fps),
            **BITEXACT,
            **tags,
        )
        arguments = described(output, title=title, chapters=chapters, file=written["chapters"])
        run(arguments, duration=float(duration), progress=progress)
        if cues:
            disable_captions(written["mp4"])
        written["mp4"].replace(file)
    finally:
        for path in written.values():
            path.unlink(missing_ok=True)


def described(
    output: ffmpeg.nodes.OutputStream, *, title: str, chapters: Sequence[tuple[str, float, float]], file: Path
) -> list[str]:
    """FFmpeg's arguments for `output` with title and chapters, which are written to `file`, for its metadata."""
    file.write_bytes(_metadata(title, chapters))
    arguments: list[str] = ffmpeg.get_args(output)
    number = str(arguments.count("-i"))
    arguments[-1:-1] = ["-map_metadata", number, "-map_chapters", number]
    # ffmpeg-python knows no input without streams.
    behind = arguments.index("-filter_complex" if "-filter_complex" in arguments else "-map")
    arguments[behind:behind] = ["-f", "ffmetadata", "-i", str(file)]
    return arguments


def _input(path: Path) -> ffmpeg.nodes.FilterableStream:
    return ffmpeg.input(str(path), format="mp4")


def alpha3(language: str) -> str:
    """The ISO 639-2 code that MP4 wants for a BCP 47 tag, "und" where there is none."""
    try:
        code: str = langcodes.Language.get(language).to_alpha3()
    except (LookupError, ValueError):
        return "und"
    return code


def _metadata(title: str, chapters: Sequence[tuple[str, float, float]]) -> bytes:
    lines = [";FFMETADATA1", f"title={_escaped(title)}"]
    for name, start, end in chapters:
        lines += ["[CHAPTER]", f"TIMEBASE=1/{RATE}", f"START={round(start * RATE)}", f"END={round(end * RATE)}"]
        lines.append(f"title={_escaped(name)}")
    return "\n".join([*lines, ""]).encode("utf-8", "replace")


def plain(text: str) -> str:
    r"""A title as the film has it: a carriage return or NUL would end its line, so it becomes a space.

    >>> plain("a\r[CHAPTER]")
    'a [CHAPTER]'
    """
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", " ", text.replace("\r\n", "\n"))


def _escaped(text: str) -> str:
    escaped = re.sub(r"([=;#\\\n])", r"\\\1", plain(text))
    # FFmpeg's reader takes the line's end after any backslash, an escaped one too, for a part of the text: a NUL ends
    # the text before it.
    return escaped + "\0" if escaped.endswith("\\") else escaped


def read_srt(path: Path) -> list[SrtCue]:
    """The cues of one of our SRT files, their words as the script has them; raises `InternalError`."""
    cues = []
    for block in re.split(r"\n{2,}", path.read_text(encoding="utf-8-sig").strip()):
        if not block:
            continue
        lines = block.split("\n")
        found = _TIMES.fullmatch(lines[1].strip()) if len(lines) > 1 else None
        if not found:
            raise InternalError(f"{path.name} has no times where a cue begins: {block[:80]!r}")
        parts = [int(group) for group in found.groups()]
        start, end = (((h * 60 + m) * 60 + s) * 1000 + ms for h, m, s, ms in (parts[:4], parts[4:]))
        # The word joiner that keeps SRT's readers from seeing tags is not needed here: MP4 text has no markup.
        text = re.sub("([<{])\N{WORD JOINER}", r"\1", "\n".join(lines[2:]))
        cues.append(SrtCue(start, end, text))
    return cues


def _write_text(cues: list[SrtCue], duration: Fraction, file: Path) -> None:
    r"""Captions as MP4 timed text, the words as they are.

    FFmpeg's own way from SRT takes `a < b > c` and `{...}` for markup and `C:\New` for a line break.
    """
    with av.open(str(file), "w", format="mp4", container_options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream("mov_text")
        stream.codec_context.subtitle_header = _STYLE
        stream.time_base = stream.codec_context.time_base = Fraction(1, _TEXT_TIME)
        for cue in cues:
            start, end = cue.start * 1000, min(cue.end * 1000, math.floor(duration * _TEXT_TIME))
            text = cue.text.encode("utf-8", "replace")
            if end <= start or len(text) >= 1 << 16:
                continue
            packet = av.Packet(struct.pack(">H", len(text)) + text)
            packet.stream, packet.time_base = stream, stream.time_base
            packet.pts = packet.dts = start
            packet.duration = end - start
            container.mux(packet)
