"""The clip: the pieces of a scene that stands still or builds."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from aura_nb.media.encoding_parts import BurnedCue, BurnedPart, CameraMove, Playing, Stretch
from aura_nb.media.pieces import EncoderSettings
from aura_nb.pipeline.steps.cues import burned, needs, pictures
from aura_nb.pipeline.steps.draw import DrawStep, files, layout
from aura_nb.pipeline.steps.scene_videos import lasting, playing
from aura_nb.pipeline.steps.step import Inputs, Progress, Question, Step, called
from aura_nb.pipeline.task import Recipe, Task
from aura_nb.specs import Scene

if TYPE_CHECKING:
    from aura_nb.pipeline.steps.blueprint import Blueprint, Done


class ClipStep(Step, frozen=True, kw_only=True):
    """`still-NN.piece` and `build-NN.piece`. With burned captions its value is the `BurnedPart`s it is joined from.

    `states` are the inputs in order. `cues` are the captions that are burned in, None where none are, and `stretches`
    then the scene's frames without them. A camera leads into the states of `moves`, whose pictures are inputs.
    """

    kind = "clip"
    code = ("media/*.py", "footage/*.py", "pipeline/steps/scene_videos.py")
    libraries = ("numpy",)

    settings: EncoderSettings
    build_frames: int
    states: tuple[str, ...]
    cues: tuple[BurnedCue, ...] | None = None
    stretches: tuple[Stretch, ...] = ()
    moves: tuple[CameraMove, ...] = ()
    move_frames: int = 0
    playing: tuple[Playing, ...] = ()

    def versions(self) -> dict[str, Question]:
        return {"encoder": partial(EncoderSettings.recipe, self.settings)}

    def perform(self, inputs: Inputs, folder: Path, progress: Progress) -> list[BurnedPart] | None:
        from aura_nb.media.burned import BurnedCaptions, encode_burned  # noqa: PLC0415 - PyAV is for the worker that encodes
        from aura_nb.media.changes import SceneStates  # noqa: PLC0415 - likewise
        from aura_nb.media.encoder import encode_clip  # noqa: PLC0415 - likewise

        changes = SceneStates(
            [inputs[name] for name in self.states],
            self.moves,
            inputs,
            settings=self.settings,
            build_frames=self.build_frames,
            move_frames=self.move_frames,
        )
        if self.playing:
            from aura_nb.media.played import Screen, encode_played  # noqa: PLC0415 - likewise

            return encode_played(
                changes,
                self.stretches,
                BurnedCaptions(self.cues or (), inputs, settings=self.settings),
                Screen(self.playing, inputs, inputs[self.states[0]], fps=self.settings.fps),
                settings=self.settings,
                folder=folder,
                progress=progress,
            )
        if self.cues is not None:
            captions = BurnedCaptions(self.cues, inputs, settings=self.settings)
            return encode_burned(
                changes, self.stretches, captions, settings=self.settings, folder=folder, progress=progress
            )
        encode_clip(changes, settings=self.settings, folder=folder, progress=progress)
        return None


def task(plan: Blueprint, scene: Scene) -> Task:
    """The task that encodes a scene which stands still or builds."""

    def bind(done: Done) -> Recipe:
        drawn = done[DrawStep.name(scene)]
        states = layout(scene, done).states
        stills = tuple(state.file for state in states)
        moves = tuple(
            CameraMove(index, state.move.picture, state.move.region, state.move.start, state.move.end)
            for index, state in enumerate(states)
            if state.move is not None and plan.all_moves
        )
        videos = playing(scene, done)
        shown = dict.fromkeys([*stills, *(move.picture for move in moves)])
        return plan.versions.recipe(
            ClipStep(
                settings=plan.settings,
                build_frames=plan.build_frames,
                states=stills,
                cues=burned(plan, scene, done),
                stretches=_stretches(plan, scene, done) if plan.captioned(scene) or videos else (),
                playing=videos,
                moves=moves,
                move_frames=plan.move_frames if moves else 0,
            ),
            {name: drawn.file(name) for name in shown}
            | pictures(plan, scene, done)
            | files(plan, scene, [each.file for each in videos]),
        )

    return Task(
        name=ClipStep.name(scene),
        phase="render",
        lane="render",
        rank=5,
        weight=plan.frames_of(scene) if plan.film.plays(scene) else 4 + scene.show.states * (4 + plan.build_frames),
        message=f"Encoding {called(scene)}",
        scene=scene.id,
        place=scene.place,
        needs=tuple(dict.fromkeys((DrawStep.name(scene), *lasting(plan, scene), *needs(plan, scene)))),
        bind=bind,
    )


def _stretches(plan: Blueprint, scene: Scene, done: Done) -> tuple[Stretch, ...]:
    """Which state is seen when, from the pieces in the scene's segments: `clip:P/still-00`, `clip:P/build-01`."""
    found = []
    for segment in plan.body(scene, done):
        state = int(segment.file.rpartition("-")[2])
        build = segment.kind == "piece"
        found.append(Stretch(state - build, segment.frames, build))
    return tuple(found)
