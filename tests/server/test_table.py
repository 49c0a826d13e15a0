"""Jobs by column: what DataFrames of very many jobs are made of."""

from __future__ import annotations

import pytest
from support.server import JupyterServer, ended, problem, small_job

from aura_nb.wire.job import JOB_LINE_FIELDS


@pytest.fixture(scope="module")
def queue(tmp_path_factory):
    """A client of a server with five jobs, one of them canceled."""
    with JupyterServer(tmp_path_factory.mktemp("table")) as running, running.client() as client:
        for number in range(5):
            answer = client.post("jobs", json=small_job(1, title=f"Film {number}"))
            assert answer.status_code == 202, answer.text
            if number == 3:
                client.post(f"jobs/{answer.json()['jobId']}/cancel")
            ended(client, answer.json()["jobId"])
        yield client


def table(client, **params):
    answer = client.get("table", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_its_columns_are_the_plain_fields_of_the_jobs(queue):
    jobs = queue.get("jobs").raise_for_status().json()["jobs"]
    assert len(jobs) == 5
    found = table(queue)
    assert list(found["columns"]) == list(JOB_LINE_FIELDS.values())
    for name, column in found["columns"].items():
        assert column == [job[name] for job in jobs], name
    assert found["next"] is None
    assert found["lastEventId"] == jobs[0]["lastEventId"]


def test_its_pages_hold_each_job_once(queue):
    ids = [job["jobId"] for job in queue.get("jobs").json()["jobs"]]
    found, before = [], {}
    for _ in range(4):
        page = table(queue, limit=2, **before)
        found += page["columns"]["jobId"]
        if page["next"] is None:
            break
        before = {"before": page["next"]}
    assert found == ids


def test_a_job_that_is_deleted_between_two_pages_breaks_nothing(queue):
    ids = [job["jobId"] for job in queue.get("jobs").json()["jobs"]]
    page = table(queue, limit=2)
    queue.delete(f"jobs/{ids[1]}").raise_for_status()
    assert table(queue, before=page["next"])["columns"]["jobId"] == ids[2:]


def test_it_picks_states(queue):
    ids = [job["jobId"] for job in queue.get("jobs", params={"status": "done"}).json()["jobs"]]
    assert ids
    assert table(queue, status="done")["columns"]["jobId"] == ids
    none = table(queue, status="running")
    assert all(column == [] for column in none["columns"].values())


@pytest.mark.parametrize(
    ("name", "value"), [("limit", 0), ("limit", 10_001), ("before", "f" * 32), ("before", 0), ("status", "dancing")]
)
def test_what_is_wrong_is_named(queue, name, value):
    body = problem(queue.get("table", params={name: value}), 422)
    assert [error["field"] for error in body["errors"]] == [name]
