"""The frames' figures: 100,000 jobs as a DataFrame, also over REST, and what importing the package costs.

Run by `run.py frames`.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import httpx
from store import JOBS, fill, typical
from support.server import JupyterServer

import aura_nb as aura
from aura_nb.client import connection


def frames(folder):
    workspace = folder / "workspace"
    workspace.mkdir()
    fill(workspace / "jobs.sqlite")
    with closing(sqlite3.connect(workspace / "jobs.sqlite")) as database, database:
        # An engine makes the films of jobs that have not ended, and forgets those that ended long ago.
        database.execute(
            "UPDATE jobs SET status = iif(ended_at IS NULL, 'completed', status), lease = NULL, ended_at = ?",
            [int(time.time() * 1000)],
        )
    imports()
    began = time.monotonic()
    connection.backend(workspace)
    print(f"frames opening the workspace      {1000 * (time.monotonic() - began):8.0f} ms")
    began = time.monotonic()
    found = aura.jobs(workspace=workspace)
    print(f"frames jobs, {len(found):,} rows, first   {1000 * (time.monotonic() - began):8.0f} ms, with pandas' import")
    for name, ask in {
        f"jobs, {JOBS:,} rows": lambda: aura.jobs(workspace=workspace),
        "jobs, the newest 1000": lambda: aura.jobs(limit=1000, workspace=workspace),
        f"queue_stats of {JOBS:,}": lambda: aura.queue_stats(workspace=workspace),
        "events of a job": lambda: aura.events(found.index[0], workspace=workspace),
    }.items():
        print(f"frames {name:<27}{1000 * typical(ask):8.0f} ms")
    memory = found.memory_usage(deep=True).sum() / 1e6
    print(f"frames memory of the frame        {memory:8.0f} MB")
    connection.close()
    over_rest(folder, workspace)


def over_rest(folder, workspace):
    """The same from a server of that workspace, in a process of its own."""
    with JupyterServer(folder / "server", workspace=workspace) as server:
        os.environ.update(AURA_URL=server.url, AURA_TOKEN=server.token)
        try:
            assert len(aura.jobs()) == JOBS
            print(f"frames {f'jobs over REST, {JOBS:,} rows':<27}{1000 * typical(aura.jobs):8.0f} ms")
            slowest = status_while(server, aura.jobs)
            print(f"frames {'its /api/status meanwhile':<27}{1000 * slowest:8.0f} ms at most")
        finally:
            connection.close()
            del os.environ["AURA_URL"], os.environ["AURA_TOKEN"]


def status_while(server, work):
    """The longest that the server took to answer for itself while that was done."""
    slowest = 0.0
    with ThreadPoolExecutor(1) as threads, httpx.Client(headers={"Authorization": f"token {server.token}"}) as client:
        done = threads.submit(work)
        while not done.done():
            began = time.monotonic()
            client.get(f"{server.url}api/status").raise_for_status()
            slowest = max(slowest, time.monotonic() - began)
            time.sleep(0.01)
        done.result()
    return slowest


def imports():
    """`import aura_nb` beside `import anywidget`, each the best of ten processes."""
    alone, both = best("import anywidget"), best("import anywidget, aura_nb")
    own = best("import aura_nb")
    print(f"frames import anywidget           {alone:8.0f} ms")
    print(f"frames import anywidget, aura_nb  {both:8.0f} ms: {both - alone:+.0f}; aura_nb alone {own:.0f} ms")


def best(code):
    timed = f"import time; began = time.perf_counter(); {code}; print(1000 * (time.perf_counter() - began))"
    return min(
        float(subprocess.run([sys.executable, "-c", timed], capture_output=True, text=True, check=True).stdout)
        for _ in range(10)
    )
