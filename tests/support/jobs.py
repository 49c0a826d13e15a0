"""Owners, a clock that is set by hand, and new jobs, for tests of the store."""

from __future__ import annotations

import uuid

from aura_nb.jobs.model import NewJob
from aura_nb.jobs.owner import Owner

# Another host's processes: only their leases tell whether they live.
FAR = Owner(host="far", boot_id="boot", pid=7, start_time=1)
FARTHER = Owner(host="farther", boot_id="boot", pid=7, start_time=1)
STATES = ("pending", "running", "asked to cancel", "completed", "failed", "canceled")
START = 1_700_000_000.0


class Clock:
    """Seconds since the epoch; stands still until moved."""

    def __init__(self):
        self.now = START

    def __call__(self):
        return self.now

    @property
    def ms(self):
        return round(self.now * 1000)


def new_job(**fields):
    values = {"id": uuid.uuid4().hex, "title": "Bees", "correlation_id": "c-1", "request": {"topic": "Bees"}}
    return NewJob(**(values | fields))
