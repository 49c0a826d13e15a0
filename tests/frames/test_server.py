"""The frames of a server are those of an engine in this process over the same workspace, once it is closed."""

from __future__ import annotations

import pandas as pd
import pytest
from support import CHEAP, sparing, story
from support.server import JupyterServer

import aura_nb as aura
from aura_nb.client import connection
from aura_nb.client.rest import RestBackend
from aura_nb.doctor.check_runner import CheckRunner
from aura_nb.errors import RequestInvalid


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """What a server with some jobs left, and its frames."""
    place = tmp_path_factory.mktemp("server")
    options = sparing.options_of(place, sparing.spare_trials)
    with pytest.MonkeyPatch.context() as patch, JupyterServer(place, options=options) as running:
        patch.setenv("AURA_URL", running.url)
        patch.setenv("AURA_TOKEN", running.token)
        try:
            frames = of_the_server()
        finally:
            connection.close()
    return place, frames


def of_the_server():
    films = pd.DataFrame({"source": [story(2), story(1, title="Other")]})
    jobs = aura.batch(films, key="films", **CHEAP)
    assert all(isinstance(job.backend, RestBackend) for job in jobs)
    for job in jobs:
        job.wait(120, progress=False)
    assert [job.id for job in aura.batch(films, key="films", **CHEAP)] == [job.id for job in jobs]
    half = int(aura.events(jobs[0]).index[5])
    board = aura.dashboard()
    counted = dict(board.stats)
    board.close()
    return {
        "ids": [job.id for job in jobs],
        "jobs": aura.jobs(),
        "none": aura.jobs("pending"),
        "one": aura.jobs(limit=1),
        "events": aura.events(jobs[0]),
        "half": (half, aura.events(jobs[0], after=half)),
        "timings": aura.timings(jobs[0].id[:8]),
        "plan": aura.plan(story(2), **CHEAP),
        "voices": aura.voices(language="en"),
        "doctor": aura.doctor(),
        "stats": aura.queue_stats(),
        "board": counted,
    }


@pytest.fixture
def workspace(folder):
    """The workspace of the server, which has ended."""
    yield folder[0] / "workspace"
    connection.close()


@pytest.fixture
def server(folder):
    """The frames that the server gave."""
    return folder[1]


def test_jobs_events_and_timings_are_the_same(server, workspace):
    pd.testing.assert_frame_equal(aura.jobs(workspace=workspace), server["jobs"])
    pd.testing.assert_frame_equal(aura.jobs("pending", workspace=workspace), server["none"])
    pd.testing.assert_frame_equal(aura.jobs(limit=1, workspace=workspace), server["one"])
    first = server["ids"][0]
    pd.testing.assert_frame_equal(aura.timings(first, workspace=workspace), server["timings"])
    told, there = aura.events(first, workspace=workspace), server["events"]
    pd.testing.assert_frame_equal(told.drop(columns="data"), there.drop(columns="data"))
    assert list(told["data"]) == list(there["data"])


def test_events_after_a_sequence_are_the_rest_of_the_log(server):
    half, rest = server["half"]
    assert list(rest.index) == [sequence for sequence in server["events"].index if sequence > half]


def test_a_plan_is_of_the_servers_own_cache(server, workspace):
    assert (server["plan"]["status"] == "hit").all()
    local = aura.plan(story(2), workspace=workspace, **CHEAP)
    pd.testing.assert_frame_equal(local, server["plan"])
    assert local.attrs == server["plan"].attrs


def test_voices_and_findings_are_the_same(server, workspace, monkeypatch):
    monkeypatch.setattr(CheckRunner, "attempt", sparing.untried)
    pd.testing.assert_frame_equal(aura.voices(language="en"), server["voices"])
    assert list(aura.doctor(workspace=workspace).index) == list(server["doctor"].index)
    assert not (server["doctor"]["status"] == "fail").any()


def test_counts_are_the_same(server, workspace):
    stats = aura.queue_stats(workspace=workspace)
    pd.testing.assert_frame_equal(stats, server["stats"])
    assert server["board"] == {"total": 2, "pending": 0, "running": 0, "completed": 2, "failed": 0, "canceled": 0}


def test_the_log_so_far_ends_by_itself_also_of_a_job_that_waits(tmp_path):
    with JupyterServer(tmp_path, options=("--AuraApp.max_running_jobs=1",)) as running, running.client() as client:
        body = {"storyboard": story(8).to_json(), "voice": {"name": "silent:timed"}, "render": {"aspect": "320x180"}}
        ids = [client.post("jobs", json=body).json()["jobId"] for _ in range(2)]
        answer = client.get(f"jobs/{ids[1]}/events", params={"follow": "false"})
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        assert answer.text.startswith("id: ")
        assert "event: job-status" in answer.text
        last = answer.text.split("id: ")[-1].splitlines()[0]
        assert client.get(f"jobs/{ids[1]}/events", params={"follow": "false", "lastEventId": last}).text == ""
        wrong = client.get(f"jobs/{ids[1]}/events", params={"follow": "false", "lastEventId": "x"})
        assert wrong.status_code == 422
        assert client.get("jobs/none/events", params={"follow": "false"}).status_code == 404
        for job_id in ids:
            client.post(f"jobs/{job_id}/cancel")


def test_a_word_that_is_no_status_is_refused_before_anybody_is_asked(workspace):
    with pytest.raises(RequestInvalid):
        aura.jobs("dancing", workspace=workspace)
