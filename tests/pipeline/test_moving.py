"""A plan says what movement costs: as many pictures as are encoded for it, and no picture that stands."""

from __future__ import annotations

import asyncio

import cv2
import msgspec
import numpy as np
from support import SMALL, picture_scene, story

from aura_nb.pipeline.dryrun import plan_film
from aura_nb.pipeline.durations import BUILD_SECONDS, TRANSITION_SECONDS, piece_frames
from aura_nb.pipeline.film_request import FilmRequest
from aura_nb.pipeline.film_spec import FilmSpec
from aura_nb.pipeline.moving import motion_cost
from aura_nb.pipeline.workspace import Workspace
from aura_nb.specs import Bullets, Picture, Render, Scene, Voice

BUILD, CROSSING = piece_frames(BUILD_SECONDS, 15), piece_frames(TRANSITION_SECONDS, 15)


def cost(*scenes, **render):
    film = FilmSpec(
        storyboard=story(scenes=list(scenes)),
        voice=Voice(),
        render=msgspec.structs.replace(SMALL, **render),
        pictures={},
    )
    return motion_cost(film, {scene.id: 4.0 for scene in scenes}, {})


POINTS = Scene(id="points", heading="Points", show=Bullets(items=["One", "Two", "Three"]))
MOVING = Scene(id="moving", show=Picture(image="bee.png", alt="A bee", fit="cover"))


def test_openings_transitions_ends_and_builds_are_counted() -> None:
    found = cost(POINTS, Scene(id="b", heading="Then"))
    assert (found.full, found.calm, found.none) == (3 * CROSSING + 3 * BUILD, 3 * CROSSING + 3 * BUILD, 0)
    assert found.share == round(found.full / (8 * 15), 3)


def test_a_picture_that_moves_is_what_full_costs_more() -> None:
    found = cost(MOVING, motion="calm")
    assert found.motion == "calm"
    assert (found.full, found.calm, found.none) == (2 * CROSSING + 60 - CROSSING, 2 * CROSSING, 0)


def test_a_camera_takes_longer_than_a_build() -> None:
    led = Scene(id="led", show=Picture(image="a.png", alt="A", focus=[[0.1, 0.1, 0.3, 0.3], [0.5, 0.5, 0.3, 0.3]]))
    found = cost(led)
    assert found.full > found.calm == 2 * CROSSING + 2 * BUILD


def test_the_plan_of_a_film_says_it(tmp_path) -> None:
    cv2.imwrite(str(tmp_path / "bee.png"), np.full((480, 640, 3), 200, np.uint8))
    request = FilmRequest(
        storyboard=story(scenes=[POINTS, picture_scene()]), render=Render(fps=15), folder=str(tmp_path)
    )
    plan = asyncio.run(plan_film(request, workspace=Workspace(tmp_path / "workspace")))
    assert plan.motion is not None
    assert plan.motion.motion == "full"
    assert plan.motion.full > plan.motion.calm > plan.motion.none == 0
