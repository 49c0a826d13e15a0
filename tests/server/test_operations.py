"""What those who run servers see: metrics, events, activity, the log; a sweep that does what it is told."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from datetime import UTC, datetime
from types import SimpleNamespace

import httpx
from jupyter_events import EventLogger
from support import until as until_true
from support.events import ended
from support.jobs import new_job
from support.server import JupyterServer, made, small_job

from aura_nb.jobs.owner import Owner
from aura_nb.jobs.store import Store
from jupyter_server_ext.activity import NAME, Activity
from jupyter_server_ext.announcements import SCHEMA, Announcements


def metrics(server):
    """The server's metrics that are ours, by name and labels."""
    text = httpx.get(f"{server.url}metrics", headers={"Authorization": f"token {server.token}"}).text
    lines = [line for line in text.splitlines() if line.startswith("aura_nb_")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


def test_metrics_count_jobs_phases_and_the_cache(tmp_path):
    with JupyterServer(tmp_path) as server, server.client() as client:
        made(client, small_job())
        first = metrics(server)
        assert first['aura_nb_jobs{status="completed"}'] == 1
        assert first['aura_nb_jobs_ended_total{status="completed"}'] == 1
        assert first['aura_nb_phase_seconds_count{phase="render"}'] == 1
        assert first['aura_nb_phase_seconds_sum{phase="render"}'] > 0
        assert first['aura_nb_tasks_total{phase="tts",result="run"}'] == 2
        assert first["aura_nb_queue_age_seconds"] == 0
        with server.client() as reader, reader.stream("GET", "events") as stream:
            heard = stream.iter_raw()
            next(heard)
            assert metrics(server)['aura_nb_stream_readers{stream="all"}'] == 1
            job = made(client, small_job())
            while f"{job['jobId']}".encode() not in next(heard):
                pass
        second = metrics(server)
        assert second["aura_nb_event_latency_seconds_count"] > 0
        assert second['aura_nb_tasks_total{phase="tts",result="hit"}'] == 2
        assert second['aura_nb_tasks_total{phase="tts",result="run"}'] == 2


def test_looking_is_no_activity_and_asking_is(tmp_path):
    with JupyterServer(tmp_path) as server, server.client() as client:

        def last():
            status = httpx.get(f"{server.url}api/status", headers={"Authorization": f"token {server.token}"})
            return status.json()["last_activity"]

        before = last()
        for path in ("jobs", "queue", "healthz", "options"):
            client.get(path).raise_for_status()
        assert last() == before
        client.post("plan", json=small_job()).raise_for_status()
        assert last() > before


async def test_running_jobs_are_activity():
    runner = SimpleNamespace(active=[])
    job_server = SimpleNamespace(is_open=True, runner=runner)
    times = {}
    activity = Activity(job_server, times)
    assert activity.present() is None
    await activity.start()
    await asyncio.sleep(0)
    assert times == {}
    await activity.stop()
    runner.active.append("a job")
    assert activity.present() == {"runningJobs": 1}
    await activity.start()
    await until_true(lambda: NAME in times)
    assert abs((datetime.now(UTC) - times[NAME]).total_seconds()) < 60
    await activity.stop()
    job_server.is_open = False
    assert activity.present() is None


async def test_state_changes_are_told_in_order_to_whoever_listens(tmp_path, caplog):
    caplog.set_level(logging.INFO, "aura_nb")
    store = Store.open(tmp_path / "jobs.sqlite")
    events = EventLogger()
    told = []

    async def listen(logger, schema_id, data):
        told.append((schema_id, {name: data[name] for name in ("jobId", "status", "correlationId")}))

    announcements = Announcements(SimpleNamespace(store=store), events)
    store.submit(new_job(id="before")).result()
    await announcements.start()
    events.add_listener(schema_id=SCHEMA, listener=listen)
    store.submit(new_job(id="one")).result()
    job = store.claim(Owner.here(), job_id="one").result()
    store.finish("one", job.lease, ended("failed")).result()
    await until_true(lambda: len(told) >= 3)
    await announcements.stop()
    store.close()
    assert [data["status"] for _, data in told] == ["pending", "running", "failed"]
    assert {data["jobId"] for _, data in told} == {"one"}
    assert {schema for schema, _ in told} == {SCHEMA}
    assert "Job one is failed (correlation c-1)" in caplog.text


def test_the_sweep_follows_its_settings_and_says_what_it_removed(tmp_path):
    options = ("--AuraApp.cleanup_interval_seconds=1", "--AuraApp.orphan_age_hours=1")
    proxy = tmp_path / "workspace" / "proxy"
    old, young = proxy / "old", proxy / "young"
    for folder, age in ((old, 2 * 3600), (young, 60)):
        folder.mkdir(parents=True)
        (folder / "poster.png").write_bytes(b"12345")
        for path in (folder / "poster.png", folder):
            os.utime(path, (time.time() - age,) * 2)
    with JupyterServer(tmp_path, options=options) as server:
        deadline = time.monotonic() + 120
        while server.log().count("Cleanup sweep: ") < 2 and time.monotonic() < deadline:
            time.sleep(0.05)
        log = server.log()
    assert "Cleanup sweep: removed 1 orphans, freed 5 bytes" in log
    assert "Cleanup sweep: removed 0 orphans, freed 0 bytes" in log
    assert not old.exists()
    assert (young / "poster.png").exists()


def test_the_log_names_jobs_and_requests(server, client, film):
    log = server.log()
    for status in ("pending", "running", "completed"):
        assert f"Job {film['jobId']} is {status} (correlation {film['correlationId']})" in log
    client.get("jobs/nobody", headers={"X-Correlation-ID": "asked-for-nobody"})
    assert "(correlation asked-for-nobody): job.not_found" in server.log()


async def test_a_listener_that_fails_ends_no_announcements(tmp_path, caplog):
    store = Store.open(tmp_path / "jobs.sqlite")
    events = EventLogger()
    announcements = Announcements(SimpleNamespace(store=store), events)
    await announcements.start()
    events.add_listener(schema_id=SCHEMA, listener=lambda: None)  # takes none of what it is given
    for job_id in ("one", "two"):
        store.submit(new_job(id=job_id)).result()
    await until_true(lambda: "job two is pending" in caplog.text)
    assert "A listener failed to hear that job one is pending" in caplog.text
    await announcements.stop()
    store.close()
