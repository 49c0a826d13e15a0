"""Jobs that are really run, many at once: canceled and killed at random moments, with calls that fail, on a full disk.

Random moments come from a seed that a failure shows: `AURA_TEST_SEED=N` repeats it.
"""

import contextlib
import errno
import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from support import TESTS, family, is_alive, story
from support.engine_owner import SILENT, TINY, film
from support.faults import Fault, sqlite_faults_missing
from support.history import check_history

from aura_nb.client.job import Job
from aura_nb.client.local import LocalBackend
from aura_nb.errors import AuraError, JobCanceled, JobFailed, JobStateError
from aura_nb.jobs.store import Store
from aura_nb.pipeline.film_request import FilmRequest
from aura_nb.pipeline.local_runner import LocalRunner
from aura_nb.pipeline.workspace import Workspace
from aura_nb.wire.events import FINAL_EVENTS

pytestmark = [pytest.mark.few, pytest.mark.skipif(os.name == "nt", reason="SIGKILL")]


@pytest.fixture
def chance():
    seed = int(os.environ.get("AURA_TEST_SEED", random.randrange(10**6)))
    print(f"AURA_TEST_SEED={seed}")
    return random.Random(seed)


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path / "workspace")


def submitted(backend, request, **more):
    return Job(backend, backend.call(backend.submit(request, **more)).result().job_id)


def whole_log(store):
    events = []
    while page := store.events(events[-1].sequence if events else 0):
        events += page
    return events


def sound(store, accepted):
    """The history is without a defect, and every record says what its final event says."""
    events = whole_log(store)
    assert check_history(events, jobs=accepted) == []
    last = {event.job_id: event for event in events}
    for job_id in accepted:
        job = store.job(job_id)
        assert last[job_id].type == FINAL_EVENTS[job.status]
        assert last[job_id].json()["status"] == job.status


def whole(job, films):
    """A completed job has all its files as they were announced; any other has none."""
    folder = next(iter(films.glob(f"*-{job.id[:8]}")), None)
    if job.status == "completed":
        for artifact in job.artifacts:
            assert hashlib.sha256((folder / artifact["name"]).read_bytes()).hexdigest() == artifact["sha256"]
    else:
        assert job.artifacts == []
        assert folder is None


@pytest.mark.parametrize("count", [pytest.param(10, id="short"), pytest.param(300, id="long", marks=pytest.mark.long)])
@pytest.mark.timeout(1500)
def test_jobs_canceled_at_random_moments_end_in_one_state_and_leave_nothing(workspace, tmp_path, count, chance):
    films = tmp_path / "films"
    backend = LocalBackend(workspace, root=films, max_running=1)
    try:
        usual = []
        for number in range(3):
            began = time.monotonic()
            submitted(backend, film(f"Measured {number}")).wait(progress=False)
            usual.append(time.monotonic() - began)
        jobs = []
        for number in range(count):
            job = submitted(backend, film(f"Canceled {number}"))
            jobs.append(job)
            # Every third is aimed at the last 50 ms, the others anywhere.
            wait = usual[-1] - chance.uniform(0, 0.05) if number % 3 == 0 else chance.uniform(0, usual[-1] * 1.1)
            with contextlib.suppress(TimeoutError):
                job.wait(timeout=wait, progress=False)
            with contextlib.suppress(JobStateError):
                job.cancel()
            with contextlib.suppress(JobCanceled):
                job.wait(timeout=60, progress=False)
            whole(job, films)
            assert not (workspace.temp / job.id).exists()
            assert not (workspace.proxy / job.id).exists()
        measured = [job.job_id for job in backend.call(backend.jobs(limit=count + 3)).result()[-3:]]
        sound(backend.store, measured + [job.id for job in jobs])
        assert {job.status for job in jobs} <= {"completed", "canceled"}
        assert any(job.status == "canceled" for job in jobs)
        workers = backend.runner.tasks.pids()
    finally:
        backend.close()
    assert not [pid for pid in workers if is_alive(pid)]


@pytest.mark.parametrize("rounds", [pytest.param(2, id="short"), pytest.param(20, id="long", marks=pytest.mark.long)])
@pytest.mark.timeout(1500)
def test_owners_killed_at_random_moments_lose_no_job_and_no_finished_step(workspace, tmp_path, rounds, chance):
    films, accepted = tmp_path / "films", []
    for number in range(rounds):
        owner = started(workspace, films, mine=2, every=10**6, seed=f"Round {number}")
        jobs = [owner.stdout.readline().strip() for _ in range(2)]
        accepted += jobs
        time.sleep(chance.uniform(0, 4))
        owner.kill()
        owner.communicate()
        gone_by = time.monotonic() + 5
        while family(workspace.root):
            assert time.monotonic() < gone_by, "a process of the dead owner lives"
            time.sleep(0.05)
        finished_before = {job: finished_tasks(workspace, job) for job in jobs}
        backend = LocalBackend(workspace, root=films)
        try:
            for job_id in jobs:
                job = Job(backend, job_id)
                attempts = backend.store.job(job_id).attempt
                assert job.wait(timeout=120, progress=False).status == "completed"
                whole(job, films)
                if backend.store.job(job_id).attempt > attempts:
                    again = {t.task for t in backend.call(backend.timings(job_id)).result().tasks if not t.hit}
                    assert not again & finished_before[job_id]
        finally:
            backend.close()
    store = Store.open(workspace.root / "jobs.sqlite")
    sound(store, accepted)
    store.close()


