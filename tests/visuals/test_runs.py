"""Runs are drawn as they are meant, wherever text is; and what is plain is drawn as before."""

from __future__ import annotations

import numpy as np
import pytest
from support.geometry import inks
from support.safe_area import assert_inside

from aura_nb.specs import Bullets, Callout, End, Picture, Quote, Run, Scene, Section, Steps, Table, Text, Title
from aura_nb.visuals import fonts
from aura_nb.visuals.fonts import Library
from aura_nb.visuals.own_theme import load
from aura_nb.visuals.sheet import is_slanted, scene_data, scene_text

WORDS = "waves run far"
WAYS = {
    "bold": Run(text=WORDS, bold=True),
    "italic": Run(text=WORDS, italic=True),
    "code": Run(text=WORDS, code=True),
    "sub": Run(text=WORDS, sub=True),
    "sup": Run(text=WORDS, sup=True),
    "link": Run(text=WORDS, link="https://example.org"),
    "tex": Run(text=WORDS, tex="\\sqrt{g h}"),
}


def kinds(words):
    return [
        Title(subtitle=words),
        End(text=words),
        Section(subtitle=words),
        Bullets(items=[words], intro=words),
        Steps(items=[words, words]),
        Text(text=words),
        Table(header=[words, "x"], rows=[[words, "1"]], note=words),
        Quote(text=words, by=words),
        Callout(text=words, title=words),
        Picture(image="p", caption=words),
        Picture(image="p", caption=words, fit="cover"),
    ]


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_each_way_is_seen_in_each_kind(typeset_scene, way):
    plain, runs = kinds(WORDS), kinds([WAYS[way]])
    for one, other in zip(plain, runs, strict=True):
        pages, cues, _ = typeset_scene(Scene(id="x", heading="Sea", show=one))
        seen, told, _ = typeset_scene(Scene(id="x", heading="Sea", show=other))
        assert told == cues, "what is compared with the narration is the words"
        assert (pages[-1].shape != seen[-1].shape) or (pages[-1] != seen[-1]).any(), (way, type(one).__name__)


def test_a_heading_has_runs_too(typeset_scene):
    [plain], _, _ = typeset_scene(Scene(id="x", heading="The sea is wide"))
    [runs], _, _ = typeset_scene(Scene(id="x", heading=[Run(text="The sea is "), Run(text="wide", italic=True)]))
    assert (plain != runs).any()


def test_runs_of_one_way_are_drawn_as_the_string(typeset_scene):
    show, same = Text(text="The sea is wide."), Text(text=[Run(text="The sea "), Run(text="is wide.")])
    [one], _, _ = typeset_scene(Scene(id="x", show=show))
    [other], _, _ = typeset_scene(Scene(id="x", show=same))
    assert not (one != other).any()


def test_what_is_plain_tells_the_templates_of_no_ways():
    sheet = scene_data(
        Scene(id="x", heading="Sea", show=Text(text="Wide")), size=(960, 540), theme=load("light"), language="en"
    )
    assert (sheet["ways"], sheet["formulas"]) == ([], [])


def test_marks_that_an_author_typed_are_no_marks(typeset_scene):
    [one], _, _ = typeset_scene(Scene(id="x", show=Text(text="The sea")))
    [other], cues, _ = typeset_scene(Scene(id="x", show=Text(text="\U00100000The\U00100fff sea\U00101000")))
    assert cues == ["The sea"]
    assert not (one != other).any()


@pytest.mark.parametrize("size", [(960, 540), (270, 480), (160, 160)], ids=str)
def test_no_word_of_a_long_run_is_lost_on_its_pages(typeset_scene, size):
    words = " ".join(f"Sentence {i} says that nothing may be lost." for i in range(60))
    run = Run(text=words, bold=True)
    _, cues, _ = typeset_scene(Scene(id="x", heading="Long", show=Text(text=[run])), size=size)
    assert " ".join(cues).split() == words.split()
    _, cues, _ = typeset_scene(Scene(id="x", show=Text(text=[Run(text="y" * 1500, code=True)])), size=size)
    assert "".join(cues) == "y" * 1500


def test_links_and_italics_go_on_over_a_break(typeset_scene):
    """The rule below a link is one for its line, not one for each word."""
    [page], _, _ = typeset_scene(Scene(id="x", show=Text(text=[Run(text="iii iii iii", link="x")])))
    [plain], _, _ = typeset_scene(Scene(id="x", show=Text(text="iii iii iii")))
    rows, columns = np.nonzero((page != plain).any(axis=2))
    rule = np.unique(columns[rows == np.bincount(rows).argmax()])
    assert len(rule) > 0.97 * (rule.max() - rule.min())


