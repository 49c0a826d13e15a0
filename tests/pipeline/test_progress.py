"""Progress adds up, stays in its phase, and goes on where an earlier run of the same film stopped."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from aura_nb.pipeline.progress import Advance, Progress
from aura_nb.wire.phases import PHASES, RANGES


def told(before=()):
    """A run with a task of each phase and more of the last, and what it tells."""
    events = []
    progress = Progress(events.append, before=before)
    for phase in PHASES:
        progress.expect(phase, phase, 1.0)
    for number in range(6):
        progress.expect(f"part {number}", "render", 1.0)
    progress.expected_all()
    return progress, events


def percents(events):
    return [event.progress.progress_pct for event in events if isinstance(event, Advance)]


@given(done=st.integers(0, len(PHASES) - 1), fraction=st.floats(0.0001, 0.9999), again=st.floats(0, 0.01))
def test_a_run_that_follows_a_dead_one_never_tells_less(done, fraction, again):
    first, before = told()
    for phase in PHASES[:done]:
        first.finish(phase, "", seconds=1.0, free=False)
    first.start(PHASES[done], "")
    first.advance(PHASES[done], fraction, "")

    second, after = told(first.marks())
    second.start(PHASES[0], "")
    second.advance(PHASES[0], again, "")
    assert percents(after)[0] >= percents(before)[-1]
    low, high = RANGES[second.phase]
    assert low <= percents(after)[-1] <= high
