"""A real JupyterLab (or Notebook 7) and what a person does in it: `lab = Lab(folder)`, `lab.notebook(page, code)`.

The server is a `JupyterServer` with its own folders; `chromium_page` gives a page of a headless browser, whose console
is kept, so that a test can ask for `console.errors`.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
from playwright.sync_api import Browser, ConsoleMessage, Error, Locator, Page, expect, sync_playwright

from support.chromium import ARGUMENTS
from support.server import JupyterServer

IDLE_MS = 120_000
EXPECT_MS = 60_000  # for whatever a page should show: on a busy machine it takes its time
# What JupyterLab says of its own parts that are not installed, or not reached without the network.
# JupyterLab keeps its workspace whenever something moves, also when a test has ended its server.
_NOT_OURS = re.compile(
    r"favicon|/lsp/|jupyterlab/api/(news|update)|404 .*checkpoints|ERR_CONNECTION_REFUSED .*/lab/api/workspaces"
)

# What is open is closed, unsaved; what is open then has its kernel.
_CLOSE = """async () => {
    for (const each of [...jupyterapp.shell.widgets("main")]) {
        if (each.context) each.context.model.dirty = false;
        each.close();
    }
}"""
_OPEN = f"""async path => {{
    await ({_CLOSE})();
    const opened = await jupyterapp.commands.execute("docmanager:open", {{ path }});
    await opened.context.ready;
    await opened.context.sessionContext.ready;
}}"""
_TIDY = f"""async () => {{
    await ({_CLOSE})();
    await jupyterapp.serviceManager.sessions.shutdownAll();
    await jupyterapp.commands.execute("apputils:dismiss-notification");  // all of them
}}"""


class Lab(JupyterServer):
    """JupyterLab with Notebook 7 beside it: no news, no updates, none of the settings of whoever runs the tests."""

    def __init__(
        self,
        folder: Path,
        *,
        has_extension: bool = True,
        options: tuple[str, ...] = (),
        environ: dict[str, str] | None = None,
        **more: Any,
    ) -> None:
        self._has_extension = has_extension
        self.settings = folder / "lab-settings"
        self._config = folder / "lab-config"
        own = {
            "JUPYTER_CONFIG_PATH": str(self._config),
            "JUPYTERLAB_SETTINGS_DIR": str(self.settings),
            "JUPYTERLAB_WORKSPACES_DIR": str(folder / "lab-workspaces"),
        }
        quiet = self.settings / "@jupyterlab" / "apputils-extension"
        quiet.mkdir(parents=True, exist_ok=True)
        (quiet / "notification.jupyterlab-settings").write_text(
            json.dumps({"fetchNews": "false", "checkForUpdates": False, "doNotDisturbMode": False})
        )
        # Each page that is loaded would have the server run Node, to ask whether JupyterLab has to be built again.
        page = folder / "lab-config" / "labconfig" / "page_config.json"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(json.dumps({"buildAvailable": False, "buildCheck": False}))
        own["JUPYTER_CONFIG_PATH"] = str(folder / "lab-config")
        options = (*options, "--LabApp.expose_app_in_browser=True")
        super().__init__(folder, options=options, environ=own | (environ or {}), lab=True, **more)

    @contextlib.contextmanager
    def without_labextension(self) -> Iterator[None]:
        """As after `jupyter labextension disable aura-nb`, for pages that are loaded within."""
        told = self._config / "labconfig" / "page_config.json"
        told.parent.mkdir(parents=True, exist_ok=True)
        told.write_text(json.dumps({"disabledExtensions": {"aura-nb": True}}))
        yield
        told.unlink()

    def _command(self) -> list[str]:
        command = super()._command()
        if self._has_extension:
            return command
        return [word.replace("'jupyter_server_ext': True", "'jupyter_server_ext': False") for word in command]

    def _ready(self) -> bool:
        """Whether it answers; the extension's own record says so for a server that has it."""
        if self._has_extension:
            return super()._ready()
        try:
            return httpx.get(f"{self.url}api/status?token={self.token}", trust_env=False).status_code == 200
        except httpx.TransportError:
            return False

    def write_notebook(self, name: str, *cells: str) -> Path:
        """A notebook in the server's root folder."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            json.dumps(
                {
                    "cells": [
                        {
                            "cell_type": "code",
                            "id": f"cell-{index}",
                            "metadata": {},
                            "source": cell,
                            "outputs": [],
                            "execution_count": None,
                        }
                        for index, cell in enumerate(cells)
                    ],
                    "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
                    "nbformat": 4,
                    "nbformat_minor": 5,
                }
            )
        )  # fmt: skip - the file's own shape
        return path

    def open(self, page: Page, name: str, *, workspace: str = "", at: str = "") -> Notebook:
        """The notebook in JupyterLab, its kernel idle; two tabs of one notebook want a workspace each.

        A page that shows this JupyterLab already is not loaded again, which takes it some 6 seconds of a processor.
        `at` is the server's address when it is reached another way.
        """
        if not (workspace or at) and page.url.startswith(f"{self.url}lab"):
            page.evaluate(_OPEN, name)
            notebook = Notebook(page)
            notebook.wait_idle()
            return notebook
        token = f"&token={self.token}" if self.token else ""
        # JupyterLab knows a workspace by these letters alone; at another's address it opens no notebook.
        place = re.sub(r"[^a-zA-Z0-9_-]", "-", workspace or Path(name).stem)
        page.goto(f"{at or self.url}lab/workspaces/{place}/tree/{quote(name)}?reset{token}")
        notebook = Notebook(page)
        notebook.wait_idle()
        return notebook

    def notebook(self, page: Page, *cells: str, name: str = "test.ipynb") -> Notebook:
        """A new notebook with these cells, open in JupyterLab."""
        self.write_notebook(name, *cells)
        return self.open(page, name)

    def end_kernels(self) -> None:
        """As a server does that is started anew."""
        with httpx.Client(headers={"Authorization": f"token {self.token}"}, trust_env=False, timeout=60) as client:
            for session in client.get(f"{self.url}api/sessions").raise_for_status().json():
                client.delete(f"{self.url}api/sessions/{session['id']}").raise_for_status()

    def open_notebook7(self, page: Page, name: str) -> Notebook7:
        """The notebook in Notebook 7, its kernel idle."""
        page.goto(f"{self.url}notebooks/{quote(name)}?token={self.token}")
        notebook = Notebook7(page)
        notebook.wait_idle()
        return notebook


class Notebook:
    """A notebook that is open in JupyterLab."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def wait_idle(self) -> None:
        """Until the kernel is there and does nothing."""
        status = self.page.locator("#jp-main-statusbar")
        expect(status).to_contain_text(re.compile(r"Python 3.*\| Idle"), timeout=IDLE_MS)

    def cell(self, index: int) -> Locator:
        """A cell by its place."""
        return self.page.locator(".jp-Notebook:visible .jp-CodeCell").nth(index)

    def run(self, index: int = 0, *, wait: bool = True) -> None:
        """Run a cell as a person does; with `wait` until the kernel is idle again."""
        self.cell(index).locator(".cm-content").click()
        self.page.keyboard.press("Shift+Enter")
        if wait:
            prompt = self.cell(index).locator(".jp-InputArea-prompt")
            expect(prompt).to_have_text(re.compile(r"\[\d+\]:"), timeout=IDLE_MS)

    def save(self) -> None:
        """Write the notebook with its outputs, and wait until it is written."""
        self.cell(0).locator(".jp-InputArea-prompt").click()
        with self.page.expect_response(
            lambda answer: answer.request.method == "PUT" and "/api/contents/" in answer.url
        ) as saved:
            self.page.keyboard.press("Control+s")
        assert saved.value.ok

    def restart_kernel(self) -> None:
        """As from the menu, and wait until it is there again."""
        self.page.get_by_role("menuitem", name="Kernel", exact=True).click()
        self.page.get_by_role("menuitem", name=re.compile(r"^Restart Kernel…")).click()
        with self.page.expect_response(lambda answer: answer.url.split("?")[0].endswith("/restart")) as restarted:
            self.page.locator(".jp-Dialog").locator(".jp-mod-accept").click()
        assert restarted.value.ok
        self.wait_idle()

    def output(self, index: int = 0) -> Locator:
        """What a cell shows."""
        return self.cell(index).locator(".jp-Cell-outputArea")


