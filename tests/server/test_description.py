"""openapi.yaml says what there is: its routes, its schemas, and, by Schemathesis, every answer to whatever is sent."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys

import msgspec
import yaml
from support import TESTS
from support.server import JupyterServer, made, small_job

from aura_nb.doctor import Check
from aura_nb.jobs.body import DemoBody, JobBody
from aura_nb.jobs.model import Stats
from aura_nb.jobs.objects import JobObject, ProgressObject, QueueItem, Timings
from aura_nb.offer import Offer
from aura_nb.pipeline.dryrun import FilmPlan
from jupyter_server_ext.problem import Problem
from jupyter_server_ext.routes import HANDLERS

DESCRIPTION = TESTS.parent / "jupyter_server_ext" / "openapi.yaml"
CONFIG = TESTS / "server" / "schemathesis.toml"
DESCRIBED = yaml.safe_load(DESCRIPTION.read_bytes())
TYPES = [JobBody, DemoBody, JobObject, QueueItem, ProgressObject, Timings, FilmPlan, Offer, Check, Stats, Problem]
# Streams do not end, and an examination takes seconds: they have tests of their own.
LEFT_OUT = "^/(events|preflight|jobs/{jobId}/events)$"


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
    _, schemas = msgspec.json.schema_components(TYPES, ref_template="#/components/schemas/{name}")
    for name, schema in msgspec.json.decode(msgspec.json.encode(schemas)).items():
        assert normal(DESCRIBED["components"]["schemas"][name]) == normal(schema), (
            f"{name} is now:\n{yaml.safe_dump(schema, sort_keys=False)}"
        )


def normal(schema):
    """A schema as every version of msgspec has it: choices in one order, descriptions without a docstring's indent,
    and no names of a mapping's keys, which come with 0.23."""
    match schema:
        case {"anyOf": list(choices), **more}:
            return normal(more) | {"anyOf": sorted(map(normal, choices), key=str)}
        case {"description": str(text), **more}:
            return normal(more) | {"description": inspect.cleandoc(text)}
        case dict():
            return {name: normal(each) for name, each in schema.items() if name != "propertyNames"}
        case list():
            return [normal(each) for each in schema]
    return schema


def test_it_is_served(client):
    answer = client.get("openapi.yaml")
    assert answer.headers["Content-Type"] == "application/yaml"
    assert answer.content == DESCRIPTION.read_bytes()


def test_whatever_is_sent_is_answered_as_described(tmp_path):
    """All checks of Schemathesis: no 5xx, no undescribed answer, no accepted garbage, no login that is not needed."""
    options = ("--AuraApp.max_pending_jobs=2", "--AuraApp.max_running_jobs=1")  # what is accepted costs little then
    with JupyterServer(tmp_path, options=options) as server:
        with server.client() as client:
            made(client, small_job())
        trial = subprocess.run(
            [
                *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIG), "run", str(DESCRIPTION)),
                *("--url", server.api.rstrip("/"), "--header", f"Authorization: token {server.token}"),
                *("--checks", "all", "--exclude-path-regex", LEFT_OUT, "--no-color"),
            ],
            check=False,
            capture_output=True,
            text=True,
            timeout=280,
            cwd=tmp_path,
        )
    assert trial.returncode == 0, trial.stdout[-10_000:] + trial.stderr[-1000:]
    assert " 0 generated" not in trial.stdout
    assert "Traceback" not in server.log()
