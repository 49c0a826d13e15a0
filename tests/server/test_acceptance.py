"""The walks through the product, at the level of the API."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import signal
import time
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest
from support import is_alive, until
from support.accidents import arrange, linked_ffmpeg, unlucky_ffmpeg
from support.follower import follow
from support.gates import Gates
from support.history import RANGES, STAGES, View, check_history
from support.proxy import Proxy
from support.server import DRAFT, JupyterServer, ended, small_job

from aura_nb.client.discovery import Search
from aura_nb.client.rest import RestBackend
from aura_nb.client.server import Server

DAY = 86_400


@pytest.fixture(scope="module")
def gates(tmp_path_factory):
    """Where films wait: to stop, cancel or follow one, it need not be a long one."""
    return Gates(tmp_path_factory.mktemp("gates"))


@pytest.fixture(scope="module")
def ffmpeg(tmp_path_factory):
    """Where the server looks for FFmpeg: a link that a test can take away."""
    return linked_ffmpeg(tmp_path_factory.mktemp("programs"))


@pytest.fixture(scope="module")
def server(tmp_path_factory, gates, ffmpeg):
    """A server as it comes, but for the sweep, which does not wait an hour."""
    options = ("--AuraApp.cleanup_interval_seconds=1", "--AuraApp.max_running_jobs=2")
    environ = gates.environ | {"AURA_FFMPEG": str(ffmpeg)}
    with JupyterServer(tmp_path_factory.mktemp("walks"), options=options, environ=environ) as running:
        yield running


@pytest.fixture(scope="module")
def client(server):
    with server.client() as logged_in:
        yield logged_in


def started(client, body):
    answer = client.post("jobs", json=body)
    assert answer.status_code == 202, answer.text
    return answer.json()["jobId"]


def sound(server, reader, job_id):
    """What a reader of one job saw is the log, from its snapshot to its one final event."""
    after = int(reader.blocks("snapshot")[0].id.split("-")[1])
    assert check_history(server.events(), [View(reader.entries, after=after, jobs=[job_id])], ended=False) == []


def walked(entries):
    """The phases that progress went through, in order; each progress lies in its phase's range and has words."""
    phases = []
    for entry in entries:
        if entry.type == "step-progress":
            data = entry.json()
            low, high = RANGES[data["phase"]]
            assert low <= data["progressPct"] <= high
            assert data["message"]
            if data["phase"] not in phases:
                phases.append(data["phase"])
    return phases


def downloaded(client, job):
    """Every artifact of a job, checked against what was said of it."""
    files = {}
    for artifact in client.get(f"jobs/{job}/artifacts").json()["artifacts"]:
        content = client.get(f"jobs/{job}/artifacts/{artifact['name']}").raise_for_status().content
        assert len(content) == artifact["sizeBytes"]
        assert hashlib.sha256(content).hexdigest() == artifact["sha256"]
        files[artifact["name"]] = content
    return files


def at(text):
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


async def test_quick_demo_end_to_end(server, client):
    answer = client.post("quick/demo")
    assert answer.status_code == 202
    job = answer.json()["jobId"]
    async with follow(server, f"jobs/{job}/events") as reader:
        assert reader.response.headers["Content-Type"] == "text/event-stream"
        await reader.end(200)
    assert reader.kinds[0] == "snapshot"
    assert reader.kinds[-1] == "job-completed"
    sound(server, reader, job)
    phases = walked(reader.entries)
    assert phases == sorted(phases, key=list(RANGES).index)
    assert {"tts", "render"} <= set(phases)  # one whose work was done ahead is passed without a word
    steps = [(e.json()["step"], e.json()["status"]) for e in reader.entries if e.type == "step-status"]
    assert {step for step, status in steps if status == "completed"} == set(list(STAGES.values())[1:-1])
    final = reader.entries[-1].json()
    video = next(each for each in final["artifacts"] if each["kind"] == "video")
    assert video["sizeBytes"] == final["output"]["sizeBytes"] > 100_000
    assert 10 < final["output"]["durationSeconds"] < 25
    film = Path(final["output"]["videoPath"])
    assert film.stat().st_size == video["sizeBytes"]
    assert film.is_relative_to(server.root / "aura-videos")  # where the file browser can open its folder
    part = client.get(f"jobs/{job}/artifacts/video.mp4", headers={"Range": "bytes=0-99"})
    assert (part.status_code, part.content[4:8]) == (206, b"ftyp")


