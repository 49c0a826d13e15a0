"""The end: the piece in which the last picture goes into its ground."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from aura_nb.media.pieces import EncoderSettings
from aura_nb.pipeline.steps.draw import DrawStep, last_picture
from aura_nb.pipeline.steps.step import Inputs, Progress, Question, Step
from aura_nb.pipeline.task import Recipe, Task
from aura_nb.specs import Scene

if TYPE_CHECKING:
    from aura_nb.pipeline.steps.blueprint import Blueprint, Done


class LeaveStep(Step, frozen=True, kw_only=True):
    """`leave.piece`, from the input `from` into its ground."""

    kind = "leave"
    code = ("media/*.py",)
    libraries = ("numpy",)

    settings: EncoderSettings
    frames: int

    def versions(self) -> dict[str, Question]:
        return {"encoder": partial(EncoderSettings.recipe, self.settings)}

    def perform(self, inputs: Inputs, folder: Path, progress: Progress) -> None:
        from aura_nb.media.encoder import encode_transition  # noqa: PLC0415 - PyAV is for the worker that encodes

        encode_transition(
            inputs["from"],
            None,
            kind="fade",
            frames=self.frames,
            settings=self.settings,
            file=folder / "leave.piece",
            progress=progress,
        )


def task(plan: Blueprint, scene: Scene) -> Task:
    """The task that encodes the end of the film, after its last scene."""

    def bind(done: Done) -> Recipe:
        return plan.versions.recipe(
            LeaveStep(settings=plan.settings, frames=plan.crossing_frames), {"from": last_picture(scene, done)}
        )

    return Task(
        name=LeaveStep.name(scene),
        phase="render",
        lane="render",
        rank=6,
        weight=plan.crossing_frames * 2,
        message="Ending the film",
        scene=scene.id,
        place=scene.place,
        needs=(DrawStep.name(scene),),
        bind=bind,
    )
