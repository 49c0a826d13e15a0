"""The command line as a person or a script meets it: a process, its exit code, and what it leaves."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import av
import click
import jsonschema
import numpy as np
import pytest
from click.testing import CliRunner
from support import family, story

from aura_nb.cli.program import aura
from aura_nb.cli.schemas import answers, schema_of
from aura_nb.doctor import examination
from aura_nb.doctor.check import Check, failed
from aura_nb.errors import FFmpegNotFound
from aura_nb.specs import Chart, Scene, Storyboard

SMALL = ["--aspect", "320x180", "--fps", "15", "--voice", "espeak:en-us"]
# Whatever a command of these tests prints with `--json` is of its schema.
SCHEMAS = {name: schema_of(name) for name in answers()}
SLACK = 4  # seconds a busy machine may take beside what is promised
POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for one process: its Ctrl-C is not tested")


class Cli:
    def __init__(self, folder):
        self.folder = folder
        self.workspace = folder / "workspace"
        self.env = {**os.environ, "AURA_WORKSPACE": str(self.workspace), "NO_COLOR": "1", "COLUMNS": "120"}

    def start(self, *arguments, **env):
        return subprocess.Popen(
            [sys.executable, "-m", "aura_nb.cli", *map(str, arguments)],
            cwd=self.folder,
            env=self.env | env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def __call__(self, *arguments, **env):
        process = self.start(*arguments, **env)
        out, err = process.communicate(timeout=120)
        if "--json" in arguments and out:
            assert jsonschema.validate(json.loads(out), SCHEMAS[arguments[0]]) is None
        return process.returncode, out, err

    @property
    def temporary(self):
        return sorted(self.workspace.glob("temp/*"))

    def await_end(self, seconds):
        deadline = time.monotonic() + seconds
        while (left := family(self.workspace)) and time.monotonic() < deadline:
            time.sleep(0.05)
        return left


@pytest.fixture
def cli(tmp_path):
    return Cli(tmp_path)


@pytest.fixture
def board(tmp_path):
    return story(3).save(tmp_path / "story.json")


def until_line(process, beginning):
    for line in process.stderr:
        if line.startswith(beginning):
            return
    pytest.fail(f"it ended before it said {beginning!r}")


def test_render_prints_where_the_film_is(cli):
    board = story(3, language=None).save(cli.folder / "story.json")
    code, out, err = cli("render", board, *SMALL)
    assert code == 0, err
    video = Path(out.strip())
    assert video.stat().st_size > 10_000
    assert video.parent.parent == cli.folder / "aura-videos"
    assert video.parent.name.startswith("test-film-")
    assert err.splitlines()[:2] == ["Language: English (en-US), found from 66 letters of its prose.", "Script: started"]
    assert "Render: completed" in err


def ends_of(video):
    """A frame of the film's beginning, when it has opened, and one from before it closes."""
    with av.open(str(video)) as container:
        frames = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    return frames[9], frames[-20]


def test_a_chart_and_its_csv_become_a_film_whose_series_appear_as_they_are_named(cli):
    (cli.folder / "tides.csv").write_text("hour,Brest,Dover\n0,6.9,5.1\n6,1.1,2.8\n12,6.8,5.0\n")
    chart = Chart(sort="line", data="tides.csv", x="hour")
    scenes = [Scene(id="tide", narration="These are two ports. Brest is the first, Dover comes later.", show=chart)]
    board = Storyboard(title="Tides", scenes=scenes, language="en-US").save(cli.folder / "tides.json")
    code, out, err = cli("render", board, *SMALL)
    assert code == 0, err
    empty, whole = (
        (np.abs(frame.astype(int) - frame[1, 1]).max(axis=2) > 60).sum() for frame in ends_of(Path(out.strip()))
    )
    assert whole > 1.3 * empty


