"""What dead runs leave is kept for a while; it goes at once when their job ends, with an empty folder of the films."""

from __future__ import annotations

import os
import time

import pytest
from support.events import ended
from support.jobs import FAR, new_job

from aura_nb import clock as clocks
from aura_nb.jobs.cleanup import WorkspaceCleanup
from aura_nb.jobs.job_service import JobService
from aura_nb.jobs.model import MAX_CRASHES
from aura_nb.pipeline.workspace import Workspace

HOUR = 3600.0
RUN = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path / "workspace")


def aged(folder, hours):
    """A folder with a file, as a run left it so many hours ago."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "part.wav").write_bytes(b"12345")
    for path in (folder / "part.wav", folder):
        os.utime(path, (time.time() - hours * HOUR,) * 2)
    return folder


def died(store, workspace, films, *, place=None):
    """A job whose program was killed in mid-run, with what it leaves: scratch, a preview, its folder of the films."""
    request = {"film": {"brief": {"topic": "Bees"}}, "root": str(films), "place": place}
    job = store.submit(new_job(request=request)).result()[0]
    store.claim(FAR, job_id=job.id).result()
    aged(workspace.temp / job.id, 0)
    aged(workspace.proxy / job.id, 0)
    folder = films / f"bees-{job.id[:8]}"
    (folder / "pictures").mkdir(parents=True)
    (folder / ".video.mp4.0123abcd.part").write_bytes(b"half")
    return job, folder


def left(workspace, job, folder):
    return [path for path in (workspace.temp / job.id, workspace.proxy / job.id, folder) if path.exists()]


def test_scratch_of_a_dead_run_stays_for_its_hours_whatever_is_begun_meanwhile(workspace, store):
    fresh, old = aged(workspace.temp / RUN, 23), aged(workspace.temp / f"{RUN}-01234567", 25)
    with workspace.scratch("another"):
        assert fresh.exists()
        assert not old.exists()
    old = aged(workspace.temp / f"{RUN}-01234567", 2)
    cleanup = WorkspaceCleanup(workspace, store, orphan_hours=1)
    os.utime(fresh, None)
    assert cleanup.sweep() == (1, 5)
    assert [fresh.exists(), old.exists()] == [True, False]


def test_the_hours_of_a_server_are_those_of_its_runs(tmp_path, store):
    workspace = Workspace(tmp_path / "workspace", orphan_seconds=48 * HOUR)
    young = aged(workspace.temp / RUN, 30)
    with workspace.scratch("another"):
        assert young.exists()


def test_a_run_that_goes_on_takes_its_scratch_folder_again(workspace):
    old = aged(workspace.temp / RUN, 0)
    with workspace.scratch(RUN) as scratch:
        assert scratch == old
        assert list(scratch.iterdir()) == []
    assert not old.exists()


def test_a_clock_set_forward_makes_nothing_old(workspace, monkeypatch, bring, store, clock):
    fresh = [aged(folder / RUN, 0) for folder in (workspace.temp, workspace.proxy)]
    picture = aged(workspace.assets.folder, 0) / "part.wav"
    entry = aged(workspace.cache.folder / "01" / RUN, 0)
    (entry / "task.json").touch()
    clock.now = time.time()
    job, _ = bring("completed")
    with monkeypatch.context() as patch:
        real = time.time
        patch.setattr(clocks.time, "time", lambda: real() + 400 * 24 * HOUR)
        WorkspaceCleanup(workspace, store, orphan_hours=1, retention_days=1).sweep()
        workspace.cache.trim(limit=0)
    assert all(path.exists() for path in (*fresh, picture, entry))
    assert store.job(job.id)


def test_a_job_that_crashes_for_good_leaves_no_empty_folder(workspace, store, clock, tmp_path):
    job, folder = died(store, workspace, tmp_path / "films")
    cleanup = WorkspaceCleanup(workspace, store)
    for crash in range(1, MAX_CRASHES + 1):
        assert len(left(workspace, job, folder)) == 3, crash
        clock.now += 60
        store.rescue(now=clock.ms).result()
        cleanup.rescue()
        if crash < MAX_CRASHES:
            store.claim(FAR, job_id=job.id).result()
    assert store.job(job.id).errors[0]["code"] == "job.crashed"


def test_the_folder_of_a_job_that_ended_by_a_rescue_is_gone_at_once(workspace, store, clock, tmp_path, monkeypatch):
    job, folder = died(store, workspace, tmp_path / "films")
    store.request_cancel(job.id, message="Not wanted.").result()
    rescue = store.rescue
    monkeypatch.setattr(store, "rescue", lambda: rescue(now=clock.ms + 60_000))
    [rescued] = WorkspaceCleanup(workspace, store).rescue()
    assert (rescued.status, left(workspace, job, folder)) == ("canceled", [])


@pytest.mark.parametrize("place", [None, "mine"])
async def test_canceling_a_job_that_waits_for_another_run_removes_what_the_last_one_left(
    workspace, store, clock, tmp_path, place
):
    named = None if place is None else str(tmp_path / place)
    job, folder = died(store, workspace, tmp_path / "films", place=named)
    if named is not None:
        (tmp_path / place).mkdir()  # a person's own folder, empty as it may be
    store.rescue(now=clock.ms + 60_000).result()
    assert store.job(job.id).status == "pending"
    await JobService(store, workspace).cancel(job.id)
    assert left(workspace, job, folder) == ([folder] if place else [])
    assert place is None or (tmp_path / place).exists()


async def test_deleting_a_job_with_its_files_removes_an_empty_folder_and_no_full_one(workspace, store, clock, tmp_path):
    jobs = [died(store, workspace, tmp_path / "films") for _ in range(2)]
    (jobs[1][1] / "notes.txt").touch()
    for job, _ in jobs:
        store.finish(job.id, store.job(job.id).lease, ended("failed")).result()
        await JobService(store, workspace).delete(job.id, files=True)
    assert [folder.exists() for _, folder in jobs] == [False, True]
    assert (jobs[1][1] / "notes.txt").exists()
