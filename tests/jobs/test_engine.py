"""The engine that servers, kernels and commands share: where it is not started, it runs nothing."""

import asyncio
from contextlib import aclosing

import pytest
from support import SMALL, story

from aura_nb.client.local import LocalBackend
from aura_nb.engine.engine import Engine
from aura_nb.errors import JobNotFound, RequestInvalid
from aura_nb.jobs.following import followed
from aura_nb.jobs.store import Store
from aura_nb.pipeline.film_request import FilmRequest
from aura_nb.pipeline.workspace import Workspace
from aura_nb.specs import Voice
from aura_nb.wire.events import FINAL_TYPES


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path / "workspace")


@pytest.fixture
def idle(workspace, tmp_path):
    backend = LocalBackend(workspace, root=tmp_path / "films", idle=True)
    yield backend
    backend.close()


def submitted(backend):
    request = FilmRequest(storyboard=story(1), render=SMALL, voice=Voice(name="silent:timed"))
    return backend.call(backend.submit(request)).result().job_id


def test_an_idle_engine_looks_at_jobs_and_cancels_them_and_runs_none(idle):
    job_id = submitted(idle)
    assert idle.call(idle.queue()).result().stats.pending == 1
    assert idle.runner.active == []
    assert idle.call(idle.find(job_id[:8])).result().status == "pending"
    assert idle.call(idle.cancel(job_id)).result().status == "canceled"
    assert idle.close() == []


def test_the_log_is_followed_from_what_is_in_it_to_the_end_of_a_job(idle):
    job_id, other = submitted(idle), submitted(idle)

    async def follow():
        found = []
        async with aclosing(followed(idle.store, job_id)) as events:
            async for event in events:
                found.append(event)
                if len(found) == 1:  # all that is in it yet
                    await idle.cancel(other)
                    await idle.cancel(job_id)
        return found

    found = idle.call(follow()).result(10)
    assert {event.job_id for event in found} == {job_id}
    assert found[-1].type in FINAL_TYPES

    async def again():
        return [event async for event in followed(idle.store, job_id, after=found[-1].sequence)]

    assert idle.call(again()).result(10) == []


def test_a_job_that_is_not_there_cannot_be_followed_and_nobody_is_woken_for_it(idle):
    async def follow():
        return [event async for event in followed(idle.store, "none")]

    woken = len(idle.store._notifier._subscribers)
    with pytest.raises(JobNotFound):
        idle.call(follow()).result(10)
    assert len(idle.store._notifier._subscribers) == woken


def test_what_cannot_be_assembled_leaves_no_store_open(workspace, monkeypatch):
    closed = []
    close = Store.close
    monkeypatch.setattr(Store, "close", lambda store: closed.append(store) or close(store))

    def fail(*_):
        raise OSError("no thread is left")

    with pytest.raises(OSError, match="no thread"):
        Engine(workspace, cleanup=fail)
    assert len(closed) == 1


def test_a_wrong_limit_of_steps_is_refused_before_anything_is_opened(workspace, monkeypatch):
    monkeypatch.setenv("AURA_STEP_TIMEOUT_SECONDS", "soon")
    with pytest.raises(RequestInvalid):
        Engine(workspace)
    assert not workspace.root.exists()


async def test_examinations_are_made_one_at_a_time(workspace, monkeypatch):
    """Each starts worker programs: several at once would only measure each other."""
    at_once = []

    async def check_machine(**_):
        at_once.append(1)
        assert len(at_once) == 1
        await asyncio.sleep(0)
        at_once.pop()
        return []

    monkeypatch.setattr("aura_nb.doctor.check_machine", check_machine)
    engine = await asyncio.to_thread(Engine, workspace)
    try:
        assert await asyncio.gather(*(engine.examine() for _ in range(3))) == [[], [], []]
    finally:
        await engine.stop()
        await asyncio.to_thread(engine.close)
