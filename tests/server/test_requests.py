"""Every answer has its correlation id; what is wrong is said as a problem, which names each field."""

from __future__ import annotations

import re

import pytest
from support.server import problem, small_job

JSON = {"Content-Type": "application/json"}


def test_healthz_says_who_answers(client, server):
    body = client.get("healthz").json()
    assert body["status"] == "ok"
    assert body["workspace"] == str(server.workspace)
    assert body["activeJobs"] >= 0
    assert re.fullmatch("[0-9a-f]{32}", body["serverId"])


@pytest.mark.parametrize("asked", ["abc", "A.b_c-1", "x" * 64])
def test_the_callers_correlation_id_is_kept(client, asked):
    answer = client.get("healthz", headers={"X-Correlation-ID": asked})
    assert answer.headers["X-Correlation-ID"] == answer.json()["correlationId"] == asked


@pytest.mark.parametrize("asked", ["", "x" * 65, "a b", "a/b", "<script>"])
def test_an_unfit_correlation_id_is_replaced(client, asked):
    answer = client.get("healthz", headers={"X-Correlation-ID": asked})
    assert re.fullmatch("[0-9a-f]{32}", answer.headers["X-Correlation-ID"])
    assert answer.json()["correlationId"] == answer.headers["X-Correlation-ID"]


def test_an_address_that_is_none_is_said_as_json(client):
    problem(client.get("nowhere"), 404)
    problem(client.post("jobs/a/b/c"), 404)


def test_another_method_is_refused_with_those_there_are(client):
    answer = client.delete("healthz")
    problem(answer, 405)
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "OPTIONS"}


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b"[" * 100_000, b'{"a": NaN}'])
def test_what_is_no_json_is_malformed(client, body):
    problem(client.post("jobs", content=body, headers=JSON), 400)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/jsonx"])
def test_a_body_of_another_kind_is_refused(client, kind):
    problem(client.post("jobs", content=b"{}", headers={"Content-Type": kind}), 415)


def test_a_body_that_is_too_large_is_refused(client):
    problem(client.post("jobs", content=b" " * 10_000_001, headers=JSON), 413, "request.too_large")


def test_every_wrong_field_is_named(client):
    body = small_job() | {"voice": {"rate": 9}, "render": {"fps": 0, "colour": "red"}}
    body["storyboard"]["scenes"][1]["id"] = "NO"
    named = {error["field"] for error in problem(client.post("jobs", json=body), 422)["errors"]}
    assert named == {"voice.rate", "render.fps", "render.colour", "storyboard.scenes[1].id"}


def test_one_source_is_wanted(client):
    problem(client.post("jobs", json={}), 422)
    problem(client.post("jobs", json=small_job() | {"brief": {"topic": "Bees"}}), 422)
    problem(client.post("jobs", json=[]), 422)
