"""The pipeline end to end: real voice, real slides, real encoders, real FFmpeg."""

import asyncio
import contextlib
import errno
import hashlib
import json
import re
import shutil
import subprocess
import sys
import time
from fractions import Fraction
from pathlib import Path
from typing import get_args

import av
import cv2
import msgspec
import numpy as np
import pytest
import webvtt
from support import SMALL, descendants, picture_scene, story

from aura_nb.errors import (
    AssetMissing,
    AssetOutside,
    DiskFull,
    FFmpegNotFound,
    InternalError,
    OutputUnwritable,
    RequestInvalid,
)
from aura_nb.offer import Offer
from aura_nb.pipeline.dryrun import plan_film
from aura_nb.pipeline.film import make_film
from aura_nb.pipeline.film_request import FilmRequest, specify
from aura_nb.pipeline.graph import film_graph
from aura_nb.pipeline.output import OutputPlace
from aura_nb.pipeline.progress import Advance, ArtifactMade
from aura_nb.pipeline.workspace import Workspace
from aura_nb.sources import outline
from aura_nb.specs import Brief, Density, Pacing, Picture, Plan, Scene, Storyboard, Title, Voice
from aura_nb.wire.events import StepStatus
from aura_nb.wire.phases import PHASES, RANGES

FILES = {
    "video.mp4",
    "captions.srt",
    "captions.vtt",
    "chapters.vtt",
    "thumbnails.vtt",
    "thumbnails-01.jpg",
    "transcript.html",
    "poster.png",
    "storyboard.json",
    "manifest.json",
    "report.json",
    "job.log",
}
WHOLE = {"timeline", "captions", "thumbnails", "mix", "film"}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    return Workspace(tmp_path_factory.mktemp("workspace"))


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pictures")
    ramp = np.linspace(0, 255, 640, dtype=np.uint8)
    cv2.imwrite(str(folder / "bee.png"), np.dstack([np.tile(ramp, (480, 1))] * 3))
    return folder


@pytest.fixture
def make(films, workspace, tmp_path, pictures):
    def make(board=None, *, events=None, output="film", **more):
        request = FilmRequest(**({"storyboard": board or story(), "render": SMALL, "folder": str(pictures)} | more))
        place = output if isinstance(output, OutputPlace) else OutputPlace.named(tmp_path / output)
        notify = (lambda _: None) if events is None else events.append
        return films.make(request, output=place, workspace=workspace, notify=notify)

    return make


def planned(workspace, board, pictures, **more):
    request = FilmRequest(storyboard=board, render=SMALL, folder=str(pictures), **more)
    return {each.task: each for each in asyncio.run(plan_film(request, workspace=workspace)).tasks}


def words_of(board):
    return [word for scene in board.scenes for word in scene.narration.split()]


def test_a_storyboard_becomes_a_film_with_all_its_files(make, tmp_path):
    board = story()
    board.scenes.insert(2, picture_scene())
    events = []
    film = make(board, events=events)
    names = FILES | {"pictures/picture.png"}
    found = {
        path.relative_to(tmp_path / "film").as_posix() for path in (tmp_path / "film").rglob("*") if path.is_file()
    }
    assert found == names
    assert {artifact.name for artifact in film.artifacts} == names
    assert {event.artifact.name for event in events if isinstance(event, ArtifactMade)} == names
    for artifact in film.artifacts:
        assert Path(artifact.path).stat().st_size == artifact.size_bytes

    timeline_frames = film.report["frames"]
    with av.open(film.video) as video:
        stream = video.streams.video[0]
        assert sum(1 for _ in video.decode(video=0)) == timeline_frames
        assert stream.average_rate == 15
        assert (stream.width, stream.height) == SMALL.size
        assert [chapter["metadata"]["title"] for chapter in video.chapters()] == [s.heading for s in board.scenes]
        assert video.metadata["title"] == "Test film"
    assert abs(film.report["avDifference"]) < 1 / 15
    assert abs(film.report["integrated"] + 14) <= 0.7
    assert film.report["truePeak"] < -1

    said = re.sub(r"^(\d+|.*-->.*)$", "", (tmp_path / "film" / "captions.srt").read_text(), flags=re.MULTILINE).split()
    assert said == words_of(board)
    assert cv2.imread(str(tmp_path / "film" / "poster.png")).shape == (180, 320, 3)
    page = (tmp_path / "film" / "transcript.html").read_text()
    spoken = re.sub(r"<[^>]*>", "", page)
    assert all(scene.narration in spoken for scene in board.scenes)
    manifest = json.loads((tmp_path / "film" / "manifest.json").read_text())
    assert set(manifest["files"]) == names
    assert set(manifest["tasks"]) >= {"speak:s0", "draw:s0", "clip:s0", "motion:picture", "timeline", "mix", "film"}
    log = (tmp_path / "film" / "job.log").read_text()
    assert "speak:s0: done in" in log


