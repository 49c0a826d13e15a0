"""The panel where no server has Aura: the kernel alone makes the film and relays it; a notebook without its kernel."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect
from support.gates import Gates
from support.lab import Lab

SHORT_MS = 60_000
FILM_MS = 150_000
PLAYS = """async video => {
    video.muted = true;
    await video.play();
    await new Promise(moved => video.requestVideoFrameCallback(moved));
    video.pause();
    return [video.duration, video.src.split(":")[0]];
}"""


@pytest.fixture(scope="module")
def gates(tmp_path_factory):
    return Gates(tmp_path_factory.mktemp("gates"))


@pytest.fixture(scope="module")
def bare(tmp_path_factory, gates):
    """JupyterLab without the extension."""
    with Lab(tmp_path_factory.mktemp("bare"), has_extension=False, environ=gates.environ) as running:
        yield running


def test_the_quick_demo_runs_to_done_and_its_film_is_seen(bare, page, console):
    notebook = bare.notebook(page, "import aura_nb as aura\naura.panel()", name="demo.ipynb")
    notebook.run()
    notebook.output().get_by_role("button", name="Quick Demo").click()
    card = notebook.output().locator(".aura-card")
    expect(card).to_contain_text("Running", timeout=SHORT_MS)
    expect(card).to_have_attribute("data-status", "completed", timeout=FILM_MS)
    seconds, way = card.locator("video").evaluate(PLAYS)
    assert seconds > 10
    assert way == "blob"
    assert not console.texts("[SseClient] Connecting")


def test_cancel_works(bare, gates, page, console):
    (bare.root / "story.json").write_text(json.dumps(gates.film("relayed")["storyboard"]))
    code = """import aura_nb as aura
job = aura.generate("story.json", aspect="320x180", fps=10, voice="silent:timed")
aura.panel(job)"""
    notebook = bare.notebook(page, code, name="cancel.ipynb")
    notebook.run()
    card = notebook.output().locator(".aura-card")
    expect(card).to_contain_text("Running", timeout=SHORT_MS)
    card.get_by_role("button", name="Cancel").click()
    expect(card).to_have_attribute("data-status", "canceled", timeout=SHORT_MS)
    expect(card.get_by_role("button", name="Resume")).to_be_visible()


def test_a_saved_notebook_whose_kernel_is_gone_shows_a_card(bare, page, heard):
    """It was saved when the job had ended, though the cell ran when it began."""
    (bare.root / "deck.md").write_text("# Bees\n\nThey matter.\n")
    options = "aspect='320x180', fps=10, voice='silent:timed'"
    notebook = bare.notebook(page, f"import aura_nb as aura\naura.generate('deck.md', {options})", name="saved.ipynb")
    notebook.run()
    panel = notebook.output().locator(".aura-card")
    expect(panel).to_have_attribute("data-status", "completed", timeout=FILM_MS)
    card = notebook.output().locator(".aura-nb-card")
    expect(card).to_contain_text("Done", timeout=SHORT_MS)
    expect(card).to_be_hidden()
    notebook.save()
    page.goto("about:blank")
    bare.end_kernels()
    bare.open(page, "saved.ipynb")
    expect(card).to_be_visible()
    expect(card).to_contain_text("Bees")
    expect(card).to_contain_text("video.mp4")
    assert card.locator("img").evaluate("image => image.naturalWidth") > 0
    expect(notebook.output().get_by_text("Error displaying widget")).to_be_hidden()
    expect(panel).to_have_count(0)
