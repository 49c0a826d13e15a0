"""The store's figures: opening and paging 100,000 jobs with a million events, commits a second, what a commit takes.

Run by `run.py store`. The big database is written with the store's own tables, but not through its operations.
"""

from __future__ import annotations

import json
import sqlite3
import statistics
import threading
import time
from contextlib import closing

import msgspec
from support.events import progress
from support.jobs import FAR, new_job

from aura_nb.jobs.model import JobChanges
from aura_nb.jobs.store import Store
from aura_nb.wire.events import encoded

JOBS, EVENTS_EACH = 100_000, 10
START = 1_700_000_000_000
STORYBOARD = json.dumps({"scenes": [{"id": f"s{n}", "narration": "Bees see more than we do. " * 8} for n in range(12)]})
PROGRESS = progress(41.25, step="Visuals", phase="visuals", message="Drawing scene 4 of 20")


def store(folder):
    path = folder / "jobs.sqlite"
    fill(path)
    print(f"store {JOBS:,} jobs, {JOBS * EVENTS_EACH:,} events: {path.stat().st_size / 1e6:.0f} MB")
    began = time.monotonic()
    big = Store.open(path)
    print(f"store opening            {1000 * (time.monotonic() - began):8.1f} ms")
    ids = [job.id for job in big.jobs(limit=3, statuses={"running"})]
    middle = JOBS * EVENTS_EACH // 2
    for name, ask in {
        "stats": big.stats,
        "jobs, a page of 50": big.jobs,
        "jobs, 50 of a rare state": lambda: big.jobs(statuses={"pending"}),
        "jobs, a page far back": lambda: big.jobs(before=f"{JOBS // 2:032x}"),
        "queue, a page of 50": big.queue,
        "queue, the failed": lambda: big.queue(statuses={"failed"}),
        "replay 1000 events": lambda: big.events(middle),
        "replay one job": lambda: big.events(jobs=[f"{JOBS // 2:032x}"]),
        "replay three jobs": lambda: big.events(jobs=ids),
        "knows": lambda: big.knows(f"{START + middle}-{middle}"),
        "a claim and its release": lambda: claim_and_release(big),
    }.items():
        print(f"store {name:<26}{1000 * typical(ask):8.2f} ms")
    big.close()
    with closing(Store.open(folder / "small.sqlite")) as small:
        commits(small)
        latency(small)


def fill(path):
    Store.open(path).close()
    states = ["completed"] * 8 + ["failed", "canceled"]
    with closing(sqlite3.connect(path)) as connection, connection:
        for number in range(1, JOBS + 1):
            status = states[number % 10] if number < JOBS - 60 else "pending" if number % 3 else "running"
            time_of, ended = START + number * 10, None if status in {"pending", "running"} else START + number * 10
            lease = number if status == "running" else None
            connection.execute(
                "INSERT INTO jobs (id, title, status, correlation_id, created_at, updated_at, ended_at, owner, lease, "
                "lease_until, last_sequence) VALUES (?, 'Why bees matter', ?, 'c', ?, ?, ?, ?, ?, ?, ?)",
                [f"{number:032x}", status, time_of, time_of, ended, lease and str(FAR), lease, 2**50, number * 10],
            )
            connection.execute(
                "INSERT INTO documents (job, request, storyboard) VALUES (?, ?, ?)",
                [number, '{"film":{"brief":{"topic":"Bees"}}}', STORYBOARD],
            )
            data = encoded(PROGRESS, job_id=f"{number:032x}", correlation_id="c")
            connection.executemany(
                "INSERT INTO events VALUES (?, ?, ?, 'step-progress', ?)",
                [(n, START + n, number, data) for n in range(number * 10 - 9, number * 10 + 1)],
            )
        last = JOBS * EVENTS_EACH
        connection.execute("UPDATE log SET sequence = ?, time = ?, version = 1", [last, START + last])


def claim_and_release(store):
    job = store.claim(FAR).result()
    store.release(job.id, job.lease).result()


def commits(store):
    """One caller after the other waits for its own commit; then many wait together."""
    began = time.monotonic()
    for _ in range(300):
        store.submit(new_job(), max_pending=10**6).result()
    alone = 300 / (time.monotonic() - began)
    began = time.monotonic()
    for future in [store.submit(new_job(), max_pending=10**6) for _ in range(5000)]:
        future.result()
    print(f"store submits, one by one  {alone:8.0f} a second, each its own commit")
    print(f"store submits, together    {5000 / (time.monotonic() - began):8.0f} a second, in groups")


def latency(store):
    """Four runs that record progress as fast as they may, 100 times a second each: from `record` to durable."""
    waits = []

    def run():
        job = store.claim(FAR).result()
        for _ in range(300):
            began = time.monotonic()
            store.record(
                job.id, job.lease, [PROGRESS], JobChanges(percent=41.25, progress=msgspec.to_builtins(PROGRESS))
            ).result()
            waits.append(1000 * (time.monotonic() - began))
            time.sleep(0.01)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    waits.sort()
    median, late = statistics.median(waits), waits[len(waits) * 99 // 100]
    print(
        f"store a record to durable {median:8.2f} ms median, {late:.2f} ms p99, {waits[-1]:.2f} ms at most (four runs)"
    )


def typical(ask):
    ask()
    waits = []
    for _ in range(15):
        began = time.monotonic()
        ask()
        waits.append(time.monotonic() - began)
    return statistics.median(waits)
