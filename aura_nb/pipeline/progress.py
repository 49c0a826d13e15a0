"""True progress: each phase has its own fraction of finished work, and the overall percent follows from them.

Nothing here looks at a clock to invent progress: fractions come from tasks (samples spoken, frames encoded).
`remaining` is null until every unfinished phase has finished work to extrapolate from.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import msgspec
from msgspec import Struct

from aura_nb.pipeline.artifacts import Artifact
from aura_nb.wire.events import StepProgress, StepStatus, Warned
from aura_nb.wire.phases import PHASES, RANGES, STAGES, Phase, PhaseMark


class Advance(Struct, frozen=True):
    """How far the film is, and each phase of it: what a later run of the same film continues from."""

    progress: StepProgress
    marks: list[PhaseMark]


class ArtifactMade(Struct, frozen=True):
    """A file that can be fetched: at its final place, or a preview of it before the film is there."""

    artifact: Artifact


class TaskFinished(Struct, frozen=True):
    """A task's result is there; `hit` when it came from the cache and cost nothing.

    `scene` is the scene it is for, "" for the whole film; `started_at` is when its work began, None of a hit.
    """

    task: str
    phase: str
    scene: str
    key: str
    hit: bool
    seconds: float
    started_at: str | None = None


Event = StepStatus | Advance | ArtifactMade | Warned | TaskFinished
Notify = Callable[[Event], None]


@dataclass
class _Share:
    phase: Phase
    weight: float
    item: int
    fraction: float = 0.0


@dataclass
class _Sums:
    """What a phase's shares add up to, kept as they change: a storyboard of 500 scenes has thousands."""

    weight: float = 0.0
    done: float = 0.0
    unfinished: int = 0
    paid_weight: float = 0.0
    paid_seconds: float = 0.0
    closed: bool = False


