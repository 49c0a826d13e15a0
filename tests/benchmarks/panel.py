"""What a page sees: JupyterLab with a panel in a cell, in a headless Chromium, while four films are made.

Run by `run.py panel`. Latency is from the moment a commit is durable to the moment the panel's store has the event,
both by the machine's own clock. Then the line is cut several times while a job waits: from the cut until the page is
connected again, and from the page's asking for a stream until it has one.
"""

from __future__ import annotations

import os
import shutil
import time

from commits import Commits, report
from stream import submission
from support import TESTS
from support.gates import Gates
from support.lab import Console, Lab, launched
from support.proxy import Proxy

JOBS = 4
CUTS = 6
SETTLED_SECONDS = 11  # a line that has carried for 10 s is tried again after one second
FILM_SECONDS = 300
CONNECTED = "[SseClient] Connected successfully"
ASKED = ("[SseClient] Connecting to ", "[SseClient] Attempting reconnect ")
COMPLETED = "[JobsStore] Job completed"

# The page remembers which events its stores have had; this remembers when as well.
TIMED = """
class Timed extends Set {
  times = {};
  add(id) {
    this.times[id] = (performance.timeOrigin + performance.now()) / 1000;
    return super.add(id);
  }
}
globalThis[Symbol.for("aura_nb.said")] = new Timed();
"""
TIMES = "() => globalThis[Symbol.for('aura_nb.said')].times"


def panel(folder):
    gates = Gates(folder / "gates")
    commits = Commits(folder)
    options = (*commits.options, f"--AuraApp.max_running_jobs={JOBS}", "--AuraApp.keepalive_seconds=1")
    environ = {**gates.environ, **commits.environ}
    with (
        Lab(folder / "lab", options=options, environ=environ) as lab,
        Proxy(lab.port) as line,
        launched(chromium()) as browser,
    ):
        page = browser.new_page(viewport={"width": 1300, "height": 1000})
        page.add_init_script(TIMED)
        lab.write_notebook("panel.ipynb", "import aura_nb as aura\naura.panel()")
        notebook = lab.open(page, "panel.ipynb", at=line.url)
        heard = Console(page)
        with lab.client() as client:
            latency(client, page, heard, notebook, commits)
            reconnection(client, page, heard, gates, line)


def latency(client, page, heard, notebook, commits):
    for number in range(JOBS):
        submission(client, f"of the panel {number}")
    notebook.run()  # a panel that shows no job which goes on asks for no stream
    begin = said(page, heard, CONNECTED, 1)
    said(page, heard, COMPLETED, JOBS, seconds=FILM_SECONDS)
    durable = {number: at for number, at in commits.since_epoch().items() if at > begin}
    had = {int(event.rpartition("-")[2]): at for event, at in page.evaluate(TIMES).items()}
    report("panel", "commit to the panel's store", [had[number] - durable[number] for number in had.keys() & durable])


def reconnection(client, page, heard, gates, line):
    client.post("jobs", json=gates.film("waits")).raise_for_status()
    page.evaluate("dispatchEvent(new Event('online'))")  # it looks what there is, and keeps the stream or opens one
    waits = []
    for _ in range(CUTS):
        page.wait_for_timeout(1000 * SETTLED_SECONDS)
        connections = len(heard.times(CONNECTED))
        cut = time.time()
        line.reset()
        waits.append(said(page, heard, CONNECTED, connections + 1) - cut)
    report("panel", "the first reconnect after a cut", waits)
    asked = sorted(at for text in ASKED for at in heard.times(text))
    there = heard.times(CONNECTED)
    report("panel", "a stream established", [end - begin for begin, end in zip(asked, there, strict=True)])
    gates.open("waits")
    said(page, heard, COMPLETED, JOBS + 1)


def said(page, heard, text, count, *, seconds=30):
    """When the page's console said that for the so manieth time, in seconds since the epoch."""
    deadline = time.monotonic() + seconds
    while len(times := heard.times(text)) < count:
        assert time.monotonic() < deadline, heard.lines[-20:]
        page.wait_for_timeout(5)
    return times[count - 1]


def chromium():
    """The browser of the tests, or the system's."""
    known = TESTS.parent / ".venv-test" / "browser-path"
    path = os.environ.get("AURA_TEST_CHROMIUM") or (known.read_text() if known.exists() else None)
    return path or shutil.which("chromium") or shutil.which("google-chrome")
