"""What people write, as JupyterLab shows it in the panel: text and nothing else; what axe-core finds of it there."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from support.harness import AXE, installed
from support.lab import Console
from support.panel import ShownPanel

from aura_nb.media.transcript_page import policy

SHORT_MS = 120_000
FILM_MS = 240_000
HOSTILE = "<img src=x onerror=window.ran=1></script><script>window.ran=2</script>\u202egnirts a"
LONG = "W" * 5000
# What no part of a panel may do: become an element, or leave the cell sideways.
LOOK = """() => {
    const edge = document.querySelector(".aura-panel").getBoundingClientRect().right;
    const all = [...document.querySelectorAll(".aura-panel *")];
    return {
        ran: window.ran ?? null,
        made: document.querySelectorAll(".aura-panel img[src=x], .aura-panel script, .Toastify img[src=x]").length,
        beyond: all.filter(each => each.checkVisibility() && each.getBoundingClientRect().right > edge + 1)
            .filter(each => !each.closest(".aura-unseen, .aura-line, .aura-clamp, .aura-log"))
            .map(each => each.outerHTML.slice(0, 120)),
    };
}"""
HARMLESS = {"ran": None, "made": 0, "beyond": []}


@pytest.fixture
def page(lab_page):
    return lab_page


def submitted(lab, body):
    with lab.client() as client:
        return client.post("jobs", json=body).raise_for_status().json()["jobId"]


def watched(lab, page, job, name):
    """The job's card in a notebook of its own."""
    notebook = lab.notebook(page, f"import aura_nb as aura\naura.panel({job!r})", name=name)
    notebook.run()
    return notebook.output().locator(".aura-card")


def serious_in(page, run):
    """What axe finds that is serious; it is evaluated, since a page may allow no scripts but its own."""
    page.evaluate(AXE.read_text())
    result = page.evaluate(run)
    assert "color-contrast" in {rule["id"] for rule in result["passes"]}, "axe looked at nothing"
    return [
        (each["id"], each["help"], [node["html"][:200] for node in each["nodes"]])
        for each in result["violations"]
        if each["impact"] in {"serious", "critical"}
    ]


def test_titles_files_and_logs_are_shown_as_text(shared_lab, gates, page, console):
    """The scenes are a notebook's: while it works, the card calls them by their cells."""
    title = (HOSTILE + LONG)[:500]
    body = gates.film("words", title=title)
    body["storyboard"]["scenes"][1] |= {"heading": HOSTILE, "narration": f"{HOSTILE} {LONG}"[:5000]}
    for number, scene in enumerate(body["storyboard"]["scenes"], 7):
        scene["source"] = {"file": "bees.ipynb", "cell": number, "cellId": f"c{number}"}
    job = submitted(shared_lab, body)
    card = watched(shared_lab, page, job, "words.ipynb")
    expect(card).to_contain_text("Running", timeout=SHORT_MS)
    expect(card.locator(".aura-now")).to_contain_text(re.compile("cell [78]"), timeout=SHORT_MS)
    assert page.evaluate(LOOK) == HARMLESS
    gates.open("words")
    expect(card).to_have_attribute("data-status", "completed", timeout=FILM_MS)
    assert card.locator("h2").inner_text() == title.replace("\u202e", "")  # which would turn what follows around
    expect(page.locator(".Toastify__toast")).to_contain_text("<img src=x")
    card.get_by_role("button", name="View logs").click()
    expect(card.locator(".aura-log")).to_contain_text("finished in", timeout=SHORT_MS)
    assert page.evaluate(LOOK) == HARMLESS
    assert card.locator("h2").bounding_box()["height"] < 100
    transcript = page.context.new_page()
    said = Console(transcript)
    answer = transcript.goto(f"{shared_lab.url}aura/api/jobs/{job}/artifacts/transcript.html")
    assert answer.headers["content-security-policy"] == policy()
    follows_its_sentences(transcript)
    shows_no_more_than_text(transcript)
    assert said.errors == []


def follows_its_sentences(page):
    """A sentence that is chosen plays the film from there, and the one that is heard is marked."""
    sentence = page.locator("a[data-time]").last
    sentence.press("Enter")  # it is as high as the window: its middle lies below the film
    at = float(sentence.get_attribute("data-time"))
    assert at > 1
    expect(sentence).to_have_class("now")
    video = page.locator("video")
    assert video.evaluate("video => !video.error && !video.paused")
    assert video.evaluate("video => video.currentTime") == pytest.approx(at, abs=1)
    video.evaluate("video => video.pause()")


