"""The event stream of a real server: its head, how it begins, its beat, its limits and its end."""

from __future__ import annotations

import asyncio
import re
import socket
from contextlib import AsyncExitStack, ExitStack, closing

import httpx
import psutil
import pytest
from support import events, sse, until
from support.follower import follow
from support.history import View, check_history
from support.server import JupyterServer, ended, small_job

from aura_nb.jobs.store import Store
from aura_nb.wire.ids import parsed_id

UNKNOWN = "f" * 32


@pytest.fixture(scope="module")
def quick(tmp_path_factory):
    """A server of whose streams one can hear much in little time."""
    options = ("--AuraApp.keepalive_seconds=0.5", "--AuraApp.max_streams_per_user=6", "--AuraApp.max_streams=8")
    with JupyterServer(tmp_path_factory.mktemp("quick"), options=options) as running:
        yield running


def log_of(server):
    store = Store.open(server.workspace / "jobs.sqlite")
    try:
        return store.events(limit=10**6)
    finally:
        store.close()


def started(client, scenes=2, **changes):
    return client.post("jobs", json=small_job(scenes, **changes)).raise_for_status().json()["jobId"]


def begun(client, words):
    """A job of which nothing is in the cache: it is still made when a stream that is asked for at once begins."""
    body = small_job(12)
    for scene in body["storyboard"]["scenes"]:
        scene["heading"] = scene["narration"] = f"{scene['heading']} {words}."
    return client.post("jobs", json=body).raise_for_status().json()["jobId"]


async def test_its_head_says_what_it_is(server, film):
    async with follow(server, f"jobs/{film['jobId']}/events", headers={"Accept-Encoding": "gzip, br"}) as reader:
        await reader.end()
        headers = reader.response.headers
        assert headers["Content-Type"] == "text/event-stream"
        assert headers["Cache-Control"] == "no-cache, no-transform"
        assert headers["X-Accel-Buffering"] == "no"
        assert "Content-Encoding" not in headers
        assert headers["X-Correlation-ID"]


@pytest.mark.few
async def test_head_and_first_comment_come_at_once_though_nothing_happens(server):
    async with follow(server, "events") as reader:
        await until(lambda: reader.text)
        first = sse.blocks(reader.text)[0]
        assert (bool(first.comments), first.retry) == (True, "1000")


async def test_a_job_begins_with_its_snapshot_and_ends_with_its_final_event(server, client):
    job = begun(client, "begins with a snapshot")
    async with follow(server, f"jobs/{job}/events") as reader:
        await reader.end()
    kinds = reader.kinds
    assert (kinds[0], kinds[-1], kinds.count("snapshot"), kinds.count("job-completed")) == (
        "snapshot",
        "job-completed",
        1,
        1,
    )
    first = reader.blocks("snapshot")[0]
    views = [View(reader.entries, after=parsed_id(first.id)[1], jobs=[job], merged=True)]
    # The server is that of the other tests, and some of them delete jobs: their events are gone from the log.
    assert check_history(log_of(server), views, ended=False, pruned=True) == []


async def test_an_ended_job_gives_its_snapshot_as_rest_does_and_its_final_event(server, client, film):
    async with follow(server, f"jobs/{film['jobId']}/events") as reader:
        await reader.end()
    assert reader.kinds == ["snapshot", "job-completed"]
    now = client.get(f"jobs/{film['jobId']}").json()
    assert reader.blocks("snapshot")[0].json == now | {"isReconnect": False}


