"""Silence that takes the time of speech: for drafts, for tests, and for a text that has nothing to be pronounced."""

from __future__ import annotations

import wave
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aura_nb.specs import Voice
from aura_nb.voices.languages import script_of
from aura_nb.voices.sentences import sentences
from aura_nb.voices.speech import (
    PAUSES,
    Narration,
    Progress,
    VoiceDescription,
    narration_of,
    pause_seconds,
    words_of,
)

SCHEMA = 3
RATE = 24000
MARGIN = 0.05  # seconds, as with every voice
WORD, LETTER = 0.124, 0.0585  # seconds; some 158 words of English a minute, as with every voice
# What is a syllable or a word of its own, as people read it aloud: some 280 Chinese characters a minute.
_LONGER = {"Hani": 0.21, "Hang": 0.19, "Hira": 0.14, "Kana": 0.14}
_PAUSING = {"。": 1.0, "！": 1.0, "？": 1.0, "，": 0.5, "、": 0.5, "；": 0.7, "：": 0.7}  # noqa: RUF001 - as written

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
        """Write silence; a word takes a tenth of a second and a twentieth for each letter.

        A character that is a syllable takes a fifth. See `SpeechEngine.speak`.
        """
        script = words_of(text)
        spans: list[tuple[float, float] | None] = []
        at = MARGIN
        pause = 0.0
        for part in sentences(text, language=language):
            at += pause
            for word in part.spoken:
                length = word_seconds(word) / voice.rate
                spans.append((at, at + length))
                at += length
            pause = pause_seconds(part.spoken, part.ends, voice=voice)
        samples = round((at + MARGIN) * RATE)
        with wave.open(str(wav), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(bytes(2 * samples))
        progress(1.0)
        return narration_of(script, spans, rate=RATE, samples=samples)


def word_seconds(word: str) -> float:
    """How long a word is when it is read aloud; in a text without spaces, a whole sentence, its pauses included.

    >>> round(word_seconds("bees"), 2), round(word_seconds("\u6f6e\u6c50\u3002"), 2)
    (0.36, 0.54)
    """
    letters = sum(_LONGER.get(script_of(letter), LETTER) for letter in word if letter.isalnum())
    # Those in its middle: behind a word the pause is the sentence's own.
    pauses = PAUSES["natural"] * sum(_PAUSING.get(sign, 0.0) for sign in word[:-1])
    return WORD + letters + pauses