def test_mathematics_that_cannot_be_drawn_for_certain_is_as_it_is_written(draw_scene):
    scene = Scene(id="x", show=Text(text=[Run(text="It is "), Run(text="x", tex="\\mystery{x}")]))
    layout, _, _ = draw_scene(scene)
    assert layout.states[0].cue == "It is \\mystery{x}"
    assert "is shown as it is written" in layout.warnings[0]


SPREAD = r"\int_{-\infty}^{\infty} e^{-x^2}\,dx = \sqrt{\pi} = \Gamma(1/2) = 1.772453850905516 < 2 = \Gamma(3)"


@pytest.mark.parametrize("size", [(480, 270), (270, 480)], ids=str)
def test_a_formula_wider_than_its_line_is_set_in_lines_and_never_as_it_is_written(typeset_scene, size):
    text = [Run(text="It is "), Run(text="x", tex=SPREAD), Run(text=", as we know.")]
    for show in (Bullets(items=[text, "So"]), Text(text=text), Quote(text=text), Table(rows=[[text, "x"]])):
        scene = Scene(id="x", heading="Sea", show=show)
        found = list(inks(scene, size=size, theme="light"))
        assert any(ink.is_mathematics for ink in found)
        assert not any(ink.is_mono for ink in found)
        assert_inside(typeset_scene, scene, size, "en-US")


def test_a_long_formula_does_not_part_the_line_that_it_stands_in(typeset_scene):
    formula = Run(text="x", tex="\\sigma^2 \\sim \\mathrm{InvGamma}(a, b)")
    text = [Run(text="The "), formula, Run(text=", here.")]
    pages, _, _ = typeset_scene(Scene(id="x", heading="Sea", show=Bullets(items=[text, "So", "Thus"])), size=(640, 360))
    page = pages[-1]
    right = np.abs(page[60:, 262:592].astype(int) - page[0, 0]).max(axis=2) > 60
    inked = right.any(axis=1)
    lines = np.count_nonzero(inked[1:] & ~inked[:-1])
    assert lines <= 4  # of letters and rules: one more would be its own


LONG = "W" * 90
LONGEST = [
    *([Run(text=f"{LONG} {WORDS}", **{way: True})] for way in ("bold", "italic", "code", "sub", "sup")),
    [Run(text=f"{LONG} {WORDS}", link="x")],
    [Run(text="x", tex="a + " * 40 + "b")],
    [Run(text="x", tex="\\frac{" + "a + " * 30 + "b}{c}")],
    [Run(text="蜜蜂" * 40, bold=True)],
]


@pytest.mark.parametrize("size", [(480, 270), (270, 480), (160, 160)], ids=str)
@pytest.mark.parametrize("text", LONGEST, ids=lambda text: repr(text[0])[:30])
def test_runs_stay_in_the_safe_area_whatever_their_length(typeset_scene, text, size):
    for show in (Bullets(items=[text]), Table(rows=[[text, "x"]]), Quote(text=text)):
        assert_inside(typeset_scene, Scene(id="x", heading=text, show=show), size, "en-US")


def test_the_italics_of_the_theme_are_there_only_where_something_is_slanted():
    slanted = Scene(id="x", show=Text(text=[Run(text="far", italic=True)]))
    for scene, expected in ((slanted, 1), (Scene(id="x", show=Text(text="far")), 0)):
        chosen = Library().lettering(scene_text(scene), theme=load("light"), language="en", italic=is_slanted(scene))
        assert sum("Italic" in file for file in chosen.files) == expected


def test_a_font_without_italics_underlines_them(typeset_scene, monkeypatch):
    [plain], _, _ = typeset_scene(Scene(id="x", show=Text(text="iiiiii")))
    monkeypatch.setattr(fonts, "slanted", lambda _: None)
    [ruled], _, _ = typeset_scene(Scene(id="x", show=Text(text=[Run(text="iiiiii", italic=True)])))
    rows, columns = np.nonzero((plain != ruled).any(axis=2))
    assert len(set(rows)) < 0.3 * len(set(columns))


def test_code_in_text_from_right_to_left_keeps_its_brackets_where_they_are(typeset_scene):
    show = Text(text=[Run(text="مهم "), Run(text="mmmm(", code=True)])
    [page], _, _ = typeset_scene(Scene(id="x", show=show), language="ar")
    dark = page[130:400].max(axis=2) < 110
    left = np.flatnonzero(dark.any(axis=0))[0]
    first = np.flatnonzero(dark[:, left : left + 14].any(axis=1))
    line = np.flatnonzero(dark.any(axis=1))
    # The code stands last, at the left, and begins with a letter, which is lower than a bracket.
    assert first.size < 0.6 * line.size
