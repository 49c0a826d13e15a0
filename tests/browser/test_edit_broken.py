"""The editor over a line that is cut, beside another tab: what it shows as saved is on the server's disk."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from support import story
from support.panel import ShownPanel
from support.server import made

PANEL = "import aura_nb as aura\naura.panel()"
SMALL = {"voice": {"name": "silent:timed"}, "render": {"aspect": "320x180", "fps": 10}}


@pytest.fixture
def page(lab_page):
    return lab_page


def test_over_a_cut_line_and_beside_another_tab_nothing_is_lost_or_written_over(shared_lab, page, heard):
    with shared_lab.client() as client:
        job = made(client, SMALL | {"storyboard": story(2).to_json()})["jobId"]
        here = f"storyboards/{job}"
        notebook = shared_lab.notebook(page, PANEL, name="cut.ipynb")
        notebook.run()
        panel = ShownPanel(notebook.output())
        panel.choose(job)
        panel.wait("completed")
        panel.button("Edit").click()
        expect(panel.place.get_by_label("Narration")).to_be_visible(timeout=120_000)
        narration, saving = panel.place.get_by_label("Narration"), panel.place.locator("[data-saving]")

        def said():
            return client.get(here).json()["storyboard"]["scenes"][0]["narration"]

        page.route(f"**/aura/api/{here}", lambda route: route.abort())
        narration.fill("Typed while the line was cut.")
        expect(saving).to_have_attribute("data-saving", "waiting", timeout=120_000)
        expect(saving).to_contain_text("Not saved yet.")
        page.unroute_all()
        expect(saving).to_have_attribute("data-saving", "saved", timeout=120_000)
        assert said() == "Typed while the line was cut."

        now = client.get(here)
        theirs = now.json()["storyboard"]
        theirs["scenes"][0]["narration"] = "Typed in another tab."
        client.put(here, json=theirs, headers={"If-Match": now.headers["ETag"]}).raise_for_status()
        narration.fill("Typed in this tab.")
        expect(saving).to_have_attribute("data-saving", "conflict", timeout=120_000)
        assert said() == "Typed in another tab."
        panel.button("Use the other one").click()
        expect(narration).to_have_value("Typed in another tab.")
        panel.button("Undo").click()
        expect(saving).to_have_attribute("data-saving", "saved", timeout=120_000)
        assert said() == "Typed in this tab."
