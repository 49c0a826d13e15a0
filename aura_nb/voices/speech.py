"""What every voice takes and gives, whoever makes the sound."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from msgspec import Struct

from aura_nb.specs import Voice
from aura_nb.voices.languages import coverage, distance, written_in
from aura_nb.voices.word_alignment import Span, settle

Progress = Callable[[float], None]

READABLE = 0.5  # share of the letters that a voice must know to be tried
# All voices speak at about this pace for a rate of 1, pauses between sentences apart: one explains at 150 to 165.
WORDS_PER_MINUTE = 158
PAUSES = {"short": 0.3, "natural": 0.55, "long": 0.95}  # seconds between sentences at rate 1, on average
PAUSE_FACTORS = {"clause": 0.4, "sentence": 1.0, "heading": 1.65, "paragraph": 1.85}
_VARIES = 0.09  # a pause is so much shorter or longer: always the same would sound like a machine


class Word(Struct, frozen=True):
    """One word of the script, as `narration.split()` gives it, and when it is heard, in seconds from the sound's start.

    A lone surrogate, which no JSON can hold, stands as U+FFFD in `text`.
    """

    text: str
    start: float
    end: float


class Narration(Struct, frozen=True):
    """What a voice says of the sound it wrote: `samples` at `rate` Hz, and every word of the script in order.

    The words do not overlap, `start < end`, and all lie within the sound.

    >>> Narration(rate=24000, samples=36000, words=[Word("Hello", 0.05, 1.4)]).seconds
    1.5
    """

    rate: int
    samples: int
    words: list[Word]

    @property
    def seconds(self) -> float:
        """The length of the sound."""
        return self.samples / self.rate


def pause_seconds(after: Sequence[str], ends: str, *, voice: Voice) -> float:
    """The pause behind words that end a clause, a sentence, a heading or a paragraph.

    It varies with the words, and so it is always the same behind the same ones.

    >>> round(pause_seconds(["Bees", "fly."], "sentence", voice=Voice()), 3)
    0.546
    """
    chosen = int.from_bytes(hashlib.sha256(" ".join(after).encode(errors="replace")).digest()[:4], "big") / 2**32
    varied = 1 + _VARIES * (2 * chosen - 1)
    return PAUSES[voice.pause] * PAUSE_FACTORS[ends] * varied / voice.rate


def words_of(text: str) -> list[str]:
    """The words of the script that a text is; raises `ValueError` where there are none."""
    if script := text.split():
        return script
    raise ValueError("There is no text to speak.")


def narration_of(script: Sequence[str], spans: Sequence[Span | None], *, rate: int, samples: int) -> Narration:
    """The narration of a script whose words are heard at `spans`, seconds from the sound's start; None is unheard."""
    times = settle(spans, samples / rate)
    words = [
        Word(word.encode("utf-16", "surrogatepass").decode("utf-16", "replace"), start, end)
        for word, (start, end) in zip(script, times, strict=True)
    ]
    return Narration(rate=rate, samples=samples, words=words)


class VoiceDescription(Struct, frozen=True, omit_defaults=True):
    """A voice on offer: `name` is `provider:voice`, `language` a BCP 47 tag, `online` whether it needs a network.

    `unread` are scripts of its language that it cannot read all the same, as ISO 15924 codes.
    """

    name: str
    language: str
    gender: str
    licence: str
    online: bool
    description: str
    unread: tuple[str, ...] = ()

    def reads(self, text: str) -> bool:
        """Whether the voice can read a text's letters: most of them, and each that is of its own language.

        >>> VoiceDescription("hibari:en-us", "en-US", "female", "Apache-2.0", False, "").reads("\u6f6e\u6c50")
        False
        """
        return coverage(self.language, text) >= READABLE and not any(written_in(text)[script] for script in self.unread)

    def speaks(self, language: str) -> bool:
        """Whether the voice reads this language, in whatever region's spelling.

        >>> VoiceDescription("hibari:en-us", "en-US", "female", "Apache-2.0", False, "").speaks("en-GB")
        True
        """
        return distance(language, self.language) is not None


class SpeechEngine(Protocol):
    """One provider of voices: a file of its own in this package, light to import, heavy when it speaks."""

    provider: str

    def voices(self) -> list[VoiceDescription]:
        """The voices that can be used here and now, the best first."""
        ...

    def describe(self, voice: str) -> VoiceDescription | None:
        """The voice of this full name (`provider:voice`, any case); it may be one that `voices` does not list."""
        ...

    def recipe(self, voice: str, language: str) -> dict[str, Any]:
        """All that can change the sound beside the text and the `Voice`: versions and digests, as JSON values.

        Runs in the main process: it never loads a model.
        """
        ...

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
        """Say `text` into `wav` (PCM16, mono) and tell when each word is heard.

        `pronounce` is what to say for words and phrases of the text: a plain spelling, or phonemes of the IPA between
        slashes. Only our own engines are given it; to those of other packages the text comes in spoken words.

        `progress` gets the fraction spoken so far, 0 to 1; what it raises passes through and leaves no file.
        Raises `VoiceFailed` where there is no sound for the text, `ValueError` where there is no text.
        """
        ...
