"""Which part of what is spoken belongs to which word of the script, and when each word is heard.

A text-to-speech front end rewrites its text before it reads it ("$5 million" becomes "5 million dollars", "7:30 pm"
becomes "seven thirty P.M."), so that what is spoken has other words than the script, more or fewer. The two are
aligned here in two steps: each script word is read alone and the readings laid beside the sentence's reading by longest
common subsequence, which settles nearly all; what context changed ("10 March" is "the tenth of March") is
dealt out between those anchors by the least edit distance of phonemes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

STRESS = frozenset("\u02c8\u02cc")
PUNCTUATION = frozenset(';:,.!?\u2014\u2026"()\u201c\u201d')
LONGEST_RUN = 14  # spoken words that one script word may become, in the second step
UNSPOKEN = 8.0  # what it costs, in phonemes, to leave a word that can be spoken without a sound
MUTE = 0.5  # ... and one that cannot: it takes a sound only where nothing else wants it
SHARE = 0.08  # seconds for a word without a sound of its own
LEAST = 0.001


class Unit(NamedTuple):
    """A word as the front end reads it, after its rewriting: text and phonemes (several groups for a number)."""

    text: str
    phonemes: str


Span = tuple[float, float]
Alone = Callable[[str], Sequence[Unit]]


def sounding(phonemes: str) -> str:
    """The phonemes that make a sound: neither stress, punctuation nor space.

    >>> sounding("h\u0259l\u02c8O, ")
    'h\u0259lO'
    """
    return "".join(c for c in phonemes if c not in STRESS and c not in PUNCTUATION and c != " ")


def deal(words: Sequence[str], units: Sequence[Unit], *, alone: Alone) -> list[range]:
    """Which run of `units` each word is heard in: in order, without overlap, together all of them.

    `alone` reads one word by itself. A run is empty where nothing is left for the word.

    >>> units = [Unit("5", "fIv"), Unit("million", "mIljun"), Unit("dollars", "dalurz")]
    >>> deal(["$5", "million"], units, alone=lambda word: [Unit(word, "")])
    [range(0, 1), range(1, 3)]
    """
    if not words:
        return []
    from rapidfuzz.distance import Indel  # noqa: PLC0415 - for the voices, which speak in a process of their own

    readings = [list(alone(word)) for word in words]
    owners = [i for i, reading in enumerate(readings) for _ in reading]
    numbers: dict[str, int] = {}
    read_alone = [numbers.setdefault(_key(unit.text), len(numbers)) for reading in readings for unit in reading]
    read_here = [numbers.setdefault(_key(unit.text), len(numbers)) for unit in units]
    owner: list[int | None] = [None] * len(units)
    for step in Indel.opcodes(read_alone, read_here):
        if step.tag == "equal":
            for ahead in range(step.src_end - step.src_start):
                owner[step.dest_start + ahead] = owners[step.src_start + ahead]
    settled = _between_anchors(owner, readings, units)
    return _runs(settled, len(words))


def _between_anchors(owner: list[int | None], readings: Sequence[Sequence[Unit]], units: Sequence[Unit]) -> list[int]:
    """Give each unit without an owner to one of the words between its neighbours' owners."""
    settled: list[int] = []
    at = 0
    while at < len(owner):
        known = owner[at]
        if known is not None:
            settled.append(known)
            at += 1
            continue
        until = next((j for j in range(at, len(owner)) if owner[j] is not None), len(owner))
        before = settled[-1] if settled else -1
        after = owner[until] if until < len(owner) else None
        last = len(readings) if after is None else after
        free = list(range(before + 1, last))
        if free:
            alone = [sounding("".join(unit.phonemes for unit in readings[i])) for i in free]
            here = [sounding(unit.phonemes) for unit in units[at:until]]
            settled += [free[k] for k in _cheapest(alone, here)]
        else:
            settled += [before if before >= 0 else last] * (until - at)
        at = until
    return settled


