"""The chain of voices: who speaks a text, and who speaks it when that one cannot.

    candidates("...", Voice(name="gtts:en"), "en-US")   ->   ["gtts:en", "hibari:en-us", "espeak:en-us"]

The first is the voice that was asked for, or the best for the language; the others speak the same language, then the
language of the text's own letters. A voice that cannot read the letters, fails, or gives a sound too short to be the
text is passed over, and the result says so. Where none here reads them, the last is silent: nobody hears "Chinese
letter" for each character, and the captions tell what is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from aura_nb.errors import VoiceError, VoiceFailed
from aura_nb.specs import Voice
from aura_nb.voices.languages import coverage, likely_language, script_name, scripts, strange_words, written_in
from aura_nb.voices.lookup import engine, named, provider_of, resolve, speakers
from aura_nb.voices.plausible import excerpt
from aura_nb.voices.speech import READABLE, Narration, Progress

NETWORK_SECONDS = 120.0  # more than any of our own voices waits for a network before it gives up
SENTENCE_SECONDS = (
    300.0  # more than the slowest voice takes for its longest sentence on a machine that has others to do
)
SLOW = frozenset({"kokoro"})
SILENT = "silent:timed"


class Fallback(Struct, frozen=True):
    """A voice that was to speak and did not: the error's code, and why in a sentence that suits any text."""

    voice: str
    code: str
    reason: str


class Spoken(Struct, frozen=True):
    """A narration, the voice that spoke it, and those that came before it in vain.

    `passing` is true where one of them failed for a reason that may be gone the next time, such as the network.
    `left_out` are words of the text in letters that the voice does not read: nobody hears them.
    """

    narration: Narration
    voice: str
    fallbacks: list[Fallback] = []
    passing: bool = False
    left_out: list[str] = []


def candidates(text: str, voice: Voice, language: str) -> list[str]:
    """The full names of the voices that will be tried for a text, in this order.

    Raises `VoiceUnavailable` for a voice that there is not, and where none speaks the language.
    """
    wanted = voice.language or language
    first = named(voice.name, wanted).name if voice.name else None
    if first is not None and provider_of(first) == "silent":
        return [first]
    names = [first] if first else []
    names += [each.name for each in speakers(wanted)]
    found = written_in(text)
    if found and coverage(wanted, text) < READABLE:
        names += [each.name for each in speakers(likely_language(found))]
    if not any(_reads(name, text) for name in names):
        names += [each.name for each in speakers(wanted, foreign=True)]
    nothing = not any(c.isalnum() for c in text)
    if nothing or (names and not any(_reads(name, text) for name in names)):
        names.append(SILENT)
    return list(dict.fromkeys(names)) or [resolve(voice, language)[1]]


def _reads(name: str, text: str) -> bool:
    described = engine(provider_of(name)).describe(name)
    return described is not None and described.reads(text)


def recipes(names: Sequence[str], language: str) -> dict[str, Any]:
    """Each candidate's recipe by its name; all of them bear on who speaks in the end."""
    return {name: engine(provider_of(name)).recipe(name, language) for name in names}


def patience(names: Sequence[str]) -> float:
    """How many seconds speaking may do nothing without being taken for hung.

    A network's voice has its own deadlines, and a slow one tells nothing until a sentence is said.

    >>> patience(["hibari:en-us", "espeak:en-us"])
    0.0
    """
    found = [engine(provider_of(name)).describe(name) for name in names]
    online = NETWORK_SECONDS if any(voice is not None and voice.online for voice in found) else 0.0
    return max(online, SENTENCE_SECONDS if any(provider_of(name) in SLOW for name in names) else 0.0)


def speak(
    text: str,
    *,
    names: Sequence[str],
    voice: Voice,
    language: str,
    wav: Path,
    progress: Progress,
    pronounce: Mapping[str, Mapping[str, str]] | None = None,
) -> Spoken:
    """Let the first of `names` that can say `text` into `wav`; `voice` gives rate, pitch and pauses.

    `pronounce` has for each name what it says for words of the text.

    Raises the last resort's error where nobody can, naming them all.
    """
    fallbacks: list[Fallback] = []
    passing = False
    failures: list[VoiceError] = []
    for name in names:
        speaking = engine(provider_of(name))
        try:
            _require_letters(text, name)
            narration = speaking.speak(
                text,
                voice=msgspec.structs.replace(voice, name=name),
                language=language,
                wav=wav,
                progress=progress,
                pronounce=(pronounce or {}).get(name),
            )
        except VoiceError as error:
            wav.unlink(missing_ok=True)
            failures.append(error)
            fallbacks.append(Fallback(name, error.code, str(error.details.get("reason", error.message))))
            passing = passing or bool(error.details.get("passing"))
        else:
            return Spoken(narration, name, fallbacks, passing, _left_out(text, name))
    first = failures[0]
    if len(failures) > 1:
        others = ", ".join(names[1:])
        first.message = f"{first.message} Neither could {others}."
        first.args = (first.message,)
    raise first


def foreseen(text: str, names: Sequence[str]) -> tuple[str, list[Fallback], list[str]]:
    """Who of `names` will speak a text if no voice fails, who before cannot read it, and the words left out."""
    fallbacks: list[Fallback] = []
    for name in names:
        try:
            _require_letters(text, name)
        except VoiceError as error:
            fallbacks.append(Fallback(name, error.code, str(error.details["reason"])))
        else:
            return name, fallbacks, _left_out(text, name)
    return names[-1], fallbacks, []


def _left_out(text: str, name: str) -> list[str]:
    found = engine(provider_of(name)).describe(name)
    return [] if found is None else list(dict.fromkeys(strange_words(text, found.language)))


def _require_letters(text: str, name: str) -> None:
    found = engine(provider_of(name)).describe(name)
    if found is not None and not found.reads(text):
        known = scripts(found.language) - set(found.unread)
        strange = [script for script, _ in written_in(text).most_common() if script not in known]
        why = f"it does not read {script_name(strange[0])}."
        raise VoiceFailed(
            f"The voice {name} cannot pronounce \u201c{excerpt(text)}\u201d: {why}",
            remedy="Choose a voice that speaks the text's language.",
            reason=why,
        )
