"""The transition: the piece that leads from one scene's last picture to the next one's first, or opens the film."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from aura_nb.media.encoding_parts import Playing
from aura_nb.media.pieces import EncoderSettings
from aura_nb.pipeline.steps.draw import DrawStep, files, last_picture, layout
from aura_nb.pipeline.steps.scene_videos import lasting, playing
from aura_nb.pipeline.steps.step import Inputs, Progress, Question, Step, called
from aura_nb.pipeline.task import Recipe, Task
from aura_nb.specs import Scene

if TYPE_CHECKING:
    from aura_nb.pipeline.steps.blueprint import Blueprint, Done


class TransitionStep(Step, frozen=True, kw_only=True):
    """`transition.piece`, from the input `from` to the input `to`; without `from`, out of the ground.

    `lifted` says whether what comes rises to its place. `playing` are the videos of the scene before, of which frame
    `last` is seen as it ends.
    """

    kind = "transition"
    code = ("media/*.py", "footage/*.py", "pipeline/steps/scene_videos.py")
    libraries = ("numpy",)

    settings: EncoderSettings
    transition: str
    frames: int
    lifted: bool = False
    playing: tuple[Playing, ...] = ()
    last: int = 0

    def versions(self) -> dict[str, Question]:
        return {"encoder": partial(EncoderSettings.recipe, self.settings)}

    def perform(self, inputs: Inputs, folder: Path, progress: Progress) -> None:
        from aura_nb.media.encoder import encode_transition  # noqa: PLC0415 - PyAV is for the worker that encodes

        before = inputs.get("from")
        if before is not None and self.playing:
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
            lifted=self.lifted,
        )
        (folder / "before.png").unlink(missing_ok=True)


def task(plan: Blueprint, before: Scene | None, scene: Scene, transition: str) -> Task:
    """The task that encodes what leads into a scene."""

    def bind(done: Done) -> Recipe:
        inputs = {"to": done[DrawStep.name(scene)].file(layout(scene, done).states[0].file)}
        videos: tuple[Playing, ...] = ()
        last = 0
        if before is not None:
            inputs["from"] = last_picture(before, done)
            videos = playing(before, done)
            inputs |= files(plan, before, [each.file for each in videos])
            last = sum(segment.frames for segment in plan.body(before, done)) - 1 if videos else 0
        return plan.versions.recipe(
            TransitionStep(
                settings=plan.settings,
                transition=transition,
                frames=plan.crossing_frames,
                lifted=plan.all_moves and transition == "fade",
                playing=videos,
                last=last,
            ),
            inputs,
        )

    return Task(
        name=TransitionStep.name(scene),
        phase="render",
        lane="render",
        rank=6,
        weight=plan.crossing_frames * 2,
        message=f"Transition to {called(scene)}",
        scene=scene.id,
        place=scene.place,
        needs=tuple(
            dict.fromkeys(
                (
                    *(DrawStep.name(each) for each in (before, scene) if each is not None),
                    *(lasting(plan, before) if before is not None else ()),
                )
            )
        ),
        bind=bind,
    )
