"""The history checker finds each kind of defect: it is tried on histories that were broken on purpose."""

from __future__ import annotations

import json

import pytest
from msgspec.structs import replace
from support.history import View, check_history

from aura_nb.wire.events import Event

A, B = "a" * 32, "b" * 32


def history():
    """Two jobs: one completes after a crash, one is canceled while it waits."""
    return [
        event(1, A, "job-status", status="pending", stage="Queued", phase=None, percent=0),
        event(2, B, "job-status", status="pending", stage="Queued", phase=None, percent=0),
        event(3, A, "job-status", status="running", stage="Script", phase="plan", percent=0),
        event(4, A, "step-status", step="Script", phase="plan", status="started", seconds=None),
        event(5, A, "step-progress", step="Script", phase="plan", progressPct=7.5),
        event(6, A, "step-status", step="Script", phase="plan", status="completed", seconds=0.1),
        event(7, A, "step-progress", step="Voice", phase="tts", progressPct=20),
        event(8, B, "job-cancelled", status="canceled", stage="Queued", message="", cleanup={}),
        event(9, A, "job-status", status="pending", stage="Queued", phase=None, percent=20),
        event(10, A, "job-status", status="running", stage="Voice", phase="tts", percent=20),
        event(11, A, "step-status", step="Voice", phase="tts", status="started", seconds=None),
        event(12, A, "artifact", name="poster.png"),
        event(13, A, "job-completed", status="completed", artifacts=[], output={}, elapsedSeconds=1),
    ]


def event(sequence, job, kind, **data):
    text = json.dumps({"jobId": job, "correlationId": "c-" + job[:1], **data}, separators=(",", ":"))
    return Event(sequence=sequence, time=1000 + sequence, job_id=job, type=kind, data=text)


def alter(sequence, **data):
    """The history with other data in one event."""
    events = history()
    old = events[sequence - 1]
    events[sequence - 1] = replace(old, data=json.dumps(old.json() | data, separators=(",", ":")))
    return events


def test_a_sound_history_has_no_defects():
    full = history()
    views = [full, full[4:9], View([e for e in full if e.job_id == B], after=0, upto=13, jobs={B}), View([], after=13)]
    views.append(View([e for e in full if e.type != "step-progress"], after=0, merged=True))
    assert check_history(full, views, jobs=[A, B]) == []


def only(defects, words):
    assert len(defects) == 1, defects
    assert words in defects[0]


def test_an_event_lost_from_the_log():
    events = history()
    del events[4]
    only(check_history(events), "lost: the log has nothing between 1004-4 and 1006-6")
    assert check_history(events, pruned=True) == []


def test_an_event_repeated_in_the_log():
    events = history()
    events.insert(5, events[4])
    only(check_history(events), "repeated: the log has 1005-5")


def test_events_reordered_in_the_log():
    events = history()
    events[10], events[11] = events[11], events[10]
    assert any(words.startswith("reordered: the log has 1011-11 after 1012-12") for words in check_history(events))


def test_a_time_that_goes_back():
    events = history()
    events[6] = replace(events[6], time=1)
    only(check_history(events), "whose time is before")


def test_a_job_nobody_accepted():
    only(check_history(history(), jobs=[A]), f"unexpected: {B}")


def test_an_accepted_job_that_never_appears():
    only(check_history(history(), jobs=[A, B, "c" * 32]), "lost: " + "c" * 32)


def test_a_missing_final_event():
    only(check_history(history()[:-1]), f"missing: {A}")
    assert check_history(history()[:-1], ended=False) == []


def test_two_final_events():
    events = [*history(), event(14, A, "job-failed", status="failed")]
    only(check_history(events), "second final event after its final 1013-13 job-completed")


def test_an_event_after_the_final_one():
    events = [*history(), event(14, A, "warning", code="x", message="", step=None)]
    only(check_history(events), "event after its final")


