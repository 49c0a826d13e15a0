"""Live streams: no gap, no duplicate, bounded memory, progress merged and nothing else, the beat, and the end."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import threading
from contextlib import closing

import pytest
from support import sse, until
from support.events import progress, warning
from support.history import View, check_history
from support.jobs import FAR, new_job

from aura_nb.broadcast.beat import Beat
from aura_nb.broadcast.window import Window
from aura_nb.errors import ServerStopping
from aura_nb.jobs.model import JobChanges
from aura_nb.jobs.store import Store


def burst(jobs, store, job, count, *, percent=15.0, kind="progress"):
    """Many events, committed together as far as the writer likes; the last one."""
    lease = jobs.leases[job]
    for number in range(count):
        at = percent + number / count
        event = progress(at) if kind == "progress" else warning(str(number))
        future = store.record(job, lease, [event], JobChanges(percent=at))
    return future.result()[-1]


async def test_readers_that_come_at_any_moment_miss_nothing_and_hear_nothing_twice(begin, jobs, store):
    readers = begin(window=Window(entries=40))
    stop = threading.Event()

    def write():
        chance = random.Random(7)
        alive = [jobs.running() for _ in range(3)]
        while not stop.is_set():
            job = chance.choice(alive)
            jobs.warn(job) if chance.random() < 0.9 else jobs.finish(job)
            if store.job(job).is_final:
                alive[alive.index(job)] = jobs.running()

    thread = threading.Thread(target=write)
    thread.start()
    seen = []
    try:
        await until(lambda: store.last_sequence() > 50)
        for number in range(25):
            full = store.events(limit=10**6)
            start = random.Random(number).choice(full)
            async with readers.one(last_id=start.id) as replay, readers.one() as live:
                await replay.has(full[-1].sequence + 20)
                await until(lambda live=live: len(live.entries) > 10)
                first = next(block for block in sse.blocks(live.text) if block.event == "snapshot")
                seen += [
                    View(replay.entries, after=start.sequence),
                    View(live.entries, after=int(first.id.split("-")[1])),
                ]
    finally:
        stop.set()
        thread.join()
    assert check_history(store.events(limit=10**6), seen, ended=False) == []


async def test_what_is_pushed_and_what_is_read_is_one_stream(readers, jobs, store):
    """News goes to a reader that waits at once; while it takes nothing, its task reads, and nothing comes twice."""
    job = jobs.running()
    pushed, takes = [], True

    def push(text, woken):
        if takes:
            pushed.append(text)
        return takes

    async with readers.one(push=push, last_id=store.last_event_id()) as reader:
        await until(lambda: reader.text)
        said = []
        for turn in range(30):
            takes = turn % 3 != 1
            before = len(reader.text), len(pushed)
            last = jobs.finish(job) if turn == 29 else jobs.warn(job, f"Turn {turn}")
            await until(lambda before=before: (len(reader.text), len(pushed)) != before)
            said += [*pushed[before[1] :], reader.text[before[0] :]]
        blocks = sse.blocks(b"".join(said))
        assert [int(block.id.split("-")[1]) for block in blocks if block.id] == list(range(3, last.sequence + 1))
        assert len(pushed) >= 15
        assert b"Turn 27" not in reader.text
        assert b"Turn 1" in reader.text


async def test_nothing_is_pushed_into_a_stream_that_picks_or_ends(readers, jobs, store):
    job, other = jobs.running(), jobs.running()
    pushed = []

    def push(text, woken):
        pushed.append(text)
        return True

    async with readers.one(push=push, job=job) as follower, readers.one(push=push, jobs=[other]) as picking:
        await until(lambda: follower.text and picking.text)
        jobs.warn(other)
        jobs.warn(job)
        jobs.finish(job)
        await until(lambda: "job-completed" in follower.kinds and "warning" in picking.kinds)
    assert pushed == []


async def test_a_reader_of_one_job_misses_nothing_when_news_of_another_follows_at_once(readers, jobs, store):
    job, other = jobs.running(), jobs.running()
    async with readers.one(jobs=[job]) as reader:
        await until(lambda: reader.kinds)
        for _ in range(20):
            jobs.warn(job)  # this holds the loop up: all three are heard of before the reader's task can run
            jobs.warn(other)
            last = jobs.warn(job)
            jobs.warn(other)
            await reader.has(last.sequence)
        mine = [event for event in store.events(limit=10**6) if event.job_id == job and event.type == "warning"]
        assert reader.entries == mine


async def test_many_readers_are_given_the_same_bytes(readers, jobs, store):
    job = jobs.running()
    async with readers.one() as one, readers.one() as two:
        await until(lambda: one.kinds and two.kinds)
        last = burst(jobs, store, job, 50, kind="warning")
        await one.has(last.sequence)
        await two.has(last.sequence)
        assert one.entries == two.entries == store.events(2)


async def test_what_is_committed_while_the_log_is_read_is_not_missed(readers, jobs, store, monkeypatch):
    """The first reader of a fresh server looks into the log; before the answer has reached the loop, its job ends."""
    job, other = jobs.running(), jobs.running()
    broadcast, asked = readers.broadcast, []
    whole = broadcast.ask

    async def ask(question):
        answer = await whole(question)
        asked.append(question)
        if len(asked) == 2:  # the opening, then the log
            last = await asyncio.to_thread(jobs.finish, job)
            await until(lambda: broadcast.window.head >= last.sequence)
        return answer

    monkeypatch.setattr(broadcast, "ask", ask)
    async with readers.one(job=job) as reader:
        await until(lambda: len(asked) >= 2)
        await asyncio.to_thread(jobs.warn, other)
        await until(lambda: reader.ended)
        assert reader.kinds == ["snapshot", "job-completed"]


async def test_a_push_that_fails_costs_that_reader_alone(readers, jobs, store):
    def broken(text, woken):
        raise OSError("no such stream")

    job = jobs.running()
    start = store.last_event_id()
    async with readers.one(push=broken, last_id=start) as first, readers.one(last_id=start) as second:
        await until(lambda: first.text and second.text)
        last = jobs.warn(job)
        await first.has(last.sequence)
        await second.has(last.sequence)


async def test_a_slow_reader_has_progress_merged_and_nothing_else(readers, jobs, store):
    job, other = jobs.running(), jobs.running()
    go = asyncio.Event()
    async with readers.one(held=go, last_id=store.last_event_id()) as slow:
        await until(lambda: slow.text)
        for number in range(20):
            burst(jobs, store, job, 40, percent=15 + number)
            burst(jobs, store, other, 5, percent=15 + number)
            jobs.warn(job)
        last = jobs.finish(job)
        go.set()
        await slow.has(last.sequence)
        full = store.events(limit=10**6)
        assert check_history(full, [View(slow.entries, after=4, merged=True)], ended=False) == []
        kept = [entry for entry in slow.entries if entry.type == "step-progress"]
        assert 2 <= len(kept) < 100
        # The newest progress of each is among them.
        for each in (job, other):
            newest = [event for event in full if event.job_id == each and event.type == "step-progress"][-1]
            assert newest in kept


async def test_a_reader_behind_the_window_goes_on_from_the_log(begin, jobs, store):
    readers = begin(window=Window(entries=20))
    job = jobs.running()
    go = asyncio.Event()
    async with readers.one(held=go, last_id=store.last_event_id()) as slow:
        await until(lambda: slow.text)
        last = burst(jobs, store, job, 700, kind="warning")
        await until(lambda: readers.broadcast.window.head == last.sequence)
        assert len(readers.broadcast.window) <= 20
        go.set()
        await slow.has(last.sequence)
        assert slow.entries == store.events(2, limit=10**6)
        assert max(slow.chunks) < 20_000


async def test_a_reader_too_far_behind_is_reset(begin, jobs, store):
    readers = begin(max_behind=100)
    job, other = jobs.running(), jobs.running()
    go = asyncio.Event()
    async with readers.one(held=go) as slow, readers.one(held=go, job=job) as follower:
        await until(lambda: slow.text and follower.text)
        burst(jobs, store, job, 300)
        last = jobs.finish(other)
        await until(lambda: readers.broadcast.window.head == last.sequence)
        go.set()
        await until(lambda: "reset" in slow.kinds and "reset" in follower.kinds)
        last = jobs.warn(job)
        await slow.has(last.sequence)
        await follower.has(last.sequence)
        assert slow.kinds == ["snapshot", "snapshot", "reset", "snapshot", "warning"]
        assert follower.kinds == ["snapshot", "reset", "snapshot", "warning"]
        assert sse.blocks(slow.text)[-2].json["isReconnect"] is True


async def test_a_replay_that_was_asked_for_is_never_cut_short(begin, jobs, store):
    readers = begin(max_behind=100, window=Window(entries=50))
    last = burst(jobs, store, jobs.running(), 1000)
    async with readers.one(last_id="0-0") as reader:
        await reader.has(last.sequence)
        assert reader.entries == store.events(limit=10**6)


async def test_when_what_follows_is_removed_meanwhile_a_slow_reader_is_reset(begin, jobs, store):
    readers = begin(window=Window(entries=10))
    kept, gone = jobs.running(), jobs.running()
    go = asyncio.Event()
    async with readers.one(held=go) as slow:
        await until(lambda: slow.text)
        burst(jobs, store, gone, 50, kind="warning")
        jobs.finish(gone)
        jobs.delete(gone)
        last = burst(jobs, store, kept, 20, kind="warning")
        await until(lambda: readers.broadcast.window.head == last.sequence)
        go.set()
        await until(lambda: "reset" in slow.kinds)
        last = jobs.warn(kept)
        await slow.has(last.sequence)
        assert slow.kinds[-3:] == ["reset", "snapshot", "warning"]


async def test_a_job_deleted_while_its_replay_is_read_ends_the_stream(begin, jobs, store):
    readers = begin(window=Window(entries=10))
    job = jobs.running()
    burst(jobs, store, job, 1000, kind="warning")
    jobs.finish(job)
    go = asyncio.Event()
    async with readers.one(held=go, job=job, last_id="0-0") as reader:
        await until(lambda: reader.text)
        jobs.delete(job)
        go.set()
        await until(lambda: reader.ended)
        assert "job-completed" not in reader.kinds


async def test_another_process_commits_and_readers_hear_it(readers, jobs, store):
    job = jobs.running()
    async with readers.one() as reader:
        await until(lambda: reader.kinds)
        with closing(Store.open(store.path)) as other:
            other.submit(new_job()).result()
        await reader.has(3)
        assert [entry.type for entry in reader.entries] == ["job-status"]
        assert reader.entries[0].job_id != job


async def test_what_happened_while_nobody_was_there_is_found_in_the_log(readers, jobs, store):
    job = jobs.running()
    async with readers.one() as reader:
        await until(lambda: reader.kinds)
    start = store.last_event_id()
    last = burst(jobs, store, job, 3000, kind="warning")
    async with readers.one(last_id=start) as reader:
        await reader.has(last.sequence)
        last = jobs.warn(job)
        await reader.has(last.sequence)
        assert reader.entries == store.events(2, limit=10**6)


async def test_the_window_stays_within_its_bounds(begin, jobs, store):
    window = Window(entries=100, size=20_000)
    readers = begin(window=window)
    job = jobs.running()
    async with readers.one() as reader:
        for number in range(10):
            await reader.has(burst(jobs, store, job, 100, percent=15 + number).sequence)
            assert len(window) <= 100
            assert sum(len(each.text) for each in window.after(window.start)) <= 20_000


async def test_keepalives_come_though_events_do(begin, jobs):
    readers = begin(keepalive_seconds=0.1)
    job = jobs.running()
    async with readers.one() as reader:
        while reader.text.count(b": keepalive: ") < 5:
            await asyncio.to_thread(jobs.warn, job)
        comments = [c for block in sse.blocks(reader.text) for c in block.comments if c.startswith("keepalive: ")]
        assert all(len(comment) == len("keepalive: 2024-01-01T12:00:00.000Z") for comment in comments)


class HandClock:
    """A loop whose time is set by hand."""

    def __init__(self):
        self.now = 100.0
        self.calls = []

    def time(self):
        return self.now

    def call_at(self, when, callback):
        self.calls.append((when, callback))

    def run_late(self, seconds):
        when, callback = self.calls.pop()
        self.now = when + seconds
        callback()
        return round(when, 6)


async def test_the_beat_counts_from_the_start_however_late_the_loop_is():
    woken = []
    beat = Beat(10.0, lambda: woken.append(1))
    beat._loop = clock = HandClock()
    beat.start()
    assert [clock.run_late(late) for late in (0.0, 0.3, 9.9, 0.0)] == [110.0, 120.0, 130.0, 140.0]
    assert (len(woken), beat.take(), beat.take()) == (4, True, False)
    # A machine that slept makes up for nothing.
    assert [clock.run_late(late) for late in (35.0, 0.0)] == [150.0, 190.0]


async def test_at_the_end_every_reader_hears_shutdown(begin, jobs):
    readers = begin()
    job = jobs.running()
    async with readers.one() as one, readers.one(job=job) as two:
        await until(lambda: one.kinds and two.kinds)
        closing = asyncio.create_task(readers.broadcast.close())
        await until(lambda: one.ended and two.ended)
        assert one.kinds == two.kinds == ["snapshot", "shutdown"]
        assert sse.blocks(one.text)[-1].id is None
    await closing
    with pytest.raises(ServerStopping):
        await readers.whole(job=job)


@pytest.mark.few
async def test_a_reader_that_does_not_listen_at_the_end_is_cut_off(begin):
    readers = begin()
    cut = asyncio.Event()
    async with readers.one(held=asyncio.Event(), cut=cut.set) as reader:
        await until(lambda: reader.text)
        async with asyncio.timeout(5):
            await readers.broadcast.close()
        assert cut.is_set()


async def test_trouble_with_the_log_is_said_and_the_stream_goes_on(readers, jobs, store, monkeypatch):
    job = jobs.running()
    async with readers.one() as reader:
        await until(lambda: reader.kinds)
        whole = store._readers.borrow

        def fails():
            monkeypatch.setattr(store._readers, "borrow", whole)
            raise sqlite3.OperationalError("disk I/O error")

        monkeypatch.setattr(store._readers, "borrow", fails)
        with closing(Store.open(store.path)) as other:  # what another process writes must be read
            other.submit(new_job()).result()
        last = await asyncio.to_thread(jobs.warn, job)
        await reader.has(last.sequence)
        assert reader.kinds == ["snapshot", "error", "job-status", "warning"]
        error = sse.blocks(reader.text)[-3]
        assert error.id is None
        assert error.json["code"] == "internal"


async def test_nothing_is_read_while_nobody_listens(readers, jobs, store, monkeypatch):
    async with readers.one() as reader:
        await until(lambda: reader.text)
    read = []
    whole = store._readers.borrow
    monkeypatch.setattr(store._readers, "borrow", lambda: read.append(1) or whole())
    claimed = store.submit(new_job()).result()[0]
    store.claim(FAR, job_id=claimed.id).result()
    async with readers.one(last_id="0-0") as reader:
        before = len(read)
        await reader.has(2)
    assert before == 1  # the opening


async def test_what_this_process_commits_is_handed_on_without_being_read_back(readers, jobs, store, monkeypatch):
    job = jobs.running()
    async with readers.one() as reader:
        await until(lambda: reader.kinds)
        last = await asyncio.to_thread(jobs.warn, job)
        await reader.has(last.sequence)
        monkeypatch.setattr(store._readers, "borrow", lambda: pytest.fail("it was read back"))
        last = await asyncio.to_thread(jobs.progress, job)
        await reader.has(last.sequence)
        assert reader.entries == [*reader.entries[:1], last]


async def test_commits_of_two_processes_come_in_the_logs_order(readers, jobs, store):
    job = jobs.running()
    start = store.last_sequence()
    async with readers.one() as reader:
        await until(lambda: reader.kinds)
        with closing(Store.open(store.path)) as other:
            for _ in range(20):
                await asyncio.to_thread(jobs.warn, job)
                await asyncio.to_thread(other.submit(new_job()).result)
            last = await asyncio.to_thread(jobs.warn, job)
        await reader.has(last.sequence)
        assert reader.entries == store.events(start)
