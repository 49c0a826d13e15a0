from __future__ import annotations

import re
import struct

import pytest

from aura_nb.demo import DEMO_TOPIC, FOLDER, demo_storyboard
from aura_nb.sources import estimated_seconds
from aura_nb.specs import Code, End, Formula, Picture, Storyboard, Title
from aura_nb.specs.validation import check


def test_the_demo_shows_code_mathematics_a_plot_and_a_picture_in_about_fifteen_seconds() -> None:
    story = demo_storyboard()
    assert story.title == DEMO_TOPIC
    assert check(Storyboard, story) == story
    shown = [part for scene in story.scenes for part in getattr(scene.show, "columns", [scene.show])]
    assert [type(part) for part in shown] == [Title, Code, Formula, Picture, Picture, End]
    assert estimated_seconds(story) == pytest.approx(15.5, rel=0.07)


def test_each_part_of_the_demos_code_is_lit_by_a_word_that_is_said() -> None:
    scene = demo_storyboard()["code"]
    assert isinstance(scene.show, Code)
    assert [cue.show for cue in scene.cues] == [1, 2] == list(range(1, len(scene.show.lines) + 1))
    assert all(cue.on in scene.narration for cue in scene.cues)


def test_the_demos_code_gives_the_curve_of_its_plot() -> None:
    scene = demo_storyboard()["code"]
    names: dict = {}
    exec(scene.show.code, names)
    drawing = (FOLDER / "tide.svg").read_text()
    curve = [tuple(map(float, pair.split(","))) for pair in re.search(r'points="(.+?)"', drawing)[1].split()]
    heights = [names["height"](24 * index / (len(curve) - 1)) for index in range(len(curve))]
    low, high = min(heights), max(heights)
    top, bottom = min(y for _, y in curve), max(y for _, y in curve)
    for (_, y), height in zip(curve, heights, strict=True):
        assert (bottom - y) / (bottom - top) == pytest.approx((height - low) / (high - low), abs=0.01)


def test_the_demos_picture_is_in_the_package_and_large_enough_to_move_in() -> None:
    (show,) = [scene.show for scene in demo_storyboard().scenes if isinstance(scene.show, Picture)]
    picture = (FOLDER / show.image).read_bytes()
    assert len(picture) < 400_000
    frame = picture.index(b"\xff\xc0")
    height, width = struct.unpack(">HH", picture[frame + 5 : frame + 9])
    assert (width, height) == (1920, 1280)


@pytest.mark.parametrize("topic", [None, "", " ", DEMO_TOPIC])
def test_no_topic_gives_the_demo_itself(topic) -> None:
    assert demo_storyboard(topic) == demo_storyboard()


@pytest.mark.parametrize("topic", ["Photosynthesis", "Is coffee healthy?", "How to read a histogram"])
def test_a_topic_of_ones_own_gives_a_short_film_about_it(topic) -> None:
    story = demo_storyboard(topic)
    assert story.title == topic
    assert estimated_seconds(story) == pytest.approx(15, rel=0.2)
