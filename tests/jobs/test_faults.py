"""The n-th call fails, n = 1, 2, 3 ...: never an accepted job gone, never a half state; and the disk fills up."""

from __future__ import annotations

import errno
import os
import sqlite3
from contextlib import closing, nullcontext, suppress

import pytest
from support.events import ended, progress, warning
from support.faults import Fault, each_fault, sqlite_faults_missing
from support.history import check_history
from support.jobs import FAR, new_job

from aura_nb.errors import AuraError, DiskFull, OutputUnwritable
from aura_nb.jobs import connections, database
from aura_nb.jobs.model import JobChanges
from aura_nb.jobs.store import Store
from aura_nb.wire.events import FINAL_EVENTS

WARNING = warning()
PROGRESS = progress(20.0)

needs_sqlite_faults = pytest.mark.skipif(sqlite_faults_missing() is not None, reason=str(sqlite_faults_missing()))


def sound(store):
    """Each job's record is what its events tell; the log has no hole."""
    events = store.events(limit=10_000)
    assert check_history(events, ended=False) == []
    for job in store.jobs(limit=1000):
        own = [event for event in events if event.job_id == job.id]
        assert own[-1].sequence == job.last_sequence
        states = [event for event in own if event.type == "job-status" or event.type in FINAL_EVENTS.values()]
        assert states[-1].json()["status"] == job.status
        told = [event.json()["progressPct"] for event in own if event.type == "step-progress"]
        assert job.status == "completed" or job.percent == max(told, default=0)
    return events


@needs_sqlite_faults
@pytest.mark.parametrize(
    ("network", "error", "lasting"),
    [
        pytest.param(False, errno.ENOSPC, False, id="WAL, once no room", marks=pytest.mark.long),
        pytest.param(False, errno.ENOSPC, True, id="WAL, no room any more"),
        pytest.param(False, errno.EIO, False, id="WAL, once an I/O error"),
        pytest.param(True, errno.ENOSPC, True, id="rollback journal, no room any more"),
        pytest.param(True, errno.EIO, False, id="rollback journal, once an I/O error", marks=pytest.mark.long),
    ],
)
def test_whatever_call_fails_what_was_accepted_is_there(tmp_path, monkeypatch, empty_database, network, error, lasting):
    monkeypatch.setattr(database, "on_network", lambda _: network)
    refused = 0
    for number, fault in enumerate(each_fault(tmp_path, error=error, lasting=lasting)):
        path = tmp_path / str(number) / "jobs.sqlite"
        path.parent.mkdir()
        path.write_bytes(empty_database)
        answers = {}
        with fault, suppress(AuraError), closing(Store.open(path)) as store:
            live(store, answers)
        # A fault that never comes: it only spares the disk.
        with Fault(tmp_path, 0), closing(Store.open(path)) as store:
            assert store.notice is None
            check(store, answers)
            assert store.submit(new_job()).result()[1], "the next job runs once there is room"
        refused += any(isinstance(answer, AuraError) for answer in answers.values())
    assert refused > 3
    assert not any(isinstance(answer, AuraError) for answer in answers.values())


def live(store, answers):
    """A short life of three jobs; what each operation answered, or how it was refused."""

    def ask(name, future):
        try:
            answers[name] = future.result()
        except AuraError as error:
            answers[name] = error

    for name in ("a", "b", "c"):
        ask(f"submit {name}", store.submit(new_job(id=name * 32)))
    run = store.claim(FAR)
    ask("claim", run)
    if run.exception() is None and run.result() is not None:
        job = run.result()
        ask("record", store.record(job.id, job.lease, [PROGRESS, WARNING], JobChanges(phase="tts", percent=20.0)))
        ask("finish", store.finish(job.id, job.lease, ended("completed")))
    if isinstance(answers["submit c"], tuple):
        ask("cancel", store.request_cancel("c" * 32, message=""))


def check(store, answers):
    """Whatever was answered has happened; what was refused has happened wholly or not at all."""
    events = sound(store)
    for name in ("a", "b", "c"):
        if isinstance(answers.get(f"submit {name}"), tuple):
            assert store.job(name * 32)
    run = answers.get("claim")
    if run is not None and not isinstance(run, AuraError):
        assert any(event.sequence == run.lease for event in events)
        if isinstance(answers["record"], list):
            assert set(answers["record"]) <= set(events)
        if not isinstance(answers["finish"], AuraError):
            assert answers["finish"] in events
            assert store.job(run.id).status == "completed"
    if "cancel" in answers and not isinstance(answers["cancel"], AuraError):
        assert store.job("c" * 32).status == "canceled"