def test_a_finished_films_folder_can_be_rendered_again_by_itself(films, make, tmp_path, workspace):
    board = story(1)
    board.scenes.append(picture_scene())
    make(board, output="first")
    saved = tmp_path / "first" / "storyboard.json"
    request = FilmRequest(storyboard=Storyboard.load(saved), render=SMALL, folder=str(saved.parent))
    again = films.make(request, output=OutputPlace.named(tmp_path / "second"), workspace=workspace)
    assert again.ran == []


@pytest.mark.parametrize("narration", ["Only here.", ""])
def test_progress_stays_in_its_phase_never_falls_and_ends_at_100(make, narration):
    events = []
    make(story(title="Progress", scenes=[Scene(id="a", heading="Progress", narration=narration)]), events=events)
    seen = [event.progress for event in events if isinstance(event, Advance)]
    percents = [event.progress_pct for event in seen]
    assert percents == sorted(percents)
    assert percents[-1] == 100
    for event in seen:
        low, high = RANGES[event.phase]
        assert low <= event.progress_pct <= high
    order = [PHASES.index(event.phase) for event in seen]
    assert order == sorted(order)
    ended = [event.phase for event in events if isinstance(event, StepStatus) and event.status == "completed"]
    assert sorted(ended) == sorted(PHASES)


def test_the_same_storyboard_again_costs_nothing(make, workspace, pictures):
    make(output="first")
    again = make(output="second")
    assert again.ran == []
    assert {task.status for task in planned(workspace, story(), pictures).values()} == {"hit"}


def test_a_photograph_moves_and_a_drawing_is_shown_whole_and_the_plan_knows(make, workspace, pictures):
    light = np.random.default_rng(1).integers(0, 255, (9, 16, 3)).astype(np.uint8)
    cv2.imwrite(str(pictures / "photo.png"), cv2.resize(light, (960, 540), interpolation=cv2.INTER_CUBIC))
    shows = [Picture(image="photo.png"), Picture(image="bee.png"), Picture(image="bee.png", fit="cover")]
    board = Storyboard(title="T", scenes=[Scene(id=f"p{n}", heading="H", show=show) for n, show in enumerate(shows)])
    ran = make(board).ran
    assert {name for name in ran if name.startswith(("clip", "motion"))} == {"motion:p0", "clip:p1", "motion:p2"}
    plan = planned(workspace, board, pictures)
    assert {task.status for task in plan.values()} == {"hit"}
    assert "motion:p0" in plan


def test_editing_one_narration_runs_its_own_tasks_and_the_plan_names_the_field(make, workspace, pictures):
    make(story(6, title="Edited"), output="before")
    board = story(6, title="Edited")
    board["s3"].narration = "Now this is said instead."
    plan = planned(workspace, board, pictures)
    assert (plan["speak:s3"].status, plan["speak:s3"].reason) == ("miss", "changed: text")
    assert {name for name, task in plan.items() if task.status == "miss"} == {"speak:s3"}
    assert {name for name, task in plan.items() if task.status == "depends"} == WHOLE
    assert set(make(board, output="after").ran) == {"speak:s3"} | WHOLE


def test_editing_one_heading_draws_that_scene_and_its_two_transitions(make, workspace, pictures):
    make(story(6, title="Drawn"), output="before")
    board = story(6, title="Drawn")
    board["s3"].heading = "Another heading"
    plan = planned(workspace, board, pictures)
    assert plan["draw:s3"].reason == "changed: scene.heading"
    film = make(board, output="after")
    # The sound is the same, and so is its mix.
    assert set(film.ran) == {"draw:s3", "clip:s3", "transition:s3", "transition:s4"} | WHOLE - {"mix"}


