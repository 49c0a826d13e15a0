"""The doctor tries what a film needs and names the next step for what is missing; nothing of it stays."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from support import SMALL, descendants, picture_scene, story

from aura_nb.doctor import Check, check_machine, check_request, check_runner, places, preflight
from aura_nb.doctor.attribution import attributed
from aura_nb.pipeline.film_request import FilmRequest
from aura_nb.pipeline.output import OutputPlace
from aura_nb.pipeline.workspace import Workspace
from aura_nb.specs import Render, Scene, Storyboard, Text, Voice
from aura_nb.specs.origin import Origin
from aura_nb.voices import voices

ALWAYS = ["python", "ffmpeg", "x264", "typst", "fonts", "workspace", "output", "disk", "encoders"]


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    """A current folder and a workspace of its own; workers and temporary files are gone at the end."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AURA_WORKSPACE", str(tmp_path / "workspace"))
    yield
    assert descendants() == []
    assert not list(Path(os.environ["TMPDIR"]).glob("aura-doctor-*"))
    assert not (tmp_path / "aura-videos").exists()


def by_name(checks):
    found = {}
    for check in checks:
        found.setdefault(check.name, check)
    return found


def only_espeak():
    """Where voices are not what is tried: to load the others takes seconds."""
    return [voice for voice in voices() if voice.name == "espeak:en-us"]


def request(storyboard=None, **changes):
    return FilmRequest(**({"storyboard": storyboard or story(2), "render": SMALL} | changes))


async def test_a_sound_machine_passes_everything_and_nothing_heavy_is_loaded_here():
    code = (
        "import asyncio, json, sys; from aura_nb.doctor import doctor; import msgspec; "
        "print(msgspec.json.encode(doctor()).decode()); "
        "heavy = {'onnxruntime', 'hibari', 'cv2', 'typst', 'av', 'numpy'} & set(sys.modules); "
        "sys.exit(' '.join(heavy) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    checks = json.loads(done.stdout)
    names = [check["name"] for check in checks]
    assert [name for name in names if not name.startswith("voice:")] == ALWAYS
    # Others are there where their extras are installed.
    assert {"voice:hibari", "voice:espeak"} <= set(names)
    assert "voice:silent" not in names
    assert {check["status"] for check in checks} == {"pass"}
    assert set(checks[0]) == {"name", "status", "message", "hint", "scenes"}


async def test_the_event_loop_is_never_held_up():
    late = []

    async def beat():
        while True:
            began = time.monotonic()
            await asyncio.sleep(0.01)
            late.append(time.monotonic() - began)

    beating = asyncio.create_task(beat())
    await check_request(request(), workspace=Workspace())
    beating.cancel()
    assert len(late) > 20  # it went on beating all the while


async def test_a_missing_ffmpeg_fails_with_what_to_do(monkeypatch):
    monkeypatch.setenv("AURA_FFMPEG", "/nowhere/ffmpeg")
    monkeypatch.setattr("aura_nb.doctor.examination.voices.voices", only_espeak)
    found = by_name(await check_machine())
    assert found["ffmpeg"].status == "fail"
    assert "/nowhere/ffmpeg" in found["ffmpeg"].message
    assert "AURA_FFMPEG" in found["ffmpeg"].hint
    assert {check.status for name, check in found.items() if name != "ffmpeg"} == {"pass"}


async def test_a_trial_that_hangs_crashes_or_is_ours_to_blame_is_a_finding(monkeypatch, tmp_path):
    from aura_nb.pipeline.local_runner import LocalRunner

    monkeypatch.setattr(check_runner, "TRIAL_SECONDS", 1.0)
    runner = LocalRunner(tmp_path / "cache", program="support.kinds")
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]))
    trials = check_runner.CheckRunner(runner, tmp_path)
    hung = await trials.attempt("hung", "stubborn", pid=str(tmp_path / "pid"))
    assert hung.status == "fail"
    assert "did not end" in hung.message
    monkeypatch.setattr(check_runner, "TRIAL_SECONDS", 60.0)  # a busy machine starts its workers slowly
    crashed = await trials.attempt("crashed", "crash", text="")
    assert crashed.status == "fail"
    assert "worker process ended" in crashed.message
    fault = await trials.attempt("fault", "fault", text="")
    assert fault.status == "fail"
    assert "ZeroDivisionError" in fault.message
    said = await trials.attempt("said", "fail", text="")
    assert (said.message, said.hint) == ("no sound", "Speak up.")
    await runner.close()


