"""Films with videos: their times, their sound, and what is not done again."""

from __future__ import annotations

import asyncio
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image
from support import SMALL

from aura_nb.errors import AssetInvalid
from aura_nb.media.captions import Chapter
from aura_nb.media.ffmpeg import run
from aura_nb.pipeline.dryrun import plan_film
from aura_nb.pipeline.durations import TRANSITION_SECONDS, piece_frames
from aura_nb.pipeline.film import make_film
from aura_nb.pipeline.film_request import FilmRequest
from aura_nb.pipeline.looking import specify_seen
from aura_nb.pipeline.output import OutputPlace
from aura_nb.pipeline.steps.captions import CaptionsStep, Said, said_of
from aura_nb.pipeline.steps.look import LookStep
from aura_nb.pipeline.steps.versions import Versions
from aura_nb.pipeline.workspace import Workspace
from aura_nb.request.named import film_request
from aura_nb.specs import Bullets, Chart, Clip, Columns, Formula, Picture, Scene, Storyboard, Voice

CROSSING = piece_frames(TRANSITION_SECONDS, 15)
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
            Scene(id="end", narration="That is all.", show=Clip(video="run.mp4", start=1, end=2.5)),
        ],
    )


def shades(film):
    """How bright the middle of each frame is."""
    with av.open(film.video) as video:
        return [float(np.median(frame.to_ndarray(format="gray")[60:100, 140:180])) for frame in video.decode(video=0)]


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
    shown = shades(film)
    assert len(shown) == film.report["frames"]
    seen = [np.abs(np.array(SHADES) - shade).argmin() for shade in shown[CROSSING : CROSSING + 45]]
    assert seen == [0] * 15 + [1] * 15 + [2] * 15
    assert plan.scenes[0].seconds == pytest.approx(3.5, abs=0.6)


def test_a_video_is_left_from_its_last_frame(made):
    """Into the next scene, and at the end of the film: neither goes back to the video's first frame."""
    shown = shades(made[0])
    for part in (shown[CROSSING + 35 : CROSSING + 70], shown[-CROSSING - 3 :]):
        assert part[0] == pytest.approx(SHADES[2], abs=4)
        assert np.abs(np.diff(part)).max() < 40


def specified(request, place):
    """A request's film whose videos were looked at."""

    async def look_at(tasks):
        return {
            sha256: LookStep().perform({"picture": Path(task.bind({}).inputs["picture"].path)}, place, lambda _: None)
            for sha256, task in tasks.items()
        }

    return asyncio.run(
        specify_seen(request, request.storyboard, workspace=Workspace(place / "workspace"), look_at=look_at)
    )


@pytest.mark.parametrize(("show", "said"), [("start=5", "5 s"), ("start=3", "3 s")])
def test_a_deck_goes_on_without_a_video_that_is_over_before_it_begins(folder, tmp_path, show, said):
    (folder / "talk.md").write_text(f"# One\n\nWords.\n\n## Two\n\nMore.\n\n![v](run.mp4){{{show}}}\n")
    film, notices = specified(film_request(folder / "talk.md"), tmp_path)
    assert film.pictures == {}
    reason = f"it lasts 3.0 s, and is to be shown from {said} on"
    assert [notice.message for notice in notices] == [
        f"talk.md:7: the video 'run.mp4' cannot be used: {reason}. It is left out."
    ]


@pytest.mark.parametrize(
    "show",
    [
        Clip(video="run.mp4", start=5),
        Clip(video="run.mp4", start=5, end=9),
        Columns(columns=[Bullets(items=["One"]), Clip(video="run.mp4", start=5, end=9)]),
    ],
    ids=["to its end", "to an end that is said", "in a column"],
)
def test_a_storyboard_is_refused_with_a_video_that_is_over_before_it_begins(folder, tmp_path, show):
    board = Storyboard(title="Runs", scenes=[Scene(id="a", show=show)])
    request = FilmRequest(storyboard=board, folder=str(folder))
    with pytest.raises(AssetInvalid, match=r"scenes\[a\]\.show\.(columns\[1\]\.)?video: the video 'run.mp4' cannot be"):
        specified(request, tmp_path)


def test_a_picture_may_be_a_video_and_the_transcript_goes_without_it(folder, tmp_path):
    """It is read as what it is, whatever it was called."""
    video = folder / "run.mp4"
    step = CaptionsStep(
        cues=(),
        words=(),
        chapters=(Chapter("A", "a", 0.0, 1.0),),
        title="A",
        language="en",
        scenes=(Said("A", "", pictures=(("file-0", "The run", "A caption"),)),),
    )
    step.perform({"file-0": video}, tmp_path, lambda _: None)
    page = (tmp_path / "transcript.html").read_text()
    assert "<img" not in page
    assert '<figcaption dir="auto">A caption</figcaption>' in page


def test_the_transcript_has_charts_as_tables_formulas_and_videos():
    chart = Chart(data=[{"port": "Brest", "high": 6.9, "note": "calm"}, {"port": "Dover"}], title="High water")
    columns = Columns(columns=[chart, Clip(video="run.mp4", alt="The run"), Formula(tex="x^2")])
    said = said_of(Scene(id="a", show=columns), "A", {"run.mp4": "1-0"})
    assert said.tables == ((("port", "high"), (("Brest", "6.9"), ("Dover", "")), "High water"),)
    assert said.pictures == (("1-0", "The run", ""),)
    assert said.code == ("x^2",)


def test_what_a_picture_needs_to_be_read_is_looked_for_again(monkeypatch):
    """A picture that was refused for want of a decoder is looked at again once that is installed."""
    before = Versions().of(LookStep())
    monkeypatch.setattr("aura_nb.installed.version", lambda name: f"{name} 99")
    assert Versions().of(LookStep())["pillow-heif"] == "pillow-heif 99" != before["pillow-heif"]


def test_what_stands_still_in_a_video_is_no_fault_of_the_film(made):
    report = made[0].report
    assert (report["frozen"], report["black"]) == ([], [])
    assert abs(report["avDifference"]) < 1 / 15
    assert report["integrated"] == pytest.approx(-14, abs=0.7)


def test_a_film_with_videos_is_all_there_the_second_time(made):
    assert {task.status for task in made[1].tasks} == {"hit"}
