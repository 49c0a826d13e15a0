"""The finished film in another form, beside its MP4."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from aura_nb.errors import FieldError, RequestInvalid
from aura_nb.media.encoding_parts import LEAST_RATE
from aura_nb.pipeline.steps.captions import CaptionsStep
from aura_nb.pipeline.steps.draw import DrawStep, last_picture
from aura_nb.pipeline.steps.film import FilmStep
from aura_nb.pipeline.steps.step import Inputs, Progress, Step
from aura_nb.pipeline.steps.timeline import TimelineStep
from aura_nb.pipeline.task import Recipe, Task
from aura_nb.specs import FORMAT_FILES, Format, Scene, Title

if TYPE_CHECKING:
    from aura_nb.pipeline.steps.blueprint import Blueprint, Done

# Frames that are encoded, as a share of the work of drawing and encoding the film itself.
_WORK: dict[Format, float] = {"webm": 5.0, "gif": 0.3, "small": 2.0}


class ExportStep(Step, frozen=True, kw_only=True):
    """The file of that form, see `FORMAT_FILES`.

    The inputs are `video.mp4`, `poster.png` and, where the film has any, `captions.vtt` and `captions.srt`. `chapters`
    are title, start and end in seconds; `start` and `end`, in seconds, are the scene that a GIF shows; `most` are the
    bytes that a small film may take.
    """

    kind = "export"
    code = ("media/export.py", "media/small.py", "media/probe.py", "media/mux.py", "media/ffmpeg.py")
    libraries = ("langcodes",)
    programs = ("ffmpeg",)

    form: Format
    title: str
    chapters: tuple[tuple[str, float, float], ...]
    language: str
    fps: int
    seconds: float
    start: float = 0.0
    end: float = 0.0
    most: int = 0

    def perform(self, inputs: Inputs, folder: Path, progress: Progress) -> None:
        from aura_nb.media.export import ExportSource, export  # noqa: PLC0415 - FFmpeg is for the worker that encodes

        film = ExportSource(
            video=inputs["video.mp4"],
            captions=inputs.get("captions.vtt"),
            subtitles=inputs.get("captions.srt"),
            poster=inputs["poster.png"],
            title=self.title,
            chapters=self.chapters,
            language=self.language,
            fps=self.fps,
            seconds=self.seconds,
            start=self.start,
            end=self.end,
            most=self.most,
        )
        export(film, self.form, folder / FORMAT_FILES[self.form], progress=progress)


def task(plan: Blueprint) -> Task:
    """The task that writes the film's other form.

    Raises `RequestInvalid` where a GIF's scene is not there, and where no film of this length is as small as asked.
    """
    form = plan.film.render.format
    shown = _shown(plan) if form == "gif" else None
    if form == "small":
        _require_room(plan)

    def bind(done: Done) -> Recipe:
        timeline = plan.timeline(done)
        inputs = {
            "video.mp4": done[FilmStep.name()].file("video.mp4"),
            "poster.png": last_picture(plan.scenes[0], done),
        }
        if timeline.cues and plan.film.render.captions in {"soft", "both"}:
            inputs |= {name: done[CaptionsStep.name()].file(name) for name in ("captions.vtt", "captions.srt")}
        body = plan.body(shown, done) if shown is not None else []
        step = ExportStep(
            form=form,
            title=plan.film.storyboard.title,
            chapters=tuple((each.title, each.start, each.end) for each in timeline.chapters),
            language=plan.film.language,
            fps=timeline.fps,
            seconds=timeline.frames / timeline.fps,
            start=body[0].start / timeline.fps if body else 0.0,
            end=(body[-1].start + body[-1].frames) / timeline.fps if body else 0.0,
            most=round(plan.film.render.megabytes * 1_000_000) if form == "small" else 0,
        )
        return plan.versions.recipe(step, inputs)

    return Task(
        name=ExportStep.name(),
        phase="render",
        lane="render",
        rank=0,
        weight=plan.frames * _WORK.get(form, 0.02),
        message=f"Writing {FORMAT_FILES[form]}",
        needs=(FilmStep.name(), TimelineStep.name(), CaptionsStep.name(), DrawStep.name(plan.scenes[0])),
        bind=bind,
    )


def _require_room(plan: Blueprint) -> None:
    """Refuse what is impossible before anything is made; what is only nearly so is told by the file itself."""
    seconds = plan.frames / plan.film.render.fps
    needed = seconds * LEAST_RATE / 8 / 1_000_000
    if needed > 2 * plan.film.render.megabytes:
        raise RequestInvalid(
            [
                FieldError(
                    "render.megabytes", f"a film of about {seconds:.0f} s takes about {needed:.1f} MB at the least"
                )
            ],
            remedy="Allow it more, or make the film shorter.",
        )


def _shown(plan: Blueprint) -> Scene:
    """The scene of the GIF: the one that is named, else the first that shows more than a title."""
    wanted = plan.film.render.scene
    if wanted is None:
        return next((scene for scene in plan.scenes if not isinstance(scene.show, Title)), plan.scenes[0])
    found = next((scene for scene in plan.scenes if scene.id == wanted), None)
    if found is None:
        ids = ", ".join(scene.id for scene in plan.scenes)
        raise RequestInvalid(
            [FieldError("render.scene", f"there is no scene {wanted!r} in this film")],
            remedy=f"Name one of its scenes: {ids[:500]}.",
        )
    return found