async def test_a_trial_that_waits_for_another_loses_nothing_of_its_minute(tmp_path):
    submitted = []

    class Runner:
        def submit(self, recipe, context):
            submitted.append(SimpleNamespace(result=asyncio.get_running_loop().create_future()))
            return submitted[-1]

    trials = check_runner.CheckRunner(Runner(), tmp_path)
    spoken = [asyncio.create_task(trials.attempt(name, "voice", lane="speech")) for name in ("one", "two")]
    await asyncio.sleep(0)
    for already in (1, 2):  # there is one speech worker: the second trial's minute begins with it
        assert len(submitted) == already
        value = {"status": "pass", "message": "", "hint": ""}
        submitted[-1].result.set_result(SimpleNamespace(value=value))
        await spoken[already - 1]
        await asyncio.sleep(0)
    assert [found.result().name for found in spoken] == ["one", "two"]


async def test_a_canceled_examination_leaves_no_process(monkeypatch):
    monkeypatch.setattr("aura_nb.doctor.examination.voices.voices", only_espeak)
    examining = asyncio.create_task(check_machine())
    await asyncio.sleep(0.4)
    examining.cancel()
    with pytest.raises(asyncio.CancelledError):
        await examining
    assert descendants() == []


async def test_a_folder_that_is_taken_away_while_it_is_measured_is_no_fault(tmp_path, monkeypatch):
    """The trial of the output's folder makes it and removes it, while the room on its disk is asked for."""
    folder = tmp_path / "aura-videos"
    folder.mkdir()

    usage = shutil.disk_usage

    def gone(path):
        if path == folder:
            folder.rmdir()
        return usage(path)

    monkeypatch.setattr(places.shutil, "disk_usage", gone)
    check = places.check_disk(Workspace(tmp_path / "workspace"), OutputPlace(folder, force=True), 0)
    assert check.status in {"pass", "warn"}


async def test_a_film_is_checked_for_its_own_voice_text_size_and_pictures(tmp_path):
    shutil.copy(Path(__file__).parents[2] / "aura_nb" / "demo" / "aurora.jpg", tmp_path / "bee.jpg")
    board = Storyboard(title="Bees", scenes=[*story(2).scenes, picture_scene("bee.jpg")])
    checks = await check_request(request(board, folder=str(tmp_path)))
    assert {check.status for check in checks} == {"pass"}
    found = by_name(checks)
    assert set(found) == {"ffmpeg", "x264", "typst", "voice", "fonts", "pictures", "workspace", "output", "disk"}
    assert "320x180" in found["x264"].message
    assert "hibari:en-us" in found["voice"].message
    assert "Inter" in found["fonts"].message


async def test_what_is_wrong_with_a_film_is_said_with_the_next_step(tmp_path):
    board = story(1, language="sux")
    board.scenes[0].heading = "Runes ᚠ and \ufdd0"
    board.scenes.append(picture_scene("gone.png"))
    found = by_name(await check_request(request(board, folder=str(tmp_path)), thorough=False))
    assert set(found) == {"voice", "fonts", "pictures", "workspace", "output", "disk"}
    assert (found["voice"].status, found["fonts"].status, found["pictures"].status) == ("fail", "warn", "fail")
    assert "U+FDD0" in found["fonts"].message
    assert "scene s0" in found["fonts"].message
    assert found["fonts"].hint
    assert "gone.png" in found["pictures"].message
    assert all(found[name].hint for name in ("voice", "fonts", "pictures"))


