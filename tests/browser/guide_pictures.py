"""The panel's pictures in the README and the guide, from a real JupyterLab: `python tests/browser/guide_pictures.py`.

It makes a film, and takes its card while it runs, when it is done, and its editor; then a notebook with its button and
the storyboard next to it. They go into `docs/images`, or the
folder that is named. Open them and look.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from playwright.sync_api import Page, expect
from support.lab import Lab, launched
from support.panel import FILM_MS, ShownPanel

IMAGES = Path(__file__).parents[2] / "docs" / "images"
FILM = {
    "brief": {"topic": "Why bees matter"},
    "plan": {"seconds": 60},
    "render": {"quality": "draft", "theme": "paper"},
}
DARK = """() => jupyterapp.commands.execute("apputils:change-theme", { theme: "JupyterLab Dark" })"""
AT = """async video => {
    const there = new Promise(done => video.addEventListener("seeked", done, { once: true }));
    video.currentTime = 2.5;
    await there;
}"""


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("folder", type=Path, nargs="?", default=IMAGES)
    asked.add_argument("--chromium", default="/usr/bin/chromium")
    options = asked.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        Lab(Path(folder)) as lab,
        launched(options.chromium) as browser,
        lab.client() as client,
    ):
        page = browser.new_context(viewport={"width": 1400, "height": 1800}).new_page()
        notebook = lab.notebook(page, "import aura_nb as aura\n\naura.panel()")
        page.evaluate(DARK)
        client.post("jobs", json=FILM).raise_for_status()
        notebook.run()
        panel = ShownPanel(notebook.output())
        cell = notebook.cell(0)
        panel.wait_percent(30, 70)
        panel.place.locator(".aura-preview img").first.wait_for(timeout=FILM_MS)
        cell.screenshot(path=options.folder / "panel-running.png")
        panel.wait("completed")
        panel.video.evaluate(AT)
        cell.screenshot(path=options.folder / "panel-done.png")
        panel.button("Edit").click()
        panel.place.locator(".aura-strip-item > button").nth(1).click()
        for picture in panel.place.locator(".aura-slide").all()[:4]:
            expect(picture.locator("img")).to_be_visible(timeout=FILM_MS)
        page.add_style_tag(content=".Toastify { display: none; }")
        cell.screenshot(path=options.folder / "panel-editor.png")
        beside(lab, page, options.folder / "panel-lab.png")
    print(f"four pictures in {options.folder}")


def beside(lab: Lab, page: Page, path: Path) -> None:
    """The storyboard that a notebook's button has opened."""
    page.set_viewport_size({"width": 1280, "height": 720})
    lab.notebook(
        page,
        "# Tides\nheights = [1.2, 3.4, 0.9, 2.8]",
        "# How high is the highest tide?\nmax(heights)",
        name="tides.ipynb",
    )
    page.evaluate("""() => jupyterapp.commands.execute("apputils:change-theme", { theme: "JupyterLab Light" })""")
    page.evaluate("jupyterapp.shell.collapseLeft()")
    page.locator("[data-jp-item-name='aura-film'] jp-button").click()
    pictures = page.locator(".aura-side .aura-slide img")
    pictures.first.wait_for(timeout=FILM_MS)
    pictures.nth(1).wait_for(timeout=FILM_MS)
    page.screenshot(path=path)


if __name__ == "__main__":
    main()
