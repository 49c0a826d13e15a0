"""Jobs end to end: a real store, a real runner, real films; what a job's story says is what happened."""

import asyncio
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from concurrent.futures import Future
from contextlib import closing
from pathlib import Path

import pytest
from support import SMALL, TESTS, family, story
from support.films import lasting_workers

from aura_nb.client.job import Job
from aura_nb.client.local import LocalBackend
from aura_nb.errors import DiskFull, JobCanceled, JobFailed, JobStateError
from aura_nb.jobs.cleanup import WorkspaceCleanup
from aura_nb.jobs.store import Store
from aura_nb.pipeline.film_request import FilmRequest
from aura_nb.pipeline.output import OutputPlace
from aura_nb.pipeline.workspace import Workspace

FINAL = {"job-completed", "job-failed", "job-cancelled"}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    return Workspace(tmp_path_factory.mktemp("workspace"))


@pytest.fixture(scope="module")
def films(tmp_path_factory):
    return tmp_path_factory.mktemp("films")


@pytest.fixture(scope="module")
def backend(workspace, films):
    """An engine for all tests that leave it as it was: no job of theirs goes on."""
    with lasting_workers():
        engine = LocalBackend(workspace, root=films)
        yield engine
        engine.close()


@pytest.fixture
def own_workspace(tmp_path):
    """One whose jobs no other engine takes up."""
    return Workspace(tmp_path / "workspace")


@pytest.fixture
def own_backend(own_workspace, tmp_path):
    """An engine that starts its workers in the test's own environment."""
    engine = LocalBackend(own_workspace, root=tmp_path / "films")
    yield engine
    engine.close()


def submit(backend, board=None, **more):
    request = FilmRequest(storyboard=board or story(3), render=SMALL)
    return Job(backend, backend.call(backend.submit(request, **more)).result().job_id)


def ran(backend, job):
    """The tasks of the job that were not in the cache."""
    tasks = backend.call(backend.timings(job.id)).result().tasks
    return [timing.task for timing in tasks if not timing.hit]


def until(job, happened):
    """The events of a job up to one that answers `happened`."""
    seen = []
    for event in job.events():
        seen.append(event)
        if happened(event):
            break
    return seen


def test_a_job_is_accepted_at_once_and_completed_when_its_video_is_there(backend, films, tmp_path):
    job = submit(backend)
    assert job.status in {"pending", "running"}
    assert job.wait(progress=False) is job
    assert (job.status, job.phase, job.percent) == ("completed", "complete", 100)
    assert job.video.parent.parent == films
    assert job.video.stat().st_size > 10_000
    assert job.save(tmp_path / "copy.mp4").read_bytes() == job.video.read_bytes()
    assert {a["name"] for a in job.artifacts} >= {"video.mp4", "poster.png", "captions.vtt", "manifest.json"}
    assert "speak:s0" in job.log()
    assert not (backend.workspace.temp / job.id).exists()
    assert not (backend.workspace.proxy / job.id).exists()


def test_its_story_begins_ends_and_moves_as_the_contract_says(backend):
    job = submit(backend, story(2, title="Story"))
    job.wait(progress=False)
    events = list(job.events())
    assert [e.json()["status"] for e in events if e.type == "job-status"] == ["pending", "running"]
    assert [e.type for e in events if e.type in FINAL] == ["job-completed"]
    assert events[-1].type == "job-completed"
    sequences = [e.sequence for e in events]
    assert sequences == sorted(set(sequences))
    percents = [e.json()["progressPct"] for e in events if e.type == "step-progress"]
    assert percents == sorted(percents)
    names = [e.json()["name"] for e in events if e.type == "artifact"]
    assert names.index("poster.png") < names.index("video.mp4")
    assert len(names) == len(set(names))
    completed = events[-1].json()
    assert set(completed) >= {"jobId", "correlationId", "status", "artifacts", "output", "elapsedSeconds"}
    assert set(completed["output"]) == {"videoPath", "subtitlePath", "sizeBytes", "durationSeconds"}
    again = list(job.events(after=events[5].sequence))
    assert [e.data for e in again] == [e.data for e in events[6:]]


def test_a_running_job_is_canceled_when_all_of_it_has_stopped(backend):
    job = submit(backend, story(8, title="Canceled"))
    until(job, lambda e: e.type == "step-status" and e.json()["step"] == "Voice")
    job.cancel()
    with pytest.raises(JobCanceled):
        job.wait(progress=False)
    assert job.status == "canceled"
    assert job.video is None
    last = list(job.events())[-1]
    assert last.type == "job-cancelled"
    assert set(last.json()["cleanup"]) == {"removedFiles", "freedBytes"}
    assert not (backend.workspace.temp / job.id).exists()
    with pytest.raises(JobStateError):
        job.cancel()


def test_a_canceled_job_is_resumed_as_a_new_one_that_names_it(backend):
    job = submit(backend, story(5, title="Resumed"))
    until(
        job, lambda e: e.type == "step-status" and e.json()["status"] == "completed" and e.json()["step"] == "Visuals"
    )
    job.cancel()
    with pytest.raises(JobCanceled):
        job.wait(progress=False)
    resumed = job.resume()
    resumed.wait(progress=False)
    assert resumed.id != job.id
    assert resumed._record().resumed_from == job.id
    assert job.status == "canceled"
    assert not [task for task in ran(backend, resumed) if task.startswith("draw:")]


