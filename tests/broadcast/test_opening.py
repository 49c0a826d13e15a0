"""How a stream begins, each rule of the contract by itself."""

from __future__ import annotations

import msgspec
import pytest
from support import sse, until
from support.events import progress
from support.history import View, check_history

from aura_nb.errors import JobNotFound


def ids(text):
    return [block.id for block in sse.blocks(text) if block.event]


async def test_bytes_come_at_once_and_say_how_long_a_browser_waits(readers):
    async with readers.one() as reader:
        await until(lambda: reader.text)
        first = sse.blocks(reader.text)[0]
        assert (len(first.comments), first.retry, first.event) == (1, "1000", None)


async def test_without_an_id_a_job_begins_with_its_snapshot(readers, jobs, job_service):
    job = jobs.running()
    jobs.progress(job, 20)
    async with readers.one(job=job) as reader:
        await until(lambda: reader.kinds)
        block = sse.blocks(reader.text)[1]
        assert block.event == "snapshot"
        assert block.id == job_service.store.last_event_id()
        now = msgspec.to_builtins(await job_service.job(job))
        assert 0 <= block.json["elapsedSeconds"] <= now["elapsedSeconds"]  # the job goes on meanwhile
        assert block.json == now | {"isReconnect": False, "elapsedSeconds": block.json["elapsedSeconds"]}
        assert block.json["links"]["self"] == f"/base/aura/api/jobs/{job}"


async def test_what_follows_the_snapshot_comes_once(readers, jobs):
    job = jobs.running()
    jobs.progress(job, 20)
    async with readers.one(job=job) as reader:
        await until(lambda: reader.kinds)
        last = [jobs.progress(job, percent) for percent in range(21, 30)][-1]
        await reader.has(last.sequence)
        assert [entry.sequence for entry in reader.entries] == list(range(4, last.sequence + 1))


async def test_an_ended_job_is_its_snapshot_and_its_final_event(readers, jobs):
    job = jobs.ended("failed")
    jobs.running()
    text = await readers.whole(job=job)
    assert sse.kinds(text) == [":", "snapshot", "job-failed"]
    assert sse.blocks(text)[1].json["status"] == "failed"


async def test_all_jobs_begin_with_those_that_have_not_ended(readers, jobs):
    jobs.ended()
    waiting, running = jobs.pending(), jobs.running()
    jobs.ended("canceled")
    async with readers.one() as reader:
        await until(lambda: len(reader.kinds) == 2)
        seen = {block.json["jobId"]: block.json["status"] for block in sse.blocks(reader.text)[1:]}
        assert seen == {waiting: "pending", running: "running"}


async def test_where_nothing_runs_only_what_follows_is_heard(readers, jobs):
    jobs.ended()
    async with readers.one() as reader:
        await until(lambda: reader.text)
        job = jobs.pending()
        await until(lambda: reader.entries)
        assert [(entry.job_id, entry.type) for entry in reader.entries] == [(job, "job-status")]


async def test_with_an_id_everything_after_it_is_the_log_byte_for_byte(readers, jobs, store):
    job, other = jobs.running(), jobs.running()
    for number in range(30):
        jobs.warn(job if number % 3 else other, f"Warning {number}, with \u2028 and \n in it")
    jobs.finish(other)
    full = store.events()
    async with readers.one(last_id=full[9].id) as reader:
        await reader.has(full[-1].sequence)
        assert reader.entries == full[10:]
        raw = [f"id: {event.id}\nevent: {event.type}\ndata: {event.data}\n\n".encode() for event in full[10:]]
        assert reader.text.endswith(b"".join(raw))
        assert check_history(full, [View(reader.entries, after=full[9].sequence)], ended=False) == []


async def test_zero_replays_all_that_is_kept(readers, jobs, store):
    job = jobs.ended()
    jobs.running()
    async with readers.one(last_id="0-0") as reader:
        await reader.has(store.last_sequence())
        assert reader.entries == store.events()
    assert sse.entries(await readers.whole(job=job, last_id="0-0")) == store.events(jobs=[job])


