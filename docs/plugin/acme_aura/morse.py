"""A voice that taps what it is given in Morse code: the whole of what a voice has to do."""

import math
import struct
import wave
from pathlib import Path
from typing import Any

from aura_nb.errors import VoiceFailed
from aura_nb.specs import Voice
from aura_nb.voices import Narration, Progress, VoiceDescription
from aura_nb.voices.speech import narration_of

RATE = 24000  # samples a second
DOT = 0.06  # seconds
CODES = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyz0123456789",
        [
            ".-",
            "-...",
            "-.-.",
            "-..",
            ".",
            "..-.",
            "--.",
            "....",
            "..",
            ".---",
            "-.-",
            ".-..",
            "--",
            "-.",
            "---",
            ".--.",
            "--.-",
            ".-.",
            "...",
            "-",
            "..-",
            "...-",
            ".--",
            "-..-",
            "-.--",
            "--..",
            "-----",
            ".----",
            "..---",
            "...--",
            "....-",
            ".....",
            "-....",
            "--...",
            "---..",
            "----.",
        ],
        strict=True,
    )
)
TAPPER = VoiceDescription(
    name="morse:en",
    language="en",
    gender="none",
    licence="BSD-3-Clause",
    online=False,
    description="Taps the text in Morse code.",
)


class MorseEngine:
    """Made once in a process, without arguments. Its provider is the entry point's name."""

    provider = "morse"

    def voices(self) -> list[VoiceDescription]:
        """What can be used here and now; asked often, so it must be quick."""
        return [TAPPER]

    def describe(self, voice: str) -> VoiceDescription | None:
        """The voice of this full name, in small letters."""
        return TAPPER if voice in {"morse", TAPPER.name} else None

    def recipe(self, voice: str, language: str) -> dict[str, Any]:
        """What else changes the sound: versions of libraries, digests of models. This one has none."""
        return {}

    def speak(self, text: str, *, voice: Voice, language: str, wav: Path, progress: Progress) -> Narration:
        """Write the sound (mono, 16 bits) and say when each word of `text.split()` is heard."""
        dot = DOT / voice.rate
        pitch = 600 * 2 ** (voice.pitch / 12)
        script = text.split()
        sound: list[float] = [0.0] * round(0.05 * RATE)
        spans: list[tuple[float, float] | None] = []
        for number, word in enumerate(script, 1):
            start = len(sound) / RATE
            for letter in word.lower():
                for sign in CODES.get(letter, ""):
                    length = round((dot if sign == "." else 3 * dot) * RATE)
                    sound += [math.sin(2 * math.pi * pitch * n / RATE) for n in range(length)]
                    sound += [0.0] * round(dot * RATE)
                sound += [0.0] * round(2 * dot * RATE)
            heard = any(letter in CODES for letter in word.lower())
            spans.append((start, len(sound) / RATE - 3 * dot) if heard else None)
            sound += [0.0] * round(4 * dot * RATE)
            progress(number / len(script))  # raises when the job was canceled: let it pass
        if not any(spans):
            raise VoiceFailed("There is no Morse code for this text.", reason="it has no letters that Morse knows.")
        with wave.open(str(wav), "wb") as file:
            file.setparams((1, 2, RATE, 0, "NONE", ""))
            file.writeframes(struct.pack(f"<{len(sound)}h", *(round(9000 * sample) for sample in sound)))
        return narration_of(script, spans, rate=RATE, samples=len(sound))