def test_reordering_encodes_only_the_new_neighbours_transitions(make):
    make(story(6, title="Ordered"), output="before")
    board = story(6, title="Ordered")
    board.scenes[4], board.scenes[5] = board.scenes[5], board.scenes[4]
    assert set(make(board, output="after").ran) == {"transition:s5", "transition:s4", "leave:s4"} | WHOLE


def test_renaming_scenes_runs_nothing(make):
    make(story(4, title="Named"), output="before")
    board = story(4, title="Named")
    for scene in board.scenes:
        scene.id = f"new-{scene.id}"
    assert make(board, output="after").ran == []


def test_after_any_eviction_the_film_is_whole(make, workspace):
    first = make(story(2, title="Evicted"), output="whole")
    tasks = json.loads((Path(first.folder) / "manifest.json").read_text())["tasks"]
    for index, (name, task) in enumerate(sorted(tasks.items())):
        workspace.cache.drop(task["key"])
        again = make(story(2, title="Evicted"), output=f"again-{index}")
        assert again.report == first.report, name
        assert again.ran == [name]
    for task in tasks.values():
        workspace.cache.drop(task["key"])
    assert make(story(2, title="Evicted"), output="from-nothing").report == first.report


@pytest.mark.parametrize("count", [20, pytest.param(60, marks=pytest.mark.long)])
def test_many_scenes_end_in_step(make, count):
    scenes = [Scene(id=f"n{i}", heading=f"{i}", narration=f"Number {i}.") for i in range(count)]
    board = story(scenes=scenes, title="Many")
    film = make(board, render=msgspec.structs.replace(SMALL, transition="cut"))
    assert abs(film.report["avDifference"]) < 1 / 15
    assert len(film.report["film"]["chapters"]) == count
    with av.open(film.video) as video:
        last = [frame.pts * frame.time_base for frame in video.decode(video=0)][-1]
    assert last + Fraction(1, 15) == Fraction(film.report["frames"], 15)


def test_captions_can_be_left_out(make, tmp_path):
    film = make(render=msgspec.structs.replace(SMALL, captions="off"))
    assert film.report["film"]["captions"] is None
    assert (tmp_path / "film" / "captions.vtt").exists()


def test_a_film_without_a_word_is_silent_and_whole(make, tmp_path):
    film = make(story(title="Silent", scenes=[Scene(id="a", heading="Silence", show=Title(subtitle="Nobody speaks"))]))
    assert film.report["integrated"] is None
    assert not (tmp_path / "film" / "captions.srt").exists()


def test_every_frame_can_be_encoded_for_players_that_stumble(make):
    copied = make(story(2, title="Copied"), output="copied")
    encoded = make(story(2, title="Copied"), output="encoded", copy_holds=False)
    assert set(encoded.ran) == {"film"}
    assert encoded.report["frames"] == copied.report["frames"]
    assert smallest_packets(copied.video) < smallest_packets(encoded.video)