async def test_a_replay_leaves_nothing_out_however_long_it_is(readers, jobs, store):
    job = jobs.running()
    for number in range(1500):
        future = store.record(job, jobs.leases[job], [jobs_progress(number)])
    future.result()
    async with readers.one(last_id="0-0") as reader:
        await reader.has(store.last_sequence())
        assert check_history(store.events(limit=5000), [View(reader.entries, after=0)], ended=False) == []


def jobs_progress(number):
    return progress(15 + number / 100)


@pytest.mark.parametrize("last_id", ["", "nonsense", "12", "-1-2", "1-1", "99999999999999-1", "0-1", "1e3-2", "٣-١"])
async def test_an_id_that_leads_nowhere_resets(readers, jobs, store, last_id):
    jobs.ended()
    job = jobs.running()
    async with readers.one(last_id=last_id) as reader:
        await until(lambda: len(reader.kinds) == 2)
        reset, snapshot = sse.blocks(reader.text)[1:]
        assert (reset.event, reset.id) == ("reset", store.last_event_id())
        assert list(reset.json) == ["reason"]
        assert (snapshot.json["jobId"], snapshot.json["isReconnect"]) == (job, True)
        event = jobs.warn(job)
        await reader.has(event.sequence)
        assert reader.entries == [event]


async def test_an_id_whose_followers_are_gone_resets_the_stream_of_all_jobs(readers, jobs, store):
    kept = jobs.running()
    seen = store.last_event_id()
    jobs.delete(jobs.ended())
    async with readers.one(last_id=seen) as reader:
        await until(lambda: len(reader.kinds) == 2)
        assert reader.kinds == ["reset", "snapshot"]
    async with readers.one(job=kept, last_id=seen) as reader:
        event = jobs.warn(kept)
        await until(lambda: reader.entries)
        assert reader.entries == [event]


async def test_a_reset_of_an_ended_job_has_its_final_event(readers, jobs):
    text = await readers.whole(job=jobs.ended(), last_id="nonsense")
    assert sse.kinds(text) == [":", "reset", "snapshot", "job-completed"]


async def test_a_jobs_stream_ends_after_its_final_event(readers, jobs):
    job = jobs.running()
    async with readers.one(job=job) as reader, readers.one() as all_jobs:
        await until(lambda: reader.kinds)
        jobs.warn(job)
        last = jobs.finish(job)
        await until(lambda: reader.ended)
        assert reader.kinds == ["snapshot", "warning", "job-completed"]
        await all_jobs.has(last.sequence)
        assert not all_jobs.ended


async def test_there_is_nothing_more_to_say_after_the_final_event(readers, jobs, store):
    job = jobs.ended()
    final = store.events()[-1]
    jobs.running()
    for last_id in (final.id, store.last_event_id()):
        async with readers.broadcast.subscribe(job=job, last_id=last_id) as subscription:
            assert subscription.is_over
    before = store.events(jobs=[job])[-2].id
    async with readers.broadcast.subscribe(job=job, last_id=before) as subscription:
        assert not subscription.is_over
    assert sse.entries(await readers.whole(job=job, last_id=before)) == [final]


async def test_picked_jobs_have_their_snapshots_and_their_events(readers, jobs):
    ended, picked, other = jobs.ended(), jobs.running(), jobs.running()
    async with readers.one(jobs=[picked, ended]) as reader:
        await until(lambda: len(reader.kinds) == 3)
        assert {block.json["jobId"] for block in sse.blocks(reader.text)[1:]} == {picked, ended}
        jobs.warn(other)
        jobs.finish(other)
        last = jobs.finish(picked)
        await reader.has(last.sequence)
        assert [entry.type for entry in reader.entries] == ["job-completed", "job-completed"]
        assert not reader.ended


@pytest.mark.parametrize("asked", [{"job": "f" * 32}, {"jobs": ["f" * 32]}, {"job": "f" * 32, "last_id": "0-0"}])
async def test_an_unknown_job_is_refused(readers, asked):
    with pytest.raises(JobNotFound):
        await readers.whole(**asked)
    assert len(readers.broadcast) == 0
