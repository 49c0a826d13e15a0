"""What of a formula is drawn, which way, and that nothing an author writes becomes Typst code."""

import re
import string

import pytest
import tylax
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aura_nb.formulas import content
from aura_nb.formulas.commands import ALPHABETS
from aura_nb.formulas.content import skeleton_of
from aura_nb.formulas.definitions import expanded
from aura_nb.formulas.font import lacking
from aura_nb.formulas.mathml import drawn
from aura_nb.formulas.placeholders import FormulaMarks
from aura_nb.formulas.plain import plain
from aura_nb.formulas.reading import tree
from aura_nb.formulas.skeleton import skeleton
from aura_nb.formulas.symbols import signs, styled
from aura_nb.formulas.typesetting import typeset
from aura_nb.formulas.unreadable import Unreadable

LETTERS = (string.ascii_letters, string.digits, "αβγδεζηθικλμνξοπρστυφχψω", "ΓΔΘΛΞΠΣΥΦΨΩ")
# All the code that we write ourselves: with these taken out there is no other.
OURS = re.compile(r"#(?:none|true|hide\(\$|0\.6em|\(hline: \([\d,]*\), vline: \([\d,]*\)\)|box\(stroke: [^$#]*\$)")


def codeless(source):
    return "#" not in OURS.sub("", re.sub(r'\\.|"(?:[^"\\]|\\.)*"', "", source, flags=re.DOTALL))


@pytest.mark.parametrize(
    "text",
    [
        "#read(secret)",
        '" #read(secret) "',
        r"\textbackslash",
        '"',
        "$ #x $",
        "*/ #x /*",
        "// #x",
        "[#x] <label> @ref `raw` *strong* _emph_",
        r"\" #panic() \"",
    ],
)
@pytest.mark.parametrize("command", ["{}", r"\text{{{}}}", r"\mathrm{{{}}}", r"\operatorname{{{}}}", r"x_{{{}}}"])
def test_what_an_author_writes_is_never_code(command, text):
    formula = typeset("a + " + command.format(text))
    assert all(codeless(state) for state in formula.states)


@pytest.mark.parametrize(
    "around",
    [
        r"a \\ %s",
        r"\substack{a \\ %s}",
        r"\begin{align} a &= b \\ %s &= c \end{align}",
        r"\begin{cases} a \\ %s \end{cases}",
    ],
)
def test_a_text_behind_the_end_of_a_line_is_a_text(around):
    formula = typeset(around % r"\text{#panic() so}")
    assert formula.route == "typst"
    assert all(codeless(state) and '"#panic() so"' in state for state in formula.states)


@pytest.mark.parametrize("source", ['\\"#panic()"', "#panic()", '"a" "', "a #read(b)", "#hide(b)", '"\\" #x'])
def test_a_source_with_code_is_never_evaluated(source):
    marks = FormulaMarks()
    with pytest.raises(Unreadable, match="its conversion holds code"):
        marks.filled(marks.add(source))


def test_text_is_shown_to_the_letter():
    formula = typeset(r'\text{say "hi" \# }x')
    assert formula.states == ('"say \\"hi\\" # "x',)
    assert skeleton_of(formula.states[0]) == (("words", 'say"hi"#'), "x")


def test_a_conversion_that_holds_code_is_refused(monkeypatch):
    monkeypatch.setattr(tylax, "latex_to_typst", lambda *_args, **_more: '#eval("1")')
    assert typeset.__wrapped__("abc").route == "picture"


@pytest.mark.parametrize("output", ["a", "a b c b", "b a x", '"a" b', "a b image(c)", "a b \\#x", "a b $c$"])
def test_a_conversion_that_differs_is_not_drawn(monkeypatch, output):
    monkeypatch.setattr(tylax, "latex_to_typst", lambda *_args, **_more: output)
    assert typeset.__wrapped__("a b").route == "picture"


def test_where_both_ways_are_wrong_the_source_is_shown_with_a_warning(monkeypatch):
    monkeypatch.setattr(tylax, "latex_to_typst", lambda *_args, **_more: "b a")
    monkeypatch.setattr("ziamath.tex.convert", lambda *_args, **_more: "<math><mi>b</mi></math>")
    shown = typeset.__wrapped__("a b")
    assert (shown.route, shown.states, shown.svg, shown.tex) == ("source", (), "", "a b")
    assert shown.warning == "The formula a b is shown as it is written, because Typst would draw something else."


