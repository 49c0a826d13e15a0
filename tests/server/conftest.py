"""One server for all tests that only ask; those that stop it, or want it otherwise, start their own."""

from __future__ import annotations

import pytest
from support.server import JupyterServer, made, small_job


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """A running server whose base URL is a hub's."""
    with JupyterServer(tmp_path_factory.mktemp("server"), base_url="/user/x/") as running:
        yield running


@pytest.fixture(scope="session")
def client(server):
    """A client of its API, logged in by token."""
    with server.client() as logged_in:
        yield logged_in


@pytest.fixture(scope="session")
def film(client):
    """A completed job."""
    job = made(client, small_job(title="Bees & more"))
    assert job["status"] == "completed", job
    return job
