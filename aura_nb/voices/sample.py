"""What a voice is like: one sentence in its language, spoken once and kept as a WAV file."""

from __future__ import annotations

import hashlib
import uuid
from pathlib import Path

import msgspec

from aura_nb.specs import Voice
from aura_nb.voices.hello import hello
from aura_nb.voices.lookup import engine, named, provider_of


def sample(name: str, language: str = "", *, folder: Path) -> Path:
    """A WAV file in `folder` in which the voice `name` says a sentence in `language` (by default its own).

    The file is found again as long as voice, version and sentence are the same. Loads the voice where it is not: call
    it from a thread or a worker. Raises `VoiceUnavailable` or `VoiceFailed`; no other voice speaks instead.
    """
    found = named(name, language or _own(name))
    spoken = language or found.language
    text = hello(spoken, otherwise=found.description.partition(":")[0])
    speaking = engine(provider_of(found.name))
    recipe = [found.name, text, speaking.recipe(found.name, spoken)]
    key = hashlib.sha256(msgspec.json.encode(recipe, order="sorted")).hexdigest()
    target = folder / f"{key}.wav"
    if not target.exists():
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / f"{uuid.uuid4().hex}.part"
        try:
            speaking.speak(text, voice=Voice(name=found.name), language=spoken, wav=part, progress=lambda _: None)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    return target


def _own(name: str) -> str:
    """The language of a voice; English where there is no such voice, which `named` then says."""
    asked = name.strip().lower()
    found = engine(provider_of(asked)).describe(asked)
    return found.language if found else "en"
