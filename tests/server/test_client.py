"""The Python client and the command line against a real server: what they promise holds here too."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import uuid
from pathlib import Path

import msgspec
import pytest
from support import picture_scene, png, story

from aura_nb.client.discovery import Finder
from aura_nb.client.job import Job
from aura_nb.client.rest import RestBackend
from aura_nb.errors import AssetMissing, JobCanceled, JobNotFound, JobStateError, ServerRefused
from aura_nb.pipeline.film_request import FilmRequest
from aura_nb.specs import Render, Voice

TINY = Render(aspect="320x180", fps=10)
SILENT = Voice(name="silent:timed")


@pytest.fixture(scope="module")
def backend(server):
    made = RestBackend(server.known(), Finder(url=server.url, token=server.token, environ={}).again)
    yield made
    made.close()


def submit(backend, board, **more):
    request = FilmRequest(storyboard=board, render=TINY, voice=SILENT, **more)
    return Job(backend, backend.call(backend.submit(request)).result(30).job_id)


def ask(backend, work):
    return backend.call(work).result(60)


def test_a_film_is_made_followed_saved_and_forgotten(backend, tmp_path):
    (tmp_path / "bee.png").write_bytes(png(50))
    board = story(2, title="From the client")
    board.scenes.append(picture_scene("bee.png"))
    job = submit(backend, board, folder=str(tmp_path))
    kinds = [event.type for event in job.events()]
    assert kinds[0] == "job-status"
    assert kinds[-1] == "job-completed"
    assert kinds.count("job-completed") == 1
    assert job.wait(timeout=180).status == "completed"
    saved = job.save(tmp_path / "mine.mp4")
    listed = {artifact["name"]: artifact for artifact in job.artifacts}
    assert hashlib.sha256(Path(saved).read_bytes()).hexdigest() == listed["video.mp4"]["sha256"]
    assert "finished in" in job.log()
    assert ask(backend, backend.storyboard(job.id))["title"] == "From the client"
    assert ask(backend, backend.timings(job.id)).tasks
    assert job.id in {each.job_id for each in ask(backend, backend.jobs(statuses={"completed"}))}
    assert ask(backend, backend.queue()).stats.total > 0
    assert ask(backend, backend.find(job.id[:12])).job_id == job.id
    ask(backend, backend.delete(job.id))
    with pytest.raises(JobNotFound):
        ask(backend, backend.job(job.id))


def test_a_job_is_canceled_and_taken_up_again(backend):
    board = story(12)
    for scene in board.scenes:
        scene.heading = uuid.uuid4().hex  # nothing of it was drawn before
    job = submit(backend, board)
    for event in job.events():
        if event.type == "step-progress" and event.json()["progressPct"] >= 20:
            break
    job.cancel()
    with pytest.raises(JobCanceled):
        job.wait(timeout=180, progress=False)
    with pytest.raises(JobStateError):
        job.cancel()
    again = job.resume()
    assert again.wait(timeout=120, progress=False).status == "completed"


def test_what_is_wrong_is_raised_as_the_error_it_is(backend, server):
    board = story(1)
    board.scenes.append(picture_scene("asset:" + "0" * 64))
    with pytest.raises(AssetMissing) as caught:
        submit(backend, board)
    assert caught.value.details["correlationId"] in server.log()
    nobody = Finder(url=server.url, token="wrong", environ={})
    stranger = RestBackend(msgspec.structs.replace(server.known(), token="wrong"), nobody.again)
    with pytest.raises(ServerRefused):
        ask(stranger, stranger.voices())
    stranger.close()


def test_plans_voices_and_findings_are_the_servers(backend):
    request = FilmRequest(storyboard=story(2), render=TINY, voice=SILENT)
    planned = ask(backend, backend.plan(request))
    assert len(planned.scenes) == 2
    assert "espeak:de" in {voice.name for voice in ask(backend, backend.voices())}
    assert {check.name for check in ask(backend, backend.preflight(request))} >= {"ffmpeg", "disk"}


def test_a_kernel_finds_its_server_by_its_record(server):
    found = Finder(environ={"JPY_PARENT_PID": str(server.pid)}, runtime=server.runtime).find()
    assert found.server is not None, found.explain()
    assert (found.server.url, found.server.token) == (server.url, server.token)
    assert found.server.workspace == str(server.workspace)


def command(server, *words, folder):
    environ = os.environ | {"AURA_URL": server.url, "AURA_TOKEN": server.token}
    words = [sys.executable, "-m", "aura_nb.cli", *words]
    return subprocess.run(words, cwd=folder, env=environ, capture_output=True, text=True, timeout=120, check=False)


def test_the_command_line_makes_its_film_on_the_server_and_brings_it_here(server, tmp_path):
    board = story(2, title="By command")
    board.save(tmp_path / "talk.json")
    options = ("--voice", "silent:timed", "--aspect", "320x180", "--fps", "10", "--json", "-o", "talk.mp4")
    ran = command(server, "render", "talk.json", *options, folder=tmp_path)
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout.splitlines()[-1])
    assert told["status"] == "completed"
    assert (tmp_path / "talk.mp4").stat().st_size == told["output"]["sizeBytes"]
    assert (tmp_path / "talk.files" / "captions.vtt").exists()
    listed = json.loads(command(server, "jobs", "--json", folder=tmp_path).stdout)
    assert told["jobId"] in json.dumps(listed)


def test_pictures_of_a_folder_that_is_named_are_sent_to_the_server(server, tmp_path):
    for folder in ("deck", "art"):
        (tmp_path / folder).mkdir()
    (tmp_path / "art" / "bee.png").write_bytes(png(50))
    (tmp_path / "deck" / "talk.md").write_text("# Bees\n\n![A bee](bee.png)\n")
    options = ("--voice", "silent:timed", "--aspect", "320x180", "--fps", "10", "--json", "-o", "film")
    ran = command(server, "render", "deck/talk.md", "--assets", "art", *options, folder=tmp_path)
    assert ran.returncode == 0, ran.stderr
    [scene] = json.loads((tmp_path / "film" / "storyboard.json").read_text())["scenes"]
    assert (scene["show"]["kind"], scene["show"]["alt"]) == ("picture", "A bee")
    [sent] = (tmp_path / "film" / "pictures").iterdir()
    assert sent.read_bytes() == png(50)


def test_a_wrong_token_is_said_and_not_shown(server, tmp_path):
    (tmp_path / "x.json").write_text("{}")
    words = ("jobs", "--server", server.url, "--token", "wr0ng-secret")
    ran = command(server, *words, folder=tmp_path)
    assert ran.returncode != 0
    assert "does not let us in" in ran.stderr
    assert "wr0ng-secret" not in ran.stdout + ran.stderr