@pytest.mark.parametrize(
    ("tex", "reason"),
    [
        (r"\mystery{x}", r"\mystery is not known"),
        ("{a", "a brace is never closed"),
        ("a}", "it closes a brace that was never opened"),
        (r"\frac{a}", "an argument is missing"),
        ("x^", "an argument is missing"),
        (r"\left( x", r"a \left has no \right"),
        ("a & b", "an & stands outside a grid"),
        (r"\begin{tikzpicture}\end{tikzpicture}", r"\begin{tikzpicture} is not known"),
        ("x^2^3", "it has two ^ in a row"),
        ("", "there is nothing in it"),
        (r"\text{a $x}", "a dollar sign within its text has no other"),
        (r"\input{/etc/passwd}", r"\input is not known"),
        ("x" * 5000, "it has more than 4000 characters"),
        ("{" * 60 + "}" * 60, "its braces are nested more than 40 deep"),
        ("(" * 500 + ")" * 500, "it is nested more than 40 deep"),
        (r"\left(" * 100 + r"\right)" * 100, "it is nested more than 40 deep"),
        (r"\begin{cases}" * 50 + r"\end{cases}" * 50, "it is nested more than 40 deep"),
        (r"\def\x{\x\x}\x", r"\x is defined by itself, or by too much"),
    ],
)
def test_what_cannot_be_read_is_shown_as_its_source_with_the_reason(tex, reason):
    shown = typeset(tex)
    assert shown.route == "source"
    assert shown.warning.endswith(f"is shown as it is written, because {reason}.")


FRAGMENTS = [
    r"\frac", r"\sqrt", "{", "}", "^", "_", "x", "1", "+", r"\left(", r"\right)", r"\text{#x}", "&", r"\\", "#", "$",
    '"', r"\begin{matrix}", r"\end{matrix}", r"\sum", r"\limits", "'", "|", "(", ")", r"\hat", r"\mathbf", "%",
    r"\alpha", r"\begin{cases}", r"\end{cases}", "[", "]", r"\over", r"\not", r"\ce{H2O}", r"\quad", "~", "é", "\ue000",
    "\x00", r"\operatorname", "*", r"\def\a{b}", r"\a", r"\tag{1}", r"\middle|", r"\substack", "\n", ";", ",", "/", "√",
]  # fmt: skip


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=14).map("".join))
def test_anything_is_drawn_right_or_not_at_all(tex):
    formula = typeset(tex)
    assert all(codeless(state) for state in formula.states)
    if formula.route == "typst":
        assert skeleton_of(formula.states[-1]) == skeleton(tree(plain(tex)))
    if formula.route == "source":
        assert formula.warning


@pytest.mark.parametrize(
    ("tex", "count"),
    [
        (r"\begin{align*} a &= b \\ &= c \\ &= d \end{align*}", 3),
        (r"\begin{gather} a \\ b \end{gather}", 2),
        (r"\begin{equation} \begin{split} a &= b \\ &= c \end{split} \end{equation}", 2),
        (r"f(x) = \begin{cases} 1 & x > 0 \\ 0 & x = 0 \\ -1 & x < 0 \end{cases}", 3),
        (r"a = b \\ c = d", 2),
        (r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}", 1),
        ("x^2", 1),
        (r"\begin{align}" + r"a &= b \\" * 100 + r"\end{align}", 1),  # no slide has room for them
    ],
)
def test_lines_come_one_by_one_and_keep_their_room(tex, count):
    formula = typeset(tex)
    assert len(formula.states) == count
    assert [state.count("#hide($") > 0 for state in formula.states] == [True] * (count - 1) + [False]
    sizes = {_size(state) for state in formula.states}
    assert len(sizes) == 1


def _size(source):
    with content._turn:
        page = content._compiler().compile(format="svg", sys_inputs={"source": source})
    return re.findall(r'viewBox="([^"]+)"', page.decode())[0]


def test_cases_within_lines_come_whole_with_their_line():
    first, second = typeset(r"\begin{align} a &= \begin{cases} 1 & x \\ 2 & y \end{cases} \\ b &= c \end{align}").states
    assert first.count("#hide($") == 2  # the two cells of the second line
    assert first.index("cases(") < first.index("#hide($")
    assert "#hide" not in second


def test_a_long_formula_can_be_set_in_lines_that_hold_the_same():
    formula = typeset(r"f(x) = (a + b)^2 + \frac{a + b}{c + d} + \sum_{i=1}^n (x_i + y_i) = g(x) < 1")
    assert [fold.count(" \\ ") for fold in formula.folds] == [1, 2, 3]
    for fold in formula.folds:
        [grid] = skeleton_of(fold)
        parts = [part for line in grid[2:] for cell in line for part in cell]
        assert tuple(parts) == skeleton_of(formula.states[0])
    assert typeset("x = 1").folds == typeset(r"\frac{a}{b} + c").folds == ()
    assert typeset(r"\begin{align} a &= b \\ &= c = d \end{align}").folds == ()


