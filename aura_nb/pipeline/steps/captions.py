"""The caption files, the chapters, and the transcript."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from aura_nb.media.captions import Chapter, Cue, write_chapters, write_srt, write_vtt
from aura_nb.pipeline.steps.step import Inputs, Progress, Step
from aura_nb.pipeline.steps.timeline import TimelineStep
from aura_nb.pipeline.task import Recipe, Task

if TYPE_CHECKING:
    from aura_nb.pipeline.steps.blueprint import Blueprint, Done


class Said(Struct, frozen=True):
    """A scene as the transcript has it."""

    heading: str
    narration: str


class CaptionsStep(Step, frozen=True, kw_only=True):
    """`captions.srt`, `captions.vtt`, `chapters.vtt` and `transcript.html`; there is a chapter for each scene."""

    kind = "captions"
    code = ("media/captions.py", "media/transcript.py")
    libraries = ("jinja2",)

    cues: tuple[Cue, ...]
    chapters: tuple[Chapter, ...]
    title: str
    language: str
    scenes: tuple[Said, ...]

    def perform(self, _inputs: Inputs, folder: Path, _progress: Progress) -> None:
        from aura_nb.media.transcript import Paragraph, write_transcript  # noqa: PLC0415 - only here is Jinja needed

        write_srt(self.cues, folder / "captions.srt")
        write_vtt(self.cues, folder / "captions.vtt")
        write_chapters(self.chapters, folder / "chapters.vtt")
        paragraphs = [
            Paragraph(start=chapter.start, heading=scene.heading, text=scene.narration)
            for chapter, scene in zip(self.chapters, self.scenes, strict=True)
        ]
        write_transcript(paragraphs, title=self.title, language=self.language, path=folder / "transcript.html")


def task(plan: Blueprint) -> Task:
    """The task that writes the captions."""

    def bind(done: Done) -> Recipe:
        timeline = plan.timeline(done)
        return plan.versions.recipe(
            CaptionsStep(
                cues=tuple(timeline.cues),
                chapters=tuple(timeline.chapters),
                title=plan.film.storyboard.title,
                language=plan.film.language,
                scenes=tuple(Said(scene.headline, scene.narration) for scene in plan.scenes),
            )
        )

    return Task(
        name=CaptionsStep.name(),
        phase="compose",
        lane="render",
        rank=0,
        weight=1,
        message="Writing captions and chapters",
        needs=(TimelineStep.name(),),
        bind=bind,
    )
