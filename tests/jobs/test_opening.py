"""Opening the store: new, migrated, damaged, of a newer version, on a network disk, without a place."""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
import sys
from contextlib import closing

import pytest
from support.events import ended
from support.jobs import FAR, new_job

from aura_nb.errors import DiskFull, InternalError, OutputUnwritable
from aura_nb.jobs import database
from aura_nb.jobs.schema import MIGRATIONS
from aura_nb.jobs.store import Store

NEXT = (
    "ALTER TABLE jobs ADD COLUMN mood TEXT NOT NULL DEFAULT 'calm'",
    "UPDATE jobs SET title = title || '!'",
)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "workspace" / "jobs.sqlite"


@pytest.fixture
def filled(path):
    """A database with three jobs: pending, running, completed; their records and events."""
    store = Store.open(path)
    for _ in range(3):
        store.submit(new_job()).result()
    store.claim(FAR).result()
    done = store.claim(FAR).result()
    store.finish(done.id, done.lease, ended("completed")).result()
    content = store.jobs(), store.events()
    store.close()
    return content


def ask(path, statement):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(statement).fetchone()[0]


def opened(path, **options):
    return closing(Store.open(path, **options))


class TestMaking:
    def test_a_new_database_is_durable_and_its_user_s_own(self, path):
        with opened(path) as store:
            assert store.notice is None
            assert ask(path, "PRAGMA journal_mode") == "wal"
            assert ask(path, "PRAGMA user_version") == len(MIGRATIONS)
            assert store._writer.put(lambda t: t.connection.execute("PRAGMA synchronous").fetchone()[0]).result() == 2
        if os.name != "nt":
            assert stat.S_IMODE(path.stat().st_mode) == 0o600

    def test_on_a_network_disk_there_is_no_wal(self, path, monkeypatch):
        monkeypatch.setattr(database, "on_network", lambda _: True)
        with opened(path) as store:
            assert ask(path, "PRAGMA journal_mode") == "delete"
            assert store._writer.put(lambda t: t.connection.execute("PRAGMA synchronous").fetchone()[0]).result() == 2
            store.submit(new_job()).result()
            assert store.stats().total == 1

    def test_the_file_system_that_counts_is_the_innermost(self, tmp_path, monkeypatch):
        mounts = {"/": "ext4", str(tmp_path.resolve()): "nfs4", str(tmp_path.resolve() / "scratch"): "xfs"}
        parts = [type("Part", (), {"mountpoint": point, "fstype": kind}) for point, kind in mounts.items()]
        monkeypatch.setattr(database.psutil, "disk_partitions", lambda *, all: parts)  # noqa: A006 - psutil's name
        assert database.on_network(tmp_path / "home" / "jobs.sqlite")
        assert not database.on_network(tmp_path / "scratch" / "jobs.sqlite")

    def test_a_place_that_cannot_be_written(self, tmp_path, monkeypatch):
        def refuse(*_, **__):
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(database.os, "open", refuse)  # for root, nothing is forbidden
        with pytest.raises(OutputUnwritable):
            Store.open(tmp_path / "locked" / "jobs.sqlite")

    def test_a_place_that_is_a_folder_or_below_a_file(self, tmp_path):
        (tmp_path / "jobs.sqlite").mkdir()
        (tmp_path / "file").touch()
        for place in (tmp_path / "jobs.sqlite", tmp_path / "file" / "jobs.sqlite"):
            with pytest.raises(OutputUnwritable):
                Store.open(place)

    def test_an_sqlite_that_is_too_old_is_named(self, path, monkeypatch):
        monkeypatch.setattr(database.sqlite3, "sqlite_version_info", (3, 34, 1))
        with pytest.raises(InternalError, match=r"3\.35 or newer"):
            Store.open(path)


class TestMigration:
    @pytest.mark.parametrize("version", range(1, len(MIGRATIONS)))
    def test_every_schema_there_ever_was_is_migrated_and_its_jobs_go_on(self, path, version):
        path.parent.mkdir()
        with closing(sqlite3.connect(path, isolation_level=None)) as old:
            for statement in (each for migration in MIGRATIONS[:version] for each in migration):
                old.execute(statement)
            old.execute(f"PRAGMA user_version = {version}")
            old.execute(
                "INSERT INTO jobs (id, title, status, correlation_id, created_at, updated_at, owner, lease,"
                " lease_until, crashes) VALUES ('a', 'Bees', 'running', 'c', 1, 1, ?, 1, 1, 1)",
                [str(FAR)],
            )
            old.execute("INSERT INTO documents (job, request) VALUES (1, '{}')")
        with opened(path) as store:
            [job] = store.rescue().result()
            assert (job.status, job.crashes) == ("pending", 2)
            assert store.claim(FAR).result().id == "a"
        assert ask(path, "PRAGMA user_version") == len(MIGRATIONS)

    def test_the_previous_schema_is_migrated_with_its_jobs(self, path, filled):
        jobs, events = filled
        with opened(path, migrations=[*MIGRATIONS, NEXT]) as store:
            assert [job.title for job in store.jobs()] == [job.title + "!" for job in jobs]
            assert [(job.id, job.status) for job in store.jobs()] == [(job.id, job.status) for job in jobs]
            assert store.events() == events
            assert store.submit(new_job()).result()[1]
        assert ask(path, "PRAGMA user_version") == len(MIGRATIONS) + 1
        assert ask(path, "SELECT mood FROM jobs") == "calm"

    def test_a_migration_is_applied_once(self, path, filled):
        for _ in range(2):
            with opened(path, migrations=[*MIGRATIONS, NEXT]) as store:
                assert {job.title for job in store.jobs()} == {"Bees!"}

    def test_one_that_fails_leaves_the_database_as_it_was(self, path, filled):
        with pytest.raises(InternalError, match="no such table"):
            Store.open(path, migrations=[*MIGRATIONS, NEXT, ("UPDATE nowhere SET x = 1",)])
        with opened(path) as store:
            assert (store.jobs(), store.events()) == filled

    def test_a_newer_schema_is_refused_and_left_alone(self, path, filled):
        with opened(path, migrations=[*MIGRATIONS, NEXT]):
            pass
        before = path.read_bytes()
        with pytest.raises(InternalError, match=f"schema {len(MIGRATIONS) + 1}") as refused:
            Store.open(path)
        assert "Update aura_nb" in refused.value.remedy
        assert path.read_bytes() == before
        assert not list(path.parent.glob("*.corrupt-*"))

    def test_another_program_s_database_is_refused_and_left_alone(self, path):
        path.parent.mkdir()
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("CREATE TABLE theirs (x)")
        with pytest.raises(InternalError, match="another program"):
            Store.open(path)
        assert ask(path, "SELECT name FROM sqlite_master") == "theirs"