async def test_with_an_id_it_is_the_log_byte_for_byte(server, film):
    full = [event for event in log_of(server) if event.job_id == film["jobId"]]
    for start in (0, len(full) // 2, len(full) - 2):
        async with follow(server, f"jobs/{film['jobId']}/events", last_id=full[start].id) as reader:
            await reader.end()
        assert reader.entries == full[start + 1 :]
    async with follow(server, f"jobs/{film['jobId']}/events", last_id="0-0") as reader:
        await reader.end()
    assert reader.entries == full


async def test_the_query_names_an_id_too_and_the_header_overrides_it(server, film):
    full = [event for event in log_of(server) if event.job_id == film["jobId"]]
    path = f"jobs/{film['jobId']}/events"
    async with follow(server, path, lastEventId=full[3].id) as reader:
        await reader.end()
    assert reader.entries == full[4:]
    async with follow(server, path, lastEventId=full[3].id, last_id=full[5].id) as reader:
        await reader.end()
    assert reader.entries == full[6:]


async def test_asked_again_after_the_final_event_it_answers_204(server, film):
    final = [event for event in log_of(server) if event.job_id == film["jobId"]][-1]
    async with follow(server, f"jobs/{film['jobId']}/events", last_id=final.id) as answer:
        assert (answer.status_code, answer.content) == (204, b"")


@pytest.mark.parametrize("last_id", ["nonsense", "1-1", "9" * 30, "99999999999999-3"])
async def test_an_id_that_leads_nowhere_is_answered_with_reset(server, film, last_id):
    async with follow(server, f"jobs/{film['jobId']}/events", last_id=last_id) as reader:
        await reader.end()
    assert reader.kinds == ["reset", "snapshot", "job-completed"]
    assert reader.blocks("snapshot")[0].json["isReconnect"] is True


async def test_an_id_older_than_what_is_kept_is_answered_with_reset(tmp_path):
    with JupyterServer(tmp_path) as own, own.client() as client:
        first = started(client, 1)
        ended(client, first)
        seen = log_of(own)[2].id
        ended(client, started(client, 1))
        store = Store.open(own.workspace / "jobs.sqlite")
        store.delete(first).result()
        store.close()
        job = begun(client, "comes after a reset")
        async with follow(own, "events", last_id=seen) as reader:
            await reader.has("job-completed")
        assert reader.kinds[0] == "reset"
        assert {block.json["jobId"] for block in reader.blocks("snapshot")} <= {job}


@pytest.mark.parametrize("path", [f"jobs/{UNKNOWN}/events", f"events?jobs={UNKNOWN}", "jobs/no%20job/events"])
async def test_an_unknown_job_is_404_as_json(server, path):
    async with follow(server, path) as answer:
        assert answer.status_code == 404
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["code"] == "job.not_found"


async def test_picks_that_name_nothing_are_refused(server):
    async with follow(server, "events?jobs=,") as answer:
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "jobs")


async def test_the_stream_of_all_jobs_tells_of_each_and_goes_on(server, client):
    async with follow(server, "events") as reader:
        await until(lambda: reader.text)
        jobs = [started(client, 1, title=f"Number {number}") for number in range(2)]
        async with follow(server, "events", jobs=jobs[1]) as picked:
            await until(lambda: {e.job_id for e in reader.entries if e.type == "job-completed"} >= set(jobs))
            await picked.has("job-completed")
            assert {entry.job_id for entry in picked.entries} <= {jobs[1]}
        assert not reader.ended
    assert [e.sequence for e in reader.entries] == sorted({e.sequence for e in reader.entries})


@pytest.mark.alone
async def test_keepalives_come_on_their_beat(quick):
    async with follow(quick, "events") as reader:
        await until(lambda: len(reader.comments) > 5)
        times = [at for at, _ in reader.arrivals]
        gaps = [round((at - times[0]) / 0.5, 1) for at in times[1:5]]
        assert [round(gap) for gap in gaps] == [1, 2, 3, 4]
    assert all(re.fullmatch(r"keepalive: \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", text) for text in reader.comments[1:])


async def test_a_login_may_have_so_many_streams_and_others_theirs(quick):
    async with AsyncExitStack() as stack:
        for _ in range(6):
            await stack.enter_async_context(follow(quick, "events"))
        async with follow(quick, "events") as refused:
            assert refused.status_code == 429
            assert int(refused.headers["Retry-After"]) > 0
            assert refused.json()["code"] == "stream.limit"
        with ExitStack() as others:
            answers = [of_browser(quick, others) for _ in range(3)]
            assert answers == [200, 200, 429]  # eight in all
    await until(lambda: of_token(quick) == 200)


def of_browser(server, stack):
    browser = stack.enter_context(server.browser())
    headers = {"X-XSRFToken": browser.cookies["_xsrf"]}
    return stack.enter_context(browser.stream("GET", "events", headers=headers)).status_code


def of_token(server):
    with server.client() as client, client.stream("GET", "events") as answer:
        return answer.status_code


