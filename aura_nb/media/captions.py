"""Captions: a script's words with their times become cues.

The rules are those broadcasters publish (BBC Subtitle Guidelines; Netflix Timed Text Style Guide): two lines of 42
characters, 20 characters a second where the speech allows, breaks where the sentence breathes, short gaps closed.
Cue words are the script's own words, in order, unchanged. A word somewhat wider than a line stays whole on a line of
its own; text in scripts without spaces is broken between phrases.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple, Protocol

from msgspec import Struct

from aura_nb.regex import regex
from aura_nb.specs.breaks import STOPS, lasting, parts, width
from aura_nb.specs.spacing import glued

LINE_WIDTH = 42
LINES = 2
CHARACTERS_PER_SECOND = 20.0
MIN_SECONDS = 1.0
MAX_SECONDS = 7.0
PAUSE_SECONDS = 0.7  # a silence this long between two words ends a cue
GAP_SECONDS = 0.084  # two frames at 24 fps: what is left between cues that follow each other
CHAIN_SECONDS = 0.5  # shorter gaps flicker; the cue before is held until GAP_SECONDS before the next

_SENTENCE_END = regex(r"[.!?…。！？]+[\"'”’»)\]]*$")  # noqa: RUF001 - the punctuation of other scripts
_CLAUSE_END = regex(r"[,;:、，；：–—-][\"'”’»)\]]*$")  # noqa: RUF001 - the punctuation of other scripts
# A dot that ends no sentence: an ordinal ("3. Mai"), an initial or half an abbreviation ("z. B."), a title.
_DOTTED = regex(
    r"[\"'“„«(]*(\d{1,2}|\w|Dr|Prof|Mr|Mrs|Ms|Nr|No|Nos|Fig|St|Sr|Sra|Sig|Hr|Fr|MM|ca|vs|bzw|ej|ex|e\.g|i\.e|d\.h|z\.B)\."
)
_PARTED_MEASURE = 30.0
# Words that belong to what follows them; a line that ends on one reads badly.
_LEANING = regex(
    r"a|an|and|are|as|at|be|but|by|can|for|from|had|has|have|her|his|i|if|in|into|is|it|its|my|no|not|of|on|or|our|"
    r"so|than|that|the|their|then|these|this|those|to|very|was|we|were|when|which|who|will|with|you|your",
    re.IGNORECASE,
)


class TimedWord(Protocol):
    """A word of the script and when it is heard, in seconds of the film."""

    @property
    def text(self) -> str: ...
    @property
    def start(self) -> float: ...
    @property
    def end(self) -> float: ...


class CaptionCue(Struct, rename="camel"):
    """One caption: when it is shown, in seconds, and its one or two lines; who speaks, where that is new."""

    start: float
    end: float
    lines: list[str]
    speaker: str = ""

    @property
    def shown(self) -> list[str]:
        """Its lines as they are read: the speaker's name before the first."""
        return [f"{self.speaker}: {self.lines[0]}", *self.lines[1:]] if self.speaker and self.lines else self.lines


class Chapter(Struct, rename="camel"):
    """One scene as a chapter of the film, in seconds."""

    title: str
    scene: str
    start: float
    end: float


class Piece(NamedTuple):
    """What a line holds whole: a word with the space that follows it, or a part of one, when it is heard."""

    text: str
    start: float
    end: float


class Sung(NamedTuple):
    """A caption whose words are lit one after the other: the caption, and the pieces of each of its lines."""

    cue: CaptionCue
    lines: list[list[Piece]]


class _Setting(NamedTuple):
    lines: tuple[str, ...]
    cost: float
    upper: int = 0  # pieces of the first of two lines


def cues(
    words: Sequence[TimedWord], *, until: float = math.inf, columns: int = LINE_WIDTH, language: str = "en"
) -> list[CaptionCue]:
    """The captions of one scene's words; none is shown after `until`, no line is wider than `columns` letters.

    `language` is a BCP 47 tag: where a line may end in a script without spaces depends on it.

    Where to break is found by dynamic programming over all breaks, so that an early cue never leaves a stub for the
    last one. Times are rounded to milliseconds, as the files have them.

    >>> class W(NamedTuple):
    ...     text: str
    ...     start: float
    ...     end: float
    >>> cues([W("Bees", 0.5, 0.9), W("matter.", 0.9, 1.4)], until=1.7)
    [CaptionCue(start=0.5, end=1.5, lines=['Bees matter.'], speaker='')]
    """
    return [sung.cue for sung in sung_cues(words, until=until, columns=columns, language=language)]


