"""Speaker notes: what is said and not shown, in every form; and what only looks like it."""

from __future__ import annotations

import msgspec
import pytest

from aura_nb.sources import from_markdown
from aura_nb.sources.markdown.clicks import MARK, Clicks
from aura_nb.sources.markdown.comments import said_of
from aura_nb.sources.markdown.point_cues import marked
from aura_nb.specs import Bullets, Text
from aura_nb.specs.runs import plain

MARP, SLIDEV = "---\nmarp: true\n---\n\n", "---\nhighlighter: shiki\n---\n\n"


def narration(text):
    return [scene.narration for scene in from_markdown(text).storyboard.scenes]


@pytest.mark.parametrize(
    "text",
    [
        "# Bees\n\ntext\n\n::: notes\nWelcome all.\n:::",
        "# Bees\n\ntext\n\n::: {.notes}\nWelcome all.\n:::",
        "# Bees\n\ntext\n\n:::{.notes}\nWelcome all.\n:::",
        "# Bees\n\ntext\n\n:::: {.notes #x}\nWelcome all.\n::::",
        "# Bees\n\ntext\n\n::: {.columns}\n::: {.column}\nmore\n:::\n:::\n\n::: notes\nWelcome all.\n:::",
        "# Bees\n\ntext\n\n---\n\n# Work\n\nmore\n\nNote: Welcome all.",
        "# Bees\n\ntext\n\n---\n\n# Work\n\nmore\n\nnotes:\nWelcome all.",
        "# Bees\n\ntext\n\nNote:\nWelcome all.",
        "# Bees\n\ntext\n\n---\n\n# Work\n\nmore\n\n???\nWelcome all.",
        "# Bees\n\ntext\n\n???\n\nWelcome all.",
        '# Bees\n\ntext\n\n<aside class="notes">\nWelcome all.\n</aside>',
        "# Bees\n\ntext\n\n<aside class='notes'>Welcome all.</aside>",
        "# Bees\n\ntext\n\n{{< speaker_note >}}\nWelcome all.\n{{< /speaker_note >}}",
        "# Bees\n\ntext\n\n{{% note %}}\nWelcome all.\n{{% /note %}}",
        "slidenumbers: true\nautoscale: true\n\n# Bees\n\ntext\n\n^ Welcome all.",
        "# Bees\n\ntext\n\n<!-- Welcome all. -->",
        "# Bees\n\ntext\n\n<!--\nNote: Welcome all.\n-->",
        "# Bees\n\n<!-- Speaker notes: Welcome all. -->\n\ntext",
        MARP + "# Bees\n\n<!-- Welcome all. -->\n\ntext",
        MARP + "# Bees <!-- fit -->\n\n<!-- class: lead -->\n\ntext <!-- Welcome all. -->",
        SLIDEV + "# Bees\n\n<!-- a mark of mine -->\n\ntext\n\n<!-- Welcome all. -->",
    ],
)
def test_notes_are_said_in_every_form(text):
    deck = from_markdown(text)
    assert deck.storyboard.scenes[-1].narration == "Welcome all."
    assert "Welcome" not in str([scene.show for scene in deck.storyboard.scenes])
    assert len(deck.notes) == 1
    assert deck.notes[0].startswith("Spoken as notes: 1 (")


@pytest.mark.parametrize(
    "text",
    [
        "# Bees\n\ntext\n\nNote: bees sting.\n\n## Work\n\nmore\n\n---\n\nlast",
        "# Bees\n\ntext\n\nNote: bees sting.\n\nThey do it once.\n\n## Work\n\nmore",
        "# Bees\n\n```\nNote: bees sting.\n???\nbees sting\n```\n\n---\n\ntext",
        "# Bees\n\n<!-- Bees sting. -->\n\ntext",
        "# Bees\n\n- one\n\n<!-- ![bees sting](a.png) -->",
        "# Bees\n\n- one\n\n<!--\n## Bees sting.\n\nAll of them do.\n-->",
        "# Bees\n\n- one\n\n<!--\n- Bees sting.\n- They do.\n-->",
        "# Bees\n\n- one\n\n<!-- <b>Bees sting.</b> -->",
        "# Bees\n\n- one\n\n<!-- bees sting -->",
        "# Bees\n\n- one\n\n<!-- TODO: bees sting. -->",
        "[![CI](https://img.example.org/ci.svg)](https://example.org)\n\n# Bees\n\ntext\n\n<!-- Bees sting. -->",
        "# Bees\n\n## Installation\n\ntext\n\n## License\n\nMIT it is.\n\n<!-- Bees sting. -->",
        "# Bees\n\n> [!NOTE]\n> text\n\n<!-- Bees sting. -->",
        "# Bees\n\n:::{tip}\ntext\n:::\n\n<!-- Bees sting. -->",
        "---\npermalink: /bees\n---\n\n# Bees\n\ntext\n\n<!-- Bees sting. -->",
        "# Bees\n\ntext\n\n::: notes\nSaid.\n:::\n\n## Work\n\nmore\n\n<!-- Bees sting. -->",
        SLIDEV + "# Bees\n\n<!-- Bees sting. -->\n\ntext",
        MARP + "# Bees\n\n<!-- bees sting -->\n".replace("bees sting", "_footer: Bees sting"),
        MARP + "# Bees\n\n<!-- prettier-ignore bees sting -->\n\ntext",
    ],
)
def test_what_only_looks_like_a_note_is_none(text):
    deck = from_markdown(text)
    assert all("HTML comments" not in note and "Note:" not in note and "???" not in note for note in deck.notes)
    said = " ".join(scene.narration.casefold() for scene in deck.storyboard.scenes)
    if "bees sting" in text.split("<!--", maxsplit=1)[0].casefold() and "```" not in text:
        assert "bees sting" in said, "it is text, which is said as such"
    else:
        assert "sting" not in said


