"""Jobs whose FFmpeg or worker is stopped or killed: each goes on or ends with its reason, and the next completes."""

from __future__ import annotations

import os
import signal
import time

import pytest
from support import CHEAP, descendants, is_alive, story
from support.accidents import arrange, unlucky_ffmpeg

from aura_nb.client.job import Job
from aura_nb.client.local import LocalBackend
from aura_nb.errors import JobCanceled, JobFailed, RequestInvalid
from aura_nb.jobs.recorder import LOST_A_WORKER
from aura_nb.pipeline.stall_watch import ENVIRONMENT
from aura_nb.pipeline.workspace import Workspace
from aura_nb.request.named import film_request

pytestmark = [pytest.mark.few, pytest.mark.skipif(os.name == "nt", reason="signals")]

LIMIT = 3.0


@pytest.fixture
def stand_in(tmp_path, monkeypatch):
    """Before FFmpeg begins, it gets a signal, the first so many times: `stand_in("STOP", times=3)`."""

    def put(name, *, times=1):
        arrange(tmp_path, name, times=times)
        monkeypatch.setenv("AURA_FFMPEG", str(unlucky_ffmpeg(tmp_path)))

    return put


@pytest.fixture
def backend(tmp_path, monkeypatch):
    monkeypatch.setenv(ENVIRONMENT, str(LIMIT))
    opened = []

    def open_it():
        opened.append(LocalBackend(Workspace(tmp_path / "workspace"), root=tmp_path / "films", max_running=1))
        return opened[0]

    yield open_it
    for each in opened:
        each.close()


def submitted(backend, title, scenes=2):
    request = film_request(story(scenes, title=title), **CHEAP)
    return Job(backend, backend.call(backend.submit(request)).result().job_id)


def codes(backend, job):
    return [warning["code"] for warning in backend.store.job(job.id).warnings]


@pytest.mark.parametrize(("name", "code"), [("KILL", "job.crashed"), ("TERM", "job.crashed"), ("STOP", "step.timeout")])
def test_an_ffmpeg_that_is_killed_or_stopped_once_costs_a_warning(backend, stand_in, monkeypatch, name, code):
    stand_in(name)
    if name != "STOP":
        monkeypatch.setenv(ENVIRONMENT, "60")  # only what is stopped has to wait for the limit
    engine = backend()
    job = submitted(engine, "Once")
    assert job.wait(240, progress=False).status == "completed"
    assert code in codes(engine, job)
    assert set(codes(engine, job)) <= LOST_A_WORKER  # a crowded machine may add some
    assert "It is tried again." in job.log()
    assert submitted(engine, "Next", 1).wait(240, progress=False).status == "completed"


def test_an_ffmpeg_that_is_stopped_each_time_fails_the_job_in_words_and_the_next_completes(backend, stand_in):
    stand_in("STOP", times=3)
    engine = backend()
    job, following = submitted(engine, "Always"), submitted(engine, "Next", 1)
    with pytest.raises(JobFailed, match=f"did nothing for {LIMIT:g} s.* It was tried 3 times") as failed:
        job.wait(240, progress=False)
    assert failed.value.details["cause"] == "job.timeout"
    assert "step_timeout_seconds" in job.error["remediation"]
    assert job.phase == "render"
    assert following.wait(240, progress=False).status == "completed"


def stop_workers(engine, job, step):
    """Stop every worker program while the job is in a step; their ids."""
    deadline = time.monotonic() + 180
    while not any(e.type == "step-status" and e.json()["step"] == step for e in engine.store.events()):
        assert time.monotonic() < deadline
        time.sleep(0.005)
    pids = engine.runner.tasks.pids()
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    assert not job._record().is_final
    return pids


def test_workers_that_are_stopped_are_replaced(backend):
    engine = backend()
    job, following = submitted(engine, "Stopped", 8), submitted(engine, "Next", 1)
    pids = stop_workers(engine, job, "Visuals")
    assert job.wait(240, progress=False).status == "completed"
    assert set(codes(engine, job)) <= LOST_A_WORKER
    assert following.wait(240, progress=False).status == "completed"
    engine.close()
    assert not [pid for pid in pids if is_alive(pid)]
    assert descendants() == []


def test_a_job_whose_workers_are_stopped_is_canceled_all_the_same(backend, monkeypatch):
    monkeypatch.setenv(ENVIRONMENT, "0")
    engine = backend()
    job = submitted(engine, "Canceled", 8)
    stop_workers(engine, job, "Visuals")
    job.cancel()
    with pytest.raises(JobCanceled):
        job.wait(60, progress=False)
    assert submitted(engine, "Next", 1).wait(240, progress=False).status == "completed"


def test_a_limit_that_is_none_is_refused_before_anything_is_opened(backend, monkeypatch, tmp_path):
    monkeypatch.setenv(ENVIRONMENT, "a minute")
    with pytest.raises(RequestInvalid, match=f"{ENVIRONMENT}: must be a number of seconds"):
        backend()
    assert not (tmp_path / "workspace").exists()
