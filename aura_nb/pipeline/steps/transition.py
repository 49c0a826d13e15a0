"""The transition: the piece that leads from one scene's last picture to the next one's first, or opens the film."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from aura_nb.media.pieces import EncoderSettings
from aura_nb.pipeline.steps.draw import DrawStep, last_picture, layout
from aura_nb.pipeline.steps.step import Inputs, Progress, Question, Step, called
from aura_nb.pipeline.task import Recipe, Task
from aura_nb.specs import Scene

if TYPE_CHECKING:
    from aura_nb.pipeline.steps.blueprint import Blueprint, Done


class TransitionStep(Step, frozen=True, kw_only=True):
    """`transition.piece`, from the input `from` to the input `to`; without `from`, out of the ground.

    `lifted` says whether what comes rises to its place.
    """

    kind = "transition"
    code = ("media/*.py",)
    libraries = ("numpy",)

    settings: EncoderSettings
    transition: str
    frames: int
    lifted: bool = False

    def versions(self) -> dict[str, Question]:
        return {"encoder": partial(EncoderSettings.recipe, self.settings)}

    def perform(self, inputs: Inputs, folder: Path, progress: Progress) -> None:
        from aura_nb.media.encoder import encode_transition  # noqa: PLC0415 - PyAV is for the worker that encodes

        encode_transition(
            inputs.get("from"),
            inputs["to"],
            kind=self.transition,
            frames=self.frames,
            settings=self.settings,
            file=folder / "transition.piece",
            progress=progress,
            lifted=self.lifted,
        )


def task(plan: Blueprint, before: Scene | None, scene: Scene, transition: str) -> Task:
    """The task that encodes what leads into a scene."""

    def bind(done: Done) -> Recipe:
        inputs = {"to": done[DrawStep.name(scene)].file(layout(scene, done).states[0].file)}
        if before is not None:
            inputs["from"] = last_picture(before, done)
        return plan.versions.recipe(
            TransitionStep(
                settings=plan.settings,
                transition=transition,
                frames=plan.crossing_frames,
                lifted=plan.all_moves and transition == "fade",
            ),
            inputs,
        )

    return Task(
        name=TransitionStep.name(scene),
        phase="render",
        lane="render",
        rank=6,
        weight=plan.crossing_frames * 2,
        message=f"Leading into {called(scene)}",
        scene=scene.id,
        place=scene.place,
        needs=tuple(DrawStep.name(each) for each in (before, scene) if each is not None),
        bind=bind,
    )
