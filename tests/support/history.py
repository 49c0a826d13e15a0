"""The history checker: what is wrong with a log of events, and with what readers saw of it, in sentences.

`check_history(full)` takes the whole log in the order it is kept. `partial` holds what readers were given: a plain
list is the log between its first and its last event, a `View` says more exactly what its reader had asked for.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from aura_nb.wire.events import FINAL_EVENTS, Event
from aura_nb.wire.status import FINAL

RANGES = {
    "plan": (0, 15),
    "tts": (15, 35),
    "visuals": (35, 65),
    "compose": (65, 85),
    "render": (85, 100),
    "complete": (100, 100),
}
STAGES = {
    None: "Queued",
    "plan": "Script",
    "tts": "Voice",
    "visuals": "Visuals",
    "compose": "Compose",
    "render": "Render",
    "complete": "Complete",
}
FINAL_TYPES = {event: status for status, event in FINAL_EVENTS.items()}
RUN_TYPES = {"step-status", "step-progress", "artifact", "warning"}
TRANSITIONS = {
    None: {"pending"},
    "pending": {"running", "canceled"},
    "running": {"pending", "completed", "failed", "canceled"},
}


@dataclass
class View:
    """What one reader saw, and what it had asked for.

    `after` is the sequence it began after (the log's start or its own first event unless given), `upto` the last one
    it should have seen (its own last event unless given), `jobs` its filter. `merged`: progress may be left out.
    """

    events: Sequence[Event]
    after: int | None = None
    upto: int | None = None
    jobs: Collection[str] | None = None
    merged: bool = False


@dataclass
class _Story:
    """One job, as its events have told it so far."""

    job_id: str
    status: str | None = None
    correlation_id: str | None = None
    percent: float = 0.0
    final: Event | None = None
    steps: dict[str, str] = field(default_factory=dict)


def check_history(
    full: Iterable[Event],
    partial: Iterable[Sequence[Event] | View] = (),
    *,
    jobs: Collection[str] | None = None,
    ended: bool = True,
    pruned: bool = False,
) -> list[str]:
    """Every defect as a sentence; an empty list for a sound history.

    `jobs` are the ids that were accepted: each must appear, and no other. `ended` asks for a final event of each job,
    `pruned` allows holes in the sequence and jobs whose beginning is gone.
    """
    full = list(full)
    defects = _check_order(full, "the log")
    if not pruned:
        defects += [
            f"lost: the log has nothing between {a.id} and {b.id}"
            for a, b in pairwise(full)
            if b.sequence > a.sequence + 1
        ]
    stories: dict[str, _Story] = {}
    for event in full:
        story = stories.setdefault(event.job_id, _Story(event.job_id))
        defects += [
            f"{event.id} {event.type} of {event.job_id}: {words}" for words in _tell(story, event, pruned=pruned)
        ]
    if ended:
        defects += [f"missing: {story.job_id} has no final event" for story in stories.values() if not story.final]
    if jobs is not None:
        defects += [f"lost: {job} was accepted and has no event" for job in sorted(set(jobs) - stories.keys())]
        defects += [f"unexpected: {job} was never accepted" for job in sorted(stories.keys() - set(jobs))]
    for number, seen in enumerate(partial, 1):
        defects += _check_view(full, seen if isinstance(seen, View) else View(seen), f"reader {number}")
    return defects


def _check_order(events: Sequence[Event], whose: str) -> list[str]:
    defects = []
    seen: set[int] = set()
    for before, event in pairwise([None, *events]):
        if event.sequence in seen:
            defects.append(f"repeated: {whose} has {event.id} more than once")
        elif before is not None and event.sequence < before.sequence:
            defects.append(f"reordered: {whose} has {event.id} after {before.id}")
        elif before is not None and event.time < before.time:
            defects.append(f"reordered: {whose} has {event.id}, whose time is before that of {before.id}")
        seen.add(event.sequence)
    return defects


def _check_view(full: Sequence[Event], view: View, whose: str) -> list[str]:
    defects = _check_order(view.events, whose)
    sequences = [event.sequence for event in view.events]
    after = view.after if view.after is not None else min(sequences, default=1) - 1
    upto = view.upto if view.upto is not None else max(sequences, default=0)
    expected = {
        event.sequence: event
        for event in full
        if after < event.sequence <= upto and (view.jobs is None or event.job_id in view.jobs)
    }
    for event in view.events:
        if event.sequence not in expected:
            defects.append(f"unexpected: {whose} has {event.id}, which is not what it asked for or not in the log")
        elif event != expected[event.sequence]:
            defects.append(f"altered: {whose} has another {event.id} than the log")
    for sequence in sorted(expected.keys() - set(sequences)):
        event = expected[sequence]
        if not (view.merged and event.type == "step-progress"):
            defects.append(f"lost: {whose} has no {event.id} {event.type}")
    return defects


def _tell(story: _Story, event: Event, *, pruned: bool) -> list[str]:
    """What is wrong with a job's next event; `story` goes on."""
    if "\n" in event.data or "\r" in event.data:
        return ["malformed: its data is not one line"]
    try:
        data = json.loads(event.data)
    except ValueError:
        return ["malformed: its data is not JSON"]
    defects = _check_names(story, event, data)
    if story.final is not None:
        word = "second final event" if event.type in FINAL_TYPES else "event"
        return [*defects, f"{word} after its final {story.final.id} {story.final.type}"]
    if event.type == "job-status" or event.type in FINAL_TYPES:
        defects += _check_status(story, event, data, pruned=pruned)
    elif event.type not in RUN_TYPES:
        defects.append("unknown type")
    elif story.status != "running" and not (pruned and story.status is None):
        defects.append(f"illegal while the job is {story.status}")
    if event.type == "step-status":
        defects += _check_step(story, data)
    return defects + _check_percent(story, event, data)


def _check_names(story: _Story, event: Event, data: dict[str, Any]) -> list[str]:
    if list(data)[:2] != ["jobId", "correlationId"] or data["jobId"] != event.job_id:
        return ["malformed: its data does not begin with its jobId and correlationId"]
    if story.correlation_id not in {None, data["correlationId"]}:
        return ["malformed: its correlationId is not that of the job's events before"]
    story.correlation_id = data["correlationId"]
    return []


def _check_status(story: _Story, event: Event, data: dict[str, Any], *, pruned: bool) -> list[str]:
    status = data.get("status")
    defects = []
    if event.type in FINAL_TYPES:
        story.final = event
        if status != FINAL_TYPES[event.type]:
            defects.append(f"its status is {status}")
            status = FINAL_TYPES[event.type]
    elif status in FINAL:
        defects.append(f"illegal: only a final event may say {status}")
    before = story.status
    if status not in TRANSITIONS.get(before, ()) and not (pruned and before is None):
        defects.append(f"illegal transition from {before} to {status}")
    story.status = status
    return defects


def _check_step(story: _Story, data: dict[str, Any]) -> list[str]:
    step, status = data.get("step"), data.get("status")
    before = story.steps.get(step)
    story.steps[step] = status
    if (before, status) in {(None, "started"), ("started", "completed")}:
        return []
    # Over all runs: one that follows a crash goes on, and announces nothing again.
    return [f"step {step} is {status} after it was {before or 'not started'}"]


def _check_percent(story: _Story, event: Event, data: dict[str, Any]) -> list[str]:
    percent = data.get({"job-status": "percent", "step-progress": "progressPct"}.get(event.type, ""))
    if percent is None:
        return []
    phase = data.get("phase")
    defects = []
    if percent < story.percent:
        defects.append(f"progress fell from {story.percent} to {percent}")
    if phase is not None:
        low, high = RANGES.get(phase, (101, 101))
        if not low <= percent <= high:
            defects.append(f"{percent} % is outside of phase {phase}")
    if data.get("stage", data.get("step")) != STAGES.get(phase):
        defects.append(f"phase {phase} is called {data.get('stage', data.get('step'))}")
    if data.get("status") == "pending" and phase is not None:
        defects.append("a pending job has no phase")
    story.percent = max(story.percent, percent)
    return defects
