"""Several processes with one database: each job runs once, nobody is refused by a lock, and the dead are replaced."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from support import TESTS
from support.history import View, check_history
from support.jobs import new_job

from aura_nb.jobs import database
from aura_nb.jobs.store import Store

pytestmark = pytest.mark.few

FORMS = [pytest.param(200, id="short"), pytest.param(2000, id="long", marks=pytest.mark.long)]


def contender(path, mine, every):
    return subprocess.Popen(
        [sys.executable, "-m", "support.contender", str(path), str(mine), str(every)],
        env={**os.environ, "PYTHONPATH": str(TESTS)},
        stdout=subprocess.PIPE,
        text=True,
    )


def everything(store):
    events = []
    while page := store.events(events[-1].sequence if events else 0):
        events += page
    return events


@pytest.mark.parametrize("every", FORMS)
def test_four_processes_run_each_job_once(tmp_path, every):
    path = tmp_path / "jobs.sqlite"
    processes = [contender(path, every // 4, every) for _ in range(4)]
    answers = [process.communicate()[0].splitlines()[-1] for process in processes]
    assert [process.returncode for process in processes] == [0] * 4
    ended = [job for answer in answers for job in json.loads(answer)]
    with closing(Store.open(path)) as store:
        jobs = store.jobs(limit=every + 1)
        assert len(ended) == len(set(ended)) == len(jobs) == every
        assert {(job.status, job.attempt, job.crashes) for job in jobs} == {("completed", 1, 0)}
        assert check_history(everything(store), jobs=ended) == []


def test_processes_that_are_killed_lose_no_job_and_a_reader_sees_it_all(tmp_path):
    path, every = tmp_path / "jobs.sqlite", 240
    store = Store.open(path)
    woken, seen = threading.Event(), []
    store.subscribe(woken.set)
    accepted = [future.result()[0].id for future in [store.submit(new_job()) for _ in range(every)]]
    processes = [contender(path, 0, every) for _ in range(4)]
    # Two die at a moment that is up to the machine, while jobs are being run.
    for process, share in ((processes[0], 3), (processes[1], 2)):
        while store.stats().completed < every // share // 2:
            woken.wait(0.01)
            woken.clear()
            seen += store.events(seen[-1].sequence if seen else 0)
        process.kill()
    for process in processes:
        process.communicate()
    assert [process.returncode for process in processes[2:]] == [0, 0]
    seen += everything_after(store, seen)
    jobs = store.jobs(limit=every)
    assert {job.status for job in jobs} == {"completed"}
    assert all(job.attempt == job.crashes + 1 for job in jobs)
    assert check_history(everything(store), [View(seen, after=0)], jobs=accepted) == []
    store.close()


def everything_after(store, seen):
    return [event for event in everything(store) if event.sequence > seen[-1].sequence]


def test_with_a_rollback_journal_readers_and_writers_wait_for_each_other(tmp_path, monkeypatch):
    monkeypatch.setattr(database, "on_network", lambda _: True)
    path = tmp_path / "jobs.sqlite"
    stores = [Store.open(path) for _ in range(3)]
    stop = threading.Event()

    def read(store):
        while not stop.is_set():
            store.queue()
            store.events(limit=50)

    with ThreadPoolExecutor() as pool:
        readers = [pool.submit(read, store) for store in stores]
        futures = [store.submit(new_job()) for _ in range(40) for store in stores]
        assert all(future.result()[1] for future in futures)
        stop.set()
        assert [reader.result() for reader in readers] == [None] * 3
    assert check_history(everything(stores[0]), ended=False) == []
    for store in stores:
        store.close()
    assert not Path(f"{path}-journal").exists()


def test_a_store_can_be_opened_by_many_at_once(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        opened = list(pool.map(lambda _: Store.open(tmp_path / "jobs.sqlite"), range(8)))
    for store in opened:
        store.submit(new_job()).result()
    assert opened[0].stats().total == 8
    for store in opened:
        store.close()