def test_a_completed_job_is_not_resumed(backend):
    job = submit(backend, story(1, title="Done"))
    job.wait(progress=False)
    with pytest.raises(JobStateError, match="completed"):
        job.resume()


def test_a_failed_job_says_why_in_which_phase_and_what_to_do(own_backend, monkeypatch, tmp_path):
    monkeypatch.setenv("AURA_FFMPEG", str(tmp_path / "nowhere"))
    job = submit(own_backend, story(2, title="Failed"))
    with pytest.raises(JobFailed, match="AURA_FFMPEG") as caught:
        job.wait(progress=False)
    assert caught.value.details["cause"] == "ffmpeg.not_found"
    assert job.phase == "render"
    assert job.error["remediation"]
    failed = list(job.events())[-1].json()
    assert (failed["status"], failed["stage"]) == ("failed", "Render")
    assert failed["suggestedActions"]
    assert failed["logsUrl"] == f"jobs/{job.id}/logs"


def test_a_fault_nobody_foresaw_ends_the_job_and_whoever_waits_hears_of_it(backend, monkeypatch):
    async def broken(*_, **__):
        raise ZeroDivisionError("nobody foresaw this")

    monkeypatch.setattr("aura_nb.jobs.run.make_film", broken)
    job = submit(backend, story(1, title="Broken"))
    with pytest.raises(JobFailed, match="nobody foresaw this") as caught:
        job.wait(timeout=60, progress=False)
    assert caught.value.details["cause"] == "internal"


def test_an_end_that_a_full_disk_refused_is_written_once_there_is_room(backend, monkeypatch):
    finish = backend.store.finish
    refused = []

    def full(*arguments):
        if len(refused) < 2:
            refused.append(arguments)
            future = Future()
            future.set_exception(DiskFull("No room."))
            return future
        return finish(*arguments)

    monkeypatch.setattr(backend.store, "finish", full)
    job = submit(backend, story(1, title="Full"))
    assert job.wait(timeout=180, progress=False).status == "completed"
    assert len(refused) == 2


def test_a_job_can_be_awaited_and_watched_under_a_running_loop(backend):
    async def both():
        job = submit(backend, story(1, title="Awaited"))
        seen = [event.type async for event in job.events()]
        return await job, seen

    job, seen = asyncio.run(both())
    assert job.status == "completed"
    assert seen[-1] == "job-completed"


def test_waiting_can_time_out_and_the_job_goes_on(backend):
    job = submit(backend, story(4, title="Slow"))
    with pytest.raises(TimeoutError):
        job.wait(timeout=0.05, progress=False)
    assert job.wait(progress=False).status == "completed"


def test_what_runs_when_the_engine_closes_goes_on_in_the_next_one(own_workspace, tmp_path):
    first = LocalBackend(own_workspace, root=tmp_path / "films")
    job = submit(first, story(6, title="Handed on"))
    until(job, lambda e: e.type == "step-status" and e.json()["step"] == "Voice")
    first.close()
    store = Store.open(own_workspace.root / "jobs.sqlite")
    assert store.job(job.id).status == "pending"
    store.close()
    second = LocalBackend(own_workspace, root=tmp_path / "films")
    try:
        assert Job(second, job.id).wait(progress=False).status == "completed"
        record = second.store.job(job.id)
        assert (record.attempt, record.crashes) == (2, 0)
        assert [e.type for e in Job(second, job.id).events() if e.type in FINAL] == ["job-completed"]
    finally:
        second.close()