async def test_a_truncated_picture_is_found_by_decoding_it(tmp_path):
    whole = (Path(__file__).parents[2] / "aura_nb" / "demo" / "aurora.jpg").read_bytes()
    (tmp_path / "bee.jpg").write_bytes(whole[: len(whole) // 2])
    board = Storyboard(title="Bees", scenes=[picture_scene("bee.jpg")])
    found = by_name(await check_request(request(board, folder=str(tmp_path))))
    assert found["pictures"].status == "fail"
    assert "cut short" in found["pictures"].message
    assert found["pictures"].hint


async def test_a_wrong_request_is_one_finding():
    [check] = await check_request(request(render=Render(theme="drak")))
    assert (check.name, check.status) == ("request", "fail")
    assert check.hint


def test_preflight_works_without_an_event_loop_and_under_one():
    assert by_name(preflight(request()))["voice"].status == "pass"


@pytest.mark.skipif(os.name == "nt" or (os.geteuid() == 0 and not Path("/proc/self").exists()), reason="needs /proc")
def test_places_that_cannot_be_written_fail(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    workspace = places.check_workspace(Workspace(tmp_path / "file" / "workspace"))
    output = places.check_output(OutputPlace.named(tmp_path / "file" / "film.mp4"))
    assert (workspace.status, output.status) == ("fail", "fail")
    assert "AURA_WORKSPACE" in workspace.hint
    assert "-o" in output.hint


@pytest.mark.parametrize(("free", "status"), [(10**6, "fail"), (700 * 10**6, "warn"), (10**10, "pass")])
def test_room_on_the_disk_is_compared_with_what_the_film_needs(tmp_path, monkeypatch, free, status):
    monkeypatch.setattr(places.shutil, "disk_usage", lambda _: type("Usage", (), {"free": free}))
    check = places.check_disk(Workspace(tmp_path / "w"), OutputPlace(tmp_path / "o"), 10**8)
    assert check.status == status
    assert bool(check.hint) == (status != "pass")


def test_the_estimate_grows_with_length_size_and_pictures():
    small = places.estimated_bytes(story(2), SMALL)
    assert places.estimated_bytes(story(20), SMALL) > small
    assert places.estimated_bytes(story(2), Render()) > small
    pictures = Storyboard(title="x", scenes=[*story(2).scenes, picture_scene()])
    assert places.estimated_bytes(pictures, Render()) > places.estimated_bytes(story(2), Render())


async def test_each_voice_of_a_film_is_tried_once():
    board = Storyboard(
        title="x",
        scenes=[
            Scene(id="a", narration="One.", show=Text(text="one")),
            Scene(id="b", narration="Two.", show=Text(text="two"), voice=Voice(name="hibari:en-us", rate=1.5)),
        ],
    )
    checks = await check_request(request(board))
    assert [check.message for check in checks if check.name == "voice"] == ["hibari:en-us speaks (0.8 s for 'Hello.')."]


def test_a_check_is_plain_data():
    import msgspec

    told = {"name": "x", "status": "pass", "message": "y", "hint": "", "scenes": []}
    assert msgspec.to_builtins(Check("x", "pass", "y")) == told


@pytest.mark.parametrize(
    ("message", "scenes"),
    [
        ('talk.md:14: there is no picture "bee.jpg".', ["second"]),
        ("talk.md:3: a field of another tool is not used.", ["first"]),
        ("bees.ipynb, cell 12: the table is cut.", ["twelfth"]),
        ("There is no room on the disk.", []),
    ],
)
def test_a_finding_is_about_the_scene_whose_line_or_cell_it_names(message, scenes):
    board = Storyboard(
        title="Bees",
        scenes=[
            Scene(id="first", narration="One.", source=Origin(file="talk.md", line=2)),
            Scene(id="second", narration="Two.", source=Origin(file="talk.md", line=9)),
            Scene(id="one", narration="Cell one.", source=Origin(file="bees.ipynb", cell=1)),
            Scene(id="twelfth", narration="Cell twelve.", source=Origin(file="bees.ipynb", cell=12)),
        ],
    )
    assert attributed(Check("source", "warn", message), board).scenes == scenes
    assert attributed(Check("source", "pass", message), board).scenes == []
