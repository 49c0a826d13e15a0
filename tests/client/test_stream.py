"""The stream read over a line that is cut, silent, refused and repeated: each event once, and a clear end."""

from __future__ import annotations

import httpx
import pytest
from support.line import (
    CUT,
    END,
    FINAL,
    KEEPALIVE,
    SILENCE,
    A,
    B,
    Line,
    frame,
    notice,
    progress,
)

from aura_nb.errors import JobNotFound, ServerRefused, ServerUnreachable


def ids(messages):
    return [message.id for message in messages]


async def test_messages_are_the_log_byte_for_byte():
    line = Line([": hello\nretry: 1000\n\n", frame(1, status="pending"), FINAL], END)
    first, last = await line.read()
    assert (first.type, first.id) == ("job-status", "1001-1")
    assert first.data == '{"jobId": "' + A + '", "correlationId": "c", "status": "pending"}'
    event = last.event()
    assert (event.sequence, event.time, event.job_id, event.type, event.id) == (9, 1009, A, "job-completed", "1009-9")
    assert event.data == last.data


async def test_a_cut_line_goes_on_after_the_last_id_and_nothing_comes_twice():
    line = Line([frame(1), frame(2), CUT], [frame(2), frame(3)], [frame(4)], END)
    assert ids(await line.read()) == ["1001-1", "1002-2", "1003-3", "1004-4"]
    assert line.asked == [None, "1002-2", "1003-3", "1004-4"]
    assert line.clock.waits == [1, 2, 4]


async def test_a_frame_that_was_cut_in_its_middle_is_not_taken_for_one():
    whole = frame(2)
    line = Line([frame(1), whole[:-20], CUT], [whole], END)
    assert ids(await line.read()) == ["1001-1", "1002-2"]
    assert line.asked == [None, "1001-1", "1002-2"]
    halves = Line([frame(1)[:9], frame(1)[9:30], frame(1)[30:]], END)
    assert ids(await halves.read()) == ["1001-1"]


async def test_after_five_attempts_that_fail_it_says_so():
    line = Line([frame(1), CUT])
    with pytest.raises(ServerUnreachable, match="refused"):
        await line.read()
    assert line.clock.waits == [1, 2, 4, 8, 16]
    assert len(line.asked) == 6
    assert [state.state for state in line.told][-1] == "lost"
    reconnecting = [(s.attempt, s.delay) for s in line.told if s.state == "reconnecting"]
    assert reconnecting == [(1, 1), (2, 2), (3, 4), (4, 8), (5, 16)]


async def test_a_quiet_reader_goes_on_every_thirty_seconds():
    line = Line([frame(1), CUT], *[CUT] * 9, [frame(2)], END)
    assert ids(await line.read(quiet=True)) == ["1001-1", "1002-2"]
    assert line.clock.waits[:10] == [1, 2, 4, 8, 16, 30, 30, 30, 30, 30]
    assert "lost" in {state.state for state in line.told}


async def test_the_count_starts_anew_once_bytes_have_come_for_ten_seconds():
    short = [KEEPALIVE, 9.9, KEEPALIVE, CUT]
    steady = [KEEPALIVE, 10, KEEPALIVE, CUT]
    line = Line(short, short, steady, short, END)
    await line.read()
    assert line.clock.waits == [1, 2, 1, 2]


async def test_bytes_long_ago_on_another_line_do_not_make_this_one_steady():
    line = Line([KEEPALIVE, CUT], *[[60, KEEPALIVE, CUT]] * 5)
    with pytest.raises(ServerUnreachable):
        await line.read()


async def test_a_silent_line_is_dead():
    line = Line([frame(1), SILENCE], [frame(2)], END)
    assert ids(await line.read()) == ["1001-1", "1002-2"]
    assert line.asked[1] == "1001-1"


@pytest.mark.parametrize("status", [429, 500, 502, 503])
async def test_retry_after_is_heeded(status):
    busy = httpx.Response(status, headers={"Retry-After": "7"})
    brief = httpx.Response(status, headers={"Retry-After": "1"})
    line = Line(busy, brief, [frame(1)], END)
    assert ids(await line.read()) == ["1001-1"]
    assert line.clock.waits == [7, 2, 4]


async def test_a_retry_after_may_be_a_date_or_nonsense():
    for text in ("Wed, 21 Oct 2015 07:28:00 GMT", "soon", "-5"):
        line = Line(httpx.Response(503, headers={"Retry-After": text}), END)
        await line.read()
        assert line.clock.waits == [1]


async def test_no_retry_after_is_so_long_that_it_waits_for_ever():
    line = Line(httpx.Response(503, headers={"Retry-After": "9" * 12}), END)
    await line.read()
    assert line.clock.waits == [300]


@pytest.mark.parametrize("status", [401, 403])
async def test_a_refusal_ends_it(status):
    line = Line([frame(1), CUT], httpx.Response(status))
    with pytest.raises(ServerRefused):
        await line.read()
    assert len(line.asked) == 2


async def test_a_server_that_its_hub_has_stopped_is_waited_for():
    request = httpx.Request("GET", "http://hub/base/user/ann/aura/api/events")
    answer = {"headers": {"Location": "/base/hub/user/ann/aura/api/events?next=1"}, "request": request}
    line = Line([frame(1), CUT], httpx.Response(302, **answer), [frame(2)], END)
    assert ids(await line.read()) == ["1001-1", "1002-2"]
    line = Line(*(httpx.Response(302, **answer) for _ in range(6)))
    with pytest.raises(ServerUnreachable, match="the hub has stopped the server"):
        await line.read()
    other = httpx.Response(302, headers={"Location": "/hub/user/eve/aura/api/events"}, request=request)
    with pytest.raises(ServerRefused):
        await Line(other).read()


