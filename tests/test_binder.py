"""What Binder installs is what this project asks for, and its scripts can be run."""

from __future__ import annotations

import json
import os
import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from support import TESTS
from support.lock import pinned

BINDER = TESTS.parent / "binder"
PINS = dict(
    line.split("==") for line in (BINDER / "requirements.txt").read_text().splitlines() if not line.startswith("#")
)
PROJECT = tomllib.loads((TESTS.parent / "pyproject.toml").read_text())["project"]


@pytest.mark.parametrize("asked", PROJECT["dependencies"])
def test_each_dependency_is_pinned_to_a_version_that_is_allowed(asked):
    needed = Requirement(asked)
    if needed.marker is None or needed.marker.evaluate({"sys_platform": "linux", "extra": ""}):
        assert needed.specifier.contains(PINS[canonicalize_name(needed.name)]), asked


def test_the_pins_are_those_of_the_lock():
    python = (BINDER / "runtime.txt").read_text().strip().removeprefix("python-")
    locked = pinned(python=python, patch=99)  # Binder has the newest release of it
    assert {name: locked.get(name) for name in PINS} == PINS


def test_the_tours_have_what_they_show():
    assert {"jupyterlab", "notebook", "matplotlib", "gtts"} <= set(PINS)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permission")
@pytest.mark.parametrize("name", ["postBuild", "start"])
def test_its_scripts_are_programs(name):
    assert os.access(BINDER / name, os.X_OK)
    assert (BINDER / name).read_text().startswith("#!/usr/bin/env bash\n")


def test_its_settings_are_traits_of_ours():
    from jupyter_server_ext import AuraApp

    settings = json.loads((BINDER / "jupyter_server_config.json").read_text())
    assert set(settings["AuraApp"]) <= set(AuraApp.class_trait_names(config=True))


def test_its_link_opens_a_tour():
    [path] = re.findall(r"urlpath=lab/tree/(\S+)", (BINDER / "start").read_text())
    assert (TESTS.parent / path).is_file()
    assert f"lab/tree/{path}" in (TESTS / "provision" / "drive_tour.py").read_text()