class Notebook7(Notebook):
    """A notebook that is open in Notebook 7, which has no status bar: the server says how the kernel is."""

    def wait_idle(self) -> None:
        self.page.locator(".jp-Notebook .jp-CodeCell").first.wait_for(timeout=IDLE_MS)
        self.page.wait_for_function(
            """async () => {
                const told = JSON.parse(document.getElementById("jupyter-config-data").textContent);
                const kernels = await (await fetch(`${told.baseUrl}api/kernels`)).json();
                return kernels.some(kernel => kernel.execution_state === "idle" && kernel.connections > 0);
            }""",
            timeout=IDLE_MS,
            polling=200,
        )

    def run(self, index: int = 0, *, wait: bool = True) -> None:
        """As in JupyterLab; a key that comes before the page has its kernel does nothing, and is pressed again."""
        prompt = self.cell(index).locator(".jp-InputArea-prompt")
        for _ in range(5):
            super().run(index, wait=False)
            with contextlib.suppress(AssertionError):
                expect(prompt).not_to_have_text(re.compile(r"^\[ ?\]:"), timeout=5_000)
                break
        if wait:
            expect(prompt).to_have_text(re.compile(r"\[\d+\]:"), timeout=IDLE_MS)


class Console:
    """All that a page has said."""

    def __init__(self, page: Page) -> None:
        self.lines: list[tuple[str, str]] = []
        self._times: list[tuple[str, float]] = []
        self._page = page
        page.on("console", self._hear)
        page.on("pageerror", self._hear_error)

    def close(self) -> None:
        """Hear no more: others use the page."""
        self._page.remove_listener("console", self._hear)
        self._page.remove_listener("pageerror", self._hear_error)

    def _hear_error(self, error: Error) -> None:
        self.lines.append(("error", str(error)))

    def _hear(self, message: ConsoleMessage) -> None:
        self.lines.append((message.type, f"{message.text} ({message.location.get('url', '')})"))
        self._times.append((message.text, message.timestamp / 1000))

    def texts(self, start: str) -> list[str]:
        """The lines that begin so, without where they were written."""
        return [text.rpartition(" (")[0] for _, text in self.lines if text.startswith(start)]

    def times(self, start: str) -> list[float]:
        """When the page said the lines that begin so, in seconds."""
        return [time for text, time in self._times if text.startswith(start)]

    @property
    def errors(self) -> list[str]:
        """What was said as an error, of us or of others because of us."""
        return [text for kind, text in self.lines if kind == "error" and not _NOT_OURS.search(text)]


