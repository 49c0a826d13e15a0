"""The author's own recording of a scene, in place of a voice."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from aura_nb.pipeline.steps.speak import narrating
from aura_nb.pipeline.steps.step import Inputs, Progress, Question, Step, called
from aura_nb.pipeline.task import InputFile, Task
from aura_nb.specs import Scene
from aura_nb.voices.recording import Aligner, narrate

if TYPE_CHECKING:
    from aura_nb.pipeline.steps.blueprint import Blueprint

RECORDED = "recording"
"""What stands for the voice's name."""
_PATIENCE = 300.0  # seconds: a recogniser tells nothing until it has heard half a minute


class RecordStep(Step, frozen=True, kw_only=True):
    """`narration.wav`; its value is the `Narration`, and what of the `text` is not said, None where nobody listened.

    The input is `recording`.
    """

    kind = "record"
    code = ("voices/**/*.py",)
    libraries = ("av", "numpy", "rapidfuzz")

    text: str
    language: str

    def versions(self) -> dict[str, Question]:
        return {"aligner": partial(_listening)}

    def perform(self, inputs: Inputs, folder: Path, progress: Progress) -> dict[str, Any]:
        recorded = narrate(
            inputs["recording"],
            self.text,
            language=self.language,
            wav=folder / "narration.wav",
            progress=progress,
            aligner=Aligner.found(),
        )
        value: dict[str, Any] = msgspec.to_builtins(recorded.narration)
        told = {"voice": RECORDED, "fallbacks": [], "left_out": [], "gain": 0.0}  # it was made as loud as all are to be
        return value | told | {"unsaid": recorded.unsaid}


def _listening() -> dict[str, Any] | None:
    aligner = Aligner.found()
    return aligner.recipe() if aligner else None


def task(plan: Blueprint, scene: Scene, recording: InputFile) -> Task:
    """The task that takes a scene's recording; what follows finds it where a voice's would be."""
    step = RecordStep(text=scene.narration, language=plan.film.voice_of(scene).language)
    recipe = plan.versions.recipe(step, {"recording": recording})
    message = f"Listening to the recording of {called(scene)}"
    return narrating(scene, recipe, message=message, patience=_PATIENCE)
