"""The transcript in a browser: opened from disk, for everybody, in the dark and on paper."""

from __future__ import annotations

import base64

import pytest
from provision.process import StepFailed
from support.harness import AXE, installed
from support.notebooks import png

from aura_nb.media.transcript import EmbeddedPicture, TimedSentence, TranscriptScene, TranscriptTable, write_transcript

_PICTURE = f"data:image/png;base64,{base64.b64encode(png()).decode()}"


@pytest.fixture(scope="module")
def axe():
    from conftest import absent

    try:
        installed()
    except StepFailed as failure:
        absent(f"axe cannot be installed here: {failure}")


@pytest.fixture
def page(axe, browser, tmp_path):
    scenes = [
        TranscriptScene(
            0.5,
            "Tides",
            "analysis.ipynb, cell 1",
            [[TimedSentence(0.5, "The sea rises."), TimedSentence(2.0, "It falls.")]],
            link="../analysis.ipynb#cell-id=c1",
        ),
        TranscriptScene(
            4.0,
            "The mean",
            "analysis.ipynb, cell 2",
            [[TimedSentence(4.0, "We take the mean.")]],
            link="../analysis.ipynb#cell-id=c2",
            code=["x = 1\n" + "y = " + "x + " * 60 + "1"],
            output="2.0",
            figures=[EmbeddedPicture(_PICTURE, "A gauge", "In May"), EmbeddedPicture(_PICTURE, "", "")],
            tables=[TranscriptTable(["level"], [["1 < 2"]], "1 of 9 rows"), TranscriptTable([], [["a", "b"]], "")],
        ),
    ]
    write_transcript(scenes, title="Tides", language="en-US", path=tmp_path / "transcript.html")
    window = browser.new_page()
    window.goto((tmp_path / "transcript.html").as_uri())
    yield window
    window.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_the_transcript(page, theme):
    page.emulate_media(color_scheme=theme)
    page.add_script_tag(path=AXE)
    result = page.evaluate("() => axe.run()")
    assert "color-contrast" in {rule["id"] for rule in result["passes"]}, "axe looked at nothing"
    serious = [
        (each["id"], each["help"], [node["html"][:200] for node in each["nodes"]])
        for each in result["violations"]
        if each["impact"] in {"serious", "critical"}
    ]
    assert not serious


def test_it_is_searched_and_has_nothing_sideways_and_its_buttons_are_not_printed(page):
    page.set_viewport_size({"width": 360, "height": 700})
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("searchbox").fill("mean")
    assert [section.is_visible() for section in page.locator("section").all()] == [False, True]
    page.get_by_role("searchbox").fill("")
    assert page.get_by_role("button", name="Copy").is_visible()
    assert page.get_by_role("link", name="analysis.ipynb, cell 2").get_attribute("href").endswith("#cell-id=c2")
    page.emulate_media(media="print")
    assert not page.get_by_role("button", name="Copy").is_visible()
    assert page.locator("pre").first.evaluate("each => each.scrollWidth <= each.clientWidth + 1")


def test_where_no_script_may_run_it_says_so_and_its_sentences_lead_nowhere_else(page, browser):
    """As JupyterLab shows a page that is not trusted: a sentence would put the video alone in the page's place."""
    hint = "Scripts are off here"
    assert not page.get_by_text(hint).is_visible()
    around = browser.new_page()
    around.set_content('<iframe sandbox width="800" height="700"></iframe>')
    around.locator("iframe").evaluate("(frame, text) => { frame.srcdoc = text; }", page.content())
    inside = around.frame_locator("iframe")
    inside.get_by_text(hint).wait_for()
    sentence = inside.get_by_text("It falls.")
    assert sentence.evaluate("each => getComputedStyle(each).pointerEvents") == "none"
    around.close()