@pytest.mark.parametrize(
    "comment",
    [
        "prettier-ignore",
        "prettier-ignore-start",
        "markdownlint-disable MD033",
        "markdownlint-disable-next-line",
        "toc",
        "tocstop",
        "TOC depthFrom:2",
        "/TOC",
        "START doctoc generated TOC please keep comment here to allow auto update",
        "END doctoc",
        "TODO: say more. Really.",
        "todo write this. Soon.",
        "FIXME. It is wrong.",
        "XXX this is bad.",
        "Copyright 2024 Ann. All rights reserved.",
        "(c) 2024 Ann.",
        "© Ann.",
        "License: MIT. See the file.",
        "SPDX-License-Identifier: MIT",
        "Licensed under the Apache License.",
        "start of the intro",
        "end region",
        "#region x",
        "endregion",
        "begin: badges",
        "badges:start",
        "ALL-CONTRIBUTORS-LIST:START - Do not remove or modify this section",
        "more",
        "truncate",
        "fit",
        "vale off",
        "cspell:disable",
        "textlint-disable",
        "eslint-disable",
        "omit in toc",
        "vim: set ft=markdown:",
        "-*- mode: markdown -*-",
        "DO NOT EDIT. Generated.",
        "Auto-generated by a tool.",
        "This section is generated automatically. Stop.",
        "# Old heading. It was.",
        "## Old\n\nIt was here.",
        "```\ncode.\n```",
        "![a](b.png) It was.",
        "| a | b |\n|---|---|",
        "<div>It was here.</div>",
        "<v-click> It was here. </v-click>",
        "[ref]: https://example.org It was.",
        "::: tip\nIt was.\n:::",
        "> quoted. It was.",
        "_class: lead",
        "color: red;",
        '.slide: data-background="x"',
        "",
        "   ",
        "---",
        "123. 456.",
        "{{< video x >}} It was here.",
        "---\nlayout: x\n---",
        "end_slide",
        "pause",
        "stop",
        "Note to self. Buy honey.",
    ],
)
@pytest.mark.parametrize("trusted", [True, False])
def test_comments_of_tools_are_never_notes(comment, trusted):
    assert said_of(comment, trusted=trusted) == ""


@pytest.mark.parametrize(
    "comment",
    [
        "Good morning. The sea rises twice a day.",
        "More people come every year.",
        "Stop here and wait. Then go on.",
        "Start with a joke! It helps.",
        "Include the audience: ask them.",
        "Layout matters, as we shall see.",
        "Draft horses are strong.",
        "End on time. They have to catch a train.",
        "大家好。今天我们谈谈潮汐。",
        "¿Qué es la marea? Lo veremos.",
        'He said: "No." And left.',
        "It costs 5 < 6 dollars, as they say.",
        "First paragraph.\n\nSecond paragraph, with more.",
    ],
)
@pytest.mark.parametrize("trusted", [True, False])
def test_sentences_are_notes(comment, trusted):
    assert said_of(comment, trusted=trusted) == comment


@pytest.mark.parametrize(
    "comment", ["say hello", "Greet them\nand sit down", "- greet\n- sit down", "Ask: who are you", "Hello!"]
)
def test_where_comments_are_notes_they_need_be_no_sentences(comment):
    assert said_of(comment, trusted=True) == comment
    assert said_of(comment.rstrip("!"), trusted=False) == ""


def test_clicks_deal_notes_out_to_the_steps():
    text = SLIDEV + "# Bees\n\n- One\n- Two\n\n<!--\nFirst of all.\n\n[click] Then this. [click:2] And that.\n-->"
    assert narration(text) == ["First of all.\n\nThen this.\n\nAnd that."]
    assert "[click" not in narration("# A\n\ntext\n\n::: notes\nOne. [click] Two.\n:::")[0]


