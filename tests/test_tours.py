"""The tours run from top to bottom without the network, in a bare kernel and in a server's; restarted midway, too."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from contextlib import closing
from types import SimpleNamespace

import httpx
import pytest
from jupyter_client.blocking import BlockingKernelClient
from jupyter_client.manager import start_new_kernel
from support import TESTS, share_steps
from support.server import JupyterServer

TOURS = sorted((TESTS.parent / "notebooks").glob("[0-9]-*.ipynb"))
NAMES = [path.stem for path in TOURS]
# What must hold after a cell, by its id: tours show, and do not assert.
CHECKS = {name: "\n".join(lines) for name, lines in json.loads((TESTS / "tours.json").read_text()).items()}
# Where nothing is there, each tour runs whole. With a server, and restarted without one, these differ from the others:
# what the server draws, reads and is asked by hand; what finds a job again in another way than `aura.job()`.
WITH_SERVER = {"2-deck", "4-api", "6-notebook"}
FOUND_OTHERWISE = {"3-queue", "4-api"}
SECONDS = 260  # a limit for busy machines; alone, each takes less than one minute of one


def _short(names):
    """A test of every tour; these in its short form."""
    marks = [() if name in names else pytest.mark.long for name in NAMES]
    each = [pytest.param(tour, marks=mark, id=name) for tour, name, mark in zip(TOURS, NAMES, marks, strict=True)]
    return pytest.mark.parametrize("tour", each)


@pytest.fixture
def environ(tmp_path, monkeypatch, steps):
    """A workspace of its own, but for the cache: the tour that runs first makes its films, and those after it are
    about what is around them.
    """
    share_steps(tmp_path / "workspace", steps)
    monkeypatch.setenv("AURA_WORKSPACE", str(tmp_path / "workspace"))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(map(str, (TESTS.parent, TESTS))))


@pytest.fixture
def denied(tmp_path, monkeypatch):
    """A kernel whose every connection to elsewhere than this machine fails, as where there is no network."""
    code = """
import socket

HERE = ("127.0.0.1", "::1", "localhost")
_connect = socket.socket.connect


def connect(self, address):
    if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in HERE:
        raise OSError(101, "Network is unreachable")
    return _connect(self, address)


socket.socket.connect = connect
"""
    folder = tmp_path / "offline"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(code)
    monkeypatch.setenv("PYTHONPATH", f"{folder}{os.pathsep}{os.environ['PYTHONPATH']}")


def copied(tour, folder):
    """A tour in a folder of its own, with its checks: it writes next to itself."""
    folder.mkdir(exist_ok=True)
    notebook = json.loads(tour.read_text())
    notebook["cells"] = [each for cell in notebook["cells"] for each in (cell, *_check(cell))]
    target = folder / tour.name
    target.write_text(json.dumps(notebook))
    return target


def _check(cell):
    """A cell that checks what a tour's cell came to, if there is something to check."""
    if cell["id"] in CHECKS:
        yield {**cell, "id": f"{cell['id']}-check", "source": CHECKS[cell["id"]], "metadata": {}}


def test_there_are_six_and_none_is_committed_with_outputs():
    assert [name.split("-")[0] for name in NAMES] == ["1", "2", "3", "4", "5", "6"]
    for tour in TOURS:
        cells = json.loads(tour.read_text())["cells"]
        assert not any(cell.get("outputs") or cell.get("execution_count") for cell in cells), tour.name
        assert "assert " not in tour.read_text(), f"{tour.name} asserts instead of showing"
        assert any(cell["id"] in CHECKS for cell in cells), f"nothing of {tour.name} is checked"
    ids = {cell["id"] for tour in TOURS for cell in json.loads(tour.read_text())["cells"]}
    assert set(CHECKS) <= ids


def test_the_notebook_of_the_panel_is_one_cell_that_shows_it():
    [cell] = json.loads((TESTS.parent / "notebooks" / "panel.ipynb").read_text())["cells"]
    assert not cell["outputs"]
    assert "aura.panel()" in cell["source"][-1]
    assert "notebooks/panel.ipynb" in (TESTS.parent / "README.md").read_text()


