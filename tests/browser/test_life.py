"""The panel over the life of its page, its kernel and its server: each ends and comes back while a job runs."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from support.gates import Gates
from support.lab import Lab

SHORT_MS = 120_000
FILM_MS = 240_000
TITLE = "A film that waits"


@pytest.fixture
def page(lab_page):
    return lab_page


def submitted(lab, body):
    with lab.client() as client:
        return client.post("jobs", json=body).raise_for_status().json()["jobId"]


def panel_of(job):
    return f"import aura_nb as aura\naura.panel({job!r})"


def card(notebook):
    return notebook.output().locator(".aura-card")


def percent(notebook):
    """What the card says, as a number."""
    return int(card(notebook).get_by_role("progressbar").first.get_attribute("aria-valuenow"))


def test_after_a_reload_the_card_is_there_and_follows_its_job_in_another_notebook_too(shared_lab, gates, page, console):
    lab = shared_lab
    job = submitted(shared_lab, gates.film("reload"))
    notebook = lab.notebook(page, panel_of(job), name="reload.ipynb")
    notebook.run()
    expect(card(notebook)).to_contain_text("Running", timeout=SHORT_MS)
    notebook.save()
    page.reload()
    # Nobody runs a cell: the kernel still has the widget, the server the job.
    expect(card(notebook)).to_contain_text("Running", timeout=SHORT_MS)
    expect(card(notebook)).to_contain_text(TITLE)
    other = page.context.new_page()
    second = lab.notebook(other, panel_of(job[:8]), name="elsewhere.ipynb")
    second.run()
    expect(card(second)).to_contain_text("Running", timeout=SHORT_MS)
    gates.open("reload")
    for each in notebook, second:
        expect(card(each)).to_have_attribute("data-status", "completed", timeout=FILM_MS)
        expect(card(each).locator("video")).to_be_visible()


def test_after_a_restart_of_the_kernel_the_card_goes_on_and_ends_right(shared_lab, gates, page, console):
    lab = shared_lab
    job = submitted(shared_lab, gates.film("kernel-1", "kernel-2"))
    notebook = lab.notebook(page, panel_of(job), name="restart.ipynb")
    notebook.run()
    expect(card(notebook)).to_contain_text("Running", timeout=SHORT_MS)
    before = percent(notebook)
    notebook.restart_kernel()
    gates.open("kernel-1")
    expect_more_than(notebook, before)
    gates.open("kernel-2")
    expect(card(notebook)).to_have_attribute("data-status", "completed", timeout=FILM_MS)
    assert console.texts("[SseClient] Connection error") == []


def expect_more_than(notebook, before):
    notebook.page.wait_for_function(
        "([bar, before]) => Number(bar.getAttribute('aria-valuenow')) > before",
        arg=[card(notebook).get_by_role("progressbar").first.element_handle(), before],
        timeout=SHORT_MS,
    )


def test_after_the_end_of_its_server_the_card_comes_back_by_itself_and_ends_right(tmp_path, own_page):
    """The server is killed in mid-job, its workers with it, and another starts in its place."""
    gates = Gates(tmp_path / "gates")
    with Lab(tmp_path / "lab", environ=gates.environ) as lab:
        job = submitted(lab, gates.film("killed"))
        notebook = lab.notebook(own_page, panel_of(job), name="killed.ipynb")
        notebook.run()
        expect(card(notebook)).to_contain_text("Running", timeout=SHORT_MS)
        lab.kill()
        expect(notebook.output()).to_contain_text("Connection lost", timeout=SHORT_MS)
        lab.start()
        expect(notebook.output()).not_to_contain_text("Connection lost", timeout=SHORT_MS)
        expect(card(notebook)).to_contain_text("Running", timeout=SHORT_MS)
        gates.open("killed")
        expect(card(notebook)).to_have_attribute("data-status", "completed", timeout=FILM_MS)
        assert notebook.output().locator("video").evaluate("video => video.readyState") is not None
        with lab.client() as client:
            assert client.get(f"jobs/{job}").json()["attempt"] == 2
        assert "reconnect=true" in lab.log()


def test_while_the_kernel_is_busy_progress_moves_and_cancel_works(shared_lab, gates, page, console, tmp_path):
    """The job's end takes its previews away while they are being fetched: no error of the page either."""
    lab = shared_lab
    held = []
    page.route("**/artifacts/poster.png*", lambda route: held.append(route))  # noqa: PLW0108 - a built-in is none to Playwright
    job = submitted(shared_lab, gates.film("busy-1", "busy-2"))
    free = tmp_path / "free"
    # It would be busy for ever, and asks nobody: what moves here moves without it.
    busy = f"import os\nwhile not os.path.exists({str(free)!r}): pass"
    notebook = lab.notebook(page, panel_of(job), busy, name="busy.ipynb")
    notebook.run()
    expect(card(notebook)).to_contain_text("Running", timeout=SHORT_MS)
    notebook.run(1, wait=False)
    expect(notebook.cell(1).locator(".jp-InputArea-prompt")).to_have_text("[*]:", timeout=SHORT_MS)
    before = percent(notebook)
    gates.open("busy-1")
    expect_more_than(notebook, before)
    while not held:
        page.wait_for_timeout(50)
    card(notebook).get_by_role("button", name="Cancel").click()
    expect(card(notebook)).to_have_attribute("data-status", "canceled", timeout=SHORT_MS)
    expect(notebook.cell(1).locator(".jp-InputArea-prompt")).to_have_text("[*]:")
    for route in held:
        route.continue_()
        assert route.request.response().status == 204
    free.touch()
    expect(notebook.cell(1).locator(".jp-InputArea-prompt")).to_have_text(re.compile(r"\[\d+\]:"), timeout=SHORT_MS)
