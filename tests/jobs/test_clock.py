"""The clock is set in mid-job: what took time took it all the same, nothing is negative, and nobody loses a job."""

from __future__ import annotations

import time

import pytest
from support.jobs import FAR, new_job

from aura_nb import clock as clocks
from aura_nb.clock import SetClock, settled
from aura_nb.jobs import elapsed, objects
from aura_nb.jobs.model import JobChanges
from aura_nb.jobs.recorder import Recorder
from aura_nb.pipeline import progress as progresses
from aura_nb.pipeline.progress import Advance, Progress, StepProgress
from aura_nb.wire.events import JobCompleted, StepStatus
from aura_nb.wire.phases import PHASES

HOUR = 3600.0


class Time:
    """Stands in for the module `time`: both clocks are moved by hand."""

    def __init__(self, now):
        self.wall, self.steady = now, 1000.0

    def time(self):
        return self.wall

    def monotonic(self):
        return self.steady

    def passes(self, seconds):
        self.wall += seconds
        self.steady += seconds


@pytest.fixture
def moved(monkeypatch, clock):
    """The time that jobs see; the store's own clock goes with it."""
    moved = Time(clock.now)
    monkeypatch.setattr(elapsed, "time", moved)
    monkeypatch.setattr("aura_nb.jobs.recorder.time", moved)
    monkeypatch.setattr(progresses, "time", moved)
    monkeypatch.setattr(type(clock), "__call__", lambda _: moved.wall)
    return moved


def step(seconds):
    return Advance(StepProgress("Render", "render", 90.0, 50.0, "", 0, 1, seconds, None), [])


def seen(store, job):
    """The seconds of the only job, which are the same in the columns that DataFrames are made of."""
    told = objects.progress_object(store.job(job.id)).elapsed_seconds
    with store.snapshot() as reader:
        assert reader.columns()["elapsed_seconds"] == [told]
    return told


def begun(store, submit):
    """A job that runs, and the recorder of its run."""
    claimed = store.claim(FAR, job_id=submit().id).result()
    return claimed, Recorder(store, claimed, refused=lambda error: pytest.fail(str(error)))


def heard(store, job, recorder, seconds):
    """Progress is told and written."""
    recorder(step(seconds))
    store.record(job.id, job.lease).result()


@pytest.mark.parametrize("jump", [-600, 2 * HOUR])
async def test_a_job_lasts_as_long_as_it_lasts_whatever_the_clock_says(store, submit, moved, jump):
    job, recorder = begun(store, submit)
    told = [seen(store, job)]
    for second in range(1, 14):
        moved.passes(1)
        moved.wall += jump if second == 5 else 0
        heard(store, job, recorder, second)
        told.append(seen(store, job))
        moved.passes(0.25)
        told.append(seen(store, job))
    assert told == sorted(told)
    assert told[-1] == 16.25
    events = [e.json()["elapsedSeconds"] for e in store.events(jobs=[job.id]) if e.type == "step-progress"]
    assert events == sorted(events)
    final = store.finish(job.id, job.lease, JobCompleted(elapsed_seconds=recorder.elapsed)).result()
    moved.passes(100)
    assert final.json()["elapsedSeconds"] == seen(store, job) == 16.25
    ended = store.job(job.id)
    assert ended.created_at <= ended.started_at <= ended.completed_at == ended.ended_at


async def test_the_time_of_several_runs_is_their_sum(store, submit, moved):
    job, recorder = begun(store, submit)
    moved.passes(10)
    heard(store, job, recorder, 10)
    moved.wall -= 600
    moved.steady = 3.0  # this machine was started again
    store.rescue(now=round(moved.wall * 1000) + 10**7).result()
    moved.passes(500)
    assert seen(store, job) == 10  # nobody works on it
    again = store.claim(FAR, job_id=job.id).result()
    assert seen(store, job) == 10
    recorder = Recorder(store, again, refused=lambda error: pytest.fail(str(error)))
    moved.passes(4)
    assert (recorder.elapsed, seen(store, job)) == (14, 14)
    store.release(job.id, again.lease).result()
    moved.passes(500)
    assert seen(store, job) == 14


async def test_a_job_of_another_machine_is_never_younger_than_was_told(store, submit, moved, monkeypatch):
    job, recorder = begun(store, submit)
    moved.passes(10)
    heard(store, job, recorder, 10)
    monkeypatch.setattr(elapsed, "boot_id", lambda: "another")
    moved.passes(5)
    assert seen(store, job) == 15
    moved.wall -= 600
    assert seen(store, job) == 10


def film(before=()):
    told = []
    progress = Progress(told.append, before=before)
    for phase in PHASES:
        progress.expect(phase, phase, 1)
    progress.expected_all()
    return progress, told


def test_a_phase_takes_the_time_it_took_in_all_runs(moved):
    first, _ = film()
    first.start("plan", "")
    moved.passes(3)
    first.finish("plan", "", seconds=3, free=False)
    first.start("tts", "")
    moved.passes(5)
    before = first.marks()
    moved.passes(100)
    second, told = film(before)
    second.start("plan", "")
    second.finish("plan", "", seconds=0, free=True)
    second.start("tts", "")
    moved.passes(7)
    moved.wall -= 600
    second.finish("tts", "", seconds=7, free=False)
    [ended] = [event for event in told if isinstance(event, StepStatus) and event.status == "completed"]
    assert (ended.phase, ended.seconds) == ("tts", 12)
    marks = {mark.phase: mark for mark in second.marks()}
    assert (marks["plan"].seconds, marks["tts"].seconds) == (3, 12)
    assert all(mark.completed_at is None or mark.completed_at >= mark.started_at for mark in marks.values())


def test_timings_are_those_of_the_phases_and_never_negative(store, bring):
    job, lease = bring("running")
    marks = [
        {"phase": "tts", "stage": "Voice", "startedAt": 900_000, "completedAt": 1, "seconds": 12.5},
        {"phase": "render", "stage": "Render", "startedAt": 900_000, "completedAt": 1},  # of an older version
    ]
    store.record(job.id, lease, [], JobChanges(progress={"phases": marks})).result()
    assert objects.timings(store.job(job.id), []).stages == {"Voice": 12.5, "Render": 0}


def test_a_key_is_heeded_though_the_clock_was_set_forward(store, clock):
    clock.now = time.time()
    job, _ = store.submit(new_job(), key="K", body_digest="D").result()
    clock.now += 30 * 24 * HOUR
    assert store.submit(new_job(), key="K", body_digest="D").result() == (job, False)


def test_a_clock_that_is_set_is_noticed_and_time_that_passes_is_not(monkeypatch):
    moved = Time(1_700_000_000.0)
    monkeypatch.setattr(clocks, "time", moved)
    watch = SetClock()
    moved.passes(HOUR)
    assert not watch.was_set()
    for jump in (-600, 2 * HOUR):
        moved.wall += jump
        assert watch.was_set()
        assert not watch.was_set()


def test_settled_time_never_runs_ahead_of_what_has_passed(monkeypatch):
    real = time.time
    assert abs(settled() - real()) < 60
    monkeypatch.setattr(clocks.time, "time", lambda: real() + 2 * HOUR)
    assert settled() < real() + 60
    monkeypatch.setattr(clocks.time, "time", lambda: real() - 600)
    assert abs(settled() - (real() - 600)) < 60
