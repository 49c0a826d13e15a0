"""Silence that takes the time of speech: for drafts, for tests, and for a text that has nothing to be pronounced."""

from __future__ import annotations

import wave
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aura_nb.specs import Voice
from aura_nb.voices.sentences import sentences
from aura_nb.voices.speech import PAUSE_FACTORS, PAUSES, Narration, Progress, VoiceDescription, narration_of

SCHEMA = 1
RATE = 24000
MARGIN = 0.05  # seconds, as with every voice
WORD, LETTER = 0.11, 0.052  # seconds; with the pauses some 165 words of English a minute

_VOICE = VoiceDescription(
    name="silent:timed",
    language="mul",
    gender="none",
    licence="BSD-3-Clause",
    online=False,
    description="No sound at all, as long as it takes to read the text aloud.",
)


class SilentEngine:
    """Offered as `silent:timed`, for every language."""

    provider = "silent"

    def voices(self) -> list[VoiceDescription]:
        """The one voice."""
        return [_VOICE]

    def describe(self, voice: str) -> VoiceDescription | None:
        """The one voice; `silent` is enough to name it."""
        return _VOICE if voice in {_VOICE.name, self.provider} else None

    def recipe(self, voice: str, language: str) -> dict[str, Any]:
        """A number that is raised when its times change."""
        return {"voice": _VOICE.name, "schema": SCHEMA}

    def speak(
        self,
        text: str,
        *,
        voice: Voice,
        language: str,
        wav: Path,
        progress: Progress,
        pronounce: Mapping[str, str] | None = None,
    ) -> Narration:
        """Write silence; a word takes a tenth of a second and a twentieth for each letter. See `SpeechEngine.speak`."""
        script = text.split()
        if not script:
            raise ValueError("There is no text to speak.")
        spans: list[tuple[float, float] | None] = []
        at = MARGIN
        pause = 0.0
        for part in sentences(text, language=language):
            at += pause
            for word in part.spoken:
                length = (WORD + LETTER * sum(c.isalnum() for c in word)) / voice.rate
                spans.append((at, at + length))
                at += length
            pause = PAUSES[voice.pause] * PAUSE_FACTORS[part.ends] / voice.rate
        samples = round((at + MARGIN) * RATE)
        with wave.open(str(wav), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(bytes(2 * samples))
        progress(1.0)
        return narration_of(script, spans, rate=RATE, samples=samples)
