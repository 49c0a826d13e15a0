"""A picture moves slowly: a small zoom with a slight pan, inside the picture, over a source of the right size."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from aura_nb.specs import Picture, Scene
from aura_nb.visuals import planned_move

SIZES = [(480, 270), (270, 480), (300, 300), (642, 160)]
SHAPES = [(640, 480), (480, 640), (900, 170), (170, 900)]


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("heading", ["", "The hills above the lake"])
def test_the_move_stays_inside_the_picture_and_the_region_inside_the_frame(draw_scene, photo, size, shape, heading):
    scene = Scene(id="p", heading=heading, show=Picture(image="photo.png", fit="cover"))
    layout, [first], folder = draw_scene(scene, size=size, picture=photo(width=shape[0], height=shape[1]))
    move = layout.motion
    x, y, width, height = move.region
    assert all(value % 2 == 0 for value in move.region)
    assert 0 <= x < x + width <= size[0]
    assert 0 <= y < y + height <= size[1]
    source = cv2.imread(str(folder / move.picture))
    areas = []
    for left, top, across, down in (move.start, move.end):
        assert left >= 0
        assert top >= 0
        assert left + across <= source.shape[1] + 1e-6
        assert top + down <= source.shape[0] + 1e-6
        assert across / down == pytest.approx(width / height, rel=1e-6)
        assert 1 <= across / width <= 1.3, "the warp neither magnifies nor reduces much"
        areas.append(across)
    assert 1.06 <= max(areas) / min(areas) <= 1.1001
    assert first.shape[1::-1] == size


def test_the_states_are_the_frames_at_both_ends_of_the_move(draw_scene, photo):
    scene = Scene(id="p", heading="The hills", show=Picture(image="photo.png", fit="cover", caption="At dusk"))
    layout, [first], folder = draw_scene(scene, picture=photo())
    move = layout.motion
    assert [(state.file, state.cue) for state in layout.states] == [("state-00.png", "")]
    assert move.overlay is None
    source, last = (cv2.imread(str(folder / name)) for name in (move.picture, layout.end_state))
    x, y, width, height = move.region
    for frame, rectangle in ((first, move.start), (last, move.end)):
        seen = planned_move.view(source, rectangle, (width, height))
        assert np.array_equal(frame[y : y + height, x : x + width], seen)
    outside = np.ones(first.shape[:2], bool)
    outside[y : y + height, x : x + width] = False
    assert np.array_equal(first[outside], last[outside])
    assert not np.array_equal(first, last)


@pytest.mark.parametrize("size", SIZES[:3], ids=str)
def test_a_picture_alone_is_full_bleed(draw_scene, photo, size):
    shape = (size[0], round(size[1] * 1.2))
    layout, _, _ = draw_scene(
        Scene(id="p", show=Picture(image="x", fit="cover")), size=size, picture=photo("x.png", *shape)
    )
    assert layout.motion.region == (0, 0, *size)


def test_a_right_to_left_slide_has_its_picture_at_the_left(draw_scene, photo):
    scene = Scene(id="p", heading="דבורים", show=Picture(image="x", fit="cover"))
    layout, _, _ = draw_scene(scene, language="he", picture=photo())
    assert layout.motion.region[0] == 0
    latin = Scene(id="p", heading="Bees", show=Picture(image="x", fit="cover"))
    layout, _, _ = draw_scene(latin, language="en", picture=photo())
    assert sum(layout.motion.region[::2]) == 960


def test_a_whole_picture_moves_without_a_shift():
    image = np.random.default_rng(1).integers(0, 255, (40, 60, 3), np.uint8)
    assert np.array_equal(planned_move.view(image, (0, 0, 60, 40), (60, 40)), image)
    assert np.array_equal(planned_move.view(image, (10, 4, 30, 20), (30, 20)), image[4:24, 10:40])


def test_drawing_a_picture_again_gives_the_same_bytes(draw_scene, photo):
    scene = Scene(id="p", heading="The hills", show=Picture(image="photo.png", fit="cover"))
    (_, _, one), (_, _, other) = (draw_scene(scene, picture=photo()) for _ in range(2))
    assert {file.name for file in one.iterdir()} == {"picture.png", "state-00.png", "state-end.png"}
    for file in one.iterdir():
        assert file.read_bytes() == (other / file.name).read_bytes()


def test_a_picture_of_a_calm_film_fills_its_region_and_stands(draw_scene, photo):
    scene = Scene(id="p", heading="A bee", show=Picture(image="photo.png", fit="cover"))
    moving, _, _ = draw_scene(scene, picture=photo())
    layout, [still], folder = draw_scene(scene, picture=photo(), still=True)
    assert layout.motion is None
    assert layout.end_state is None
    assert [file.name for file in folder.iterdir()] == [state.file for state in layout.states]
    x, y, width, height = moving.motion.region
    inside = still[y : y + height, x : x + width]
    assert inside[2, 2].min() > 240, "the photograph's white corner is not where it is"
