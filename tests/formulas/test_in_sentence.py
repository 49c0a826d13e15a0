"""A formula in a sentence is said as a part of that sentence: a clause, a noun, what somebody lets be."""

import pytest

from aura_nb.formulas.in_words import spoken
from aura_nb.sources import from_markdown


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        # behind a preposition it is a noun
        (r"For $r < 1/2$ it is stable.", "For r less than one half it is stable."),
        (r"It fails with $p \geq 0.05$.", "It fails with p greater than or equal to 0.05."),
        (r"Take any $x \in \mathbb{R}$.", "Take any x in the real numbers."),
        (r"Given $X \sim N(0,1)$ it is so.", "Given X distributed as N of zero and one it is so."),
        (r"For $i \neq j$ it is zero.", "For i not equal to j it is zero."),
        (r"It is so at $x = 0$ and $x = L$.", "It is so at x equals zero and x equals L."),
        (r"For $0 < x < 1$ it grows.", "For x between zero and one it grows."),
        (r"Look at the interval $0.5 \leq x \leq 1$.", "Look at the interval x from 0.5 to one."),
        # before a verb it is told what else is so of what is named
        (r"The constant $\alpha > 0$ is small.", "The constant alpha, which is greater than zero, is small."),
        (r"A step size $h = 0.1$ is small.", "A step size h, which equals 0.1, is small."),
        (r"The case $k = 2$ is easy.", "The case k equals two is easy."),
        # behind what begins a clause it is one
        (r"If $a < b$ and $c \geq d$, stop.", "If a is less than b and c is greater than or equal to d, stop."),
        (r"We see that $x \approx 3$.", "We see that x is approximately equal to three."),
        (r"Stop when $0 < x < 1$.", "Stop when x is between zero and one."),
        (r"As $n \to \infty$ it ends.", "As n goes to infinity it ends."),
        (r"The condition $\sigma \le 1$ holds.", "The condition that sigma is less than or equal to one holds."),
        # what somebody lets be, or chooses
        (r"Let $n \ge 2$ and $m = 3$.", "Let n be greater than or equal to two and m equal three."),
        (r"Let $x > 0$ be given.", "Let x greater than zero be given."),
        (r"We choose $\Delta t = 0.1$.", "We choose delta t equal to 0.1."),
        # a sign without what it is said of
        (r"We keep values $> 5$.", "We keep values greater than five."),
        (r"The share is $\approx 0.1$.", "The share is about 0.1."),
    ],
)
def test_a_relation_is_said_as_its_sentence_needs_it(text, heard):
    scenes = from_markdown(f"# T\n\n## A\n\n{text}\n", language="en").storyboard.scenes
    assert heard in scenes[-1].narration


@pytest.mark.parametrize(
    ("tex", "words"),
    [
        (r"1/2 + n/3", "one half plus n over three"),
        (r"2n/3", "two n divided by three"),
        (r"a < b \le c", "b is greater than a and at most c"),
        (r"a \le b = c", "a is less than or equal to b, which equals c"),
        (r"a = b = c", "a equals b equals c"),
        (r"\forall x > 0 \exists y > x", "for all x greater than zero there exists y greater than x"),
        (r"H_0 : \mu = 0", "H sub zero, that mu equals zero"),
        (r"f \colon A \to B", "f from A to B"),
        (r"i = 1, \dots, n", "i equals one, and so on, up to n"),
        (r"x \in [0, 1)", "x is in the interval from zero to one, without one"),
        (r"x \in \{1, 2, 3\}", "x is in the set of one, two, and three"),
        (r"A \in \mathbb{R}^{m \times n}", "A is in the real m by n matrices"),
        (r"m = 1.007_{-0.081}^{+0.077}", "m equals 1.007, plus 0.077, minus 0.081"),
        (r"Pr[A] = Var(X)", "the probability of A equals Var of X"),
        (r"f(x) \text{ as } x \to 0", "f of x as x goes to zero"),
        (r"\theta_t \sim F", "theta sub t is distributed as F"),
        (r"R_0 := \beta", "R sub zero is defined as beta"),
        (r"P(X \mid \sim A)", "P of the quantity X given not A, end quantity"),
        (r"a => b", "a implies b"),
        (r"\phi(\cdot) = 1", "phi equals one"),
        (r"\{0, 1, ..., k\}", "the set of zero comma one, and so on, up to k, end set"),
        (r"u(0) = u(2)", "u of zero equals u of two"),
        (r"f(x, y) = g(x, y, -1)", "f of x and y equals g of x, y, and minus one"),
        (r"p(z \mid x, y)", "p of z given x and y"),
        (r"\frac{\partial u}{\partial x}\bigg\rvert_i = 0", "partial u by partial x, evaluated at i, equals zero"),
    ],
)
def test_what_stands_next_to_one_another_is_said_as_people_say_it(tex, words):
    assert spoken(tex, "en") == words


def test_formulas_that_are_parts_of_a_sentence_still_differ():
    formulas = ["a < b < c", r"a \le b < c", r"a < b \le c", r"a \le b \le c", "c < b < a", "a < c < b", "a < b, b < c"]
    for place in ("whole", "clause", "noun"):
        assert len({spoken(tex, "en", place=place) for tex in formulas}) == len(formulas)
