"""What a voice is like: one sentence in its language, spoken once and kept as a WAV file."""

from __future__ import annotations

import hashlib
import uuid
from pathlib import Path

import msgspec

from aura_nb.specs import Voice
from aura_nb.voices.hello import hello
from aura_nb.voices.lookup import engine, named, provider_of


class Sample(msgspec.Struct, frozen=True):
    """The sentence with which a voice is heard; `key` is the same as long as voice, version and sentence are."""

    voice: str
    language: str
    text: str
    key: str


def described(name: str, language: str = "") -> Sample:
    """The sample of the voice `name` in `language` (by default its own); raises `VoiceUnavailable`. Loads no voice."""
    found = named(name, language or _own(name))
    spoken = language or found.language
    text = hello(spoken, otherwise=found.description.partition(":")[0], unread=found.unread)
    recipe = [found.name, text, engine(provider_of(found.name)).recipe(found.name, spoken)]
    key = hashlib.sha256(msgspec.json.encode(recipe, order="sorted")).hexdigest()
    return Sample(voice=found.name, language=spoken, text=text, key=key)


def sample(name: str, language: str = "", *, folder: Path) -> Path:
    """A WAV file in `folder` in which the voice `name` says a sentence in `language` (by default its own).

    The file is found again as long as voice, version and sentence are the same. Loads the voice where it is not: call
    it from a thread or a worker. Raises `VoiceUnavailable` or `VoiceFailed`; no other voice speaks instead.
    """
    asked = described(name, language)
    target = folder / f"{asked.key}.wav"
    if not target.exists():
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / f"{uuid.uuid4().hex}.part"
        try:
            engine(provider_of(asked.voice)).speak(
                asked.text, voice=Voice(name=asked.voice), language=asked.language, wav=part, progress=lambda _: None
            )
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    return target


def _own(name: str) -> str:
    """The language of a voice; English where there is no such voice, which `named` then says."""
    asked = name.strip().lower()
    found = engine(provider_of(asked)).describe(asked)
    return found.language if found else "en"
