"""A hundred formulas as people write them: each is drawn as it was when it was looked at, and said as it should be."""

import cv2
import pytest
from support.formulas import GOLDEN, drawn, hundred, typeset_all, unlike
from support.mutants import mutants

from aura_nb.formulas.content import skeleton_of
from aura_nb.formulas.in_words import spoken
from aura_nb.formulas.plain import plain
from aura_nb.formulas.reading import tree
from aura_nb.formulas.skeleton import Skeleton, skeleton
from aura_nb.formulas.typesetting import typeset
from aura_nb.formulas.unreadable import Unreadable

CHANGED = 25  # of 255, in the mean of 25 pixels; another release of Typst may move a hair here and there
MISTAKES = {
    "changed letter", "changed number", "changed sign", "changed text", "lost cell", "lost delimiter",
    "lost delimiters", "lost index", "lost letter", "lost mark", "lost script", "lost sign", "swapped fraction",
    "swapped script",
}  # fmt: skip


def test_each_is_drawn_by_the_way_it_was_and_none_is_left_as_source():
    routes = {each["name"]: typeset(each["tex"]).route for each in hundred()}
    assert len(routes) >= 100
    assert routes == {each["name"]: each.get("route", "typst") for each in hundred()}
    assert "source" not in routes.values()


def test_each_is_said_as_a_teacher_says_it():
    assert {each["name"]: spoken(each["tex"], "en-US") for each in hundred()} == {
        each["name"]: each.get("said") for each in hundred()
    }


def test_each_looks_as_it_did_when_it_was_looked_at():
    pictures = drawn(typeset_all())
    assert len(pictures) == len(hundred())
    for each, picture in zip(hundred(), pictures, strict=True):
        golden = cv2.imread(str(GOLDEN / f"{each['name'].replace(' ', '-')}.png"), cv2.IMREAD_GRAYSCALE)
        assert unlike(golden, picture) < CHANGED, each["name"]


@pytest.mark.parametrize(
    ("tex", "wrong"), [(r"\frac{a}{b}", r"\frac{b}{a}"), ("x^2", "x_2"), ("a + b", "a - b"), ("[x]", "(x)")]
)
def test_a_picture_with_a_mistake_in_it_is_another_picture(tex, wrong):
    right, mistaken = drawn([typeset(tex), typeset(wrong)])
    assert unlike(right, mistaken) >= CHANGED


def test_every_mistake_in_a_conversion_is_caught():
    """Not some of them: each way to be wrong, at each place, in each formula."""
    tried: dict[str, int] = {}
    missed = []
    for each in hundred():
        formula = typeset(each["tex"])
        if formula.route != "typst":
            continue
        meant = skeleton(tree(plain(each["tex"])))
        assert skeleton_of(formula.states[-1]) == meant
        for name, mutant in mutants(formula.states[-1]):
            tried[name] = tried.get(name, 0) + 1
            if _is_taken_for(mutant, meant):
                missed.append((each["name"], name, mutant))
    assert not missed
    assert tried.keys() == MISTAKES


def _is_taken_for(source: str, meant: Skeleton) -> bool:
    try:
        return skeleton_of(source) == meant
    except Unreadable:
        return False
