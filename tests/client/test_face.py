"""`aura.generate` and its `Job`: at once, in scripts and in kernels, and nothing is lost when the program ends."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from support import story
from support.accidents import arrange, unlucky_ffmpeg

import aura_nb as aura
from aura_nb.client import connection
from aura_nb.errors import JobCanceled, JobNotFound, RequestInvalid
from aura_nb.jobs.store import Store

SMALL = {"aspect": "320x180", "fps": 10, "voice": "silent:timed"}


@pytest.fixture
def place(tmp_path):
    """An engine of its own for a test, with its workspace."""
    yield {"workspace": tmp_path / "workspace", "output": tmp_path / "film"}
    connection.close()


def test_generate_returns_at_once_and_the_job_has_the_video(place):
    job = aura.generate(story(2), **place, **SMALL)
    assert job.status in {"pending", "running"}
    assert job.video is None
    assert job.wait(timeout=60, progress=False) is job
    assert (job.status, job.phase, job.percent) == ("completed", "complete", 100)
    assert job.video == place["output"] / "video.mp4"
    assert job.video.exists()
    assert {artifact["name"] for artifact in job.artifacts} >= {"video.mp4", "captions.srt", "poster.png"}
    assert job.error is None
    assert "completed" in repr(job)
    assert "finished in" in job.log()


async def test_it_works_under_a_running_event_loop(place):
    job = aura.generate(story(2), **place, **SMALL)
    seen = [event.type async for event in job.events()]
    assert seen[-1] == "job-completed"
    assert await asyncio.wait_for(job, 60) is job


def test_a_wrong_option_is_refused_before_there_is_a_job(place):
    with pytest.raises(RequestInvalid, match="did you mean 'aspect'"):
        aura.generate("Bees", aspct="9:16", **place)
    assert not (place["workspace"] / "jobs.sqlite").exists()


def test_a_job_is_found_again_by_its_id_or_its_beginning(place):
    job = aura.generate(story(2), **place, **SMALL)
    assert aura.job(job.id[:8], workspace=place["workspace"]).id == job.id
    assert aura.job(workspace=place["workspace"]).id == job.id
    with pytest.raises(JobNotFound):
        aura.job("nothing", workspace=place["workspace"])
    job.cancel()
    with pytest.raises(JobCanceled):
        job.wait(timeout=30, progress=False)
    assert job.resume().wait(timeout=60, progress=False).status == "completed"


def test_the_newest_job_of_an_empty_queue_is_not_found(place):
    with pytest.raises(JobNotFound, match="no job yet"):
        aura.job(workspace=place["workspace"])


def test_waiting_ends_with_a_time_limit_and_the_job_goes_on(place):
    job = aura.generate(story(4), **place, **SMALL)
    with pytest.raises(TimeoutError):
        job.wait(timeout=0.01, progress=False)
    assert job.wait(timeout=60, progress=False).status == "completed"


def test_a_notebook_shows_a_card_in_which_all_words_are_text(place):
    job = aura.generate(story(1, title="<img src=x onerror=alert(1)>"), **place, **SMALL)
    job.wait(timeout=60, progress=False)
    shown = job._repr_html_()
    assert "&lt;img src=x" in shown
    assert "<img src=x" not in shown
    assert "data:image/png;base64," in shown
    assert str(place["output"]) in shown


SCRIPT = """
import os, sys, time
import aura_nb as aura
job = aura.generate(sys.argv[1], voice="silent:timed", aspect="320x180", fps=10, output=sys.argv[2])
print(job.id, flush=True)
while job.phase in (None, "plan"):
    time.sleep(0.02)