def overwrite(path, offset, size=None):
    content = bytearray(path.read_bytes())
    end = len(content) if size is None else offset + size
    content[offset:end] = b"\xa5" * (end - offset)
    path.write_bytes(content)


class TestDamage:
    @pytest.mark.parametrize(
        "damage",
        [
            lambda path: path.write_bytes(b"This is no database. " * 500),
            lambda path: overwrite(path, 0, 100),
            lambda path: overwrite(path, 100),
            lambda path: overwrite(path, 4096),
            lambda path: os.truncate(path, path.stat().st_size // 2),
            lambda path: os.truncate(path, 50),
        ],
        ids=["another file", "header", "all but the header", "all but the first page", "half of it", "a stump"],
    )
    def test_a_damaged_database_is_moved_aside_and_a_new_one_begun(self, path, filled, damage):
        damage(path)
        content = path.read_bytes()
        with opened(path) as store:
            [aside] = path.parent.glob("jobs.sqlite.corrupt-*")
            assert aside.read_bytes() == content
            assert "damaged" in store.notice
            assert aside.name in store.notice
            assert (store.stats().total, store.last_event_id()) == (0, "0-0")
            assert store.submit(new_job()).result()[1]
        with opened(path) as store:
            assert store.notice is None
            assert store.stats().total == 1

    @pytest.mark.parametrize("suffix", ["-wal", "-shm", "-journal"])
    def test_what_sqlite_keeps_beside_it_goes_with_it(self, path, filled, suffix):
        path.with_name(path.name + suffix).write_bytes(b"beside")
        aside = database._move_aside(path)
        assert aside.with_name(aside.name + suffix).read_bytes() == b"beside"
        left = {found.name for found in path.parent.iterdir() if "corrupt" not in found.name}
        assert left <= {"jobs.sqlite.lock"}

    def test_several_may_be_kept(self, path, monkeypatch):
        monkeypatch.setattr(database.time, "strftime", lambda *_: "20260101T000000Z")
        for _ in range(3):
            with opened(path):
                pass
            path.write_bytes(b"x" * 5000)
        assert len(list(path.parent.glob("*.corrupt-*"))) == 2

    def test_a_disk_that_is_full_the_first_time_leaves_no_damaged_database(self, path, monkeypatch):
        def full(*_):
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(database, "on_network", lambda _: True)  # no WAL: nothing is in the file yet
        with monkeypatch.context() as patch:
            patch.setattr(database, "migrate", full)
            for _ in range(2):
                with pytest.raises(DiskFull):
                    Store.open(path)
        with opened(path) as store:
            assert store.notice is None
        assert not list(path.parent.glob("*.corrupt-*"))

    @pytest.mark.parametrize("content", [b"", b"no database"], ids=["empty", "another file"])
    def test_what_is_no_database_is_kept_and_the_user_is_told_in_words(self, path, filled, content, caplog):
        path.write_bytes(content)
        with opened(path):
            [aside] = path.parent.glob("jobs.sqlite.corrupt-*")
        assert aside.read_bytes() == content
        [told] = caplog.messages
        for word in (str(path), aside.name, "earlier jobs", "backup", "empty" if not content else "begin"):
            assert word in told

    def test_an_old_event_id_is_unknown_to_the_new_log(self, path, filled):
        _, events = filled
        path.write_bytes(b"x" * 5000)
        with opened(path, clock=lambda: events[0].time / 1000 + 60) as store:
            for _ in events:
                store.submit(new_job()).result()
            assert not any(store.knows(event.id) for event in events)


@pytest.mark.skipif(sys.platform != "linux", reason="needs a way to see open files")
def test_a_closed_store_holds_no_file(path):
    with opened(path) as store:
        store.submit(new_job()).result()
        store.subscribe(lambda: None)
        store.renew(FAR)
        store.stats()
    held = [os.readlink(f"/proc/self/fd/{fd}") for fd in os.listdir("/proc/self/fd") if _exists(fd)]  # noqa: PTH115, PTH208
    assert not [name for name in held if str(path) in name]


def _exists(descriptor):
    return os.path.lexists(f"/proc/self/fd/{descriptor}")
