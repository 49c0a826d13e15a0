"""`aura.dashboard`: it moves with the queue, without polling, and stops when it is closed."""

from __future__ import annotations

import threading
import time

import ipywidgets
import pytest
from support import CHEAP, story

import aura_nb as aura
from aura_nb.client import connection
from aura_nb.frames import drawing


@pytest.fixture
def board(workspace):
    """A dashboard over the test's own workspace."""
    made = aura.dashboard(workspace=workspace)
    yield made
    made.close()


def await_stats(board, wanted, seconds=30):
    """Wait until the board shows counts for which `wanted` holds."""
    reached = threading.Event()

    def look(_=None):
        if wanted(board.stats):
            reached.set()

    board.observe(look, "stats")
    look()
    assert reached.wait(seconds), board.stats
    board.unobserve(look, "stats")


def shown(board):
    return board._table.value


def test_it_follows_the_queue_by_itself(board, workspace):
    assert board.stats["total"] == 0
    assert "No job is like this" in shown(board)
    job = aura.generate(story(2, title="<b>Bees</b>"), workspace=workspace, **CHEAP)
    await_stats(board, lambda stats: stats.get("completed") == 1)
    assert "&lt;b&gt;Bees&lt;/b&gt;" in shown(board)
    assert "<b>Bees" not in shown(board)
    assert job.id[:8] in shown(board)
    assert board._picks["completed"].description == "Done 1"
    assert "Ended: 1" in board._bars.value
    assert "waited" in board._times.value


def test_filters_pick_by_status_and_by_title(board, workspace):
    done = aura.generate(story(1, title="Bees"), workspace=workspace, **CHEAP).wait(60, progress=False)
    gone = aura.generate(story(1, title="Ants"), workspace=workspace, **CHEAP).cancel()
    await_stats(board, lambda stats: stats.get("canceled") == 1 and stats.get("completed") == 1)
    board._picks["canceled"].value = True
    assert gone.id[:8] in shown(board)
    assert done.id[:8] not in shown(board)
    board._picks["canceled"].value = False
    board._search.value = "bee"
    assert done.id[:8] in shown(board)
    assert gone.id[:8] not in shown(board)


def test_an_idle_queue_is_never_asked(board, workspace, monkeypatch):
    asked = []
    ask = board._asked

    async def counted():
        asked.append(time.monotonic())
        return await ask()

    monkeypatch.setattr(board, "_asked", counted)
    backend = connection.backend(workspace)
    # What the store says anew, for nobody: the board would be woken by it, were it asking at all.
    backend.call(backend.queue()).result()
    job = aura.generate(story(1), workspace=workspace, **CHEAP)
    await_stats(board, lambda stats: stats.get("completed") == 1)
    events = len(aura.events(job, workspace=workspace))
    assert 1 <= len(asked) <= events
    before = len(asked)
    time.sleep(1.2)  # longer than its pause: were there a timer, it would have asked
    assert len(asked) - before <= 1


def test_closed_it_follows_no_more_and_its_widgets_are_gone(board, workspace):
    parts = [board, *board._all()]
    board.close()
    assert board._following.cancelled()
    assert all(part.comm is None for part in parts)
    before = board.stats
    aura.generate(story(1), workspace=workspace, **CHEAP).wait(60, progress=False)
    assert board.stats == before
    board.close()  # again is nothing


def test_an_engine_that_is_closed_ends_it_quietly(board, workspace):
    connection.close()
    assert board._following.done()
    assert board._note.value == ""


def test_a_line_that_is_lost_is_told(workspace, monkeypatch):
    from aura_nb.errors import ServerUnreachable

    backend = connection.backend(workspace)

    async def lost(*_, **__):
        raise ServerUnreachable("The <server> is gone.")
        yield

    monkeypatch.setattr(backend, "events", lost)
    board = aura.dashboard(workspace=workspace)
    assert isinstance(board._following.exception(timeout=10), ServerUnreachable)
    assert "The &lt;server&gt; is gone." in board._note.value
    board.close()


def test_it_composes_with_other_widgets(board):
    label = ipywidgets.Label()
    ipywidgets.dlink((board, "stats"), (label, "value"), str)
    box = ipywidgets.VBox([label, board])
    assert "'total': 0" in label.value
    box.close()


def test_a_page_of_many_says_how_many_more_there_are():
    assert "and 1,950 more" in drawing.table([item()], more=1950)


def test_a_reason_is_shown_below_the_title_as_text():
    shown = drawing.table([item(status="failed", error_message="No <voice>.")])
    assert "No &lt;voice&gt;." in shown


def item(**changes):
    from aura_nb.wire.job import QueueItem

    values = {
        "job_id": "1a2b3c4d5e", "title": "Bees", "status": "running", "stage": "Voice", "phase": "tts", "percent": 20.0,
        "created_at": "2026-01-01T00:00:00.000Z", "started_at": None, "completed_at": None, "canceled_at": None,
        "correlation_id": "c", "error_message": None, "can_resume": False, "last_completed_step": "Script",
        "artifact_count": 0, "has_errors": False, "resumed_from": None,
    }  # fmt: skip
    return QueueItem(**(values | changes))
