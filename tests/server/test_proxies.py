"""The stream through the proxies that servers stand behind, as they come: nothing is held back."""

from __future__ import annotations

import contextlib
import os

import pytest
from support import until
from support.follower import follow
from support.front import listening, nginx_before
from support.history import View, check_history
from support.server import JupyterServer, free_port, small_job

from aura_nb.jobs.store import Store


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with JupyterServer(tmp_path_factory.mktemp("behind"), options=("--AuraApp.keepalive_seconds=0.5",)) as running:
        yield running


@pytest.fixture
def through_nginx(server, nginx, tmp_path):
    with nginx_before(server.port, program=nginx, folder=tmp_path) as port:
        yield f"http://127.0.0.1:{port}/aura/api/"


@pytest.fixture
def through_hub_proxy(server, hub_proxy):
    port, inner = free_port(), free_port()
    command = [*hub_proxy, "--ip", "127.0.0.1", "--port", str(port), "--api-ip", "127.0.0.1", "--api-port", str(inner)]
    environ = os.environ | {"CONFIGPROXY_AUTH_TOKEN": "proxy"}
    target = ["--default-target", f"http://127.0.0.1:{server.port}", "--log-level", "error"]
    with listening([*command, *target], port, env=environ):
        yield f"http://127.0.0.1:{port}/aura/api/"


@pytest.mark.parametrize("way", ["through_nginx", "through_hub_proxy"])
async def test_events_and_keepalives_come_as_they_are_sent(server, request, way):
    api = request.getfixturevalue(way)
    with server.client() as client:
        async with follow(server, "events", api=api) as reader:
            await until(lambda: len(reader.comments) >= 4)
            moments = [moment for moment, _ in reader.arrivals]
            assert moments[-1] - moments[0] > 1  # one after the other, and not all at once
            job = client.post("jobs", json=small_job(3)).raise_for_status().json()["jobId"]
            async with follow(server, f"jobs/{job}/events", api=api, last_id="0-0") as one:
                await one.end()
            assert one.failure is None
            assert one.kinds[-1] == "job-completed"
            await reader.has("job-completed")
            assert not reader.ended
        with contextlib.closing(Store.open(server.workspace / "jobs.sqlite")) as store:
            full = store.events(limit=10**6)
        views = [View(one.entries, after=0, jobs=[job]), View(reader.entries)]
        assert check_history(full, views) == []
        # A reader that goes is gone on the server too.
        await until(lambda: 'aura_nb_stream_readers{stream="all"} 0.0' in client.get(f"{server.url}metrics").text)
