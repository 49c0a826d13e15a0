"""A process that competes for jobs: `python -m support.contender DATABASE MINE ALL`.

It submits MINE jobs while it claims whatever it can get, heartbeats and rescues as a runner would, and ends when ALL
jobs have. Its last line is JSON: the ids it ended.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from pathlib import Path

from aura_nb.errors import LeaseLost
from aura_nb.jobs.model import JobChanges
from aura_nb.jobs.owner import Owner
from aura_nb.jobs.store import Store
from support.events import STARTED, ended, progress
from support.jobs import new_job


def main(path, mine, every):
    store, owner, done = Store.open(Path(path)), Owner.here(), []
    submitted = [store.submit(new_job(), max_pending=every) for _ in range(mine)]
    stop = threading.Event()
    heart = threading.Thread(target=beat, args=(store, owner, stop))
    heart.start()
    print("ready", flush=True)
    while True:
        job = store.claim(owner, lease_seconds=60).result()
        if job is not None:
            run(store, job, done)
            continue
        store.rescue().result()
        stats = store.stats()
        if stats.completed == every:
            break
        time.sleep(0.01)
    stop.set()
    heart.join()
    assert all(future.result()[1] for future in submitted)
    store.close()
    print(json.dumps(done), flush=True)


def beat(store, owner, stop):
    while not stop.wait(0.02):
        store.renew(owner, lease_seconds=60)


def run(store, job, done):
    try:
        if job.attempt == 1:  # a run that follows a crash announces nothing again
            store.record(job.id, job.lease, [STARTED])
        percent = max(7.5, job.percent)
        store.record(job.id, job.lease, [progress(percent, step="Script", phase="plan")], JobChanges(percent=percent))
        store.finish(job.id, job.lease, ended("completed")).result()
    except LeaseLost:
        return
    done.append(job.id)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
