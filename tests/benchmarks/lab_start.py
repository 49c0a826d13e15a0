"""What our extension adds to the start of JupyterLab, in a headless Chromium.

Run by `run.py start`. Two servers, one of which offers all installed extensions but ours. Pages of one browser load
them in turns, each first as a stranger's browser, which keeps nothing, then again with what it has kept: milliseconds
from the page's own beginning until the application and its launcher are there (`app.restored`), and of the processor
that the page's main thread used for it, which a busy machine disturbs less; as the medians of pairs.
"""

from __future__ import annotations

import statistics
import sys
from pathlib import Path

from panel import chromium
from support.lab import Lab, launched

PAIRS = 21
OURS = "aura-nb"
# The page says when it is there.
WATCH = """(() => {
    const look = () => {
        if (!("jupyterapp" in window)) return setTimeout(look, 1);
        jupyterapp.restored.then(() => { window.restoredAt = performance.now(); });
    };
    look();
})()"""


def start(folder):
    others = folder / "labextensions"
    others.mkdir()
    for each in (Path(sys.prefix) / "share" / "jupyter" / "labextensions").iterdir():
        if each.name != OURS:
            (others / each.name).symlink_to(each)
    without = (f"--LabApp.labextensions_path={others}",)
    with (
        Lab(folder / "with") as ours,
        Lab(folder / "without", options=without) as bare,
        launched(chromium()) as browser,
    ):
        load(browser, ours)
        load(browser, bare)  # both servers have read what they read once
        pairs = [
            (load(browser, ours), load(browser, bare))
            if number % 2
            else tuple(reversed((load(browser, bare), load(browser, ours))))
            for number in range(PAIRS)
        ]
    for place, name in enumerate(("cold", "of it processor", "warm", "of it processor")):
        with_ours = [one[place] for one, _ in pairs]
        alone = [other[place] for _, other in pairs]
        more = [mine - other for mine, other in zip(with_ours, alone, strict=True)]
        print(
            f"start  {name:<15}  {statistics.median(with_ours):6.0f} ms with it, {statistics.median(alone):6.0f} "
            f"without; in pairs {statistics.median(more):+5.0f} ms"
        )


def load(browser, lab):
    """The milliseconds of a page without anything kept, and of the same again."""
    context = browser.new_context(viewport={"width": 1300, "height": 1000}, reduced_motion="reduce")
    context.add_init_script(WATCH)
    try:
        page = context.new_page()
        first = told(page, lab, f"{lab.url}lab?reset&token={lab.token}")
        return *first, *told(page, lab, f"{lab.url}lab?reset")
    finally:
        context.close()


def told(page, lab, address):
    chrome = page.context.new_cdp_session(page)
    chrome.send("Performance.enable", {"timeDomain": "threadTicks"})
    before = worked(chrome)
    page.goto(address)
    page.wait_for_function("'restoredAt' in window", timeout=120_000)
    has = page.evaluate("jupyterapp.commands.hasCommand('aura:open')")
    assert has == (lab.root.parent.name == "with"), "the wrong page"
    return page.evaluate("restoredAt"), worked(chrome) - before


def worked(chrome):
    """The milliseconds of the processor that the page's main thread has used."""
    metrics = chrome.send("Performance.getMetrics")["metrics"]
    return 1000 * next(each["value"] for each in metrics if each["name"] == "TaskDuration")
