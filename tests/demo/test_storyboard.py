from __future__ import annotations

import struct

import pytest

from aura_nb.demo import DEMO_TOPIC, FOLDER, demo_storyboard
from aura_nb.sources import estimated_seconds
from aura_nb.specs import Bullets, End, Picture, Storyboard, Title
from aura_nb.specs.validation import check


def test_the_demo_shows_every_kind_of_scene_in_about_fifteen_seconds() -> None:
    story = demo_storyboard()
    assert story.title == DEMO_TOPIC
    assert check(Storyboard, story) == story
    assert {type(scene.show) for scene in story.scenes} == {Title, Bullets, Picture, End}
    assert estimated_seconds(story) == pytest.approx(15, rel=0.1)


def test_every_bullet_of_the_demo_is_said() -> None:
    scene = demo_storyboard()["how"]
    assert isinstance(scene.show, Bullets)
    assert all(item.lower() in scene.narration.lower() for item in scene.show.items)


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
