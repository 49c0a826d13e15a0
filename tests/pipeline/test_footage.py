"""Films with videos: their times, their sound, and what is not done again."""

from __future__ import annotations

import asyncio

import av
import numpy as np
import pytest
from PIL import Image
from support import SMALL

from aura_nb.media.ffmpeg import run
from aura_nb.pipeline.dryrun import plan_film
from aura_nb.pipeline.film import make_film
from aura_nb.pipeline.output import OutputPlace
from aura_nb.pipeline.request import FilmRequest
from aura_nb.pipeline.timeline import TRANSITION_SECONDS, piece_frames
from aura_nb.pipeline.workspace import Workspace
from aura_nb.specs import Bullets, Clip, Columns, Picture, Scene, Storyboard, Title, Voice

SHADES = [40, 120, 200]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with a video of three seconds, each of another grey, and an animation of the same."""
    made = tmp_path_factory.mktemp("footage")
    frames = [Image.new("RGB", (64, 36), (shade,) * 3) for shade in SHADES]
    for number, frame in enumerate(frames):
        frame.save(made / f"{number}.png")
    frames[0].save(made / "ever.gif", save_all=True, append_images=frames[1:], duration=200, loop=0)
    run(
        [
            "-framerate",
            "1",
            "-i",
            str(made / "%d.png"),
            "-f",
            "lavfi",
            "-i",
            "sine=500:d=3",
            "-c:v",
            "libx264",
            "-r",
            "15",
            "-qp",
            "4",
            "-pix_fmt",
            "yuv420p",
            "-c:a",
            "aac",
            "-t",
            "3",
            str(made / "run.mp4"),
        ]
    )
    return made


@pytest.fixture(scope="module")
def board():
    beside = Columns(columns=[Bullets(items=["One", "Two"]), Picture(image="ever.gif", fit="contain")])
    return Storyboard(
        title="Runs",
        language="en",
        scenes=[
            Scene(id="clip", heading="The run", narration="Look.", show=Clip(video="run.mp4", sound=True)),
            Scene(id="moves", heading="Moves", narration="One, and then two.", show=beside),
            Scene(id="end", heading="The end", narration="That is all.", show=Title()),
        ],
    )


@pytest.fixture(scope="module")
def made(folder, board, tmp_path_factory):
    place = tmp_path_factory.mktemp("made")
    request = FilmRequest(storyboard=board, render=SMALL, voice=Voice(name="silent:timed"), folder=str(folder))
    workspace = Workspace(place / "workspace")
    film = asyncio.run(make_film(request, output=OutputPlace.named(place / "film"), workspace=workspace))
    again = asyncio.run(plan_film(request, workspace=workspace))
    return film, again


def test_a_video_plays_from_its_scenes_beginning_and_to_its_end(made):
    film, plan = made
    with av.open(film.video) as video:
        frames = [frame.to_ndarray(format="gray") for frame in video.decode(video=0)]
    assert len(frames) == film.report["frames"]
    opening = piece_frames(TRANSITION_SECONDS, 15)
    shown = [float(np.median(frame[60:100, 140:180])) for frame in frames[opening : opening + 45]]
    seen = [np.abs(np.array(SHADES) - shade).argmin() for shade in shown]
    assert seen == [0] * 15 + [1] * 15 + [2] * 15
    assert plan.scenes[0].seconds == pytest.approx(3.5, abs=0.6)


def test_what_stands_still_in_a_video_is_no_fault_of_the_film(made):
    report = made[0].report
    assert (report["frozen"], report["black"]) == ([], [])
    assert abs(report["avDifference"]) < 1 / 15
    assert report["integrated"] == pytest.approx(-14, abs=0.7)


def test_a_film_with_videos_is_all_there_the_second_time(made):
    assert {task.status for task in made[1].tasks} == {"hit"}
