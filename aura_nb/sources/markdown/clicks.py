"""`[click]` in speaker notes: the words behind the n-th one are said as the n-th step of the slide appears.

A click leaves a mark in the notes that goes through every step as a letter would; when the scenes are there, the marks
are taken out and each scene has its cues.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence

from aura_nb.regex import regex
from aura_nb.sources.markdown.spoken_text import is_open
from aura_nb.specs import Bullets, Columns, Cue, Show, Steps, Text
from aura_nb.specs.phrase_places import starts
from aura_nb.specs.runs import plain as plain_of

MARK = "\U0010fffd"  # for private use: no text has it
_CLICK = regex(r"\s*\[click(?::\s*[+-]?(?P<steps>\d{1,2}))?\]\s*", re.IGNORECASE)
_MARKS = regex(f"{MARK}+")
_POINT = regex(r"[\u2022\u2013\u2713\u2717\u25cb] |\d+\. ")  # as lists are written among other text
_COMMAS = (",", "\N{FULLWIDTH COMMA}", "\N{IDEOGRAPHIC COMMA}", "\N{ARABIC COMMA}", "-", "\N{EN DASH}", "\N{EM DASH}")
_FEWEST_WORDS = 3
_MOST_WORDS = 12
_AT_ITS_END = ".,;:!?\N{HORIZONTAL ELLIPSIS}\N{IDEOGRAPHIC FULL STOP}\N{FULLWIDTH COMMA}"


def parted(texts: Iterable[str]) -> Iterator[str]:
    """The paragraphs of notes: a click begins one, which begins with its mark, but for one within a sentence.

    >>> [text.replace(MARK, "*") for text in parted(["One. [click] Two, [click] three. [click:2]", "Four."])]
    ['One.', '*Two, *three.', '**Four.']
    """
    marks, paragraph = "", ""
    for text in texts:
        end, goes_on = 0, False
        for click in [*_CLICK.finditer(text), None]:
            if part := text[end : click.start() if click else None].strip():
                if marks and paragraph and _goes_on(paragraph, part, same=goes_on):
                    paragraph = f"{paragraph} {marks}{part}"
                else:
                    if paragraph:
                        yield paragraph
                    paragraph = marks + part
                marks, goes_on = "", True
            if click:
                marks += MARK * max(1, int(click["steps"] or 1))
                end = click.end()
    if paragraph:
        yield paragraph


def _goes_on(before: str, part: str, *, same: bool) -> bool:
    """Whether a sentence goes on behind a click; in the `same` paragraph it does where nothing ends it."""
    if not is_open(before):
        return False
    return same or before.endswith(_COMMAS) or part[:1].islower()


def plain(text: str) -> str:
    """A text without marks."""
    return text.replace(MARK, "")


def belonging(notes: Sequence[str], show: Show) -> int:
    """How many paragraphs of notes are for one thing: the first, and those whose clicks are the thing's steps."""
    steps = len(_steps(show))
    count = notes[0].count(MARK) if notes else 0
    taken = min(1, len(notes))
    while taken < len(notes) and notes[taken].startswith(MARK) and count + notes[taken].count(MARK) <= steps:
        count += notes[taken].count(MARK)
        taken += 1
    return taken


class Clicks:
    """Counts a slide's clicks, and the steps of the scenes that show it, one after another."""

    def __init__(self) -> None:
        self._clicks = 0
        self._passed = 0  # steps of the scenes before
        self._shown: Show | None = None

    def cues(self, said: str, show: Show) -> list[Cue]:
        """When the steps of the slide's next scene appear; clicks that have no step of it are none."""
        if self._shown is not None and self._shown is not show:  # else it goes on with the same things
            self._passed += len(_steps(self._shown))
        self._shown = show
        narration = plain(said)
        cues: list[Cue] = []
        offset, end = 0, 0
        for marks in _MARKS.finditer(said):
            offset += marks.start() - end
            end = marks.end()
            self._clicks += end - marks.start()
            steps, click = _steps(show), self._clicks - self._passed
            step = steps[click - 1] if 1 <= click <= len(steps) else 0
            phrase = _phrase([cue.on for cue in cues], narration, offset) if step else ""
            if phrase:
                cues.append(Cue(on=phrase, show=step))
        return cues


def points(show: Show) -> list[tuple[int, str]]:
    """The points that appear one by one, also those of a list among other text: each one's step, and its words."""
    if isinstance(show, Columns):
        found: list[tuple[int, str]] = []
        before = 0
        for column in show.columns:
            found += [(before + step, words) for step, words in points(column)]
            if column.step_count is None:  # only its drawing tells
                break
            before += column.step_count
        return found
    if isinstance(show, Bullets | Steps):
        return list(enumerate((leaf.text for leaf in show.leaves() if leaf.path.startswith("items")), 1))
    return _of_text(show) if isinstance(show, Text) else []


def _of_text(show: Text) -> list[tuple[int, str]]:
    paragraphs = itertools.takewhile(
        lambda text: not text.startswith("    "), plain_of(show.text).split("\n\n")
    )  # up to code
    return [(place, text) for place, text in enumerate(paragraphs) if _POINT.match(text)]


def _steps(show: Show) -> list[int]:
    """The step that each click shows: a point of a list, also of one among other text; 0 for what is there at once."""
    if isinstance(show, Columns):  # up to the first of which only its drawing tells
        known = itertools.takewhile(lambda count: count is not None, (column.step_count for column in show.columns))
        return list(range(1, sum(count or 0 for count in known) + 1))
    if not isinstance(show, Text):
        return list(range(1, (show.step_count or 0) + 1))
    return [step for step, _ in _of_text(show)]


def _phrase(before: list[str], narration: str, offset: int) -> str:
    """The words at a place, as many as it takes to find them there; empty where they cannot be told."""
    words = narration[offset:].split()[:_MOST_WORDS]
    own = narration[offset:].partition("\n\n")[0].split()  # of its paragraph, where those are enough
    for count in range(min(_FEWEST_WORDS, len(own)), len(words) + 1):
        phrase = " ".join(words[:count])[:500].rstrip(_AT_ITS_END)
        if phrase and starts([*before, phrase], narration)[-1] == offset:
            return phrase
    return ""