@pytest.mark.parametrize("tour", TOURS, ids=NAMES)
def test_a_tour_runs_where_there_is_no_server_and_no_network(tour, tmp_path, environ, denied):
    """As `pytest --nbval-lax` does it: each cell is a test. Other plugins are not loaded, which takes seconds."""
    place = copied(tour, tmp_path / "here")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "nbval.plugin", "--nbval-lax", "--nbval-cell-timeout",
         str(SECONDS), "-q", "-p", "no:cacheprovider", "-W", "ignore", "-c", os.devnull,
         "--rootdir", str(place.parent), str(place)],
        cwd=place.parent, capture_output=True, text=True, timeout=SECONDS, check=False,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-4000:]


def succeeds(client, code):
    """Run a cell in a kernel; where it fails, its own traceback is told."""
    reply = client.execute_interactive(code, timeout=SECONDS, output_hook=lambda _: None)["content"]
    assert reply["status"] == "ok", "\n".join([code, *reply.get("traceback", [])])


class Kernel:
    """A kernel that a server has started, as a notebook's page has it: `run(code)`, `restart()`."""

    def __init__(self, server):
        self._rest = httpx.Client(
            base_url=f"{server.url}api/", headers={"Authorization": f"token {server.token}"}, timeout=60
        )
        answer = self._rest.post("kernels", json={"name": "python3", "path": ""})
        self._id = answer.raise_for_status().json()["id"]
        self._client = BlockingKernelClient(connection_file=str(server.runtime / f"kernel-{self._id}.json"))
        self._client.load_connection_file()
        self._client.start_channels()
        self._wait()

    def _wait(self):
        """Until it answers; one that is being started has no heart yet, which the client takes for its death."""
        deadline = time.monotonic() + 60
        while True:
            try:
                self._client.wait_for_ready(timeout=30)
            except RuntimeError:
                assert time.monotonic() < deadline, "the kernel does not answer"
            else:
                return

    def run(self, code):
        succeeds(self._client, code)

    def restart(self):
        self._rest.post(f"kernels/{self._id}/restart").raise_for_status()
        self._wait()

    def close(self):
        self._client.stop_channels()
        self._rest.delete(f"kernels/{self._id}").raise_for_status()
        self._rest.close()


@pytest.fixture
def server(tmp_path, environ):
    with JupyterServer(tmp_path / "server", workspace=tmp_path / "workspace") as running:
        yield running


@pytest.fixture
def kernel(server):
    with closing(Kernel(server)) as started:
        yield started


@pytest.fixture
def bare_kernel(tmp_path, environ, monkeypatch):
    """One that no server has started."""
    folder = tmp_path / "here"
    folder.mkdir()
    manager, client = start_new_kernel(kernel_name="python3", cwd=str(folder))

    def run(code):
        succeeds(client, code)

    def restart():
        manager.restart_kernel()
        client.wait_for_ready(timeout=60)

    yield SimpleNamespace(run=run, restart=restart)
    client.stop_channels()
    manager.shutdown_kernel()


class Tour:
    """The code of a tour: what comes `before` the job is found again, and `after` a restart (`found`: up to there)."""

    def __init__(self, path):
        cells = [cell for cell in json.loads(path.read_text())["cells"] if cell["cell_type"] == "code"]
        code = ["\n".join(["".join(cell["source"]), CHECKS.get(cell["id"], "")]) for cell in cells]
        first, again = (
            next(place for place, cell in enumerate(cells) if tag in cell["metadata"].get("tags", []))
            for tag in ("import", "again")
        )
        self.before, self.after, self.found = code[:again], [code[first], *code[again:]], [code[first], code[again]]


@_short(WITH_SERVER)
def test_a_kernel_of_a_server_that_is_restarted_in_mid_tour_goes_on(tour, server, kernel):
    """The films are the server's: the first cell and the one that finds the job again are all that is repeated."""
    shutil.copy(tour, server.root)
    for code in Tour(tour).before:
        kernel.run(code)
    kernel.restart()
    for code in Tour(tour).after:
        kernel.run(code)
    with server.client() as api:
        assert api.get("jobs").json()["jobs"], "the films were not made by the server"


@_short(FOUND_OTHERWISE)
def test_a_kernel_without_a_server_that_is_restarted_in_mid_tour_finds_its_job(tour, tmp_path, bare_kernel):
    shutil.copy(tour, tmp_path / "here")
    for code in Tour(tour).before:
        bare_kernel.run(code)
    bare_kernel.restart()
    for code in Tour(tour).found:
        bare_kernel.run(code)