async def test_full_generate_video_flow(server, client):
    body = {
        "brief": {"topic": "Test video", "audience": "General", "goal": "Demonstrate", "tone": "Informative"},
        "plan": {"seconds": 10},
        "render": DRAFT,
    }
    checks = client.post("preflight", json=body).json()
    assert checks["ok"], checks
    job = started(client, body)
    async with follow(server, f"jobs/{job}/events") as reader:
        await reader.end(120)
    assert reader.kinds[-1] == "job-completed"
    sound(server, reader, job)
    progress = client.get(f"render/{job}/progress").json()
    assert [phase["fraction"] for phase in progress["phases"]] == [1.0] * 5
    files = downloaded(client, job)
    assert {"video.mp4", "captions.srt", "captions.vtt", "poster.png", "transcript.html"} <= set(files)
    assert b"Test video" in files["storyboard.json"]


async def test_sse_auto_reconnect_with_last_event_id(server, client, gates):
    """The job goes on while the network is gone, and ends when it is there again."""
    seen, told = [], []
    with Proxy(server.port) as line:
        known = Server(url=line.url, token=server.token)
        backend = RestBackend(known, lambda _: Search(known, []))
        job = started(client, gates.film("cut", "mended", title="Reconnecting"))

        async def read():
            stream = backend.stream(job, tell=lambda state: told.append((time.monotonic(), state)))
            async for message in stream:
                seen.append(message)
                if message.type == "job-completed":
                    return

        try:
            reading = backend.call(read())
            await until(lambda: any(message.type == "step-progress" for message in seen), 240)
            line.cut()
            cut = time.monotonic()
            missed = server.events()[-1].sequence
            gates.open("cut")
            # What had come through before the cut is still read.
            await until(lambda: any(state.state == "reconnecting" for _, state in told), 10)
            last = [message.id for message in seen if message.is_logged][-1]
            await asyncio.sleep(cut + 5 - time.monotonic())
            assert server.events()[-1].sequence > missed, "nothing was missed"
            line.mend()
            gates.open("mended")
            async with asyncio.timeout(120):
                await asyncio.wrap_future(reading)
        finally:
            backend.close()
    waits = [(moment, state) for moment, state in told if state.state == "reconnecting"]
    assert [state.delay for _, state in waits] == [1.0, 2.0, 4.0][: len(waits)]
    assert 2 <= len(waits) <= 5
    tries = [moment for moment, state in told if state.state == "connecting" and moment > cut]
    assert tries[0] - cut < 2
    events = [message.event() for message in seen if message.is_logged]
    assert events[-1].type == "job-completed"
    after = int(seen[0].id.split("-")[1])
    assert check_history(server.events(), [View(events, after=after, jobs=[job])], ended=False) == []
    assert f"SSE stream requested for job {job}, reconnect=true, lastEventId={last}" in server.log()


def waiting(client, gates, title):
    """A job that stops among its pictures, at 40 to 45 %, until the gates are opened that are named after it."""
    return started(client, gates.film(title, f"{title} 2", f"{title} 3", title=title))


def opened(gates, *titles):
    for title in titles:
        for number in ("", " 2", " 3"):
            gates.open(f"{title}{number}")


async def test_job_cancellation(server, client, gates):
    job = waiting(client, gates, "Canceling")
    async with follow(server, f"jobs/{job}/events") as reader:
        await until(lambda: any(20 <= percent <= 50 for percent in percents(reader)), 240)
        answer = client.post(f"jobs/{job}/cancel")
        assert answer.status_code == 202
        assert {"jobId", "message", "currentStatus", "cleanupScheduled", "correlationId"} <= answer.json().keys()
        await reader.end()
    final = reader.entries[-1]
    assert (final.type, final.json()["status"]) == ("job-cancelled", "canceled")
    assert {"removedFiles", "freedBytes"} <= final.json()["cleanup"].keys()
    sound(server, reader, job)
    stands = client.get(f"jobs/{job}").json()
    assert (stands["status"], stands["artifacts"], stands["canResume"]) == ("canceled", [], True)
    assert stands["percent"] < 100
    again = client.post(f"jobs/{job}/cancel")
    assert (again.status_code, again.json()["code"]) == (409, "job.state")


def percents(reader):
    return [entry.json()["progressPct"] for entry in reader.entries if entry.type == "step-progress"]


