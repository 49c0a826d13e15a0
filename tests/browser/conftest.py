"""A headless browser for each module, a page and its console for each test, and a JupyterLab that a module shares.

None of them outlives its module: other tests look at what processes there are.
"""

from __future__ import annotations

import pytest
from support.gates import Gates
from support.lab import Console, Lab, launched
from support.server import ended


@pytest.fixture(scope="module")
def browser(chromium):
    with launched(chromium) as browser:
        yield browser


@pytest.fixture
def page(browser):
    """A page of its own for a test, in a window of its own."""
    context = browser.new_context(viewport={"width": 1300, "height": 1000}, accept_downloads=True)
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())  # leaving a page that has not saved its workspace
    yield page
    context.close()


@pytest.fixture
def heard(page):
    """What the page says, whatever it is: for walks in which something is broken on purpose."""
    return Console(page)


@pytest.fixture
def console(heard):
    """What the page says; nothing may be an error."""
    yield heard
    assert heard.errors == []


@pytest.fixture(scope="module")
def gates(tmp_path_factory):
    """Where the films of `shared_lab` wait, when a test says so."""
    return Gates(tmp_path_factory.mktemp("gates"))


@pytest.fixture(scope="module")
def running_lab(tmp_path_factory, gates):
    with Lab(tmp_path_factory.mktemp("lab"), environ=gates.environ) as running:
        yield running


@pytest.fixture
def shared_lab(running_lab):
    """JupyterLab with the extension, for tests that leave it as it was: no job of theirs goes on."""
    yield running_lab
    with running_lab.client() as client:
        for job in client.get("queue", params={"status": "pending,running"}).json()["jobs"]:
            client.post(f"jobs/{job['jobId']}/cancel")
            ended(client, job["jobId"])
