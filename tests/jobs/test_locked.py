"""A job database that another program holds is waited for: the user is told what may hold it, and nothing is lost."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager

import msgspec
import pytest
from support import story
from support.jobs import new_job

from aura_nb.errors import DatabaseLocked
from aura_nb.jobs import connections, database, retries, run, runner
from aura_nb.jobs.job_request import JobRequest
from aura_nb.jobs.owner import Owner
from aura_nb.jobs.runner import JobRunner
from aura_nb.jobs.store import Store
from aura_nb.jobs.writer import StoreWriter
from aura_nb.pipeline.film_request import FilmRequest
from aura_nb.pipeline.workspace import Workspace
from jupyter_server_ext.metrics import QueueCollector
from jupyter_server_ext.problem import problem_of, status_of


@pytest.fixture
def path(tmp_path, monkeypatch):
    """A database as on a network disk: there, a lock is everybody's."""
    monkeypatch.setattr(database, "on_network", lambda _: True)
    monkeypatch.setattr(connections, "BUSY_SECONDS", 0.1)
    path = tmp_path / "jobs.sqlite"
    Store.open(path).close()
    return path


@contextmanager
def held(path):
    """Another program has the database for itself."""
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


def told(caplog):
    """Until the user was told."""
    deadline = time.monotonic() + 120
    while not any("is held by another program" in message for message in caplog.messages):
        assert time.monotonic() < deadline, caplog.messages
        time.sleep(0.01)
    [message, *_] = (message for message in caplog.messages if "is held by another program" in message)
    assert "Nothing is lost" in message
    assert "backup" in message
    assert "network disk" in message


def test_what_is_written_and_read_meanwhile_is_done_when_it_is_free(path, caplog):
    with closing(Store.open(path)) as store, ThreadPoolExecutor() as threads:
        store.stats()
        with held(path):
            submitted = store.submit(new_job())
            read = threads.submit(store.stats)
            told(caplog)
            assert not submitted.done()
            assert not read.done()
        job, created = submitted.result(30)
        assert created
        assert read.result(30).total in {0, 1}
        assert store.job(job.id).status == "pending"


def test_a_lock_that_is_met_in_the_middle_of_a_write_is_waited_for(path, caplog):
    calls = []

    def operation(_):
        calls.append(1)
        if len(calls) == 1:  # what SQLite says to the second who writes
            with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as second:
                second.execute("BEGIN IMMEDIATE")
        return len(calls)

    with closing(StoreWriter(path, clock=time.time, committed=lambda *_: None)) as writer:
        assert writer.put(operation).result(30) == 2
    told(caplog)


def test_opening_waits_too(path, caplog):
    with ThreadPoolExecutor() as threads:
        with held(path):
            opening = threads.submit(Store.open, path)
            told(caplog)
        opening.result(30).close()


def test_another_program_that_is_opening_it_for_long_is_waited_for(path, caplog):
    lock = database.FileLock(path.with_name("jobs.sqlite.lock"))
    with ThreadPoolExecutor() as threads:
        with lock:
            opening = threads.submit(Store.open, path)
            told(caplog)
        opening.result(30).close()


def test_a_server_answers_that_it_is_held_and_is_asked_again(path):
    with closing(Store.open(path, patience=0.2)) as store:
        with held(path), pytest.raises(DatabaseLocked, match="held by another program") as locked:
            store.stats()
        assert store.stats().total == 0
        problem = problem_of(locked.value, status_of(locked.value), correlation_id="c")
        assert (problem.status, problem.code) == (503, "database.locked")
        assert str(path) not in problem.json().decode()
        assert "backup" in problem.suggested_actions[0]
    with held(path), pytest.raises(DatabaseLocked):
        Store.open(path, patience=0.2)


async def test_a_runner_goes_on_when_the_database_is_free_again(path, tmp_path, monkeypatch):
    monkeypatch.setattr(retries, "FIRST_SECONDS", 0.01)
    monkeypatch.setattr(runner, "RESCUE_SECONDS", 0.01)
    asked = {"claim": 0, "rescue": 0}
    enough = asyncio.Event()
    loop = asyncio.get_running_loop()
    guard = threading.Lock()

    def count(name):
        with guard:
            asked[name] += 1
            if min(asked.values()) >= 2:
                loop.call_soon_threadsafe(enough.set)
            if asked[name] == 1:
                raise DatabaseLocked("The job database is held by another program.")

    async def claim(_):
        count("claim")

    with closing(Store.open(path)) as store:
        runs = JobRunner(store, Workspace(tmp_path / "workspace"))
        monkeypatch.setattr(JobRunner, "_claim", claim)
        monkeypatch.setattr(runs.cleanup, "rescue", lambda: count("rescue") or [])
        await runs.start()
        await asyncio.wait_for(enough.wait(), 120)
        await runs.stop()


def test_metrics_do_not_hold_up_the_server_while_the_database_is_held(path, monkeypatch):
    collector = object.__new__(QueueCollector)
    with closing(Store.open(path)) as collector.store:
        monkeypatch.setattr(connections, "BUSY_SECONDS", 60.0)
        with held(path):
            began = time.monotonic()
            assert list(collector.collect()) == []
            assert time.monotonic() - began < 30
        jobs, _ = collector.collect()
        assert {sample.value for sample in jobs.samples} == {0}


def test_a_program_that_ends_waits_no_longer_than_sqlite(path, caplog):
    store = Store.open(path)
    with ThreadPoolExecutor() as threads, held(path):
        waiting = [store.submit(new_job()), threads.submit(store.renew, Owner.here()), threads.submit(store.stats)]
        told(caplog)
        assert not any(each.done() for each in waiting)
        store.hurry()
        for each in waiting:
            with pytest.raises(DatabaseLocked):
                each.result(30)
        threads.submit(store.close).result(30)


async def test_a_job_that_cannot_be_given_back_is_left_to_the_next_program(path, tmp_path, monkeypatch, caplog):
    begun = asyncio.Event()

    async def endless(*_, **__):
        begun.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(run, "make_film", endless)
    store = Store.open(path)
    request = JobRequest(film=FilmRequest(storyboard=story(1)), root=str(tmp_path / "films"))
    job, _ = store.submit(new_job(request=msgspec.to_builtins(request))).result()
    runs = JobRunner(store, Workspace(tmp_path / "workspace"))
    await runs.start()
    await asyncio.wait_for(begun.wait(), 120)
    with held(path):
        store.hurry()
        await asyncio.wait_for(runs.stop(), 120)
        await asyncio.wait_for(asyncio.to_thread(store.close), 120)
    assert "the next to open the workspace runs it" in caplog.text
    with closing(Store.open(path)) as after:
        assert after.job(job.id).status == "running"
