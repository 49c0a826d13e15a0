"""Formulas made at random, of which it is known from how they were made what must be drawn."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aura_nb.formulas.content import skeleton_of
from aura_nb.formulas.plain import plain
from aura_nb.formulas.reading import tree
from aura_nb.formulas.skeleton import skeleton
from aura_nb.formulas.typesetting import typeset

LEAVES = st.sampled_from(
    [
        *((letter, (letter,)) for letter in "abxyzPQ1290"),
        (r"\alpha", ("α",)),
        (r"\Gamma", ("Γ",)),
        (r"\infty", ("∞",)),
        (r"\mathbb{R}", ("ℝ",)),
        (r"\mathbf{v}", ("𝐯",)),
        (r"\partial", ("∂",)),
        (r"\text{ if }", (("words", "if"),)),
        (r"\sin", (("words", "sin"),)),
    ]
)
SIGNS = st.sampled_from(
    [("+", ("+",)), ("-", ("−",)), ("=", ("=",)), (r"\le", ("≤",)), (r"\cdot", ("⋅",)), (",", (",",)), ("/", ("/",))]
)


def braced(part):
    return "{" + part[0] + "}"


def merged(first, second):
    """Words next to each other are one."""
    if first and second and first[-1][0] == "words" == second[0][0]:
        return (*first[:-1], ("words", first[-1][1] + second[0][1]), *second[1:])
    return first + second


def beside(parts):
    made = ()
    for _, part in parts:
        made = merged(made, part)
    return " ".join(tex for tex, _ in parts), made


def composed(inner):
    two = st.tuples(inner, inner)
    return st.one_of(
        two.map(lambda ab: (rf"\frac{braced(ab[0])}{braced(ab[1])}", (("fraction", ab[0][1], ab[1][1]),))),
        two.map(lambda ab: (rf"\binom{braced(ab[0])}{braced(ab[1])}", ("(", ("binomial", ab[0][1], ab[1][1]), ")"))),
        inner.map(lambda a: (rf"\sqrt{braced(a)}", (("root", (), a[1]),))),
        two.map(lambda ab: (rf"\sqrt[{{{ab[0][0]}}}]{braced(ab[1])}", (("root", ab[0][1], ab[1][1]),))),
        st.tuples(LEAVES, inner).map(lambda ab: (f"{ab[0][0]}^{braced(ab[1])}", (*ab[0][1], ("script", (), ab[1][1])))),
        st.tuples(LEAVES, inner).map(lambda ab: (f"{ab[0][0]}_{braced(ab[1])}", (*ab[0][1], ("script", ab[1][1], ())))),
        st.tuples(inner, inner).map(
            lambda ab: (rf"\sum_{braced(ab[0])}^{braced(ab[1])}", ("∑", ("script", ab[0][1], ab[1][1])))
        ),
        inner.map(lambda a: (rf"\left( {a[0]} \right]", ("(", *a[1], "]"))),
        inner.map(lambda a: (f"( {a[0]} )", ("(", *a[1], ")"))),
        inner.map(lambda a: (rf"\hat{braced(a)}", (("accent", "hat", a[1]),))),
        inner.map(lambda a: (rf"\overline{braced(a)}", (("accent", "bar", a[1]),))),
        two.map(lambda ab: (rf"\underbrace{braced(ab[0])}_{braced(ab[1])}", (("underbrace", ab[0][1], ab[1][1]),))),
        st.tuples(inner, inner, inner, inner).map(
            lambda cells: (
                rf"\begin{{pmatrix}} {cells[0][0]} & {cells[1][0]} \\ {cells[2][0]} & {cells[3][0]} \end{{pmatrix}}",
                ("(", ("grid", "", (cells[0][1], cells[1][1]), (cells[2][1], cells[3][1])), ")"),
            )
        ),
        st.tuples(inner, SIGNS, inner).map(beside),
        st.lists(inner, min_size=2, max_size=3).map(beside),
    )


FORMULAS = st.recursive(LEAVES, composed, max_leaves=10)


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(FORMULAS)
def test_what_is_drawn_is_what_was_meant(made):
    tex, meant = made
    formula = typeset(tex)
    assert skeleton(tree(plain(tex))) == meant
    assert formula.route == "typst"
    assert skeleton_of(formula.states[-1]) == meant
