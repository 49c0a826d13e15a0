"""A scene is recorded in the editor, by the microphone of a real browser."""

from __future__ import annotations

import io
import re
import wave
from array import array

from playwright.sync_api import expect
from support.harness import show

SENT = "() => window.sent.arrayBuffer().then(bytes => [...new Uint8Array(bytes)])"


def test_a_scene_is_recorded_listened_to_and_used(page, address, console):
    show(page, address, "editor-recorder", theme="light", width=900)
    dialog = page.get_by_role("dialog", name="Record this scene")
    expect(dialog).to_contain_text("Bees do more than make honey.")
    expect(dialog.get_by_role("timer")).to_have_text(re.compile("0:[0-9][1-9]"))
    page.wait_for_function("document.querySelector('meter').value > 20")
    page.keyboard.press("Escape")  # loses no take that is under way
    expect(dialog.get_by_role("button", name="Use this recording")).to_be_focused()
    page.wait_for_function("document.querySelector('dialog audio').duration > 1")
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("button", name="Remove recording")).to_be_visible()
    expect(page.get_by_role("button", name="Record again")).to_be_focused()
    with wave.open(io.BytesIO(bytes(page.evaluate(SENT)))) as sent:
        assert (sent.getnchannels(), sent.getsampwidth(), sent.getframerate()) == (1, 2, 48_000)
        samples = array("h", sent.readframes(sent.getnframes()))
    assert len(samples) > 48_000
    assert max(samples) > 1000