def shows_no_more_than_text(page):
    """What was typed is text, over REST no cell is led to, and axe finds nothing serious."""
    assert page.evaluate("() => window.ran ?? null") is None
    assert page.locator("img, section script").count() == 0
    expect(page.locator("h1")).to_contain_text("<img src=x onerror=window.ran=1></script>")
    assert page.locator("a[data-cell]").evaluate_all("all => all.map(each => [each.textContent, each.href])") == [
        ["bees.ipynb, cell 7", ""],
        ["bees.ipynb, cell 8", ""],
    ]
    installed()
    assert serious_in(page, "() => axe.run()") == []


def test_names_of_files_are_shown_as_text_and_can_be_chosen(shared_lab, page, console):
    """A name holds no slash, and 255 bytes at the most."""
    folder = shared_lab.root / "<img src=x onerror=window.ran=3>"
    folder.mkdir()
    names = [
        "<img src=x onerror=window.ran=1>.md",
        "\u202egnirts a.md",
        "W" * 250 + ".md",
        "&lt;b&gt; 'it' \"is\".json",
    ]
    for name in names:
        (folder / name).write_text("# A deck\n\nSome words.\n")
    notebook = shared_lab.notebook(page, "import aura_nb as aura\naura.panel()", name="names.ipynb")
    notebook.run()
    panel = ShownPanel(notebook.output())
    panel.fill("")
    panel.button("Browse…").click()
    listed = panel.place.locator(".aura-folder .aura-entry")
    listed.filter(has_text=folder.name).click()
    expect(listed.filter(has_text=names[0])).to_be_visible()  # the folder before may have as many
    expect(listed).to_have_count(1 + len(names))
    assert sorted(listed.locator("bdi").all_text_contents()[1:]) == sorted(names)
    assert page.evaluate(LOOK) == HARMLESS
    for name in names:
        listed.filter(has=page.get_by_text(name, exact=True)).click()
        expect(panel.place.get_by_label("Storyboard, deck or notebook")).to_have_value(f"{folder.name}/{name}")
    assert page.evaluate(LOOK) == HARMLESS


def test_what_went_wrong_is_shown_as_text(shared_lab, gates, page, console):
    body = gates.film("fail-words", title=HOSTILE, words=f"{HOSTILE} {LONG}")
    job = submitted(shared_lab, body)
    gates.open("fail-words")
    card = watched(shared_lab, page, job, "wrong.ipynb")
    expect(card).to_have_attribute("data-status", "failed", timeout=FILM_MS)
    expect(card.locator(".aura-what")).to_contain_text("<img src=x onerror=window.ran=1></script>")
    card.get_by_role("button", name="View logs").click()
    expect(card.locator(".aura-log")).to_contain_text("<img src=x", timeout=SHORT_MS)
    assert page.evaluate(LOOK) == HARMLESS


def test_axe_finds_nothing_serious_in_jupyterlab(shared_lab, gates, page, console):
    """The card of a job that runs, above the whole tool, in both themes; the harness shows it every other state."""
    job = submitted(shared_lab, gates.film("axe"))
    cells = ["import aura_nb as aura", f"aura.panel({job!r})", "aura.panel()"]
    notebook = shared_lab.notebook(page, *cells, name="axe.ipynb")
    for index in range(len(cells)):
        notebook.run(index)
    expect(page.locator(".aura-card[data-status=running]")).to_have_count(2, timeout=SHORT_MS)
    installed()
    # JupyterLab's body has no height of its own, and axe takes what is in it for hidden.
    page.add_style_tag(content="body { height: 100vh; }")
    for theme in "JupyterLab Dark", "JupyterLab Light":
        page.evaluate("theme => jupyterapp.commands.execute('apputils:change-theme', { theme })", theme)
        expect(page.locator("body")).to_have_attribute("data-jp-theme-name", theme, timeout=SHORT_MS)
        # While a theme is loaded, a splash lies over everything, and axe cannot tell what is below it.
        expect(page.locator("#jupyterlab-splash")).to_have_count(0)
        assert serious_in(page, "() => axe.run({ include: ['.aura-panel'] })") == [], theme
    gates.open("axe")
    expect(page.locator(".aura-card[data-status=completed]")).to_have_count(2, timeout=FILM_MS)