def test_voices_are_listed_with_what_one_needs_to_know(cli):
    code, out, err = cli("voices", "--json")
    assert (code, err) == (0, "")
    found = {voice["name"]: voice for voice in json.loads(out)}
    assert set(found["hibari:en-us"]) == {"name", "language", "gender", "licence", "online", "description"}
    assert next(iter(found)) == "hibari:en-us"
    assert found["espeak:de"]["licence"] == "GPL-3.0-or-later"
    assert not found["espeak:de"]["online"]
    code, out, _ = cli("voices", "--language", "pt-BR")
    assert code == 0
    assert "espeak:pt-br" in out
    assert "espeak:de" not in out
    assert "offline" in out


def test_json_is_one_object_with_the_contracts_fields(cli, board):
    code, out, _ = cli("render", board, *SMALL, "--json", "-o", "here")
    assert code == 0
    answer = json.loads(out)
    assert set(answer) == {"jobId", "status", "output", "artifacts", "errors", "timings"}
    assert answer["status"] == "completed"
    assert set(answer["output"]) == {"videoPath", "subtitlePath", "sizeBytes", "durationSeconds"}
    assert Path(answer["output"]["videoPath"]) == cli.folder / "here" / "video.mp4"
    assert {"name", "kind", "type", "sizeBytes", "sha256", "path"} == set(answer["artifacts"][0])
    assert set(answer["timings"]) == {"Script", "Voice", "Visuals", "Compose", "Render"}


def test_a_failure_exits_1_and_says_the_phase_the_code_and_the_next_step(cli, board):
    code, out, err = cli("render", board, *SMALL, "--json", AURA_FFMPEG="/nowhere/ffmpeg")
    assert code == 1
    answer = json.loads(out)
    assert answer["status"] == "failed"
    assert answer["errors"][0]["code"] == "ffmpeg.not_found"
    assert answer["errors"][0]["remediation"]
    assert "Failed in Render" in err
    assert "Next step: " in err
    assert not (cli.folder / "aura-videos").exists()
    assert cli.temporary == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["render"], "Missing argument"),
        (["render", "x", "--aspect", "3:1"], "render.aspect"),
        (["render", "x", "--seconds", "1"], "plan.seconds"),
        (["render", "x", "--quality", "best"], "--quality"),
        (["render", "nowhere.json"], "nowhere.json"),
        (["render", "talk.md"], "talk.md"),
        (["demo", "--fps", "90"], "render.fps"),
        (["demo", "--rate", "9"], "voice.rate"),
        (["nonsense"], "No such command"),
    ],
)
def test_wrong_usage_exits_2_and_names_what_is_wrong(cli, arguments, words):
    code, _, err = cli(*arguments)
    assert code == 2
    assert words in err
    assert "Traceback" not in err
    assert cli.temporary == []


def test_options_of_a_topic_beside_a_storyboard_are_refused(cli, board):
    code, _, err = cli("render", board, "--tone", "Friendly")
    assert code == 2
    assert "tone" in err


def test_a_text_of_ones_own_is_taken_from_a_file(cli):
    (cli.folder / "bees.txt").write_text("Bees visit flowers for nectar. They carry pollen from one to the next.")
    code, out, err = cli("plan", "Bees", "--source-text", "bees.txt", "--json")
    assert code == 0, err
    assert json.loads(out)["title"] == "Bees"


def test_plan_says_what_would_run_and_why_and_runs_nothing(cli, board):
    code, out, _ = cli("plan", board, *SMALL, "--json")
    assert code == 0
    assert {task["status"] for task in json.loads(out)["tasks"]} == {"miss", "depends"}
    cli("render", board, *SMALL)
    assert {t["status"] for t in json.loads(cli("plan", board, *SMALL, "--json")[1])["tasks"]} == {"hit"}
    edited = story(3)
    edited["s1"].narration = "Something new."
    edited.save(board)
    code, out, _ = cli("plan", board, *SMALL)
    assert code == 0
    line = next(line for line in out.splitlines() if line.startswith("speak:s1"))
    assert "miss" in line
    assert "changed: text" in line


