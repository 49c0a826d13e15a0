"""The notebook that a cell stands in: found by what its server or editor tells, and warned of when it is old."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from support import notebooks

from aura_nb import api
from aura_nb.client import this_notebook as module
from aura_nb.errors import SourceNotFound


@pytest.fixture
def shell(monkeypatch):
    found = SimpleNamespace(user_ns={}, execution_count=2)
    monkeypatch.setattr(module, "_shell", lambda: found)
    return found


def test_it_is_the_one_that_the_server_named(tmp_path, shell):
    path = notebooks.write(tmp_path, notebooks.REPORT)
    assert module.this_notebook({"JPY_SESSION_NAME": str(path)}) == path
    shell.user_ns["__vsc_ipynb_file__"] = str(path)
    assert module.this_notebook({}) == path


@pytest.mark.usefixtures("shell")
@pytest.mark.parametrize("name", ["", "b8f3-session-id", "/nowhere/gone.ipynb"])
def test_where_nothing_tells_it_the_path_is_asked_for(name):
    with pytest.raises(SourceNotFound, match="which notebook this is"):
        module.this_notebook({"JPY_SESSION_NAME": name})


def test_a_file_that_is_older_than_the_last_run_of_a_cell_is_told(tmp_path, shell):
    path = notebooks.write(tmp_path, notebooks.REPORT)  # its cells have the number 1
    assert not module.unsaved(path)
    shell.execution_count = 3
    assert "analysis.ipynb was saved before the last cells ran" in module.unsaved(path)


def test_generate_without_a_source_films_this_notebook(tmp_path, shell, monkeypatch):
    path = notebooks.write(tmp_path, notebooks.REPORT)
    monkeypatch.setenv("JPY_SESSION_NAME", str(path))
    monkeypatch.setattr(api, "_submitted", lambda request, *_, **__: request)
    assert api.generate(voice="silent:timed").storyboard.title == "What do penguins weigh?"
    shell.execution_count = 9
    with pytest.warns(UserWarning, match="save it to film what you see"):
        api.generate(voice="silent:timed")
