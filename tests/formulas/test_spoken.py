"""Formulas as a teacher says them: no two that differ sound alike."""

from itertools import combinations

import pytest

from aura_nb.formulas.in_words import spoken

# Within each, every two are different formulas.
ALIKE = {
    "where a fraction ends": [
        r"\frac{a + b}{c}", r"a + \frac{b}{c}", r"\frac{a}{b} + c", r"\frac{a}{b + c}", r"\frac{1}{n} + 1",
        r"\frac{1}{n + 1}", r"\frac{\frac{1}{n} + a}{b}", r"\frac{1}{n + \frac{a}{b}}", r"\frac{1}{2x}",
        r"\frac{1}{2} x", r"\frac{1}{n} x", r"\frac{1}{n x}", r"\frac{1}{\frac{n}{x}}", r"\frac{\frac{1}{n}}{x}",
    ],
    "where a root ends": [
        r"\sqrt{x} + 1", r"\sqrt{x + 1}", r"\sqrt{\sqrt{x} + 1}", r"\sqrt{x}^2", r"\sqrt{x^2}", r"\sqrt{d}_k",
        r"\sqrt{d_k}", r"\sqrt[3]{x}", r"\sqrt[n]{x}", r"\sqrt[n]{x + 1}", r"\sqrt{x} y", r"\sqrt{xy}",
    ],
    "where a power ends": [
        "x^n + 1", "x^{n + 1}", "x^{2^3}", "{x^2}^3", "x^{23}", "e^{-x} y", "e^{-xy}", "e^{x_i}", "e^x_i", "{e^x}_i",
        "(x + 1)^2", "x + 1^2", "-x^2", "(-x)^2", "x^{-1}", "x^-", "x'", "x''", "x^{(n)}", "f'(x)", "f(x)'", "f(x')",
    ],
    "where a subscript ends": [
        "x_i + 1", "x_{i + 1}", "x_{i_j}", "x_i x_j", "x_{ij}", "x_{i^2}", "x_i^2", "(x_i)^2", "x_1 2", "x_{12}",
    ],
    "what a function is of": [
        r"\sin x + 1", r"\sin(x + 1)", r"\sin^2 x", r"(\sin x)^2", r"\sin^{-1} x", r"\log_2 n", r"\log 2 n", "f(x)^2",
        "f(x^2)", "f(x) y", "f(xy)", "f(x, y)", "f(x), y", "f(x)_i", "f(x_i)", "f_i(x)",
    ],
    "what is between bars": [
        "|x| + 1", "|x + 1|", "|x|^2", "|x^2|", r"\|w\|_1", r"\|w_1\|", r"|x|_1", "|x_1|", r"\lfloor x \rfloor + 1",
        r"\lfloor x + 1 \rfloor",
    ],
    "what is under a sum": [
        r"\sum_{i=1}^n x_i", r"\sum_{i=1}^{n} x_{i}^{n}", r"\sum_i x_i", r"\sum_{i=1}^{n+1} x_i", r"\prod_i x_i",
        r"\int_0^1 x\,dx", r"\int x\,dx", r"\int_0 x\,dx", r"\lim_{x \to 0} x", r"\lim x \to 0 x", r"\max_x f(x)",
        r"\max f(x)",
    ],
    "products and quantities": [
        "a(b + c)", "ab + c", "(a + b)(c + d)", "a + b(c + d)", "a + (b + c)", "a - (b - c)", "a - b - c", "2(a + b)",
        "2a + b", "-(a + b)", "-a + b",
    ],
    "letters": ["A a", "a a", "A A", r"\mathbf{x} x", "x x", r"\mathcal{L}", "L", r"\mathbb{R}", "R", r"\bar{x} y",
                r"\overline{xy}", r"\Delta \delta", r"\delta \delta", r"\varepsilon \epsilon", r"\epsilon \epsilon"],
    "grids": [
        r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}", r"\begin{pmatrix} a & c \\ b & d \end{pmatrix}",
        r"\begin{vmatrix} a & b \\ c & d \end{vmatrix}", r"\begin{pmatrix} a \\ b \end{pmatrix}",
        r"\begin{pmatrix} a & b \end{pmatrix}", r"\binom{a}{b}", r"\frac{a}{b}",
        r"\begin{cases} a & b \\ c & d \end{cases}",
    ],
    "numbers": ["12", "1 + 2", "1.2", "1200", "1, 200", "0.05", "0.5", "10^{3}", "10 3", "2^{10}", "2 10^2"],
    "derivatives": [
        r"\frac{dy}{dx}", r"\frac{d}{dx} y", r"\frac{d^2 y}{dx^2}", r"\left(\frac{dy}{dx}\right)^2",
        r"\frac{\partial y}{\partial x}", r"\frac{y}{x}", r"\frac{dy}{dx} z",
    ],
}  # fmt: skip


