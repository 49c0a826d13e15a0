"""The guide's page of the API, held against a server that runs."""

from __future__ import annotations

import json
import re

import httpx
import pytest
from support import TESTS, story
from support.server import DRAFT, SILENT, JupyterServer

from aura_nb import errors
from aura_nb.broadcast import stream_text
from jupyter_server_ext.assistant import TOOLS
from jupyter_server_ext.routes import HANDLERS

PAGE = (TESTS.parent / "docs" / "api.md").read_text(encoding="utf-8")
AGENTS = (TESTS.parent / "docs" / "agents.md").read_text(encoding="utf-8")
TROUBLE = (TESTS.parent / "docs" / "trouble.md").read_text(encoding="utf-8")
# What is always as it was in the example, or left out of it: the snapshot is a whole job.
CUT = {"snapshot"}


def shown_events():
    """Each event of the page by its type: whether it has an id, and its data."""
    blocks = re.findall(r"```text\n((?:id: .*\n)?event: ([\w-]+)\ndata: (.*)\n)```", PAGE)
    return {kind: ("id: " in text, json.loads(data)) for text, kind, data in blocks}


def read(server, path, *, headers=None, until=None):
    """A stream's events until one of type `until`, or its end: whether each has an id, its type and data."""
    found = []
    with httpx.stream(
        "GET", server.api + path, headers={"Authorization": "token secret"} | (headers or {}), timeout=60
    ) as answer:
        assert answer.headers["Content-Type"] == "text/event-stream"
        block = {}
        for line in answer.iter_lines():
            if line and not line.startswith(":"):
                name, _, value = line.partition(": ")
                block[name] = value
            elif "data" in block:
                found.append((block["event"], "id" in block, json.loads(block["data"])))
                if block["event"] == until:
                    break
                block = {}
    return found


def ask(server, path, body=None):
    answer = httpx.post(
        server.api + path, json=body or {}, headers={"Authorization": "token secret"}, timeout=60
    ).raise_for_status()
    return answer.json()


@pytest.fixture(scope="module")
def real_events(tmp_path_factory):
    """Events of every type that a server can be brought to send."""
    found = []
    with JupyterServer(tmp_path_factory.mktemp("whole")) as server:
        # No voice of a plain installation reads the characters of Japanese: a warning.
        scenes = [{"id": "a", "heading": "", "narration": "海の水は一日に二回満ちて、二回引きます。"}]
        job = ask(server, "jobs", {"storyboard": {"title": "A", "scenes": scenes}, "render": DRAFT})["jobId"]
        found += read(server, f"jobs/{job}/events", headers={"Last-Event-ID": "0-0"})
        waits = ask(server, "jobs", {"storyboard": story(40).to_json(), "voice": SILENT})["jobId"]
        found += read(server, f"jobs/{waits}/events", until="step-progress")
        ask(server, f"jobs/{waits}/cancel")
        found += read(server, f"jobs/{waits}/events", headers={"Last-Event-ID": "5-5"})
    with JupyterServer(tmp_path_factory.mktemp("lacking"), environ={"AURA_FFMPEG": "/nowhere"}) as server:
        job = ask(server, "jobs", {"storyboard": story(1).to_json(), "voice": SILENT, "render": DRAFT})["jobId"]
        found += read(server, f"jobs/{job}/events")
    return found


def test_every_event_of_the_page_has_the_fields_of_a_real_one(real_events):
    shown = shown_events()
    seen = set()
    for kind, has_id, data in real_events:
        seen.add(kind)
        assert kind in shown, f"the page does not show {kind}"
        assert shown[kind][0] == has_id
        if kind in CUT:
            assert set(shown[kind][1]) <= set(data)
        else:
            assert set(shown[kind][1]) == set(data), kind
    assert set(shown) - seen == {"shutdown", "error"}


def test_the_events_that_are_no_events_of_a_job_are_shown_as_they_are_sent():
    """They need a server that stops, or a log that cannot be read, which the tests of the stream have."""
    shown = shown_events()
    has_id, data = shown["shutdown"]
    assert f"event: shutdown\ndata: {json.dumps(data, separators=(',', ':'))}\n\n" == stream_text.shutdown().decode()
    assert not has_id
    has_id, data = shown["error"]
    sent = stream_text.error(data["message"], code=data["code"]).decode()
    assert f"event: error\ndata: {json.dumps(data, separators=(',', ':'))}\n\n" == sent
    assert not has_id


def test_the_page_has_every_route_and_method_and_no_other():
    rows = re.findall(r"^\| ([A-Z, ]+) \| `([^`]+)` \|", PAGE, re.MULTILINE)
    listed = {path: set(methods.split(", ")) for methods, path in rows}
    real = {}
    for pattern, handler in HANDLERS.items():
        name = "{name}" if pattern.startswith(("voices/", "assets/")) else "{id}"
        path = pattern.replace("scenes/([^/]+)", "scenes/{scene}").replace("([^/]+)", name).replace("(.+)", "{name}")
        methods = {m.upper() for m in ("get", "head", "post", "put", "delete") if _own(handler, m)}
        real[path] = methods
    assert listed == real


def _own(handler, method):
    """Whether one of our own classes answers to a method."""
    return any(method in vars(base) for base in handler.__mro__ if base.__module__.startswith("jupyter_server_ext."))


@pytest.mark.parametrize("page", [PAGE, TROUBLE, AGENTS], ids=["api", "trouble", "agents"])
def test_the_addresses_that_curl_is_given_exist(page):
    addresses = re.findall(r"\$AURA/([\w/.]+)", page)
    assert addresses
    for address in addresses:
        path = address.replace("JOB", "1a2b")
        assert any(re.fullmatch(pattern, path) for pattern in HANDLERS), address


def test_the_page_for_assistants_has_every_tool_and_no_other():
    rows = re.findall(r"^\| `(aura_\w+)` \|", AGENTS, re.MULTILINE)
    assert rows == [tool.rpartition(":")[2] for tool in TOOLS]


def test_the_page_for_programs_names_codes_that_there_are():
    codes = re.findall(r"`([a-z]+\.[a-z_]+)`", AGENTS)
    assert len(codes) > 8
    assert set(codes) <= errors.codes().keys()
