"""Streams across a broken network, and jobs across a killed server: each event once, in order, one final event."""

from __future__ import annotations

import asyncio
import os
import time
from contextlib import closing

import pytest
from support import family, until
from support.gates import Gates
from support.history import View, check_history
from support.proxy import Proxy
from support.server import SILENT, JupyterServer, small_job

from aura_nb.client.discovery import Search
from aura_nb.client.rest import RestBackend
from aura_nb.client.server import Server
from aura_nb.jobs.store import Store

LONG = 14  # scenes of a film that takes a few seconds
PHASES = ("plan", "tts", "visuals", "compose", "render")


def log_of(server):
    with closing(Store.open(server.workspace / "jobs.sqlite")) as store:
        return store.events(limit=10**6)


def job_of(server, job_id):
    with closing(Store.open(server.workspace / "jobs.sqlite")) as store, store.snapshot() as seen:
        return seen.job(job_id), seen.timings(job_id)


def submitted(client):
    body = small_job(LONG) | {"voice": SILENT, "render": {"aspect": "320x180", "fps": 30}}
    return client.post("jobs", json=body).raise_for_status().json()["jobId"]


class Readers:
    """A reader of one job and a reader of all, as the Python client reads."""

    def __init__(self, server):
        self.backend = RestBackend(server, lambda _: Search(server, []), silence_seconds=3)
        self.of_job, self.of_all, self.told = [], [], []

    def start(self, job_id):
        self.ends = [
            self.backend.call(self._read(self.of_job, job_id, job_id)),
            self.backend.call(self._read(self.of_all, None, job_id)),
        ]

    async def _read(self, seen, job_id, wanted):
        async for event in self.backend.events(job_id):
            seen.append(event)
            if event.job_id == wanted and event.type.startswith("job-") and event.type != "job-status":
                return

    async def done(self, seconds=240):
        async with asyncio.timeout(seconds):
            await asyncio.gather(*map(asyncio.wrap_future, self.ends))

    def close(self):
        for end in self.ends:
            end.cancel()
        self.backend.close()

    def check(self, server, job_id, *, others=()):
        """`others` are jobs that the log had before."""
        full = log_of(server)
        views = [
            View(self.of_job, after=0, jobs=[job_id], upto=full[-1].sequence),
            View(self.of_all, after=0),
        ]
        assert check_history(full, views, jobs=[*others, job_id]) == []
        finals = [event for event in self.of_job if event.type == "job-completed"]
        assert finals == [self.of_job[-1]] == [self.of_all[-1]]


def reached(readers, phase):
    """Whether the job is in a phase, the earliest unfinished one: steps of later ones may have begun long before."""
    kind = "step-status" if phase == "plan" else "step-progress"
    return any(event.json()["phase"] == phase for event in readers.of_job if event.type == kind)


@pytest.fixture(scope="module")
def gates(tmp_path_factory):
    return Gates(tmp_path_factory.mktemp("gates"))


@pytest.fixture(scope="module")
def server(tmp_path_factory, gates):
    """One for every accident of the network: none is the server's own."""
    options = ("--AuraApp.keepalive_seconds=0.5",)
    with JupyterServer(tmp_path_factory.mktemp("server"), options=options, environ=gates.environ) as running:
        yield running


@pytest.mark.parametrize("accident", ["reset", "cut", "swallow"])
async def test_a_broken_network_loses_and_repeats_nothing(server, gates, accident):
    """Its film stops among its pictures until the line breaks, goes on while it is broken, and stops again."""
    names = [f"{accident} {number}" for number in range(6)]
    # A swallowed line is noticed after some seconds, which once is enough to wait for.
    phases = {"tts": names} if accident == "swallow" else {"tts": names[:3], "visuals": names[3:]}
    with server.client() as client, Proxy(server.port) as line:
        others = {event.job_id for event in log_of(server)}
        job = client.post("jobs", json=gates.film(*names)).raise_for_status().json()["jobId"]
        with closing(Readers(Server(url=line.url, token=server.token))) as readers:
            readers.start(job)
            for phase, scenes in phases.items():
                await until(lambda phase=phase: reached(readers, phase), 180)
                getattr(line, accident)()
                for name in scenes:
                    gates.open(name)
                if accident == "cut":
                    await asyncio.sleep(0.5)
                if accident == "swallow":
                    opened = line.opened
                    await until(lambda opened=opened: line.opened > opened, 120)
                line.mend()
            await readers.done()
            readers.check(server, job, others=others)
        assert f"for job {job}, reconnect=true, lastEventId=0-0" in server.log()
        assert server.log().count(f"for job {job}, reconnect=true") >= 2


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
@pytest.mark.parametrize(
    "phase", [phase if phase in {"tts", "compose"} else pytest.param(phase, marks=pytest.mark.long) for phase in PHASES]
)
async def test_a_server_killed_in_any_phase_goes_on_where_it_was(tmp_path, phase):
    with JupyterServer(tmp_path) as server, server.client() as client:
        job = submitted(client)
        with closing(Readers(server.known())) as readers:
            readers.start(job)
            await until(lambda: reached(readers, phase), 180)
            server.kill()
            killed = time.monotonic()
            await until(lambda: not family(server.workspace), 60)
            assert time.monotonic() - killed < 30  # a server that is gone leaves nothing
            before = log_of(server)
            assert before[-1].type not in {"job-completed", "job-failed", "job-cancelled"}, "it was killed too late"
            server.start()
            await readers.done()
            readers.check(server, job)
        record, timings = job_of(server, job)
        assert (record.status, record.attempt) == ("completed", 2)
        assert record.crashes <= 1
        if phase in {"visuals", "compose", "render"}:
            assert record.crashes == 0  # it had finished steps: it is not to blame
            assert any(timing["hit"] for timing in timings), (timings, before[-1])
        assert log_of(server)[: len(before)] == before
