"""When each word is heard in speech whose engine tells no times: from its pauses, and from the words' length.

Words that end a clause are laid against the pauses in the sound; between two such anchors each word gets a share of the
time that goes by its letters. Digits and signs count for the words they are spoken as.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from aura_nb.voices.track import MARGIN, SpeechPiece

PAUSE = 0.07  # seconds of silence that may be a pause; stops in a word last up to 0.06
_CLAUSE_END = tuple(",;:.!?\u2014\u2013)\u2026\u3002\uff0c\uff1b\uff1a\uff01\uff1f\u060c\u061b\u061f\u0964")
_MISSED = 0.4  # what a clause's end without a pause costs, in seconds of distance
_BASE = 1.5  # what a word costs beside its letters, in letters


def shares(piece: SpeechPiece, words: Sequence[str]) -> list[float | None]:
    """Where each word begins, in seconds from the piece's start; None for a word without a letter or a sign.

    >>> from aura_nb.voices.track import SpeechPiece
    >>> tone = (0.5 * np.sin(np.arange(24000) * 0.06)).astype(np.float32)
    >>> [round(begin, 1) for begin in shares(SpeechPiece(tone, 24000), ["one", "two"])]
    [0.1, 0.6]
    """
    weights = np.array([weight(word) for word in words])
    if not weights.any():
        return [None] * len(words)
    silences = piece.silences(PAUSE)
    heard = piece.seconds - 2 * MARGIN - sum(end - begin for begin, end in silences)
    shared = np.concatenate(([0.0], np.cumsum(weights))) / weights.sum() * heard
    edges = [i + 1 for i, word in enumerate(words[:-1]) if word.rstrip("\"'\u201d\u2019").endswith(_CLAUSE_END)]
    anchors = _matched([float(shared[edge]) for edge in edges], silences)
    begins = np.empty(len(words) + 1)
    points = [(0, MARGIN, MARGIN)]
    points += [(edges[i], *silences[j]) for i, j in anchors]
    points.append((len(words), piece.seconds - MARGIN, piece.seconds - MARGIN))
    for (first, _, start), (last, end, _) in pairwise(points):
        span = shared[last] - shared[first] or 1.0
        begins[first:last] = start + (shared[first:last] - shared[first]) / span * (end - start)
    return [float(begin) if mass else None for begin, mass in zip(begins, weights, strict=False)]


def weight(word: str) -> float:
    """About how long a word is when spoken, in letters.

    >>> weight("bee") < weight("honey") < weight("1,200")
    True
    """
    letters = sum(_letter(c) for c in word)
    digits = 3.5 * sum(c.isdecimal() for c in word)
    signs = 5.0 * sum(c in "$\u20ac\u00a3\u00a5%&@+=" for c in word)
    return letters + digits + signs + _BASE if letters + digits + signs else 0.0


def _letter(c: str) -> float:
    """A letter's length; one that is a syllable of its own counts for three."""
    if not c.isalpha():
        return 0.0
    return 3.0 if "\u2e80" <= c <= "\ud7ff" else 1.0


def _matched(expected: Sequence[float], silences: Sequence[tuple[float, float]]) -> list[tuple[int, int]]:
    """Which clause's end falls on which silence, in order, at the least distance; either may stay alone."""
    speech = [begin - sum(b - a for a, b in silences[:j]) - MARGIN for j, (begin, _) in enumerate(silences)]
    best = np.zeros((len(expected) + 1, len(silences) + 1))
    best[1:, :] = np.arange(1, len(expected) + 1)[:, None] * _MISSED
    for i, at in enumerate(expected, 1):
        for j, pause in enumerate(speech, 1):
            # A long silence is more likely the clause's end than a short one.
            long = silences[j - 1][1] - silences[j - 1][0]
            together = best[i - 1, j - 1] + abs(at - pause) * 0.5 + max(0.0, 0.2 - long)
            best[i, j] = min(together, best[i, j - 1], best[i - 1, j] + _MISSED)
    found: list[tuple[int, int]] = []
    i, j = len(expected), len(silences)
    while i and j:
        if best[i, j] == best[i, j - 1]:
            j -= 1
        elif best[i, j] == best[i - 1, j] + _MISSED:
            i -= 1
        else:
            found.append((i - 1, j - 1))
            i, j = i - 1, j - 1
    return found[::-1]