async def test_error_handling(server, client, ffmpeg):
    program = ffmpeg.readlink()
    ffmpeg.unlink()
    try:
        job = started(client, small_job(3))
        async with follow(server, f"jobs/{job}/events") as reader:
            await reader.end()
    finally:
        ffmpeg.symlink_to(program)
    final = reader.entries[-1]
    assert final.type == "job-failed"
    failure = final.json()
    assert (failure["status"], failure["stage"]) == ("failed", "Render")
    assert str(ffmpeg) in failure["errorMessage"]
    assert failure["errors"][0]["code"] == "ffmpeg.not_found"
    assert failure["errors"][0]["remediation"]
    assert failure["suggestedActions"]
    assert client.get(f"jobs/{job}/logs").text
    assert client.get(f"jobs/{job}/failure").json()["errors"] == failure["errors"]
    stands = client.get(f"jobs/{job}").json()
    assert (stands["status"], stands["phase"], stands["hasErrors"], stands["canResume"]) == (
        "failed",
        "render",
        True,
        True,
    )


async def test_keep_alive_verification(server, client, gates):
    async with follow(server, "events") as quiet:
        await until(lambda: quiet.text)
        job = waiting(client, gates, "Keeping alive")
        async with follow(server, f"jobs/{job}/events") as reader:
            await until(lambda: len(keepalives(quiet)) == 2, 30)
            opened(gates, "Keeping alive")
            await reader.end(120)
        assert reader.kinds[-1] == "job-completed"
        assert not quiet.ended
        first, second = keepalives(quiet)
        assert 9 < (second - first).total_seconds() < 11


def keepalives(reader):
    return [at(text.removeprefix("keepalive: ")) for text in reader.comments if text.startswith("keepalive: ")]


async def test_multiple_jobs(server, client, gates):
    first = waiting(client, gates, "The first")
    async with follow(server, f"jobs/{first}/events") as reader:
        await until(lambda: percents(reader), 240)
        left = reader.entries[-1].id
    await until(lambda: server.open_streams() == 0)  # what is not looked at holds no connection
    second = waiting(client, gates, "The second")
    async with (
        follow(server, f"jobs/{second}/events") as other,
        follow(server, f"jobs/{first}/events", last_id=left) as back,
    ):
        opened(gates, "The first", "The second")
        await asyncio.gather(back.end(120), other.end(120))
    assert {entry.job_id for entry in back.entries} == {first}
    assert {entry.job_id for entry in other.entries} == {second}
    assert back.kinds[-1] == other.kinds[-1] == "job-completed"
    full = server.events()
    # Two films and two readers on one loop: a reader that is slow may have progress merged, and nothing else.
    seen = View(back.entries, after=int(left.split("-")[1]), jobs=[first], merged=True)
    assert check_history(full, [seen], ended=False) == []
    titles = {client.get(f"jobs/{job}").json()["title"] for job in (first, second)}
    assert titles == {"The first", "The second"}
    await until(lambda: server.open_streams() == 0)


async def test_queue_api_endpoints(server, client, gates):
    begin = datetime.now(UTC)
    done = started(client, small_job(1, title="Done"))
    ended(client, done)
    running, gone = waiting(client, gates, "Running"), waiting(client, gates, "Canceled")
    client.post(f"jobs/{gone}/cancel").raise_for_status()
    ended(client, gone)
    queue = client.get("queue", params={"limit": 200})
    assert queue.headers["X-Correlation-ID"] == queue.json()["correlationId"]
    items = {item["jobId"]: item for item in queue.json()["jobs"]}
    stats = queue.json()["stats"]
    assert {done, running, gone} <= items.keys()
    assert stats["total"] == sum(stats[status] for status in ("pending", "running", "completed", "failed", "canceled"))
    assert next(iter(items)) == running  # the running first
    assert items[done]["status"] == "completed"
    for status in ("completed", "canceled", "running", "DONE, cancelled"):
        page = client.get("queue", params={"status": status, "limit": 200}).json()
        wanted = {"DONE, cancelled": {"completed", "canceled"}}.get(status, {status})
        assert {item["status"] for item in page["jobs"]} <= wanted
        assert page["stats"] == stats or "running" in wanted
    assert client.get("queue", params={"status": "nonsense"}).status_code == 422
    now = datetime.now(UTC)
    completed = client.get(f"render/{done}/progress").json()
    assert begin < at(completed["createdAt"]) <= at(completed["startedAt"]) <= at(completed["completedAt"]) < now
    assert (completed["canceledAt"], completed["progressPct"]) == (None, 100)
    canceled = client.get(f"render/{gone}/progress").json()
    assert begin < at(canceled["createdAt"]) <= at(canceled["canceledAt"]) < now
    assert canceled["completedAt"] is None
    progress = client.get(f"render/{running}/progress", headers={"X-Correlation-ID": "walk-8"})
    assert progress.headers["X-Correlation-ID"] == progress.json()["correlationId"] == "walk-8"
    low, high = RANGES[progress.json()["phase"]]
    assert low <= progress.json()["progressPct"] <= high
    assert client.post(f"render/{running}/cancel").status_code == 202
    assert ended(client, running)["status"] == "canceled"


