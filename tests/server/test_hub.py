"""A real JupyterHub with its proxy: a server that the hub stops in mid-job and starts again finishes the film."""

from __future__ import annotations

import sys

import httpx
import pytest
from support import family
from support.gates import Gates
from support.hub import Hub
from support.server import ended, until

pytestmark = [
    pytest.mark.few,
    pytest.mark.skipif(sys.platform == "win32", reason="JupyterHub has no spawner there"),
]


def test_a_film_whose_server_the_hub_stops_is_finished_when_the_hub_starts_it_again(tmp_path, hub_proxy):
    gates = Gates(tmp_path / "gates")
    workspace = tmp_path / "workspace"
    with Hub(tmp_path, hub_proxy, environ=gates.environ | {"AURA_WORKSPACE": str(workspace)}) as hub:
        hub.spawn("ann")
        with hub.client("ann") as client:
            answer = client.post("jobs", json=gates.film("next"))
            assert answer.status_code == 202, answer.text
            job_id = answer.json()["jobId"]
            assert answer.json()["links"]["self"] == f"/user/ann/aura/api/jobs/{job_id}"
            until(client, job_id, lambda _: ": done in " in client.get(f"jobs/{job_id}/logs").text)
            begun = client.get(f"jobs/{job_id}").json()
            assert begun["status"] == "running"

            hub.stop("ann")
            assert family(workspace) == []
            # The hub answers in its place, and says that there is no server.
            assert client.get(f"jobs/{job_id}", follow_redirects=True).status_code == 424

            gates.open("next")
            hub.spawn("ann")
            job = ended(client, job_id)
            assert (job["status"], job["attempt"], job["errors"]) == ("completed", 2, [])
            assert any(task["hit"] for task in client.get(f"jobs/{job_id}/timings").json()["tasks"])
            # A page that was open goes on from its last event, as if nothing had been.
            later = client.get(
                f"jobs/{job_id}/events", params={"follow": "false", "lastEventId": begun["lastEventId"]}
            ).text
            assert "event: reset" not in later
            assert later.count("event: job-completed") == 1
            video = next(each["url"] for each in job["artifacts"] if each["name"] == "video.mp4")
            assert len(client.get(f"{hub.url}{video}").content) == job["output"]["sizeBytes"]
        # Nobody else's token opens it.
        assert httpx.get(f"{hub.url}/user/ann/aura/api/jobs", headers={"Authorization": "token x"}).status_code == 403
