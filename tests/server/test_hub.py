"""A real JupyterHub with its proxy: a server that the hub stops in mid-job and starts again finishes the film."""

from __future__ import annotations

import asyncio
import sys
import time
from contextlib import closing

import fastmcp
import httpx
import pytest
from support import family
from support.gates import Gates
from support.hub import TOKEN, Hub
from support.server import OTHERS, STOP_SECONDS, ended, free_port, until

from aura_nb.client.discovery import Search
from aura_nb.client.rest import RestBackend
from aura_nb.client.server import Server
from aura_nb.errors import ServerUnreachable

pytestmark = [
    pytest.mark.few,
    pytest.mark.skipif(sys.platform == "win32", reason="JupyterHub has no spawner there"),
]


async def read(backend, job_id):
    """The type of the job's last event, as a program reads that waits for it."""
    kinds = [event.type async for event in backend.events(job_id)]
    return kinds[-1]


async def listed(address):
    """The films that an assistant is told of, who runs as the user of the server."""
    async with fastmcp.Client(address) as client:
        found = await client.call_tool("aura_list_films", {})
    return [film["job_id"] for film in found.structured_content["films"]]


def test_a_film_whose_server_the_hub_stops_is_finished_when_the_hub_starts_it_again(tmp_path, hub_proxy, request):
    gates = Gates(tmp_path / "gates")
    workspace, port = tmp_path / "workspace", free_port()
    environ = gates.environ | {"AURA_WORKSPACE": str(workspace)}
    options, without = (f"--MCPExtensionApp.mcp_port={port}",), tuple(set(OTHERS) - {"jupyter_server_mcp"})
    with Hub(tmp_path, hub_proxy, environ=environ, options=options, without=without) as hub:
        hub.spawn("ann")
        server = Server(url=f"{hub.url}/user/ann/", token=TOKEN)
        with hub.client("ann") as client, closing(RestBackend(server, lambda _: Search(server, []))) as outside:
            answer = client.post("jobs", json=gates.film("next"))
            assert answer.status_code == 202, answer.text
            job_id = answer.json()["jobId"]
            assert answer.json()["links"]["self"] == f"/user/ann/aura/api/jobs/{job_id}"
            until(client, job_id, lambda _: ": done in " in client.get(f"jobs/{job_id}/logs").text)
            begun = client.get(f"jobs/{job_id}").json()
            assert begun["status"] == "running"
            # A program outside waits for it, perhaps half a minute longer: the long form alone has that time.
            followed = outside.call(read(outside, job_id)) if request.config.getoption("--long") else None

            hub.stop("ann")
            gone = time.monotonic() + STOP_SECONDS  # the hub does not wait for what its server had started
            while family(workspace):
                assert time.monotonic() < gone
                time.sleep(0.05)
            # The hub answers in its place, and says that there is no server.
            assert client.get(f"jobs/{job_id}", follow_redirects=True).status_code == 424
            with pytest.raises(ServerUnreachable, match="The hub has stopped this server"):
                outside.call(outside.job(job_id)).result()

            gates.open("next")
            hub.spawn("ann")
            job = ended(client, job_id)
            assert (job["status"], job["attempt"], job["errors"]) == ("completed", 2, [])
            assert any(task["hit"] for task in client.get(f"jobs/{job_id}/timings").json()["tasks"])
            assert followed is None or followed.result(120) == "job-completed"
            # A page that was open goes on from its last event, as if nothing had been.
            later = client.get(
                f"jobs/{job_id}/events", params={"follow": "false", "lastEventId": begun["lastEventId"]}
            ).text
            assert "event: reset" not in later
            assert later.count("event: job-completed") == 1
            video = next(each["url"] for each in job["artifacts"] if each["name"] == "video.mp4")
            assert len(client.get(f"{hub.url}{video}").content) == job["output"]["sizeBytes"]
        # The tools of an assistant sign in by the token that the hub made for this very server.
        assert asyncio.run(listed(f"http://127.0.0.1:{port}/mcp")) == [job_id]
        # Nobody else's token opens it.
        assert httpx.get(f"{hub.url}/user/ann/aura/api/jobs", headers={"Authorization": "token x"}).status_code == 403