@pytest.mark.parametrize("kind", ALIKE)
def test_no_two_formulas_that_differ_sound_alike(kind):
    said = {tex: spoken(tex, "en") for tex in ALIKE[kind]}
    assert all(said.values())
    heard = {tex: words.replace(",", "").replace(";", "") for tex, words in said.items() if words}
    assert not [(one, other, heard[one]) for one, other in combinations(heard, 2) if heard[one] == heard[other]]


@pytest.mark.parametrize(
    ("tex", "words"),
    [
        (r"x^2 + \frac{1}{n}", "x squared plus one over n"),
        (r"\int_0^1 x^2\,dx", "the integral from zero to one of x squared d x"),
        (r"\sum_{i=1}^n x_i", "the sum from i equals one to n of x sub i"),
        (r"\frac{a + b}{c}", "the fraction a plus b, all over c, end fraction"),
        (r"\frac{3}{4}", "three quarters"),
        (r"\frac{d}{dx} f(x)", "d by d x of f of x"),
        (r"\lim_{n \to \infty} a_n = 0", "the limit as n approaches infinity of a sub n equals zero"),
        (r"P(A | B)", "P of A given B"),
        (r"\{x \mid x > 0\}", "the set of x such that x is greater than zero, end set"),
        (r"f \colon A \to B", "f from A to B"),
        (r"\mathbf{a} \times \mathbf{b}", "a cross b"),
        ("2 \\times 3", "two times three"),
        ("3.14", "3.14"),
        (r"90^\circ", "ninety degrees"),
        (r"12\,\text{km}", "twelve km"),
        (r"\boxed{x = 1}", "x equals one"),
        (r"g = \SI{9.81}{\meter\per\second\squared}", "g equals 9.81 meters per second squared"),
        (r"\qty{1}{\kilo\gram}", "one kilogram"),
        (r"\qty{2.5}{km/h}", "2.5 kilometers per hour"),
        (r"\qty{4}{\square\meter}", "four square meters"),
        (r"\num{299792458}", "299792458"),
        (r"\SIrange{1}{2}{\celsius}", "one to two degrees Celsius"),
        (r"\ce{2H2 + O2 -> 2H2O}", "2 H 2 plus O 2 yields 2 H 2 O"),
        (r"\ce{SO4^2-(aq)}", "S O 4 2 minus aqueous"),
    ],
)
def test_it_is_said_as_in_class(tex, words):
    assert spoken(tex, "en") == words


def test_only_english_has_words_for_formulas_and_only_for_what_can_be_read():
    assert spoken("x^2", "en_GB") == spoken("x^2", "EN") == "x squared"
    assert spoken("x^2", "de") is None
    assert spoken("x^2", "eng") is None
    assert spoken(r"\mystery{x}", "en") is None
    assert spoken(r"x \boxminus y", "en") is None


def test_what_an_author_defines_is_said():
    assert spoken(r"x \in \R", "en", r"\newcommand{\R}{\mathbb{R}}") == "x is in the real numbers"
