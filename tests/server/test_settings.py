"""Servers as people run them: with a password, below a hub's base URL, two on one workspace, stopped and started."""

from __future__ import annotations

import json
import re
import stat

import httpx
import pytest
from support import TESTS, family
from support.gates import Gates
from support.server import JupyterServer, ended, made, problem, small_job, until
from traitlets import TraitType

from jupyter_server_ext import AuraApp


def record(server):
    return server.runtime / f"aura-{server.pid}.json"


def long_job():
    """A film whose making takes long enough to be stopped."""
    return small_job(60, title="Long")


def test_the_runtime_record_leads_kernels_to_the_server_and_goes_with_it(tmp_path):
    with JupyterServer(tmp_path, base_url="/user/x/") as server:
        path = record(server)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        found = json.loads(path.read_bytes())
        assert found["pid"] == server.pid
        assert found["token"] == server.token
        assert found["url"].endswith(f":{server.port}/user/x/")
        assert found["workspace"] == str(server.workspace)
        health = httpx.get(found["url"] + "aura/api/healthz", headers={"Authorization": f"token {found['token']}"})
        assert health.json()["serverId"] == found["serverId"]
    assert not path.exists()
    assert "Traceback" not in server.log()


def test_with_a_password_a_page_makes_films_where_the_server_says_and_the_record_has_no_secret(tmp_path):
    options = ("--AuraApp.output_dir=films/of mine",)
    with (
        JupyterServer(tmp_path, password="bees", base_url="/a%40b/", options=options) as server,
        server.browser() as browser,
    ):
        assert json.loads(record(server).read_bytes())["token"] == ""
        assert "bees" not in record(server).read_text()
        problem(browser.post("jobs", json=small_job()), 403)
        browser.headers["X-XSRFToken"] = browser.cookies["_xsrf"]
        job = made(browser, small_job())
        assert job["status"] == "completed"
        assert job["output"]["folder"].startswith(str(server.root / "films" / "of mine"))
        assert job["links"]["self"].startswith("/a%40b/aura/api/jobs/")
        video = next(artifact["url"] for artifact in job["artifacts"] if artifact["name"] == "video.mp4")
        answer = browser.get(server.origin + video, headers={"Referer": server.url + "lab"})
        assert len(answer.content) == job["output"]["sizeBytes"]


def test_a_second_server_on_the_same_workspace_sees_and_runs_the_same_jobs(tmp_path, server, client, film):
    with JupyterServer(tmp_path, workspace=server.workspace) as second, second.client() as other:
        seen = other.get(f"jobs/{film['jobId']}").json()
        assert seen["status"] == "completed"
        assert seen["links"]["self"].startswith("/aura/api/")
        content = other.get(f"jobs/{film['jobId']}/artifacts/video.mp4").content
        assert len(content) == film["output"]["sizeBytes"]
        ids = [other.post("jobs", json=small_job(title=f"Two {number}")).json()["jobId"] for number in range(3)]
        assert [ended(client, job_id)["status"] for job_id in ids] == ["completed"] * 3
        assert [other.get(f"jobs/{job_id}").json()["attempt"] for job_id in ids] == [1] * 3
        canceled = client.post("jobs", json=long_job()).json()["jobId"]
        other.post(f"jobs/{canceled}/cancel").raise_for_status()
        assert ended(client, canceled)["status"] == "canceled"


# What kills a server, `test_survival` does in the phases of a job.
@pytest.mark.parametrize("end", ["stop", pytest.param("kill", marks=pytest.mark.long)])
def test_a_job_outlives_its_server(tmp_path, end):
    gates = Gates(tmp_path / "gates")
    server = JupyterServer(tmp_path, environ=gates.environ)
    with server:
        with server.client() as client:
            job_id = client.post("jobs", json=gates.film("next")).json()["jobId"]
            until(client, job_id, lambda _: ": done in " in client.get(f"jobs/{job_id}/logs").text)
        getattr(server, end)()
        if end == "stop":
            assert family(server.workspace) == []
        gates.open("next")
        server.start()
        with server.client() as client:
            job = ended(client, job_id)
            assert (job["status"], job["attempt"]) == ("completed", 2)
            hits = [task for task in client.get(f"jobs/{job_id}/timings").json()["tasks"] if task["hit"]]
            assert hits


# As the contract says them.
DECLARED = {
    "workspace": "`AURA_WORKSPACE`",
    "output_dir": '`"aura-videos"`',
    "max_running_jobs": "half the cores",
    "max_pending_jobs": "1000",
    "max_streams": "500",
    "max_streams_per_user": "20",
    "keepalive_seconds": "10",
    "retention_days": "30",
    "cache_gb": "5",
    "cleanup_interval_seconds": "3600",
    "orphan_age_hours": "24",
    "step_timeout_seconds": "60",
    "executor": '`"local"`',
    "webhook_url": "none",
    "webhook_private": "false",
}


def test_every_trait_is_in_the_readme_with_its_default():
    readme = (TESTS.parent / "README.md").read_text()
    traits = {name: trait for name, trait in vars(AuraApp).items() if isinstance(trait, TraitType)}
    rows = dict(re.findall(r"^\| `(\w+)` \| ([^|]*) \|", readme, re.MULTILINE))
    assert set(traits) == set(DECLARED)
    for name, trait in traits.items():
        assert trait.help, name
        assert DECLARED[name] in rows[name], name
        if DECLARED[name].isdecimal():
            assert trait.default_value == int(DECLARED[name])


def test_the_panels_files_are_served_to_whoever_is_logged_in(server, client):
    assert httpx.get(server.url + "aura/static/nothing.js").status_code == 403
    assert httpx.get(server.url + "aura/static/nothing.js", headers=client.headers).status_code == 404
    assert httpx.get(server.url + "aura/static/..%2f__init__.py", headers=client.headers).status_code in {403, 404}
