"""The walks over a network that is cut, a line that is silent, and a machine without FFmpeg, in a real JupyterLab."""

from __future__ import annotations

import contextlib
import signal
import time

import psutil
import pytest
from playwright.sync_api import expect
from support.lab import Lab
from support.panel import FILM_MS, SOON_MS, ShownPanel, write_deck
from support.proxy import Proxy
from support.server import ended

PANEL = "import aura_nb as aura\naura.panel()"
DELAYS = [1000, 2000, 4000, 8000, 16_000]
# More than the 25 s without a byte after which the panel takes a line for dead.
SILENCE_MS = 28_000
LONG_SILENCE_MS = 60_000
STILL_SECONDS = 60


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """JupyterLab with the extension as it comes, but that workers which stand still are left in peace."""
    options = ("--AuraApp.step_timeout_seconds=0",)
    with Lab(tmp_path_factory.mktemp("broken"), options=options) as running:
        yield running


@pytest.fixture
def panel(lab, page, request):
    """A panel over all jobs, in a notebook of its own."""
    notebook = lab.notebook(page, PANEL, name=f"{request.node.originalname}.ipynb")
    notebook.run()
    return ShownPanel(notebook.output())


def received(heard):
    """Type and data of each event of the log that the page was given, as its console tells them."""
    told = [text.removeprefix("[SseClient] Received ") for text in heard.texts("[SseClient] Received ")]
    events = [tuple(line.split(": ", 1)) for line in told]
    return [(kind, data) for kind, data in events if kind not in {"snapshot", "reset", "shutdown"}]


@pytest.mark.alone
def test_sse_auto_reconnect_with_last_event_id(lab, page, heard):
    lab.write_notebook("cut.ipynb", PANEL)
    with Proxy(lab.port) as line:
        notebook = lab.open(page, "cut.ipynb", at=line.url)
        notebook.run()
        panel = ShownPanel(notebook.output())
        job = panel.generate(write_deck(lab.root, "cut", 40))
        panel.wait_percent(5, 90)
        line.cut()
        expect(panel.place.locator(".aura-connection")).to_contain_text("Connection lost. Trying again")
        page.wait_for_timeout(5000)  # so long is the network gone
        line.mend()
        panel.wait("completed")
        expect(panel.place.locator(".aura-connection")).to_have_count(0)
        lab.wait_streams(0)
    waits = heard.texts("[SseClient] Reconnecting in ")
    assert waits == [
        f"[SseClient] Reconnecting in {delay}ms (attempt {number}/5)"
        for number, delay in enumerate(DELAYS[: len(waits)], 1)
    ]
    assert 2 <= len(waits) <= 5
    assert heard.texts("[SseClient] Connection error")
    tries = heard.texts("[SseClient] Attempting reconnect with Last-Event-ID: ")
    (lost, *_), (tried, *_) = (heard.times(text) for text in ("[SseClient] Connection error", tries[0]))
    assert tried - lost < 2
    assert len(heard.texts("[SseClient] Connected successfully")) == 2
    last_id = tries[-1].rpartition(": ")[2]
    assert f"SSE stream requested for all jobs, reconnect=true, lastEventId={last_id}" in lab.log()
    # Nothing is missing, nothing came twice, and nothing was altered.
    events = received(heard)
    log = [(event.type, event.data) for event in lab.events() if event.job_id == job]
    assert events[-1][0] == "job-completed"
    assert events == log[-len(events) :]
    assert len(heard.texts("[JobsStore] Job completed")) == 1


