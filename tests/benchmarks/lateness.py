"""How late the event loop is that runs the jobs: it is a Jupyter server's, and everybody's kernels hang on it.

Run by `run.py lateness`. The loop is asked to wake every 5 ms while four films of 1080p are made at once, with all
their progress being written; how much later than asked it wakes is its lateness. Once more with nothing to do, since a
busy machine is late by itself.
"""

from __future__ import annotations

import asyncio
import statistics
import time

from support import story

from aura_nb.client.job import Job
from aura_nb.client.local import LocalBackend
from aura_nb.pipeline.film_request import FilmRequest
from aura_nb.pipeline.workspace import Workspace

TICK = 0.005
JOBS = 4


def lateness(folder):
    backend = LocalBackend(Workspace(folder / "workspace"), root=folder / "films", max_running=JOBS)
    try:
        report("nothing to do", backend.call(late(asyncio.sleep(3))).result())
        jobs = [submitted(backend, number) for number in range(JOBS)]
        seen = backend.call(late(all_ended(backend, jobs))).result()
        for job in jobs:
            job.wait(progress=False)
        events = backend.store.last_sequence()
    finally:
        backend.close()
    report(f"{JOBS} jobs", seen)
    print(f"late  {JOBS} films at once took {sum(seen) + len(seen) * TICK:.1f} s, with {events} events written")


def submitted(backend, number):
    request = FilmRequest(storyboard=story(8, title=f"Film {number}"))
    for scene in request.storyboard.scenes:
        scene.narration = f"{scene.narration} It belongs to film number {number}, and to no other."
    return Job(backend, backend.call(backend.submit(request)).result().job_id)


async def all_ended(backend, jobs):
    for job in jobs:
        async for _ in backend.events(job.id):
            pass


async def late(work):
    """Seconds by which the loop woke too late, again and again until the work is done."""
    seen = []
    task = asyncio.ensure_future(work)
    while not task.done():
        due = time.perf_counter() + TICK
        await asyncio.sleep(TICK)
        seen.append(time.perf_counter() - due)
    await task
    return seen


def report(what, seen):
    cuts = statistics.quantiles(seen, n=100)
    print(
        f"late  {what:<14} p50 {1000 * cuts[49]:6.2f} ms, p99 {1000 * cuts[98]:6.2f} ms, "
        f"worst {1000 * max(seen):6.2f} ms of {len(seen)} wakings"
    )
