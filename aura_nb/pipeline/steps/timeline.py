"""Compose: the whole film's times, in frames, from what was spoken and drawn."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from aura_nb.pipeline import timeline as composing
from aura_nb.pipeline.steps.draw import DrawStep, bare, layout
from aura_nb.pipeline.steps.speak import SpeakStep
from aura_nb.pipeline.steps.step import Inputs, Progress, Step
from aura_nb.pipeline.task import Recipe, Task
from aura_nb.specs import Motion as MotionKind
from aura_nb.specs import Render, Scene, Storyboard, Voice
from aura_nb.specs import Transition as TransitionKind
from aura_nb.visuals.layout import Layout
from aura_nb.voices.speech import Narration

if TYPE_CHECKING:
    from aura_nb.pipeline.steps.blueprint import Blueprint, Done


class TimelineStep(Step, frozen=True, kw_only=True):
    """No file; its value is the `Timeline`, in which scenes are called by their place.

    `narrations` and `layouts` have them by that place.
    """

    kind = "timeline"
    code = (
        "pipeline/timeline.py",
        "pipeline/durations.py",
        "pipeline/reveals.py",
        "media/encoding_parts.py",
        "specs/length.py",
        "specs/kinds/kind.py",
        "specs/kinds/code.py",
        "specs/kinds/columns.py",
        "specs/kinds/table.py",
        "media/captions.py",
        "specs/breaks.py",
        "visuals/layout.py",
        "voices/speech.py",
    )
    libraries = ("babel", "budoux", "rapidfuzz")

    storyboard: Storyboard
    fps: int
    transition: TransitionKind
    motion: MotionKind
    size: tuple[int, int]
    narrations: dict[str, Narration]
    layouts: dict[str, Layout]

    def perform(self, _inputs: Inputs, _folder: Path, _progress: Progress) -> composing.Timeline:
        width, height = self.size
        return composing.compose(
            self.storyboard,
            self.narrations,
            self.layouts,
            render=Render(aspect=f"{width}x{height}", fps=self.fps, transition=self.transition, motion=self.motion),
        )


def task(plan: Blueprint) -> Task:
    """The task that composes the film."""

    def bind(done: Done) -> Recipe:
        return plan.versions.recipe(
            TimelineStep(
                storyboard=_anonymous(plan),
                fps=plan.film.render.fps,
                transition=plan.film.render.transition,
                motion=plan.film.render.motion,
                size=plan.film.render.size,
                # Not who spoke a narration, nor who could not.
                narrations={plan.place(s): done[SpeakStep.name(s)].read(Narration) for s in plan.spoken},
                layouts={plan.place(s): layout(s, done) for s in plan.scenes},
            )
        )

    return Task(
        name=TimelineStep.name(),
        phase="compose",
        lane="render",
        rank=0,
        weight=3,
        message="Placing scenes, builds and captions",
        needs=(*map(SpeakStep.name, plan.spoken), *map(DrawStep.name, plan.scenes)),
        bind=bind,
    )


def _anonymous(plan: Blueprint) -> Storyboard:
    """The storyboard as Compose needs it: scenes named by their place, and only what bears on time."""
    scenes = [
        Scene(
            id=plan.place(scene),
            heading=scene.headline,
            narration=scene.narration,
            say=scene.say,
            show=bare(plan, scene),
            voice=Voice(pause=plan.film.voice_of(scene).pause),
            pause_after=scene.pause_after,
            transition=scene.transition,
            cues=scene.cues,
        )
        for scene in plan.scenes
    ]
    return Storyboard(title="-", scenes=scenes, language=plan.film.language)
