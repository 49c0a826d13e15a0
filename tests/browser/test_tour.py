"""The first tour and the dashboard as a person meets them: in JupyterLab, reloaded in mid-tour, and in Notebook 7."""

from __future__ import annotations

import json
import os
import re

import pytest
from playwright.sync_api import expect
from support import TESTS
from support.lab import Console

TOUR = TESTS.parent / "notebooks" / "1-quickstart.ipynb"
CELLS = [cell for cell in json.loads(TOUR.read_text())["cells"] if cell["cell_type"] == "code"]
DEMO, AGAIN = 1, next(place for place, cell in enumerate(CELLS) if "again" in cell["metadata"].get("tags", []))
FILM_MS = 240_000
BOARD = """import aura_nb as aura
board = aura.dashboard()
board"""
FILM = """film = aura.generate("Wasps", seconds=10, aspect="320x180", fps=10, voice="silent:timed")
film.wait(progress=False).status"""


@pytest.fixture
def lab(shared_lab):
    for name in ("tour", "tour-seven"):
        (shared_lab.root / f"{name}.ipynb").write_bytes(TOUR.read_bytes())
    return shared_lab


@pytest.fixture
def page(lab_page):
    return lab_page


def run(notebook, places):
    """Run cells one by one; none may fail."""
    for place in places:
        notebook.run(place, wait=False)
        prompt = notebook.cell(place).locator(".jp-InputArea-prompt")
        try:
            expect(prompt).not_to_have_text("[ ]:", timeout=10_000)
        except AssertionError:  # a page that is still being put together swallows keys
            notebook.run(place, wait=False)
        expect(prompt).to_have_text(re.compile(r"\[\d+\]:"), timeout=FILM_MS)
        expect(notebook.output(place).locator("[data-mime-type='application/vnd.jupyter.error']")).to_have_count(0)


def test_a_page_that_is_reloaded_in_mid_tour_loses_nothing(lab, page, console):
    notebook = lab.open(page, "tour.ipynb")
    run(notebook, range(AGAIN))
    page.reload()
    notebook.wait_idle()
    run(notebook, range(AGAIN, len(CELLS)))
    place = next(place for place, cell in enumerate(CELLS) if "await job" in "".join(cell["source"]))
    expect(notebook.output(place)).to_contain_text("Done", timeout=FILM_MS)


def test_the_tour_runs_in_notebook_7(lab, page):
    other = page.context.new_page()
    heard = Console(other)
    notebook = lab.open_notebook7(other, "tour-seven.ipynb")
    run(notebook, range(len(CELLS)))
    expect(notebook.output(DEMO)).to_contain_text("Done", timeout=FILM_MS)
    # Notebook 7 says errors of its own while it starts: of settings and commands it does not have.
    assert [error for error in heard.errors if re.search("aura|anywidget", error, re.IGNORECASE)] == []


def test_the_dashboard_moves_while_another_cell_runs_and_its_filters_pick(lab, page, console):
    notebook = lab.notebook(page, BOARD, FILM, name="board.ipynb")
    run(notebook, [0])
    board = notebook.output(0)
    expect(board.get_by_role("button", name=re.compile("Done"))).to_be_visible()
    notebook.run(1, wait=False)
    expect(board.locator("td.state").first).to_contain_text(re.compile("Running|Done"), timeout=FILM_MS)
    expect(notebook.output(1)).to_contain_text("completed", timeout=FILM_MS)
    expect(board.locator("td.title").first).to_have_text("Wasps")
    board.get_by_placeholder("Title or id").fill("wasp")
    board.get_by_placeholder("Title or id").press("Enter")
    expect(board.locator("td.title")).to_have_text(["Wasps"], timeout=120_000)
    board.get_by_role("button", name=re.compile("^Failed")).click()
    expect(board).to_contain_text("No job is like this", timeout=120_000)
    board.get_by_role("button", name=re.compile("^Failed")).click()
    expect(board.locator("td.title")).to_have_text(["Wasps"], timeout=120_000)
    if (folder := os.environ.get("AURA_TEST_PICTURES")) is not None:  # to be looked at
        page.screenshot(path=f"{folder}/board.png")