def test_the_plan_of_a_notebook_that_is_made_again_names_the_cell_that_costs(cli):
    path = cli.folder / "analysis.ipynb"

    def write(*texts):
        cells = [{"cell_type": "markdown", "metadata": {}, "source": text} for text in texts]
        path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}))

    write("# Bees\n\nBees matter.", "# Work\n\nThey work.")
    assert cli("render", path, *SMALL)[0] == 0
    write("# Bees\n\nBees matter.", "# Work\n\nThey work all day.")
    planned = json.loads(cli("plan", path, *SMALL, "--json")[1])
    places = {scene["scene"]: scene["place"] for scene in planned["scenes"]}
    spoken = [task["scene"] for task in planned["tasks"] if task["phase"] == "tts" and task["status"] == "miss"]
    assert [places[scene] for scene in spoken] == ["analysis.ipynb, cell 2, line 1"]
    _, out, _ = cli("plan", path, *SMALL)
    line = next(line for line in out.splitlines() if line.startswith(f"speak:{spoken[0]}"))
    assert "miss" in line
    assert "analysis.ipynb, cell 2, line 1" in line


@pytest.mark.parametrize(("captions", "burned"), [("soft", 0), ("burned", 3), ("both", 3), ("off", 0)])
def test_captions_are_burned_in_where_that_is_asked_for(cli, board, captions, burned):
    code, out, _ = cli("plan", board, *SMALL, "--captions", captions, "--json")
    assert code == 0
    assert sum(task["task"].startswith("cues:") for task in json.loads(out)["tasks"]) == burned


def test_doctor_lists_its_findings_and_leaves_nothing(cli):
    code, out, err = cli("doctor")
    assert code == 0, out + err
    names = [line.split()[1] for line in out.splitlines() if line.startswith("ok ")]
    always = ["python", "ffmpeg", "x264", "typst", "fonts", "workspace", "output", "disk", "encoders"]
    assert [name for name in names if not name.startswith("voice:")] == always
    assert {"voice:hibari", "voice:espeak"} <= set(names)
    assert out.splitlines()[-1] == "All is well: films can be made."
    assert cli.temporary == []
    assert not (cli.folder / "aura-videos").exists()


def test_doctor_exits_1_when_a_check_fails_and_says_what_to_do(monkeypatch):
    # A real examination takes seconds: what is tried, and what is said of it, is in `tests/doctor`.
    missing = failed("ffmpeg", FFmpegNotFound("There is none.", remedy="Set AURA_FFMPEG."))
    checks = [Check("python", "pass", "Python is new enough.", ""), missing]
    monkeypatch.setattr(examination, "doctor", lambda **_: checks)
    told, shown = (
        CliRunner().invoke(aura, words, standalone_mode=False) for words in (["doctor", "--json"], ["doctor"])
    )
    assert told.return_value == shown.return_value == 1
    [failure] = [check for check in json.loads(told.stdout) if check["status"] == "fail"]
    assert (failure["name"], failure["hint"]) == ("ffmpeg", "Set AURA_FFMPEG.")
    lines = shown.stdout.splitlines()
    found = next(number for number, line in enumerate(lines) if line.startswith("FAILED  ffmpeg"))
    assert "AURA_FFMPEG" in " ".join(lines[found : found + 4])


def test_clean_empties_the_cache_and_leaves_finished_films(cli, board):
    _, out, _ = cli("render", board, *SMALL)
    code, said, _ = cli("clean", "--json")
    assert code == 0
    assert json.loads(said)["entries"] > 5
    assert Path(out.strip()).exists()
    assert list(cli.workspace.glob("cache/*/*/*")) == []


@pytest.mark.parametrize(
    "words", [["plan", "Bees"], ["plan", "Bees", "--json"], ["clean"], ["jobs"], ["jobs", "--json"], ["cancel", "a"]]
)
def test_a_workspace_that_is_a_file_is_named_with_the_next_step(cli, words):
    cli.workspace.write_text("a file of the user's")
    code, out, err = cli(*words)
    assert code == 1
    assert f"The workspace {str(cli.workspace)!r} cannot be written: it is a file, or lies below one." in err
    assert "Next step: Set AURA_WORKSPACE to a folder of yours." in err
    assert "Errno" not in out + err
    if "--json" in words:
        assert json.loads(out)["errors"][0]["code"] == "output.unwritable"
    assert cli.workspace.read_text() == "a file of the user's"