def test_notes_of_a_slide_that_shows_nothing_are_shown():
    text = "# Bees\n\ntext\n\n---\n\n![](https://example.org/bee.png)\n\nNote: This is a bee.\n\n---\n\n# End\n\nbye"
    scene = from_markdown(text).storyboard.scenes[1]
    assert (scene.show.text, scene.narration) == ("This is a bee.", "This is a bee.")


def test_the_plans_line_names_all_forms_and_their_lines():
    deck = from_markdown("# A\n\nx\n\n::: notes\nOne.\n:::\n\n---\n\n# B\n\ny\n\nNote: Two.\n")
    assert deck.notes == ["Spoken as notes: 2 (::: notes, Note:; lines 5, 15)."]
    assert from_markdown("# A\n\nx").notes == []


CLICKED = """# Bees

- They fly
- They hum
- They sleep

::: notes
First, some words. [click] Bees fly
and fly. [click:2] Now they fly. Then they sleep.

[click] Nothing is left.
:::
"""


def test_clicks_in_notes_say_when_the_points_appear():
    [scene] = from_markdown(CLICKED).storyboard.scenes
    assert scene.narration == (
        "First, some words.\n\nBees fly and fly.\n\nNow they fly. Then they sleep.\n\nNothing is left."
    )
    assert [(cue.on, cue.show) for cue in scene.cues] == [("Bees fly and", 1), ("Now they fly", 3)]


def test_clicks_where_words_are_repeated_name_enough_of_them():
    text = "# A\n\n- x\n- y\n\n::: notes\nSo it is so. [click] So it is so it was. [click] So it is so.\n:::\n"
    [scene] = from_markdown(text).storyboard.scenes
    assert [(cue.on, cue.show) for cue in scene.cues] == [("So it is so it", 1), ("So it is", 2)]


def test_clicks_are_said_with_the_list_whose_points_they_show():
    body = "".join(f"- Point number {number}\n" for number in range(5))
    said = " ".join(f"[click] This is {number}." for number in range(5))
    pictures = "![](a.png)\n\n![](b.png)"
    shown = from_markdown(f"# A\n\n{body}\n{pictures}\n\n::: notes\n{said}\n\nThe picture.\n:::\n").storyboard.scenes
    assert [[cue.show for cue in scene.cues] for scene in shown] == [[1, 2, 3, 4, 5], [], []]
    assert shown[1].narration == "The picture."


def test_clicks_are_said_with_the_points_beside_a_picture():
    text = "# A\n\n- One\n- Two\n\n![](a.png)\n\n::: notes\nSo. [click] This is one. [click] This is two.\n:::\n"
    [scene] = from_markdown(text).storyboard.scenes
    assert [(cue.on, cue.show) for cue in scene.cues] == [("This is one", 1), ("This is two", 2)]


def test_clicks_show_the_points_of_a_list_among_other_text():
    body = "They are busy.\n\n- They fly\n- They hum\n\nSo they are.\n"
    [scene] = from_markdown(f"# A\n\n{body}\n::: notes\n[click] First fly. [click] Then hum.\n:::\n").storyboard.scenes
    assert isinstance(scene.show, Text)
    paragraphs = scene.show.text.split("\n\n")
    assert [(cue.on, paragraphs[cue.show]) for cue in scene.cues] == [
        ("First fly", "• They fly"),
        ("Then hum", "• They hum"),
    ]


def test_clicks_show_the_points_of_a_list_beside_its_code():
    body = "- They fly\n- They hum\n\n```python\nhum()\n```\n"
    [scene] = from_markdown(f"# A\n\n{body}\n::: notes\n[click] First fly. [click] Then hum.\n:::\n").storyboard.scenes
    assert [(cue.on, cue.show) for cue in scene.cues] == [("First fly", 1), ("Then hum", 2)]


def test_clicks_count_on_in_the_scenes_of_one_slide():
    [one, two] = [Bullets(items=["a", "b"]), Bullets(items=["c"])]
    clicks = Clicks()
    assert [cue.show for cue in clicks.cues(f"{MARK}Four. {MARK}Five.", one)] == [1, 2]
    assert [cue.show for cue in clicks.cues(f"Six. {MARK}Seven.", two)] == [1]


def test_clicks_of_what_appears_at_once_leave_nothing():
    for body in ("Only text.", "", "![](a.png)"):
        text = f"# A\n\n{body}\n\n::: notes\n[click] One. [click]\n:::\n"
        scenes = from_markdown(text).storyboard.scenes
        assert [scene.cues for scene in scenes] == [[]] * len(scenes)
        assert scenes[-1].narration == "One."


