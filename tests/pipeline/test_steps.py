"""A step is one file: what is hashed is what is done, and the code behind it is in its key."""

import ast
import inspect
import shutil
import subprocess
import sys

import pytest
from support import SMALL

from aura_nb.errors import FFmpegNotFound
from aura_nb.media.pieces import EncoderSettings
from aura_nb.pipeline import work
from aura_nb.pipeline.steps import versions
from aura_nb.pipeline.steps.step import Step
from aura_nb.pipeline.steps.step_types import STEPS as NAMES
from aura_nb.pipeline.steps.step_types import step_type
from aura_nb.pipeline.steps.template import TemplateStep

PACKAGE = versions._PACKAGE
STEPS = {kind: step_type(kind) for kind in NAMES}
# How what is made gets from one place to another; what is in it, they do not say.
CARRIERS = {"pipeline/task.py", "errors.py"}
# Code that a part of the recipe names instead of the step.
NAMED = {"draw": "visuals/**/*.py", "cues": "visuals/**/*.py"}


def files(patterns, package=PACKAGE):
    return {path.relative_to(package).as_posix() for pattern in patterns for path in package.glob(pattern)}


def test_every_step_stands_in_the_table_under_its_own_name():
    assert {path.stem for path in (PACKAGE / "pipeline" / "steps").glob("*.py")} >= set(STEPS)
    assert set(STEPS.values()) == set(Step.__subclasses__())
    for kind, each in STEPS.items():
        assert each.kind == kind
        assert each.__module__ == f"aura_nb.pipeline.steps.{kind}"


@pytest.mark.parametrize("kind", STEPS)
def test_every_step_names_code_libraries_and_programs_that_exist(kind):
    each = STEPS[kind]
    assert [pattern for pattern in versions.patterns(each) if not files([pattern])] == []
    assert all(versions._version(name) for name in each.libraries)
    assert set(each.programs) <= set(versions._PROGRAMS)


def imported(tree):
    """The modules of ours, as files, that the statements of a tree import, by the names they get."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("aura_nb"):
            for alias in node.names:
                submodule = PACKAGE.parent.joinpath(*node.module.split("."), alias.name)
                module = submodule if submodule.is_dir() or submodule.with_suffix(".py").is_file() else submodule.parent
                path = module / "__init__.py" if module.is_dir() else module.with_suffix(".py")
                found[alias.asname or alias.name] = path.relative_to(PACKAGE).as_posix()
    return found


def at_runtime(tree):
    """The statements of a module but for those that only type checkers read."""
    tree.body = [node for node in tree.body if not (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node))]
    return tree


@pytest.mark.parametrize("kind", STEPS)
def test_the_code_that_a_step_works_with_is_in_its_key(kind):
    """Every module of ours that the class of a step names, in its fields or in its work."""
    module = at_runtime(ast.parse(inspect.getsource(sys.modules[STEPS[kind].__module__])))
    (whole,) = (node for node in module.body if isinstance(node, ast.ClassDef) and node.name == STEPS[kind].__name__)
    names = {node.id for node in ast.walk(whole) if isinstance(node, ast.Name)}
    used = {path for name, path in imported(module).items() if name in names} | set(imported(whole).values())
    assert used
    covered = files((*versions.patterns(STEPS[kind]), *([NAMED[kind]] if kind in NAMED else [])))
    assert used - covered - CARRIERS == set()


@pytest.fixture(scope="module")
def copied(tmp_path_factory):
    """The package's sources, to be changed."""
    folder = tmp_path_factory.mktemp("copied") / "aura_nb"
    shutil.copytree(PACKAGE, folder, ignore=shutil.ignore_patterns("panel", "__pycache__"))
    return folder


@pytest.mark.parametrize("kind", STEPS)
def test_editing_the_file_of_a_step_alters_its_key_and_no_other(copied, monkeypatch, kind):
    """But that of a step that is made of others, as a dialogue is of what its voices say."""
    monkeypatch.setattr(versions, "_PACKAGE", copied)
    made_of_it = {name for name, each in STEPS.items() if f"pipeline/steps/{kind}.py" in each.code}
    assert made_of_it == ({"dialogue"} if kind == "speak" else set())

    def digests():
        versions._content.cache_clear()
        return {name: versions._digest.__wrapped__(versions.patterns(each)) for name, each in STEPS.items()}

    before = digests()
    source = copied / "pipeline" / "steps" / f"{kind}.py"
    written = source.read_text()
    source.write_text(written + "\n# changed\n")
    altered = {name for name, digest in digests().items() if digest != before[name]}
    source.write_text(written)
    assert altered == {kind} | made_of_it
    assert digests() == before


def test_a_recipe_of_another_version_of_a_step_is_another_version():
    """A kernel that runs on, and a worker of the version that was installed meanwhile: the worker has to say so."""
    assert work.current_versions("melt", {}) == {}
    assert work.current_versions("template", {"quality": "high"}) == {}
    recipe = versions.Versions().recipe(TemplateStep(settings=EncoderSettings.from_render(SMALL)))
    assert work.current_versions(recipe.kind, recipe.params) == recipe.versions


def test_what_several_scenes_ask_is_asked_once_and_so_is_what_is_missing(monkeypatch):
    asked = []

    def recipe():
        asked.append("ffmpeg")
        raise FFmpegNotFound("There is no FFmpeg.")

    monkeypatch.setattr("aura_nb.media.ffmpeg.recipe", recipe)
    found = versions.Versions()
    found.prepare(STEPS.values())
    mix = STEPS["mix"](spoken=(), samples=1)
    for _ in range(2):
        with pytest.raises(FFmpegNotFound):
            found.of(mix)
    assert asked == ["ffmpeg"]


@pytest.mark.parametrize("module", ["aura_nb.pipeline.work", "aura_nb.pipeline.graph"])
def test_planning_and_waiting_for_work_load_nothing_heavy(module):
    heavy = {"cv2", "typst", "av", "numpy", "jinja2", "onnxruntime", "hibari", "markdown_it"}
    heavy |= {"langcodes", "babel", "rapidfuzz", "filelock", "ffmpeg", "yaml", "pylatexenc", "xml.etree.ElementTree"}
    if module == "aura_nb.pipeline.work":
        heavy |= {"aura_nb.sources", "aura_nb.pipeline.film_spec", "aura_nb.voices", "aura_nb.visuals"}
    code = f"import sys, {module}; print(*({heavy!r} & set(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert loaded.stdout.split() == []
