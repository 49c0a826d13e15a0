"""The map in docs/inside.md is that of the tree: no package is missing, and every place it names is there."""

from __future__ import annotations

import re

import grimp
from support import TESTS

ROOT = TESTS.parent
PAGE = (ROOT / "docs" / "inside.md").read_text("utf-8")


def table(heading):
    """The rows of the first table below a heading, as lists of cells."""
    below = PAGE[PAGE.index(heading) :]
    rows = re.search(r"(?:^\|.*\n)+", below, re.MULTILINE)[0].splitlines()
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[2:]]


def test_every_package_is_on_the_map():
    named = {name for first, *_ in table("# How it works") for name in re.findall(r"`(\w+)`", first)}
    folders = {path.parent.name for path in ROOT.glob("aura_nb/*/__init__.py")}
    assert folders <= named
    assert {name for name in named if not (ROOT / "aura_nb" / name).is_dir()} <= {"magics", "jupyter_server_ext"}


def test_every_place_the_map_names_is_there():
    rows = table("## Where to begin")
    assert len(rows) >= 12
    for what, where in rows:
        places = re.findall(r"`((?:aura_nb|jupyter_server_ext|docs)/[^`]+)`", where)
        assert places, what
        assert [place for place in places if not (ROOT / place).is_file()] == [], what


def test_no_modules_import_one_another_in_a_circle():
    """Those within functions and for types alone count: what stands in a circle is understood whole, or not at all."""
    graph = grimp.build_graph("aura_nb", "jupyter_server_ext", exclude_type_checking_imports=False, cache_dir=None)
    left = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    while ground := {module for module, needs in left.items() if not needs}:
        left = {module: needs - ground for module, needs in left.items() if module not in ground}
    assert left == {}
