"""When each state of a scene appears: where the voice reaches the text that the state adds.

Cues seldom repeat the narration word for word, so each is compared with every place in it (words alike to three
quarters, rare words counting more), and the best assignment in order is found by dynamic programming. Cues that are
found nowhere are spread between their neighbours.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from aura_nb.regex import regex
from aura_nb.specs import Cue, phrase_places
from aura_nb.specs.breaks import STOPS, lasting
from aura_nb.voices.speech import Word

FIRST_AT_MOST = 5.0  # seconds a scene may stand with nothing but its heading
_LIKE = 75.0  # rapidfuzz ratio from which two words are the same word
_FOUND = 0.3  # part of a cue's weight that must be heard for it to count as found
_LONGEST = 12  # words of a cue that are looked for

# A CJK character is a word of its own here: those scripts do not put spaces between words.
_TOKEN = regex(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W_\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")
_ENDING = regex(r"(?<=..\w)(?:ing|ed|es|s)$")


class RevealedStep(NamedTuple):
    """When a state is to be there, in seconds from the narration's start, and when its word is heard, if any is."""

    at: float
    word: float | None = None


def cued_times(cues: Sequence[Cue], narration: str, words: Sequence[Word]) -> dict[int, float]:
    """Seconds from the narration's start at which a scene's cues want their steps, by the step's place from 0.

    >>> words = [Word("They", 0.0, 0.4), Word("fly", 0.4, 0.8), Word("far.", 0.8, 1.2)]
    >>> cued_times([Cue(on="fly far", show=2)], "They fly far.", words)
    {1: 0.4}
    """
    spans: list[tuple[int, int, Word]] = []
    end = 0
    for word in words:
        start = narration.find(word.text, end)
        if start >= 0:
            end = start + len(word.text)
            spans.append((start, end, word))
    found: dict[int, float] = {}
    for cue, place in zip(cues, phrase_places.starts([cue.on for cue in cues], narration), strict=True):
        reached = next(((start, end, word) for start, end, word in spans if place is not None and end > place), None)
        if place is not None and reached is not None:
            start, end, word = reached
            part = max(0, place - start) / (end - start)  # scripts without spaces have long words
            found[cue.show - 1] = word.start + part * (word.end - word.start)
    return found


def reveal_times(
    cues: Sequence[str],
    words: Sequence[str],
    spans: Sequence[tuple[float, float]],
    seconds: float,
    given: Mapping[int, float] | None = None,
    *,
    bare: bool = True,
) -> list[RevealedStep]:
    """When each cue's state is to be there, rising.

    `words` and their `spans` (start and end) are the narration's; `seconds` is how long it lasts. Where a scene begins
    `bare`, the first cue waits `FIRST_AT_MOST` seconds at most. `given` are seconds that somebody asked for, by the
    cue's index: those hold.
    """
    if not cues:
        return []
    found = {
        index: spans[position][0] + part * (spans[position][1] - spans[position][0])
        for index, (position, part) in _positions(cues, words).items()
        if position < len(spans)
    }
    given = {index: time for index, time in (given or {}).items() if index < len(cues)}
    for index, time in given.items():
        astray = {
            other
            for other in found
            if (other < index and found[other] > time) or (other > index and found[other] < time)
        }
        found = {other: found[other] for other in found if other not in astray}
    found |= given
    words_of = dict(found)
    if bare and 0 not in given and found.get(0, 0.0) > FIRST_AT_MOST:
        found[0] = FIRST_AT_MOST
        del words_of[0]  # it does not wait for its word
    times: list[float] = []
    for index in range(len(cues)):
        if index in found:
            times.append(max(found[index], times[-1] if times else 0.0))
            continue
        before = times[-1] if times else 0.0
        follower = next((j for j in range(index + 1, len(cues)) if j in found), None)
        if index == 0:
            # Nothing says when: as the voice begins, or ahead of the first that is known.
            times.append(min(0.3, seconds / 4, found[follower] / 2 if follower is not None else 0.3))
        elif follower is None:
            times.append(before + (max(seconds, before) - before) / (len(cues) - index + 1))
        else:
            times.append(before + (max(found[follower], before) - before) / (follower - index + 1))
    return [RevealedStep(time, words_of.get(index)) for index, time in enumerate(times)]


def _tokens(text: str) -> list[tuple[str, float]]:
    """The words of a text that can be compared, each with the part of the text that is said before it."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    whole = max(lasting(plain.rstrip(STOPS)), 1.0)
    return [
        (_ENDING.sub("", found[0]), min(1.0, lasting(plain[: found.start()]) / whole))
        for found in _TOKEN.finditer(plain)
    ]


def _positions(cues: Sequence[str], words: Sequence[str]) -> dict[int, tuple[int, float]]:
    """For each cue that is found, the index of the word where the voice reaches it, and the part of it; both rise.

    Scripts without spaces have long words, of which a cue is a part.
    """
    heard = [(token, (index, part)) for index, word in enumerate(words) for token, part in _tokens(word)]
    wanted = [[token for token, _ in _tokens(cue)[:_LONGEST]] for cue in cues]
    if not heard:
        return {}
    script = [token for token, _ in heard]
    scores = np.stack([_scores(tokens, script) for tokens in wanted])
    count, length = scores.shape
    # best[k, i]: the most that cues 0..k-1 can score using only places before i.
    best = np.zeros((count + 1, length + 1))
    taken = np.zeros((count + 1, length + 1), dtype=bool)
    for k in range(1, count + 1):
        for i in range(1, length + 1):
            skipped = max(best[k - 1, i], best[k, i - 1])
            score = scores[k - 1, i - 1]
            if score > 0 and best[k - 1, i - 1] + score > skipped:
                best[k, i], taken[k, i] = best[k - 1, i - 1] + score, True
            else:
                best[k, i] = skipped
    positions: dict[int, tuple[int, float]] = {}
    k, i = count, length
    while k and i:
        if taken[k, i]:
            positions[k - 1] = heard[i - 1][1]
            k, i = k - 1, i - 1
        elif best[k, i] == best[k, i - 1]:
            i -= 1
        else:
            k -= 1
    return positions


def _scores(tokens: Sequence[str], script: Sequence[str]) -> NDArray[np.float64]:
    """How well a cue of `tokens` begins at each token of `script`: 0 where it does not, up to about 1."""
    length = len(script)
    if not tokens:
        return np.zeros(length)
    like = process.cdist(tokens, script, scorer=fuzz.ratio, score_cutoff=_LIKE, dtype=np.float64) / 100
    for row, token in enumerate(tokens):
        if len(token) < 4:  # short words are alike by chance: only the same word counts
            like[row] = [float(token == other) for other in script]
    often = Counter(script)
    weights = np.array([min(1.0, len(t) / 5 if t.isascii() else 1.0) / max(1, often[t]) for t in tokens])
    weights /= weights.sum()
    window = len(tokens) + len(tokens) // 2 + 3
    # A word counts most where the cue itself has it: otherwise any place ahead of the right one scores as well.
    tightness = 1 - 0.04 * np.abs(np.arange(window)[None, :] - np.arange(len(tokens))[:, None]).clip(0, 20)
    scores = np.zeros(length)
    for start in range(length):
        begins = like[:, start]
        if not begins.any():
            continue
        near = like[:, start : start + window]
        covered = float(weights @ (near * tightness[:, : near.shape[1]]).max(axis=1))
        first = float(np.argmax(begins > 0)) / len(tokens)
        if covered >= _FOUND:
            scores[start] = covered * (1 - 0.3 * first) - 1e-4 * start / length
    return scores