@dataclass
class Progress:
    """Adds up tasks' fractions into phases and phases into a percent that never goes down.

    `before` are the marks of an earlier run of the same film that died: a phase never shows less than it did then,
    and what was announced is not announced again.
    """

    notify: Notify
    lanes: int = 2
    before: Sequence[PhaseMark] = ()
    _shares: dict[str, _Share] = field(default_factory=dict)
    _sums: dict[Phase, _Sums] = field(default_factory=lambda: {phase: _Sums() for phase in PHASES})
    _items: int = 0
    _began: float = field(default_factory=time.monotonic)
    _phase_began: dict[Phase, float] = field(default_factory=dict)
    _phase_ended: dict[Phase, float] = field(default_factory=dict)
    _marks: dict[Phase, PhaseMark] = field(init=False)
    _percent: float = 0.0

    def __post_init__(self) -> None:
        self._marks = {phase: PhaseMark(phase, STAGES[phase]) for phase in PHASES}
        self._marks |= {mark.phase: msgspec.structs.replace(mark) for mark in self.before}

    def expect(self, name: str, phase: Phase, weight: float, *, item: int = 0) -> None:
        """Announce a task before any of its phase has started; `weight` is its share, `item` the scene's number."""
        if name in self._shares:
            return
        share = self._shares[name] = _Share(phase, max(weight, 1e-6), item)
        sums = self._sums[phase]
        sums.weight += share.weight
        sums.unfinished += 1
        self._items = max(self._items, item)

    def expected_all(self) -> None:
        """All tasks are announced: a phase without any has nothing to do, and is done."""
        for phase in PHASES:
            self._sums[phase].closed = True
            if not self._sums[phase].unfinished:
                self._begin(phase)
                self._end(phase)

    def start(self, name: str, message: str) -> None:
        """A task begins; the first of a phase starts the phase."""
        self._begin(self._shares[name].phase)
        self._tell(self._shares[name], message)

    def advance(self, name: str, fraction: float, message: str) -> None:
        """A task has done this fraction of its work, 0 to 1 (1 is for `finish` to say)."""
        share = self._shares[name]
        if share.fraction < fraction < 1:
            self._sums[share.phase].done += share.weight * (fraction - share.fraction)
            share.fraction = fraction
            self._tell(share, message)

    def finish(self, name: str, message: str, *, seconds: float, free: bool) -> None:
        """A task is done; `free` when it cost nothing and so tells nothing about the rest."""
        share, sums = self._shares[name], self._sums[self._shares[name].phase]
        self._begin(share.phase)
        if share.fraction < 1:
            sums.done += share.weight * (1 - share.fraction)
            sums.unfinished -= 1
            share.fraction = 1.0
            if not free:
                sums.paid_weight += share.weight
                sums.paid_seconds += seconds
        self._tell(share, message)
        if self.fraction(share.phase) >= 1:
            self._end(share.phase)

    def fraction(self, phase: Phase) -> float:
        """How much of a phase is done, 0 to 1; exactly 1 only when every task of it has finished, now or before."""
        mark, sums = self._marks[phase], self._sums[phase]
        if sums.unfinished:
            # Sums of floats may reach 1 a little early. Rounded here and not where it is told, so that a later run,
            # which has only what was told, comes to the same percent.
            mark.fraction = max(mark.fraction, min(0.9999, round(sums.done / sums.weight, 4)))
        elif sums.weight or sums.closed:
            mark.fraction = 1.0
        return mark.fraction

    def marks(self) -> list[PhaseMark]:
        """How far each phase is, in order: what a later run of the same film continues from."""
        return [
            msgspec.structs.replace(self._marks[phase], fraction=self.fraction(phase), seconds=self._seconds(phase))
            for phase in PHASES
        ]

    def _seconds(self, phase: Phase) -> float:
        """How long a phase has been worked on, in this run and those before it."""
        mark, began = self._marks[phase], self._phase_began.get(phase)
        if began is None or mark.completed_at is not None:
            return mark.seconds
        return round(mark.seconds + time.monotonic() - began, 3)

    @property
    def phase(self) -> Phase:
        """The earliest unfinished phase."""
        return next((phase for phase in PHASES if self.fraction(phase) < 1), "render")

    @property
    def percent(self) -> float:
        """The overall percent, inside its phase's range; never goes down."""
        low, high = RANGES[self.phase]
        self._percent = max(self._percent, low + (high - low) * self.fraction(self.phase))
        return self._percent

    @property
    def elapsed(self) -> float:
        """Seconds since the run began."""
        return time.monotonic() - self._began

    def timings(self) -> dict[str, float]:
        """Wall-clock seconds of each finished phase, by stage name; phases overlap."""
        return {STAGES[p]: round(end - self._phase_began[p], 3) for p, end in self._phase_ended.items()}

    def remaining(self) -> float | None:
        """Seconds still needed, extrapolated from finished work; None where a phase has none to go by."""
        total = 0.0
        for phase, sums in self._sums.items():
            if not sums.unfinished:
                continue
            if not sums.paid_weight:
                return None
            lanes = 1 if phase == "tts" else self.lanes
            total += (sums.weight - sums.done) * sums.paid_seconds / sums.paid_weight / lanes
        return round(total, 1)

    def _end(self, phase: Phase) -> None:
        if phase in self._phase_ended:
            return
        self._phase_ended[phase] = time.monotonic()
        mark = self._marks[phase]
        if mark.completed_at is None:
            mark.seconds = self._seconds(phase)
            # A clock that was set back meanwhile must not end a phase before it began.
            mark.fraction, mark.completed_at = 1.0, max(_now(), mark.started_at or 0)
            self.notify(StepStatus(step=STAGES[phase], phase=phase, status="completed", seconds=mark.seconds))

    def _begin(self, phase: Phase) -> None:
        if phase not in self._phase_began:
            self._phase_began[phase] = time.monotonic()
            mark = self._marks[phase]
            if mark.started_at is None:
                mark.started_at = _now()
                self.notify(StepStatus(step=STAGES[phase], phase=phase, status="started"))

    def _tell(self, share: _Share, message: str) -> None:
        phase = self.phase
        self.notify(
            Advance(
                StepProgress(
                    step=STAGES[phase],
                    phase=phase,
                    progress_pct=round(self.percent, 2),
                    phase_pct=round(100 * self.fraction(phase), 2),
                    message=message,
                    current_item=share.item,
                    total_items=self._items,
                    elapsed_seconds=round(self.elapsed, 3),
                    remaining_seconds=self.remaining(),
                ),
                self.marks(),
            )
        )


def _now() -> int:
    return int(time.time() * 1000)
