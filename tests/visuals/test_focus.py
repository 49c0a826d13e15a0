"""A camera goes to the regions of a picture: what it sees at rest, and how it gets there."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
import pytest

from aura_nb.specs import Bullets, Columns, Picture, Scene
from aura_nb.visuals import focus
from aura_nb.visuals.slides import draw

BOX = (100, 60, 320, 180)
SIZES = [(960, 540), (540, 960), (540, 540), (432, 540), (853, 480)]


@pytest.fixture
def quarters(tmp_path):
    """A picture whose quarters are blue, green, red and white: its path."""
    pixels = np.full((600, 800, 3), 255, np.uint8)
    pixels[:300, :400], pixels[:300, 400:], pixels[300:, :400] = (200, 0, 0), (0, 200, 0), (0, 0, 200)
    cv2.imwrite(str(tmp_path / "quarters.png"), pixels)
    return tmp_path / "quarters.png"


def scene(regions, **more):
    return Scene(id="x", heading="The parts", show=Picture(image="p", focus=regions, **({"fit": "contain"} | more)))


def seen(pixels, move):
    """The colour in the middle of the region, and whether all of the region has it."""
    x, y, width, height = move.region
    part = pixels[y : y + height, x : x + width]
    colour = part[height // 2, width // 2]
    return tuple(map(int, colour)), bool((np.abs(part[8:-8, 8:-8].astype(int) - colour) < 24).all())


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("fit", ["contain", "cover"])
def test_each_region_fills_the_pictures_place_and_nothing_else_changes(draw_scene, quarters, size, fit):
    shown = scene([[0.1, 0.1, 0.3, 0.3], [0.6, 0.1, 0.3, 0.3], [0.1, 0.6, 0.3, 0.3]], fit=fit)
    layout, states, folder = draw_scene(shown, size=size, picture=quarters)
    assert [state.cue for state in layout.states] == ["", "", "", ""]
    assert layout.states[0].move is None
    moves = [state.move for state in layout.states[1:]]
    assert [seen(state, move) for state, move in zip(states[1:], moves, strict=True)] == [
        ((200, 0, 0), True),
        ((0, 200, 0), True),
        ((0, 0, 200), True),
    ]
    for move, following in pairwise(moves):
        assert move.end == following.start
    source = cv2.imread(str(folder / moves[0].picture))
    for move in moves:
        assert not any(value % 2 for value in move.region)
        left, top, width, height = move.end
        assert min(left, top) >= 0
        assert left + width <= source.shape[1] + 1e-6
        assert top + height <= source.shape[0] + 1e-6
        x, y, w, h = move.region
        rest = np.abs(states[0].astype(int) - states[1]).max(axis=2)
        rest[y : y + h, x : x + w] = 0
        assert rest.max() == 0


def test_one_region_may_be_named_without_a_list_around_it():
    assert Picture(image="p", focus=[0.1, 0.2, 0.3, 0.4]).regions == [(0.1, 0.2, 0.3, 0.4)]
    assert Picture(image="p", focus=[0.1, 0.2, 0.3, 0.4]).step_count == 1


def test_a_camera_also_moves_in_a_column_after_the_points_beside_it(draw_scene, quarters):
    shown = Columns(columns=[Bullets(items=["One", "Two"]), scene([[0.1, 0.1, 0.3, 0.3]]).show])
    layout, states, _ = draw_scene(Scene(id="x", heading="Both", show=shown), picture=quarters)
    moves = [state.move for state in layout.states]
    assert [move is None for move in moves] == [True, True, True, False][-len(moves) :]
    assert seen(states[-1], moves[-1]) == ((200, 0, 0), True)


def test_a_region_in_a_corner_is_seen_without_what_is_not_there():
    found = focus.rectangles((800, 600), [(0.9, 0.9, 0.1, 0.1)], BOX, covers=False)
    x, y, width, height = found[1]
    assert x + width == pytest.approx(800)
    assert y + height == pytest.approx(600)


def test_a_tiny_region_is_not_enlarged_to_a_blur():
    _, (_, _, width, _) = focus.rectangles((800, 600), [(0.5, 0.5, 0.001, 0.001)], BOX, covers=False)
    assert width == pytest.approx(320 / 3)


def test_a_region_is_seen_with_a_little_around_it():
    _, (left, top, width, height) = focus.rectangles(
        (1600, 900), [(0.25, 0.25, 0.5, 0.5)], (0, 0, 320, 180), covers=False
    )
    assert (width, height) == pytest.approx((1.12 * 800, 1.12 * 450))
    assert (left + width / 2, top + height / 2) == pytest.approx((800, 450))


def test_one_picture_in_two_columns_has_the_regions_of_each(draw_scene, quarters):
    left = Picture(image="p", fit="contain", focus=[[0.1, 0.1, 0.3, 0.3], [0.6, 0.1, 0.3, 0.3]])
    right = Picture(image="p", fit="contain", focus=[[0.1, 0.6, 0.3, 0.3]])
    layout, states, folder = draw_scene(Scene(id="x", show=Columns(columns=[left, right])), picture=quarters)
    moves = [state.move for state in layout.states[1:]]
    assert [seen(state, move)[0] for state, move in zip(states[1:], moves, strict=True)] == [
        (200, 0, 0),
        (0, 200, 0),
        (0, 0, 200),
    ]
    assert moves[0].region == moves[1].region != moves[2].region
    assert all((folder / move.picture).exists() for move in moves)


def test_a_picture_stands_whole_next_to_itself_with_a_region(draw_scene, quarters):
    shown = Columns(columns=[Picture(image="p", fit="contain"), Picture(image="p", focus=[0.1, 0.1, 0.3, 0.3])])
    layout, states, _ = draw_scene(Scene(id="x", show=shown), picture=quarters)
    assert [state.move is None for state in layout.states] == [True, False]
    x, *_ = layout.states[1].move.region
    assert not np.abs(states[0][:, : x - 8].astype(int) - states[1][:, : x - 8]).any()


def test_cameras_in_two_columns_move_each_over_its_own_picture(quarters, tmp_path):
    other = tmp_path / "white.png"
    cv2.imwrite(str(other), np.full((600, 800, 3), 255, np.uint8))
    show = Columns(columns=[Picture(image=name, fit="contain", focus=[0.1, 0.1, 0.3, 0.3]) for name in "ab"])
    layout = draw(
        Scene(id="x", show=show),
        size=(960, 540),
        theme="light",
        language="en-US",
        folder=tmp_path,
        files={"a": quarters, "b": other},
        progress=lambda _: None,
    )
    first, second = [cv2.imread(str(tmp_path / state.move.picture)) for state in layout.states[1:]]
    assert first.min() == 0
    assert second.min() == 255
