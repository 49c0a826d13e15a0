"""The film's sound: its narrations in one track, levelled."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from aura_nb.media.encoding_parts import Loudness
from aura_nb.pipeline.steps.captions import CaptionsStep
from aura_nb.pipeline.steps.cues import CuesStep
from aura_nb.pipeline.steps.draw import files
from aura_nb.pipeline.steps.speak import SpeakStep, speakers_of
from aura_nb.pipeline.steps.step import Inputs, Progress, Step
from aura_nb.pipeline.steps.thumbnails import ThumbnailsStep
from aura_nb.pipeline.steps.timeline import TimelineStep
from aura_nb.pipeline.task import Recipe, Task
from aura_nb.specs.render import NO_MUSIC

if TYPE_CHECKING:
    from aura_nb.pipeline.steps.blueprint import Blueprint, Done


MUSIC = "music"


class MixStep(Step, frozen=True, kw_only=True):
    """`sound.m4a`; its value is the `Loudness`.

    `spoken` are the inputs and the samples they start at, `samples` the length of the film, both at 48 kHz. `heard` are
    videos with their own sound: an input, the sample it starts at, and its start and end in seconds. `music` is one of
    ours by its name, or the input `MUSIC`. `gains`, in dB, make the narrations equally loud where several people speak.
    """

    kind = "mix"
    code = ("media/*.py", "footage/*.py")
    libraries = ("av", "numpy")
    programs = ("ffmpeg",)

    spoken: tuple[tuple[str, int], ...]
    samples: int
    heard: tuple[tuple[str, int, float, float], ...] = ()
    music: str = ""
    gains: tuple[float, ...] = ()

    def perform(self, inputs: Inputs, folder: Path, progress: Progress) -> Loudness:
        from aura_nb.media.sound import Sound, mix  # noqa: PLC0415 - PyAV is for the worker that mixes

        spoken = [(inputs[name], start) for name, start in self.spoken]
        heard = [Sound(inputs[name], start, begin, end) for name, start, begin, end in self.heard]
        return mix(
            spoken,
            heard,
            total_samples=self.samples,
            file=folder / "sound.m4a",
            progress=progress,
            music=inputs.get(self.music, self.music) or None,
            gains=self.gains,
        )


def _gains(plan: Blueprint, done: Done) -> tuple[float, ...]:
    """By how many dB each narration is to be louder; none where one voice speaks in all of the film."""
    values = [done[SpeakStep.name(plan.at(spoken.scene))].value for spoken in plan.timeline(done).spoken]
    if len({told["voice"] for value in values for told in speakers_of(value)}) < 2:
        return ()
    return tuple(value.get("gain", 0.0) for value in values)


def _music(plan: Blueprint) -> str:
    """The music's name among ours, or that of its input; empty where there is none."""
    named = plan.film.render.music
    return MUSIC if plan.film.music is not None else "" if named == NO_MUSIC else named


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
        music = _music(plan)
        if plan.film.music is not None:
            inputs[MUSIC] = plan.film.music
        step = MixStep(
            spoken=tuple(starts),
            samples=timeline.samples,
            heard=tuple(heard),
            music=music,
            gains=_gains(plan, done),
        )
        return plan.versions.recipe(step, inputs)

    # Captions and thumbnails come first so that all of Compose is done before FFmpeg is looked for.
    cues = (CuesStep.name(scene) for scene in plan.spoken if plan.captioned(scene))
    return Task(
        name=MixStep.name(),
        phase="render",
        lane="render",
        rank=2,
        weight=plan.frames * 0.1,
        message="Mixing and levelling the sound",
        needs=(TimelineStep.name(), CaptionsStep.name(), ThumbnailsStep.name(), *cues),
        bind=bind,
    )
