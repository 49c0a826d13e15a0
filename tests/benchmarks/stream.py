"""The event stream of a real server process, as its readers see it.

Run by `run.py stream`. Latency is from the moment a commit is durable (noted in the server, by its own clock, which all
processes share) to the moment the reader's socket has the event, with 1, 50 and 200 readers of all jobs, while four
films of 1080p are made. Meanwhile the server is asked for `/api/status` twenty times a second, as JupyterLab might.
"""

from __future__ import annotations

import asyncio
import gc
import re
import statistics
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from multiprocessing import get_context

import httpx
import psutil
from commits import Commits, report
from support import events, story
from support.jobs import FAR, new_job
from support.server import JupyterServer

from aura_nb.jobs.store import Store

READERS = (1, 50, 200)
JOBS = 4
REPLAYED = 10_000
IDLE = 400
KEEPALIVE = 1.0

_SEQUENCE = re.compile(rb"^id: [0-9]+-([0-9]+)$", re.MULTILINE)


class Reader(asyncio.Protocol):
    """One open stream: what came, and when."""

    def __init__(self, request):
        self.request = request
        self.pieces = []
        self.began = 0.0
        self.ended = asyncio.get_running_loop().create_future()

    def connection_made(self, transport):
        self.transport = transport
        transport.write(self.request)

    def data_received(self, data):
        self.pieces.append((time.monotonic(), data))

    def connection_lost(self, error):
        if not self.ended.done():
            self.ended.set_result(None)

    async def until(self, wanted):
        while not any(wanted in data for _, data in self.pieces):
            await asyncio.sleep(0.001)
        return next(at for at, data in self.pieces if wanted in data)

    def arrivals(self):
        """When each event came, by its sequence."""
        found = {}
        for at, data in self.pieces:
            for sequence in _SEQUENCE.findall(data):
                found.setdefault(int(sequence), at)
        return found

    def keepalives(self):
        """How far each was from its beat, in seconds."""
        start = next(at for at, data in self.pieces if b"retry: 1000" in data)
        late = [at - start for at, data in self.pieces if b": keepalive: " in data]
        return [at - KEEPALIVE * round(at / KEEPALIVE) for at in late]


async def opened(server, path, last_id=None):
    named = f"Last-Event-ID: {last_id}\r\n" if last_id else ""
    request = (
        f"GET /aura/api/{path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: token {server.token}\r\n"
        f"Connection: close\r\n{named}\r\n"
    )
    began = time.monotonic()
    loop = asyncio.get_running_loop()
    _, reader = await loop.create_connection(lambda: Reader(request.encode()), "127.0.0.1", server.port)
    reader.began = began
    return reader


def stream(folder):
    commits = Commits(folder)
    options = (
        *commits.options,
        f"--AuraApp.max_running_jobs={JOBS}",
        "--AuraApp.max_streams_per_user=500",
        f"--AuraApp.keepalive_seconds={KEEPALIVE}",
        "--ServerApp.log_level=WARN",
    )
    with JupyterServer(folder / "server", options=options, environ=commits.environ) as server:
        asyncio.run(measured(server, commits))


async def measured(server, commits):
    gc.disable()  # a pause of the readers is none of the server's
    await first_bytes(server)
    await replay(server)
    await idle(server)
    await asyncio.to_thread(at_rest, server)
    for count in READERS:
        await latency(server, commits, count)


async def first_bytes(server):
    waits = []
    for _ in range(200):
        reader = await opened(server, "events")
        waits.append(await reader.until(b"retry: 1000") - reader.began)
        reader.transport.abort()
        await reader.ended
    report("stream", "first byte of a stream", waits)


async def replay(server):
    job = await asyncio.to_thread(written, server)
    takes = []
    for _ in range(5):
        reader = await opened(server, f"jobs/{job}/events", last_id="0-0")
        await reader.ended
        count = len(reader.arrivals())
        assert count >= REPLAYED, count
        takes.append(reader.pieces[-1][0] - reader.began)
    size = sum(len(data) for _, data in reader.pieces)
    print(f"stream {f'replay of {count:,} events':<30} {1000 * statistics.median(takes):7.1f} ms ({size / 1e6:.1f} MB)")


