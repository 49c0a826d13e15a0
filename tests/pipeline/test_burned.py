"""Films with burned captions, end to end: what is seen on which frame, what lies beside it, and what an edit costs."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import av
import cv2
import msgspec
import numpy as np
import pytest
from support import SMALL, picture_scene, story

from aura_nb.media.probe import read
from aura_nb.pipeline.dryrun import plan_film
from aura_nb.pipeline.film_request import FilmRequest
from aura_nb.pipeline.output import OutputPlace
from aura_nb.pipeline.workspace import Workspace
from aura_nb.specs import Bullets, Render, Scene, Text
from aura_nb.visuals.burned_captions import metrics

BURNED = msgspec.structs.replace(SMALL, captions="burned")
WHOLE = {"timeline", "captions", "thumbnails", "mix", "film"}
HOSTILE = '#panic() $x$ <b>one</b> {\\an8} \\N *two* [a](b) @c "d" https://example.org/%s é'


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    return Workspace(tmp_path_factory.mktemp("workspace"))


@pytest.fixture
def make(films, workspace, tmp_path):
    cv2.imwrite(str(tmp_path / "bee.png"), np.full((480, 640, 3), 200, np.uint8))

    def make(board, *, output="film", render=BURNED):
        request = FilmRequest(storyboard=board, render=render, folder=str(tmp_path))
        return films.make(request, output=OutputPlace.named(tmp_path / output), workspace=workspace)

    return make


def bright_board():
    """Scenes that are bright where captions are shown; the words of one reach over builds."""
    points = Bullets(items=["The first of the points", "The second of the points"])
    said = "The first of the points is said at some length, and so is the second of the points, for it matters as much."
    scenes = [
        Scene(id="points", heading="Points", narration=said, show=points),
        picture_scene(narration="Look at this picture while it moves."),
        Scene(id="text", heading="Hostile", narration=HOSTILE, show=Text(text="Some running text.")),
        Scene(id="silent", heading="Silence", show=Text(text="Nobody speaks here.")),
    ]
    return story(title="Burned", scenes=scenes)


def frames(film):
    with av.open(film.video) as video:
        return [frame.to_ndarray()[: frame.height] for frame in video.decode(video=0)]


def cue_times(folder):
    found = re.findall(r"(\d+):(\d+):(\d+),(\d+) --> (\d+):(\d+):(\d+),(\d+)", (folder / "captions.srt").read_text())
    for numbers in found:
        h, m, s, ms, *end = map(int, numbers)
        yield (h * 60 + m) * 60 + s + ms / 1000, (end[0] * 60 + end[1]) * 60 + end[2] + end[3] / 1000


def box_of(render):
    """Rows and columns that lie inside every caption's box."""
    width, height = render.size
    found = metrics(render.size)
    bottom = round(height - found.margin - 2)
    return slice(bottom - round(1.5 * found.size), bottom), slice(width // 2 - 14, width // 2 + 14)


def darkened(film, render):
    """For each frame, whether a caption's box is seen in it."""
    return [bool(np.median(frame[box_of(render)]) < 100) for frame in frames(film)]


def test_each_caption_is_seen_from_its_first_frame_to_its_last(make, tmp_path):
    film = make(bright_board())
    dark = darkened(film, BURNED)
    assert len(dark) == film.report["frames"]
    times = list(cue_times(tmp_path / "film"))
    for index, seen in enumerate(dark):
        at = index / 15
        # Files have milliseconds: a frame within one of an edge may fall to either side.
        if all(abs(at - edge) > 0.002 for span in times for edge in span):
            assert seen == any(start <= at < end for start, end in times), (index, at)


@pytest.mark.parametrize("aspect", ["180x320", "240x240"])
def test_narrow_frames_have_their_captions_too(make, tmp_path, aspect):
    """Their lines are shorter, so that there are more cues than in the files, with other gaps between them."""
    render = Render(aspect=aspect, fps=15, captions="burned")
    film = make(bright_board(), render=render)
    dark = darkened(film, render)
    times = list(cue_times(tmp_path / "film"))
    first, last = round(times[0][0] * 15) - 1, round(times[-1][1] * 15) + 1
    assert not any(dark[:first])
    assert not any(dark[last:])
    spoken = sum(end - start for start, end in times) * 15
    assert 0.8 * spoken < sum(dark) < spoken + 3


def test_beside_the_captions_nothing_is_different(make):
    film = make(bright_board())
    clear = 180 - metrics(BURNED.size).strip
    shown = frames(film)
    box = box_of(BURNED)
    changes = [
        index
        for index in range(1, len(shown))
        if (np.median(shown[index][box]) < 100) != (np.median(shown[index - 1][box]) < 100)
    ]
    assert changes
    still = 0
    for index in changes:
        before, after = shown[index - 1][:clear].astype(int), shown[index][:clear].astype(int)
        still += bool(np.abs(before - after).mean() < 0.5)
    assert still >= len(changes) - 2  # but where a build or a transition goes on at that moment


def test_a_burned_film_has_no_track_but_the_files_beside_it(make, tmp_path):
    film = make(bright_board())
    assert film.report["film"]["captions"] is None
    said = re.sub(r"^(\d+|.*-->.*)$", "", (tmp_path / "film" / "captions.srt").read_text(), flags=re.MULTILINE)
    assert "https://example.org/%s" in said
    assert (tmp_path / "film" / "captions.vtt").exists()


def test_both_is_the_same_picture_with_a_track(make):
    burned = make(bright_board(), output="burned")
    both = make(bright_board(), output="both", render=msgspec.structs.replace(SMALL, captions="both"))
    assert set(both.ran) == {"film"}
    assert len(both.report["film"]["captions"]["cues"]) >= 3
    assert all(np.array_equal(one, other) for one, other in zip(frames(burned), frames(both), strict=True))


def test_a_word_that_is_lit_costs_one_picture(make):
    """Of a scene that stands still nothing is encoded but its words, its opening and its end."""
    said = "Bees carry pollen between flowers, and without it there would be no apples."
    board = story(title="Lit", scenes=[Scene(id="a", heading="Bees", narration=said, show=Text(text="Bees."))])
    film = make(board, render=msgspec.structs.replace(SMALL, captions="karaoke"))
    width, height = SMALL.size
    _, pictures = read(Path(film.video))
    encoded = sum(picture.size > 64 + width * height // 256 // 100 for picture in pictures)
    assert film.report["film"]["captions"] is None
    assert len(said.split()) <= encoded <= len(said.split()) + 2 * 8 + 6
    assert len(pictures) > 3 * encoded


def test_the_film_is_as_long_as_with_soft_captions(make):
    soft = make(bright_board(), output="soft", render=SMALL)
    burned = make(bright_board(), output="burned")
    assert burned.report["frames"] == soft.report["frames"]
    assert not {name for name in burned.ran if name.startswith(("speak:", "mix"))}


def test_editing_what_one_scene_says_encodes_that_scene_alone(make, workspace, tmp_path):
    board = story(6, title="Edited and burned")
    make(board, output="before")
    board = story(6, title="Edited and burned")
    board["s3"].narration = "Now this is said instead, at a length of its own."
    request = FilmRequest(storyboard=board, render=BURNED)
    plan = {each.task: each for each in asyncio.run(plan_film(request, workspace=workspace)).tasks}
    assert {name for name, task in plan.items() if task.status == "miss"} == {"speak:s3"}
    assert plan["clip:s3"].reason.startswith("depends on")
    assert set(make(board, output="after").ran) == {"speak:s3", "cues:s3", "clip:s3"} | WHOLE
    assert make(board, output="again").ran == []


def test_a_change_that_only_captions_need_is_named_by_the_plan(make, workspace):
    board = story(scenes=[Scene(id="s0", heading="Seen in no other test", narration="Nor heard in one.")])
    make(board, output="soft", render=SMALL)
    request = FilmRequest(storyboard=board, render=BURNED)
    plan = {each.task: each for each in asyncio.run(plan_film(request, workspace=workspace)).tasks}
    assert (plan["draw:s0"].status, plan["draw:s0"].reason) == ("miss", "changed: strip")
    assert plan["cues:s0"].phase == "compose"
    assert plan["cues:s0"].scene == "s0"


def test_a_letter_no_font_has_is_told_when_captions_are_to_show_it(films, tmp_path, workspace):
    board = story(1, title="Letters", scenes=[Scene(id="a", heading="A", narration="Look: \U00010fff, a letter.")])
    told = {}
    for captions in ("soft", "burned"):
        heard = []
        request = FilmRequest(storyboard=board, render=msgspec.structs.replace(SMALL, captions=captions))
        films.make(request, output=OutputPlace.named(tmp_path / captions), workspace=workspace, notify=heard.append)
        told[captions] = [event.code for event in heard if getattr(event, "code", "") == "font.missing"]
    assert told == {"soft": [], "burned": ["font.missing"]}
