"""Formulas that are displayed: where in a text they begin and end, and what is none."""

from __future__ import annotations

import pytest

from aura_nb.sources import from_markdown
from aura_nb.specs import Bullets, Formula, Run
from aura_nb.specs.runs import plain


def told(text):
    """What each scene shows and says: the TeX of a formula, the words of anything else."""
    found = []
    for scene in from_markdown(text).storyboard.scenes:
        show = scene.show
        seen = show.tex if isinstance(show, Formula) else [leaf.text for leaf in show.leaves() if leaf.text]
        found.append((plain(scene.heading), seen, scene.narration.replace("\n\n", " ")))
    return found


@pytest.mark.parametrize("mark", [("$$", "$$"), (r"\[", r"\]")])
def test_a_formula_that_a_text_leads_to_ends_where_its_author_ended_it(mark):
    begin, end = mark
    deck = told(f"# T\n\nSee {begin}\nL = x\n{end} where.\n\n## B\n\nNext.\n\n- point\n\n## C\n\n$$ z $$\n\nEnd.")
    assert deck == [
        ("T", ["See"], "T. See."),
        ("T", "L = x", "L equals x. where."),
        ("B", ["point", "Next."], "B. Next. point."),
        ("C", "z", "C. z. End."),
    ]


def test_a_formula_alone_between_brackets_has_a_slide():
    assert told("# A\n\n\\[ E=mc^2 \\]\n\n## B\n\n\\[no formula\\]") == [
        ("A", "E=mc^2", "A. E equals m c squared."),
        ("B", ["[no formula]"], "B. [no formula]."),
    ]


def test_two_formulas_in_a_row_are_two():
    [scene] = from_markdown("# E\n\n$$x$$ and $$y$$").storyboard.scenes
    assert scene.show.subtitle == [Run(text="x", tex="x"), Run(text=" and "), Run(text="y", tex="y")]
    assert scene.narration == "E.\n\nx and y."


@pytest.mark.parametrize(
    "item", ["- item\n  $$\n  x=y\n  $$\n- two", "- item $$\n  x=y\n  $$\n- two", "- item\n\n  $$x=y$$\n- two"]
)
def test_a_formula_in_an_item_is_part_of_its_text(item):
    [scene] = from_markdown(f"# D\n\n{item}").storyboard.scenes
    assert isinstance(scene.show, Bullets)
    assert scene.show.items == [[Run(text="item "), Run(text="x=y", tex="x=y")], "two"]
    assert scene.narration == "D.\n\nitem x equals y and two."


def test_a_formula_in_a_quote_ends_in_it():
    deck = told("# Q\n\n> Quoted $$\n> L = x\n> $$\n\n## B\n\nText.")
    assert ("Q", "L = x") in [scene[:2] for scene in deck]
    assert deck[-1] == ("B", ["Text."], "B. Text.")


def test_a_formula_without_an_end_takes_nothing_of_what_follows():
    assert told("# E\n\n$$\nL = x\n\nNext.\n\n## F\n\n$$ y $$") == [
        ("E", "L = x", "E. L equals x. Next."),
        ("F", "y", "F. y."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Cost: $$ to $$$ here.",
        "The shell's $$ is its number. Then kill $$ and then\necho $$ again.",
        "Use `$$` and `$$`.",
        "$$ is the shell's number.\n\nNext is $$ too.",
    ],
)
def test_dollars_that_are_no_formula_stay(text):
    deck = told(f"# S\n\n{text}")
    seen = " ".join(line for _, lines, _ in deck for line in lines)
    assert seen == " ".join(text.replace("`", "").split())
