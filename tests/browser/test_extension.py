"""JupyterLab's and Notebook 7's own ways to Aura: a button, a menu, a card, and the panel without any cell."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect
from support.lab import Console
from support.panel import ShownPanel, play
from support.server import ended

FILM_MS = 240_000
BUTTON = "[data-jp-item-name='aura-film'] jp-button"
HEAD = "---\naspect: 320x180\nfps: 10\nvoice: silent:timed\n---\n"


@pytest.fixture
def page(lab_page):
    return lab_page


@pytest.fixture
def lab(shared_lab):
    return shared_lab


def pages(page):
    """What is open in the main area and at the right, by the extension."""
    return page.locator(".aura-side:visible")


def written(lab, name):
    cells = [
        {"cell_type": "raw", "metadata": {}, "source": HEAD, "id": "head"},
        {"cell_type": "markdown", "metadata": {}, "source": "# Tides\n\nThe sea rises.", "id": "one"},
        {"cell_type": "code", "metadata": {}, "source": "1 + 1", "id": "two", "outputs": [], "execution_count": None},
    ]
    spec = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    (lab.root / name).write_text(json.dumps({"cells": cells, "metadata": spec, "nbformat": 4, "nbformat_minor": 5}))
    return name


def test_a_notebooks_button_saves_it_and_shows_its_storyboard_then_the_film_is_made(lab, page, console):
    notebook = lab.open(page, written(lab, "tides.ipynb"))
    notebook.cell(0).locator(".cm-content").click()
    page.keyboard.type("0 + ")
    expect(page.locator(".lm-TabBar-tab.jp-mod-dirty")).to_have_count(1)
    page.locator(BUTTON).click()
    panel = ShownPanel(pages(page))
    cards = panel.place.locator(".aura-scene")
    expect(cards.first).to_contain_text("The sea rises.", timeout=FILM_MS)
    assert "0 + " in (lab.root / "tides.ipynb").read_text()  # what was typed is saved, and so is in the film
    expect(cards.first.get_by_role("img")).to_be_visible(timeout=FILM_MS)
    assert panel.place.bounding_box()["x"] > notebook.cell(0).bounding_box()["x"] + 200  # next to the notebook
    page.locator(BUTTON).click()
    expect(pages(page)).to_have_count(1)  # the same again, and no second one
    panel.press("Generate Video", "/aura/api/jobs")
    panel.wait("completed")
    assert play(panel.video) > 0
    panel.button("Open folder").click()
    expect(page.locator(".jp-DirListing-item", has_text="video.mp4")).to_be_visible()
    page.evaluate("jupyterapp.commands.execute('filebrowser:go-to-path', {path: '/'})")


def test_the_panel_opens_from_the_launcher_and_the_palette_without_a_cell(lab, page, console):
    lab.open(page, written(lab, "launched.ipynb"))
    page.evaluate("jupyterapp.commands.execute('launcher:create')")
    page.locator(".jp-LauncherCard:visible", has_text="Aura Films").click()
    panel = ShownPanel(pages(page))
    expect(panel.button("Quick Demo")).to_be_visible()
    page.keyboard.press("Control+Shift+c")
    page.locator(".lm-CommandPalette-input").fill("aura")
    expect(page.locator(".lm-CommandPalette-item:visible", has_text="Make a Film of This Notebook")).to_be_visible()
    page.locator(".lm-CommandPalette-item", has_text="Aura Films at the Side").click()
    expect(page.locator("#jp-right-stack .aura-panel")).to_be_visible()
    page.evaluate("""() => {
        for (const each of [...jupyterapp.shell.widgets("right")]) if (each.id.startsWith("aura")) each.close();
        jupyterapp.shell.collapseRight();
    }""")
    expect(page.locator("#jp-right-stack .aura-panel")).to_have_count(0)  # closed, it leaves nothing behind


def test_notebook_7_has_the_button_and_the_storyboard_beside_the_notebook(lab, page):
    seven = page.context.new_page()
    notebook = lab.open_notebook7(seven, written(lab, "seven-button.ipynb"))
    said = Console(seven)
    seven.locator(BUTTON).click()
    panel = ShownPanel(pages(seven))
    expect(panel.place.locator(".aura-scene").first).to_contain_text("The sea rises.", timeout=FILM_MS)
    panel.press("Generate Video", "/aura/api/jobs")
    panel.wait("completed")
    assert play(panel.video) > 0
    expect(notebook.cell(0)).to_be_visible()
    assert said.errors == []
    told = seven.locator(".Toastify__toast", has_text="is done")
    with seven.context.expect_page() as opened:
        told.get_by_role("button", name="Show in Folder").click()
    files = opened.value
    said = Console(files)
    files.reload()
    expect(files.locator(".jp-DirListing-item", has_text="video.mp4")).to_be_visible()
    assert [each for each in said.errors if "(reading 'schema')" not in each] == []  # that is Notebook 7's own


def test_switched_off_all_else_works_as_before(lab, own_page):
    said = Console(own_page)
    with lab.without_labextension():
        notebook = lab.notebook(own_page, "import aura_nb as aura\naura.panel()", name="off.ipynb")
        notebook.run()
        expect(ShownPanel(notebook.output()).button("Create")).to_be_visible()
        assert own_page.locator(BUTTON).count() == 0
        assert own_page.evaluate("jupyterapp.commands.hasCommand('aura:open')") is False
    assert said.errors == []


def menu_of(page, name):
    """The film's entry in a file's menu; a count of 0 where there is none."""
    page.locator(".jp-DirListing-item", has_text=name).click(button="right")
    expect(page.locator(".lm-Menu-item[data-command='filebrowser:copy']")).to_be_visible()
    return page.locator(".lm-Menu-item:visible", has_text="Make a Film of This")


def test_the_menu_of_every_file_that_can_be_a_film_has_an_entry_and_no_others(lab, page, console):
    folder = lab.root / "menus"
    folder.mkdir(exist_ok=True)
    (folder / "talk.md").write_text(f"{HEAD}# Bees\n\nThey matter.\n")
    written(lab, "menus/work.ipynb")
    for name in ("paper.qmd", "notes.txt", "table.json", "bees.storyboard.json"):
        (folder / name).write_text("")
    lab.open(page, "menus/work.ipynb")
    page.evaluate("jupyterapp.commands.execute('filebrowser:go-to-path', {path: 'menus'})")
    kinds = {"talk.md": "Deck", "paper.qmd": "Deck", "work.ipynb": "Notebook", "bees.storyboard.json": "Storyboard"}
    for name, kind in kinds.items():
        expect(menu_of(page, name)).to_have_text(f"Make a Film of This {kind}")
        page.keyboard.press("Escape")
    for name in ("notes.txt", "table.json"):
        expect(menu_of(page, name)).to_have_count(0)
        page.keyboard.press("Escape")
    menu_of(page, "talk.md").click()
    expect(ShownPanel(pages(page)).place.locator(".aura-scene")).to_contain_text("They matter.", timeout=FILM_MS)
    page.evaluate("jupyterapp.commands.execute('filebrowser:go-to-path', {path: '/'})")


def begin(lab, name, *, head=HEAD):
    """Begin a film from elsewhere: no panel of any page knows of it."""
    (lab.root / f"{name}.md").write_text(f"{head}# {name}\n\nA few words of {name}.\n")
    with lab.client() as client:
        return client.post("jobs", json={"source": {"path": f"{name}.md"}}).raise_for_status().json()["jobId"]


def test_the_end_of_a_film_is_told_with_no_panel_in_view_and_leads_to_the_film_and_its_folder(lab, page, console):
    lab.open(page, written(lab, "elsewhere.ipynb"))
    job = begin(lab, "told")
    toast = page.locator(".Toastify__toast")
    expect(toast).to_contain_text("is done", timeout=FILM_MS)
    expect(toast).to_have_count(1)
    toast.get_by_role("button", name="Show in Folder").click()
    expect(page.locator(".jp-DirListing-item", has_text="video.mp4")).to_be_visible()
    page.evaluate("jupyterapp.commands.execute('filebrowser:go-to-path', {path: '/'})")
    begin(lab, "again")
    toast = page.locator(".Toastify__toast", has_text="again")
    expect(toast).to_be_visible(timeout=FILM_MS)
    toast.get_by_role("button", name="Open", exact=True).click()
    panel = ShownPanel(pages(page))
    panel.wait("completed")
    assert panel.card.get_attribute("data-job") != job
    assert play(panel.video) > 0


def test_a_film_that_fails_is_told_and_stays_until_it_is_read(lab, page, console, ffmpeg):
    lab.open(page, written(lab, "fails.ipynb"))
    toast = page.locator(".Toastify__toast", has_text="failed")
    program = ffmpeg.readlink()
    ffmpeg.unlink()
    try:
        begin(lab, "fails")
        expect(toast).to_be_visible(timeout=FILM_MS)
    finally:
        ffmpeg.symlink_to(program)
    expect(toast.get_by_role("button", name="Show in Folder")).to_have_count(0)  # it has none
    toast.get_by_role("button", name="Open", exact=True).click()
    ShownPanel(pages(page)).wait("failed")


def test_a_storyboards_file_opens_in_the_editor_and_has_what_is_edited(lab, page, console):
    Image.new("RGB", (64, 36), "orange").save(lab.root / "bee.png")
    scenes = [
        {"id": "one", "heading": "Bees", "narration": "They matter.", "show": {"kind": "picture", "image": "bee.png"}},
        {"id": "two", "heading": "Wasps", "narration": "They do, too."},
    ]
    path = lab.root / "bees.storyboard.json"
    path.write_text(json.dumps({"title": "Bees", "scenes": scenes}))
    lab.open(page, written(lab, "beside.ipynb"))
    page.evaluate("jupyterapp.commands.execute('docmanager:open', {path: 'bees.storyboard.json'})")
    panel = ShownPanel(pages(page))
    narration = panel.place.get_by_label("Narration")
    expect(narration).to_have_value("They matter.", timeout=FILM_MS)
    narration.fill("They matter a lot.")
    expect(panel.place.locator("[data-saving=saved]")).to_be_visible()
    saved = json.loads(path.read_text())["scenes"]
    assert [scene["narration"] for scene in saved] == ["They matter a lot.", "They do, too."]
    assert saved[0]["show"]["image"] == "bee.png"  # and no name that only this workspace knows
    tab = page.locator(".lm-TabBar-tab", has_text="bees.storyboard.json")
    expect(tab).not_to_have_class(re.compile("jp-mod-dirty"))


def test_the_storyboard_in_a_films_folder_opens_the_films_own_editor_and_stays(lab, page, console):
    job = begin(lab, "kept")
    with lab.client() as client:
        folder = Path(ended(client, job)["output"]["folder"])
    before = (folder / "storyboard.json").read_bytes()
    lab.open(page, written(lab, "beside-a-film.ipynb"))
    place = (folder / "storyboard.json").relative_to(lab.root).as_posix()
    page.evaluate("path => jupyterapp.commands.execute('docmanager:open', {path})", place)
    panel = ShownPanel(pages(page))
    panel.place.get_by_label("Narration").fill("Other words.")
    expect(panel.place.locator("[data-saving=saved]")).to_be_visible()
    with lab.client() as client:
        assert client.get(f"jobs/{job}/storyboard").json()["scenes"][0]["narration"] == "Other words."
    assert (folder / "storyboard.json").read_bytes() == before
