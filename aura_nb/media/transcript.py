"""The transcript: what is said, as a page that reads by itself; each sentence leads to its moment in the film."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from jinja2 import Environment
from markupsafe import Markup

from aura_nb.media.captions import CaptionCue, TimedWord
from aura_nb.media.transcript_page import PAGE, SCRIPT, STYLE
from aura_nb.regex import regex

_LINK = b'<a data-cell href="'
# Behind an initial no sentence ends: "L.A. Barba". The last alternative is of other scripts.
_SENTENCE = regex(r"(?<=[.!?…])(?<!\b[A-HJ-Z]\.)[\"'”’»)\]]*\s+(?=[^\s\d.a-z])|(?<=[。！？])")  # noqa: RUF001 - of other scripts


class TimedSentence(NamedTuple):
    """A sentence, and the second of the film at which it begins."""

    start: float
    text: str


class EmbeddedPicture(NamedTuple):
    """A picture as a `data:` address; without one its caption or description stands for it."""

    source: str
    alt: str
    caption: str


class TranscriptTable(NamedTuple):
    """A table as it is shown."""

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str


class TranscriptScene(NamedTuple):
    """One scene: when it starts in seconds, its heading, where it was written, what it says and shows.

    `link` leads to the place, from the folder of the file it was written in. `speakers` has for each paragraph of a
    dialogue who begins to speak there, else nothing.
    """

    start: float
    heading: str
    place: str
    paragraphs: Sequence[Sequence[TimedSentence]]
    link: str = ""
    code: Sequence[str] = ()
    output: str = ""
    figures: Sequence[EmbeddedPicture] = ()
    tables: Sequence[TranscriptTable] = ()
    speakers: Sequence[str] = ()


def clock(seconds: float) -> str:
    """Minutes and seconds as players show them.

    >>> clock(75.9)
    '1:15'
    """
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


def timed(
    narrations: Sequence[str],
    starts: Sequence[float],
    cues: Sequence[CaptionCue],
    words: Sequence[TimedWord] = (),
) -> list[list[list[TimedSentence]]]:
    """The narrations' sentences by paragraphs, with the times at which their first words are heard.

    Without `words`, or with those of another text, a time is where a caption begins, or the share of it that is said
    before. `starts` are those of the scenes, for what has no caption either.
    """
    letters = sum(map(_letters, narrations))
    heard = [_Heard(word.start, word.end, _letters(word.text)) for word in words]
    shown = [_Heard(cue.start, cue.end, _letters("".join(cue.lines))) for cue in cues]
    clocked = next((_Clock(each) for each in (heard, shown) if letters == sum(part.letters for part in each)), None)
    found: list[list[list[TimedSentence]]] = []
    passed = 0
    for narration, start in zip(narrations, starts, strict=True):
        paragraphs = []
        for paragraph in filter(str.strip, narration.split("\n\n")):
            sentences = []
            for text in _sentences(paragraph):
                at = clocked.at(passed) if clocked else start
                sentences.append(TimedSentence(round(max(start, at), 2), text))
                passed += _letters(text)
            paragraphs.append(sentences)
        found.append(paragraphs)
    return found


class _Heard(NamedTuple):
    """When so many letters are heard, in seconds of the film."""

    start: float
    end: float
    letters: int


class _Clock:
    """When the n-th letter of all that is said is heard."""

    def __init__(self, parts: Sequence[_Heard]) -> None:
        self._parts = parts
        self._place = 0
        self._before = 0  # letters of the parts before

    def at(self, letter: int) -> float:
        """The second; letters are asked for in their order."""
        while self._place < len(self._parts):
            part = self._parts[self._place]
            if letter < self._before + part.letters:
                return part.start + (letter - self._before) / part.letters * (part.end - part.start)
            self._before += part.letters
            self._place += 1
        return self._parts[-1].end if self._parts else 0.0


def _sentences(paragraph: str) -> Iterator[str]:
    end = 0
    for gap in _SENTENCE.finditer(paragraph):
        yield paragraph[end : gap.end()].strip()
        end = gap.end()
    if rest := paragraph[end:].strip():
        yield rest


def _letters(text: str) -> int:
    return len("".join(text.replace("\u2060", "").split()))  # a joiner keeps a line of a caption together


def write_transcript(parts: Sequence[TranscriptScene], *, title: str, language: str, path: Path) -> None:
    """Write the page as UTF-8; all text is escaped."""
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters["clock"] = clock
    page = environment.from_string(PAGE).render(
        parts=parts,
        title=title,
        language=language,
        style=Markup(STYLE),  # noqa: S704 - our own
        script=Markup(SCRIPT),  # noqa: S704 - likewise
    )
    path.write_text(page, encoding="utf-8", newline="\n")


def relinked(page: bytes, folder: Path, source: Path) -> bytes:
    """The page as it lies in `folder`, its links leading to the files in `source`; it is as it was where none can.

    >>> relinked(b'<a data-cell href="a.ipynb">', Path("/films/bees"), Path("/notes/my bees"))
    b'<a data-cell href="../../notes/my%20bees/a.ipynb">'
    """
    try:
        way = os.path.relpath(source, folder)
    except ValueError:  # another drive
        return page
    prefix = "" if way == os.curdir else f"{quote(Path(way).as_posix())}/"
    return page.replace(_LINK, _LINK + prefix.encode())
