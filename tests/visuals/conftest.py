"""Scenes, frames and pictures the tests of this folder share."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from aura_nb.visuals import typesetter
from aura_nb.visuals.fonts import Library
from aura_nb.visuals.own_theme import load
from aura_nb.visuals.sheet import formulas, is_slanted, scene_data, scene_text
from aura_nb.visuals.slides import draw


@pytest.fixture
def draw_scene(tmp_path):
    """Draws a scene into a fresh folder: (layout, its states as BGR pixels, the folder)."""
    made = iter(range(1000))

    def run(scene, *, size=(960, 540), language="en-US", picture=None, progress=lambda _: None, still=False):
        folder = tmp_path / f"draw-{next(made)}"
        folder.mkdir()
        layout = draw(
            scene,
            size=size,
            theme="light",
            language=language,
            folder=folder,
            files=dict.fromkeys(scene.show.files().values(), picture) if picture else {},
            progress=progress,
            still=still,
        )
        return layout, [cv2.imread(str(folder / state.file)) for state in layout.states], folder

    return run


@pytest.fixture
def typeset_scene():
    """Typesets a scene with some of its data changed: (pages as BGR pixels, cues, regions of pictures)."""

    def run(scene, *, size=(960, 540), language="en-US", **changes):
        theme = load("light")
        italic = is_slanted(scene)
        lettering = Library().lettering(scene_text(scene), theme=theme, language=language, italic=italic)
        sheet = scene_data(scene, size=size, theme=theme, language=language)
        sheet["sizes"] = {name: [400, 300] for name in scene.show.files().values()}
        sheet |= changes
        pages = typesetter.typeset(sheet, lettering, mathematics=bool(formulas(scene)))
        return [decode(png) for png in pages.pngs], pages.cues, pages.regions

    return run


def decode(png):
    return cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR)


@pytest.fixture
def photo(tmp_path):
    """Writes a picture of a gradient with a white top left corner: its path."""

    def make(name="photo.png", width=640, height=480):
        across, down = np.meshgrid(np.linspace(0, 200, width), np.linspace(0, 200, height))
        image = np.dstack([across, down, 0.5 * across]).astype(np.uint8)
        image[: height // 4, : width // 4] = 255
        cv2.imwrite(str(tmp_path / name), image)
        return tmp_path / name

    return make