def test_a_cache_that_is_a_file_is_named_by_clean(cli):
    cli.workspace.mkdir()
    (cli.workspace / "cache").write_text("")
    code, _, err = cli("clean")
    assert code == 1
    assert err == f"Error: {str(cli.workspace / 'cache')!r} cannot be cleaned: it is a file, or lies below one.\n"


def test_help_comes_without_loading_the_engine(cli):
    code, out, _ = cli("--help")
    assert code == 0
    assert {"demo", "render", "plan", "doctor", "clean"} <= set(out.split())
    code = (
        "import sys, aura_nb.cli; print([m for m in ('numpy', 'av', 'typst', 'asyncio', 'rich') if m in sys.modules])"
    )
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert loaded.stdout.strip() == "[]"


def test_decks_are_read_without_the_words_for_numbers_and_tables_printed_without_the_checks():
    code = (
        "import sys, aura_nb.sources.markdown.deck, aura_nb.cli.printed_tables; "
        "print([m for m in ('num2words', 'aura_nb.doctor', 'aura_nb.pipeline.dryrun') if m in sys.modules])"
    )
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert loaded.stdout.strip() == "[]"


@POSIX
@pytest.mark.few
@pytest.mark.parametrize(
    ("how", "moment"),
    [
        (signal.SIGINT, "Voice: started"),
        (signal.SIGINT, "Compose: started"),
        (signal.SIGINT, "  mix"),
        # Both are heard by the same handler.
        (signal.SIGTERM, "Voice: started"),
        pytest.param(signal.SIGINT, "Script: started", marks=pytest.mark.long),
        pytest.param(signal.SIGINT, "Visuals: completed", marks=pytest.mark.long),
        pytest.param(signal.SIGTERM, "Script: started", marks=pytest.mark.long),
        pytest.param(signal.SIGTERM, "Visuals: completed", marks=pytest.mark.long),
        pytest.param(signal.SIGTERM, "Compose: started", marks=pytest.mark.long),
        pytest.param(signal.SIGTERM, "  mix", marks=pytest.mark.long),
    ],
)
def test_an_interrupt_ends_everything_within_three_seconds_and_a_second_run_goes_on(cli, board, moment, how):
    process = cli.start("render", board, *SMALL, "-o", "film", "-v")
    until_line(process, moment)
    process.send_signal(how)
    began = time.monotonic()
    _, err = process.communicate(timeout=20)
    assert time.monotonic() - began < 3 + SLACK
    assert process.returncode == 130, err
    assert "Traceback" not in err
    assert cli.await_end(0.5) == []
    assert cli.temporary == []
    assert not (cli.folder / "film").exists()
    code, _, err = cli("render", board, *SMALL, "-o", "film", "-v")
    assert code == 0, err
    if moment == "  mix":
        assert "speak:s0: cached" in err
        assert "draw:s0: cached" in err


@POSIX
@pytest.mark.few
@pytest.mark.parametrize(
    "moment", ["Voice: started", pytest.param("Visuals: completed", marks=pytest.mark.long), "Compose: completed"]
)
def test_a_killed_main_process_takes_its_workers_and_their_ffmpeg_along(cli, board, moment):
    process = cli.start("render", board, *SMALL, "-o", "film")
    until_line(process, moment)
    process.kill()
    process.communicate(timeout=20)
    assert cli.await_end(2 + SLACK) == []
    assert not (cli.folder / "film" / "video.mp4").exists()
    code, _, err = cli("render", board, *SMALL, "-o", "film")
    assert code == 0, err
    # What the killed run left is kept for `orphan_age_hours`, for the program that goes on with its job; of the second
    # nothing is.
    assert len({path.stem for path in cli.temporary}) <= 1
    assert cli("clean")[0] == 0
    assert cli.temporary == []


