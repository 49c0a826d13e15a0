"""Progress is merged to four a second for each job; a state, a warning, a file is never held and never lost."""

from __future__ import annotations

import pytest

from aura_nb.panel.merging import Merger
from aura_nb.wire.events import Event


@pytest.fixture
def sent():
    return []


@pytest.fixture
def merger(sent):
    return Merger(lambda event: sent.append((event.job_id, event.sequence)))


def event(sequence, kind="step-progress", job="a"):
    return Event(sequence=sequence, time=0, job_id=job, type=kind, data="{}")


def test_the_first_progress_goes_at_once_and_the_last_of_the_rest_follows(merger, sent):
    for sequence in range(1, 6):
        merger.take(event(sequence), sequence * 0.01)
    assert sent == [("a", 1)]
    assert merger.due(0.1) == pytest.approx(0.16)
    assert merger.due(0.27) is None
    assert sent == [("a", 1), ("a", 5)]


def test_a_second_of_progress_is_five_messages_at_the_most(merger, sent):
    for tick in range(100):
        merger.due(tick / 100)
        merger.take(event(tick + 1), tick / 100)
    assert len(sent) <= 5


@pytest.mark.parametrize("kind", ["job-status", "step-status", "artifact", "warning", "job-completed", "job-cancelled"])
def test_everything_else_goes_at_once_behind_the_progress_that_was_held(merger, sent, kind):
    merger.take(event(1), 0.0)
    merger.take(event(2), 0.1)
    merger.take(event(3, kind), 0.11)
    assert sent == [("a", 1), ("a", 2), ("a", 3)]


def test_one_job_holds_no_other_up(merger, sent):
    merger.take(event(1), 0.0)
    merger.take(event(2, job="b"), 0.01)
    merger.take(event(3), 0.02)
    merger.take(event(4, "warning", job="b"), 0.03)
    assert sent == [("a", 1), ("b", 2), ("b", 4)]
    merger.due(1.0)
    assert sent[-1] == ("a", 3)


def test_nothing_is_kept_of_a_job_that_has_ended(merger, sent):
    merger.take(event(1), 0.0)
    merger.take(event(2, "job-failed"), 0.01)
    assert (merger._held, merger._sent_at) == ({}, {})
    assert merger.due(9.0) is None
