"""The slide: a scene's states as pictures, and how its picture moves."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from aura_nb import visuals
from aura_nb.pipeline.steps.lettering import Typefaces, lettering_of, set_in
from aura_nb.pipeline.steps.scenes import called, content, points
from aura_nb.pipeline.steps.step import Inputs, Progress, Question, Step
from aura_nb.pipeline.task import Task
from aura_nb.specs import Custom, Scene
from aura_nb.visuals import Layout, custom
from aura_nb.visuals.captions import metrics

if TYPE_CHECKING:
    from aura_nb.pipeline.steps.blueprint import Blueprint, Done


class DrawStep(Step, frozen=True, kw_only=True):
    """PNG files; its value is the `Layout`. `strip` are the rows at the slide's foot that burned captions take.

    A scene's picture is the input `picture`.
    """

    kind = "draw"
    code = ("pipeline/steps/lettering.py",)  # the recipe of the slides names its own

    scene: Scene
    size: tuple[int, int]
    theme: str
    language: str
    typefaces: Typefaces
    strip: int = 0

    def versions(self) -> dict[str, Question]:
        found: dict[str, Question] = {"slides": partial(visuals.recipe, self.theme)}
        if isinstance(self.scene.show, Custom):
            found["visual"] = partial(custom.recipe, self.scene.show.visual)
        return found

    def perform(self, inputs: Inputs, folder: Path, progress: Progress) -> Layout:
        from aura_nb.visuals.slides import draw  # noqa: PLC0415 - Typst and OpenCV are for the worker that draws

        return draw(
            self.scene,
            size=self.size,
            theme=self.theme,
            language=self.language,
            folder=folder,
            picture=inputs.get("picture"),
            progress=progress,
            lettering=lettering_of(self.typefaces, inputs),
            strip=self.strip,
        )


def task(plan: Blueprint, scene: Scene) -> Task:
    """The task that draws a scene. Raises `FontMissing`, `VisualUnavailable` and `RequestInvalid` (theme)."""
    film = plan.film
    size = film.render.size
    drawn = film.shown(scene)
    picture = film.pictures.get(scene.id)
    typefaces, fonts = set_in(film.lettering(scene), film.library)
    recipe = plan.versions.recipe(
        DrawStep(
            scene=Scene(id="scene", heading=drawn.heading, show=content(drawn)),
            size=size,
            theme=film.render.theme,
            language=film.language,
            typefaces=typefaces,
            strip=metrics(size).strip if film.burned else 0,
        ),
        fonts | ({"picture": picture} if picture else {}),
    )
    return Task(
        name=DrawStep.name(scene),
        phase="visuals",
        lane="render",
        rank=1,
        weight=1 + points(scene),
        message=f"Drawing {called(scene)}",
        scene=scene.id,
        place=scene.place,
        bind=lambda _: recipe,
    )


def layout(scene: Scene, done: Done) -> Layout:
    """What drawing a scene gave."""
    return done[DrawStep.name(scene)].read(Layout)