def sung_cues(
    words: Sequence[TimedWord], *, until: float = math.inf, columns: int = LINE_WIDTH, language: str = "en"
) -> list[Sung]:
    """The same captions, each with the pieces of its lines."""
    pieces = list(_pieces(words, columns, language))
    groups = _groups(pieces, columns)
    starts = _rising(max(0.0, pieces[first].start) for first, _ in groups)
    found = []
    for index, (first, last) in enumerate(groups):
        lines = _set(tuple(piece.text for piece in pieces[first:last]), columns)
        follower = starts[index + 1] if index + 1 < len(groups) else None
        spoken = max(piece.end for piece in pieces[first:last])
        end = _shown_until(starts[index], spoken, sum(map(width, lines.lines)), follower, until)
        upper = first + lines.upper if len(lines.lines) > 1 else last
        held = [held for held in (pieces[first:upper], pieces[upper:last]) if held]
        found.append(Sung(CaptionCue(starts[index], end, list(lines.lines)), held))
    return found


def told_cues(
    words: Sequence[TimedWord],
    turns: Sequence[tuple[int, str]],
    *,
    until: float = math.inf,
    columns: int = LINE_WIDTH,
    language: str = "en",
) -> list[Sung]:
    """The captions of a dialogue: none has the words of two speakers, and one who is new to the listener is named.

    `turns` are, for each of them, how many words it has and the name that is told; without any, one voice speaks.
    """
    found: list[Sung] = []
    rest = list(words)
    for place, (count, name) in enumerate(turns or [(len(rest), "")]):
        own, rest = (rest[:count], rest[count:]) if place < len(turns) - 1 else (rest, [])
        if not own:
            continue
        end = min(until, rest[0].start) if rest else until
        if name:
            own[0] = _Named(f"{glued_name(name)} {own[0].text}", own[0].start, own[0].end)
        sung = sung_cues(own, until=end, columns=columns, language=language)
        if name and sung:
            sung[0] = _named(sung[0], name)
        found += sung
    return found


class _Named(NamedTuple):
    """A word with the speaker's name before it."""

    text: str
    start: float
    end: float


def glued_name(name: str) -> str:
    r"""A speaker's name as it stands before what is said: in one line, with its colon.

    >>> glued_name("Anna Maria")
    'Anna\xa0Maria:'
    """
    return "\N{NO-BREAK SPACE}".join(f"{name}:".split())


def _named(sung: Sung, name: str) -> Sung:
    """A caption whose lines begin with a name: the name is told apart from what is said."""
    cue = sung.cue
    first = cue.lines[0].removeprefix(glued_name(name)).removeprefix(" ")
    return sung._replace(cue=CaptionCue(cue.start, cue.end, [first, *cue.lines[1:]], name))


def lit_words(sung: Sung) -> list[tuple[CaptionCue, int]]:
    """A caption cut where the voice goes on to the next of its pieces: each part, and the piece's number from 0.

    >>> line = [Piece("Bees ", 0.5, 0.9), Piece("matter. ", 0.9, 1.4)]
    >>> [(cue.start, cue.end, lit) for cue, lit in lit_words(Sung(CaptionCue(0.5, 2.0, ["Bees matter."]), [line]))]
    [(0.5, 0.9, 0), (0.9, 2.0, 1)]
    """
    pieces = [piece for line in sung.lines for piece in line]
    begins = [sung.cue.start]
    for piece in pieces[1:]:
        begins.append(min(max(round(piece.start, 3), begins[-1]), sung.cue.end))
    ends = [*begins[1:], sung.cue.end]
    return [
        (CaptionCue(start, end, sung.cue.lines), number)
        for number, (start, end) in enumerate(zip(begins, ends, strict=True))
        if start < end
    ]


def _pieces(words: Sequence[TimedWord], columns: int, language: str) -> Iterator[Piece]:
    """The words as pieces; the time of a word is shared among its parts by what there is to say in each."""
    for word in words:
        found = parts(word.text, columns=columns, language=language)
        weights = [lasting(part) for part in found]
        if len(found) > 1:
            weights[-1] = max(0.5, lasting(found[-1].rstrip(STOPS)))
        whole = sum(weights)
        start = word.start
        for part, weight in zip(found, weights, strict=True):
            end = start + (word.end - word.start) * weight / whole if part is not found[-1] else word.end
            yield Piece(part if part is not found[-1] else f"{part} ", start, end)
            start = end