def test_error_handling(tmp_path, page, console):
    missing = str(tmp_path / "no-ffmpeg")
    with Lab(tmp_path, environ={"AURA_FFMPEG": missing}) as lab, lab.client() as client:
        notebook = lab.notebook(page, PANEL, name="missing.ipynb")
        notebook.run()
        panel = ShownPanel(notebook.output())
        panel.fill(write_deck(lab.root, "missing", 2))
        panel.button("Generate Video").click()
        expect(panel.place.get_by_role("alert")).to_contain_text("This would fail as it is.", timeout=FILM_MS)
        expect(panel.place.get_by_role("alert")).to_contain_text("no-ffmpeg")
        job = panel.press("Generate anyway", "/aura/api/jobs")["jobId"]
        panel.wait("failed")
        failure = client.get(f"jobs/{job}/failure").json()
        assert failure["errors"][0]["code"] == "ffmpeg.not_found"
        card = panel.card
        expect(card.locator(".aura-status")).to_have_text("Failed")
        expect(card.locator("[data-phase=render]")).to_have_attribute("data-state", "stopped")
        expect(card.locator(".aura-what")).to_have_text(failure["errorMessage"])
        expect(card.get_by_label("What you can do").get_by_role("listitem")).to_have_text(failure["suggestedActions"])
        card.get_by_text("Details", exact=True).click()
        expect(card.locator(".aura-facts")).to_contain_text(client.get(f"jobs/{job}").json()["correlationId"])
        expect(card.locator(".aura-facts")).to_contain_text("ffmpeg.not_found")
        expect(card.locator(".aura-facts")).to_contain_text("Render")
        panel.button("View logs").click()
        log = client.get(f"jobs/{job}/logs").text.strip().splitlines()
        expect(card.get_by_label("Log", exact=True)).to_contain_text(log[-1])
        assert any("no-ffmpeg" in line for line in log)
        expect(page.locator(".Toastify__toast")).to_contain_text("failed")
        assert len(console.texts("[JobsStore] Job failed")) == 1
        lab.wait_streams(0)
        again = panel.press("Try again", f"/jobs/{job}/resume")["jobId"]
        expect(card).to_have_attribute("data-job", again, timeout=SOON_MS)
        panel.wait("failed")
        expect(card).to_contain_text("Goes on from an earlier run")


@pytest.mark.parametrize(
    "silence",
    [
        pytest.param(SILENCE_MS, id="short"),
        pytest.param(LONG_SILENCE_MS, id="long", marks=pytest.mark.long),
    ],
)
def test_keep_alive_verification(lab, page, panel, client, console, silence):
    job = panel.generate(write_deck(lab.root, f"silent-{silence}", 60))
    panel.wait_percent(1, 90)
    with stopped_workers(lab) as last:
        page.wait_for_timeout(silence)
        assert lab.events()[-1].sequence == last, "it was no silence"
        assert lab.open_streams() == 1
    panel.wait("completed")
    assert console.texts("[SseClient] Connection error") == []
    assert len(console.texts("[SseClient] Connecting to ")) == 1
    assert received(console)[-1][0] == "job-completed"
    assert ended(client, job)["status"] == "completed"


@pytest.fixture
def client(lab):
    with lab.client() as logged_in:
        yield logged_in


@contextlib.contextmanager
def stopped_workers(lab):
    """While it lasts, the worker programs of a server stand still: its running job says nothing.

    Gives the sequence of the last event: what a busy server had still to write, and a worker that was just being
    started, are waited for.
    """
    stopped = {}
    deadline = time.monotonic() + STILL_SECONDS
    try:
        last = None
        while last is None or lab.events()[-1].sequence != last:
            assert time.monotonic() < deadline, "the job does not stand still"
            last = lab.events()[-1].sequence
            for process in psutil.Process(lab.pid).children(recursive=True):
                with contextlib.suppress(psutil.NoSuchProcess):  # such as an FFmpeg that is done
                    if process.pid not in stopped and "aura_nb.pipeline.worker" in process.cmdline():
                        process.send_signal(signal.SIGSTOP)
                        stopped[process.pid] = process
                        last = None
            time.sleep(2)
        assert stopped
        yield last
    finally:
        for worker in stopped.values():
            worker.send_signal(signal.SIGCONT)
