"""One name, one meaning: a class is found by its name, wherever one reads it."""

from __future__ import annotations

import ast
from collections import defaultdict

import pytest
from support import TESTS

ROOT = TESTS.parent
# Two public classes of one name, and why they share it.
SHARED = {
    "JobFailed": "the exception that a user catches, and the event that tells of the same: both names are promised",
}


def sources():
    return [path for room in ("aura_nb", "jupyter_server_ext") for path in (ROOT / room).rglob("*.py")]


def classes():
    """Where each public class stands, by its name."""
    found = defaultdict(list)
    for path in sources():
        if "node_modules" not in path.parts:
            for node in ast.parse(path.read_text("utf-8")).body:
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    found[node.name].append(f"{path.relative_to(ROOT)}:{node.lineno}")
    return found


def test_no_two_public_classes_share_a_name_without_a_reason():
    twice = {name: places for name, places in classes().items() if len(places) > 1}
    assert {name: places for name, places in twice.items() if name not in SHARED} == {}
    assert twice.keys() == SHARED.keys(), "a reason for what is no longer there"


@pytest.mark.parametrize("name", SHARED)
def test_each_reason_is_one(name):
    assert len(SHARED[name].split()) > 5
