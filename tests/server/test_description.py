"""openapi.yaml says what there is: its routes, its schemas, and, by Schemathesis, every answer to whatever is sent."""

from __future__ import annotations

import re
import subprocess
import sys

import generate
import pytest
import yaml
from support import TESTS
from support.server import JupyterServer, made, small_job

from aura_nb.wire.events import EVENTS
from jupyter_server_ext.routes import HANDLERS

DESCRIPTION = TESTS.parent / "jupyter_server_ext" / "openapi.yaml"
CONFIG = TESTS / "server" / "schemathesis.toml"
DESCRIBED = yaml.safe_load(DESCRIPTION.read_bytes())
# Streams do not end, and an examination takes seconds: they have tests of their own.
# A storyboard takes the body that a plan does, and a job's the one that any other does.
LEFT_OUT = "^/(events|preflight|jobs/{jobId}/(events|storyboard)|storyboards)$"
# At each limit of each field of a storyboard there are thousands of bodies: only the long form sends them.
SHORT = """
[[operations]]
include-operation-id = ["submit", "plan", "putStoryboard"]
phases.coverage.enabled = false
"""


def test_every_route_and_method_is_described_and_no_other():
    described = {
        (re.sub(r"{[^}]+}", "*", path).strip("/"), method.upper())
        for path, item in DESCRIBED["paths"].items()
        for method in item
    }
    there = {
        (re.sub(r"\([^)]+\)", "*", path), method)
        for path, handler in HANDLERS.items()
        for method in handler.allowed()
        if method != "OPTIONS"
    }
    assert described == there


def test_the_schemas_are_those_of_the_code():
    text = DESCRIPTION.read_text("utf-8")
    assert yaml.safe_load(generate.description(text)) == DESCRIBED, "run tests/generate.py"


def test_the_panels_types_are_those_of_the_code():
    assert generate.CONTRACT.read_text("utf-8") == generate.contract(), "run tests/generate.py"


def test_both_streams_say_what_they_send():
    for path in ("/events", "/jobs/{jobId}/events"):
        [content] = DESCRIBED["paths"][path]["get"]["responses"]["200"]["content"].values()
        assert content["schema"]["contentSchema"] == {"$ref": "#/components/schemas/Event"}
    shown = [each["$ref"].rpartition("/")[2] for each in DESCRIBED["components"]["schemas"]["Event"]["anyOf"]]
    assert len(shown) == len(EVENTS)
    assert set(shown) <= set(DESCRIBED["components"]["schemas"])


def test_it_is_served(client):
    answer = client.get("openapi.yaml")
    assert answer.headers["Content-Type"] == "application/yaml"
    assert answer.content == DESCRIPTION.read_bytes()


@pytest.mark.parametrize("form", ["short", pytest.param("long", marks=[pytest.mark.long, pytest.mark.timeout(3000)])])
def test_whatever_is_sent_is_answered_as_described(form, tmp_path):
    """All checks of Schemathesis: no 5xx, no undescribed answer, no accepted garbage, no login that is not needed."""
    config = tmp_path / CONFIG.name
    config.write_text(CONFIG.read_text("utf-8") + (SHORT if form == "short" else ""), "utf-8")
    options = ("--AuraApp.max_pending_jobs=2", "--AuraApp.max_running_jobs=1")  # what is accepted costs little then
    with JupyterServer(tmp_path, options=options) as server:
        with server.client() as client:
            made(client, small_job())
        trial = subprocess.run(
            [
                *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(config), "run", str(DESCRIPTION)),
                *("--url", server.api.rstrip("/"), "--header", f"Authorization: token {server.token}"),
                *("--checks", "all", "--exclude-path-regex", LEFT_OUT, "--no-color"),
            ],
            check=False,
            capture_output=True,
            text=True,
            timeout=280 if form == "short" else 2900,
            cwd=tmp_path,
        )
    assert trial.returncode == 0, trial.stdout[-10_000:] + trial.stderr[-1000:]
    assert " 0 generated" not in trial.stdout
    assert "Traceback" not in server.log()
