"""How long a job has been worked on: the sum of its runs' own times, by a clock that nobody sets.

It is kept in the job's progress: `elapsedSeconds` as they were last told, and `clock`, the moment of that by the
machine's monotonic clock (the same for all its programs, until it is started again) and by the wall clock, for others.
"""

from __future__ import annotations

import time
from typing import Any

from aura_nb.jobs.model import JobRecord
from aura_nb.jobs.owner import boot_id

Progress = dict[str, Any]


def told(seconds: float) -> Progress:
    """What a job's progress keeps when so many seconds are told now."""
    clock = {"boot": boot_id(), "at": time.monotonic(), "time": time.time()}
    return {"elapsedSeconds": round(seconds, 3), "clock": clock}


def begun(progress: Progress) -> Progress:
    """The progress of a job whose run begins: time goes on from what the runs before it have told."""
    return progress | told(known(progress))


def stopped(progress: Progress, seconds: float | None = None) -> Progress:
    """The progress of a job whose run is over; `seconds` are its own last word, if there is one."""
    total = known(progress) + _since(progress) if seconds is None else seconds
    return {name: value for name, value in progress.items() if name != "clock"} | {"elapsedSeconds": round(total, 3)}


def known(progress: Progress) -> float:
    """Seconds as they were last told."""
    return max(0.0, float(progress.get("elapsedSeconds") or 0.0))


def elapsed(job: JobRecord) -> float | None:
    """Seconds that a job has been worked on; None before its first run."""
    return worked(job.progress, started_at=job.started_at, ended_at=job.ended_at, running=job.status == "running")


def worked(progress: Progress, *, started_at: int | None, ended_at: int | None, running: bool) -> float | None:
    """The same, for who has not read the whole job."""
    if started_at is None:
        return None
    if "elapsedSeconds" in progress:
        return round(known(progress) + (_since(progress) if running else 0.0), 3)
    # Written by an older version.
    return max(0.0, round((ended_at or time.time() * 1000) - started_at)) / 1000


def _since(progress: Progress) -> float:
    """Seconds since they were told, as far as that can be known."""
    clock = progress.get("clock")
    if clock is None:
        return 0.0
    same = clock["boot"] and clock["boot"] == boot_id()
    return max(0.0, time.monotonic() - float(clock["at"]) if same else time.time() - float(clock["time"]))
