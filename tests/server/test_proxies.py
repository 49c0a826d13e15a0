"""The stream through the proxies that servers stand behind, as they come: nothing is held back."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import time

import pytest
from support import until
from support.follower import follow
from support.history import View, check_history
from support.server import JupyterServer, free_port, small_job

from aura_nb.jobs.store import Store

# Nothing about buffering or versions of HTTP: what an administrator writes who knows nothing of streams.
NGINX = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
worker_processes 1;
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        location / {{ proxy_pass http://127.0.0.1:{target}; }}
    }}
}}
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with JupyterServer(tmp_path_factory.mktemp("behind"), options=("--AuraApp.keepalive_seconds=0.5",)) as running:
        yield running


@contextlib.contextmanager
def program(command, port, **options):
    """A program that listens at a port, until the block ends."""
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, **options) as process:
        try:
            deadline = time.monotonic() + 60
            while True:
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                    break
                assert process.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.02)
            yield
        finally:
            process.terminate()
            process.wait(60)


@pytest.fixture
def through_nginx(server, nginx, tmp_path):
    port = free_port()
    config = tmp_path / "nginx.conf"
    config.write_text(NGINX.format(folder=tmp_path, port=port, target=server.port))
    with program([nginx, "-p", str(tmp_path), "-c", str(config), "-e", str(tmp_path / "error.log")], port):
        yield f"http://127.0.0.1:{port}/aura/api/"


@pytest.fixture
def through_hub_proxy(server, hub_proxy):
    port, inner = free_port(), free_port()
    command = [*hub_proxy, "--ip", "127.0.0.1", "--port", str(port), "--api-ip", "127.0.0.1", "--api-port", str(inner)]
    environ = os.environ | {"CONFIGPROXY_AUTH_TOKEN": "proxy"}
    target = ["--default-target", f"http://127.0.0.1:{server.port}", "--log-level", "error"]
    with program([*command, *target], port, env=environ):
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
