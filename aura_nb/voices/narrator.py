"""A narration put together from the sounds an engine makes: pauses, the times of words, the file. Loads numpy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from aura_nb.specs import Voice
from aura_nb.voices.plausible import require_plausible
from aura_nb.voices.sentences import Sentence
from aura_nb.voices.speech import Narration, Progress, narration_of, pause_seconds
from aura_nb.voices.track import Samples, SpeechPiece, Track
from aura_nb.voices.word_alignment import Span
from aura_nb.voices.word_spans import spans

Begins = Callable[[SpeechPiece], Sequence[float | None]]
"""When each word of a sentence begins, in seconds from its piece's start; None for words without a sound."""


class Narrator:
    """Takes the sentences of a script in order; `finish` writes what was said and tells when each word is heard.

    `rate` is that of the sounds, in Hz; `voice` is what was asked for, `name` the voice that speaks.
    """

    def __init__(self, script: Sequence[str], rate: int, *, voice: Voice, name: str, progress: Progress) -> None:
        self._script = script
        self._voice = voice
        self._name = name
        self._progress = progress
        self._track = Track(rate)
        self._spans: list[Span | None] = []
        self._spoken = self._pause = 0.0

    def sentence(self, part: Sentence, sound: Samples | None, begins: Begins) -> None:
        """Add the sound of a whole sentence; a sentence without one leaves no pause."""
        if sound is None or not sound.any():
            self.heard([None] * len(part.spoken))
        else:
            piece, start = self.add(sound)
            self.heard(spans(piece, begins(piece), start=start))
            self.pause(part.spoken, part.ends)
        self._progress(len(self._spans) / len(self._script))

    def add(self, sound: Samples) -> tuple[SpeechPiece, float]:
        """Add a sound behind the pause that is due; the piece it became, and where that starts, in seconds."""
        piece = SpeechPiece(sound, self._track.rate)
        self._spoken += piece.seconds
        return piece, self._track.add(piece, pause=self._pause)

    def pause(self, after: Sequence[str], ends: str) -> None:
        """Let a pause follow, as long as is usual where the words `after` end a clause, a sentence or a paragraph."""
        self._pause = pause_seconds(after, ends, voice=self._voice)

    def heard(self, words: Sequence[Span | None]) -> None:
        """Note when the next words are heard, in seconds of the whole; None is unheard."""
        self._spans += words

    def finish(self, wav: Path) -> Narration:
        """Write the sound. Raises `VoiceFailed` where it is far too short for its text."""
        require_plausible(self._spoken * self._voice.rate, self._script, voice=self._name)
        self._track.write(wav)
        return narration_of(self._script, self._spans, rate=self._track.rate, samples=self._track.samples)
