"""How long a step has got no further, by the clock of its watcher.

What counts is work. A step tells how far it is whenever it has done some: frames, samples, bytes, pictures. While it
cannot tell (it loads a voice, or sets a large slide), the processor time and the disk's bytes of its processes count as
work too, but not for ever: see `EFFORT_LIMITS`. A process that is stopped does neither, nor does one that waits.

Time in which the watcher itself did not run (the machine slept, somebody pressed Ctrl-Z, a debugger held it) counts for
nothing: nobody knows whether the worker could run then.
"""

from __future__ import annotations

import contextlib
import math
import os
import threading
import time
from collections.abc import Callable, Mapping
from typing import NamedTuple

from aura_nb.errors import FieldError, RequestInvalid

STEP_SECONDS = 60.0
ENVIRONMENT = "AURA_STEP_TIMEOUT_SECONDS"
EFFORT_LIMITS = 5  # how many times the limit a step may be busy without telling how far it is

# What of a core is work: one that computes gets more of it, however many others want it.
_SHARE = 0.003
# A worker that waits for a program of its own looks ten times a second whether it is canceled, which was measured to
# take 0.1 % of a core, and takes several times that on a machine whose host gives its cores to others as well.
_SHARE_BESIDE_A_PROGRAM = 0.02
_LEAST_SECONDS = 0.03  # systems count in hundredths of a second, and round a program's time and the system's each
_BYTES_A_SECOND = 1 << 16


class Effort(NamedTuple):
    """What a process has used so far: seconds of processor time, and bytes read from and written to disks."""

    seconds: float
    moved: int


Efforts = Mapping[int, Effort]  # by process id, the worker first


def step_timeout() -> float:
    """The limit that AURA_STEP_TIMEOUT_SECONDS names, else `STEP_SECONDS`; raises `RequestInvalid`."""
    text = os.environ.get(ENVIRONMENT, "")
    if not text:
        return STEP_SECONDS
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 <= seconds < math.inf:
        raise RequestInvalid(
            [FieldError(ENVIRONMENT, f"must be a number of seconds, or 0 for no limit, not {text!r}")],
            remedy="Correct the variable, or unset it.",
        )
    return seconds


def efforts(pid: int) -> dict[int, Effort]:
    """What a process, which is the first, and all that it has started have used; empty when it is gone."""
    import psutil  # noqa: PLC0415 - loaded when the first film is made

    found = {}
    with contextlib.suppress(psutil.Error):
        worker = psutil.Process(pid)
        for process in [worker, *worker.children(recursive=True)]:
            with contextlib.suppress(psutil.Error):
                times = process.cpu_times()
                moved = 0
                if hasattr(process, "io_counters"):  # macOS counts none
                    with contextlib.suppress(psutil.Error):
                        counters = process.io_counters()
                        moved = counters.read_bytes + counters.write_bytes
                found[process.pid] = Effort(times.user + times.system, moved)
    return found


class StepWatch:
    """Watches one step after the other; each method may be called from a thread of its own.

    `tick` is to be called every `interval` seconds.
    """

    def __init__(
        self, limit: float, *, effort: Callable[[], Efforts], clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`limit` is how many seconds a step may do nothing, 0 for ever; `effort` is asked once it is quiet."""
        self.limit = limit
        self.interval = min(1.0, limit / 20) or 1.0
        self._effort = effort
        self._clock = clock
        self._guard = threading.Lock()
        self._patience = 0.0
        self._looked = clock()
        self._quiet = 0.0  # seconds without any work
        self._busy = 0.0  # seconds of work that the step has not told of
        self._before: Efforts | None = None
        self._noted = 0.0  # where `_quiet` was when `_before` was noted

    def begin(self, *, patience: float = 0.0) -> None:
        """Another step begins, which may do nothing for as long as `patience` (a network's) where that is longer."""
        with self._guard:
            self._patience = patience
            self._looked = self._clock()
            self._forget()

    def moved(self) -> None:
        """The step has told of some work done."""
        with self._guard:
            self._forget()

    def tick(self) -> str | None:
        """What the step has done wrong, as the end of a sentence about it, where it hangs; None while all is well."""
        if not self.limit:
            return None
        with self._guard:
            now = self._clock()
            passed = min(now - self._looked, 2 * self.interval)
            self._looked = now
            self._quiet += passed
            quiet = self._quiet
        if quiet >= self.limit / 6:
            self._look(quiet)
        with self._guard:
            allowed = max(self.limit, self._patience)
            if self._quiet >= allowed:
                return f"did nothing for {allowed:g} s"
            allowed = EFFORT_LIMITS * self.limit
            return f"was busy for {allowed:g} s and got no further" if self._busy >= allowed else None

    def _look(self, quiet: float) -> None:
        found = self._effort()
        with self._guard:
            if self._quiet != quiet:
                return  # it has told of work meanwhile
            busy = 0.0 if self._before is None else _busy(self._before, found, quiet - self._noted)
            if self._before is None or busy:
                self._before, self._noted = found, quiet
            if busy:
                self._busy += busy
                self._quiet = self._noted = 0.0

    def _forget(self) -> None:
        self._quiet = self._busy = 0.0
        self._before = None


def _busy(before: Efforts, after: Efforts, seconds: float) -> float:
    """How long processes were busy in the so many seconds between; 0 when they used no more than waiting costs.

    Processor time where they used that: on a machine that gives them little of it, little is all they can do.
    """
    nothing = Effort(0.0, 0)
    used = [max(0.0, now.seconds - before.get(pid, nothing).seconds) for pid, now in after.items()]
    moved = sum(max(0, now.moved - before.get(pid, nothing).moved) for pid, now in after.items())
    if len(used) > 1 and used[0] < max(_LEAST_SECONDS, _SHARE_BESIDE_A_PROGRAM * seconds):
        used[0] = 0.0
    processor = sum(used)
    if processor >= max(_LEAST_SECONDS, _SHARE * seconds):
        return processor
    return seconds if moved >= _BYTES_A_SECOND * max(1.0, seconds) else 0.0
