"""The panel where no server has Aura: the kernel alone makes the film and relays it; a notebook without its kernel."""

from __future__ import annotations

import re

import httpx
import pytest
from playwright.sync_api import expect
from support.lab import Lab

SHORT_MS = 120_000
FILM_MS = 240_000
SMALL = "aspect='320x180', fps=10, voice='silent:timed'"
PLAYS = """async video => {
    video.muted = true;
    await video.play();
    await new Promise(moved => video.requestVideoFrameCallback(moved));
    video.pause();
    return [video.duration, video.src.split(":")[0]];
}"""


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """JupyterLab without the extension."""
    with Lab(tmp_path_factory.mktemp("bare"), has_extension=False) as running:
        yield running


@pytest.fixture
def page(lab_page):
    return lab_page


def test_the_quick_demo_begins_and_cancel_works(bare, page, console):
    notebook = bare.notebook(page, "import aura_nb as aura\naura.panel()", name="demo.ipynb")
    notebook.run()
    notebook.output().get_by_role("button", name="Quick Demo").click()
    card = notebook.output().locator(".aura-card")
    expect(card).to_contain_text("Running", timeout=SHORT_MS)
    card.get_by_role("button", name="Cancel").click()
    expect(card).to_have_attribute("data-status", "canceled", timeout=SHORT_MS)
    expect(card.get_by_role("button", name="Resume")).to_be_visible()


def test_the_kernel_says_which_notebook_the_panel_stands_in(bare, page, console):
    """Below the kernel's own folder, which is the notebook's and not the server's."""
    notebook = bare.notebook(page, "import aura_nb as aura\naura.panel()", "print(3)", name="work/analysis.ipynb")
    notebook.run()
    notebook.output().get_by_role("button", name="Create").click()
    form = notebook.output().get_by_role("form", name="Create")
    expect(form.get_by_role("radio", name="This notebook")).to_be_checked(timeout=SHORT_MS)
    expect(form.get_by_text("analysis.ipynb", exact=True)).to_be_visible()
    form.get_by_role("button", name="Next").click()
    form.get_by_text("Scenes", exact=True).click(timeout=SHORT_MS)
    expect(form.get_by_role("listitem").filter(has_text="analysis.ipynb, cell 2")).not_to_have_count(0)


def test_a_film_is_followed_while_the_kernel_is_busy_and_a_saved_notebook_shows_a_card_without_it(bare, page, heard):
    """It is saved when the job has ended, though its cell ran when it began.

    The last of the file: ipywidgets complains for a while of a widget without its kernel.
    """
    (bare.root / "relay.md").write_text("# Bees\n\nThey matter.\n\n# Wasps\n\nThey do, too.\n")
    assert httpx.get(f"{bare.url}aura/api/healthz?token={bare.token}", trust_env=False).status_code == 404
    make = f"import aura_nb as aura\njob = aura.generate('relay.md', {SMALL})\njob"
    busy = "import time\nwhile aura.job(job.id).status != 'completed': time.sleep(0.2)\ntime.sleep(5)"
    notebook = bare.notebook(page, make, busy, name="relay.ipynb")
    expect(page.locator("[data-jp-item-name='aura-film'] jp-button")).to_be_hidden()  # there is nobody to ask
    notebook.run()
    notebook.run(1, wait=False)
    # The kernel runs the second cell until after the end: all of this came without asking it.
    panel = notebook.output().locator(".aura-card")
    expect(panel).to_contain_text(re.compile("Running|Done"), timeout=SHORT_MS)
    expect(panel).to_have_attribute("data-status", "completed", timeout=FILM_MS)
    seconds, way = panel.locator("video").evaluate(PLAYS)
    assert seconds > 1
    assert way == "blob"
    assert not heard.texts("[SseClient] Connecting")
    assert heard.errors == []

    saved = notebook.output().locator(".aura-nb-card")
    expect(saved).to_contain_text("Done", timeout=SHORT_MS)
    expect(saved).to_be_hidden()
    notebook.save()
    page.goto("about:blank")
    bare.end_kernels()
    bare.open(page, "relay.ipynb")
    expect(saved).to_be_visible()
    expect(saved).to_contain_text("Bees")
    expect(saved).to_contain_text("video.mp4")
    assert saved.locator("img").evaluate("image => image.naturalWidth") > 0
    expect(notebook.output().get_by_text("Error displaying widget")).to_be_hidden()
    expect(panel).to_have_count(0)
