"""Text to speech: which voices there are, the engine that speaks with one, and the voices that follow it.

    names = candidates("Bees matter.", Voice(), "en-US")
    spoken = speak("Bees matter.", names=names, voice=Voice(), language="en-US", wav=path, progress=print)

A provider is one file of this package with an engine class; it is imported when it is first asked for.
"""

from __future__ import annotations

from aura_nb._callable import call_goes_to
from aura_nb.voices.chain import SILENT, Fallback, Spoken, candidates, foreseen, patience, recipes, speak
from aura_nb.voices.languages import same_language
from aura_nb.voices.lookup import engine, resolve, voices
from aura_nb.voices.sample import sample
from aura_nb.voices.speech import Narration, Progress, SpeechEngine, VoiceDescription, Word

__all__ = [
    "SILENT",
    "Fallback",
    "Narration",
    "Progress",
    "SpeechEngine",
    "Spoken",
    "VoiceDescription",
    "Word",
    "candidates",
    "engine",
    "foreseen",
    "patience",
    "recipes",
    "resolve",
    "same_language",
    "sample",
    "speak",
    "voices",
]

call_goes_to(__name__, "aura_nb.frames", "voices")
