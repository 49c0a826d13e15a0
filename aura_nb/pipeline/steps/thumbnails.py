"""Small pictures along the time line, for players that show where a click leads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from aura_nb.pipeline.steps.draw import DrawStep, layout
from aura_nb.pipeline.steps.step import Inputs, Progress, Step
from aura_nb.pipeline.steps.timeline import TimelineStep
from aura_nb.pipeline.task import InputFile, Recipe, Task

if TYPE_CHECKING:
    from aura_nb.pipeline.steps.blueprint import Blueprint, Done

LEAST_SECONDS = 1.0  # what is seen for a shorter time has none


class ThumbnailsStep(Step, frozen=True, kw_only=True):
    """`thumbnails.vtt` and the sheets it names. `stops` are from when on, in seconds, which input is seen."""

    kind = "thumbnails"
    code = ("media/thumbnails.py", "media/caption_files.py")
    libraries = ("numpy", "opencv")

    stops: tuple[tuple[float, str], ...]
    seconds: float
    size: tuple[int, int]

    def perform(self, inputs: Inputs, folder: Path, progress: Progress) -> None:
        from aura_nb.media.thumbnails import Stop, write_thumbnails  # noqa: PLC0415 - OpenCV is for the worker

        write_thumbnails(
            [Stop(*stop) for stop in self.stops],
            inputs,
            seconds=self.seconds,
            size=self.size,
            folder=folder,
            progress=progress,
        )


def task(plan: Blueprint) -> Task:
    """The task that makes the thumbnails, of what was drawn."""

    def bind(done: Done) -> Recipe:
        timeline = plan.timeline(done)
        seen = list(_seen(plan, done))
        pictures = {picture.sha256: picture for _, picture in seen}
        found = stops([(start, picture.sha256) for start, picture in seen])
        return plan.versions.recipe(
            ThumbnailsStep(stops=found, seconds=round(timeline.seconds, 3), size=plan.film.render.size),
            {picture: pictures[picture] for _, picture in found},
        )

    return Task(
        name=ThumbnailsStep.name(),
        phase="compose",
        lane="render",
        rank=0,
        weight=1 + len(plan.scenes) * 0.1,
        message="Making thumbnails along the time line",
        needs=(TimelineStep.name(), *map(DrawStep.name, plan.scenes)),
        bind=bind,
    )


def stops(seen: Sequence[tuple[float, str]]) -> tuple[tuple[float, str], ...]:
    """Where along the time line which picture stands, of what is seen from when on: what soon goes has no stop.

    >>> stops([(0.0, "title"), (4.0, "first point"), (4.5, "second point"), (9.0, "second point")])
    ((0.0, 'title'), (4.0, 'second point'))
    """
    found: list[tuple[float, str]] = []
    for start, picture in seen:
        begins = found.pop()[0] if found and start - found[-1][0] < LEAST_SECONDS else start
        if not found or found[-1][1] != picture:
            found.append((round(begins, 3), picture))
    return tuple(found)


def _seen(plan: Blueprint, done: Done) -> Iterator[tuple[float, InputFile]]:
    """From when on, in seconds, which picture is seen; a transition is of the scene that it leads into."""
    timeline = plan.timeline(done)
    for segment in timeline.segments:
        kind, _, rest = segment.file.partition(":")
        place, _, part = rest.partition("/")
        if kind == "leave":
            continue
        scene = plan.at(place)
        drawn = layout(scene, done)
        number = int(part.rpartition("-")[2]) if part else 0
        yield segment.start / timeline.fps, done[DrawStep.name(scene)].file(drawn.states[number].file)
