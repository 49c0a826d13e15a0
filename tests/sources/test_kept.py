"""A storyboard that an older version has written opens, and says what it said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aura_nb.sources import from_source

KEPT = Path(__file__).parent / "kept" / "storyboard.json"  # as version 0.1.0 left it next to a film


def includes(new, old):
    """Whether a value has all that another has; fields that came later may stand there as well."""
    if isinstance(old, dict):
        return isinstance(new, dict) and all(name in new and includes(new[name], old[name]) for name in old)
    if isinstance(old, list):
        return len(new) == len(old) and all(map(includes, new, old))
    return new == old


def test_a_kept_storyboard_opens_as_it_was_written():
    written = json.loads(KEPT.read_text("utf-8"))
    assert len(written["scenes"]) == 4
    assert includes(from_source(KEPT).storyboard.to_json(), written)


@pytest.mark.parametrize("new", [{}, {"a": 2}, {"a": [1]}, []])
def test_what_is_lost_is_seen(new):
    assert not includes(new, {"a": 1})
