"""Formulas that stand alone: a slide of their own, said in English, and never read out as they are written."""

import pytest

from aura_nb.formulas.typesetting import typeset
from aura_nb.sources import from_markdown
from aura_nb.specs import Formula


@pytest.mark.parametrize(
    "written",
    [
        "We know:\n\n$$\na_1 = b\n$$ (eq:one)\n\nIt holds.",  # MyST's label
        "We know:\n\n$$\na_1 = b\n$$ {#eq-one}\n\nIt holds.",  # Quarto's
        "We know:\n\n$$ a_1 = b $$ (eq:one)\n\nIt holds.",
        "We know:\n$$\na_1 = b\n$$\nIt holds.",  # no empty lines around it
    ],
)
def test_a_formula_between_dollars_is_shown_without_its_label_and_said_in_words(written):
    def scene(language):
        scenes = from_markdown(f"# T\n\nText.\n\n## Bees\n\n{written}\n", language=language).storyboard.scenes
        return scenes[-1]

    assert scene("en").show == Formula(tex="a_1 = b")
    assert scene("en").narration == "Bees.\n\nWe know: a sub one equals b.\n\nIt holds."
    assert scene("de").narration == "Bees.\n\nWe know:\n\nIt holds."


def test_definitions_are_for_the_formulas_behind_them():
    deck = "# T\n\nText.\n\n$$\n\\newcommand{\\R}{\\mathbb{R}}\n$$\n\n## A\n\n$$\nx \\in \\R\n$$\n"
    *_, scene = from_markdown(deck, language="en").storyboard.scenes
    assert (scene.show.tex, scene.show.definitions.strip()) == (r"x \in \R", r"\newcommand{\R}{\mathbb{R}}")
    assert "x is in the real numbers" in scene.narration


def test_a_formula_among_more_text_has_a_slide_of_its_own_and_nothing_is_lost():
    text = "A sentence about bees that is long enough to be read. " * 8
    scenes = from_markdown(f"# T\n\nX.\n\n## A\n\n{text}\n\n$$x^2$$\n\nIt holds.\n", language="en").storyboard.scenes
    assert [type(scene.show).__name__ for scene in scenes[1:]] == ["Text", "Formula", "Text"]
    said = " ".join(scene.narration for scene in scenes)
    assert said.index("about bees") < said.index("x squared") < said.index("It holds")


def test_a_stepped_formula_of_slidev_right_below_a_text_leaks_no_markup():
    deck = "---\ntheme: seriph\n---\n# Sums\n\nBlock\n$$ {1|3|all}\n\\begin{aligned}\na &= b \\\\\n\\end{aligned}\n$$\n"
    *_, scene = from_markdown(deck, language="en").storyboard.scenes
    assert typeset(scene.show.tex).route == "typst"
    assert not {"$", "{", "\\"} & set(scene.narration)


def test_units_and_chemistry_are_said_by_name_or_as_text_has_them_and_never_as_commands():
    deck = (
        "# T\n\nText.\n\n## A\n\n$$\\require{mhchem}$$\n\n"
        "It falls at $\\SI{9.81}{\\meter\\per\\second\\squared}$, and $\\ce{H2O}$ is wet.\n"
    )

    def narration(language):
        *_, scene = from_markdown(deck, language=language).storyboard.scenes
        return scene.narration

    assert narration("en").endswith("It falls at 9.81 meters per second squared, and H 2 O is wet.")
    assert narration("de").endswith("It falls at 9.81 m/s², and H₂O is wet.")
