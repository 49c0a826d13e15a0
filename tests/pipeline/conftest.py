from __future__ import annotations

import pytest
from support import TESTS

from aura_nb.pipeline.cache import Cache
from aura_nb.pipeline.local_runner import LocalRunner


@pytest.fixture
def cache(tmp_path):
    return Cache(tmp_path / "cache")


@pytest.fixture
async def runner(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(TESTS))
    local = LocalRunner(tmp_path / "cache", slots={"speech": 1, "render": 2}, program="support.kinds")
    yield local
    await local.close()
    assert local.pids() == []


@pytest.fixture
async def hasty(tmp_path, monkeypatch):
    """A runner that ends a step which does nothing for a second and a half."""
    monkeypatch.setenv("PYTHONPATH", str(TESTS))
    local = LocalRunner(tmp_path / "cache", slots={"speech": 1, "render": 1}, program="support.kinds", limit=1.5)
    yield local
    await local.close()
    assert local.pids() == []