OWNER = """
import sys, time
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from support import SMALL, story
from aura_nb.client.local import LocalBackend
from aura_nb.pipeline.film_request import FilmRequest
from aura_nb.pipeline.workspace import Workspace
backend = LocalBackend(Workspace(), root=Path(sys.argv[2]))
job = backend.call(backend.submit(FilmRequest(storyboard=story(6, title=sys.argv[3]), render=SMALL))).result()
print(job.job_id, flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
@pytest.mark.parametrize(
    "moment",
    [
        *("Voice", "Compose"),
        *(pytest.param(moment, marks=pytest.mark.long) for moment in ("Script", "Visuals", "Render")),
    ],
)
def test_a_job_whose_owner_is_killed_is_finished_by_the_next_and_nothing_is_told_twice(tmp_path, moment):
    workspace = Workspace(tmp_path / "workspace")
    env = {**os.environ, "AURA_WORKSPACE": str(workspace.root)}
    arguments = [sys.executable, "-c", OWNER, str(TESTS), str(tmp_path / "films"), f"Killed in {moment}"]
    owner = subprocess.Popen(arguments, env=env, stdout=subprocess.PIPE, text=True)
    job_id = owner.stdout.readline().strip()
    store = Store.open(workspace.root / "jobs.sqlite")
    deadline = time.monotonic() + 180
    while not any(e.type == "step-status" and e.json()["step"] == moment for e in store.events()):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    owner.send_signal(signal.SIGKILL)
    owner.communicate()
    before = store.events()
    with closing(sqlite3.connect(workspace.database)) as database:
        done = database.execute("SELECT tasks FROM jobs WHERE id = ?", [job_id]).fetchone()[0]
    backend = LocalBackend(workspace, root=tmp_path / "films")
    try:
        job = Job(backend, job_id)
        assert job.wait(progress=False).status == "completed"
        events = list(job.events())
        assert [e.data for e in events[: len(before)]] == [e.data for e in before]
        assert [e.type for e in events if e.type in FINAL] == ["job-completed"]
        percents = [e.json()["progressPct"] for e in events if e.type == "step-progress"]
        assert percents == sorted(percents)
        steps = [(e.json()["step"], e.json()["status"]) for e in events if e.type == "step-status"]
        assert len(steps) == len(set(steps)) == 10
        record = backend.store.job(job_id)
        assert record.attempt == 2
        # Steps of different phases begin side by side: one that had finished some is not to blame.
        assert record.crashes <= (done == 0)
        assert family(workspace.root) == []
        manifest = json.loads((job.video.parent / "manifest.json").read_text())
        assert manifest["jobId"] == job_id
    finally:
        backend.close()
        store.close()


def test_the_sweep_removes_orphans_by_their_newest_file_and_nothing_else(backend, workspace, tmp_path):
    job = submit(backend, story(1, title="Kept"))
    job.wait(progress=False)
    old = workspace.proxy / "orphan"
    fresh = workspace.proxy / "fresh"
    outside = tmp_path / "outside"
    for folder in (old, fresh, outside):
        folder.mkdir(parents=True)
        (folder / "file").write_text("12345")
    (workspace.proxy / "link").symlink_to(outside)
    for path in (old, old / "file", fresh, outside, outside / "file"):
        os.utime(path, (0, 0))
    orphans, freed = WorkspaceCleanup(workspace, backend.store).sweep()
    assert (orphans, freed) == (1, 5)
    assert not old.exists()
    assert (fresh / "file").exists()
    assert (outside / "file").exists()
    assert job.video.exists()
    Path(workspace.proxy / "link").unlink()


@pytest.mark.parametrize(("state", "removed"), [("pending", 0), ("running", 0), ("asked to cancel", 0), ("failed", 1)])
def test_the_sweep_leaves_a_job_that_has_not_ended_its_files_however_old(store, bring, tmp_path, state, removed):
    job, _ = bring(state)
    workspace = Workspace(tmp_path / "own")
    folder = workspace.proxy / job.id
    folder.mkdir(parents=True)
    (folder / "file").write_text("12345")
    for path in (folder / "file", folder):
        os.utime(path, (0, 0))
    assert WorkspaceCleanup(workspace, store).sweep() == (removed, 5 * removed)
    assert folder.exists() == (removed == 0)


def test_a_job_that_is_canceled_while_its_end_is_cleaned_up_gives_its_place_back(own_workspace, tmp_path, monkeypatch):
    engine = LocalBackend(own_workspace, root=tmp_path / "films", max_running=1)
    began, goes_on = threading.Event(), threading.Event()
    clean = engine.runner.cleanup.run_ended

    def slowly(job_id):
        began.set()
        assert goes_on.wait(180)
        return clean(job_id)

    try:
        with monkeypatch.context() as patch:
            patch.setattr(engine.runner.cleanup, "run_ended", slowly)
            first = submit(engine, story(2))
            assert began.wait(180)
            engine.call(_stopped(engine.runner, first.id)).result()
            goes_on.set()
            first.wait(progress=False)
        assert submit(engine, story(2)).wait(180, progress=False).status == "completed"
    finally:
        goes_on.set()
        engine.close()


@pytest.mark.parametrize("again", [0, 0.15])
def test_two_cancels_while_the_files_are_put_in_place_change_nothing(own_workspace, tmp_path, monkeypatch, again):
    """A user's and a server's that stops, say: the second must not make the first forget the film."""
    engine = LocalBackend(own_workspace, root=tmp_path / "films", max_running=1)
    began, goes_on = threading.Event(), threading.Event()
    publish = OutputPlace.publish

    def slowly(self, files, *, check):
        placed = publish(self, files, check=check)
        began.set()
        assert goes_on.wait(180)
        return placed

    async def cancel_twice(run):
        run.stop("Canceled.")
        await asyncio.sleep(again)
        run.task.cancel()
        await asyncio.sleep(0.3)

    monkeypatch.setattr(OutputPlace, "publish", slowly)
    try:
        job = submit(engine, story(2))
        assert began.wait(180)
        engine.call(cancel_twice(engine.runner._running[job.id])).result()
        goes_on.set()
        assert job.wait(180, progress=False).status == "completed"
        assert job.video.exists()
        assert not [line for line in job.log().splitlines() if "canceled" in line]
    finally:
        goes_on.set()
        engine.close()


async def _stopped(runner, job_id):
    """What a request to cancel does that comes when all is over."""
    runner._running[job_id].stop("Canceled.")