def test_formulas_beside_each_other_are_put_below_each_other_and_a_gas_stays_where_it_rises():
    below, *_ = typeset(r"a = b, \quad c = d, \qquad e = f").folds
    [grid] = skeleton_of(below)
    assert len(grid[2:]) == 3
    assert typeset(r"\ce{A <=> B ^ + C}").folds == ()


def test_an_authors_own_commands_are_known_in_every_formula():
    given = r"""\newcommand{\R}{\mathbb{R}} \newcommand{\norm}[1]{\left\lVert #1 \right\rVert}
        \newcommand{\pow}[2][2]{#2^{#1}} \def\half#1{\frac{#1}{2}} \DeclareMathOperator*{\argmax}{arg\,max}"""
    assert "".join(expanded(r"\pow{x} + \pow[3]{y}", given)) == "x^{2} + y^{3}"
    long = typeset(r"\left\lVert x \right\rVert \in \mathbb{R}")
    assert typeset(r"\norm{x} \in \R", definitions=given).states == long.states
    assert typeset(r"\argmax_x \half{x}", definitions=given).route == "typst"
    assert typeset(r"\norm{x}").route == "source"


@pytest.mark.parametrize(
    ("tex", "plainer"),
    [
        (r"\color{red} x + \textcolor{blue}{y}", "x + {y}"),
        (r"\displaystyle x \label{a} \nonumber", "x"),
        (r"\bigl( x \Bigr)", "( x )"),
        (r"\text{if $x > 0$}", r"\text{if }{x > 0}"),
        (r"$$ x $$", "x"),
        (r"\begin{equation*} x \end{equation*}", "x"),
        ("x % a comment\n + y", "x + y"),
        (r"\begin{eqnarray} a &=& b \\ c &=& d \end{eqnarray}", r"\begin{align} a &= b \\ c &= d \end{align}"),
        (r"{\bf x} + {\rm d} y", r"{\mathbf{x}} + {\mathrm{d}} y"),
        (r"\ket{x} \SI{3}{m}", r"\left| x \right\rangle 3\,\mathrm{m}"),
        (r"a \mkern-3mu b", "a b"),
        (r"\ce{CO2}", r"\mathrm{C}\mathrm{O}_2"),
    ],
)
def test_what_does_not_show_changes_nothing(tex, plainer):
    assert typeset(tex).states == typeset(plainer).states != ()


@pytest.mark.parametrize(
    ("formula", "meant"),
    [
        ("H2O", r"\mathrm{H}_2\mathrm{O}"),
        ("2H2 + O2 -> 2H2O", r"2\mathrm{H}_2 + \mathrm{O}_2 \longrightarrow 2\mathrm{H}_2\mathrm{O}"),
        ("SO4^2-", r"\mathrm{S}\mathrm{O}_4^{2-}"),
        ("Na+", r"\mathrm{Na}^{+}"),
        ("OH-(aq)", r"\mathrm{O}\mathrm{H}^{-}\,\mathrm{(aq)}"),
        ("Al2(SO4)3", r"\mathrm{Al}_2(\mathrm{S}\mathrm{O}_4)_3"),
        ("^{14}_{6}C", r"^{14}_{6}\mathrm{C}"),
        ("CO2 ^", r"\mathrm{C}\mathrm{O}_2\uparrow"),
        ("A <=> B", r"\mathrm{A} \rightleftharpoons \mathrm{B}"),
        ("H2O ->[heat] H2", r"\mathrm{H}_2\mathrm{O} \xrightarrow{\text{heat}} \mathrm{H}_2"),
        ("A ->[H2O][\\Delta] B", r"\mathrm{A} \xrightarrow[\Delta]{\mathrm{H}_2\mathrm{O}} \mathrm{B}"),
        ("CuSO4.5H2O", r"\mathrm{Cu}\mathrm{S}\mathrm{O}_4\cdot 5\mathrm{H}_2\mathrm{O}"),
        ("CuSO4 * 5H2O", r"\mathrm{Cu}\mathrm{S}\mathrm{O}_4\cdot 5\mathrm{H}_2\mathrm{O}"),
        ("^{227}_{90}Th+", r"^{227}_{90}\mathrm{Th}^{+}"),
        ("[Cu(NH3)4]^2+", r"[\mathrm{Cu}(\mathrm{N}\mathrm{H}_3)_4]^{2+}"),
        ("Fe^{II}", r"\mathrm{Fe}^{\mathrm{II}}"),
        ("n H2O", r"n\mathrm{H}_2\mathrm{O}"),
        ("e- + Na+", r"\mathrm{e}^{-} + \mathrm{Na}^{+}"),
        ("1/2O2", r"\frac{1}{2}\mathrm{O}_2"),
        ("HC#CH", r"\mathrm{H}\mathrm{C} \equiv \mathrm{C}\mathrm{H}"),
        ("A$x$", r"\mathrm{A}{x}"),
    ],
)
def test_chemistry_is_the_mathematics_it_stands_for(formula, meant):
    assert typeset(rf"\ce{{{formula}}}").states == typeset(meant).states != ()


