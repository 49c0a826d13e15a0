"""The walks through the product in a real JupyterLab; `test_walks_broken` has those where something is not well."""

from __future__ import annotations

import hashlib
import re

import pytest
from playwright.sync_api import expect
from support.history import RANGES, STAGES
from support.panel import FILM_MS, SOON_MS, ShownPanel, play, seek, write_deck
from support.server import ended, until

from aura_nb.jobs.job_service import saved_as

PANEL = "import aura_nb as aura\naura.panel()"
POSTER_WIDTH = """async video => {
    const poster = new Image();
    poster.src = video.poster;
    await poster.decode();
    return poster.naturalWidth;
}"""


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
def panel(lab, page, request):
    """A panel over all jobs, in a notebook of its own."""
    return opened(lab, page, request)


def opened(lab, page, request):
    """A panel over all jobs, those that were begun elsewhere too."""
    notebook = lab.notebook(page, PANEL, name=f"{request.node.originalname}.ipynb")
    notebook.run()
    return ShownPanel(notebook.output())


def walked(states):
    """The stages that a card went through while its job ran, each in its range, in order and with words."""
    running = [state for state in states if state[0] == "running" and state[1]]
    ranges = {STAGES[phase]: reach for phase, reach in RANGES.items()}
    for _, stage, percent, message in running:
        low, high = ranges[stage]
        assert low <= percent <= high
        assert message
    percents = [percent for _, _, percent, _ in running]
    assert percents == sorted(percents)
    stages = list(dict.fromkeys(stage for _, stage, _, _ in running))
    assert stages == sorted(stages, key=list(ranges).index)
    return stages


def test_quick_demo_end_to_end(lab, client, page, panel, console):
    """A small one: the walk of the API makes it as it comes."""
    panel.watch()
    answer = panel.press("Quick Demo", "/aura/api/quick/demo")
    job = answer["jobId"]
    panel.wait("running", milliseconds=SOON_MS)
    expect(panel.card.get_by_label("Phases").get_by_role("progressbar")).to_have_count(5)
    panel.wait("completed")
    assert page.evaluate("auraPreviewed")  # the poster comes before the film
    expect(panel.card.locator(".aura-status")).to_have_text("Done")
    assert {"Voice", "Render"} <= set(walked(panel.seen(job)))  # one whose work was done ahead is passed without a word

    assert console.texts("[SseClient] Connected successfully")
    assert len(console.texts("[JobsStore] Job completed")) == 1
    assert "SSE stream requested for all jobs, reconnect=true" in lab.log()  # with the id of the list it was drawn from
    expect(page.locator(".Toastify__toast")).to_contain_text("is done")

    assert play(panel.video) > 0
    assert seek(panel.video) == pytest.approx(0.8, abs=0.02)
    assert panel.video.evaluate("video => video.textTracks[0].mode") == "showing"
    page.wait_for_function("video => video.textTracks[0].cues?.length > 3", arg=panel.video.element_handle())
    assert panel.video.evaluate(POSTER_WIDTH) > 0
    chapters = panel.card.get_by_label("Chapters").get_by_role("button")
    chapters.last.click()
    assert panel.video.evaluate("video => video.currentTime / video.duration") > 0.6

    artifacts = {each["name"]: each for each in client.get(f"jobs/{job}/artifacts").json()["artifacts"]}
    rows = panel.card.locator(".aura-artifact")
    assert sorted(rows.locator("bdi").all_text_contents()) == sorted(artifacts)
    shown = re.search(r"([\d.]+) ([kM])B", rows.filter(has_text="video.mp4").inner_text())
    assert shown
    bytes_shown = float(shown[1]) * {"k": 1e3, "M": 1e6}[shown[2]]
    assert bytes_shown == pytest.approx(artifacts["video.mp4"]["sizeBytes"], rel=0.05)
    panel.button("Open folder").click()
    expect(page.locator(".jp-DirListing-content")).to_contain_text("video.mp4")
    expect(page.locator(".jp-Dialog")).to_have_count(0)


