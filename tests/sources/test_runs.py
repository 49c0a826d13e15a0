"""What a deck emphasises, links, raises, and writes as mathematics becomes runs; nothing else does."""

from __future__ import annotations

import pytest

from aura_nb.sources import from_markdown
from aura_nb.specs import Bullets, Code, Point, Quote, Run, Table, Text


def only(text, **options):
    [scene] = from_markdown(f"## A\n\n{text}", **options).storyboard.scenes
    return scene


@pytest.mark.parametrize(
    ("written", "run"),
    [
        ("**x y**", Run(text="x y", bold=True)),
        ("__x__", Run(text="x", bold=True)),
        ("*x*", Run(text="x", italic=True)),
        ("***x***", Run(text="x", bold=True, italic=True)),
        ("**_x_**", Run(text="x", bold=True, italic=True)),
        ("`x`", Run(text="x", code=True)),
        ("**`x`**", Run(text="x", bold=True, code=True)),
        ("[x y](https://a.org)", Run(text="x y", link="https://a.org")),
        ("[x](#b)", Run(text="x")),
        ("<https://a.org/b>", Run(text="a.org/b", link="https://a.org/b")),
        ("==x==", Run(text="x", bold=True)),
        ("++x+y++", Run(text="x+y", code=True)),
        ("<b>x</b>", Run(text="x", bold=True)),
        ("<em>x</em>", Run(text="x", italic=True)),
        ("<kbd>x</kbd>", Run(text="x", code=True)),
        ('<a href="https://a.org">x</a>', Run(text="x", link="https://a.org")),
        ("{code}`x`", Run(text="x", code=True)),
        ("$x^2$", Run(text="x²", tex="x^2")),
        (r"\(x^2\)", Run(text="x²", tex="x^2")),
        ("{math}`x^2`", Run(text="x²", tex="x^2")),
        ("$5", Run(text="$5")),
        ("\U00100000x\U00100fff", Run(text="x")),
    ],
)
def test_a_mark_is_a_way_of_setting(written, run):
    show = only(f"- One is {written} here.\n- Two").show
    first = show.items[0]
    if run.is_plain:
        assert first == f"One is {run.text} here."
    else:
        assert first == [Run(text="One is "), run, Run(text=" here.")]


@pytest.mark.parametrize(
    ("written", "runs", "said"),
    [
        ("H~2~O", [Run(text="H"), Run(text="2", sub=True), Run(text="O")], "H₂O"),
        ("10^6^ m", [Run(text="10"), Run(text="6", sup=True), Run(text=" m")], "10⁶ m"),
        ("1<sup>st</sup>", [Run(text="1"), Run(text="st", sup=True)], "1st"),
        ("{sub}`2`x", [Run(text="2", sub=True), Run(text="x")], "₂x"),
    ],
)
def test_figures_are_raised_and_lowered_and_said_as_before(written, runs, said):
    scene = only(f"- {written}\n- Two words")
    assert scene.show.items[0] == runs
    assert said in scene.narration


def test_mathematics_is_said_in_words_where_its_language_has_any():
    text = r"The rest is $\frac{1}{n}$ of it."
    assert "is one over n of it." in only(text, language="en").narration
    assert "1/n" in only(text, language="de").narration


def test_mathematics_within_a_text_may_use_the_definitions_of_the_deck():
    scene = only("$$\n\\newcommand{\\R}{\\mathbb{R}}\n$$\n\n- It is $x \\in \\R$ here.\n- Two")
    assert scene.show.items[0][1].tex == r"x \in \mathbb{R}"


def test_every_kind_of_text_keeps_its_runs():
    bold = [Run(text="x", bold=True)]
    scene = from_markdown("# **x** of a deck\n\n- **x**\n  - **x**").storyboard.scenes[0]
    assert scene.heading == [*bold, Run(text=" of a deck")]
    assert scene.headline == "x of a deck"
    assert scene.show == Bullets(items=[Point(text=bold, items=[bold])])
    assert only("| **x** |\n|-|\n| **x** |").show == Table(header=[bold], rows=[[bold]])
    assert only("> **x**").show == Quote(text=bold)
    assert only("> [!NOTE]\n> **x**").show.text == bold
    [_, second] = from_markdown("# A\n\nB\n\n## C\n\n**x**\n\ny").storyboard.scenes
    assert second.show == Text(text=[*bold, Run(text="\n\ny")])
    assert only("1. **x**\n2. y").show.items == [bold, "y"]
    assert from_markdown("# **x** of H~2~O").storyboard.title == "x of H₂O"


def test_code_and_descriptions_have_no_runs():
    assert only("```\n**x** $y$\n```").show == Code(code="**x** $y$")
    show = from_markdown("## A\n\n![a **bold** bee](a.png)\n\n## B").storyboard.scenes[0].show
    assert show.alt == "a bold bee"


def test_notes_and_labels_behind_emphasis_are_still_understood():
    assert only("> [!NOTE]\n> **Note:** Mind the *gap*.").show.text == [
        Run(text="Mind the "),
        Run(text="gap", italic=True),
        Run(text="."),
    ]
    scene = from_markdown("## A\n\n**For example:**\n\n- One\n- Two").storyboard.scenes[0]
    assert scene.show.intro == [Run(text="For example:", bold=True)]
    assert only("> Be kind.\n>\n> *— Ann Bee*").show == Quote(text="Be kind.", by="Ann Bee")


def test_a_long_text_in_bold_loses_no_word_where_it_is_parted():
    words = [f"word{number}" for number in range(400)]
    story = from_markdown(f"## A\n\n**{' '.join(words)}.**").storyboard
    assert len(story.scenes) > 1
    assert " ".join(text for scene in story.scenes for text in scene.show.texts()).replace(".", "").split() == words
    assert all(
        run.bold or not run.text.strip()
        for scene in story.scenes
        if isinstance(scene.show, Text)
        for run in scene.show.text
    )
    assert " ".join(scene.narration for scene in story.scenes).count("word") == 400


def test_an_empty_cell_keeps_its_place_where_another_is_bold():
    assert only("| A | B |\n|-|-|\n| **x** | |\n| | y |").show.rows == [[[Run(text="x", bold=True)], ""], ["", "y"]]