def _groups(words: Sequence[Piece], columns: int) -> list[tuple[int, int]]:
    """Index ranges of the pieces of each cue, cheapest in all."""
    count = len(words)
    best = [0.0] + [math.inf] * count
    origin = [0] * (count + 1)
    for last in range(1, count + 1):
        taken = 0.0
        for first in range(last - 1, -1, -1):
            taken += width(words[first].text)
            if taken > columns * LINES + 2 and first < last - LINES:
                break
            cost = best[first] + _cue_cost(words, first, last, columns)
            if cost < best[last]:
                best[last], origin[last] = cost, first
    groups = []
    last = count
    while last:
        groups.append((origin[last], last))
        last = origin[last]
    return groups[::-1]


def _cue_cost(words: Sequence[Piece], first: int, last: int, columns: int) -> float:
    texts = tuple(word.text for word in words[first:last])
    setting = _set(texts, columns)
    if not setting.lines:
        return math.inf
    cost = 3.0 + setting.cost  # each cue costs: few long ones read better than many short ones
    for index in range(first, last - 1):
        if words[index + 1].start - words[index].end > PAUSE_SECONDS:
            cost += 12.0
        if _ends_sentence(words[index].text):
            cost += 3.5
    if last < len(words):
        cost += _break_cost(words[last - 1].text, words[last].text) * 1.5
        heard = words[last].start - words[first].start
    else:
        heard = max(MIN_SECONDS, words[last - 1].end - words[first].start)
    characters = width("".join(texts).rstrip())
    cost += 4.0 * max(0.0, characters / CHARACTERS_PER_SECOND - heard)
    cost += 3.0 * max(0.0, MIN_SECONDS - heard)
    return cost + 4.0 * max(0.0, words[last - 1].end - words[first].start - MAX_SECONDS)


def _ends_sentence(piece: str) -> bool:
    word = piece.rstrip()
    return bool(_SENTENCE_END.search(word)) and not _DOTTED.fullmatch(word)


@lru_cache(maxsize=4096)
def _break_cost(piece: str, after: str) -> float:
    """How badly a text reads that is broken after `piece`, between a number and its unit worst of all."""
    if piece[-2:-1].isdigit() and glued(f"{piece}{after.rstrip()}") != f"{piece}{after.rstrip()}":
        return _PARTED_MEASURE
    if _ends_sentence(piece):
        return 0.0
    word = piece.rstrip()
    if _CLAUSE_END.search(word):
        return 1.0
    return 6.0 if _LEANING.fullmatch(word) or _DOTTED.fullmatch(word) else 3.0


def _set(texts: tuple[str, ...], columns: int = LINE_WIDTH) -> _Setting:
    """The lines for the pieces of one cue and what they cost; no lines when they do not fit."""

    def fits(part: tuple[str, ...]) -> bool:
        return len(part) == 1 or width(_joined(part)) <= columns

    if fits(texts):
        return _Setting((_joined(texts),), 0.0)
    best = _Setting((), math.inf)
    for cut in range(1, len(texts)):
        upper, lower = texts[:cut], texts[cut:]
        if fits(upper) and fits(lower):
            lean = width(_joined(upper)) - width(_joined(lower))
            # Balanced, and rather the longer line below: it hides less of the picture.
            cost = 0.5 + abs(lean) / 20 + (0.3 if lean > 0 else 0.0) + 0.4 * _break_cost(upper[-1], lower[0])
            if cost < best.cost:
                best = _Setting((_joined(upper), _joined(lower)), cost, cut)
    return best


def _joined(pieces: tuple[str, ...]) -> str:
    return "".join(pieces).rstrip()


def _rising(starts: Iterable[float]) -> list[float]:
    """Starts in whole milliseconds, each at least 50 ms after the one before."""
    risen: list[float] = []
    for start in starts:
        risen.append(round(max(start, risen[-1] + 0.05) if risen else start, 3))
    return risen


def _shown_until(start: float, spoken: float, characters: float, follower: float | None, until: float) -> float:
    wanted = max(spoken, start + MIN_SECONDS, start + characters / CHARACTERS_PER_SECOND)
    limit = until if follower is None else follower
    if follower is not None and follower - wanted < CHAIN_SECONDS:
        wanted = max(start + 0.05, follower - GAP_SECONDS)
        # What is said until the very next word may stay until that word when it could not be read otherwise.
        if wanted - start < max(MIN_SECONDS, characters / CHARACTERS_PER_SECOND):
            wanted = follower
    end = min(wanted, limit)
    return math.floor(end * 1000 + 1e-6) / 1000 if end > start + 0.001 else round(start + 0.05, 3)