def test_full_generate_video_flow(client, page, panel, console):
    panel.watch()
    panel.button("Create").click()
    form = panel.place.get_by_role("form", name="Create")
    form.get_by_text("A topic", exact=True).click()
    form.get_by_role("textbox", name="Topic").fill("Test video")
    for field, value in {"Audience": "General", "Goal": "Demonstrate", "Tone": "Informative"}.items():
        form.get_by_label(field, exact=True).select_option(value)
    form.get_by_label("Length in seconds").fill("10")
    form.get_by_role("button", name="Next").click()
    expect(form.get_by_text(re.compile(r"About 0:\d\d, \d+ scenes?"))).to_be_visible(timeout=FILM_MS)
    form.get_by_role("button", name="Accept defaults").click()
    form.get_by_role("button", name="Accept defaults").click()
    form.get_by_role("button", name="Choose…").click()
    form.get_by_role("searchbox", name="Search voices").fill("espeak english (america)")
    form.locator("[data-voice='espeak:en-us'] > .aura-voice").click()  # which is quick, as a draft is
    form.get_by_role("button", name="Back").click()
    form.get_by_label("Quality").select_option("draft")
    with page.expect_response("**/aura/api/preflight", timeout=FILM_MS) as checked:
        job = panel.press("Generate Video", "/aura/api/jobs")["jobId"]
    assert checked.value.json()["ok"]
    panel.wait("completed")
    assert {"Voice", "Render"} <= set(walked(panel.seen(job)))
    whole = client.get(f"jobs/{job}").json()
    assert (whole["brief"]["topic"], whole["brief"]["goal"]) == ("Test video", "Demonstrate")
    assert [phase["fraction"] for phase in client.get(f"render/{job}/progress").json()["phases"]] == [1.0] * 5

    artifacts = client.get(f"jobs/{job}/artifacts").json()["artifacts"]
    assert {"video.mp4", "captions.srt", "poster.png", "transcript.html"} <= {each["name"] for each in artifacts}
    panel.card.get_by_text("More files").click()
    # Chromium lets a page begin ten downloads before it asks.
    for artifact in [each for each in artifacts if not each["name"].startswith("thumbnails")]:
        row = panel.card.locator(".aura-artifact").filter(has=page.get_by_text(artifact["name"], exact=True))
        with page.expect_download() as begun:
            row.get_by_role("button", name="Download").click()
        saved = begun.value.path().read_bytes()
        assert begun.value.suggested_filename == saved_as("Test video", artifact["name"])
        assert hashlib.sha256(saved).hexdigest() == artifact["sha256"]


def waiting(client, gates, title):
    """A job that stops among its pictures, at 40 to 45 %, until the gates are opened that are named after it."""
    body = gates.film(title, f"{title} 2", f"{title} 3", title=title)
    return client.post("jobs", json=body).raise_for_status().json()["jobId"]


def test_job_cancellation(lab, gates, client, page, console, request):
    job = waiting(client, gates, "canceled")
    panel = opened(lab, page, request)
    panel.choose(job)
    panel.wait_percent(20, 50)
    with panel.page.expect_response("**/cancel") as asked:
        panel.button("Cancel").click()
    assert asked.value.status == 202
    panel.wait("canceled", milliseconds=SOON_MS)
    expect(panel.card.locator(".aura-status")).to_have_text("Canceled")
    expect(panel.card.locator(".aura-note")).to_contain_text("removed")
    assert len(console.texts("[JobsStore] Job canceled")) == 1
    stands = client.get(f"jobs/{job}").json()
    assert 20 <= stands["percent"] <= 50
    expect(panel.card.locator(".aura-percent")).to_have_attribute("aria-valuenow", str(int(stands["percent"])))
    expect(panel.button("Resume")).to_be_visible()
    expect(panel.button("Cancel")).to_have_count(0)
    lab.wait_streams(0)


