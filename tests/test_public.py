"""The names a user types: each is offered by Tab, is there, and says what it does."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import pytest

import aura_nb

FOR_IPYTHON = {"load_ipython_extension", "unload_ipython_extension"}
# Type checkers see these as the packages they are, too; a call of them is typed by `aura_nb.frames`.
PACKAGES_FIRST = {"doctor", "jobs", "voices"}


def test_tab_offers_every_public_name():
    assert dir(aura_nb) == sorted(aura_nb.__all__)
    assert set(aura_nb.__all__) == (set(aura_nb._HOMES) - FOR_IPYTHON) | aura_nb._PACKAGES | {"__version__"}


def test_type_checkers_see_them_too():
    tree = ast.parse(Path(aura_nb.__file__).read_text("utf-8"))
    [block] = [node for node in tree.body if isinstance(node, ast.If)]
    seen = {alias.asname or alias.name for node in block.body for alias in node.names}
    assert seen == set(aura_nb.__all__) - {"__version__"} - PACKAGES_FIRST


@pytest.mark.parametrize("name", [name for name in aura_nb.__all__ if name != "__version__"])
def test_each_is_there_and_says_what_it_does(name):
    value = getattr(aura_nb, name)
    assert callable(value)
    assert inspect.getdoc(value)
    assert inspect.signature(value) is not None