def test_a_full_disk_refuses_with_its_name_and_the_store_stays_usable(store, submit):
    job = submit()
    lease = store.claim(FAR).result().lease
    before = store.events(), store.jobs()
    limit(store, "page_count")
    big = new_job(request={"text": "x" * 100_000})
    with pytest.raises(DiskFull) as refused:
        store.submit(big).result()
    assert refused.value.code == "disk.full"
    assert (store.events(), store.jobs()) == before
    limit(store, 2**30)
    assert store.submit(big).result()[1]
    store.finish(job.id, lease, ended("completed")).result()
    sound(store)


def test_what_needs_little_room_is_written_though_its_neighbour_finds_none(store, submit):
    job = submit()
    lease = store.claim(FAR).result().lease
    limit(store, "page_count")
    futures = [
        store.submit(new_job(request={"text": "x" * 100_000})),
        store.record(job.id, lease, [PROGRESS], JobChanges(percent=20.0)),
        store.submit(new_job(request={"text": "x" * 100_000})),
    ]
    assert [type(future.exception()) for future in futures] == [DiskFull, type(None), DiskFull]
    assert store.job(job.id).percent == 20
    sound(store)


def limit(store, pages):
    """Let the database have no more pages than this, as if the disk were full."""

    def set_limit(transaction):
        count = transaction.connection.execute("PRAGMA page_count").fetchone()[0] if pages == "page_count" else pages
        transaction.connection.execute(f"PRAGMA max_page_count = {count}")

    store._writer.put(set_limit).result()


def test_a_used_up_quota_counts_as_a_full_disk(tmp_path):
    """SQLite calls it an I/O error; a small file next to the database tells."""
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR_WRITE
    assert isinstance(connections.explain(error, tmp_path / "jobs.sqlite"), OutputUnwritable)
    with Fault(tmp_path, 1, error=errno.EDQUOT, kinds=frozenset({"write"}), lasting=True):
        assert isinstance(connections.explain(error, tmp_path / "jobs.sqlite"), DiskFull)
    assert list(tmp_path.iterdir()) == []


class TestTheShim:
    """The instrument itself: what it counts, what it makes fail, and that it goes away."""

    def test_python_s_calls_fail_one_after_the_other(self, tmp_path):
        target = tmp_path / "target"

        def publish():
            part = tmp_path / "part"
            with part.open("wb") as stream:
                stream.write(b"x")
                stream.flush()
                os.fsync(stream.fileno())
            part.rename(target)

        hits = []
        for fault in each_fault(tmp_path, error=errno.EIO):
            target.unlink(missing_ok=True)
            with fault, pytest.raises(OSError, match="Input/output") if fault.number < 5 else nullcontext():
                publish()
            hits.append(fault.hit)
            assert target.exists() == (fault.hit is None)
        assert hits == ["open part", "write part", "sync part", "rename part", None]

    def test_other_folders_are_left_alone(self, tmp_path):
        (tmp_path / "in").mkdir()
        with Fault(tmp_path / "in", 1, lasting=True) as fault:
            (tmp_path / "out").write_text("fine")
            with pytest.raises(OSError, match="No space left"):
                (tmp_path / "in" / "file").write_text("not")
        assert fault.hit == "open file"
        (tmp_path / "in" / "file").write_text("fine again")

    @needs_sqlite_faults
    def test_sqlite_s_calls_fail_too(self, tmp_path):
        def write():
            with closing(sqlite3.connect(tmp_path / "x.sqlite")) as connection, connection:
                connection.execute("CREATE TABLE IF NOT EXISTS x (y)")

        kinds = set()
        for fault in each_fault(tmp_path):
            (tmp_path / "x.sqlite").unlink(missing_ok=True)
            with fault, suppress(sqlite3.OperationalError):
                write()
            kinds.add(fault.hit.partition(" ")[0] if fault.hit else None)
        assert kinds == {"open", "write", "sync", "rename", None}
        write()
