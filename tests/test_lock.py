"""The lock holds all that the checks install, for every Python and system there is a wheel for, and only that."""

from __future__ import annotations

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from support import TESTS
from support.lock import LOCK, pinned

DESCRIBED = tomllib.loads((TESTS.parent / "pyproject.toml").read_text())
PROJECT = DESCRIBED["project"]
ASKED = [
    *DESCRIBED["build-system"]["requires"],
    *PROJECT["dependencies"],
    *(each for extra in PROJECT["optional-dependencies"].values() for each in extra),
]
PYTHONS = [line.rsplit(" ", 1)[1] for line in PROJECT["classifiers"] if re.search(r"Python :: 3\.\d+$", line)]


@pytest.mark.parametrize("system", ["linux", "darwin", "win32"])
@pytest.mark.parametrize("python", PYTHONS)
def test_every_requirement_is_locked_at_a_version_it_allows(python, system):
    locked = pinned(python=python, system=system)
    for line in ASKED:
        needed = Requirement(line)
        if canonicalize_name(needed.name) == PROJECT["name"]:
            continue
        assert needed.specifier.contains(locked[canonicalize_name(needed.name)]), line


def test_it_holds_names_versions_and_markers_and_nothing_else():
    for line in LOCK.read_text().splitlines():
        wanted = Requirement(line)
        assert wanted.url is None
        [only] = wanted.specifier
        marker = f" ; {line.partition(' ; ')[2]}" if wanted.marker else ""
        assert line == f"{wanted.name}=={only.version}{marker}"
