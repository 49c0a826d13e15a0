"""The frames' figures: 100,000 jobs as a DataFrame, their statistics, and what importing the package costs.

Run by `run.py frames`.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from contextlib import closing

from store import JOBS, fill, typical

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