ON = """# Bees

- They **fly.** {on="the smallest"}
- They hum
  - softly {on='at night'}

::: notes
Even the smallest ones do it. [click] They sing and sing. [click] And they sing at night.
:::
"""


def test_a_point_says_on_which_words_it_appears_and_a_click_says_it_of_the_others():
    [scene] = from_markdown(ON).storyboard.scenes
    assert [(cue.on, cue.show) for cue in scene.cues] == [("the smallest", 1), ("And they sing", 2), ("at night", 3)]
    assert [plain(words) for words in scene.show.texts()] == ["They fly.", "They hum", "softly"]


@pytest.mark.parametrize(
    ("body", "steps"),
    [
        ('1. Fly {on="one"}\n2. Hum $x$ {on="two"}', [1, 2]),
        ('They are busy.\n\n- They fly {on="one"}\n- They hum over\n  the meadow. {on="two"}\n\nSo they are.', [1, 2]),
        ('- Fly {on="one"}\n- Hum {on="two"}\n\n![](a.png)', [1, 2]),
        ('- Fly {on="one"}\n\n```python\nx = {"a": 1}  # - Hum {on="two"}\n```', [1]),
    ],
)
def test_points_of_each_kind_say_when_they_appear(body, steps):
    deck = from_markdown(f"# A\n\n{body}\n\n::: notes\nFirst one. **Anna:** Then two.\n:::\n")
    [scene] = deck.storyboard.scenes
    assert [(cue.on, cue.show) for cue in scene.cues] == list(zip(("one", "two"), steps, strict=False))
    assert deck.notices == []
    assert not any("\U00104000" <= c <= "\U001043ff" for c in msgspec.json.encode(deck.storyboard).decode())


def test_a_phrase_that_is_in_no_point_is_told():
    text = '# A {on="x"}\n\n- They hum {on="it\'s night"}\n\n::: notes\nNow it\'s night.\n:::\n'
    deck = from_markdown(text, file="a.md")
    [scene] = deck.storyboard.scenes
    assert [(cue.on, cue.show) for cue in scene.cues] == [("it's night", 1)]
    assert [notice.message for notice in deck.notices] == [
        'a.md:1: {on="…"} is ignored: it does not end a point of a list. Move it to the end of one.'
    ]
    assert (deck.storyboard.title, scene.headline, scene.id) == ("A", "A", "a")


@pytest.mark.parametrize(
    ("point", "shown"),
    [
        ("[x](https://x.org)", "x"),
        ("<b>bold</b>", "bold"),
        ("Bees &amp;", "Bees &"),
        ("Ils volent\u202f!", "Ils volent !"),
        ("Ils volent !", "Ils volent !"),
        ("5 €", "5 €"),
        ("🐝", "🐝"),
        ("**(busy)**", "(busy)"),
        ("a :smile:", "a 😄"),
    ],
)
def test_a_point_that_ends_in_markup_or_a_sign_says_when_it_appears(point, shown):
    text = f'# A\n\n1. First\n2. {point} {{on="two"}}\n\n::: notes\nThen two.\n:::\n'
    deck = from_markdown(text)
    scene = deck.storyboard.scenes[0]
    assert [(cue.on, cue.show) for cue in scene.cues] == [("two", 2)]
    assert deck.notices == []
    assert [plain(words) for words in scene.show.texts()] == ["First", shown]


@pytest.mark.parametrize(
    "code",
    [
        '```python\nattrs = foo {on="x"}\n```',
        '- Fly\n\n  ```python\n  attrs = foo {on="x"}\n  ```',
        '    attrs = foo {on="x"}',
        'Look:\n\n    attrs = foo() {on="x"}\n\nSo it is.',
    ],
)
def test_code_that_looks_like_a_cue_stays_as_it_is(code):
    deck = from_markdown(f"# A\n\n{code}\n")
    assert '{on="x"}' in "".join(plain(text) for scene in deck.storyboard.scenes for text in scene.show.texts())
    assert deck.notices == []


def test_a_point_that_ends_in_a_footnote_keeps_it_and_says_when_it_appears():
    deck = from_markdown('# A\n\n- One\n- Fly.[^1] {on="two"}\n\n::: notes\nThen two.\n:::\n\n[^1]: A note.\n')
    [scene] = deck.storyboard.scenes
    assert [(cue.on, cue.show) for cue in scene.cues] == [("two", 1)]
    assert "Fly.\N{SUPERSCRIPT ONE}" in scene.show.text
    assert deck.notices == []


def test_a_fence_that_is_never_closed_is_looked_through_once():
    """It took minutes where the pattern tried each number of its backticks."""
    text = f"{'`' * 400_000}\non="
    assert marked(text).text == text
