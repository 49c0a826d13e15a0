"""The voice: a scene's narration as sound, with the time of every word."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from aura_nb import voices
from aura_nb.pipeline.shelf import Sentences
from aura_nb.pipeline.steps.step import Inputs, Progress, Question, Step, called
from aura_nb.pipeline.task import Passing, Task
from aura_nb.specs import Scene, Voice
from aura_nb.voices.chain import Spoken
from aura_nb.voices.kept import keeping
from aura_nb.voices.speech import Narration

if TYPE_CHECKING:
    from aura_nb.pipeline.spec import Part
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
            spoken = self.speak(folder / "narration.wav", progress)
        value = _value(spoken.narration, folder) | _told(spoken)
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


class DialogueStep(Step, frozen=True, kw_only=True):
    """`narration.wav`, in which several voices speak in turn; its value is the `Narration` and what each turn tells."""

    kind = "dialogue"
    code = SpeakStep.code
    libraries = ("av", "numpy")

    turns: tuple[SpeakStep, ...]

    def versions(self) -> dict[str, Question]:
        asked = dict.fromkeys((turn.voices, turn.language) for turn in self.turns)
        return {f"voices {place}": partial(voices.recipes, *each) for place, each in enumerate(asked)}

    def perform(self, _inputs: Inputs, folder: Path, progress: Progress) -> dict[str, Any] | Passing:
        from aura_nb.voices.dialogue import SpokenTurn, joined  # noqa: PLC0415 - PyAV is for the worker that speaks

        shelf = Sentences.here(folder.parent)
        spoken: list[Spoken] = []
        turns: list[SpokenTurn] = []
        whole = sum(len(turn.text) for turn in self.turns)
        before = 0
        with keeping(shelf) if shelf else contextlib.nullcontext(), tempfile.TemporaryDirectory(dir=folder) as scratch:
            for number, turn in enumerate(self.turns):
                wav = Path(scratch) / f"{number:03}.wav"
                spoken.append(turn.speak(wav, _within(progress, before / whole, len(turn.text) / whole)))
                turns.append(SpokenTurn(wav, spoken[-1].narration, turn.voice))
                before += len(turn.text)
            narration = joined(turns, folder / "narration.wav")
        value = _value(narration, folder) | {"turns": [_told(each) for each in spoken]}
        return Passing(value) if any(each.passing for each in spoken) else value


def _within(progress: Progress, start: float, share: float) -> Progress:
    return lambda fraction: progress(min(1.0, start + share * fraction))


def speakers_of(value: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What a narration's value tells of each voice: `voice`, `fallbacks` and `left_out`."""
    return list(value.get("turns") or [value])


def _value(narration: Narration, folder: Path) -> dict[str, Any]:
    """What is known of a narration; `gain` is by how many dB it is to be louder where other people speak as well."""
    from aura_nb.voices.dialogue import gain_of_file  # noqa: PLC0415 - numpy is for the worker that speaks

    value: dict[str, Any] = msgspec.to_builtins(narration)
    return value | {"gain": round(gain_of_file(folder / "narration.wav"), 2)}


def _told(spoken: Spoken) -> dict[str, Any]:
    return {
        "voice": spoken.voice,
        "fallbacks": msgspec.to_builtins(spoken.fallbacks),
        "left_out": spoken.left_out,
    }


def task(plan: Blueprint, scene: Scene) -> Task:
    """The task that speaks a scene. Raises `VoiceUnavailable`."""
    parts = [_step(plan, scene, part) for part in plan.film.parts(scene)]
    recipe = plan.versions.recipe(parts[0] if len(parts) == 1 else DialogueStep(turns=tuple(parts)))
    return Task(
        name=SpeakStep.name(scene),
        phase="tts",
        lane="speech",
        weight=len(scene.narration),
        message=f"Speaking {called(scene)}",
        scene=scene.id,
        place=scene.place,
        patience=max(voices.patience(part.voices) for part in parts),
        bind=lambda _: recipe,
    )


def _step(plan: Blueprint, scene: Scene, part: Part) -> SpeakStep:
    """What one voice says of a scene."""
    language = part.voice.language
    names = voices.candidates(part.text, part.voice, language)
    return SpeakStep(
        text=part.text,
        voice=msgspec.structs.replace(part.voice, name=names[0]),
        voices=tuple(names),
        language=language,
        pronounce=plan.film.pronounced(scene, names, language),
    )
