"""Captions burned into the picture: a scene's cues as pictures, and what the pieces of the scene are told of them.

Nothing of this is in the graph where captions are soft or off. Times are counted from each scene's own first frame: a
scene that moves in the film keeps its pictures.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from aura_nb import visuals
from aura_nb.media.captions import LINE_WIDTH, lit_words, told_cues
from aura_nb.media.encoding_parts import BurnedCue
from aura_nb.pipeline.steps.speak import SpeakStep
from aura_nb.pipeline.steps.step import Inputs, Progress, Question, Step, called
from aura_nb.pipeline.steps.timeline import TimelineStep
from aura_nb.pipeline.steps.typefaces import Typefaces, lettering_of, set_in
from aura_nb.pipeline.task import InputFile, Recipe, Task
from aura_nb.pipeline.timeline import SAMPLE_RATE
from aura_nb.specs import Scene
from aura_nb.specs.turns import labels
from aura_nb.visuals.burned_captions import metrics
from aura_nb.voices.speech import Narration, Word

if TYPE_CHECKING:
    from aura_nb.pipeline.steps.blueprint import Blueprint, Done


class CuesStep(Step, frozen=True, kw_only=True):
    """RGBA files; its value is the list of `BurnedCue`.

    `words` are heard at seconds from the narration's start, which is `lead` seconds after the scene's; `missing` are
    the characters for which there is no font. With `lit` there is a file for each word, in which it stands out. `turns`
    are those of a dialogue: how many words each has, and the speaker's name where it is told.
    """

    kind = "cues"
    libraries = ("babel", "budoux")
    # The recipe of the slides, whose fonts and theme they share, names its own.
    code = (
        "media/captions.py",
        "specs/breaks.py",
        "media/burned.py",
        "media/encoding_parts.py",
        "pipeline/steps/typefaces.py",
        "voices/speech.py",
    )

    words: tuple[Word, ...]
    lead: float
    frames: int
    fps: int
    size: tuple[int, int]
    columns: int
    theme: str
    language: str
    typefaces: Typefaces
    missing: str = ""
    lit: bool = False
    turns: tuple[tuple[int, str], ...] = ()

    def versions(self) -> dict[str, Question]:
        return {"slides": partial(visuals.recipe, self.theme)}

    def perform(self, inputs: Inputs, folder: Path, progress: Progress) -> list[BurnedCue]:
        from aura_nb.media.burned import frames_of  # noqa: PLC0415 - OpenCV is for the worker that draws
        from aura_nb.visuals.burned_captions import ShownCaption, draw_cues  # noqa: PLC0415 - as is Typst
        from aura_nb.visuals.glyphs import without  # noqa: PLC0415 - as are the fonts' tables

        heard: list[Word] = []
        turns: list[tuple[int, str]] = []
        place = 0
        for count, name in self.turns or [(len(self.words), "")]:
            own = [
                Word(text, word.start + self.lead, word.end + self.lead)
                for word in self.words[place : place + count]
                if (text := without(word.text, self.missing))
            ]
            place += count
            heard += own
            turns.append((len(own), without(name, self.missing)))
        until = self.frames / self.fps
        found = told_cues(heard, turns, until=until, columns=self.columns, language=self.language)
        shown = [
            (cue, ShownCaption([[piece.text for piece in line] for line in sung.lines], word))
            for sung in found
            for cue, word in (lit_words(sung) if self.lit else [(sung.cue, None)])
        ]
        spans = frames_of([cue for cue, _ in shown], fps=self.fps, frames=self.frames)
        names = draw_cues(
            [shown[index][1] for index, _, _ in spans],
            size=self.size,
            theme=self.theme,
            language=self.language,
            lettering=lettering_of(self.typefaces, inputs),
            folder=folder,
            progress=progress,
        )
        return [BurnedCue(name, first, end) for name, (_, first, end) in zip(names, spans, strict=True)]


def task(plan: Blueprint, scene: Scene) -> Task:
    """The task that finds and draws a scene's captions. Raises `FontMissing`."""
    film = plan.film
    size = film.render.size
    lettering = film.caption_lettering(scene)
    typefaces, fonts = set_in(lettering, film.library)
    turns = tuple(labels([each.say for each in plan.scenes])[int(plan.place(scene).removeprefix("scene-"))])

    def bind(done: Done) -> Recipe:
        return plan.versions.recipe(
            CuesStep(
                words=tuple(done[SpeakStep.name(scene)].read(Narration).words),
                lead=_lead(plan, scene, done),
                frames=sum(segment.frames for segment in plan.body(scene, done)),
                fps=film.render.fps,
                size=size,
                columns=min(LINE_WIDTH, metrics(size).columns),
                theme=film.theme,
                language=film.language,
                typefaces=typefaces,
                missing=lettering.missing,
                lit=film.render.captions == "karaoke",
                turns=turns,
            ),
            fonts,
        )

    return Task(
        name=CuesStep.name(scene),
        phase="compose",
        lane="render",
        rank=0,
        weight=0.3,
        message=f"Setting the captions of {called(scene)}",
        scene=scene.id,
        place=scene.place,
        needs=(SpeakStep.name(scene), TimelineStep.name()),
        bind=bind,
    )


def needs(plan: Blueprint, scene: Scene) -> tuple[str, ...]:
    """What the pieces of a scene need for its burned captions."""
    return (TimelineStep.name(), CuesStep.name(scene)) if plan.captioned(scene) else ()


def burned(plan: Blueprint, scene: Scene, done: Done) -> tuple[BurnedCue, ...] | None:
    """Which cue is seen when; None where captions are not burned in."""
    return done[CuesStep.name(scene)].read(tuple[BurnedCue, ...]) if plan.captioned(scene) else None


def pictures(plan: Blueprint, scene: Scene, done: Done) -> dict[str, InputFile]:
    """The pictures of a scene's cues."""
    return {cue.file: done[CuesStep.name(scene)].file(cue.file) for cue in burned(plan, scene, done) or ()}


def _lead(plan: Blueprint, scene: Scene, done: Done) -> float:
    """Seconds from the scene's first frame to its narration, rounded so that they do not depend on its place."""
    place = plan.place(scene)
    start = plan.body(scene, done)[0].start / plan.film.render.fps
    spoken = next((each.start for each in plan.timeline(done).spoken if each.scene == place), 0)
    return round(max(0.0, spoken / SAMPLE_RATE - start), 3)
