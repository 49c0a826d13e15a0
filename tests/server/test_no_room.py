"""Every handler that takes a body, with each of its writes failing in turn: refused as described, nothing half-made."""

from __future__ import annotations

import errno
import json

import pytest
from support import png
from support.server import JupyterServer, ended, problem, small_job

# The server's own writes fail: the test says which, and is told which one that was.
CONFIG = """
import json
import threading
from pathlib import Path
from support.faults import Fault

turn = threading.Lock()
order, hit = Path({order!r}), Path({hit!r})
fault = Fault(Path({folder!r}), 10**9)

def fails(kind, path, plain=fault.fails):
    if not fault._concerns(path):
        return False
    with turn:
        if order.exists():
            fault.number, fault.error = json.loads(order.read_text())
            fault.calls, fault.hit = 0, None
            order.unlink()
    failed = plain(kind, path)
    if failed:
        hit.write_text(fault.hit)
    return failed

fault.fails = fails
fault.__enter__()
c = get_config()
"""
MOST, NEVER = 100, 10**9


class Failing:
    """A server whose n-th write to its workspace fails."""

    def __init__(self, server, client, folder):
        self.server, self.client = server, client
        self._order, self._hit = folder / "order", folder / "hit"

    def _fail(self, number, error):
        part = self._order.with_suffix(".part")
        part.write_text(json.dumps([number, error]))
        part.replace(self._order)

    def each(self, ask, *, error):
        """What `ask` is answered, for the first write that fails, the second, and so on until none does."""
        for number in range(1, MOST):
            self._hit.unlink(missing_ok=True)
            self._fail(number, error)
            answer = ask()
            self._fail(NEVER, error)
            yield answer, self._hit.read_text() if self._hit.exists() else None
            if not self._hit.exists():
                return
        raise AssertionError(f"its write {MOST} still failed")


@pytest.fixture(scope="module")
def failing(tmp_path_factory):
    folder = tmp_path_factory.mktemp("failing")
    names = {"order": folder / "order", "hit": folder / "hit", "folder": folder / "workspace"}
    (folder / "config.py").write_text(CONFIG.format(**{name: str(path) for name, path in names.items()}))
    options = (f"--config={folder / 'config.py'}", "--AuraApp.max_running_jobs=1")
    with JupyterServer(folder, options=options) as server, server.client() as client:
        (server.root / "bee.png").write_bytes(png(40))
        (server.root / "talk.md").write_text("---\nvoice: silent:timed\n---\n# Bees\n\n---\n\n![A bee](bee.png)\n")
        yield Failing(server, client, folder)


@pytest.fixture
def canceled(failing):
    """The id of a job that can be resumed."""
    job_id = failing.client.post("jobs", json=small_job(40)).raise_for_status().json()["jobId"]
    failing.client.post(f"jobs/{job_id}/cancel").raise_for_status()
    ended(failing.client, job_id)
    return job_id


def asked(failing, path, canceled):
    client = failing.client
    return {
        "assets": lambda: client.put("assets/bee.png", content=png(41) + bytes(300_000)),
        "jobs": lambda: client.post("jobs", json={"source": {"path": "talk.md"}, "render": {"aspect": "320x180"}}),
        "plan": lambda: client.post("plan", json=small_job()),
        "resume": lambda: client.post(f"jobs/{canceled}/resume"),
    }[path]


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO], ids=errno.errorcode.get)
@pytest.mark.parametrize("path", ["assets", "jobs", "plan", "resume"])
def test_whichever_write_fails_it_is_answered_as_described(failing, canceled, path, error):
    assets = failing.server.workspace / "assets"
    refused = 0
    for answer, hit in failing.each(asked(failing, path, canceled), error=error):
        if answer.is_success:
            if path in {"jobs", "resume"}:
                failing.client.post(f"jobs/{answer.json()['jobId']}/cancel")
        else:
            assert hit, answer.text
            refused += 1
            # A sync that failed, or a file that cannot be opened: SQLite does not say for want of what.
            code = answer.json()["code"]
            full = error == errno.ENOSPC and code == "disk.full"
            found = problem(answer, 507 if full else 503, "disk.full" if full else "output.unwritable")
            assert str(failing.server.folder) not in answer.text
            assert found["suggestedActions"]
        assert not list(assets.glob("*.part")), hit
    assert answer.is_success, answer.text
    assert refused or path == "plan", "what is asked for does not write"
    assert "Traceback" not in failing.server.log()