def smallest_packets(file):
    """How large the smaller half of the coded pictures are in all: copied holds are next to nothing."""
    with av.open(file) as video:
        sizes = sorted(packet.size for packet in video.demux(video=0) if packet.size)
    return sum(sizes[: len(sizes) // 2])


def test_a_brief_becomes_a_film_with_a_script_task_of_its_own(films, workspace, tmp_path):
    request = FilmRequest(brief=Brief(topic="Why tests matter"), plan=Plan(seconds=10), render=SMALL)
    film = films.make(request, output=OutputPlace.named(tmp_path / "film"), workspace=workspace)
    assert film.ran[0] == "script"
    assert 6 < film.report["duration"] < 18


def test_without_ffmpeg_all_but_render_completes(make, monkeypatch, tmp_path, workspace):
    monkeypatch.setenv("AURA_FFMPEG", str(tmp_path / "nowhere" / "ffmpeg"))
    events = []
    with pytest.raises(FFmpegNotFound) as caught:
        make(story(3, title="No FFmpeg"), events=events)
    assert caught.value.code == "ffmpeg.not_found"
    assert caught.value.details["phase"] == "render"
    assert "AURA_FFMPEG" in caught.value.message
    assert caught.value.remedy
    ended = [event.phase for event in events if isinstance(event, StepStatus) and event.status == "completed"]
    assert set(ended) == {"plan", "tts", "visuals", "compose"}
    assert not (tmp_path / "film").exists()
    assert list(workspace.temp.iterdir()) == []


@pytest.mark.parametrize(
    ("image", "error"),
    [("gone.png", AssetMissing), ("../../etc/passwd", AssetOutside), ("/etc/passwd", AssetOutside)],
)
def test_a_picture_that_is_not_the_storyboards_is_refused_by_scene(make, image, error):
    with pytest.raises(error, match=re.escape("scenes[picture].show.image")):
        make(story(scenes=[picture_scene(image)]))


def test_a_link_out_of_the_folder_is_refused(make, pictures):
    (pictures / "link.png").symlink_to("/etc/passwd")
    with pytest.raises(AssetOutside):
        make(story(scenes=[picture_scene("link.png")]))


def test_another_films_files_are_kept_unless_forced(make, tmp_path):
    first = make(output="place")
    with pytest.raises(OutputUnwritable, match="of another film"):
        make(story(2, title="Second"), output="place")
    assert json.loads((tmp_path / "place" / "manifest.json").read_text())["jobId"] == first.id
    render = msgspec.structs.replace(SMALL, captions="off")
    scenes = [Scene(id="a", heading="Silence")]
    second = make(
        story(scenes=scenes, title="Second"), output=OutputPlace.named(tmp_path / "place", force=True), render=render
    )
    assert json.loads((tmp_path / "place" / "manifest.json").read_text())["jobId"] == second.id
    assert not (tmp_path / "place" / "captions.srt").exists()


def test_a_video_can_have_a_name_of_its_own(make, tmp_path):
    make(output="talk.mp4")
    assert (tmp_path / "talk.mp4").stat().st_size > 10_000
    assert {path.name for path in (tmp_path / "talk.files").iterdir()} == FILES - {"video.mp4"}


def test_a_place_that_cannot_be_written_is_refused_before_any_work(make, tmp_path):
    (tmp_path / "file").write_text("in the way")
    events = []
    with pytest.raises(OutputUnwritable, match="cannot be written"):
        make(output="file/film", events=events)
    assert events == []
    assert (tmp_path / "file").read_text() == "in the way"


@pytest.fixture
def small_disk(tmp_path):
    """A disk of its own with 64 KiB, and how to make it larger."""
    folder = tmp_path / "small"
    folder.mkdir()

    def mount(options):
        words = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
        return shutil.which("mount") and subprocess.run(words, check=False, capture_output=True).returncode == 0

    if not (sys.platform == "linux" and mount("size=64k")):
        pytest.skip("nobody here may mount a disk")
    yield folder, lambda: mount("remount,size=64m")
    subprocess.run(["umount", str(folder)], check=True)


def test_a_disk_that_is_full_keeps_nothing_and_takes_the_film_once_there_is_room(make, small_disk):
    """A real one, where a disk may be mounted; elsewhere each write's failure is simulated."""
    folder, enlarge = small_disk
    with pytest.raises(DiskFull) as full:
        make(story(1), output="small/film")
    assert full.value.remedy
    assert list(folder.iterdir()) == []
    assert enlarge()
    assert Path(make(story(1), output="small/film").video).stat().st_size > 10_000


def test_a_wrong_field_set_in_python_is_named_before_any_work(make, tmp_path):
    board = story()
    board.scenes[1].narration = 3
    with pytest.raises(RequestInvalid, match=re.escape("storyboard.scenes[1].narration")):
        make(board)
    assert not (tmp_path / "film").exists()


def test_pacing_is_applied_once_however_often_a_request_is_checked():
    request = (
        FilmRequest(brief=Brief(topic="Bees"), plan=Plan(pacing="fast"), voice=Voice(rate=1.0)).checked().checked()
    )
    spec = asyncio.run(specify(request, story(1))).film
    (spoken,) = [task for task in film_graph(spec) if task.name.startswith("speak:")]
    assert spoken.bind({}).params["voice"]["rate"] == pytest.approx(1.15)


def test_pacing_and_density_each_change_a_film_and_a_style_is_not_asked_for():
    def heard(**options):
        brief, plan = Brief(topic="Bees", language="en-US"), Plan(seconds=60, **options)
        request = FilmRequest(brief=brief, plan=plan).checked()
        spec = asyncio.run(specify(request, outline(brief, plan).storyboard)).film
        spoken = [task.bind({}).params for task in film_graph(spec) if task.name.startswith("speak:")]
        return spoken[0]["voice"]["rate"], len(spoken)

    rates = {pacing: heard(pacing=pacing)[0] for pacing in get_args(Pacing)}
    assert rates["slow"] < rates["conversational"] == 1 < rates["fast"]
    scenes = [heard(density=density) for density in get_args(Density)]
    assert [rate for rate, _ in scenes] == [1, 1, 1]
    assert scenes[0][1] < scenes[-1][1]
    assert not [name for name in Offer.__struct_fields__ if "style" in name]


def test_files_of_the_users_own_are_never_replaced_without_force(make, tmp_path):
    for name in ("storyboard.json", "poster.png"):
        folder = tmp_path / f"mine-{name}"
        folder.mkdir()
        (folder / name).write_text("mine")
        with pytest.raises(OutputUnwritable, match=re.escape(name)):
            make(output=f"mine-{name}")
        assert [(path.name, path.read_text()) for path in folder.iterdir()] == [(name, "mine")]


def test_a_picture_the_film_is_made_of_is_not_replaced_even_by_force(make, pictures, tmp_path):
    source = tmp_path / "place" / "pictures"
    source.mkdir(parents=True)
    (source / "picture.png").write_bytes((pictures / "bee.png").read_bytes())
    other = picture_scene("pictures/picture.png", id="other")
    (source / "second.png").write_bytes((pictures / "bee.png").read_bytes() + b" ")
    mixed = story(scenes=[other, picture_scene("pictures/second.png", id="picture")])
    with pytest.raises(OutputUnwritable, match="would be overwritten"):
        make(mixed, output=OutputPlace.named(tmp_path / "place", force=True), folder=str(tmp_path / "place"))
    assert (source / "picture.png").read_bytes() == (pictures / "bee.png").read_bytes()


def test_two_runs_into_one_place_leave_one_whole_film(workspace, tmp_path):
    async def both():
        place = tmp_path / "one-place"
        films = [
            make_film(
                FilmRequest(storyboard=story(2, title=title), render=SMALL),
                output=OutputPlace.named(place),
                workspace=workspace,
            )
            for title in ("First", "Second, a longer title")
        ]
        return await asyncio.gather(*films, return_exceptions=True)

    outcomes = asyncio.run(both())
    (film,) = [each for each in outcomes if not isinstance(each, Exception)]
    (error,) = [each for each in outcomes if isinstance(each, Exception)]
    assert isinstance(error, OutputUnwritable)
    for artifact in film.artifacts:
        assert hashlib.sha256(Path(artifact.path).read_bytes()).hexdigest() == artifact.sha256
    names = {path.name for path in (tmp_path / "one-place").iterdir()}
    assert names == FILES


def test_a_name_that_cannot_be_replaced_leaves_the_old_film_whole(make, tmp_path, monkeypatch):
    make(output="place")
    before = {path.name: path.read_bytes() for path in (tmp_path / "place").iterdir()}
    replace = Path.replace

    def refuse(self, target):
        if Path(target).name == "video.mp4" and self.suffix == ".part":
            raise PermissionError(13, "it is open in a player")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OutputUnwritable, match="open in a player"):
        make(story(2, title="Other"), output=OutputPlace.named(tmp_path / "place", force=True))
    assert {path.name: path.read_bytes() for path in (tmp_path / "place").iterdir()} == before


def test_housekeeping_that_fails_does_not_fail_a_film(make, workspace, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("aura_nb.pipeline.last_made.History.save", full)
    assert make().report["frames"] > 0


@pytest.mark.parametrize("what", ["a cancel", "a disk error"])
def test_what_comes_once_the_files_are_in_place_comes_too_late(workspace, tmp_path, monkeypatch, what):
    scratch = workspace.scratch

    @contextlib.contextmanager
    def left(run_id):
        with scratch(run_id) as folder:
            yield folder
        assert (tmp_path / "film" / "video.mp4").exists()
        if what == "a disk error":
            raise OSError(errno.EIO, "Input/output error")
        loop.call_soon_threadsafe(task.cancel)
        time.sleep(0.1)

    async def made():
        nonlocal loop, task
        loop = asyncio.get_running_loop()
        request = FilmRequest(storyboard=story(1), render=SMALL)
        task = loop.create_task(make_film(request, output=OutputPlace.named(tmp_path / "film"), workspace=workspace))
        return await task

    loop = task = None
    monkeypatch.setattr(workspace, "scratch", left)
    film = asyncio.run(made())
    assert Path(film.video).exists()
    assert {artifact.name for artifact in film.artifacts} == FILES


def test_a_fault_of_ours_is_an_internal_error_that_stands_in_the_log(films, workspace, tmp_path):
    def broken(_event):
        raise ZeroDivisionError("in a callback")

    request = FilmRequest(storyboard=story(1), render=SMALL)
    with pytest.raises(InternalError, match="ZeroDivisionError: in a callback") as caught:
        films.make(request, output=OutputPlace.named(tmp_path / "film"), workspace=workspace, notify=broken)
    assert "failed: internal" in Path(caught.value.details["logPath"]).read_text()
    assert not (tmp_path / "film").exists()


def test_a_theme_that_is_not_there_is_refused_with_the_request(make):
    with pytest.raises(RequestInvalid, match="theme"):
        make(render=msgspec.structs.replace(SMALL, theme="drak"))


def test_an_upgrade_beside_a_running_process_never_leaves_new_results_under_old_names(make, monkeypatch):
    monkeypatch.setattr("aura_nb.visuals.recipe", lambda _: {"typst": "0.1"})  # what this process still believes
    with pytest.raises(InternalError, match="changed while this program ran"):
        make(story(1, title="Upgraded"))


def test_two_runs_share_a_workspace_at_once(workspace, tmp_path):
    async def both():
        films = [
            make_film(
                FilmRequest(storyboard=story(3, title="Shared"), render=SMALL),
                output=OutputPlace.named(tmp_path / name),
                workspace=workspace,
            )
            for name in ("one", "two")
        ]
        return await asyncio.gather(*films)

    one, two = asyncio.run(both())
    assert one.report == two.report
    assert descendants() == []


def test_scratch_of_a_living_run_is_never_swept_however_old(workspace):
    with workspace.scratch("alive") as alive:
        assert Workspace(workspace.root).sweep(age=0) == []
        assert alive.exists()
    assert not alive.exists()


def test_thumbnails_are_of_what_the_film_shows_at_their_seconds(make, tmp_path):
    film = make(story(3, title="Thumbs"))
    folder = tmp_path / "film"
    cues = list(webvtt.read(folder / "thumbnails.vtt"))
    assert cues[0].start == "00:00:00.000"
    assert [cue.end for cue in cues[:-1]] == [cue.start for cue in cues[1:]]
    assert cues[-1].end_in_seconds == pytest.approx(film.report["duration"], abs=0.001)
    assert len(cues) >= 3
    sheet = cv2.imread(str(folder / "thumbnails-01.jpg")).astype(int)
    with av.open(film.video) as video:
        shown = [frame.to_ndarray(format="bgr24") for frame in video.decode(video=0)]
    for cue in cues:
        name, _, part = cue.text.partition("#xywh=")
        x, y, width, height = map(int, part.split(","))
        assert (name, width, height) == ("thumbnails-01.jpg", 160, 90)
        found = sheet[y : y + height, x : x + width]
        frames = shown[int(cue.start_in_seconds * 15) : int(cue.end_in_seconds * 15)]
        small = [cv2.resize(frame, (160, 90), interpolation=cv2.INTER_AREA).astype(int) for frame in frames]
        assert min(np.abs(found - each).mean() for each in small) < 6
