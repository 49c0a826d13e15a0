"""A workspace without room: who waits in front of it is told soon, a server waits for room, and no job is lost."""

from __future__ import annotations

import time
from concurrent.futures import Future
from contextlib import contextmanager

import pytest
from support import story
from support.faults import Fault, sqlite_faults_missing

from aura_nb.cli import foreground
from aura_nb.client import local
from aura_nb.client.local import LocalBackend
from aura_nb.errors import DatabaseLocked, DiskFull
from aura_nb.jobs import retries, runner
from aura_nb.jobs.job_request import FilmRequest
from aura_nb.jobs.retries import Retries
from aura_nb.jobs.store import Store
from aura_nb.pipeline.workspace import Workspace
from aura_nb.specs import Render, Voice

NEVER, NOW = 10**9, 0
pytestmark = pytest.mark.skipif(sqlite_faults_missing() is not None, reason=str(sqlite_faults_missing()))


@pytest.fixture(autouse=True)
def hurried(monkeypatch):
    monkeypatch.setattr(retries, "FIRST_SECONDS", 0.05)
    monkeypatch.setattr(retries, "LAST_SECONDS", 0.1)
    monkeypatch.setattr(runner, "RESCUE_SECONDS", 0.2)
    monkeypatch.setattr(local, "PATIENCE_SECONDS", 0.5)


@contextmanager
def disk(tmp_path, **options):
    """A workspace's engine, and its disk: `number` is `NOW` while it is full."""
    with Fault(tmp_path / "workspace", NEVER, lasting=True) as fault:
        backend = LocalBackend(Workspace(tmp_path / "workspace"), root=tmp_path / "films", **options)
        try:
            yield backend, fault
        finally:
            fault.number = NEVER
            backend.close(cancel=options.get("own_only", False))


def film(scenes=2):
    return FilmRequest(
        storyboard=story(scenes), voice=Voice(name="silent:timed"), render=Render(aspect="320x180", fps=10)
    )


def until(condition, *, seconds=240):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)


@pytest.mark.parametrize("when", ["pending", "running"])
def test_a_command_line_ends_with_the_reason_and_the_next_run_makes_the_film(tmp_path, when):
    with disk(tmp_path, own_only=True, max_running=1) as (backend, fault):

        def begun(job_id):
            if when == "running":
                until(lambda: backend.store.job(job_id).status == "running")
            fault.number = NOW

        with pytest.raises(DiskFull) as full:
            foreground.make(film(20), backend, lambda _: None, place=None, force=False, begun=begun)
        assert "jupyter aura clean" in full.value.remedy
        fault.number = NEVER
        [job] = backend.store.jobs()
    with disk(tmp_path, own_only=True, max_running=1) as (backend, _):
        made = foreground.make(film(), backend, lambda _: None, place=None, force=False, begun=lambda _: None)
        assert made.job.status == "completed"
        assert backend.store.job(job.id).id == job.id, "the job is still known"


def test_an_engine_that_stays_goes_on_when_there_is_room(tmp_path):
    with disk(tmp_path, max_running=1) as (backend, fault):
        first = backend.call(backend.submit(film(20))).result()
        until(lambda: backend.store.job(first.job_id).status == "running")
        fault.number = NOW
        until(lambda: fault.hit is not None)
        calls = fault.calls
        until(lambda: fault.calls > calls + 5)
        fault.number = NEVER
        second = backend.call(backend.submit(film())).result()
        until(lambda: backend.store.job(second.job_id).is_final)
        ended = backend.store.job(first.job_id)
        assert backend.store.job(second.job_id).status == "completed"
        assert ended.status == "completed" or [error["code"] for error in ended.errors] == ["disk.full"]
        again = first if ended.status == "completed" else backend.call(backend.resume(first.job_id)).result()
        until(lambda: backend.store.job(again.job_id).is_final)
        assert backend.store.job(again.job_id).status == "completed"


def test_what_waits_is_claimed_when_there_is_room(tmp_path):
    with disk(tmp_path, max_running=1) as (backend, fault):
        job = backend.call(backend.submit(film())).result()
        fault.number = NOW
        until(lambda: fault.hit is not None)
        fault.number = NEVER
        until(lambda: backend.store.job(job.job_id).is_final)
        ended = backend.store.job(job.job_id)
        assert ended.status == "completed" or [error["code"] for error in ended.errors] == ["disk.full"]


def test_an_end_that_meets_a_lock_is_written_when_it_is_given_back(tmp_path, monkeypatch):
    plain, refusals = Store.finish, [DatabaseLocked("The job database is held by another program.")] * 2

    def finish(*arguments):
        if not refusals:
            return plain(*arguments)
        future = Future()
        future.set_exception(refusals.pop())
        return future

    monkeypatch.setattr(Store, "finish", finish)
    with disk(tmp_path, max_running=1) as (backend, _):
        job = backend.call(backend.submit(film(1))).result()
        until(lambda: backend.store.job(job.job_id).is_final)
        assert backend.store.job(job.job_id).status == "completed"
    assert refusals == []


def test_patience_waits_longer_each_time_says_it_seldom_and_ends(monkeypatch, caplog):
    now = [100.0]
    monkeypatch.setattr(retries.time, "monotonic", lambda: now[0])
    tried = Retries("It cannot be written", limit=10)
    error = DiskFull("Full.")
    assert tried.after(error) == 0.05
    assert [tried.after(error) for _ in range(3)] == [0.1, 0.1, 0.1]
    assert len(caplog.records) == 1
    now[0] += 10
    with pytest.raises(DiskFull):
        tried.after(error)
    tried.forget()
    assert tried.after(error) == 0.05
