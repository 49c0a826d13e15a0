"""Scenes without words: something of the author's own is said, or they are short; no film falls silent."""

import pytest

from aura_nb.pipeline.timeline import SILENCE_SECONDS, silences
from aura_nb.sources import from_markdown
from aura_nb.voices.speech import Word

READINGS = "\n".join(f"2025-01-01 {hour:02}:00  {3 + hour / 10}" for hour in range(12))


def scenes(text):
    return from_markdown(text, language="en").storyboard.scenes


def test_code_below_a_heading_says_it_and_stands_no_longer_than_a_pause():
    [scene] = scenes(f"# Readings\n\n```text\n{READINGS}\n```\n")
    assert scene.narration == "Readings."
    assert scene.pause_after < SILENCE_SECONDS


def test_code_that_goes_on_says_its_comment_or_the_heading_again():
    rows = "\n".join(f"value_{n} = {n} * {n}" for n in range(25))
    assert {scene.narration for scene in scenes(f"# Squares\n\n```python\n{rows}\n```\n")} == {"Squares."}
    commented = "\n".join(["# Read all of the tides", *rows.split("\n")[:8]])
    text = "Words " * 70
    _, shown = scenes(f"# Tides\n\n{text.strip()}.\n\n```python\n{commented}\n```\n")[-2:]
    assert shown.narration == "Read all of the tides."


@pytest.mark.parametrize("code", [READINGS, "print(x)  # {1: [2]}"])
def test_code_of_which_there_is_nothing_to_say_stands_for_three_or_four_seconds(code):
    [scene] = scenes(f"```text\n{code}\n```\n")
    assert scene.narration == ""
    assert 3 <= scene.pause_after <= 4


def test_what_leads_to_something_is_said_with_it():
    [scene] = scenes("# Sums\n\nFor example:\n\nTwo and two are four.\n")
    assert scene.narration == "Sums.\n\nFor example: Two and two are four."
    [picture] = scenes("# Sums\n\nFor example:\n\n![Four pebbles](pebbles.png)\n")
    assert picture.narration == "Sums.\n\nFor example: Four pebbles."


def test_silence_is_what_lies_between_words_at_the_start_and_at_the_end():
    words = [Word("one", 2.0, 2.5), Word("two", 4.2, 4.5), Word("three", 7.0, 7.5)]
    assert silences(words, 10.0) == [(0.0, 2.0), (4.5, 7.0), (7.5, 10.0)]
    assert silences([], 3.0) == [(0.0, 3.0)]
