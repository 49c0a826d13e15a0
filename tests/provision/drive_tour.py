"""Runs the tour that films itself as a visitor does, in JupyterLab in a headless browser, and sees the panel play it.

AURA_TOUR_URL and AURA_TOUR_TOKEN say where; AURA_TEST_CHROMIUM is the browser.
"""

from __future__ import annotations

import os
import re

from playwright.sync_api import Page, expect, sync_playwright

TOUR = "lab/tree/notebooks/6-notebook.ipynb"  # what the link's urlpath says
FILM_MS = 240_000
START_MS = 90_000
PLAYS = """async video => {
    video.muted = true;
    const moved = new Promise(done => video.addEventListener("timeupdate", () => video.currentTime > 0 && done()));
    await video.play();
    await moved;
    return video.currentTime;
}"""


def main() -> None:
    """Raises where anything is not as a visitor should find it."""
    url, token = os.environ["AURA_TOUR_URL"], os.environ["AURA_TOUR_TOKEN"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ["AURA_TEST_CHROMIUM"],
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(f"{url}{TOUR}?token={token}")
        expect(page.locator("#jp-main-statusbar")).to_contain_text(re.compile(r"Python 3.*\| Idle"), timeout=START_MS)
        _run_all(page)
        browser.close()
    print("the tour ran, and its film played")


def _run_all(page: Page) -> None:
    cells = page.locator(".jp-Notebook:visible .jp-CodeCell")
    for place in range(cells.count()):
        cells.nth(place).locator(".cm-content").click()
        page.keyboard.press("Shift+Enter")
        prompt = cells.nth(place).locator(".jp-InputArea-prompt")
        expect(prompt).to_have_text(re.compile(r"\[\d+\]:"), timeout=FILM_MS)
        failed = cells.nth(place).locator("[data-mime-type='application/vnd.jupyter.error']")
        if failed.count():
            raise AssertionError(failed.first.inner_text())
    panel = cells.nth(3).locator(".jp-Cell-outputArea")  # that of the film
    expect(panel).to_contain_text("Done", timeout=FILM_MS)
    panel.scroll_into_view_if_needed()
    if not panel.locator("video").evaluate(PLAYS) > 0:
        raise AssertionError("the film does not play")


if __name__ == "__main__":
    main()
