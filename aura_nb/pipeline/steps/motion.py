"""The motion: the one piece of a scene whose picture moves."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from aura_nb.errors import InternalError
from aura_nb.media.encoding_parts import BurnedCue
from aura_nb.media.pieces import EncoderSettings
from aura_nb.pipeline.steps.cues import burned, needs, pictures
from aura_nb.pipeline.steps.draw import DrawStep, layout
from aura_nb.pipeline.steps.step import Inputs, Progress, Question, Step, called
from aura_nb.pipeline.steps.timeline import TimelineStep
from aura_nb.pipeline.task import Recipe, Task
from aura_nb.specs import Scene

if TYPE_CHECKING:
    from aura_nb.pipeline.steps.blueprint import Blueprint, Done

Rectangle = tuple[float, float, float, float]


class MotionStep(Step, frozen=True, kw_only=True):
    """`motion.piece`, from the inputs `base`, `picture` and, where there is one, `overlay`.

    The rectangles are those of a layout's `Motion`; `cues` are the captions that are burned in.
    """

    kind = "motion"
    code = ("media/*.py",)
    libraries = ("numpy",)

    settings: EncoderSettings
    frames: int
    region: tuple[int, int, int, int]
    start: Rectangle
    end: Rectangle
    cues: tuple[BurnedCue, ...] | None = None

    def versions(self) -> dict[str, Question]:
        return {"encoder": partial(EncoderSettings.recipe, self.settings)}

    def perform(self, inputs: Inputs, folder: Path, progress: Progress) -> None:
        from aura_nb.media.burned import BurnedCaptions  # noqa: PLC0415 - PyAV is for the worker that encodes
        from aura_nb.media.encoder import encode_motion  # noqa: PLC0415 - likewise

        encode_motion(
            base=inputs["base"],
            picture=inputs["picture"],
            overlay=inputs.get("overlay"),
            region=self.region,
            start=self.start,
            end=self.end,
            frames=self.frames,
            settings=self.settings,
            file=folder / "motion.piece",
            progress=progress,
            over=BurnedCaptions(self.cues or (), inputs, settings=self.settings).along,
        )


def task(plan: Blueprint, scene: Scene) -> Task:
    """The task that encodes a scene whose picture moves."""

    def bind(done: Done) -> Recipe:
        drawn, found = done[DrawStep.name(scene)], layout(scene, done)
        motion = found.motion
        if motion is None:
            raise InternalError(f"The picture of {called(scene)} was drawn without its motion.")
        names = {"base": found.states[0].file, "picture": motion.picture}
        if motion.overlay:
            names["overlay"] = motion.overlay
        return plan.versions.recipe(
            MotionStep(
                settings=plan.settings,
                frames=sum(segment.frames for segment in plan.body(scene, done)),
                region=motion.region,
                start=motion.start,
                end=motion.end,
                cues=burned(plan, scene, done),
            ),
            {name: drawn.file(file) for name, file in names.items()} | pictures(plan, scene, done),
        )

    return Task(
        name=MotionStep.name(scene),
        phase="render",
        lane="render",
        rank=3,
        weight=plan.frames_of(scene),
        message=f"Moving the picture of {called(scene)}",
        scene=scene.id,
        place=scene.place,
        needs=tuple(dict.fromkeys((DrawStep.name(scene), TimelineStep.name(), *needs(plan, scene)))),
        bind=bind,
    )
