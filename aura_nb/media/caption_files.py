r"""Cues and chapters as SRT and WebVTT files.

The writers are our own because text is data here: pysubs2 reads `{...}`, `<i>` and `\N` in a text as markup and does
not escape WebVTT, and the srt package writes SRT only. The tests read the files back with two foreign parsers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from aura_nb.media.captions import CaptionCue, Chapter


def write_srt(cues: Sequence[CaptionCue], path: Path) -> None:
    r"""Write SubRip, UTF-8.

    SRT has no escapes: where a player would take the text for a tag (`<b`, `{\an8`), an invisible word joiner
    (U+2060) after the bracket keeps the words on screen.
    """
    blocks = (
        f"{number}\n{vtt_clock(cue.start, ',')} --> {vtt_clock(cue.end, ',')}\n{_plain(cue.shown)}\n"
        for number, cue in enumerate(cues, 1)
    )
    path.write_text("\n".join(blocks), encoding="utf-8", newline="\n")


def write_vtt(cues: Sequence[CaptionCue], path: Path) -> None:
    """Write WebVTT with `&`, `<` and `>` escaped."""
    blocks = (
        f"{vtt_clock(cue.start)} --> {vtt_clock(cue.end)}\n" + "\n".join(map(_escaped, cue.shown)) + "\n"
        for cue in cues
    )
    path.write_text("\n".join(["WEBVTT\n", *blocks]), encoding="utf-8", newline="\n")


def write_chapters(chapters: Sequence[Chapter], path: Path) -> None:
    """Write the scenes as a WebVTT chapter track; each cue's identifier is the scene's name in the timeline."""
    blocks = (
        f"{chapter.scene}\n{vtt_clock(chapter.start)} --> {vtt_clock(chapter.end)}\n"
        f"{_escaped(' '.join(chapter.title.split()))}\n"
        for chapter in chapters
    )
    path.write_text("\n".join(["WEBVTT\n", *blocks]), encoding="utf-8", newline="\n")


def vtt_clock(seconds: float, separator: str = ".") -> str:
    """A time as WebVTT has it: `01:02:03.456`.

    >>> vtt_clock(3723.4564)
    '01:02:03.456'
    """
    minutes, milliseconds = divmod(round(seconds * 1000), 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{milliseconds // 1000:02}{separator}{milliseconds % 1000:03}"


def _escaped(line: str) -> str:
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _plain(lines: Sequence[str]) -> str:
    return re.sub(r"<(?=[A-Za-z/!])|\{(?=[\\A-Za-z])", lambda bracket: bracket[0] + "\u2060", "\n".join(lines))
