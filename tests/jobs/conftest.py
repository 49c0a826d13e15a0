"""A store under test: with a clock that is set by hand, and jobs brought into any state."""

from __future__ import annotations

import itertools

import pytest
from support.events import ended
from support.jobs import FAR, Clock, new_job

from aura_nb.jobs.store import Store


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory):
    """The bytes of a new database: making one waits for the disk a dozen times."""
    path = tmp_path_factory.mktemp("empty") / "jobs.sqlite"
    Store.open(path).close()
    return path.read_bytes()


@pytest.fixture
def store(tmp_path, clock, empty_database):
    (tmp_path / "jobs.sqlite").write_bytes(empty_database)
    opened = Store.open(tmp_path / "jobs.sqlite", clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def submit(store):
    """`submit()` accepts a job and gives its record."""
    return lambda **fields: store.submit(new_job(**fields)).result()[0]


@pytest.fixture
def bring(store, submit):
    """`bring(state)` gives the record of a new job in one of `STATES`, and its lease if it ever ran."""
    numbers = itertools.count()

    def bring(state, *, owner=FAR):
        job = submit(title=f"Job {next(numbers)}")
        if state == "pending":
            return job, 0
        if state == "canceled":
            return store.request_cancel(job.id, message="Not wanted.").result(), 0
        lease = store.claim(owner, job_id=job.id).result().lease
        if state == "asked to cancel":
            store.request_cancel(job.id, message="Not wanted.").result()
        elif state != "running":
            store.finish(job.id, lease, ended(state)).result()
        return store.job(job.id), lease

    return bring
