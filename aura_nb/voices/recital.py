"""Sentences said as phonemes, piece by piece, as hibari and Kokoro say them. Loads numpy."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from aura_nb.voices.narrator import Narrator
from aura_nb.voices.phoneme_clock import Clock
from aura_nb.voices.phonemes import Reading, Utterance
from aura_nb.voices.sentences import Sentence
from aura_nb.voices.speech import Progress
from aura_nb.voices.word_alignment import sounding


def recite(
    narrator: Narrator,
    parts: Sequence[Sentence],
    readings: Sequence[Reading],
    *,
    say: Callable[[str], Utterance],
    most: int,
    speed: float,
    progress: Progress,
) -> None:
    """Let `narrator` take every sentence of `parts`, whose phonemes are `readings`.

    `say` is the network's own voice for at most so many phonemes at once, `speed` what it was told.
    """
    total, said = sum(len(reading.phonemes) for reading in readings), 0
    progress(0.0)
    for part, reading in zip(parts, readings, strict=True):
        clock = Clock(reading, speed=speed)
        if sounding(reading.phonemes):
            for stretch in reading.pieces(most):
                utterance = say(reading.phonemes[stretch.start : stretch.stop])
                piece, start = narrator.add(utterance.sound)
                clock.add(stretch, utterance, piece, start=start)
                narrator.pause(part.spoken, "clause")
                said += len(stretch)
                progress(min(1.0, said / total))
            narrator.pause(part.spoken, part.ends)
        narrator.heard(clock.spans())
    progress(1.0)
