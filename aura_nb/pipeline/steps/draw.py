"""The slide: a scene's states as pictures, and how its picture moves."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from aura_nb import visuals
from aura_nb.pipeline.steps.step import Inputs, Progress, Question, Step, called
from aura_nb.pipeline.steps.typefaces import Typefaces, lettering_of, set_in
from aura_nb.pipeline.task import InputFile, Task
from aura_nb.specs import Custom, Scene, Show
from aura_nb.visuals import Layout, charts, custom
from aura_nb.visuals.burned_captions import metrics

if TYPE_CHECKING:
    from aura_nb.pipeline.steps.blueprint import Blueprint, Done

PLACE = "file-"
LOGO = "logo"


class DrawStep(Step, frozen=True, kw_only=True):
    """PNG files; its value is the `Layout`. `strip` are the rows at the slide's foot that burned captions take;
    `still` is a picture over which a camera could move, and does not; what is drawn `alone` has no ornament.

    The files that the scene shows are the inputs of the names it has for them, which begin with `PLACE`. The
    picture of a logo is the input `LOGO`.
    """

    kind = "draw"
    code = ("pipeline/steps/typefaces.py", "footage/*.py")  # the recipe of the slides names its own

    scene: Scene
    size: tuple[int, int]
    theme: str
    language: str
    typefaces: Typefaces
    strip: int = 0
    still: bool = False
    alone: bool = False

    def versions(self) -> dict[str, Question]:
        found: dict[str, Question] = {"slides": partial(visuals.recipe, self.theme)}
        if isinstance(self.scene.show, Custom):
            found["visual"] = partial(custom.recipe, self.scene.show.visual)
        if charts.charts_of(self.scene.show):
            found["charts"] = partial(charts.recipe)
        return found

    def perform(self, inputs: Inputs, folder: Path, progress: Progress) -> Layout:
        from aura_nb.visuals.slides import draw  # noqa: PLC0415 - Typst and OpenCV are for the worker that draws

        return draw(
            self.scene,
            size=self.size,
            theme=self.theme,
            language=self.language,
            folder=folder,
            files={name: path for name, path in inputs.items() if name.startswith(PLACE)},
            progress=progress,
            lettering=lettering_of(self.typefaces, inputs),
            strip=self.strip,
            still=self.still,
            alone=self.alone,
            logo=inputs.get(LOGO),
        )


def task(plan: Blueprint, scene: Scene, *, alone: bool = False) -> Task:
    """The task that draws a scene, `alone` without the theme's ornament.

    Raises `FontMissing`, `VisualUnavailable` and `RequestInvalid` (theme).
    """
    film = plan.film
    size = film.render.size
    pictures = film.pictures.get(scene.id, {})
    typefaces, fonts = set_in(film.lettering(scene), film.library)
    recipe = plan.versions.recipe(
        DrawStep(
            scene=Scene(id="scene", heading=film.shown(scene).heading, show=bare(plan, scene)),
            size=size,
            theme=film.theme,
            language=film.language,
            typefaces=typefaces,
            strip=metrics(size).strip if film.burned else 0,
            still=scene.show.moves and not plan.moves(scene),
            alone=alone,
        ),
        fonts
        | {place: pictures[name] for name, place in _places(plan, scene).items()}
        | ({LOGO: film.logo} if film.logo is not None else {}),
    )
    return Task(
        name=DrawStep.name(scene),
        phase="visuals",
        lane="render",
        rank=1,
        weight=1 + scene.show.states,
        message=f"Drawing {called(scene)}",
        scene=scene.id,
        place=scene.place,
        bind=lambda _: recipe,
    )


def bare(plan: Blueprint, scene: Scene) -> Show:
    """What a scene shows, as far as it bears on its drawing; files are called by their place in the recipe."""
    return plan.film.shown(scene).show.bare(_places(plan, scene))


def _places(plan: Blueprint, scene: Scene) -> dict[str, str]:
    """What each file of a scene is called in its recipe: its content counts, and not its name."""
    return {name: f"{PLACE}{number}" for number, name in enumerate(plan.film.pictures.get(scene.id, {}))}


def files(plan: Blueprint, scene: Scene, names: Iterable[str]) -> dict[str, InputFile]:
    """Some of a scene's files, by their place in its recipe."""
    places = {place: plan.film.pictures[scene.id][name] for name, place in _places(plan, scene).items()}
    return {name: places[name] for name in names}


def layout(scene: Scene, done: Done) -> Layout:
    """What drawing a scene gave."""
    return done[DrawStep.name(scene)].read(Layout)


def last_picture(scene: Scene, done: Done) -> InputFile:
    """The picture with which a scene ends."""
    drawn = layout(scene, done)
    return done[DrawStep.name(scene)].file(drawn.end_state or drawn.states[-1].file)
