"""What a workspace holds is its user's alone, from its first moment and whatever the umask says."""

from __future__ import annotations

import errno
import logging
import os
import stat
import threading
from pathlib import Path

import pytest
from support import SMALL, story

from aura_nb import permissions
from aura_nb.client.job import Job
from aura_nb.client.local import LocalBackend
from aura_nb.jobs.store import Store
from aura_nb.pipeline.film_request import FilmRequest
from aura_nb.pipeline.progress import TaskFinished
from aura_nb.pipeline.workspace import FOLDERS, Workspace
from aura_nb.sources.pronunciation_file import NAMES
from aura_nb.specs import Voice
from aura_nb.wire.events import StepStatus

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no modes; a user's folders are private there")

RUN = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def umask():
    """`umask(mask)` sets the process's until the test ends."""
    before = os.umask(0o022)
    yield os.umask
    os.umask(before)


def mode(path):
    return stat.S_IMODE(path.lstat().st_mode)


def below(root):
    """A folder and all that is in it, as far as it stays there while it is looked at."""
    yield root
    for folder, folders, files in os.walk(root):
        yield from (Path(folder) / name for name in (*folders, *files))


def open_to_others(root):
    found = []
    for path in below(root):
        try:
            if path.is_symlink():  # has no mode of its own; Linux says 0777
                continue
            if mode(path) != (0o700 if path.is_dir() else 0o600):
                found.append(f"{path.relative_to(root)}: {mode(path):04o}")
        except FileNotFoundError:
            continue
    return found


def test_all_that_a_job_writes_is_private_at_any_moment_and_its_film_follows_the_umask(tmp_path, umask):
    umask(0)
    workspace = Workspace(tmp_path / "made" / "for it")
    found = set()

    def look(event):
        if isinstance(event, TaskFinished | StepStatus):  # progress comes too often to walk the workspace each time
            found.update(open_to_others(workspace.root))

    backend = LocalBackend(workspace, root=tmp_path / "films", observe=look)
    try:
        request = FilmRequest(storyboard=story(2), voice=Voice(name="silent:timed"), render=SMALL)
        job = Job(backend, backend.call(backend.submit(request)).result().job_id).wait(progress=False)
        found.update(open_to_others(workspace.root))
        assert {"jobs.sqlite", "jobs.sqlite-wal", "jobs.sqlite-shm"} <= {path.name for path in workspace.root.iterdir()}
        assert mode(job.video) == 0o666
        assert mode(job.video.parent) == mode(tmp_path / "films") == 0o777
        umask(0o027)
        assert mode(job.save(tmp_path / "copy.mp4")) == 0o640
    finally:
        backend.close()
    assert not found
    # A folder that holds anything else is not taken for the workspace's own: a new name must be known there.
    assert {path.name for path in workspace.root.iterdir() if not path.name.startswith("jobs.sqlite")} <= FOLDERS


@pytest.fixture
def old(tmp_path, umask):
    """A workspace as an older version left it: everybody may read everything."""
    umask(0)
    root = tmp_path / "old"
    Store.open(root / "jobs.sqlite").close()
    for name in (
        f"logs/{RUN}.log",
        f"cache/1/01/{RUN}/task.json",
        f"cache/1/01/{RUN}/narration.wav",
        f"temp/{RUN}/speak/part.wav",
        f"proxy/{RUN}/poster.png",
        f"recipes/{RUN}.json",
        f"assets/{RUN}{RUN}.png",
        "jobs.sqlite.corrupt-20260101T000000Z",
    ):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    for path in below(root):
        path.chmod(0o777 if path.is_dir() else 0o666)
    return root


def test_what_an_older_version_left_open_is_mended_when_the_workspace_is_opened(old):
    assert Workspace(old).open() == old / "jobs.sqlite"
    assert not open_to_others(old)


def test_a_large_workspace_opens_at_once_and_is_mended_by_a_thread(old, monkeypatch):
    monkeypatch.setattr(permissions, "PATIENCE_SECONDS", -1)
    Workspace(old).open()
    assert mode(old) == 0o700  # nobody gets to the rest any more
    assert mode(old / "jobs.sqlite") == 0o600
    for thread in threading.enumerate():
        if thread.name == "aura-permissions":
            thread.join(10)
    assert not open_to_others(old)


def test_what_was_mended_is_not_walked_through_again(old, monkeypatch):
    Workspace(old).open()
    looked = []
    real = permissions._entries
    monkeypatch.setattr(permissions, "_entries", lambda folder: looked.append(folder) or real(folder))
    Workspace(old).open()
    assert old / "cache" in looked
    assert old / "cache" / "1" not in looked


def test_a_folder_with_other_things_in_it_is_left_as_it_is_and_the_user_is_told(old, caplog):
    (old / "thesis").mkdir(0o755)
    (old / "logs" / "mail.log").touch(0o644)
    modes = {path: mode(path) for path in (old, old / "thesis", old / "logs", old / "logs" / "mail.log")}
    with caplog.at_level(logging.WARNING, "aura_nb"):
        Workspace(old).open()
    assert {path: mode(path) for path in modes} == modes
    assert [mode(old / "jobs.sqlite"), mode(old / "logs" / f"{RUN}.log"), mode(old / "cache")] == [0o600, 0o600, 0o700]
    [told] = caplog.messages
    assert repr(str(old)) in told
    assert "AURA_WORKSPACE" in told


@pytest.mark.parametrize("name", NAMES)
def test_the_users_own_pronunciations_belong_to_the_workspace(old, caplog, name):
    (old / name).touch(0o644)
    with caplog.at_level(logging.WARNING, "aura_nb"):
        Workspace(old).open()
    assert not caplog.messages
    assert not open_to_others(old)


def test_a_disk_that_knows_no_modes_can_be_used_and_the_user_is_told(old, monkeypatch, caplog):
    def refuse(*_):
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(Path, "chmod", refuse)
    with caplog.at_level(logging.WARNING, "aura_nb"):
        assert Workspace(old).open() == old / "jobs.sqlite"
    [told] = caplog.messages
    assert "cannot be made private (Operation not permitted)" in told


@pytest.mark.parametrize("kind", ["home", "sticky"])
def test_a_home_or_a_folder_for_everybody_is_never_closed_to_others(tmp_path, monkeypatch, caplog, kind):
    root = tmp_path / "given"
    root.mkdir()
    root.chmod(0o1777 if kind == "sticky" else 0o755)
    before = mode(root)
    if kind == "home":
        monkeypatch.setenv("HOME", str(root))
    workspace = Workspace(root)
    with caplog.at_level(logging.WARNING, "aura_nb"), workspace.scratch(RUN) as scratch:
        assert mode(root) == before
        assert mode(scratch) == mode(workspace.temp) == 0o700
    assert len(caplog.messages) == 1


def test_links_are_not_followed(old, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "file").touch()
    outside.chmod(0o755)
    (outside / "file").chmod(0o644)
    (old / "cache" / "2").symlink_to(outside)
    (old / "logs" / f"{RUN}-00000000.log").symlink_to(outside / "file")
    Workspace(old).open()
    assert (mode(outside), mode(outside / "file")) == (0o755, 0o644)
