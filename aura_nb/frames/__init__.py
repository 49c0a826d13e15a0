"""The queue, a job's story, a plan, the voices and the doctor's findings as pandas DataFrames.

`LAYOUTS` says for each which index and which columns it has, in their order, and of which kind they are.
"""

from __future__ import annotations

from aura_nb.frames.columns import CATEGORIES, LAYOUTS, Column, FrameLayout
from aura_nb.frames.figure import gantt
from aura_nb.frames.findings import doctor, plan, voices
from aura_nb.frames.history import events, timings
from aura_nb.frames.queue import jobs, queue_stats
from aura_nb.frames.row_jobs import batch

__all__ = [
    "CATEGORIES",
    "LAYOUTS",
    "Column",
    "FrameLayout",
    "batch",
    "doctor",
    "events",
    "gantt",
    "jobs",
    "plan",
    "queue_stats",
    "timings",
    "voices",
]
