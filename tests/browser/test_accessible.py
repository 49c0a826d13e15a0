"""The panel for everybody: what axe-core finds in each state, the keyboard alone, small cells, hostile text."""

from __future__ import annotations

import pytest
from support.harness import AXE, STATES, show

CHECKED = (
    "empty",
    "form-brief",
    "form-file",
    "form-notebook",
    "form-plan",
    "form-voice",
    "storyboard",
    "storyboard-sheet",
    "editor-cells",
    "editor-voices",
    "editor-changes",
    "editor-recorder",
    "editor-recorded",
    "form-looks",
    "form-wrong",
    "preflight-fails",
    "queued",
    "running-visuals",
    "many-warnings",
    "lost",
    "done",
    "failed",
    "failed-log",
    "canceled",
    "many",
    "toasts",
    "hostile",
)
COLORS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
BEYOND = """() => {
    const edge = document.querySelector('.aura-panel').getBoundingClientRect().right;
    return [...document.querySelectorAll('.aura-panel *')]
        .filter(each => each.checkVisibility() && each.getBoundingClientRect().right > edge + 1)
        .filter(each => !each.closest('.aura-unseen, .aura-line, .aura-clamp, .aura-strip'))
        .map(each => each.outerHTML.slice(0, 120));
}"""
WIDEN = """async () => {
    document.querySelector('#panel').style.width = '900px';
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
}"""


@pytest.fixture(scope="module")
def window(browser):
    """One for all tests: each goes to its state's address."""
    page = browser.new_page()
    yield page
    page.close()


@pytest.fixture
def page(window):
    window.set_viewport_size({"width": 932, "height": 700})
    errors = []

    def hear(error):
        errors.append(str(error))

    window.on("pageerror", hear)
    yield window
    window.emulate_media(reduced_motion="null")
    window.remove_listener("pageerror", hear)
    assert not errors


@pytest.mark.parametrize("state", STATES)
def test_a_state_is_for_everybody(page, address, state):
    """A cell of 320 pixels is never left sideways; axe finds nothing serious in a wide one, by day and by night."""
    page.set_viewport_size({"width": 352, "height": 700})
    show(page, address, state, theme="light", width=320)
    assert not page.evaluate(BEYOND)
    if state not in CHECKED:
        return
    # As a cell gets wider and JupyterLab's theme changes: another page for each takes longer than axe does.
    page.set_viewport_size({"width": 932, "height": 700})
    page.emulate_media(reduced_motion="reduce")  # colours are there at once
    page.evaluate(WIDEN)
    page.add_script_tag(path=AXE)
    assert not serious(page, {})
    page.evaluate("document.body.dataset.jpThemeLight = 'false'")
    assert not serious(page, COLORS)


def test_text_is_text_whatever_it_says(page, address):
    said = []
    page.once("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    for state in "hostile", "hostile-running", "hostile-done", "hostile-queue":
        show(page, address, state, theme="light", width=900)
        assert page.locator(".aura-panel img[src=x]").count() == 0
        assert page.locator("h2").first.inner_text().startswith("<img src=x onerror=alert(1)> </script>")
        assert page.locator("h2").first.bounding_box()["height"] < 80, "5,000 letters are no title"
    assert said == [], "the text ran"


def test_a_film_is_asked_for_by_the_keyboard_alone(page, address):
    show(page, address, "empty", theme="light", width=900)
    press = page.keyboard.press
    press("Tab")
    press("Tab")
    assert focused(page) == "Create"
    press("Enter")
    page.get_by_label("Topic", exact=True).and_(page.locator(":focus")).wait_for()
    page.keyboard.type("Why bees matter")
    press("Enter")
    page.locator("h2:focus").wait_for(state="attached")


def test_keys_pressed_in_the_panel_are_kept_from_jupyterlab_save_those_with_a_modifier(page, address):
    """JupyterLab asks the focused element itself before it takes `d d` for "delete the cell"."""
    show(page, address, "many", theme="light", width=900)
    create = page.get_by_role("button", name="Create", exact=True)
    page.evaluate(
        """() => document.addEventListener('keydown', ({ target }) => {
            window.suppressed = target.hasAttribute('data-lm-suppress-shortcuts');
        }, true)"""
    )
    for key, suppressed in ("d", True), ("Control+s", False), ("ArrowDown", True), ("Shift+Enter", True):
        create.press(key)
        assert page.evaluate("window.suppressed") is suppressed, key


def test_the_focus_is_seen_wherever_it_goes(page, address):
    show(page, address, "many", theme="dark", width=900)
    seen = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        place, outline = page.evaluate(
            """() => {
                const at = document.activeElement;
                const drawn = at.matches('input[type=radio]') ? at.closest('label') : at;
                const style = getComputedStyle(drawn);
                return [at.closest('.aura-panel') && at.tagName + at.textContent.slice(0, 20), style.outlineStyle];
            }"""
        )
        if place is None:
            break
        seen.add(place)
        assert outline != "none", place
    assert len(seen) > 10


def test_those_who_want_no_motion_get_none(browser, address):
    page = browser.new_page(reduced_motion="reduce")
    show(page, address, "running-visuals", theme="light", width=900)
    assert page.evaluate("document.getAnimations().length") == 0
    page.close()


def serious(page, options):
    """What axe finds in the panel."""
    result = page.evaluate("options => axe.run('.aura-panel', options)", options)
    assert "color-contrast" in {rule["id"] for rule in result["passes"]}, "axe looked at nothing"
    return [
        (each["id"], each["help"], [node["html"][:200] for node in each["nodes"]])
        for each in result["violations"]
        if each["impact"] in {"serious", "critical"}
    ]


def focused(page):
    return page.evaluate("document.activeElement.textContent")
