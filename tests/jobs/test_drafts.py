"""Drafts in the store: each change over the version it was made from, by one of several programs at a time."""

from __future__ import annotations

import contextlib

import pytest

from aura_nb.errors import DraftChanged
from aura_nb.jobs.store import Store


@pytest.fixture
def path(tmp_path):
    return tmp_path / "jobs.sqlite"


def test_a_draft_is_saved_over_the_version_it_was_made_from_and_no_other(path):
    with contextlib.closing(Store.open(path)) as mine, contextlib.closing(Store.open(path)) as theirs:
        assert mine.save_draft("a", "first", over=0).result() == 1
        with pytest.raises(DraftChanged, match="version 1"):
            theirs.save_draft("a", "first too", over=0).result()
        assert theirs.save_draft("a", "second", over=1).result() == 2
        with pytest.raises(DraftChanged, match="version 2"):
            mine.save_draft("a", "second too", over=1).result()
        with mine.snapshot() as seen:
            assert seen.draft("a") == (2, "second")
        assert mine.remove_draft("a").result()
        assert not mine.remove_draft("a").result()
        with pytest.raises(DraftChanged, match="removed"):
            mine.save_draft("a", "third", over=2).result()


def test_drafts_that_nobody_has_changed_for_long_go(path):
    time = 1_000.0
    with contextlib.closing(Store.open(path, clock=lambda: time)) as store:
        store.save_draft("old", "", over=0).result()
        store.save_draft("touched", "", over=0).result()
        time = 2_000.0
        store.save_draft("touched", "", over=1).result()
        store.prune(before_ms=1_500_000).result()
        with store.snapshot() as seen:
            assert seen.draft("old") is None
            assert seen.draft("touched") is not None
