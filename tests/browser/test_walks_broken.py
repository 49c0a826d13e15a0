"""The walks over a network that is cut, a line that is silent, and a machine without FFmpeg, in a real JupyterLab."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import expect
from support.lab import Console
from support.panel import FILM_MS, SOON_MS, ShownPanel, write_deck
from support.proxy import Proxy
from support.server import ended

PANEL = "import aura_nb as aura\naura.panel()"
DELAYS = [1000, 2000, 4000, 8000, 16_000]
# More than the 25 s without a byte after which the panel takes a line for dead.
SILENCE_MS = 28_000
LONG_SILENCE_MS = 60_000
STILL_SECONDS = 60


@pytest.fixture
def lab(shared_lab):
    return shared_lab


@pytest.fixture
def client(lab):
    with lab.client() as logged_in:
        yield logged_in


@pytest.fixture
def page(lab_page):
    return lab_page


@pytest.fixture
def own_console(own_page):
    console = Console(own_page)
    yield console
    console.close()


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


@pytest.mark.few
def test_sse_auto_reconnect_with_last_event_id(lab, gates, client, own_page, own_console):
    """The job goes on while the network is gone, and ends when it is there again."""
    lab.write_notebook("cut.ipynb", PANEL)
    job = client.post("jobs", json=gates.film("cut", "mended")).raise_for_status().json()["jobId"]
    with Proxy(lab.port) as line:
        notebook = lab.open(own_page, "cut.ipynb", at=line.url)
        notebook.run()
        panel = ShownPanel(notebook.output())
        panel.choose(job)
        panel.wait_percent(40, 90)  # it waits at its gates
        line.cut()
        known = lab.events()[-1].sequence
        gates.open("cut")
        expect(panel.place.locator(".aura-connection")).to_contain_text("Connection lost. Trying again")
        own_page.wait_for_timeout(5000)  # so long is the network gone
        assert lab.events()[-1].sequence > known, "nothing was missed"
        line.mend()
        expect(panel.place.locator(".aura-connection")).to_have_count(0, timeout=SOON_MS)
        gates.open("mended")
        panel.wait("completed")
        lab.wait_streams(0)
    waits = own_console.texts("[SseClient] Reconnecting in ")
    assert waits == [
        f"[SseClient] Reconnecting in {delay}ms (attempt {number}/5)"
        for number, delay in enumerate(DELAYS[: len(waits)], 1)
    ]
    assert 2 <= len(waits) <= 5
    assert own_console.texts("[SseClient] Connection error")
    tries = own_console.texts("[SseClient] Attempting reconnect with Last-Event-ID: ")
    (lost, *_), (tried, *_) = (own_console.times(text) for text in ("[SseClient] Connection error", tries[0]))
    assert tried - lost < 2
    assert len(own_console.texts("[SseClient] Connected successfully")) == 2
    last_id = tries[-1].rpartition(": ")[2]
    assert f"SSE stream requested for all jobs, reconnect=true, lastEventId={last_id}" in lab.log()
    # Nothing is missing, nothing came twice, and nothing was altered.
    events = received(own_console)
    log = [(event.type, event.data) for event in lab.events() if event.job_id == job]
    assert events[-1][0] == "job-completed"
    assert events == log[-len(events) :]
    assert len(own_console.texts("[JobsStore] Job completed")) == 1


def test_error_handling(lab, client, page, panel, console, ffmpeg):
    program = ffmpeg.readlink()
    ffmpeg.unlink()
    try:
        panel.fill(write_deck(lab.root, "missing", 2))
        panel.button("Generate Video").click()
        expect(panel.place.get_by_role("alert")).to_contain_text("This film can't be made yet.", timeout=FILM_MS)
        expect(panel.place.get_by_role("alert")).to_contain_text(str(ffmpeg))
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
        assert any(str(ffmpeg) in line for line in log)
        expect(page.locator(".Toastify__toast")).to_contain_text("failed")
        assert len(console.texts("[JobsStore] Job failed")) == 1
        lab.wait_streams(0)
        again = panel.press("Try again", f"/jobs/{job}/resume")["jobId"]
        expect(card).to_have_attribute("data-job", again, timeout=SOON_MS)
        panel.wait("failed")
        expect(card).to_contain_text("Resumed from an earlier run")
    finally:
        ffmpeg.symlink_to(program)


@pytest.mark.parametrize(
    "silence",
    [
        pytest.param(SILENCE_MS, id="short"),
        pytest.param(LONG_SILENCE_MS, id="long", marks=pytest.mark.long),
    ],
)
def test_keep_alive_verification(lab, gates, client, page, console, silence):
    """A job's whole line says nothing while a scene waits at its gate; that the server is there keeps it open."""
    gate = f"silent-{silence}"
    job = client.post("jobs", json=gates.film(gate)).raise_for_status().json()["jobId"]
    notebook = lab.notebook(page, f"import aura_nb as aura\naura.panel({job!r})", name=f"{gate}.ipynb")
    notebook.run()
    panel = ShownPanel(notebook.output())
    panel.wait("running", milliseconds=SOON_MS)
    wait_silent(lab, page, silence / 1000)
    assert lab.open_streams() == 1
    gates.open(gate)
    panel.wait("completed")
    assert console.texts("[SseClient] Connection error") == []
    assert len(console.texts("[SseClient] Connecting to ")) == 1
    assert received(console)[-1][0] == "job-completed"
    assert ended(client, job)["status"] == "completed"


def wait_silent(lab, page, seconds):
    """Until there was no event for so long: what does not wait at the gate is done at some time."""
    last, since, deadline = None, time.monotonic(), time.monotonic() + seconds + STILL_SECONDS
    while time.monotonic() - since < seconds:
        assert time.monotonic() < deadline, "the job does not stand still"
        if (newest := lab.events()[-1].sequence) != last:
            last, since = newest, time.monotonic()
        page.wait_for_timeout(500)
