"""The panel of a user of a real JupyterHub, whose server the hub stops in mid-job and starts again."""

from __future__ import annotations

import json
import sys

import pytest
from playwright.sync_api import expect
from support.gates import Gates
from support.hub import Hub
from support.lab import Notebook
from support.server import NO_PART_OF_LAB, until

SHORT_MS = 120_000

pytestmark = [
    pytest.mark.long,  # JupyterLab behind a hub and its proxy: 40 s
    pytest.mark.skipif(sys.platform == "win32", reason="JupyterHub has no spawner there"),
]


def test_a_panel_says_that_the_hub_stopped_its_server_and_shows_the_film_afterwards(tmp_path, hub_proxy, own_page):
    page = own_page
    gates = Gates(tmp_path / "gates")
    environ = gates.environ | {"AURA_WORKSPACE": str(tmp_path / "workspace")}
    with Hub(tmp_path, hub_proxy, environ=environ, without=NO_PART_OF_LAB) as hub:
        hub.spawn("ann")
        with hub.client("ann") as client:
            job_id = client.post("jobs", json=gates.film("next")).raise_for_status().json()["jobId"]
            until(client, job_id, lambda _: ": done in " in client.get(f"jobs/{job_id}/logs").text)
        source = f"import aura_nb as aura\naura.panel({job_id!r})"
        cell = {
            "cell_type": "code",
            "id": "a",
            "metadata": {},
            "source": source,
            "outputs": [],
            "execution_count": None,
        }
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
        notebook = {"cells": [cell], "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
        (tmp_path / "ann" / "film.ipynb").write_text(json.dumps(notebook))
        page.goto(f"{hub.url}/hub/login?next=/user/ann/lab/tree/film.ipynb")
        page.get_by_label("Username").fill("ann")
        page.get_by_label("Password").fill("any")
        page.get_by_role("button", name="Sign in").click()
        if page.get_by_role("button", name="Authorize").count():
            page.get_by_role("button", name="Authorize").click()
        opened = Notebook(page)
        opened.wait_idle()
        opened.run()
        card = opened.output().locator(".aura-card")
        expect(card).to_contain_text("Running", timeout=SHORT_MS)

        hub.stop("ann")
        gates.open("next")
        hub.spawn("ann")
        # The page's login went with the server, JupyterLab's too: the panel says so, and a reload signs in again.
        expect(page.get_by_text("The server refused the connection.").first).to_be_visible(timeout=SHORT_MS)
        page.screenshot(path=tmp_path / "refused.png")
        page.goto(f"{hub.url}/user/ann/lab/tree/film.ipynb?reset")
        opened.wait_idle()
        opened.run()
        expect(card).to_have_attribute("data-status", "completed", timeout=SHORT_MS)
        expect(card.locator("video")).to_be_visible()
        page.screenshot(path=tmp_path / "hub.png")
