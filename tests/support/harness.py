"""The panel in its harness: a page that shows any state of it, without a server and without a kernel."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from provision import panel
from provision.environment import programs_in, with_node
from provision.process import StepFailed

from support.chromium import ARGUMENTS
from support.files import serving

AXE = panel.SOURCES / "node_modules" / "axe-core" / "axe.min.js"
PAGE = panel.SOURCES / "build" / "harness"


def installed() -> dict[str, str]:
    """Have the panel's own packages, axe-core among them; the environment for their programs. Raises `StepFailed`."""
    env = with_node(Path(sys.prefix))
    panel.install(Path(sys.prefix), env)
    return env


def build() -> None:
    """Build the page from the sources as they are. Raises `StepFailed` where Node or its packages are missing."""
    env = installed()
    programs = programs_in(Path(sys.prefix))
    done = subprocess.run(
        [programs / "node", "scripts/harness.mjs"],
        cwd=panel.SOURCES,
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if done.returncode:
        raise StepFailed(done.stderr)


@contextlib.contextmanager
def harness(film: Path | None = None) -> Iterator[str]:
    """The page's address; `film` is the folder of a finished film, shown where a state has one."""
    build()
    with serving(PAGE, **({"film": film} if film else {})) as address:
        yield f"{address}/index.html?{'film=film&' if film else ''}"


@contextlib.contextmanager
def chromium_in(path: str | None) -> Iterator[Any]:
    """A headless Chromium: the one at `path`, or the system's."""
    from playwright.sync_api import sync_playwright

    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    path = path or os.environ.get("AURA_TEST_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


def show(page: Any, address: str, name: str, *, theme: str, width: int) -> None:
    """Bring the page to a state, as a person would come to it, and wait until it stands still."""
    query, act = STATES[name]
    page.goto(f"{address}{query}&theme={theme}&width={width}")
    page.locator(".aura-panel").wait_for()
    act(page)
    page.wait_for_function(
        """() => [...document.querySelectorAll('video')].every(each => !each.src || each.readyState > 1 || each.error)
                 && [...document.images].every(each => each.complete)"""
    )


def _press(*names: str) -> Callable[[Any], None]:
    """Press these buttons one after the other."""

    def act(page: Any) -> None:
        for name in names:
            page.get_by_role("button", name=name, exact=True).click()

    return act


def _form(*then: Callable[[Any], None], topic: str = "Why bees matter") -> Callable[[Any], None]:
    def act(page: Any) -> None:
        page.get_by_role("button", name="Create", exact=True).click()
        if topic:
            page.get_by_label("Topic", exact=True).fill(topic)
        for each in then:
            each(page)

    return act


def _choose(name: str) -> Callable[[Any], None]:
    return lambda page: page.get_by_text(name, exact=True).click()


def _slides(page: Any) -> None:
    page.locator(".aura-slide img").first.wait_for()


def _estimated(page: Any) -> None:
    page.get_by_text("About").wait_for()


def _edit(*names: str, scene: str = "", changed: bool = False) -> Callable[[Any], None]:
    """Open the editor of a film, at a scene; press these in it, and look at what has changed."""

    def act(page: Any) -> None:
        page.get_by_role("button", name="Edit", exact=True).click()
        page.locator(".aura-scene-seen img").wait_for()
        if scene:
            page.locator(f".aura-strip [data-scene={scene}]").click()
        for name in names:
            page.get_by_role("button", name=name, exact=True).click()
        if changed:
            page.get_by_role("button", name=re.compile("changes?$")).click()

    return act


def _still(_page: Any) -> None:
    """Nothing to do: it looks so at once."""


_EMPTY = "scene=empty"
STATES: dict[str, tuple[str, Callable[[Any], None]]] = {
    "empty": (_EMPTY, _still),
    "form-brief": (_EMPTY, _form(topic="")),
    "form-text": (_EMPTY, _form(_choose("My own text"))),
    "form-file": (_EMPTY, _form(_choose("A file"), _press("Browse…"))),
    "form-notebook": (f"{_EMPTY}&notebook", _form(topic="")),
    "form-plan": (_EMPTY, _form(_press("Next"), _estimated)),
    "form-looks": (_EMPTY, _form(_press("Next", "See themes and aspects on this film"), _slides)),
    "form-voice": (_EMPTY, _form(_press("Next", "Accept defaults"))),
    "storyboard": (_EMPTY, _form(_press("Storyboard"), _slides)),
    "storyboard-sheet": (_EMPTY, _form(_press("Storyboard"), _slides, _choose("Contact sheet"))),
    "form-wrong": (_EMPTY, _form(_press("Generate Video"), topic="")),
    "form-refused": (f"{_EMPTY}&refuses", _form(_press("Generate Video"))),
    "preflight-warns": (f"{_EMPTY}&preflight=warn", _form(_press("Generate Video"))),
    "preflight-fails": (f"{_EMPTY}&preflight=fail", _form(_press("Generate Video"))),
    "queued": ("scene=pending", _still),
    **{
        f"running-{phase}": (f"scene=running-{phase}", _still)
        for phase in ("plan", "tts", "visuals", "compose", "render")
    },
    "warned": ("scene=warned", _still),
    "many-warnings": ("scene=many-warnings", _still),
    "canceling": ("scene=canceling", _still),
    "done": ("scene=done", _still),
    "editor": ("scene=done", _edit()),
    "editor-points": ("scene=done", _edit(scene="work")),
    "editor-cells": ("scene=done", _edit(scene="quiet")),
    "editor-json": ("scene=done", _edit("JSON")),
    "editor-voices": ("scene=done", _edit("Choose…")),
    "editor-recorder": ("scene=done", _edit("Record…", "Start recording")),
    "editor-recorded": ("scene=done", _edit("Record…", "Start recording", "Stop")),
    "editor-making": ("scene=done", _edit("Make film")),
    "editor-changes": ("scene=done", _edit("Move down", "Duplicate", changed=True)),
    "done-portrait": ("scene=done-portrait", _still),
    "done-elsewhere": ("scene=done&plays=no", _still),
    "failed": ("scene=failed", _still),
    "failed-log": ("scene=failed", _press("View logs")),
    "canceled": ("scene=canceled", _still),
    "reconnecting": ("scene=running&connection=reconnecting", _still),
    "lost": ("scene=running&connection=lost", _still),
    "refused": ("scene=running&connection=refused", _still),
    "whole": ("scene=whole", _still),
    "whole-done": ("scene=whole-done", _still),
    "many": ("scene=many", _still),
    "many-remove": ("scene=many", _press("Clear finished")),
    "toasts": ("scene=running&toasts", _still),
    "rtl": ("scene=rtl", _still),
    "hostile": ("scene=hostile", _press("View logs")),
    "hostile-running": ("scene=hostile-running", _still),
    "hostile-done": ("scene=hostile-done", _still),
    "hostile-queue": ("scene=hostile-queue", _still),
}
