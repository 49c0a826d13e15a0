"""The film: its pieces and its sound joined, checked and finished."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from aura_nb.media.encoding_parts import BurnedPart, Loudness, Planned
from aura_nb.media.pieces import EncoderSettings
from aura_nb.pipeline.steps.captions import CaptionsStep
from aura_nb.pipeline.steps.mix import MixStep
from aura_nb.pipeline.steps.step import Inputs, Progress, Question, Step
from aura_nb.pipeline.steps.template import TemplateStep
from aura_nb.pipeline.steps.timeline import TimelineStep
from aura_nb.pipeline.task import InputFile, Recipe, Task
from aura_nb.pipeline.timeline import Timeline
from aura_nb.specs import Captions as CaptionsChoice
from aura_nb.visuals.burned_captions import metrics

if TYPE_CHECKING:
    from aura_nb.media.report import Report
    from aura_nb.pipeline.steps.blueprint import Blueprint, Done


class FilmStep(Step, frozen=True, kw_only=True):
    """`video.mp4` and `report.json`; its value is the report.

    `segments` are an input, its length in frames, and whether its first picture stands still. The inputs `template`,
    `sound` and `captions` are what the steps of these names made. `chapters` are title, start and end in seconds;
    `played` are the first frame and the length of what is a video's own; `builds` are measured above the `strip` rows
    that burned captions take.
    """

    kind = "film"
    code = ("media/*.py",)
    libraries = ("langcodes",)
    programs = ("ffmpeg",)

    settings: EncoderSettings
    segments: tuple[tuple[str, int, bool], ...]
    captions: CaptionsChoice
    chapters: tuple[tuple[str, float, float], ...]
    title: str
    language: str
    frames: int
    loudness: Loudness
    copy_holds: bool
    played: tuple[tuple[int, int], ...] = ()
    builds: tuple[Planned, ...] = ()
    strip: int = 0

    def versions(self) -> dict[str, Question]:
        return {"encoder": partial(EncoderSettings.recipe, self.settings)}

    def perform(self, inputs: Inputs, folder: Path, progress: Progress) -> Report:
        from aura_nb.media.assemble import JoinedSegment, assemble  # noqa: PLC0415 - PyAV is for the worker that joins
        from aura_nb.media.ffmpeg import part  # noqa: PLC0415 - likewise
        from aura_nb.media.mux import mux  # noqa: PLC0415 - likewise
        from aura_nb.media.report import verify  # noqa: PLC0415 - likewise

        silent = folder / "silent.mp4"
        frames = assemble(
            [JoinedSegment(inputs[name], frames, hold) for name, frames, hold in self.segments],
            inputs["template"],
            settings=self.settings,
            file=silent,
            progress=part(progress, 0.0, 0.4),
            copy_holds=self.copy_holds,
        )
        captions = inputs["captions"] if self.captions in {"soft", "both"} else None
        film = folder / "video.mp4"
        mux(
            silent,
            inputs["sound"],
            captions=captions,
            chapters=self.chapters,
            title=self.title,
            language=self.language,
            fps=self.settings.fps,
            frames=frames,
            file=film,
            progress=part(progress, 0.4, 0.6),
        )
        silent.unlink()
        report = verify(film, self._expected(captions), progress=part(progress, 0.6, 1.0))
        encoded = msgspec.json.format(msgspec.json.encode(report), indent=2)
        (folder / "report.json").write_bytes(encoded + b"\n")
        return report

    def _expected(self, captions: Path | None) -> Any:
        from aura_nb.media.report import Expected  # noqa: PLC0415 - PyAV is for the worker that checks

        holds = []
        start = 0
        for _, frames, hold in self.segments:
            if hold:
                holds.append((start, frames))
            start += frames
        return Expected(
            fps=self.settings.fps,
            frames=self.frames,
            width=self.settings.width,
            height=self.settings.height,
            title=self.title,
            language=self.language,
            loudness=self.loudness,
            chapters=list(self.chapters),
            captions=captions,
            holds=holds,
            played=list(self.played),
            builds=list(self.builds),
            strip=self.strip,
        )


class _Joined(NamedTuple):
    piece: InputFile
    frames: int
    hold: bool
    plays: bool = False


def task(plan: Blueprint, parts: tuple[str, ...]) -> Task:
    """The task that finishes the film, of which `parts` are the tasks that make its pieces."""

    def bind(done: Done) -> Recipe:
        timeline = plan.timeline(done)
        inputs = {
            "template": done[TemplateStep.name()].file("template.piece"),
            "sound": done[MixStep.name()].file("sound.m4a"),
            "captions": done[CaptionsStep.name()].file("captions.srt"),
        }
        joined = list(_joined(plan, timeline, done))
        return plan.versions.recipe(
            FilmStep(
                settings=plan.settings,
                segments=tuple((each.piece.sha256, each.frames, each.hold) for each in joined),
                captions=plan.film.render.captions,
                chapters=tuple((each.title, each.start, each.end) for each in timeline.chapters),
                title=plan.film.storyboard.title,
                language=plan.film.language,
                frames=timeline.frames,
                loudness=done[MixStep.name()].read(Loudness),
                copy_holds=plan.film.copy_holds,
                played=tuple(_played(joined)),
                builds=tuple(timeline.builds),
                strip=metrics(plan.film.render.size).strip if plan.film.burned else 0,
            ),
            inputs | {each.piece.sha256: each.piece for each in joined},
        )

    return Task(
        name=FilmStep.name(),
        phase="render",
        lane="render",
        rank=0,
        weight=plan.frames * 0.1,
        message="Joining, checking and finishing the film",
        needs=(TemplateStep.name(), TimelineStep.name(), CaptionsStep.name(), MixStep.name(), *parts),
        bind=bind,
    )


def _joined(plan: Blueprint, timeline: Timeline, done: Done) -> Iterator[_Joined]:
    """The film's segments: their files, their lengths in frames, and whether their first picture stands still.

    A segment of the timeline names `clip:P/still-00`, `motion:P` or `transition:P`, with P a place; a clip with burned
    captions says itself what it is joined from.
    """
    joined: set[str] = set()
    for segment in timeline.segments:
        kind, _, rest = segment.file.partition(":")
        place, _, part = rest.partition("/")
        made = done[f"{kind}:{plan.at(place).id}"]
        if kind != "clip" or made.value is None:
            yield _Joined(made.file(f"{part or kind}.piece"), segment.frames, segment.kind == "hold")
        elif place not in joined:
            joined.add(place)
            found = made.read(tuple[BurnedPart, ...])
            yield from (_Joined(made.file(part.file), part.frames, part.hold, part.plays) for part in found)


def _played(joined: list[_Joined]) -> Iterator[tuple[int, int]]:
    first = 0
    for each in joined:
        if each.plays:
            yield first, each.frames
        first += each.frames
