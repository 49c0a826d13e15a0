"""One name, one meaning: a class or a module is found by its name, wherever one reads it."""

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

# Rooms whose modules are named after something else, and after what.
NAMED_AFTER = {
    "aura_nb/pipeline/steps": "a step of a film has the name of what it makes",
    "aura_nb/specs/kinds": "a kind of scene has the name that a storyboard calls it by",
    "jupyter_server_ext/handlers": "a handler of REST has the name of the resource it answers for",
    "aura_nb/sources/notebook": "what is done for notebooks has the name of the same in decks",
    "aura_nb/formulas/aloud": "what is said of formulas has the name of the same in text",
}
# Two modules of one name, and why they share it.
SHARED_MODULES = {
    "columns": "columns of the DataFrame of jobs: what they are called, and their values from the store",
    "drafts": "storyboards that are being edited: what may be done with them, and how the store keeps them",
    "job": "a job as it crosses processes, and the same job as the handle that a user holds",
    "options": "options of a film: by their names in Python, and as the command line has them",
    "problem": "errors as problem+json: written by the server, and read by its client",
    "runs": "runs of text: what they are, and how a deck's text becomes them",
    "turns": "turns of a dialogue: what they are, and how a deck's paragraphs become them",
    "units": "units of measure: said where a text has them, set and said where a formula has them",
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


def modules():
    """Where each module stands, by its name; a package is one, and so is its chief module, which has its name."""
    found = defaultdict(list)
    for path in sources():
        name, room = path.stem, path.parent
        if name == "__init__":
            name, room = room.name, room.parent
            if not path.read_text("utf-8").strip():
                continue  # a folder of data
        elif name == room.name:
            continue
        found[name].append(room.relative_to(ROOT).as_posix())
    return found


def test_no_two_modules_share_a_name_without_a_reason():
    own = {name: [room for room in rooms if room not in NAMED_AFTER] for name, rooms in modules().items()}
    twice = {name: rooms for name, rooms in own.items() if len(rooms) > 1}
    assert {name: rooms for name, rooms in twice.items() if name not in SHARED_MODULES} == {}
    assert twice.keys() == SHARED_MODULES.keys(), "a reason for what is no longer there"


@pytest.mark.parametrize("reason", [*SHARED.values(), *SHARED_MODULES.values(), *NAMED_AFTER.values()])
def test_each_reason_is_one(reason):
    assert len(reason.split()) > 5
