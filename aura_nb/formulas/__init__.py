r"""Mathematics in TeX: how it is drawn without ever being drawn wrong, and how it is said.

    typeset(r"\frac{a}{b}", display=True)   ->   a Formula: what to draw, checked against the TeX
    spoken(r"\frac{a}{b}", "en")            ->   "a over b"

TeX becomes plain (`plain`), and is read twice: into a tree (`reading`), and into Typst's mathematics (`conversion`)
whose own tree (`content`) must agree with the first. Where it does not, ziamath draws the formula (`mathml`) if its
tree agrees, else the source is shown.

Light: `typeset` is imported from `aura_nb.formulas.typesetting`, and `spoken` from `aura_nb.formulas.in_words`.
"""

from aura_nb.formulas.font import MATH_FAMILY, MATH_FONT

__all__ = ["MATH_FAMILY", "MATH_FONT"]
