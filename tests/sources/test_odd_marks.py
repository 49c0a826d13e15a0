"""Marks in unusual places: clicks within a sentence, braces that are words, sizes, lone dollars, dashes."""

from __future__ import annotations

import pytest

from aura_nb.sources import from_markdown
from aura_nb.sources.markdown.left_out import LeftOut
from aura_nb.specs import Bullets, Clip, Picture, Point, Quote, Run
from aura_nb.specs.runs import plain


def only(text):
    [scene] = from_markdown(text).storyboard.scenes
    return scene


def test_a_click_within_a_sentence_leaves_it_whole():
    scene = only("# T\n\n- Open\n- Run\n\n::: notes\nFirst, [click] we open it, and then [click] we run it.\n:::")
    assert scene.narration == "First, we open it, and then we run it."
    assert [(cue.on, cue.show) for cue in scene.cues] == [("we open it", 1), ("we run it", 2)]


def test_a_click_that_begins_a_row_begins_a_paragraph():
    scene = only("# T\n\n- Flour\n- Sugar\n\n::: notes\n[click] Flour\n[click] Sugar\n:::")
    assert scene.narration == "Flour.\n\nSugar."


@pytest.mark.parametrize(
    ("heading", "seen"),
    [
        ("Using {braces}", "Using {braces}"),
        ("Frame {a b}", "Frame {a b}"),
        ("Sets {#id .c}", "Sets"),
        ("Plain {hidden}", "Plain"),
        ("Loud {.x loop}", "Loud"),
    ],
)
def test_a_heading_loses_no_word_in_braces(heading, seen):
    assert plain(only(f"## {heading}\n\nText.").heading) == seen


@pytest.mark.parametrize(
    ("alt", "said"), [("A bee|300", "A bee"), ("|100", ""), ("A bee|100x200", "A bee"), ("A | B", "A | B")]
)
def test_a_size_in_a_description_is_no_part_of_it(alt, said):
    assert only(f"# T\n\n![{alt}](dot.png)").show == Picture(image="dot.png", alt=said)


@pytest.mark.parametrize(
    "given", ["start=0.5 end=1.5 .sound loop", "loop start=0.5 end=1.5 .sound", "start=0.5; end=1.5; .sound"]
)
def test_bare_words_and_semicolons_among_attributes_leave_the_others(given):
    show = only(f"# T\n\n![v](clip.mp4){{{given}}}").show
    assert show == Clip(video="clip.mp4", start=0.5, end=1.5, sound=True, alt="v")


def test_a_span_with_a_bare_word_is_its_text():
    assert only("# T\n\nSome [text]{.x foo} here.").narration == "T.\n\nSome text here."


def test_a_lone_dollar_leaves_the_code_behind_it():
    scene = only("# T\n\nUse `$HOME` and $HOME/bin and $PATH. `$x$` ends.")
    assert scene.show.subtitle == [
        Run(text="Use "),
        Run(text="$HOME", code=True),
        Run(text=" and $HOME/bin and $PATH. "),
        Run(text="$x$", code=True),
        Run(text=" ends."),
    ]


@pytest.mark.parametrize("dash", ["——", "— —".replace(" ", ""), "──", "⸺", "--", "–"])
def test_no_dash_is_part_of_who_is_quoted(dash):
    assert only(f"# T\n\n> Stay.\n> {dash} 孔子").show == Quote(text="Stay.", by="孔子")
    assert only(f"# T\n\n> Stay.\n>\n> {dash}Ann").show == Quote(text="Stay.", by="Ann")


def test_warnings_speak_of_one_and_of_several():
    left_out = LeftOut()
    for noun, why in (
        ("a focus", "it is too large."),
        ("a shortcode", "what it stands for is not in the deck."),
        ("a citation", "its source stands in no deck."),
        ("a reference without words", "its text is written by a tool."),
    ):
        left_out.add(noun, 1, why)
        left_out.add(noun, 2, why)
    left_out.add("a chart", 3, "it is empty.")
    assert left_out.warnings() == [
        "2 focuses (lines 1, 2) left out: they are too large.",
        "2 shortcodes (lines 1, 2) left out: what they stand for is not in the deck.",
        "2 citations (lines 1, 2) left out: their source stands in no deck.",
        "2 references without words (lines 1, 2) left out: their text is written by a tool.",
        "A chart (line 3) left out: it is empty.",
    ]


def test_a_question_about_a_chart_ends_once():
    [warning] = from_markdown("# T\n\n```chart\ntype: bar\ntitel: x\n---\na,b\nx,1\n```\n\nText.").warnings
    assert warning.endswith('did you mean "title"?')


def test_a_diagram_is_left_out_for_one_reason_however_it_is_written():
    deck = from_markdown("# T\n\n```{mermaid}\na-->b\n```\n\n```mermaid\na-->b\n```\n\nText.")
    assert [warning.partition(")")[0] for warning in deck.warnings] == ["2 diagrams (lines 3, 7"]


def test_lists_and_words_of_tex_are_what_they_stand_for():
    text = (
        "# T\n\n\\begin{itemize}\n\\item One\n\\begin{enumerate}\n\\item Deep\n\\end{enumerate}\n\\item<2-> Two\n"
        "\\end{itemize}\n\n## B\n\nIn \\LaTeX{} or \\TeX\\ it is \\only<2>{shown}\\quad here \\ldots{} now."
    )
    first, second = from_markdown(text).storyboard.scenes
    assert first.show == Bullets(items=[Point(text="One", items=["1. Deep"]), "Two"])
    assert second.narration == "B.\n\nIn LaTeX or TeX it is shown here … now."


def test_thumbs_and_numbers_between_colons_are_emoji():
    assert only("# T\n\nReady :+1: and :-1: now, at 12:30:45.").narration == "T.\n\nReady and now, at 12:30:45."


def test_authors_and_pictures_of_tex_are_what_they_stand_for():
    card, scene = from_markdown(
        "% Talk\n% Ann \\and Bob\n% \\today\n\n## B\n\n\\includegraphics[width=2cm]{dot.png}\n"
    ).storyboard.scenes
    assert card.show.subtitle == "Ann, Bob"
    assert scene.show == Picture(image="dot.png")
