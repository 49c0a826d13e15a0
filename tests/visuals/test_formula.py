"""A formula on a slide: as large as it can be, line by line, inside the safe area, in the theme's ink."""

import cv2
import numpy as np
import pytest
from support.formulas import hundred, svg_height

from aura_nb.formulas import MATH_FAMILY, MATH_FONT
from aura_nb.formulas.typesetting import DrawnFormula, typeset
from aura_nb.specs import Scene, Text
from aura_nb.visuals import typesetter
from aura_nb.visuals.fonts import Library
from aura_nb.visuals.own_theme import load
from aura_nb.visuals.sheet import scene_data, scene_text
from aura_nb.visuals.typst_template import Template

LONG = (
    r"f(x) = \sum_{n=0}^{\infty} \frac{f^{(n)}(a)}{n!}(x-a)^n = f(a) + f'(a)(x-a) + \frac{f''(a)}{2!}(x-a)^2 + \cdots"
)
LINES = r"\begin{align*} 2x + 6 &= 10 \\ 2x &= 4 \\ x &= 2 \end{align*}"
SIZES = [(960, 540), (540, 960), (540, 540), (1200, 400)]


@pytest.fixture(scope="module")
def slides():
    """Draws a formula's slide: each state as grey pixels."""
    theme = load("light")
    lettering = Library().lettering(scene_text(_scene("A b", "")), theme=theme, language="en-US")
    fonts = typesetter.shelf([*lettering.files, MATH_FONT])
    _, families = typesetter.kept(lettering, typesetter.times(lettering))
    template = Template("slide.typ", fonts)

    def draw(formula, *, heading="A formula", caption="", size=(960, 540)):
        data = scene_data(_scene(heading, caption), size=size, theme=theme, language="en-US")
        data |= families | {"show": _shown(formula, caption), "clip": False, "plate": False, "alone": False}
        pages, _ = template.set(data)
        return [cv2.imdecode(np.frombuffer(page, np.uint8), cv2.IMREAD_COLOR) for page in pages]

    return draw


def _scene(heading, text):
    return Scene(id="x", heading=heading, show=Text(text=text or "x"))


def _shown(formula, caption):
    return {
        "kind": "formula",
        "route": formula.route,
        "states": list(formula.states),
        "folds": list(formula.folds),
        "svg": formula.svg,
        "height": svg_height(formula) / 100,
        "tex": formula.tex,
        "tag": formula.tag,
        "font": MATH_FAMILY,
        "caption": caption,
        "cues": [],
        "steps": [],
    }


def _ink(page):
    """Where the page is dark: rows and columns of the formula's ink, without the heading's column."""
    dark = page.astype(np.int16).max(axis=2) < 140
    return np.argwhere(dark)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_no_formula_leaves_the_safe_area(slides, size):
    wide = sorted(hundred(), key=lambda each: -len(each["tex"]))[:6]
    for tex in [each["tex"] for each in wide] + [LONG, LINES, "x", r"\mystery{" + "x" * 300 + "}", "x+" * 150 + "x"]:
        for page in slides(typeset(tex), size=size, caption="What it says"):
            rows, columns = _ink(page).T
            height, width = size[1], size[0]
            assert 0.05 * width - 1 <= columns.min() <= columns.max() <= 0.95 * width + 1, tex
            assert 0.05 * height - 1 <= rows.min() <= rows.max() <= 0.95 * height + 1, tex


def test_lines_appear_one_by_one_and_what_is_there_stays_where_it_is(slides):
    first, second, third = (page.astype(np.int16) for page in slides(typeset(LINES)))
    for before, after in ((first, second), (second, third)):
        changed = np.argwhere(np.abs(after - before).max(axis=2) > 40)
        assert len(changed) > 100
        assert changed[:, 0].min() > np.argwhere(before.max(axis=2) < 140)[:, 0].min()
        assert (after.max(axis=2) < 140).sum() > (before.max(axis=2) < 140).sum()


def test_a_long_formula_is_folded_rather_than_small(slides):
    formula = typeset(LONG)
    whole = DrawnFormula("typst", formula.tex, display=True, states=formula.states)

    def tallest(page):
        return np.ptp(_ink(page[:, 400:])[:, 0])

    assert tallest(slides(formula)[0]) > 2.5 * tallest(slides(whole)[0])


def test_a_drawing_is_in_the_themes_ink(slides):
    square = '<rect width="100" height="100" fill="black"/>'
    black = f'<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100">{square}</svg>'
    [page] = slides(DrawnFormula("picture", "x", display=True, svg=black), heading="")
    red, green, blue = (int(load("light").colours.ink[place : place + 2], 16) for place in (1, 3, 5))
    inked = (page == (blue, green, red)).all(axis=2).sum()
    assert inked > 1000
    assert not (page == 0).all(axis=2).any()


def test_a_source_is_shown_to_the_letter_and_a_tag_at_the_side(slides):
    [shown] = slides(typeset(r"\mystery{x}"))
    [other] = slides(typeset(r"\mystery{y}"))
    assert (shown != other).any()
    [plain], [tagged] = slides(typeset("E = h")), slides(typeset(r"E = h \tag{7}"))
    assert (np.abs(plain[:, 800:].astype(np.int16) - tagged[:, 800:]) > 60).any()
