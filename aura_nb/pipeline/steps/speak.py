"""The voice: a scene's narration as sound, with the time of every word."""

from __future__ import annotations

import contextlib
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from aura_nb import voices
from aura_nb.pipeline.shelf import Sentences
from aura_nb.pipeline.steps.step import Inputs, Progress, Question, Step, called
from aura_nb.pipeline.task import Passing, Task
from aura_nb.specs import Scene, Voice
from aura_nb.voices.kept import keeping

if TYPE_CHECKING:
    from aura_nb.pipeline.steps.blueprint import Blueprint


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
            spoken = voices.speak(
                self.text,
                names=self.voices,
                voice=self.voice,
                language=self.language,
                wav=folder / "narration.wav",
                progress=progress,
                pronounce=self.pronounce,
            )
        value = msgspec.to_builtins(spoken.narration) | {
            "voice": spoken.voice,
            "fallbacks": msgspec.to_builtins(spoken.fallbacks),
            "left_out": spoken.left_out,
        }
        return Passing(value) if spoken.passing else value


def task(plan: Blueprint, scene: Scene) -> Task:
    """The task that speaks a scene. Raises `VoiceUnavailable`."""
    voice = plan.film.voice_of(scene)
    names = voices.candidates(scene.narration, voice, voice.language)
    recipe = plan.versions.recipe(
        SpeakStep(
            text=scene.narration,
            voice=msgspec.structs.replace(voice, name=names[0]),
            voices=tuple(names),
            language=voice.language,
            pronounce=plan.film.pronounced(scene, names),
        )
    )
    return Task(
        name=SpeakStep.name(scene),
        phase="tts",
        lane="speech",
        weight=len(scene.narration),
        message=f"Speaking {called(scene)}",
        scene=scene.id,
        place=scene.place,
        patience=voices.patience(names),
        bind=lambda _: recipe,
    )
