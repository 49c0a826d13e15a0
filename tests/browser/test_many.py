"""Many panels, many tabs, many jobs: one stream for all of them, JupyterLab as quick as before, nothing left."""

from __future__ import annotations

import json
import re
import time

import pytest
from playwright.sync_api import expect
from support.panel import ShownPanel
from support.server import small_job

pytestmark = pytest.mark.few

SHORT_MS = 120_000
ONE_JOB_MS = 240_000
PANELS = 8
ASK = """async () => {
    const { baseUrl } = JSON.parse(document.getElementById("jupyter-config-data").textContent);
    const seconds = [];
    for (let turn = 0; turn < 5; turn++) {
        const began = performance.now();
        const answer = await fetch(`${baseUrl}api/contents?${turn}`, { signal: AbortSignal.timeout(30000) });
        await answer.json();
        seconds.push((performance.now() - began) / 1000);
    }
    return seconds;
}"""


def streams(lab):
    """How many streams the server has open, by its own metrics."""
    with lab.client() as client:
        lines = client.get(f"{lab.url}metrics").raise_for_status().text.splitlines()
    return sum(float(line.split()[-1]) for line in lines if line.startswith("aura_nb_stream_readers{"))


def until(condition, seconds=30):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize("count", [2, pytest.param(7, marks=pytest.mark.long)])
def test_eight_panels_in_each_tab_have_one_stream_and_the_server_answers_as_before(
    shared_lab, gates, page, console, count
):
    """A browser has six connections to a server: the panels of one tab would take them all, and every tab one."""
    lab = shared_lab
    with lab.client() as client:
        job = client.post("jobs", json=gates.film(f"tabs-{count}")).raise_for_status().json()["jobId"]
    # Short cells, so that all eight are on the screen: a panel nobody sees asks for no stream.
    cells = ["import aura_nb as aura", *[f"aura.panel({job!r})"] * PANELS]
    page.set_viewport_size({"width": 1300, "height": 3600})
    notebook = lab.notebook(page, *cells, name=f"tabs-{count}.ipynb")
    for index in range(len(cells)):
        notebook.run(index)
    expect(page.locator(".aura-card[data-status=running]")).to_have_count(PANELS, timeout=SHORT_MS)
    notebook.save()
    tabs = [page]
    for number in range(1, count):
        tab = page.context.new_page()
        tab.set_viewport_size({"width": 1300, "height": 3600})
        lab.open(tab, f"tabs-{count}.ipynb", workspace=f"tab-{number}")
        tabs.append(tab)
    for tab in tabs:
        expect(tab.locator(".aura-card[data-status=running]")).to_have_count(PANELS, timeout=SHORT_MS)
    assert streams(lab) == 1
    for tab in tabs[0], tabs[-1]:
        # A browser that has no connection left would wait until a stream ends; a busy machine is slow now and then.
        assert min(tab.evaluate(ASK)) < 1
    gates.open(f"tabs-{count}")
    for tab in tabs:
        expect(tab.locator(".aura-card[data-status=completed]")).to_have_count(PANELS, timeout=ONE_JOB_MS)
    until(lambda: streams(lab) == 0)


@pytest.mark.parametrize(
    ("jobs", "every"), [(5, 0.0), pytest.param(100, 6.0, marks=[pytest.mark.long, pytest.mark.timeout(1800)])]
)
def test_many_jobs_leave_nothing_in_the_page(shared_lab, page, console, jobs, every):
    """The first jobs fill what a page keeps anyway: compiled code, fonts, JupyterLab's own notifications."""
    lab = shared_lab
    notebook = lab.notebook(page, "import aura_nb as aura\naura.panel()", name=f"many-{jobs}.ipynb")
    notebook.run()
    panel = ShownPanel(notebook.output())
    page.route("**/quick/demo", make_small)
    remove_ended(panel)
    watch = Watch(page)
    with lab.client() as client:
        for number in range(5):
            run(panel, client, number)
        remove_ended(panel)
        before = watch.now()
        for number in range(jobs):
            began = time.monotonic()
            run(panel, client, number)
            page.wait_for_timeout(1000 * max(0.0, every - (time.monotonic() - began)))
        remove_ended(panel)
    until(lambda: streams(lab) == 0)
    after = watch.now()
    print(f"{jobs} jobs: {before} -> {after}")
    assert after["heap"] < 1.1 * before["heap"]
    # JupyterLab keeps each notification: two listeners and some nodes. A card that stays has dozens, and hundreds.
    assert after["listeners"] < before["listeners"] + 3 * jobs
    assert after["nodes"] < before["nodes"] + 30 * jobs


def run(panel, client, number):
    """A film, begun and seen to its end in the panel; every third is canceled, unless it is quicker."""
    with panel.page.expect_response(lambda answer: answer.request.method == "POST") as begun:
        panel.button("Quick Demo").click()
    job = begun.value.json()["jobId"]
    if number % 3 == 2:
        assert client.post(f"jobs/{job}/cancel").status_code in {202, 409}
    expect(panel.card).to_have_attribute("data-job", job, timeout=SHORT_MS)
    expect(panel.card).to_have_attribute("data-status", re.compile("completed|canceled"), timeout=ONE_JOB_MS)


def make_small(route):
    """A film that is made quickly in the place of the demo: how large it is makes no difference to the panel."""
    address = route.request.url.replace("/quick/demo", "/jobs")
    route.continue_(url=address, post_data=json.dumps(small_job(2)))


def remove_ended(panel):
    """Take every ended job out of the panel: what it keeps of them is not to be kept."""
    button = panel.button("Clear finished")
    while button.count():
        button.click()
        panel.place.locator(".aura-sure").get_by_role("button", name="Remove").click()
        expect(button.or_(panel.place.locator(".aura-sure"))).to_have_count(0, timeout=SHORT_MS)


class Watch:
    """What a page holds: bytes of its heap, listeners and nodes of its documents, by Chromium's own count."""

    def __init__(self, page):
        self._page = page
        self._session = page.context.new_cdp_session(page)
        self._session.send("Performance.enable")
        self._session.send("HeapProfiler.enable")

    def now(self):
        expect(self._page.locator(".Toastify__toast")).to_have_count(0, timeout=SHORT_MS)
        for _ in range(3):  # what is freed may free more
            self._session.send("HeapProfiler.collectGarbage")
        told = {each["name"]: each["value"] for each in self._session.send("Performance.getMetrics")["metrics"]}
        return {"heap": told["JSHeapUsedSize"], "listeners": told["JSEventListeners"], "nodes": told["Nodes"]}
