"""The studio as a page sees it: JupyterLab with a panel in a cell, in a headless Chromium.

Run by `run.py studio`. A deck of 20 scenes of five kinds, whose slides nobody has drawn: from the answer that has its
scenes until each picture is shown, first with workers that have to start, then of another deck with warm ones. Then the
editor of 200 scenes: from its data until all of them can be chosen and the first one edited, and the pauses between
pictures of the page while its scenes are scrolled through and while a narration is typed.
"""

from __future__ import annotations

import statistics
import time

from panel import chromium
from support.lab import Lab, launched, new_page
from support.panel import ShownPanel

SCENES = 20
MANY = 200
PATIENCE_MS = 120_000
# When each slide was there, in seconds since the epoch; events of loading do not bubble.
SHOWN = """panel => {
    window.shown = [];
    panel.addEventListener("load", ({ target }) => {
        if (target.matches(".aura-scene img")) shown.push(Date.now() / 1000);
    }, true);
}"""
PAUSES = """async ([selector, act]) => {
    const place = document.querySelector(selector);
    const pauses = [];
    let last = performance.now();
    for (let step = 0; step < 120; step++) {
        if (act === "scroll") place.scrollBy(place.scrollWidth / 120, place.scrollHeight / 120);
        else {
            Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(place, place.value + "a");
            place.dispatchEvent(new InputEvent("input", { bubbles: true }));
        }
        await new Promise(requestAnimationFrame);
        pauses.push(performance.now() - last);
        last = performance.now();
    }
    return pauses;
}"""


def studio(folder):
    with Lab(folder / "lab") as lab, launched(chromium()) as browser:
        page = new_page(browser)
        page.set_viewport_size({"width": 1300, "height": 4000})  # tall: all pictures are near the view
        for name, count in (("cold", SCENES), ("warm", SCENES), ("many", MANY)):
            (lab.root / f"{name}.md").write_text(deck(name, count))
        lab.write_notebook("panel.ipynb", "import aura_nb as aura\naura.panel()")
        notebook = lab.open(page, "panel.ipynb")
        for name in ("cold", "warm"):
            notebook.run()
            pictures(ShownPanel(notebook.output()), name)
        notebook.run()
        editor(page, ShownPanel(notebook.output()))


def deck(name, count):
    """Scenes of five kinds in turn; no two decks have a slide in common."""
    kinds = [
        "- one of {0}\n- two\n- three",
        "```python\nfor bee in hive_{0}:\n    print(bee.name)\n```",
        "| Bee | {0} |\n|---|---|\n| worker | 12 |\n| drone | 7 |",
        "$$ {1} a^2 + b^2 = c^2 $$",
        "> What {0} says is quoted here.",
    ]
    scenes = [
        f"# {name.title()} {number}\n\n{kinds[number % 5].format(name, number)}\n\nA few words of number {number}.\n"
        for number in range(count)
    ]
    return "\n".join(scenes)


def pictures(panel, name):
    panel.place.locator(".aura-panel").evaluate(SHOWN)
    panel.fill(f"{name}.md")
    with panel.page.expect_response(
        lambda answer: answer.request.method == "POST" and answer.url.endswith("/aura/api/storyboards"),
        timeout=PATIENCE_MS,
    ):
        panel.button("See storyboard").click()
    began = time.time()
    panel.page.wait_for_function(f"window.shown.length >= {SCENES}", timeout=PATIENCE_MS)
    seconds = [at - began for at in panel.page.evaluate("window.shown")]
    first, half, last = seconds[0], seconds[SCENES // 2 - 1], seconds[-1]
    print(f"studio  {SCENES} slides, {name:<5} first {first:5.2f} s, half {half:5.2f} s, all {last:5.2f} s")


def editor(page, panel):
    panel.fill("many.md")
    panel.button("See storyboard").click()
    panel.place.locator(".aura-scene").nth(MANY - 1).wait_for(timeout=PATIENCE_MS)
    page.set_viewport_size({"width": 1300, "height": 1000})
    with page.expect_response(
        lambda answer: answer.request.method == "GET" and "/aura/api/storyboards/" in answer.url, timeout=PATIENCE_MS
    ):
        panel.place.locator(".aura-board").get_by_role("button", name="Edit").click()
    began = time.monotonic()
    panel.place.locator(".aura-strip-item").nth(MANY - 1).wait_for(timeout=PATIENCE_MS)
    panel.place.get_by_label("Narration").wait_for(timeout=PATIENCE_MS)
    print(f"studio  {MANY} scenes, open   {time.monotonic() - began:5.2f} s after their data")
    for name, selector, act in (("scrolled", ".aura-strip", "scroll"), ("typed", "textarea", "type")):
        pauses = page.evaluate(PAUSES, [selector, act])
        late = statistics.quantiles(pauses, n=20)[-1]
        middle = statistics.median(pauses)
        print(f"studio  {MANY} scenes, {name:<9}{middle:5.1f} ms between pictures of the page, p95 {late:.1f} ms")