def test_each_film_is_a_job_that_the_list_shows_the_newest_first(cli, board):
    cli("render", board, *SMALL, AURA_FFMPEG="/nowhere/ffmpeg")
    _, out, _ = cli("render", board, *SMALL, "--json")
    code, listed, _ = cli("jobs", "--json")
    assert code == 0
    answer = json.loads(listed)
    assert [job["status"] for job in answer["jobs"]] == ["completed", "failed"]
    assert answer["jobs"][0]["jobId"] == json.loads(out)["jobId"]
    assert answer["jobs"][0]["videoPath"] == json.loads(out)["output"]["videoPath"]
    assert (answer["stats"]["total"], answer["stats"]["completed"]) == (2, 1)
    code, table, _ = cli("jobs", "--status", "done")
    assert code == 0
    assert "completed" in table
    assert "failed" not in table


def test_a_status_that_is_none_is_refused(cli):
    code, _, err = cli("jobs", "--status", "sleeping")
    assert code == 2
    assert "sleeping" in err


@POSIX
def test_a_job_of_another_process_can_be_canceled(cli, board):
    story(20).save(board)
    process = cli.start("render", board, "--aspect", "1280x720")
    until_line(process, "Voice: started")
    job = json.loads(cli("jobs", "--json")[1])["jobs"][0]
    assert job["status"] == "running"
    code, out, err = cli("cancel", job["jobId"][:8])
    assert code == 0, err
    assert "will be canceled" in out
    _, err = process.communicate(timeout=20)
    assert process.returncode == 1
    assert "Canceled" in err
    assert json.loads(cli("jobs", "--json")[1])["jobs"][0]["status"] == "canceled"
    code, _, err = cli("cancel", job["jobId"])
    assert code == 1
    assert "canceled" in err
    assert cli.temporary == []


def test_an_unknown_job_is_not_canceled(cli):
    code, _, err = cli("cancel", "nothing")
    assert code == 1
    assert "Next step" in err


def test_a_text_of_ones_own_becomes_the_film(cli):
    text = "Bees visit flowers to drink nectar. On the way they carry pollen to the next plant."
    (cli.folder / "bees.txt").write_text(text)
    code, out, err = cli("render", "Bees", "--source-text", "bees.txt", "--seconds", "10", *SMALL, "--json")
    assert code == 0, err
    folder = Path(json.loads(out)["output"]["videoPath"]).parent
    assert "drink nectar" in (folder / "captions.srt").read_text().replace("\n", " ")


@pytest.mark.parametrize("place", ["n" * 300, "folder.mp4"])
def test_a_place_that_is_none_ends_in_words_and_never_hangs(cli, board, place):
    (cli.folder / "folder.mp4").mkdir()
    code, out, err = cli("render", board, *SMALL, "--json", "-o", place, "--force")
    assert code == 1, err
    assert json.loads(out)["errors"][0]["code"] == "output.unwritable"
    assert cli.temporary == []


def test_every_command_that_prints_json_has_a_schema_which_is_printed(cli):
    printing = {
        name
        for name, command in aura.commands.items()
        if any("--json" in option.opts for option in command.params if isinstance(option, click.Option))
    }
    assert SCHEMAS.keys() == printing
    code, out, err = cli("schema")
    assert (code, err) == (0, "")
    whole = json.loads(out)
    assert whole["properties"].keys() == printing
    jsonschema.Draft202012Validator.check_schema(whole)
    code, out, _ = cli("schema", "render")
    assert (code, json.loads(out)) == (0, SCHEMAS["render"])
    code, _, err = cli("schema", "cancel")
    assert code == 2
    assert "these do: demo, render, plan" in err


def test_a_film_and_what_is_measured_of_it_are_of_their_schemas_and_nothing_else_is(cli):
    """The commands that no other test here asks for JSON."""
    code, out, err = cli("demo", *SMALL, "--json")
    assert code == 0, err
    made = json.loads(out)
    _, measured, _ = cli("verify", Path(made["output"]["videoPath"]).parent, "--json")
    for name, changed in {
        "demo": made | {"more": 1},
        "render": made | {"status": "done"},
        "verify": json.loads(measured)[0],
    }.items():
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(changed, SCHEMAS[name])
