"""The Markdown of notebooks as people wrote it for years: what Jupyter showed of it is what the film shows."""

from __future__ import annotations

import pytest
from support.notebooks import code, content, figure, markdown, notebook, printed, shown

from aura_nb.sources import from_notebook
from aura_nb.specs import kinds
from aura_nb.specs.runs import plain


def scenes(*cells, **metadata):
    return from_notebook(content(notebook(*cells, **metadata)), name="lecture", file="lecture.ipynb").storyboard.scenes


def written(text):
    """The scenes below a heading of a text."""
    return scenes(markdown("# Lecture\n\nWhat it is about."), markdown(f"## Part\n\n{text}"))[1:]


def runs_of(text):
    [scene] = written(text)
    return scene.show.text


@pytest.mark.parametrize(
    ("text", "tex"),
    [
        ("a $ \\beta(1-\\beta) . $ here", "\\beta(1-\\beta) ."),
        ("let $\n\\mathbf{u} = 3\n$ be", "\\mathbf{u} = 3"),
        ("the norm of $V-WH$ is", "V-WH"),
        ("then $AB$ does as well", "AB"),
        ("from 0 to 2$\\pi$ and", "\\pi"),
        ("where $P（d）$ is", "P（d）"),
        ("write $sin(x) + 3 x $ here", "sin(x) + 3 x"),
    ],
)
def test_what_stands_between_dollars_is_mathematics(text, tex):
    assert [run.tex for run in runs_of(f"We write that {text} in all that follows.") if run.tex] == [tex]


@pytest.mark.parametrize("text", ["costs $5 and $6 now", "set $HOME in `$ x $` or so", "(the $, and no more)"])
def test_money_and_code_are_no_mathematics(text):
    [scene] = written(f"We know that it {text}.")
    assert not any(getattr(run, "tex", "") for run in scene.show.text if not isinstance(run, str))
    assert "$" in plain(scene.show.text)


def test_a_name_between_dollars_is_a_word_and_a_logo_is_one():
    [scene] = written("It falls between $lower$ and $upper$, set in $\\LaTeX$.")
    assert scene.narration == "Part.\n\nIt falls between lower and upper, set in LaTeX."


def test_environments_by_themselves_and_dollars_around_a_paragraph_are_formulas():
    [scene] = written("\\begin{array}{c|c}\n\\hline\na & b\\\\\nc & d\n\\end{array}")
    assert scene.show.tex.startswith("\\begin{array}{c|c}")
    [scene] = written("$\nx^2 =\n4\n$")
    assert isinstance(scene.show, kinds.Formula)


def test_a_text_that_goes_on_in_its_formula_is_one_sentence_with_it():
    [scene] = written("The characteristic polynomial is\n\n$$x^2 - 1$$")
    assert scene.narration == "Part.\n\nThe characteristic polynomial is x squared minus one."


def test_a_formula_that_ends_its_sentence_ends_it_once():
    text = "Мы рассматриваем коллекцию текстов и словарь всех слов, которые в ней встречаются, где $x_{ij} = y_j.$"
    assert written(text)[0].narration.endswith("xᵢⱼ = yⱼ.")
    assert "= yⱼ.." not in written(text)[0].narration


def test_a_formula_that_would_take_a_minute_is_shown_and_not_said():
    long = " + ".join(f"x_{{{number}}}" for number in range(200))
    [scene] = written(f"We add them all up, as follows:\n\n$${long}$$")
    assert scene.narration == "Part.\n\nWe add them all up, as follows:"
    output = shown(latex=f"$${long}$$", text="x")
    assert all(len(scene.narration) < 300 for scene in scenes(markdown("# T"), code("model", output)))


def test_headings_need_no_space_and_the_last_levels_are_text():
    found = scenes(
        markdown("#Lecture"),
        markdown("##First part\nWhat it says."),
        markdown("#python #data"),
        markdown("<br/>\n### Third\nMore."),
    )
    assert [plain(scene.heading) for scene in found][:2] == ["Lecture", "First part"]
    assert "#python #data" in found[1].narration + found[-1].narration
    assert not any("###" in scene.narration for scene in found)
    [scene] = written("###### A note\nBelow it.")
    assert plain(scene.show.text) == "A note\n\nBelow it."


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('<a href="https://x.org" class="b";>Follow</a> us', "Follow us"),
        ("see [the next](02 - Styling and more.ipynb) one", "see the next one"),
        ("a [graph](https://x.org/Graph_(mathematics) here", "a graph here"),
        ("a [graph](https://x.org/Graph_(mathematics)) here", "a graph here"),
        ("** We have seen:** it", "We have seen: it"),
        ("这是 **python（3.4）**了", "这是 python（3.4）了"),
        ("a power 2 ** 3 ** 4 stays", "a power 2 ** 3 ** 4 stays"),
    ],
)
def test_tags_links_and_strong_words_are_read_as_they_were_meant(text, words):
    assert plain(runs_of(text)) == words


def test_the_title_is_said_once():
    found = scenes(markdown("A licence."), markdown("# Waves\n\nA wave moves on and on over the sea."))
    assert [scene.narration for scene in found if "Waves" in scene.narration] == ["Waves."]


def test_cells_that_only_style_the_page_are_no_part_of_the_film():
    found = scenes(
        markdown("# T"),
        code("from IPython.core.display import HTML\ncss_file = 'a.css'\nHTML(open(css_file).read())"),
        code("def css_styling():\n    return HTML(open('a.css').read())\ncss_styling()"),
        code("init_printing()"),
    )
    assert len(found) == 1


def test_several_results_of_a_cell_share_its_time():
    found = scenes(markdown("# T"), code("for each in parts:\n    plot(each)", figure(), figure(), figure()))
    assert [type(scene.show).__name__ for scene in found] == ["Title", "Columns", "Columns"]
    printed_twice = [shown(text="a\nb"), printed("c\n"), shown(text="d")]
    found = scenes(markdown("# T"), code("run()", *printed_twice))
    assert (found[1].show.output, found[2].show.code) == ("a\nb", "c\n\nd")


def test_no_result_is_silent_in_a_language_that_has_words_for_it():
    wide = "".join(f"<td>{number * 1_000_003}.5</td>" for number in range(9))
    table = f"<table><tr>{wide}</tr><tr>{wide}</tr></table>"
    [_, shown_code, result] = scenes(markdown("# T"), code("frame.head()", shown(html=table)))
    assert (shown_code.narration, result.narration) == ("We look at the first rows.", "Here is the table.")
