"""The film as slides that can be edited, with what is said in their notes."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from aura_nb import visuals
from aura_nb.errors import FieldError, RequestInvalid
from aura_nb.installed import optional
from aura_nb.pipeline.steps import draw
from aura_nb.pipeline.steps.blueprint import Blueprint
from aura_nb.pipeline.steps.step import Inputs, Progress, Question, Step
from aura_nb.pipeline.task import Finished, InputFile, Recipe, Task
from aura_nb.specs import FORMAT_FILES, Chart, Clip, Columns, Custom, Formula, Picture, Scene
from aura_nb.specs.kinds.kind import Kind
from aura_nb.specs.turns import BETWEEN
from aura_nb.visuals.layout import Layout

if TYPE_CHECKING:
    from aura_nb.pipeline.steps.blueprint import Done

_LIBRARY = "python-pptx"
_FIGURE = "figure:"
_DRAWN = (Formula, Chart, Clip, Custom)
# The first bytes of the pictures that slides can hold.
_TAKEN = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8")


class ShownSlide(Struct, frozen=True, omit_defaults=True):
    """A scene whose pictures are called by inputs; `figures` are the inputs of what is drawn, see `EditableSlide`."""

    scene: Scene
    notes: str = ""
    figures: tuple[str, ...] = ()


class SlidesStep(Step, frozen=True, kw_only=True):
    """`slides.pptx`, of the scenes and the inputs that they name."""

    kind = "slides"
    code = (
        "visuals/__init__.py",
        "visuals/powerpoint.py",
        "visuals/powerpoint_text.py",
        "visuals/slide_text.py",
        "visuals/theme.py",
        "visuals/own_theme.py",
    )
    libraries = ("numpy", "opencv", _LIBRARY)

    slides: tuple[ShownSlide, ...]
    title: str
    size: tuple[int, int]
    theme: str

    def versions(self) -> dict[str, Question]:
        return {"slides": partial(visuals.recipe, self.theme)}

    def perform(self, inputs: Inputs, folder: Path, _progress: Progress) -> None:
        from aura_nb.visuals import own_theme, powerpoint  # noqa: PLC0415 - python-pptx is for the worker that writes

        powerpoint.write_slides(
            [powerpoint.EditableSlide(each.scene, each.notes, each.figures) for each in self.slides],
            inputs,
            title=self.title,
            size=self.size,
            theme=own_theme.load(self.theme),
            file=folder / FORMAT_FILES["pptx"],
        )


def tasks(plan: Blueprint) -> list[Task]:
    """The task that writes the slides, behind those that draw what is none of text.

    Raises `RequestInvalid` where python-pptx is not installed.
    """
    if not optional(_LIBRARY):
        raise RequestInvalid(
            [FieldError("render.format", f"pptx needs the package {_LIBRARY}, which is not installed")],
            remedy="Run `pip install 'aura-nb[pptx]'`.",
        )
    figures = {scene.id: list(_figures(plan, scene)) for scene in plan.scenes}
    drawn = [figure for scene in plan.scenes for figure in figures[scene.id] if figure is not None]

    def bind(done: Done) -> Recipe:
        inputs: dict[str, InputFile] = {}

        def taken(file: InputFile) -> str:
            inputs[file.sha256] = file
            return file.sha256

        slides = tuple(
            ShownSlide(
                scene=Scene(
                    id=plan.place(scene),
                    heading=scene.heading,
                    show=scene.show.with_files(
                        {name: taken(file) for name, file in plan.film.pictures.get(scene.id, {}).items()}
                    ),
                ),
                notes=_notes(scene),
                figures=tuple(taken(_picture(done[each.name])) if each else "" for each in figures[scene.id]),
            )
            for scene in plan.scenes
        )
        return plan.versions.recipe(
            SlidesStep(
                slides=slides, title=plan.film.storyboard.title, size=plan.film.render.size, theme=plan.film.theme
            ),
            inputs,
        )

    written = Task(
        name=SlidesStep.name(),
        phase="render",
        lane="render",
        rank=0,
        weight=len(plan.scenes),
        message=f"Writing {FORMAT_FILES['pptx']}",
        needs=tuple(each.name for each in drawn),
        bind=bind,
    )
    return [*drawn, written]


def _figures(plan: Blueprint, scene: Scene) -> Iterator[Task | None]:
    """For each of the things that a scene shows, the task that draws it alone; None where it is shown as it is."""
    bare = Blueprint(dataclasses.replace(plan.film, logo=None), plan.versions)
    parts = scene.show.columns if isinstance(scene.show, Columns) else [scene.show]
    for number, part in enumerate(parts):
        if _is_drawn(plan, scene, part):
            alone = draw.task(bare, msgspec.structs.replace(scene, heading="", show=part, cues=[]), alone=True)
            yield dataclasses.replace(alone, name=f"{_FIGURE}{scene.id}-{number}", rank=5)
        else:
            yield None


def _is_drawn(plan: Blueprint, scene: Scene, show: Kind) -> bool:
    if isinstance(show, Picture):
        file = Path(plan.film.pictures[scene.id][show.image].path)
        with file.open("rb") as stream:
            return not stream.read(4).startswith(_TAKEN)
    return isinstance(show, _DRAWN)


def _picture(drawn: Finished) -> InputFile:
    """The last that a drawn scene shows."""
    return drawn.file(drawn.read(Layout).states[-1].file)


def _notes(scene: Scene) -> str:
    """What is said, in a dialogue with who says it."""
    if not any(turn.speaker for turn in scene.say):
        return scene.narration
    return BETWEEN.join(f"{turn.speaker}: {turn.text}" if turn.speaker else turn.text for turn in scene.say)