def test_multiple_jobs(lab, gates, client, page, console):
    write_deck(lab.root, "second", 4)
    first = waiting(client, gates, "first")
    notebook = lab.notebook(page, PANEL, "job = aura.generate('second.md')", PANEL, name="two.ipynb")
    notebook.run(0)
    panel = ShownPanel(notebook.output(0))
    panel.choose(first)
    panel.wait("running")
    lab.wait_streams(1)
    # Leave: the cell is deleted as people do it, and the panel with it.
    notebook.cell(0).locator(".jp-InputArea-prompt").click()
    page.keyboard.press("d")
    page.keyboard.press("d")
    expect(page.locator(".aura-panel")).to_have_count(0)
    lab.wait_streams(0)
    notebook.run(0)
    notebook.run(1)
    for gate in "first", "first 2", "first 3":
        gates.open(gate)
    panel = ShownPanel(notebook.output(1))
    titles = {item["title"]: item["jobId"] for item in client.get("queue").json()["jobs"]}
    assert titles["first"] == first
    for title in ("first", "second"):
        panel.choose(titles[title])
        panel.wait("completed")
        expect(panel.card.get_by_role("heading", level=2)).to_have_text(title)
        assert play(panel.video) > 0
    lab.wait_streams(0)


def test_queue_api_endpoints(lab, gates, client, page, console, request):
    panel = opened(lab, page, request)
    done = panel.generate(write_deck(lab.root, "done", 2))
    panel.wait("completed")
    gone, running = waiting(client, gates, "gone"), waiting(client, gates, "running")
    panel = opened(lab, page, request)  # one that has nothing to follow asks for nothing
    panel.choose(gone)
    panel.button("Cancel").click()
    panel.wait("canceled", milliseconds=SOON_MS)
    listed = client.get("queue").json()
    lines = panel.queue.evaluate_all("lines => lines.map(line => [line.dataset.job, line.innerText])")
    assert [job for job, _ in lines] == [item["jobId"] for item in listed["jobs"]]
    assert lines[0][0] == running
    words = {"completed": "Done", "canceled": "Canceled", "running": "Running", "failed": "Failed", "pending": "Queued"}
    for (_, text), item in zip(lines, listed["jobs"], strict=True):
        assert item["title"] in text
        assert words[item["status"]] in text
    choice = panel.place.locator(".aura-filter label")
    for status, word in {"completed": "Done", "canceled": "Canceled", "running": "Running"}.items():
        expect(choice.filter(has_text=word)).to_contain_text(str(listed["stats"][status]))
        choice.filter(has_text=word).click()
        wanted = {item["jobId"] for item in listed["jobs"] if item["status"] == status}
        expect(panel.queue).to_have_count(len(wanted))
        assert set(panel.queue.evaluate_all("lines => lines.map(line => line.dataset.job)")) == wanted
    choice.filter(has_text="All").click()
    expect(panel.queue).to_have_count(len(lines))
    panel.choose(running)
    panel.button("Cancel").click()
    panel.wait("canceled", milliseconds=SOON_MS)
    panel.choose(done)
    panel.wait("completed")


def test_cleanup_service(lab, gates, client, page, console, request):
    job = waiting(client, gates, "cleaned")
    panel = opened(lab, page, request)
    panel.choose(job)
    own = [lab.workspace / kind / job for kind in ("temp", "proxy")]
    until(client, job, lambda _: any(folder.exists() and any(folder.iterdir()) for folder in own))
    panel.button("Cancel").click()
    panel.wait("canceled", milliseconds=SOON_MS)
    told = re.search(rf"Cleanup of job {job}: removed (\d+) files, freed (\d+) bytes", lab.log())
    assert told
    assert not any(folder.exists() for folder in own)
    files = int(told[1])
    expect(panel.card.locator(".aura-note")).to_contain_text(f"{files:,} file{'' if files == 1 else 's'} removed")
    assert ended(client, job)["artifacts"] == []