class SharedPage:
    """A page for one test after the other: JupyterLab is loaded in it once, unless a test has failed in it."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._page: Page | None = None

    def page(self) -> Page:
        """The page, with nothing open in it; a new one where the server of what it shows has ended."""
        if self._page is not None and not _answers(self._page.url):
            self.drop()
        if self._page is None:
            self._page = new_page(self._browser)
        return self._page

    def tidy(self) -> None:
        """Close what a test has opened: other pages, notebooks and their kernels, and what JupyterLab has notified."""
        if self._page is None:
            return
        for other in self._page.context.pages:
            if other is not self._page:
                other.close()
        self._page.unroute_all()
        try:
            if self._page.evaluate("'jupyterapp' in window"):
                self._page.evaluate(_TIDY)
        except Error:  # its server was the test's own, and has ended: there is nothing to be tidied any more
            self.drop()

    def drop(self) -> None:
        """The next test gets a new one."""
        if self._page is not None:
            self._page.context.close()
            self._page = None


def _answers(address: str) -> bool:
    """Whether there is still a server at the page's address; JupyterLab goes on asking one that has ended."""
    if not address.startswith("http"):
        return True
    try:
        httpx.head(address, timeout=30, trust_env=False)
    except httpx.TransportError:
        return False
    return True


def new_page(browser: Browser) -> Page:
    """A page of its own, in a window of its own.

    Nothing moves in it by itself: without a graphics card, each turn of a sign of waiting is drawn by a processor.
    """
    context = browser.new_context(
        viewport={"width": 1300, "height": 1000}, accept_downloads=True, reduced_motion="reduce"
    )
    context.set_default_timeout(EXPECT_MS)
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())  # leaving a page that has not saved its workspace
    return page


@contextlib.contextmanager
def launched(chromium: str) -> Iterator[Browser]:
    """A headless browser."""
    expect.set_options(timeout=EXPECT_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()
