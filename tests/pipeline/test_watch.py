"""What counts as work, and what a watcher does about a step that does none."""

from __future__ import annotations

import pytest

from aura_nb.errors import RequestInvalid
from aura_nb.pipeline.stall_watch import (
    EFFORT_LIMITS,
    ENVIRONMENT,
    STEP_SECONDS,
    Effort,
    StepWatch,
    efforts,
    step_timeout,
)


class World:
    """A clock that is set by hand, and what the worker with its programs has used."""

    def __init__(self):
        self.now, self.used = 0.0, {1: Effort(0.0, 0)}
        self.watch = StepWatch(60, effort=lambda: dict(self.used), clock=lambda: self.now)
        self.watch.begin()

    def use(self, *, seconds=0.0, moved=0, pid=1):
        before = self.used.get(pid, Effort(0.0, 0))
        self.used[pid] = Effort(before.seconds + seconds, before.moved + moved)

    def run(self, seconds, each=lambda: None):
        """Tick once a second; when it was first said that the step hangs, and how."""
        until = self.now + seconds
        while self.now < until:
            self.now += 1
            each()
            if wrong := self.watch.tick():
                return self.now, wrong
        return None


@pytest.fixture
def world():
    return World()


def test_a_step_that_does_nothing_hangs_once_the_limit_is_over(world):
    assert world.run(1000) == (60, "did nothing for 60 s")


def test_one_that_tells_of_work_never_hangs_however_long_it_takes(world):
    def work():
        if world.now % 50 == 0:
            world.watch.moved()

    assert world.run(10_000, work) is None
    assert world.run(1000)[0] == 10_059


def test_the_looks_of_a_worker_that_only_waits_are_no_work(world):
    assert world.run(1000, lambda: world.use(seconds=0.002, moved=2000)) == (60, "did nothing for 60 s")


def test_nor_are_those_of_one_that_waits_for_a_stopped_program_on_a_machine_whose_host_is_crowded(world):
    world.use(seconds=0.3, pid=2)  # before it was stopped
    assert world.run(1000, lambda: world.use(seconds=0.015)) == (60, "did nothing for 60 s")


def test_one_that_computes_beside_a_program_that_waits_is_busy(world):
    world.use(seconds=0.3, pid=2)
    assert world.run(2000, lambda: world.use(seconds=0.1)) is None


@pytest.mark.parametrize("used", [{"seconds": 1.0}, {"moved": 100_000}, {"seconds": 1.0, "pid": 2}])
def test_one_that_is_busy_and_cannot_tell_has_longer_but_not_for_ever(world, used):
    hangs, wrong = world.run(1000, lambda: world.use(**used))
    assert wrong == "was busy for 300 s and got no further"
    assert 60 * EFFORT_LIMITS <= hangs <= 60 * EFFORT_LIMITS + 20


def test_one_that_gets_little_of_a_busy_machine_may_take_long(world):
    assert world.run(5000, lambda: world.use(seconds=0.01)) is None


def test_one_that_was_busy_and_then_stopped_hangs_a_limit_later(world):
    assert world.run(100, lambda: world.use(seconds=0.5)) is None
    assert 100 + 60 <= world.run(1000)[0] <= 100 + 60 + 10


def test_a_program_that_ends_takes_no_work_back(world):
    world.use(seconds=500, pid=2)
    assert world.run(20) is None
    del world.used[2]
    assert world.run(100, lambda: world.use(seconds=0.5)) is None


@pytest.mark.parametrize("away", [1e9, 100, 40])
def test_time_in_which_the_watcher_did_not_run_does_not_count(world, away):
    for _ in range(10):
        assert world.run(2) is None
        world.now += away  # a night, a breakpoint, Ctrl-Z
    assert world.run(100) is not None


def test_a_clock_that_stands_still_is_no_hang(world):
    assert not any(world.watch.tick() for _ in range(1000))


def test_a_step_that_waits_for_a_network_has_its_own_time(world):
    world.watch.begin(patience=120)
    assert world.run(1000) == (120, "did nothing for 120 s")
    world.watch.begin()
    assert world.run(1000) == (180, "did nothing for 60 s")


def test_each_step_begins_anew(world):
    assert world.run(50) is None
    world.watch.begin()
    assert world.run(50) is None


def test_without_a_limit_nothing_hangs():
    watch = StepWatch(0, effort=dict, clock=iter(range(0, 10**9, 10**6)).__next__)
    assert watch.interval > 0
    assert not any(watch.tick() for _ in range(900))


def test_what_processes_use_is_measured_with_all_they_have_started():
    import os
    import subprocess
    import sys

    script = "import time\nwhile time.process_time() < 0.3: pass\nprint(flush=True)\ninput()"
    with subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        child.stdout.readline()
        found = efforts(os.getpid())
        assert found[child.pid].seconds >= 0.25
        assert found[os.getpid()].seconds > 0
        assert next(iter(found)) == os.getpid()
        child.stdin.close()
    assert child.pid not in efforts(os.getpid())
    assert efforts(child.pid) == {}


@pytest.mark.parametrize(("text", "seconds"), [("", STEP_SECONDS), ("5", 5), ("0", 0), ("2.5", 2.5)])
def test_the_limit_comes_from_the_environment(monkeypatch, text, seconds):
    monkeypatch.setenv(ENVIRONMENT, text)
    assert step_timeout() == seconds


@pytest.mark.parametrize("text", ["soon", "-1", "nan", "inf", "1 s"])
def test_a_limit_that_is_no_number_of_seconds_is_refused_by_name(monkeypatch, text):
    monkeypatch.setenv(ENVIRONMENT, text)
    with pytest.raises(RequestInvalid, match=f"{ENVIRONMENT}.*must be a number of seconds"):
        step_timeout()
