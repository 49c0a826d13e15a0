"""The voice: a scene's narration as sound, with the time of every word."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from aura_nb import voices
from aura_nb.pipeline.shelf import Sentences
from aura_nb.pipeline.steps.step import Inputs, Progress, Question, Step
from aura_nb.pipeline.task import Passing, Recipe, Task
from aura_nb.specs import Scene, Voice
from aura_nb.voices.chain import Spoken
from aura_nb.voices.kept import keeping
from aura_nb.voices.speech import Narration


class SpeakStep(Step, frozen=True, kw_only=True):
    """`narration.wav`; its value is the `Narration`, who spoke it, and who could not.

    `voices` are the voices that are tried, in this order; `pronounce` has for each of them what it says for words.
    """

    kind = "speak"
    code = ("pipeline/shelf.py", "voices/**/*.py", "voices/**/*.toml")

    text: str
    voice: Voice
    voices: tuple[str, ...]
    language: str
    pronounce: dict[str, dict[str, str]] = msgspec.field(default_factory=dict)

    def versions(self) -> dict[str, Question]:
        return {"voices": partial(voices.recipes, self.voices, self.language)}

    def perform(self, _inputs: Inputs, folder: Path, progress: Progress) -> dict[str, Any] | Passing:
        shelf = Sentences.here(folder.parent)
        with keeping(shelf) if shelf else contextlib.nullcontext():
            spoken = self.speak(folder / "narration.wav", progress)
        value = value_of(spoken.narration, folder) | told_of(spoken)
        return Passing(value) if spoken.passing else value

    def speak(self, wav: Path, progress: Progress) -> Spoken:
        """Say the text into `wav`."""
        return voices.speak(
            self.text,
            names=self.voices,
            voice=self.voice,
            language=self.language,
            wav=wav,
            progress=progress,
            pronounce=self.pronounce,
        )


def speakers_of(value: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What a narration's value tells of each voice: `voice`, `fallbacks` and `left_out`."""
    return list(value.get("turns") or [value])


def value_of(narration: Narration, folder: Path) -> dict[str, Any]:
    """What is known of a narration; `gain` is by how many dB it is to be louder where other people speak as well."""
    from aura_nb.voices.dialogue import gain_of_file  # noqa: PLC0415 - numpy is for the worker that speaks

    value: dict[str, Any] = msgspec.to_builtins(narration)
    return value | {"gain": round(gain_of_file(folder / "narration.wav"), 2)}


def told_of(spoken: Spoken) -> dict[str, Any]:
    """What a voice's own part of that value is."""
    return {
        "voice": spoken.voice,
        "fallbacks": msgspec.to_builtins(spoken.fallbacks),
        "left_out": spoken.left_out,
    }


def narrating(scene: Scene, recipe: Recipe, *, message: str, patience: float) -> Task:
    """The task that gives a scene its narration, spoken or recorded: what follows finds it under one name."""
    return Task(
        name=SpeakStep.name(scene),
        phase="tts",
        lane="speech",
        weight=len(scene.narration),
        message=message,
        scene=scene.id,
        place=scene.place,
        patience=patience,
        bind=lambda _: recipe,
    )
