"""The recipe of a drawing task: light, complete, and different when anything that draws is different."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from aura_nb import footage
from aura_nb.errors import RequestInvalid
from aura_nb.visuals import charts
from aura_nb.visuals import recipe as shown
from aura_nb.visuals.recipe import _digest, _sources, recipe


@pytest.fixture
def copied(tmp_path, monkeypatch):
    """The package's files in a folder where they can be changed."""
    import shutil

    from aura_nb.visuals import recipe as _  # noqa: F401 - the name is shadowed by the function of the package

    module = sys.modules["aura_nb.visuals.recipe"]
    folder = tmp_path / "visuals"
    shutil.copytree(module._HERE, folder)
    monkeypatch.setattr(module, "_HERE", folder)
    clear()
    yield folder
    clear()


def clear():
    _digest.cache_clear()
    _sources.cache_clear()


def test_it_names_versions_and_digests():
    made = recipe("light")
    assert made == recipe("light") == shown("light")
    assert made["typst"].count(".") == 2
    assert len(made["sources"]) == 64


_NO_MATTER = {
    "msgspec",  # reads what was checked
    "fontTools", "fontpkg", "platformdirs",  # find the fonts, whose files are inputs
    "pptx",  # writes slides, a step of its own that names it
    "num2words",  # says formulas, which are not heard in a picture
}  # fmt: skip
_PACKAGES = {"cv2": "opencv", "pillow_heif": "pillow-heif"}


def test_every_library_that_draws_is_named():
    package = Path(footage.__file__).parents[1]
    files = [
        *(package / "visuals").glob("*.py"),
        *(package / "footage").glob("*.py"),
        *(package / "formulas").rglob("*.py"),
    ]
    imported = {
        name.partition(".")[0]
        for file in files
        for node in ast.walk(ast.parse(file.read_text()))
        for name in (
            [each.name for each in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    others = imported - sys.stdlib_module_names - _NO_MATTER - {"aura_nb"}
    assert "av" in others
    assert {_PACKAGES.get(name, name) for name in others} - (recipe("light").keys() | charts.recipe().keys()) == set()


@pytest.mark.parametrize("file", ["templates/card.typ", "templates/fit.typ", "planned_move.py", "themes/light.json"])
def test_a_changed_template_module_or_theme_changes_it(copied, file):
    before = recipe("light")
    with (copied / file).open("a") as stream:
        stream.write("\n")
    clear()
    assert recipe("light") != before


def test_an_unknown_theme_is_refused():
    with pytest.raises(RequestInvalid):
        recipe("drak")


def test_it_loads_neither_typst_nor_opencv_nor_numpy():
    code = (
        "import sys, aura_nb.visuals as v; v.recipe('light'); "
        "sys.exit(' '.join({'typst', 'cv2', 'numpy'} & set(sys.modules)) or 0)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
