"""A workspace with an engine of its own, and jobs that cost next to nothing."""

from __future__ import annotations

import shutil

import pytest
from support import CHEAP, story

import aura_nb as aura
from aura_nb.client import connection


@pytest.fixture
def workspace(tmp_path):
    """The folder of a workspace; its engine ends with the test."""
    yield tmp_path / "workspace"
    connection.close()


@pytest.fixture(scope="session")
def first(tmp_path_factory):
    """A workspace whose one job has made a film, for tests to take along: it costs as much as all they ask."""
    folder = tmp_path_factory.mktemp("first")
    job = aura.generate(story(2), workspace=folder / "workspace", output=folder / "film", **CHEAP)
    job.wait(60, progress=False)
    connection.close()
    return folder


@pytest.fixture
def made(first, workspace, tmp_path):
    """The job of a completed film, in `workspace`; the film is in `tmp_path / "film"`."""
    shutil.copytree(first / "workspace", workspace)
    shutil.copytree(first / "film", tmp_path / "film")
    return aura.job(workspace=workspace)