def test_a_final_event_that_says_another_status():
    only(check_history(alter(13, status="failed")), "its status is failed")


def test_a_final_status_without_a_final_event():
    defects = check_history(alter(9, status="failed"))
    assert any("only a final event may say failed" in words for words in defects)


@pytest.mark.parametrize(
    ("events", "words"),
    [
        (history()[2:], "illegal transition from None to running"),
        (alter(10, status="pending", stage="Queued", phase=None), "illegal transition from pending to pending"),
        (alter(9, status="running", stage="Voice", phase="tts"), "illegal transition from running to running"),
        (
            [*history()[:2], replace(history()[12], sequence=3)],
            "illegal transition from pending to completed",
        ),
    ],
)
def test_an_illegal_transition(events, words):
    assert any(words in defect for defect in check_history(events, ended=False))


def test_a_step_of_a_job_that_does_not_run():
    events = history()
    events[6], events[8] = replace(events[8], sequence=7, time=1007), replace(events[6], sequence=9, time=1009)
    assert any("illegal while the job is pending" in words for words in check_history(events))


@pytest.mark.parametrize(("sequence", "status"), [(4, "completed"), (6, "started")])
def test_a_step_that_is_completed_unstarted_or_started_twice(sequence, status):
    defects = check_history(alter(sequence, status=status))
    assert any(f"step Script is {status} after it was" in words for words in defects)


def test_progress_that_falls():
    only(check_history(alter(7, progressPct=5, phase="plan", step="Script")), "progress fell from 7.5 to 5")
    assert any("progress fell from 20 to 15" in words for words in check_history(alter(10, percent=15)))


def test_a_percent_outside_of_its_phase():
    only(check_history(alter(5, progressPct=15.5)), "15.5 % is outside of phase plan")


def test_a_phase_with_a_wrong_name():
    only(check_history(alter(3, stage="Voice")), "phase plan is called Voice")


def test_data_that_is_no_line_of_json():
    for text in ("{", "{}\n"):
        events = history()
        events[4] = replace(events[4], data=text)
        only(check_history(events), "malformed")


def test_data_of_another_job_or_another_correlation():
    only(check_history(alter(5, jobId=B)), "malformed")
    only(check_history(alter(5, correlationId="other")), "malformed")


def test_an_unknown_type():
    events = history()
    events[11] = replace(events[11], type="artefact")
    only(check_history(events), "unknown type")


def test_a_reader_that_lost_an_event():
    full = history()
    only(check_history(full, [[*full[3:6], *full[7:]]]), "lost: reader 1 has no 1007-7 step-progress")
    only(check_history(full, [View(full[:-1], upto=13)]), "lost: reader 1 has no 1013-13 job-completed")
    only(check_history(full, [View(full[3:], after=2)]), "lost: reader 1 has no 1003-3 job-status")


def test_a_merging_reader_that_lost_a_state_change():
    full = history()
    only(check_history(full, [View([*full[:8], *full[9:]], merged=True)]), "lost: reader 1 has no 1009-9 job-status")


def test_a_reader_that_got_an_event_twice():
    full = history()
    only(check_history(full, [full, [*full[:4], *full[3:]]]), "repeated: reader 2 has 1004-4")


def test_a_reader_that_got_events_out_of_order():
    full = history()
    only(check_history(full, [[full[1], full[0]]]), "reordered: reader 1 has 1001-1 after 1002-2")


def test_a_reader_that_got_what_it_did_not_ask_for():
    full = history()
    assert any("unexpected: reader 1 has" in words for words in check_history(full, [View(full, jobs={A})]))
    stranger = event(99, A, "warning", code="", message="", step=None)
    only(check_history(full, [[*full, stranger]]), "unexpected: reader 1 has 1099-99")


def test_a_reader_that_got_other_words_than_the_log():
    full = history()
    only(check_history(full, [[replace(full[4], data="{}")]]), "altered: reader 1 has another 1005-5")
