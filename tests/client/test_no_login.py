"""A server that asks for no login: used by kernels and command lines, and still no page of another site reads it."""

from __future__ import annotations

from contextlib import closing

import httpx
import pytest
from support.server import JupyterServer

from aura_nb.client.discovery import Finder
from aura_nb.client.rest import RestBackend
from aura_nb.errors import JobNotFound


def test_a_server_without_a_token_is_used_and_closed_to_other_sites(tmp_path):
    with JupyterServer(tmp_path, token="") as server:
        search = Finder(environ={"JPY_PARENT_PID": str(server.pid)}, runtime=server.runtime).find()
        assert search.server is not None, search.explain()
        with closing(RestBackend(search.server)) as backend:
            assert backend.call(backend.queue()).result().stats.total == 0
            with pytest.raises(JobNotFound):  # let in, where a POST would be refused
                backend.call(backend.cancel("0" * 32)).result()
        foreign = {"Referer": "http://evil.example/", "Sec-Fetch-Site": "cross-site"}
        assert httpx.get(server.api + "jobs", headers=foreign, trust_env=False).status_code == 403