def started(workspace, films, *, mine, every, seed):
    return subprocess.Popen(
        [sys.executable, "-m", "support.engine_owner", str(films), str(mine), str(every), seed],
        env={**os.environ, "PYTHONPATH": str(TESTS), "AURA_WORKSPACE": str(workspace.root)},
        stdout=subprocess.PIPE,
        text=True,
    )


def finished_tasks(workspace, job_id):
    """The tasks that were done, by the job's log."""
    with contextlib.suppress(FileNotFoundError):
        lines = (workspace.logs / f"{job_id}.log").read_text().splitlines()
        return {line.split(" ", 1)[1].split(": done in")[0] for line in lines if ": done in" in line}
    return set()


@pytest.mark.parametrize("every", [pytest.param(24, id="short"), pytest.param(2000, id="long", marks=pytest.mark.long)])
@pytest.mark.timeout(3000)
def test_four_engines_run_each_job_once(workspace, tmp_path, every):
    """The films are alike, so that their steps are in the cache: what is tried is the running of jobs."""
    owners = [started(workspace, tmp_path / "films", mine=every // 4, every=every, seed="") for _ in range(4)]
    accepted = [line for owner in owners for line in owner.communicate()[0].split()]
    assert [owner.returncode for owner in owners] == [0] * 4
    store = Store.open(workspace.root / "jobs.sqlite")
    jobs = [store.job(job_id) for job_id in accepted]
    assert len(set(accepted)) == every == store.stats().completed
    assert {(job.attempt, job.crashes) for job in jobs} == {(1, 0)}
    sound(store, accepted)
    store.close()
    assert family(workspace.root) == []


@pytest.fixture
def deadly(workspace, tmp_path, monkeypatch):
    """An engine whose worker programs have the accidents of `support.deadly`."""
    monkeypatch.setenv("PYTHONPATH", str(TESTS))
    monkeypatch.setenv("AURA_TEST_FULL", str(tmp_path / "full"))
    tasks = LocalRunner(workspace.cache.root, program="support.deadly")
    backend = LocalBackend(workspace, root=tmp_path / "films", max_running=2, tasks=tasks)
    yield backend
    backend.close()


def test_a_job_that_kills_its_worker_each_time_fails_for_that_and_others_go_on(deadly, tmp_path):
    board = story(3, title="Deadly")
    board.scenes[1].heading = "DEADLY"
    killer = submitted(deadly, FilmRequest(storyboard=board, render=TINY, voice=SILENT))
    other = submitted(deadly, film("Harmless", 4))
    with pytest.raises(JobFailed, match="tried 3 times") as failed:
        killer.wait(timeout=60, progress=False)
    assert failed.value.details["cause"] == "job.crashed"
    assert killer.log().count(f"signal {int(signal.SIGKILL)}") >= 3
    assert other.wait(timeout=60, progress=False).status == "completed"
    sound(deadly.store, [killer.id, other.id])


def test_a_full_disk_fails_the_job_by_name_and_the_next_runs_once_there_is_room(deadly, tmp_path):
    (tmp_path / "full").touch()
    job = submitted(deadly, film("Full"))
    with pytest.raises(JobFailed) as failed:
        job.wait(timeout=60, progress=False)
    assert failed.value.details["cause"] == "disk.full"
    assert job.error["remediation"]
    whole(job, tmp_path / "films")
    assert not (deadly.workspace.temp / job.id).exists()
    (tmp_path / "full").unlink()
    assert submitted(deadly, film("Full")).wait(timeout=60, progress=False).status == "completed"


@pytest.mark.skipif(sqlite_faults_missing() is not None, reason=str(sqlite_faults_missing()))
@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO])
@pytest.mark.parametrize("step", [pytest.param(43, id="short"), pytest.param(1, id="long", marks=pytest.mark.long)])
@pytest.mark.timeout(3000)
def test_whatever_call_fails_no_job_is_lost_and_no_half_file_is_there(workspace, tmp_path, step, error):
    """The engine's own calls: those on the database, the cache's index, previews, and the film's files."""
    films = tmp_path / "films"
    # Of the two errors, the second meets the calls between those that met the first.
    number, hit, accepted = 1 + (step // 2 if error == errno.EIO else 0), "not yet", []
    while hit is not None:
        fault = Fault(tmp_path, number, error=error)
        request, job_id = film(f"Call {number}"), None
        with fault, contextlib.suppress(AuraError, OSError):
            backend = LocalBackend(workspace, root=films)
            try:
                job_id = backend.call(backend.submit(request)).result().job_id
                accepted.append(job_id)
                with contextlib.suppress(JobFailed):
                    Job(backend, job_id).wait(timeout=30, progress=False)
            finally:
                backend.close()
        hit, number = fault.hit, number + step
        if job_id is not None:
            backend = LocalBackend(workspace, root=films)
            try:
                job = Job(backend, job_id)
                with contextlib.suppress(JobFailed):
                    job.wait(timeout=30, progress=False)
                whole(job, films)
            finally:
                backend.close()
    store = Store.open(workspace.root / "jobs.sqlite")
    sound(store, [job.id for job in store.jobs(limit=10_000)])
    assert set(accepted) <= {job.id for job in store.jobs(limit=10_000)}
    store.close()
    assert not [path for path in Path(films).rglob("*") if path.name.endswith(".part")]
