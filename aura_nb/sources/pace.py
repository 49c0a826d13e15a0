"""How long a storyboard will last, before it is spoken: for outlines that fit and for estimates that say so."""

from __future__ import annotations

from aura_nb.specs import Clip, Pacing, Storyboard
from aura_nb.specs.kinds.kind import LINGER_SECONDS
from aura_nb.specs.length import dense_characters

# The voices at rate 1 with their pauses between sentences: 13.5 to 13.7 in English and French, 12.4 in Spanish and 15.2
# in German, at about 158 words a minute in all. An East Asian character takes about as long as four letters.
CHARACTERS_PER_SECOND = 13.6
_DENSE = 4
# What a pacing makes of a voice's rate; a film's voice speaks at its own rate times this.
PACING_RATE: dict[Pacing, float] = {"slow": 0.88, "conversational": 1.0, "fast": 1.15}
_GAP_SECONDS = 1.0  # between two narrations, as a natural pause has it
_LEAST_GAP_SECONDS = 0.5  # a transition
_EDGES_SECONDS = 1.6  # before the first word and after the last
_SILENT_SECONDS = 2.5


def speech_seconds(text: str, pacing: Pacing = "conversational") -> float:
    """About how long a voice takes for `text` and the space that follows it."""
    characters = len(text) + 1 + (_DENSE - 1) * dense_characters(text) if text else 0
    return characters / (CHARACTERS_PER_SECOND * PACING_RATE[pacing])


def estimated_seconds(storyboard: Storyboard, pacing: Pacing = "conversational") -> float:
    """About how long the film will be, pauses and silent scenes included; within a fifth for English."""
    total = _EDGES_SECONDS
    for index, scene in enumerate(storyboard.scenes):
        spoken = bool(scene.narration.strip())
        read = sum(scene.show.reading([""] * scene.show.states, spoken=spoken))
        if spoken:
            lasting = speech_seconds(scene.narration, pacing)
            read = 0.0 if scene.cues else read
            if not scene.show.outlasts(scene.show.states):
                read = min(read, lasting + LINGER_SECONDS)
            lasting = max(lasting, read)
        else:
            lasting = scene.pause_after or max(_SILENT_SECONDS, read)
        total += max(lasting, (scene.show.seconds or 0.0) if isinstance(scene.show, Clip) else 0.0)
        if index + 1 < len(storyboard.scenes):
            asked = scene.pause_after if spoken else None
            total += _GAP_SECONDS if asked is None else max(asked, _LEAST_GAP_SECONDS)
    return total
