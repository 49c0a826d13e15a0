"""Formulas that stand alone: on the slide as text, and in no narration."""

import pytest

from aura_nb.sources import from_markdown


@pytest.mark.parametrize(
    "written",
    [
        "We know:\n\n$$\na_1 = b\n$$ (eq:one)\n\nIt holds.",  # MyST's label
        "We know:\n\n$$\na_1 = b\n$$ {#eq-one}\n\nIt holds.",  # Quarto's
        "We know:\n\n$$ a_1 = b $$ (eq:one)\n\nIt holds.",
        "We know:\n$$\na_1 = b\n$$\nIt holds.",  # no empty lines around it
    ],
)
def test_a_formula_between_dollars_is_shown_without_its_label_and_not_read_out(written):
    [scene] = from_markdown(f"# Bees\n\n{written}\n\n## More\n\nText.\n", language="en").storyboard.scenes[:1]
    assert scene.show.text.split("\n\n") == ["We know:", "a₁ = b", "It holds."]
    assert scene.narration == "Bees.\n\nWe know:\n\nIt holds."


def test_a_stepped_formula_of_slidev_right_below_a_text_leaks_no_markup():
    deck = "---\ntheme: seriph\n---\n# Sums\n\nBlock\n$$ {1|3|all}\n\\begin{aligned}\na &= b \\\\\n\\end{aligned}\n$$\n"
    *_, scene = from_markdown(deck, language="en").storyboard.scenes
    assert not {"$", "{", "\\"} & set(scene.show.text + scene.narration)
