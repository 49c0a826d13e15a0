"""A workspace with an engine of its own, and jobs that cost next to nothing."""

from __future__ import annotations

import pytest
from support import CHEAP, story

import aura_nb as aura
from aura_nb.client import connection


@pytest.fixture
def workspace(tmp_path):
    """The folder of a workspace; its engine ends with the test."""
    yield tmp_path / "workspace"
    connection.close()


@pytest.fixture
def made(workspace, tmp_path):
    """A completed film's job."""
    return aura.generate(story(2), workspace=workspace, output=tmp_path / "film", **CHEAP).wait(60, progress=False)
