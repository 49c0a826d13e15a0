"""The end: the piece in which the last picture goes into its ground."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from aura_nb.media.encoding_parts import Playing
from aura_nb.media.pieces import EncoderSettings
from aura_nb.pipeline.steps.draw import DrawStep, files, last_picture
from aura_nb.pipeline.steps.scene_videos import lasting, playing
from aura_nb.pipeline.steps.step import Inputs, Progress, Question, Step
from aura_nb.pipeline.task import Recipe, Task
from aura_nb.specs import Scene

if TYPE_CHECKING:
    from aura_nb.pipeline.steps.blueprint import Blueprint, Done


class LeaveStep(Step, frozen=True, kw_only=True):
    """`leave.piece`, from the input `from` into its ground.

    `playing` are the videos of the scene, of which frame `last` is seen as it ends.
    """

    kind = "leave"
    code = ("media/*.py", "footage/*.py", "pipeline/steps/scene_videos.py")
    libraries = ("numpy",)

    settings: EncoderSettings
    frames: int
    playing: tuple[Playing, ...] = ()
    last: int = 0

    def versions(self) -> dict[str, Question]:
        return {"encoder": partial(EncoderSettings.recipe, self.settings)}

    def perform(self, inputs: Inputs, folder: Path, progress: Progress) -> None:
        from aura_nb.media.encoder import encode_transition  # noqa: PLC0415 - PyAV is for the worker that encodes

        before = inputs["from"]
        if self.playing:
            from aura_nb.media.played import Screen  # noqa: PLC0415 - likewise

            screen = Screen(self.playing, inputs, before, fps=self.settings.fps)
            before = screen.still(before, self.last, folder / "before.png")
        encode_transition(
            before,
            None,
            kind="fade",
            frames=self.frames,
            settings=self.settings,
            file=folder / "leave.piece",
            progress=progress,
        )
        (folder / "before.png").unlink(missing_ok=True)


def task(plan: Blueprint, scene: Scene) -> Task:
    """The task that encodes the end of the film, after its last scene."""

    def bind(done: Done) -> Recipe:
        videos = playing(scene, done)
        last = sum(segment.frames for segment in plan.body(scene, done)) - 1 if videos else 0
        return plan.versions.recipe(
            LeaveStep(settings=plan.settings, frames=plan.crossing_frames, playing=videos, last=last),
            {"from": last_picture(scene, done)} | files(plan, scene, [each.file for each in videos]),
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
        needs=(DrawStep.name(scene), *lasting(plan, scene)),
        bind=bind,
    )
