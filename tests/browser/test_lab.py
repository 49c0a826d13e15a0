"""The panel where people use it: a real JupyterLab and Notebook 7; `test_alone` has those without the extension."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect
from support.panel import ShownPanel, play, seek, write_deck


def deck(scenes):
    return "\n".join(f"# Scene {number}\n\n- one\n- two\n\nA few words, number {number}.\n" for number in range(scenes))


def written(cells):
    """A notebook of these cells; what begins with a word and no sign is code."""
    kinds = ["markdown" if cell.startswith("#") else "code" for cell in cells]
    made = [
        {"cell_type": kind, "metadata": {}, "source": cell, "id": f"cell-{number}"}
        | ({"outputs": [], "execution_count": None} if kind == "code" else {})
        for number, (kind, cell) in enumerate(zip(kinds, cells, strict=True))
    ]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


DECK = deck(4)
SMALL = "aspect='320x180', fps=10, voice='silent:timed'"
JOB = f"import aura_nb as aura\njob = aura.generate('deck.md', {SMALL})\njob"
PANEL = "import aura_nb as aura\naura.panel()"
FILM_MS = 240_000

KEEP_SOUNDS = """() => {
    window.sounds = [];
    window.Audio = class extends window.Audio {
        constructor(...words) { super(...words); sounds.push(this); }
    };
}"""
LOUDEST = """async () => {
    const bytes = await (await fetch(sounds[0].src)).arrayBuffer();
    const sound = await new OfflineAudioContext(1, 1, 24000).decodeAudioData(bytes);
    return sound.getChannelData(0).reduce((most, each) => Math.max(most, Math.abs(each)), 0);
}"""


@pytest.fixture
def page(lab_page):
    return lab_page


@pytest.fixture
def lab(shared_lab):
    """JupyterLab with the extension."""
    (shared_lab.root / "deck.md").write_text(DECK)
    return shared_lab


def test_a_job_as_a_cells_last_line_is_followed_and_asks_for_no_other(lab, page, console):
    notebook = lab.notebook(page, JOB, name="job.ipynb")
    notebook.run()
    expect(notebook.output()).to_contain_text("Done", timeout=FILM_MS)
    assert play(notebook.output().locator("video")) > 0
    # The stream ends with the job: what is open is counted by the server.
    assert lab.log().count("SSE stream requested") >= 1


def test_keys_pressed_in_the_panel_are_not_the_notebooks(lab, page, console):
    notebook = lab.notebook(page, PANEL, "'another cell'", name="keys.ipynb")
    notebook.run()
    panel = ShownPanel(notebook.output())
    demo = panel.button("Quick Demo")
    demo.focus()
    for key in ("d", "d", "x", "a", "b", "0", "0", "m"):
        page.keyboard.press(key)
    expect(demo).to_be_focused()
    page.keyboard.press("Tab")
    expect(panel.button("Create")).to_be_focused()
    page.keyboard.press("Enter")  # the button's, and not the cell's
    expect(panel.place.get_by_role("form", name="Create")).to_be_visible()
    expect(panel.place.get_by_role("radio", name="This notebook")).to_be_focused()
    page.keyboard.press("ArrowUp")  # the form's, and not the notebook's
    expect(panel.place.get_by_role("radio", name="A topic")).to_be_focused()
    page.keyboard.press("Tab")
    topic = panel.place.get_by_role("textbox", name="Topic")
    expect(topic).to_be_focused()
    page.keyboard.type("add bees")
    expect(topic).to_have_value("add bees")
    page.keyboard.press("Control+s")
    expect(page.locator(".jp-NotebookPanel.jp-mod-dirty, .lm-TabBar-tab.jp-mod-dirty")).to_have_count(0)
    expect(page.locator(".jp-CodeCell")).to_have_count(2)
    assert '"execution_count": 1' in (lab.root / "keys.ipynb").read_text()  # saving stayed the notebook's
    # Who clicks beside the panel is in the notebook again.
    notebook.cell(0).locator(".jp-InputArea-prompt").click()
    page.keyboard.press("d")
    page.keyboard.press("d")
    expect(page.locator(".jp-CodeCell")).to_have_count(1)


def test_this_notebook_comes_first_and_is_the_saved_file(lab, page, console):
    (lab.root / "own work").mkdir(exist_ok=True)
    name = "own work/größe.ipynb"
    notebook = lab.notebook(page, PANEL, "print(3)", name=name)
    notebook.run()
    panel = ShownPanel(notebook.output())
    panel.button("Create").click()
    form = panel.place.get_by_role("form", name="Create")
    expect(form.get_by_role("radio").first).to_be_checked()
    expect(form.locator("label:has(:checked)")).to_have_text("This notebook")
    expect(form.get_by_text(name, exact=True)).to_be_visible()
    form.get_by_role("button", name="Next").click()
    expect(form.get_by_text("About")).to_be_visible(timeout=FILM_MS)


def test_a_sample_of_the_voice_is_heard(lab, page, console):
    notebook = lab.notebook(page, PANEL, "print(3)", name="sample.ipynb")
    page.evaluate(KEEP_SOUNDS)
    notebook.run()
    panel = ShownPanel(notebook.output())
    panel.button("Create").click()
    panel.place.get_by_role("button", name="Voice").click()
    panel.button("Play sample").click()
    expect(panel.button("Stop")).to_be_visible(timeout=FILM_MS)
    page.wait_for_function("sounds.length === 1 && sounds[0].currentTime > 0.2")
    assert page.evaluate(LOUDEST) > 0.05
    panel.button("Stop").click()
    expect(panel.button("Play sample")).to_be_visible()
    assert page.evaluate("sounds[0].paused")
    panel.button("Play sample").click()
    page.wait_for_function("sounds.length === 2 && sounds[1].ended", timeout=FILM_MS)
    expect(panel.button("Play sample")).to_be_visible()


def test_the_panel_opens_beside_the_notebook(lab, page, console):
    notebook = lab.notebook(page, "import aura_nb as aura\naura.panel(side=True)", name="side.ipynb")
    notebook.run()
    side = page.locator(".aura-side")
    expect(side.get_by_role("button", name="Quick Demo")).to_be_visible(timeout=30_000)
    expect(notebook.output()).to_contain_text("next to this notebook")
    assert side.bounding_box()["x"] >= notebook.output().bounding_box()["x"] + 200


def test_a_film_is_made_and_plays_in_notebook_7(lab, page):
    lab.write_notebook("panel-seven.ipynb", PANEL)
    notebook = lab.open_notebook7(page.context.new_page(), "panel-seven.ipynb")
    notebook.run()
    panel = ShownPanel(notebook.output())
    panel.generate(write_deck(lab.root, "seven", 4))
    panel.wait("completed")
    assert play(panel.video) > 0
    assert seek(panel.video) == pytest.approx(0.8, abs=0.02)


def test_a_storyboard_is_seen_and_heard_before_its_film_is_made(lab, page, console):
    head = "---\naspect: 320x180\nfps: 10\nvoice: espeak:en-us\n---\n"
    (lab.root / "board.md").write_text(head + deck(10))
    notebook = lab.notebook(page, PANEL, name="board.ipynb")
    page.evaluate(KEEP_SOUNDS)
    notebook.run()
    panel = ShownPanel(notebook.output())
    panel.fill("board.md")
    panel.button("See storyboard").click()
    cards = panel.place.locator(".aura-scene")
    expect(cards).to_have_count(10, timeout=FILM_MS)
    first = cards.first.get_by_role("img")
    expect(first).to_be_visible(timeout=FILM_MS)
    assert first.evaluate("picture => picture.naturalWidth") == 320  # the film's own slide
    expect(cards.first).to_contain_text("A few words, number 0.")
    panel.place.get_by_text("Contact sheet").click()
    for card in cards.all():
        card.scroll_into_view_if_needed()
        expect(card.get_by_role("img")).to_be_visible(timeout=FILM_MS)
    panel.place.get_by_text("Cards", exact=True).click()
    cards.first.get_by_role("button", name="Listen to scene 1").click()
    expect(panel.place.locator(".aura-scene[data-heard]")).to_have_count(1, timeout=FILM_MS)
    assert page.evaluate(LOUDEST) > 0.1
    with lab.client() as client:
        planned = client.post("plan", json={"source": {"path": "board.md"}}, timeout=60).json()["tasks"]
    status = {task["task"]: task["status"] for task in planned}
    assert {status[f"draw:scene-{number}"] for number in range(10)} == {"hit"}  # the film finds them done
    assert status["speak:scene-0"] == "hit"
    assert status["film"] != "hit"


NOTEBOOK = [
    "# Tides\n\nThe sea rises and falls twice a day.",
    "heights = [1.2, 3.4, 0.9]\nprint(max(heights))",
    "## What is next\n\nWe look at the moon, and at what it does to the water.",
]


def test_one_sentence_of_a_notebooks_film_is_edited_heard_and_made_again(lab, page, console):
    """The twelfth walk: what was typed is there after the page was closed, and only its scene is made again."""
    (lab.root / "tides.ipynb").write_text(written(NOTEBOOK))
    with lab.client() as client:
        body = {"source": {"path": "tides.ipynb"}, "render": {"aspect": "320x180", "fps": 10}}
        asked = client.post("jobs", json=body | {"voice": {"name": "espeak:en-us"}})
        first = asked.raise_for_status().json()["jobId"]
    notebook = lab.notebook(page, PANEL, name="edit.ipynb")
    page.evaluate(KEEP_SOUNDS)
    notebook.run()
    panel = ShownPanel(notebook.output())
    panel.choose(first)
    panel.wait("completed")
    panel.button("Edit").click()
    strip = panel.place.locator(".aura-strip-item > button")
    expect(strip.first).to_be_visible(timeout=30_000)
    strip.last.click()
    narration = panel.place.get_by_label("Narration")
    narration.fill("The moon pulls at the water, and the water follows.")
    expect(panel.place.locator("[data-saving=saved]")).to_be_visible(timeout=30_000)
    panel.button("Speak this").click()
    expect(panel.place.locator(".aura-lit > [data-lit]")).to_have_count(1, timeout=FILM_MS)
    assert page.evaluate(LOUDEST) > 0.1
    panel.button("Stop").click()
    page.goto("about:blank")  # as a browser that is closed: the edit is there
    notebook = lab.notebook(page, PANEL, name="edit-again.ipynb")
    notebook.run()
    panel = ShownPanel(notebook.output())
    panel.choose(first)
    panel.button("Edit").click()
    strip = panel.place.locator(".aura-strip-item > button")
    strip.last.click()
    expect(panel.place.get_by_label("Narration")).to_have_value("The moon pulls at the water, and the water follows.")
    panel.button("Make film").click()
    cost = panel.place.locator(".aura-making strong")
    expect(cost).to_contain_text("that see the whole film", timeout=FILM_MS)
    said = int(cost.inner_text().split()[0])  # what was heard is spoken already
    panel.press("Make it", f"/aura/api/storyboards/{first}/jobs")
    panel.wait("completed")
    second = panel.card.get_attribute("data-job")
    with lab.client() as client:
        tasks = client.get(f"jobs/{second}/timings").json()["tasks"]
        own = client.get(f"jobs/{first}/artifacts/storyboard.json").json()
    ran = [task["task"] for task in tasks if not task["hit"]]
    assert len(ran) == said, ran
    assert {task for task in ran if task.startswith(("speak:", "draw:", "clip:"))} <= {
        f"{kind}:{own['scenes'][-1]['id']}" for kind in ("speak", "draw", "clip")
    }
    assert own["scenes"][-1]["narration"] != "The moon pulls at the water, and the water follows."
    page.wait_for_function("() => document.querySelector('.aura-card video')?.currentTime > 1")  # at that scene