def written(server):
    """The id of an ended job with many events, written beside the server."""
    event = events.progress(41.25, step="Visuals", phase="visuals", message="Drawing scene 4 of 20")
    with closing(Store.open(server.workspace / "jobs.sqlite")) as store:
        job = store.submit(new_job(affinity=str(FAR))).result()[0]
        lease = store.claim(FAR, job_id=job.id, lease_seconds=3600).result().lease
        for _ in range(REPLAYED // 500):
            store.record(job.id, lease, [event] * 500).result()
        store.finish(job.id, lease, events.ended("completed")).result()
    return job.id


async def idle(server):
    process = psutil.Process(server.pid)
    before = process.memory_info().rss
    readers = [await opened(server, "events") for _ in range(IDLE)]
    for reader in readers:
        await reader.until(b"retry: 1000")
    await asyncio.sleep(3)
    grown = (process.memory_info().rss - before) / IDLE
    late = [abs(each) for reader in readers for each in reader.keepalives()]
    print(f"stream {'an idle reader':<30} {grown / 1024:7.1f} KiB (of {IDLE})")
    report("stream", f"keep-alives, {IDLE} idle readers", late)
    for reader in readers:
        reader.transport.abort()
    await asyncio.sleep(2)  # until the server has seen them go


def at_rest(server):
    with server.client() as client:
        asked(client, server.url)
        report("stream", "api/status, nothing to do", [asked(client, server.url) for _ in range(200)])


async def latency(server, commits, count):
    readers = [await opened(server, "events") for _ in range(count)]
    for reader in readers:
        await reader.until(b"retry: 1000")
    # Whoever asks for films and states is another process: here it would hold up the readers.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
        loop = asyncio.get_running_loop()
        took, seen = await loop.run_in_executor(other, films, server.url, server.token, count)
    waits = []
    durable = commits.monotonic()
    for reader in readers:
        waits += [at - durable[number] for number, at in reader.arrivals().items() if number in durable]
    report("stream", f"commit to receipt, {count} readers", waits)
    report("stream", f"keep-alives, {count} readers", [abs(late) for reader in readers for late in reader.keepalives()])
    report("stream", f"api/status, {count} readers", seen)
    print(f"stream {f'{JOBS} films, {count} readers':<30} {took:7.1f} s, {len(waits) // count} events each")
    for reader in readers:
        reader.transport.abort()


def films(url, token, count):
    """How long the films took, and the answers of the server's own `/api/status` meanwhile, all in seconds."""
    with httpx.Client(base_url=f"{url}aura/api/", headers={"Authorization": f"token {token}"}, timeout=60) as client:
        asked(client, url)
        began = time.monotonic()
        jobs = [submission(client, f"{count}-{number}") for number in range(JOBS)]
        seen = []
        while jobs:
            seen.append(asked(client, url))
            time.sleep(0.05)
            if len(seen) % 10 == 0:
                jobs = [job for job in jobs if not ended(client, job)]
        return time.monotonic() - began, seen


def asked(client, url):
    began = time.monotonic()
    client.get(f"{url}api/status").raise_for_status()
    return time.monotonic() - began


def submission(client, name):
    """The id of a new job: eight scenes in 1080p, nothing of which is in the cache."""
    board = story(8, title=f"Film {name}")
    for scene in board.scenes:
        scene.narration = f"{scene.narration} It belongs to film number {name}, and to no other."
    return client.post("jobs", json={"storyboard": board.to_json()}).raise_for_status().json()["jobId"]


def ended(client, job):
    answer = client.get(f"jobs/{job}").raise_for_status().json()
    assert answer["status"] in {"pending", "running", "completed"}, answer["errors"]
    return answer["status"] == "completed"
