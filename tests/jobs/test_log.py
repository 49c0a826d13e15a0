"""The event log: its ids, what can be replayed, and how readers are woken."""

from __future__ import annotations

import sqlite3
import threading
import time

import pytest
from support.events import ended, warning
from support.history import View, check_history
from support.jobs import FAR, new_job

from aura_nb.errors import InternalError, LeaseLost
from aura_nb.jobs.store import Store
from aura_nb.wire.ids import sequence_of

WARNING = warning()


def cancel(store, job):
    return store.request_cancel(job.id, message="").result()


class TestIds:
    def test_an_empty_log_ends_at_zero(self, store):
        assert (store.last_event_id(), store.last_sequence(), store.events()) == ("0-0", 0, [])

    def test_ids_are_milliseconds_and_one_sequence_over_all_jobs(self, store, submit, clock):
        submit()
        clock.now += 1.5
        submit()
        assert [event.id for event in store.events()] == [f"{clock.ms - 1500}-1", f"{clock.ms}-2"]
        assert store.last_event_id() == f"{clock.ms}-2"

    def test_the_milliseconds_never_go_back_though_the_clock_does(self, store, submit, clock):
        submit()
        highest = clock.ms
        clock.now -= 3600
        job = submit()
        assert store.last_event_id() == f"{highest}-2"
        assert job.created_at == clock.ms

    def test_ids_are_never_used_again(self, store, submit, clock, tmp_path):
        cancel(store, submit())
        last = submit()
        cancel(store, last)
        before = store.last_sequence()
        store.delete(last.id).result()
        store.prune(before_ms=clock.ms + 1).result()
        assert (store.events(), store.last_sequence()) == ([], before)
        store.close()
        clock.now -= 10
        again = Store.open(tmp_path / "jobs.sqlite", clock=clock)
        again.submit(new_job()).result()
        assert [event.sequence for event in again.events()] == [before + 1]
        assert again.events()[0].time == last.created_at
        again.close()

    def test_the_log_outlives_the_process(self, store, submit, tmp_path):
        submit()
        before = store.events(), store.jobs(), store.last_event_id()
        store.close()
        again = Store.open(tmp_path / "jobs.sqlite")
        assert (again.events(), again.jobs(), again.last_event_id()) == before
        assert again.knows(before[2])
        again.close()


class TestReplay:
    def test_everything_after_a_sequence_in_pages(self, store, submit):
        for _ in range(10):
            submit()
        full = store.events()
        assert store.events(4) == full[4:]
        assert store.events(4, limit=3) == full[4:7]
        assert store.events(10) == []

    def test_only_of_some_jobs(self, store, submit):
        jobs = [submit() for _ in range(4)]
        runs = [store.claim(FAR).result() for _ in jobs]
        for _ in range(5):
            for run in runs:
                store.record(run.id, run.lease, [WARNING]).result()
        full = store.events()
        some = {jobs[1].id, jobs[3].id}
        expected = [event for event in full if event.job_id in some]
        assert store.events(jobs=some) == expected
        assert store.events(9, jobs=some, limit=4) == [e for e in expected if e.sequence > 9][:4]
        assert store.events(jobs=[jobs[0].id]) == [event for event in full if event.job_id == jobs[0].id]
        assert store.events(jobs=[]) == store.events(jobs=["unknown"]) == []

    def test_a_replay_is_the_log_byte_for_byte(self, store, submit):
        job = submit(correlation_id="é-1")
        lease = store.claim(FAR).result().lease
        event = warning('line\nbreak \r \u2028 "q" é 🐝')
        [appended] = store.record(job.id, lease, [event]).result()
        assert store.events()[-1] == appended
        assert "\n" not in appended.data
        assert "\r" not in appended.data
        assert appended.json()["message"] == event.message


class TestKnowledge:
    def test_every_id_of_the_log_and_its_beginning_are_known(self, store, submit):
        assert store.knows("0-0")
        for _ in range(3):
            submit()
        assert all(store.knows(event.id) for event in store.events())
        assert store.knows("0-0")

    @pytest.mark.parametrize(
        "malformed", ["", "x", "1", "-", "1-", "-1", "1-1-1", " 1-1", "1-1\n", "٣-1", "1e3-1", "9" * 30 + "-1", "0x1-1"]
    )
    def test_a_malformed_id_is_not(self, store, submit, malformed):
        submit()
        assert not store.knows(malformed)

    def test_an_id_of_another_log_is_not(self, store, submit, clock):
        submit()
        submit()
        assert not store.knows(f"{clock.ms}-3")
        assert not store.knows(f"{clock.ms + 1}-1")
        assert not store.knows(f"{clock.ms - 1}-2")
        assert not store.knows(f"0{clock.ms}-2")

    def test_an_id_below_what_was_removed_is_not(self, store, submit):
        first, second, third = submit(), submit(), submit()
        cancel(store, second)
        ids = [event.id for event in store.events()]
        submit()
        store.delete(second.id).result()
        # Event 4 was the last that went: who saw it, or more, misses nothing.
        assert [store.knows(event_id) for event_id in ids] == [False, False, False, True]
        assert store.knows(store.last_event_id())
        # A reader of the first job alone misses nothing either way.
        assert store.knows(ids[0], jobs=[first.id])
        assert not store.knows(ids[1], jobs=[first.id])
        assert store.events(jobs=[third.id])[0].id == ids[2]

    def test_the_end_of_the_log_stays_known_when_its_job_is_deleted(self, store, submit):
        job = submit()
        cancel(store, job)
        last = store.last_event_id()
        store.delete(job.id).result()
        assert store.last_event_id() == last
        assert store.knows(last)
        submit()
        assert store.knows(last)
        assert len(store.events(sequence_of(last))) == 1


