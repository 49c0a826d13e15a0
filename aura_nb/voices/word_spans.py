"""When words are heard in a piece of speech whose engine tells only where they begin."""

from __future__ import annotations

from collections.abc import Sequence

from aura_nb.voices.track import MARGIN, SpeechPiece
from aura_nb.voices.word_alignment import Span

REACH = 0.5  # seconds of silence after which a word's sound may still come


def spans(piece: SpeechPiece, begins: Sequence[float | None], *, start: float) -> list[Span | None]:
    """Start and end of each word on the track, for a piece that begins at `start` seconds of it.

    `begins` are seconds from the piece's start; None is a word without a sound. A word that is said to begin in a
    silence begins where the silence ends; it ends where the next one begins, or where its own sound fades before.
    """
    found: list[Span | None] = [None] * len(begins)
    heard = [(word, begin) for word, begin in enumerate(begins) if begin is not None]
    edge = piece.seconds - MARGIN
    starts: list[float] = []
    for _, begin in heard:
        earliest = max(MARGIN, starts[-1] if starts else MARGIN)
        starts.append(min(max(piece.next_sound(begin, reach=REACH), earliest), edge))
    for at, (word, _) in enumerate(heard):
        limit = starts[at + 1] if at + 1 < len(starts) else edge
        found[word] = (start + starts[at], start + piece.last_sound(starts[at], limit))
    return found