async def test_cleanup_service(server, client, gates):
    old, fresh = (server.workspace / "proxy" / (letter * 32) for letter in "ab")
    for folder in (old, fresh):
        folder.mkdir(parents=True)
        (folder / "left.bin").write_bytes(bytes(1000))
    for path in (old / "left.bin", old):
        os.utime(path, (time.time() - DAY - 60,) * 2)
    job = waiting(client, gates, "Cleaning")
    own = [server.workspace / kind / job for kind in ("temp", "proxy")]
    await until(lambda: any(folder.exists() and any(folder.iterdir()) for folder in own), 240)
    client.post(f"jobs/{job}/cancel").raise_for_status()
    assert ended(client, job)["status"] == "canceled"
    await until(lambda: f"Cleanup of job {job}: removed " in server.log())
    await until(lambda: not any(folder.exists() for folder in own))
    await until(lambda: not old.exists())
    await until(lambda: "Cleanup sweep: removed 1 orphans, freed 1000 bytes" in server.log())
    assert fresh.exists()


# Where the films go, a disk is full for this server as long as a certain file exists.
FILLED = """
from pathlib import Path
from support.faults import Fault

full = Path({full!r})
fault = Fault(Path({films!r}), 0)
fault.fails = lambda kind, path: fault._concerns(path) and full.exists()
fault.__enter__()
c = get_config()
"""


def following(client):
    """The next film is made, without anybody's help."""
    job = started(client, small_job(1, title="The next"))
    assert ended(client, job)["status"] == "completed"


def stop_the_workers(server):
    for process in psutil.Process(server.pid).children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            if "aura_nb.pipeline.worker" in process.cmdline():
                process.send_signal(signal.SIGSTOP)
                yield process.pid


@pytest.mark.few
@pytest.mark.skipif(os.name == "nt", reason="signals")
async def test_nothing_hangs(tmp_path):
    full, config = tmp_path / "full", tmp_path / "config.py"
    config.write_text(FILLED.format(full=str(full), films=str(tmp_path / "root" / "aura-videos")))
    options = ("--AuraApp.step_timeout_seconds=3", "--AuraApp.max_running_jobs=1", f"--config={config}")
    environ = {"AURA_FFMPEG": str(unlucky_ffmpeg(tmp_path))}
    with JupyterServer(tmp_path, options=options, environ=environ) as server, server.client() as client:
        arrange(tmp_path, "STOP")
        job = started(client, small_job(2, title="FFmpeg stopped"))
        stands = ended(client, job)
        assert stands["status"] == "completed"
        assert not list(tmp_path.glob("accident-*")), "no FFmpeg was stopped"
        told = [warning for warning in stands["warnings"] if warning["code"] == "step.timeout"]
        assert "did nothing for 3 s" in told[0]["message"]
        assert "It is tried again." in client.get(f"jobs/{job}/logs").text
        following(client)

        job = started(client, small_job(12, title="Workers stopped"))
        async with follow(server, f"jobs/{job}/events") as reader:
            await until(lambda: "Visuals" in {e.json()["step"] for e in reader.entries if e.type == "step-status"}, 240)
            stopped = list(stop_the_workers(server))
            assert stopped
            assert "job-completed" not in reader.kinds
            await reader.end(120)
        assert reader.kinds[-1] == "job-completed"
        sound(server, reader, job)
        assert [warning["message"] for warning in client.get(f"jobs/{job}").json()["warnings"]]
        following(client)
        await until(lambda: not any(map(is_alive, stopped)), 30)

        full.touch()
        job = started(client, small_job(2, title="No room"))
        stands = ended(client, job)
        full.unlink()
        assert stands["status"] == "failed"
        assert (stands["errors"][0]["code"], "disk is full" in stands["errorMessage"]) == ("disk.full", True)
        assert stands["errors"][0]["remediation"]
        following(client)
        again = client.post(f"jobs/{job}/resume").raise_for_status().json()["jobId"]
        assert ended(client, again)["status"] == "completed"
    assert "Traceback" not in server.log()
