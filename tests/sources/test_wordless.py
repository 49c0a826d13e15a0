"""Scenes without words: something of the author's own is said, or they are short; no film falls silent."""

import pytest
from support.decks import shown

from aura_nb.media.encoding_parts import SILENCE_SECONDS
from aura_nb.sources import from_markdown

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
    _, code = scenes(f"# Tides\n\n{text.strip()}.\n\n```python\n{commented}\n```\n")[-2:]
    assert code.narration == "Read all of the tides."


def test_a_comment_is_said_whole_where_its_row_is_folded():
    comment = "Sort all of the tides from the lowest one to the highest one of the year"
    rows = "\n".join(f"value_{n} = {n}" for n in range(8))
    text = "Words " * 70
    _, code = scenes(f"# Tides\n\n{text.strip()}.\n\n```python\n# {comment}\n{rows}\n```\n")[-2:]
    assert code.narration == f"{comment}."


@pytest.mark.parametrize("language", ["markdown", "qmd", "text"])
def test_a_heading_within_code_that_is_a_text_is_no_comment(language):
    rows = "\n".join(f"Row {n} of it" for n in range(8))
    text = "Words " * 70
    _, code = scenes(f"# Decks\n\n{text.strip()}.\n\n```{language}\n# Of the tides\n{rows}\n```\n")[-2:]
    assert code.narration == "Decks."


@pytest.mark.parametrize("code", ["```ipython\n%load_ext tides\n```", "```console\n# apt install tides\n```"])
def test_a_command_is_no_comment(code):
    assert scenes(f"## Tides\n\n{code}\n")[0].narration == "Tides."


@pytest.mark.parametrize("code", ["level = 3", "npm install", "run()"])
@pytest.mark.parametrize("written", ["```\n{}\n```", "    {}", "- Do it:\n\n  ```\n  {}\n  ```", "<pre>{}</pre>"])
def test_no_code_is_read_out_however_short_it_is(code, written):
    [scene] = scenes(f"# Tides\n\n{written.format(code)}\n")
    assert code in shown(scene)
    assert not {"level", "npm", "run"} & set(scene.narration.replace("()", "").split())


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