print(os.getpid(), flush=True)
"""
ENDINGS = {
    "the last line": "",
    "sys.exit": "sys.exit(3)",
    "an exception": "raise RuntimeError('mine')",
    "Ctrl-C while it sleeps": "time.sleep(60)",
    "Ctrl-C while it waits": "job.wait(progress=False)",
    "a child made by fork": "pid = os.fork()\nif pid: os.waitpid(pid, 0)",
}


def begun(tmp_path, code, *, workspace):
    """A program that has begun a film: it, the job's id, and the worker programs that run for it.

    It does not get to the end: its FFmpeg stands still.
    """
    board = story(2).save(tmp_path / "story.json")
    arrange(tmp_path, "STOP", times=9)
    environment = {
        **os.environ,
        "AURA_WORKSPACE": str(workspace),
        "AURA_FFMPEG": str(unlucky_ffmpeg(tmp_path)),
        "PYTHONWARNINGS": "ignore",
    }
    script = subprocess.Popen(
        [sys.executable, "-c", SCRIPT + code, str(board), str(tmp_path / "film")],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    job_id = script.stdout.readline().strip()
    script.stdout.readline()
    return script, job_id, psutil.Process(script.pid).children(recursive=True)


@pytest.mark.skipif(os.name == "nt", reason="signals and fork")
@pytest.mark.parametrize("ending", ENDINGS)
def test_a_program_that_ends_hands_its_job_back_and_leaves_no_process(tmp_path, ending):
    workspace = tmp_path / "workspace"
    script, job_id, workers = begun(tmp_path, ENDINGS[ending], workspace=workspace)
    if "Ctrl-C" in ending:
        time.sleep(0.2)  # so that it is inside the call
        script.send_signal(signal.SIGINT)
    _, words = script.communicate(timeout=20)
    assert "1 job was not finished" in words
    assert psutil.wait_procs(workers, timeout=5)[1] == []
    store = Store.open(workspace / "jobs.sqlite")
    try:
        kept = store.job(job_id)
    finally:
        store.close()
    assert (kept.status, kept.crashes) == ("pending", 0)
    taken_up = aura.job(job_id, workspace=workspace)
    assert taken_up.wait(timeout=120, progress=False).status == "completed"
    connection.close()


@pytest.mark.skipif(os.name == "nt", reason="SIGTERM")
def test_a_program_that_is_terminated_leaves_no_process_and_its_job_is_taken_up(tmp_path):
    workspace = tmp_path / "workspace"
    script, job_id, workers = begun(tmp_path, "time.sleep(60)", workspace=workspace)
    script.terminate()
    script.communicate(timeout=20)
    assert psutil.wait_procs(workers, timeout=5)[1] == []
    assert aura.job(job_id, workspace=workspace).wait(timeout=120, progress=False).status == "completed"
    connection.close()


def test_a_kernel_that_is_restarted_finds_its_job_again(tmp_path, monkeypatch):
    from jupyter_client.manager import start_new_kernel

    monkeypatch.setenv("AURA_WORKSPACE", str(tmp_path / "workspace"))
    monkeypatch.chdir(tmp_path)
    manager, kernel = start_new_kernel(kernel_name="python3")
    try:
        job_id = answer(kernel, f"import aura_nb as aura; job = aura.demo(**{SMALL}); print(job.id)")
        manager.restart_kernel()
        kernel.wait_for_ready(timeout=60)
        text = answer(
            kernel,
            f"import aura_nb as aura, json; job = await aura.job({job_id!r})\n"
            "print(json.dumps([job.status, str(job.video)]))",
        )
    finally:
        kernel.stop_channels()
        manager.shutdown_kernel()
    status, video = json.loads(text)
    assert status == "completed"
    assert Path(video).is_relative_to(tmp_path / "aura-videos")


def answer(kernel, code):
    """What a cell prints; its error fails the test."""
    printed = []

    def heard(message):
        if message["msg_type"] == "stream" and message["content"]["name"] == "stdout":
            printed.append(message["content"]["text"])

    reply = kernel.execute_interactive(code, timeout=120, output_hook=heard)
    assert reply["content"]["status"] == "ok", reply["content"]
    return "".join(printed).strip()


def test_every_name_can_be_called_whatever_was_imported_before():
    # Importing a package of ours puts it in the place of the function of its name.
    program = """
import pkgutil, importlib, inspect, aura_nb as aura
called = [name for name in aura.__all__ if not name.startswith("_")] + ["doctor", "jobs", "voices"]
for found in pkgutil.iter_modules(aura.__path__, "aura_nb."):
    importlib.import_module(found.name)
print(*[name for name in called if not callable(getattr(aura, name))])
print(inspect.signature(aura.demo))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[0] == ""
    assert done.stdout.splitlines()[1].startswith("(topic: 'str | None' = None")
