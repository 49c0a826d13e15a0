"""A provider of voices from somebody else's package: what it answers is checked, and what it raises is contained."""

from __future__ import annotations

import errno
import wave
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from aura_nb import plugins
from aura_nb.errors import AuraError, RequestInvalid, VoiceFailed, VoiceUnavailable
from aura_nb.plugins import Plugin, Refused
from aura_nb.specs import Voice
from aura_nb.specs.validation import check
from aura_nb.voices.script import script as script_of
from aura_nb.voices.sentences import Sentence
from aura_nb.voices.speech import Narration, Progress, SpeechEngine, VoiceDescription, narration_of
from aura_nb.voices.word_alignment import Span

GROUP = "aura_nb.voices"
FORM = "[a-z][a-z0-9-]*"
T = TypeVar("T")


class PluggedEngine:
    """A plugin's engine behind our own protocol; raises `VoiceUnavailable` where it cannot be used."""

    def __init__(self, plugin: Plugin) -> None:
        self.provider = plugin.name
        self._plugin = plugin
        try:
            make = plugins.load(plugin)
        except Refused as refused:
            raise self._unusable(str(refused)) from refused
        self._engine: SpeechEngine = self._asked(make)

    def voices(self) -> list[VoiceDescription]:
        """Its voices, each checked."""
        return [self._checked(voice) for voice in self._asked(lambda: list(self._engine.voices()))]

    def describe(self, voice: str) -> VoiceDescription | None:
        """One of its voices, checked."""
        found = self._asked(lambda: self._engine.describe(voice))
        return None if found is None else self._checked(found)

    def recipe(self, voice: str, language: str) -> dict[str, Any]:
        """What it says itself, its package's version and a digest of its code."""
        own = self._asked(lambda: msgspec.to_builtins(self._engine.recipe(voice, language)))
        try:
            return {"plugin": plugins.with_code(self._plugin), "own": own}
        except Refused as refused:
            raise self._unusable(str(refused)) from refused

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
        """Let it speak; any fault of its own becomes `VoiceFailed`, so that the next voice speaks.

        It is given the script in spoken words, and what it says of them is brought back to the words as written.
        """
        described = self.describe(voice.name)
        parts = script_of(
            text, voice=described.language if described else language, language=language, pronounce=pronounce
        )
        said = _text_of(parts) or text
        try:
            narration = self._engine.speak(said, voice=voice, language=language, wav=wav, progress=progress)
            self._require_whole(narration, said, wav)
        except AuraError:
            raise
        except (Exception, SystemExit) as error:
            if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
                raise
            wav.unlink(missing_ok=True)
            reason = f"{type(error).__name__}: {error}."
            raise VoiceFailed(
                f"The voice {voice.name} of {self._plugin.origin} failed: {reason}",
                remedy="Choose another voice, or ask the package's author.",
                reason=reason,
            ) from error
        return _as_written(narration, text, parts)

    def _require_whole(self, narration: Narration, text: str, wav: Path) -> None:
        """Raise `TypeError` or `ValueError` where the answer is not what the protocol promises."""
        if not isinstance(narration, Narration):
            raise TypeError(f"speak() returned {type(narration).__name__}, not Narration")
        with wave.open(str(wav)) as file:
            form = (file.getnchannels(), file.getsampwidth(), file.getframerate(), file.getnframes())
        if form != (1, 2, narration.rate, narration.samples) or not narration.samples:
            raise ValueError(f"the sound is not mono PCM16 with {narration.samples} samples at {narration.rate} Hz")
        count = len(text.split())
        if len(narration.words) != count:
            raise ValueError(f"{len(narration.words)} words have times, and the script has {count}")
        edges = [edge for word in narration.words for edge in (word.start, word.end)]
        if edges != sorted(edges) or (edges and not 0 <= edges[0] <= edges[-1] <= narration.seconds + 1e-6):
            raise ValueError("the words' times overlap or lie outside the sound")

    def _checked(self, voice: object) -> VoiceDescription:
        if not isinstance(voice, VoiceDescription):
            raise self._unusable(f"{self._called} describes a voice by {type(voice).__name__}, not VoiceDescription.")
        if not voice.name.startswith(f"{self.provider}:") or voice.name != voice.name.lower():
            raise self._unusable(
                f"{self._called} names a voice {voice.name!r}, not {self.provider}:... in small letters."
            )
        try:
            check(Voice, {"name": voice.name, "language": voice.language})
        except RequestInvalid as error:
            raise self._unusable(f"{self._called} has a voice that nobody can ask for: {error.message}.") from error
        return voice

    @property
    def _called(self) -> str:
        return f"The voice provider {self.provider!r} of {self._plugin.origin}"

    def _asked(self, question: Callable[[], T]) -> T:
        try:
            return question()
        except AuraError:
            raise
        except (Exception, SystemExit) as error:
            raise self._unusable(plugins.broken(self._plugin, error)) from error

    def _unusable(self, message: str) -> VoiceUnavailable:
        return VoiceUnavailable(
            message, remedy=f"Update or uninstall {self._plugin.package}, or name another voice.", plugin=self.provider
        )


def _text_of(parts: list[Sentence]) -> str:
    """What is handed to the engine: the spoken words, with an empty line between paragraphs."""
    text = ""
    for part in parts:
        text += " ".join(word for word in part.spoken if word) + ("\n\n" if part.ends == "paragraph" else " ")
    return text.strip()


def _as_written(narration: Narration, text: str, parts: list[Sentence]) -> Narration:
    """The narration with the times of the script's own words, each of which may be spoken in several."""
    counts = [len(word.split()) for part in parts for word in part.spoken]
    if sum(counts) != len(narration.words):  # nothing is spoken, and the text was handed over as it is
        return narration
    spans: list[Span | None] = []
    at = 0
    for count in counts:
        heard = narration.words[at : at + count]
        spans.append((heard[0].start, heard[-1].end) if heard else None)
        at += count
    return narration_of(text.split(), spans, rate=narration.rate, samples=narration.samples)