async def test_a_cookie_alone_opens_no_stream(quick):
    with quick.browser() as browser:
        assert browser.get("events").status_code == 403
        token = browser.cookies["_xsrf"]
        with browser.stream("GET", "events", headers={"X-XSRFToken": token}) as answer:
            assert answer.status_code == 200
        with browser.stream("GET", "events", headers={"X-XSRFToken": token, "Origin": "http://evil.test"}) as answer:
            assert answer.status_code in {403, 404}
    assert httpx.get(quick.api + "events", trust_env=False).status_code == 403


async def test_the_log_says_who_asked_for_what(server, film):
    async with follow(server, "events", last_id="0-0"):
        pass
    async with follow(server, f"jobs/{film['jobId']}/events") as reader:
        await reader.end()
    async with follow(server, "events", lastEventId="1-2\nSSE stream requested for job forged"):
        pass
    await until(lambda: "1-2?SSE" in server.log())
    text = server.log()
    assert "SSE stream requested for all jobs, reconnect=true, lastEventId=0-0" in text
    assert f"SSE stream requested for job {film['jobId']}, reconnect=false, lastEventId=none" in text
    assert "\nSSE stream requested" not in text


async def test_at_the_servers_end_readers_hear_shutdown(tmp_path):
    with JupyterServer(tmp_path) as own:
        with own.client() as client:
            job = started(client, 12)
        async with follow(own, "events") as reader, follow(own, f"jobs/{job}/events") as one:
            await until(lambda: reader.text and one.text)
            await asyncio.to_thread(own.stop)
            await reader.end()
            await one.end()
            assert (reader.failure, one.failure) == (None, None)
            assert (reader.kinds[-1], one.kinds[-1]) == ("shutdown", "shutdown")
            assert reader.blocks("shutdown")[0].id is None
        assert "Traceback" not in own.log()


@pytest.mark.few
async def test_readers_that_never_read_cost_little_and_are_closed(tmp_path):
    options = ("--AuraApp.max_streams_per_user=100",)
    with JupyterServer(tmp_path, options=options) as own, own.client() as client, ExitStack() as stack:
        ended(client, started(client, 1))
        written(own, 20_000)
        async with follow(own, "events") as reader:
            await until(lambda: reader.text)
            process = psutil.Process(own.pid)
            before = process.memory_info().rss
            silent = [stack.enter_context(closing(never_reads(own))) for _ in range(8)]
            grown = []
            for _ in range(20):
                await asyncio.sleep(0.1)
                grown.append(process.memory_info().rss - before)
            assert max(grown) < 40e6
            # And whoever reads does not notice them.
            started(client, 1, title="Another")
            await reader.has("job-completed")
            await until(lambda: own.log().count("took nothing for 10 s and is closed") == len(silent), 240)


def written(server, count):
    """Many events of one job, written beside the server."""
    from support.jobs import FAR, new_job

    store = Store.open(server.workspace / "jobs.sqlite")
    job = store.submit(new_job(affinity=str(FAR))).result()[0]
    lease = store.claim(FAR, job_id=job.id, lease_seconds=3600).result().lease
    event = events.warning("x" * 300)
    for _ in range(count // 500):
        store.record(job.id, lease, [event] * 500).result()
    store.finish(job.id, lease, events.ended("completed")).result()
    store.close()


def never_reads(server):
    connection = socket.create_connection(("127.0.0.1", server.port))
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    path = server.base_url + "aura/api/events"
    request = (
        f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: token {server.token}\r\nLast-Event-ID: 0-0\r\n\r\n"
    )
    connection.sendall(request.encode())
    return connection


async def test_an_open_stream_is_no_activity_of_a_person(quick):
    with quick.client() as client:
        before = client.get(f"{quick.url}api/status").json()["last_activity"]
        async with follow(quick, "events") as reader:
            await until(lambda: len(reader.comments) > 2)
        assert client.get(f"{quick.url}api/status").json()["last_activity"] == before


async def test_metrics_count_readers_and_how_late_they_are(quick):
    with quick.client() as client:
        async with follow(quick, "events") as reader:
            await until(lambda: reader.text)
            started(client, 1, title="Measured")
            await reader.has("job-completed")
            text = client.get(f"{quick.url}metrics").text
    assert 'aura_nb_stream_readers{stream="all"} 1.0' in text
    assert 'aura_nb_event_latency_seconds_bucket{le="+Inf"} 0.0' not in text
