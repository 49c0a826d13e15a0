"""The film's sound: its narrations in one track, levelled."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from aura_nb.media.parts import Loudness
from aura_nb.pipeline.steps.captions import CaptionsStep
from aura_nb.pipeline.steps.cues import CuesStep
from aura_nb.pipeline.steps.draw import files
from aura_nb.pipeline.steps.speak import SpeakStep
from aura_nb.pipeline.steps.step import Inputs, Progress, Step
from aura_nb.pipeline.steps.timeline import TimelineStep
from aura_nb.pipeline.task import Recipe, Task

if TYPE_CHECKING:
    from aura_nb.pipeline.steps.blueprint import Blueprint, Done


class MixStep(Step, frozen=True, kw_only=True):
    """`sound.m4a`; its value is the `Loudness`.

    `spoken` are the inputs and the samples they start at, `samples` the length of the film, both at 48 kHz. `heard` are
    videos with their own sound: an input, the sample it starts at, and its start and end in seconds.
    """

    kind = "mix"
    code = ("media/*.py", "footage/*.py")
    libraries = ("av", "numpy")
    programs = ("ffmpeg",)

    spoken: tuple[tuple[str, int], ...]
    samples: int
    heard: tuple[tuple[str, int, float, float], ...] = ()

    def perform(self, inputs: Inputs, folder: Path, progress: Progress) -> Loudness:
        from aura_nb.media.sound import Sound, mix  # noqa: PLC0415 - PyAV is for the worker that mixes

        spoken = [(inputs[name], start) for name, start in self.spoken]
        heard = [Sound(inputs[name], start, begin, end) for name, start, begin, end in self.heard]
        return mix(spoken, heard, total_samples=self.samples, file=folder / "sound.m4a", progress=progress)


def task(plan: Blueprint) -> Task:
    """The task that mixes the sound."""

    def bind(done: Done) -> Recipe:
        timeline = plan.timeline(done)
        inputs = {}
        starts = []
        for index, spoken in enumerate(timeline.spoken):
            name = f"{index:04}.wav"
            inputs[name] = done[SpeakStep.name(plan.at(spoken.scene))].file("narration.wav")
            starts.append((name, spoken.start))
        heard = []
        for index, video in enumerate(timeline.heard):
            name = f"video-{index:04}"
            inputs[name] = files(plan, plan.at(video.scene), [video.file])[video.file]
            heard.append((name, video.start, video.begin, video.end))
        step = MixStep(spoken=tuple(starts), samples=timeline.samples, heard=tuple(heard))
        return plan.versions.recipe(step, inputs)

    # Captions come first so that all of Compose is done before FFmpeg is looked for.
    cues = (CuesStep.name(scene) for scene in plan.spoken if plan.captioned(scene))
    return Task(
        name=MixStep.name(),
        phase="render",
        lane="render",
        rank=2,
        weight=plan.frames * 0.1,
        message="Mixing and levelling the sound",
        needs=(TimelineStep.name(), CaptionsStep.name(), *cues),
        bind=bind,
    )