def _cheapest(alone: Sequence[str], here: Sequence[str]) -> list[int]:
    """For each piece of `here` which of `alone` it belongs to: least total edit distance over runs, in order."""
    from rapidfuzz.distance import Levenshtein  # noqa: PLC0415 - as above

    far = float("inf")
    longest = max(LONGEST_RUN, len(here) - len(alone) + 1) if len(here) < 80 else len(here) // len(alone) + LONGEST_RUN
    best = [0.0] + [far] * len(here)
    choices: list[list[int]] = []
    for phonemes in alone:
        skip = len(phonemes) + UNSPOKEN if phonemes else MUTE
        costs, taken = [best[0] + skip], [0]
        for until in range(1, len(here) + 1):
            cost, run = best[until] + skip, 0
            heard = ""
            for length in range(1, min(until, longest) + 1):
                heard = here[until - length] + heard
                if best[until - length] == far:
                    continue
                other = best[until - length] + Levenshtein.distance(phonemes, heard)
                if other < cost:
                    cost, run = other, length
            costs.append(cost)
            taken.append(run)
        best = costs
        choices.append(taken)
    owners: list[int] = []
    until = len(here)
    for word in range(len(alone) - 1, -1, -1):
        run = choices[word][until]
        owners = [word] * run + owners
        until -= run
    return [0] * until + owners


def _runs(owners: Sequence[int], words: int) -> list[range]:
    runs: list[range] = []
    at = 0
    for word in range(words):
        begin = at
        while at < len(owners) and owners[at] == word:
            at += 1
        runs.append(range(begin, at))
    return runs


def _key(text: str) -> str:
    """The text by which words are the same: letters and digits without case, or all of it where there are none."""
    return "".join(c for c in text if c.isalnum()).casefold() or text


def settle(spans: Sequence[Span | None], seconds: float) -> list[Span]:
    """Times for all words from the times of those that are heard: in order, apart, each longer than nothing.

    A word without a sound gets a small share of the pause where it stands, or of the word before it.

    >>> settle([(0.05, 0.5), None, (0.5, 1.0)], 1.1)
    [(0.05, 0.42), (0.42, 0.5), (0.5, 1.0)]
    """
    found = list(spans)
    at = 0
    while at < len(found):
        if found[at] is not None:
            at += 1
            continue
        until = next((j for j in range(at, len(found)) if found[j] is not None), len(found))
        _fill(found, at, until, seconds)
        at = until
    return _in_order([span for span in found if span is not None], seconds)


def _fill(found: list[Span | None], at: int, until: int, seconds: float) -> None:
    """Put the words from `at` to `until`, which have no sound, between their neighbours."""
    count = until - at
    before = found[at - 1] if at else None
    after = found[until] if until < len(found) else None
    left = before[1] if before else 0.0
    right = after[0] if after else seconds
    short = count * SHARE - (right - left)
    if short > 0 and before:
        left -= min(short, (before[1] - before[0]) / 2)
        found[at - 1] = (before[0], left)
    elif short > 0 and after:
        right += min(short, (after[1] - after[0]) / 2)
        found[until] = (right, after[1])
    each = min(SHARE, (right - left) / count)
    for place in range(count):
        found[at + place] = (left + place * each, left + (place + 1) * each)


def _in_order(spans: Sequence[Span], seconds: float) -> list[Span]:
    """Whole tenths of milliseconds, each word at least `LEAST` long as far as the sound has room for all."""
    least = min(LEAST, seconds / (2 * len(spans))) if spans else LEAST
    placed: list[Span] = []
    earliest = 0.0
    for place, (start, end) in enumerate(spans):
        latest = seconds - (len(spans) - place) * least
        start = min(max(start, earliest), latest)  # noqa: PLW2901 - the same word, put right
        following = spans[place + 1][0] if place + 1 < len(spans) else seconds
        end = max(min(end, max(following, start + least), seconds), start + least)  # noqa: PLW2901 - likewise
        placed.append((round(start, 6), min(round(end, 6), seconds)))
        earliest = end
    return placed