class TestWaking:
    def test_a_reader_that_is_woken_sees_every_event_once(self, store):
        woken, seen = threading.Event(), []
        unsubscribe = store.subscribe(woken.set)
        futures = [store.submit(new_job()) for _ in range(300)]
        while len(seen) < 300:
            assert woken.wait(60)
            woken.clear()
            seen += store.events(seen[-1].sequence if seen else 0)
        unsubscribe()
        assert [future.result()[1] for future in futures] == [True] * 300
        assert check_history(store.events(), [View(seen, after=0, upto=300)], ended=False) == []

    def test_it_is_woken_only_after_the_commit(self, store):
        counts = []
        store.subscribe(lambda: counts.append(store.stats().total))
        store.submit(new_job()).result()
        store.submit(new_job()).result()
        store.close()
        assert counts[:2] == [1, 2]

    def test_another_store_of_the_same_file_wakes_it_too(self, store, tmp_path):
        woken = threading.Event()
        store.subscribe(woken.set)
        other = Store.open(tmp_path / "jobs.sqlite")
        job, _ = other.submit(new_job()).result()
        while not store.events():
            assert woken.wait(60)
            woken.clear()
        lease = store.claim(FAR).result().lease
        woken.clear()
        other.request_cancel(job.id, message="").result()
        while not store.job(job.id).cancel_requested:
            assert woken.wait(60)
            woken.clear()
        store.finish(job.id, lease, ended("canceled")).result()
        other.close()

    def test_a_heartbeat_or_a_write_that_changes_nothing_wakes_nobody(self, store, submit):
        submit()
        store.claim(FAR).result()
        calls = []
        store.subscribe(lambda: calls.append(1))
        store.renew(FAR)
        store.claim(FAR).result()
        store.rescue().result()
        store.close()
        assert len(calls) <= 1  # the watcher's first look

    def test_nobody_is_called_after_unsubscribing_and_one_that_fails_harms_nobody(self, store, caplog):
        calls = []

        def failing():
            raise RuntimeError("a reader's fault")

        store.subscribe(failing)
        unsubscribe = store.subscribe(lambda: calls.append(1))
        store.submit(new_job()).result()
        store.submit(new_job()).result()
        unsubscribe()
        store.submit(new_job()).result()  # calls for the commits before it have been made when it is committed
        count = len(calls)
        store.submit(new_job()).result()
        store.close()
        assert count >= 1
        assert len(calls) == count
        assert "a reader's fault" in caplog.text


class TestClosing:
    def test_what_was_queued_is_written_and_later_writes_are_refused(self, store, tmp_path):
        futures = [store.submit(new_job()) for _ in range(50)]
        store.close()
        assert all(future.result()[1] for future in futures)
        with pytest.raises(InternalError, match="closed"):
            store.submit(new_job()).result()
        with sqlite3.connect(tmp_path / "jobs.sqlite") as connection:
            assert connection.execute("SELECT count(*) FROM jobs").fetchone() == (50,)
        connection.close()
        assert not (tmp_path / "jobs.sqlite-wal").exists()

    def test_closing_twice_is_closing(self, store):
        store.close()
        store.close()

    def test_a_future_canceled_before_its_turn_is_not_run(self, store):
        holding, go = threading.Event(), threading.Event()
        first = store._writer.put(lambda transaction: (holding.set(), go.wait(60)))
        assert holding.wait(60)
        second, third = store.submit(new_job()), store.submit(new_job())
        assert second.cancel()
        go.set()
        assert third.result()[1]
        assert first.result()
        assert store.stats().total == 1


class TestFollowing:
    """`follow` hands over what was appended, and nothing that was not."""

    def test_a_commits_events_are_handed_over_once_it_is_safe(self, store, submit):
        heard = []
        end = store.follow(heard.append)
        job = submit()
        lease = store.claim(FAR, job_id=job.id).result().lease
        futures = [store.record(job.id, lease, [WARNING]) for _ in range(20)]
        refused = store.record(job.id, lease + 1, [WARNING])
        futures[-1].result()
        with pytest.raises(LeaseLost):
            refused.result()
        until_told(heard, store)
        end()
        submit()
        assert [event for events in heard if events for event in events] == store.events()[:-1]

    def test_another_connections_commit_is_heard_without_its_events(self, store, tmp_path):
        heard = []
        store.follow(heard.append)
        other = Store.open(tmp_path / "jobs.sqlite")
        other.submit(new_job()).result()
        other.close()
        wait_until(lambda: heard)
        assert heard == [None]


def until_told(heard, store):
    last = store.last_sequence()
    wait_until(lambda: any(events and events[-1].sequence == last for events in heard))


def wait_until(condition, seconds=60):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)
