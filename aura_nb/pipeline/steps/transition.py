"""The transition: the piece that leads from one scene's last picture to the next one's first."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from aura_nb.media.parts import Playing
from aura_nb.media.pieces import EncoderSettings
from aura_nb.pipeline.steps.draw import DrawStep, files, layout
from aura_nb.pipeline.steps.footage import lasting, playing
from aura_nb.pipeline.steps.step import Inputs, Progress, Question, Step, called
from aura_nb.pipeline.task import Recipe, Task
from aura_nb.specs import Scene

if TYPE_CHECKING:
    from aura_nb.pipeline.steps.blueprint import Blueprint, Done


class TransitionStep(Step, frozen=True, kw_only=True):
    """`transition.piece`, from the input `from` to the input `to`.

    `playing` are the videos of the scene before, of which frame `last` is seen as it ends.
    """

    kind = "transition"
    code = ("media/*.py", "footage/*.py", "pipeline/steps/footage.py")
    libraries = ("numpy",)

    settings: EncoderSettings
    transition: str
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
            inputs["to"],
            kind=self.transition,
            frames=self.frames,
            settings=self.settings,
            file=folder / "transition.piece",
            progress=progress,
        )
        (folder / "before.png").unlink(missing_ok=True)


def task(plan: Blueprint, before: Scene, scene: Scene, transition: str) -> Task:
    """The task that encodes what leads into a scene."""

    def bind(done: Done) -> Recipe:
        first, second = layout(before, done), layout(scene, done)
        end = first.end_state or first.states[-1].file
        videos = playing(before, done)
        last = sum(segment.frames for segment in plan.body(before, done)) - 1 if videos else 0
        return plan.versions.recipe(
            TransitionStep(
                settings=plan.settings, transition=transition, frames=plan.crossing_frames, playing=videos, last=last
            ),
            files(plan, before, [each.file for each in videos])
            | {
                "from": done[DrawStep.name(before)].file(end),
                "to": done[DrawStep.name(scene)].file(second.states[0].file),
            },
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
        needs=(DrawStep.name(before), DrawStep.name(scene), *lasting(plan, before)),
        bind=bind,
    )