async def test_an_unknown_job_ends_it():
    problem = {"code": "job.not_found", "detail": "There is no job 'x'.", "correlationId": "c-7"}
    line = Line(httpx.Response(404, json=problem))
    with pytest.raises(JobNotFound, match="no job") as caught:
        await line.read()
    assert caught.value.details["correlationId"] == "c-7"
    assert line.clock.waits == []


async def test_204_is_the_end():
    line = Line(END)
    assert await line.read() == []
    assert line.told[-1].state == "ended"


async def test_a_login_page_is_no_event_stream():
    page = httpx.Response(200, headers={"Content-Type": "text/html"}, content=b"<html>")
    line = Line(page, [frame(1)], END)
    assert ids(await line.read()) == ["1001-1"]


async def test_comments_after_an_id_are_no_events():
    line = Line([frame(1), KEEPALIVE, KEEPALIVE, frame(2)], END)
    assert ids(await line.read()) == ["1001-1", "1002-2"]


async def test_progress_that_goes_back_is_ignored_and_the_rest_is_not():
    line = Line([progress(1, 20), progress(2, 10, B), progress(3, 19), progress(4, 20), frame(5), progress(6, 21)], END)
    assert ids(await line.read()) == ["1001-1", "1002-2", "1004-4", "1005-5", "1006-6"]
    assert line.asked[-1] == "1006-6"


async def test_progress_behind_a_snapshot_is_ignored():
    line = Line([frame(5, "snapshot", percent=40), progress(6, 39), progress(7, 41)], END)
    assert [m.type for m in await line.read()] == ["snapshot", "step-progress"]


async def test_an_ended_job_is_its_snapshot_and_its_final_event_though_the_snapshot_includes_that():
    line = Line([frame(12, "snapshot", percent=100), FINAL], END)
    assert [m.type for m in await line.read()] == ["snapshot", "job-completed"]
    assert line.asked == [None, "1009-9"]


async def test_a_cut_among_the_first_snapshots_asks_for_all_of_them_again():
    line = Line([frame(5, "snapshot", A), CUT], [frame(6, "snapshot", A), frame(6, "snapshot", B), frame(7)], END)
    messages = await line.read()
    assert line.asked == [None, None, "1007-7"]
    assert [(m.type, m.json()["jobId"]) for m in messages][-3:] == [("snapshot", A), ("snapshot", B), ("job-status", A)]


async def test_snapshots_count_once_the_line_is_steady():
    line = Line([frame(5, "snapshot"), 10, KEEPALIVE, CUT], [frame(6)], END)
    assert ids(await line.read()) == ["1005-5", "1006-6"]
    assert line.asked == [None, "1005-5", "1006-6"]


async def test_after_a_reset_the_numbers_of_the_other_log_count():
    reset = frame(3, "reset", reason="another log")
    line = Line(
        [progress(100, 80), CUT], [reset, frame(3, "snapshot", percent=10), progress(4, 11), CUT], [frame(5)], END
    )
    assert [m.type for m in await line.read()] == ["step-progress", "reset", "snapshot", "step-progress", "job-status"]
    assert line.asked == [None, "1100-100", "1004-4", "1005-5"]


async def test_a_cut_within_a_reset_asks_with_the_old_id_again():
    reset = frame(3, "reset", reason="another log")
    line = Line([frame(100), CUT], [reset, frame(3, "snapshot"), CUT], [reset, frame(3, "snapshot"), frame(4)], END)
    await line.read()
    assert line.asked == [None, "1100-100", "1100-100", "1004-4"]


async def test_shutdown_means_that_one_connects_again():
    line = Line([frame(1), notice("shutdown")], [frame(2)], END)
    messages = await line.read()
    assert [m.type for m in messages] == ["job-status", "shutdown", "job-status"]
    assert messages[1].id is None
    assert line.asked == [None, "1001-1", "1002-2"]


async def test_an_error_of_the_stream_is_told_and_is_no_event(caplog):
    line = Line([notice("error", message="the log is locked", code="internal"), frame(1)], END)
    messages = await line.read()
    assert [m.is_logged for m in messages] == [False, True]
    assert "the log is locked" in caplog.text


async def test_an_id_that_is_none_is_not_believed(caplog):
    line = Line(["id: 12\nevent: job-status\ndata: {}\n\n", frame(1)], END)
    assert ids(await line.read()) == ["1001-1"]
    assert "'12'" in caplog.text


async def test_a_reader_that_took_its_time_is_not_held_against_the_server():
    line = Line(*[[frame(n), CUT] for n in range(1, 12)], END)
    messages = aiter(line.stream())
    async for _ in messages:
        line.clock.now += 60
    assert set(line.clock.waits[:-1]) == {1}


async def test_a_reader_that_leaves_closes_the_line():
    line = Line([frame(1), frame(2)])
    await line.read(stop="1001-1")
    assert (line.closed, len(line.asked)) == (1, 1)


async def test_the_first_connection_asks_with_the_id_it_was_given():
    line = Line([frame(7), frame(8)], END)
    assert ids(await line.read(last_event_id="1007-7")) == ["1008-8"]
    assert line.asked[0] == "1007-7"
