"""A headless browser, a page and its console for each test, and a JupyterLab that many share.

None of them outlives the tests in this folder: others look at what processes there are.
"""

from __future__ import annotations

import pytest
from provision.process import StepFailed
from support import share_steps, sparing
from support.accidents import linked_ffmpeg
from support.gates import Gates
from support.harness import harness
from support.lab import Console, Lab, SharedPage, launched, new_page
from support.server import ended


@pytest.fixture(scope="package")
def browser(chromium):
    with launched(chromium) as browser:
        yield browser


@pytest.fixture(scope="package")
def address(chromium):
    """The panel in its harness."""
    from conftest import absent

    try:
        with harness() as found:
            yield found
    except StepFailed as failure:
        absent(f"the panel cannot be built here: {failure}")


@pytest.fixture
def page(browser):
    """A page of its own for a test, in a window of its own."""
    page = new_page(browser)
    yield page
    page.context.close()


@pytest.fixture(scope="package")
def shared_page(browser):
    shared = SharedPage(browser)
    yield shared
    shared.drop()


@pytest.fixture
def lab_page(shared_page, request):
    """The page of tests that can follow each other in one JupyterLab: what they have opened is closed."""
    failed = request.session.testsfailed
    yield shared_page.page()
    if request.session.testsfailed > failed:
        shared_page.drop()
    else:
        shared_page.tidy()


@pytest.fixture
def own_page(browser):
    """A page of its own beside the one that is shared: it has another address, or its server ends."""
    page = new_page(browser)
    yield page
    page.context.close()


@pytest.fixture
def heard(page):
    """What the page says, whatever it is: for walks in which something is broken on purpose."""
    console = Console(page)
    yield console
    console.close()


@pytest.fixture
def console(heard):
    """What the page says; nothing may be an error."""
    yield heard
    assert heard.errors == []


@pytest.fixture(scope="package")
def gates(tmp_path_factory):
    """Where the films of `shared_lab` wait, when a test says so."""
    return Gates(tmp_path_factory.mktemp("gates"))


@pytest.fixture(scope="package")
def ffmpeg(tmp_path_factory):
    """Where the server of `shared_lab` looks for FFmpeg: a link that a test can take away."""
    return linked_ffmpeg(tmp_path_factory.mktemp("programs"))


@pytest.fixture(scope="package")
def running_lab(tmp_path_factory, gates, ffmpeg, steps):
    """As it comes, but that two films are made at once, workers at a gate are left in peace, and the demo is small."""
    folder = tmp_path_factory.mktemp("lab")
    share_steps(folder / "workspace", steps)
    options = (
        "--AuraApp.max_running_jobs=2",
        "--AuraApp.step_timeout_seconds=0",
        *sparing.options_of(folder, sparing.shrink_demo),
    )
    with Lab(folder, options=options, environ=gates.environ | {"AURA_FFMPEG": str(ffmpeg)}) as running:
        yield running


@pytest.fixture
def shared_lab(running_lab):
    """JupyterLab with the extension, for tests that leave it as it was: no job of theirs goes on."""
    yield running_lab
    with running_lab.client() as client:
        for job in client.get("queue", params={"status": "pending,running"}).json()["jobs"]:
            client.post(f"jobs/{job['jobId']}/cancel")
            ended(client, job["jobId"])
