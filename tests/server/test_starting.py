"""A workspace that cannot be opened: every answer says why, and the server mends itself once the fault is gone."""

from __future__ import annotations

import asyncio
import errno

import pytest
from support.faults import each_fault
from support.server import JupyterServer, made, problem, small_job

from aura_nb.errors import ServerStarting, ServerStopping
from jupyter_server_ext import job_server as workshops
from jupyter_server_ext.job_server import JobServer, Settings
from jupyter_server_ext.problem import NotOpened, problem_of

ROUTES = ("healthz", "jobs", "queue", "options", "preflight", "events", "jobs/x/logs", "jobs/x/artifacts/video.mp4")


@pytest.fixture
def settings(tmp_path):
    return Settings(
        workspace=str(tmp_path / "workspace"),
        output=tmp_path / "films",
        root="/aura/api/",
        root_folder=tmp_path,
        allow_hidden=False,
        max_running=1,
        max_pending=10,
        retention_days=30,
        orphan_hours=24,
        sweep_seconds=3600,
        step_timeout=60,
        cache_bytes=10**9,
    )


@pytest.fixture
def hurried(monkeypatch):
    """Attempts follow one another quickly."""
    monkeypatch.setattr(workshops, "FIRST_WAIT_SECONDS", 0.01)
    monkeypatch.setattr(workshops, "LAST_WAIT_SECONDS", 0.02)


def test_a_file_in_the_way_is_the_answer_until_it_is_gone(tmp_path):
    (tmp_path / "workspace").write_text("a file of the user's")
    server = JupyterServer(tmp_path)
    try:
        server.start(opens=False)
        with server.client() as client:
            for route in ROUTES:
                body = problem(answer := client.get(route), 503, "output.unwritable")
                assert "is a file" in body["detail"]
                assert str(tmp_path) not in answer.text
                assert "AURA_WORKSPACE" in body["suggestedActions"][0]
                assert answer.headers["Retry-After"]
            problem(client.post("jobs", json=small_job()), 503, "output.unwritable")
            problem(client.put("assets/a.png", content=b"x" * 100_000), 503, "output.unwritable")
            assert not list(server.runtime.glob("aura-*.json")), "no kernel may be led to a server that cannot serve"
            assert (tmp_path / "workspace").read_text() == "a file of the user's"
            (tmp_path / "workspace").unlink()
            asyncio.run(opened(client))
            assert made(client, small_job())["status"] == "completed"
            assert len(list(server.runtime.glob("aura-*.json"))) == 1
        assert "Traceback" not in server.log()
        assert server.log().count("cannot be written") == 1, "one cause is said once"
    finally:
        server.stop()


async def opened(client):
    async with asyncio.timeout(120):
        while client.get("healthz").status_code != 200:
            await asyncio.sleep(0.1)


@pytest.mark.parametrize("error", [errno.EIO, errno.ENOSPC, errno.EROFS])
def test_whichever_call_fails_while_it_opens_the_cause_is_the_answer_and_it_opens_later(
    settings, hurried, error, tmp_path
):
    async def attempt(fault):
        job_server = JobServer(settings)
        with pytest.raises(ServerStarting):
            job_server.require_open()
        try:
            with fault:
                await job_server.open()
                if not job_server.is_open:
                    with pytest.raises(NotOpened) as refused:
                        job_server.require_open()
                    answer = problem_of(refused.value, 503, correlation_id="x")
                    # SQLite has one word for all that keeps it from opening a file.
                    codes = {"output.unwritable", *(["disk.full"] if error == errno.ENOSPC else [])}
                    assert answer.status == 503
                    assert answer.code in codes
                    assert str(tmp_path) not in answer.detail
            async with asyncio.timeout(120):
                while not job_server.is_open:
                    await asyncio.sleep(0.01)
            job_server.require_open()
            assert (await job_server.job_service.queue()).stats.total == 0
        finally:
            await job_server.close()
        with pytest.raises(ServerStopping):
            job_server.require_open()

    hits = []
    for fault in each_fault(tmp_path, error=error):
        asyncio.run(attempt(fault))
        hits.append(fault.hit)
    assert len(hits) > 3


def test_a_server_that_stops_while_it_tries_to_open_leaves_nothing(settings, tmp_path):
    (tmp_path / "workspace").write_text("")

    async def tried():
        job_server = JobServer(settings)
        await job_server.open()
        await job_server.close()
        return len(asyncio.all_tasks())

    assert asyncio.run(tried()) == 1
