"""The voices of a scene: one, or several that speak in turn, as one narration."""

from __future__ import annotations

import contextlib
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from aura_nb import voices
from aura_nb.pipeline.shelf import Sentences
from aura_nb.pipeline.steps.speak import SpeakStep, narrating, told_of, value_of
from aura_nb.pipeline.steps.step import Inputs, Progress, Question, Step, called
from aura_nb.pipeline.task import Passing, Task
from aura_nb.specs import Scene
from aura_nb.voices.chain import Spoken
from aura_nb.voices.kept import keeping

if TYPE_CHECKING:
    from aura_nb.pipeline.film_spec import Part
    from aura_nb.pipeline.steps.blueprint import Blueprint


class DialogueStep(Step, frozen=True, kw_only=True):
    """`narration.wav`, in which several voices speak in turn; its value is the `Narration` and what each turn tells."""

    kind = "dialogue"
    code = ("pipeline/steps/speak.py", *SpeakStep.code)
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
        value = value_of(narration, folder) | {"turns": [told_of(each) for each in spoken]}
        return Passing(value) if any(each.passing for each in spoken) else value


def _within(progress: Progress, start: float, share: float) -> Progress:
    return lambda fraction: progress(min(1.0, start + share * fraction))


def task(plan: Blueprint, scene: Scene) -> Task:
    """The task that speaks a scene. Raises `VoiceUnavailable`."""
    parts = [_step(plan, scene, part) for part in plan.film.parts(scene)]
    recipe = plan.versions.recipe(parts[0] if len(parts) == 1 else DialogueStep(turns=tuple(parts)))
    patience = max(voices.patience(part.voices) for part in parts)
    return narrating(scene, recipe, message=f"Speaking {called(scene)}", patience=patience)


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