@pytest.mark.parametrize("formula", ["CO2^", "A...B", "hello", "A <-->[x] B", r"\frac{A}{B}"])
def test_chemistry_that_is_not_known_is_not_guessed(formula):
    assert typeset(rf"\ce{{{formula}}}").route == "source"


QUANTITIES = [
    (r"\num{12345.67891}", r"12\,345.678\,91"),
    (r"\num{1.5e-3}", r"1.5 \times 10^{-3}"),
    (r"\num{1,5}", "1.5"),
    (r"\num{1.23(4)}", "1.23(4)"),
    (r"\num{10 \pm 0.2}", r"10 \pm 0.2"),
    (r"\qty{10 +- 0.2}{m}", r"(10 \pm 0.2)\,\mathrm{m}"),
    (r"\SI{9.81}{\meter\per\second\squared}", r"9.81\,\mathrm{m}\,\mathrm{s}^{-2}"),
    (r"\SI[per-mode=fraction]{9.81}{m/s^2}", r"9.81\,\mathrm{m}/\mathrm{s}^{2}"),
    (r"\qty{3e8}{m.s^{-1}}", r"3 \times 10^8\,\mathrm{m}\,\mathrm{s}^{-1}"),
    (r"\unit{\kilo\watt\hour}", r"\mathrm{kW}\,\mathrm{h}"),
    (r"\unit{\kWh}", r"\mathrm{kWh}"),
    (r"\SI{20}{\celsius}", r"20\,\text{°C}"),
    (r"\SI{5}{\micro\metre}", r"5\,\text{µm}"),
    (r"\qty{40}{\percent}", r"40\,\text{\%}"),
    (r"\ang{30}", r"30\text{°}"),
    (r"\SIrange{1}{2}{\meter}", r"1\text{–}2\,\mathrm{m}"),
    (r"\pu{123 kJ//mol}", r"123\,\mathrm{kJ}/\mathrm{mol}"),
    (r"\text{at \SI{3}{m}}", r"\text{at }{3\,\mathrm{m}}"),
    (r"\require{mhchem}\ce{H2}", r"\mathrm{H}_2"),
]


@pytest.mark.parametrize(("tex", "plainer"), QUANTITIES)
def test_quantities_are_the_mathematics_they_stand_for(tex, plainer):
    assert typeset(tex).states == typeset(plainer).states != ()


@pytest.mark.parametrize("tex", [r"\SI{3}{\parrot}", r"\num{three}", r"\si{m^x}", r"\SI{3}", r"\qty{1}{\kilo}"])
def test_a_quantity_that_is_not_known_is_not_guessed(tex):
    assert typeset(tex).route == "source"


def test_a_command_that_has_its_name_from_two_packages_is_the_one_that_is_meant():
    given = r"\newcommand{\unit}[1]{\hat{#1}} \newcommand{\qty}[1]{(#1)}"
    assert typeset(r"\unit{x} \qty{x}", definitions=given).states == typeset(r"\hat{x} (x)").states


def test_a_tag_stands_apart():
    formula = typeset(r"E = mc^2 \tag{7}")
    assert (formula.tag, formula.states) == ("7", typeset("E = mc^2").states)


@pytest.mark.parametrize(
    "tex",
    [r"\frac{a}{b}", r"\sqrt[3]{x}", "x_i^2", r"\begin{matrix} a & b \\ c & d \end{matrix}", r"\binom{n}{k}", "-x"],
)
def test_ziamaths_own_tree_is_compared_as_well(tex):
    formula = plain(tex)
    drawing = drawn(formula)
    assert drawing.understood == skeleton(tree(formula))
    assert drawing.svg.startswith("<svg")


def test_the_font_has_every_sign_and_letter_that_a_command_stands_for():
    alphabets = {styled(char, alphabet) for alphabet in ALPHABETS.values() for char in "".join(LETTERS)}
    assert lacking("".join(sign.char for sign in signs().values())) == ""
    assert lacking("".join(alphabets)) == ""


def test_what_the_font_lacks_is_named_so_that_others_are_found_for_it():
    assert typeset(r"\text{蜂蜜} = 1").foreign == "蜂蜜"
    assert typeset(r"\sum_i \alpha_i").foreign == ""


def test_a_drawing_says_how_much_of_it_is_below_the_line():
    assert drawn(plain("x")).depth < 10
    assert 50 < drawn(plain(r"\frac{a}{b}")).depth < 100


def test_a_sign_that_no_font_has_is_not_drawn_as_a_box():
    with pytest.raises(Unreadable, match="its font has no 蜂"):
        drawn(plain("蜂"))
