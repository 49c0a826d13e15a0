"""Notebooks as foreign programs write them: what is meant is shown, the rest is left out and told."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path

import pytest
from support.notebooks import code, content, figure, markdown, notebook, png, printed, raised, raw, shown

from aura_nb.errors import SourceInvalid
from aura_nb.sources import from_notebook
from aura_nb.sources.notebook.grid import grid
from aura_nb.sources.notebook.statements import python
from aura_nb.specs import kinds
from aura_nb.specs.runs import plain
from aura_nb.voices.spoken.rewriting import spoken_words


def read(*cells, **metadata):
    return from_notebook(content(notebook(*cells, **metadata)), name="analysis", file="analysis.ipynb")


def scenes(*cells, **metadata):
    return read(*cells, **metadata).storyboard.scenes


def of_code(*outputs, source="f(x)", **metadata):
    """The scenes behind the opening card, of one cell with these outputs."""
    return scenes(markdown("# T"), code(source, *outputs), **metadata)[1:]


def messages(source):
    return [notice.message for notice in source.notices]


def texts(found):
    return "\n".join([plain(text) for scene in found for text in (*scene.show.texts(), scene.narration, scene.heading)])


TINY = notebook(markdown("# Tides"), code("print('High: 6.9')", printed("High: 6.9\n")))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32", "latin-1", "cp1252"])
def test_a_file_is_read_in_the_encoding_it_is_in(encoding):
    found = notebook(markdown("# Größe und Maß"), code("1"))
    story = from_notebook(json.dumps(found, ensure_ascii=False).encode(encoding), file="a.ipynb").storyboard
    assert story.title == "Größe und Maß"


@pytest.mark.parametrize("value", ["NaN", "-Infinity", "1e999", "9" * 5000, r'"\ud800"', '"a\tb"'])
def test_json_that_keeps_to_no_standard_is_read(value):
    written = json.dumps(notebook(markdown("# T"), code("x", {**shown(text="7"), "metadata": "HERE"})))
    story = from_notebook(written.replace('"HERE"', value).encode(), file="a.ipynb").storyboard
    assert story.scenes[1].show.output == "7"


def test_half_a_pair_of_surrogates_and_control_characters_are_neither_shown_nor_said():
    cells = [
        markdown("# Bees\u202e and \x00wasps\n\nThey \ud83d hum\x07 \x9c softly."),
        code("f(x)", printed("a\x00\x85b\u202e")),
    ]
    found = read(*cells, title="T\u202e\x00itle").storyboard
    told = found.title + texts(found.scenes)
    assert not [letter for letter in told if letter in "\x00\x07\x85\x9c\u202e\ufffd" or "\ud800" <= letter <= "\udfff"]
    assert plain(found.scenes[1].heading) == "Bees and wasps"


@pytest.mark.parametrize(
    ("change", "cell"),
    [
        *(({name: None}, 0) for name in ("outputs", "metadata", "source", "attachments", "id", "execution_count")),
        *(({name: 7}, 1) for name in ("metadata", "attachments", "id", "execution_count", "outputs")),
        ({"execution_count": "*"}, 1),
        ({"metadata": ["a"], "id": {}}, 0),
        ({"attachments": {"a.png": None}}, 0),
        ({"outputs": [None, 3, "x", []]}, 1),
    ],
)  # fmt: skip
def test_a_field_that_is_none_costs_itself_alone(change, cell):
    cells = [markdown("# T"), code("print('High: 6.9')", printed("High: 6.9\n")), markdown("## End\n\nThe end.")]
    cells[cell] = {**cells[cell], **change}
    assert "The end." in texts(scenes(*cells))


@pytest.mark.parametrize(
    "metadata", [None, [], "x", {"title": {"en": "x"}, "authors": 3, "kernelspec": [], "aura": "x"}]
)
def test_metadata_that_is_none_is_not_shown(metadata):
    found = {**TINY, "metadata": metadata, "nbformat": "4", "nbformat_minor": None}
    story = from_notebook(content(found), file="a.ipynb").storyboard
    assert (story.title, story.scenes[1].narration) == ("Tides", "High is 6.9.")


def test_texts_of_the_metadata_may_be_lists_and_hold_no_markup():
    story = read(
        code("f(x)", printed("High: 6.9\n")), title=["**Tides** of <b>May</b>"], authors=["Ann", {"name": "Bo"}]
    ).storyboard
    assert (plain(story.title), story.scenes[0].narration) == ("Tides of May", "Tides of May.")
    assert story.scenes[0].show.subtitle == "Ann, Bo"
    [scene] = scenes(code("f(x)", printed("1\n"), aura={"say": ["It is ", "one."]}), title="T")[1:]
    assert scene.narration == "It is one."


@pytest.mark.parametrize(
    "output",
    [
        {"output_type": "execute_result", "data": {"text/plain": "7"}, "metadata": None},
        {"output_type": "display_data", "data": {"text/plain": "7", "text/html": None, "image/png": ""}},
        {"output_type": None, "data": {"Text/Plain; charset=utf-8": ["7"]}},
        {"output_type": "stream", "text": "7\n"},
        {"output_type": "stream", "name": None, "text": "7\n"},
        {"output_type": "stream", "name": "console", "text": ["7"]},
        {"name": "stdout", "text": "7"},
    ],
)
def test_an_output_is_taken_as_it_is_meant(output):
    [scene] = of_code(output)
    assert scene.show.output == "7"


def test_what_is_no_output_or_no_cell_is_told():
    source = read(markdown("# T"), code("f(x)", 3, printed("7\n")))
    assert messages(source) == [
        "analysis.ipynb, cell 2: an output cannot be read: it is left out. Run the cell and save the notebook."
    ]
    assert source.storyboard.scenes[1].show.output == "7"
    odd = {
        **notebook(markdown("# T")),
        "cells": [3, {"source": {}}, {"cell_type": "chart", "source": "x"}, markdown("# T\n\nText.")],
    }
    told = messages(from_notebook(content(odd), file="a.ipynb"))
    assert told == [
        "a.ipynb, cell 1: it is no cell: it is left out.",
        "a.ipynb, cell 2: its source is no text: it is left out.",
        'a.ipynb, cell 3: it is a cell of the type "chart": it is left out.',
    ]


def test_lines_that_were_split_at_their_ends_are_lines():
    [scene] = scenes({**code("", printed("7\n")), "source": ["a = 1", "g(a)"]}, title="T")[1:]
    assert scene.show.code == "a = 1\ng(a)"


def test_an_old_notebook_with_nulls_is_converted():
    cells = [
        {"cell_type": "heading", "level": None, "source": ["Old"], "metadata": None},
        None,
        {"input": 7, "outputs": [{"text": "x"}, 3, {"output_type": None}], "metadata": []},
        {"cell_type": "code", "input": ["f(x)", None], "language": "python", "prompt_number": None, "outputs": [
            {"output_type": "pyout", "text": ["7"], "prompt_number": None, "metadata": None}]},
    ]  # fmt: skip
    found = {
        "nbformat": 3,
        "nbformat_minor": None,
        "metadata": None,
        "worksheets": [{"cells": cells, "metadata": None}],
    }
    story = from_notebook(content(found), file="a.ipynb").storyboard
    assert (story.title, story.scenes[1].show.output) == ("Old", "7")


@pytest.mark.parametrize("tags", ["aura-skip", "x, aura-skip", "x aura-skip", ["Aura-Skip", None], "remove_cell"])
def test_tags_may_be_one_text(tags):
    cell = {**code("f(x)", printed("7\n")), "metadata": {"tags": tags}}
    assert len(scenes(markdown("# T"), cell, markdown("## End\n\nText."))) == 2


TRACEBACK = (
    'Traceback (most recent call last):\n  File "/secret/a.py", line 3, in <module>\n    f()\n    ~^^\n'
    "json.decoder.JSONDecodeError: Expecting value: line 1\n"
)  # fmt: skip
CHAINED = f"{TRACEBACK}\nDuring handling of the above exception, another exception occurred:\n\n{TRACEBACK}".replace(
    "json.decoder.JSONDecodeError: Expecting value: line 1\n", "KeyError: 'mass'\n", 1
)
IPYTHON = (
    f"\x1b[0;31m{'-' * 75}\x1b[0m\n"
    "\x1b[0;31mZeroDivisionError\x1b[0m                         Traceback (most recent call last)\n"
    "Cell \x1b[0;32mIn[1], line 1\x1b[0m\n\x1b[0;32m----> 1\x1b[0m 1 / 0\n\n"
    "\x1b[0;31mZeroDivisionError\x1b[0m: division by zero\n"
)
GROUP = (
    '  + Exception Group Traceback (most recent call last):\n  |   File "/secret/a.py", line 1\n'
    "  | ExceptionGroup: two things (2 sub-exceptions)\n  +-+---------------- 1 ----------------\n"
    "    | ValueError: a\n    +------------------------------------\n"
)  # fmt: skip
JULIA = "ERROR: DomainError with -1.0:\nsqrt needs more\nStacktrace:\n [1] throw(x)\n   @ Base /secret/math.jl:33\n"
SYNTAX = '  File "/secret/x.py", line 1\n    x =\n        ^\nSyntaxError: invalid syntax\n'
NODE = "Error: no file\n    at Object.open (/secret/x.js:1:7)\n    at Module.run (node:internal:1)\n"
JAVA = "java.lang.IllegalStateException: no table\n\tat org.x.Y.z(Y.java:12)\n\tat org.x.Y.main(Y.java:3)\n"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (TRACEBACK, "This raises a JSONDecodeError: Expecting value: line 1."),
        (CHAINED, "This raises a JSONDecodeError: Expecting value: line 1."),
        (IPYTHON, "This raises a ZeroDivisionError: division by zero."),
        (GROUP, "This raises an ExceptionGroup: two things."),
        (JULIA, "This raises a DomainError: -1.0:."),
        (SYNTAX, "This raises a SyntaxError: invalid syntax."),
        (NODE, "This raises an error: no file."),
        (JAVA, "This raises an IllegalStateException: no table."),
    ],
)
@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_a_printed_traceback_is_the_error_it_tells_of(written, said, stream):
    for outputs in ([printed(written, stream)], [shown(text=repr(written))] if written == TRACEBACK else []):
        for output in outputs:
            [scene] = of_code(output)
            assert scene.narration == (said or "We call f.")
            assert "secret" not in texts([scene])
            assert "Traceback" not in texts([scene])
            assert "\n" not in scene.show.output


def test_what_was_printed_around_a_traceback_stays_and_it_is_left_out_where_errors_are():
    output = printed(f"Begin\n{TRACEBACK}End\n")
    found = of_code(output)
    assert found[0].show.output == "Begin"
    assert [type(scene.show).__name__ for scene in found] == ["Code", "Callout", "Code"]
    assert "JSONDecodeError" not in texts(of_code(output, aura={"errors": False}))


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("ERROR", 'Error in log("a"): non-numeric argument\n', "This raises an error: non-numeric argument."),
        ("ERROR", "Error in f():\n! no column\n", "This raises an error: ! no column."),
        ("a.b.OddError", "first\n\tat x.Y(Y.java:1)\n\tat x.Z(Z.java:1)", "This raises an OddError: first."),
        ("LoadError", "no file\nStacktrace:\n [1] x\n   @ y.jl:1", "This raises a LoadError: no file."),
        (None, None, "This raises an error."),
        ("ValueError", "a\nno number\nSee https://x.org", "This raises a ValueError: no number."),
    ],
)
def test_an_error_of_any_language_is_one_line_without_its_stack(name, value, said):
    [scene] = of_code({"output_type": "error", "ename": name, "evalue": value, "traceback": None})
    assert scene.narration == (said or "We call f.")


def test_lines_of_the_error_stream_are_left_out_and_that_is_told_once_where_they_are_no_warnings():
    noise = "/x.py:3: FutureWarning: old\n  f()\nWarning message:\n“NAs introduced”\n\n"
    noise += "100%|###| 3/3 [00:01<00:00, 2.0it/s]\n"
    cells = [markdown("# T"), code("f(x)", printed(noise, "stderr"), printed("1\n"))]
    assert messages(read(*cells)) == []
    cells += [
        code("g(x)", printed(f"{noise}Read 300 rows\n", "stderr"), printed("1\n")),
        code("h(x)", printed("INFO:x:y\n", "stderr"), printed("1\n")),
    ]
    source = read(*cells)
    assert messages(source) == [
        "Lines on the error stream (analysis.ipynb, cells 3, 4) are left out: print what is to be seen."
    ]
    assert "300" not in texts(source.storyboard.scenes)


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ([], "it has no cells"),
        ([code(""), markdown("  \n")], "it has no cells with anything in them"),
        ([raw("a"), raw("b")], "it has raw cells alone"),
        (
            [code("f(x)", tags=["aura-skip"])],
            "all of its cells are left out, by their tags or because they make the film",
        ),
        ([code("import os")], "no code but imports"),
    ],
)
def test_why_nothing_is_left_names_the_file(cells, why):
    with pytest.raises(SourceInvalid) as error:
        read(*cells)
    assert error.value.message.startswith("analysis.ipynb: there is nothing to show: ")
    assert why in error.value.message


def test_why_nothing_is_left_names_each_cell_and_how_it_is_mended():
    plot = shown(**{"application__vnd.plotly.v1+json": {}, "html": "<div></div>"})
    widget = shown(**{"application__vnd.jupyter.widget-view+json": {}})
    with pytest.raises(SourceInvalid) as error:
        read(*[code("#| echo: false\nf(x)", output) for output in (plot, widget)])
    assert "analysis.ipynb, cell 1: a Plotly figure has no picture in the file" in error.value.message
    assert 'pio.renderers.default = "png"' in error.value.message
    assert "analysis.ipynb, cell 2: a widget has no picture in the file" in error.value.message


TABULAR = (
    "\\begin{tabular}{lrr}\n\\toprule\n & mass\\_g & \\textbf{sex} \\\\\n\\midrule\nAdelie & 3700 & m \\\\\n"
    "Gentoo & 5076 & \\multicolumn{1}{c}{f \\& m} \\\\\n\\bottomrule\n\\end{tabular}\n"
)
XTABLE = (
    "% latex table\n\\begin{table}[ht]\n\\centering\n\\begin{tabular}{r|ll}\n  & mass\\_g & sex \\\\\n \\hline\n"
    "Adelie & 3700 & m\\\\\nGentoo & 5076 & f \\& m\\\\\n\\hline\n\\end{tabular}\n\\end{table}\n"
)
LONG = (
    "\\begin{longtable}{lrr}\n\\caption{Bees} \\\\\n\\toprule\n & mass\\_g & sex \\\\\n\\midrule\n\\endfirsthead\n"
    "\\toprule\n & mass\\_g & sex \\\\\n\\midrule\n\\endhead\n\\midrule\n"
    "\\multicolumn{3}{r}{Continued} \\\\\n\\endfoot\n\\bottomrule\n"
    "\\endlastfoot\nAdelie & 3700 & m \\\\\nGentoo & 5076 & f \\& m \\\\\n\\end{longtable}\n"
)  # fmt: skip


@pytest.mark.parametrize("tex", [TABULAR, XTABLE, LONG])
@pytest.mark.parametrize("form", ["latex", "printed"])
def test_a_table_in_latex_is_a_table(tex, form):
    output = printed(tex) if form == "printed" else shown(latex=tex, text="<IPython.core.display.Latex object>")
    found = of_code(output)
    table = found[-1].show.columns[1] if isinstance(found[-1].show, kinds.Columns) else found[-1].show
    assert table.header == ["", "mass_g", "sex"]
    assert table.rows == [["Adelie", "3700", "m"], ["Gentoo", "5076", "f & m"]]


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        ("0.93", "0.93"),
        ("'a\\_b'", "'a_b'"),
        ("\\begin{enumerate}\n\\item a\n\\end{enumerate}", "['a']"),
        ("\\textbf{Bees}", "Bees"),
        ("The \\emph{mean}", "The mean"),
    ],
)
def test_latex_that_is_no_mathematics_is_no_formula(latex, text):
    [scene] = of_code(shown(latex=latex, text=text))
    assert scene.show.output == text


def test_values_of_r_are_shown_as_r_prints_them():
    vector = shown(
        html="<style>.list-inline {}</style>\n<ol class=list-inline><li>1</li><li>2</li></ol>\n",
        latex="\\begin{enumerate*}\n\\item 1\n\\item 2\n\\end{enumerate*}\n", markdown="1. 1\n2. 2\n\n",
        text="[1] 1 2",
    )  # fmt: skip
    assert of_code(vector, language="R")[0].show.output == "[1] 1 2"
    number = shown(html="0.9333333", latex="0.9333333", markdown="0.9333333", text="[1] 0.9333333")
    [scene] = of_code(number, language="R")
    assert (scene.show.output, scene.narration) == ("0.9333333", "The result is 0.933.")


def test_a_formula_is_one():
    [scene] = of_code(shown(latex="$\\displaystyle x^{2}$", text="x**2", image__png="iVBORw0KGgo="))
    assert (scene.show.columns[1].tex, scene.narration) == ("x^{2}", "We get x squared.")


@pytest.mark.parametrize(
    "html",
    [
        "<p>Bees <b>hum</b>.</p><script>alert('secret')</script>",
        "<style>p {secret: 1}</style><p>Bees <b>hum</b>.</p>",
        "<!-- secret --><p>Bees <b>hum</b>.</p><p hidden>secret<p style='display: none'>secret</p>",
        "<p>Bees <b>hum</b>.</p><div style='visibility:hidden'><div>secret</div>secret</div>",
        "<p>Bees <b>hum</b>.</p><span class='sr-only'>secret</span><button>secret</button>",
        "<html><title>secret</title><body><p>Bees <b>hum</b>.</p><noscript>secret</noscript></body></html>",
        "<p>Bees <b>hum</b>.</p><select><option>secret</select><iframe src='http://x'>secret</iframe>",
        "<p>Bees <b>hum</b>.</p><script>let a = '</p>'; // secret",
    ],
)
def test_the_words_of_a_page_are_shown_and_what_nobody_sees_of_it_is_not(html):
    for output in (shown(html=html), shown(html=html, text="<IPython.core.display.HTML object>")):
        found = texts(of_code(output))
        assert "Bees hum." in found
        assert "secret" not in found
        assert "<" not in found


@pytest.mark.parametrize(
    "text",
    [
        "2*3*4 = 24 and a_b_c",
        "# 3 of **kwargs and __init__",
        "[a][b], [a](b), ![a](b), <code>x ** 2 ** y</code>",
        "{#id} :bee: ~5~ H^2^ ==6== ++ctrl++ @bee [^1]",
        "1 -- 2 \\* 3",
    ],
)
def test_signs_of_markdown_in_a_page_are_letters(text):
    bare = re.sub("<[^<>]*>", "", text)
    found = of_code(shown(html=f"<p>{text}</p><ul><li>{text}</li></ul><h3>{text}</h3>"))
    assert "\n".join(plain(each) for scene in found for each in scene.show.texts()).count(bare) == 3


def test_mathematics_in_a_page_is_mathematics_and_its_lines_stay_lines():
    [_, scene] = of_code(shown(html=r"<p>So $\alpha_1 < 5$, for $5 and $6.</p>"))
    assert [run.tex for run in scene.show.text if run.tex] == [r"\alpha_1 < 5"]
    assert "a*b*c\n\nd" in texts(of_code(shown(html="<pre>a*b*c\n\nd</pre><p>So.</p>")))


@pytest.mark.parametrize(
    "html",
    [
        "<span>Make this Notebook Trusted to load map: File -> Trust Notebook</span><iframe srcdoc='x'></iframe>",
        "<div id='x'>Loading...</div><script>draw()</script>",
        "<canvas id='x'>Your browser does not support the canvas.</canvas><script>draw()</script>",
    ],
)
def test_what_stands_in_the_place_of_a_program_is_not_said(html):
    source = read(markdown("# T"), code("f(x)", shown(html=html)))
    assert "analysis.ipynb, cell 2: an output is a program for a web page" in messages(source)[0]
    assert "Trust" not in texts(source.storyboard.scenes)
    assert "Loading" not in texts(source.storyboard.scenes)


def test_a_page_about_a_tool_is_no_figure_of_it():
    assert "Plotly draws" in texts(of_code(shown(html="<p>Plotly draws, and so does bokeh.</p>")))


def test_headings_of_an_output_are_shown_and_start_no_scene():
    found = of_code(shown(markdown="# Result\n\nBees hum."))
    assert "Result" in texts(found)
    assert {plain(scene.heading) for scene in found} == {"T"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "a.ipynb is empty"),
        (b"\0\0 \n", "a.ipynb is empty"),
        (b"<!DOCTYPE html><html>", "a.ipynb is a web page"),
        (b"version https://git-lfs.github.com/spec/v1\n", "pointer to a file of Git LFS"),
        (b'{"cells": ' + b"[" * 200_000 + b"]" * 200_000 + b"}", "nested too deeply"),
        (b'{"cells": [{"source": "a"},\n<<<<<<< HEAD\n', "a.ipynb:2: is not JSON"),
        (b'{"cells": null, "nbformat": 4}', "it has no cells"),
    ],
)
def test_a_file_that_is_something_else_is_called_what_it_is(text, message):
    with pytest.raises(SourceInvalid) as error:
        from_notebook(text, file="a.ipynb")
    assert message in error.value.message


def test_a_picture_that_is_none_gives_way_to_its_text():
    [scene] = of_code({**figure(), "data": {"image/png": None, "image/jpeg": [], "text/plain": "7"}})
    assert scene.show.output == "7"


def test_an_error_that_was_raised_twice_is_told_once():
    [scene] = of_code(printed(TRACEBACK * 3))
    assert scene.narration.count("JSONDecodeError") == 1
    assert of_code(raised("KeyError", "'a'"))[0].show.output == "KeyError: 'a'"


@pytest.mark.parametrize(
    ("printed_text", "said"),
    [
        ("Accuracy: inf", ""),
        ("Loss = nan", ""),
        ("Accuracy is nan.", ""),
        ("loss: -inf\naccuracy: 0.9333333", "Accuracy is 0.933."),
        ("Accuracy: -1.2345e-05", "Accuracy is -1.23 × 10⁻⁵."),
        ("P value: 2.2e-16", "P value is 2.2 × 10⁻¹⁶."),
        ("Error rate: 0.00001234567", "Error rate is 1.23 × 10⁻⁵."),
        ("Accuracy: 1.5e-3", "Accuracy is 0.0015."),
        ("2159 rows left", "2,159 rows left."),
        ("Total: 480.58 €", "Total is 480.58 €."),
        ("Rows left: 1.5e6", "Rows left: 1,500,000."),
        ("Total: 6.02e23", "Total is 6.02 × 10²³."),
        ("The loss is now 1.2345e-05 in all.", "The loss is now 1.23 × 10⁻⁵ in all."),
    ],
)
def test_numbers_are_said_as_a_person_says_them_and_what_is_none_is_not_said(printed_text, said):
    [scene] = of_code(printed(printed_text))
    assert scene.narration == (said or "We call f.")


def test_a_value_that_nobody_can_say_is_not_said_in_a_narration():
    cells = [code("loss", shown(text="np.float64(nan)")), code("#: The loss is {loss}.\nf(x)", printed("1\n"))]
    source = read(markdown("# T"), *cells)
    assert source.storyboard.scenes[-1].narration == "The loss is loss."
    assert messages(source) == ["analysis.ipynb, cell 3: {loss} in its narration is nan, which nobody can say."]


def test_missing_values_of_a_column_are_not_said():
    column = shown(text="a    0.5\nb    NaN\nc    inf\nName: mass, dtype: float64")
    assert of_code(column)[-1].narration == "Mass: a, 0.5."


@pytest.mark.parametrize(
    "span", ["colspan='1000'", "colspan='99999999'", f"colspan='{'9' * 5000}'", "colspan='-1'", "colspan='x'"]
)
def test_a_cell_however_wide_costs_no_other(span):
    table = f"<table><tr><th>a</th><th>b</th><th>c</th></tr><tr><td {span}>1</td><td>2</td><td>3</td></tr></table>"
    found = grid(table)
    assert (
        (found.header, found.rows) == (["a", "b", "c"], [["1", "2", "3"]])
        if "0" not in span and "9" not in span
        else True
    )
    assert {"1", "2", "3"} <= set(found.rows[0])


def test_a_cell_however_high_and_many_of_them_cost_little():
    import tracemalloc

    row = f"<tr>{'<td rowspan=1000 colspan=1000>x</td>' * 3000}</tr>"
    tracemalloc.start()
    found = grid(f"<table><tr><th>a</th><th>b</th></tr>{row * 20}<tr><td>1</td></tr></table>")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found is not None
    assert most < 30_000_000


def test_cells_over_several_columns_and_rows_keep_their_places():
    found = grid(
        "<table><thead><tr><th rowspan=2>shop</th><th colspan=2>price</th></tr><tr><th>mean</th><th>max</th></tr>"
        "</thead><tr><td rowspan=2>Harbor</td><td>1.5</td><td>2</td></tr><tr><td>1.7</td><td>3</td></tr>"
        "<tr><td colspan=3>Total</td></tr></table>"
    )
    assert found.rows == [["Harbor", "1.5", "2"], ["", "1.7", "3"], ["Total", "", ""]]


PNG = base64.b64encode(png()).decode()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("![a bee](attachment:x y.png)", "x y.png"),
        ("![a bee](attachment:x%20y.png)", "x y.png"),
        ("![a bee](<attachment:x y.png>)", "x y.png"),
        ('![a bee](attachment:x (1).png "A title")', "x (1).png"),
        ('<img src="attachment:x y.png" alt="a bee">', "x y.png"),
        ("![a bee][1]\n\n[1]: attachment:Bee.png", "bee.png"),
        ("![a bee](attachment:Gr%C3%B6%C3%9Fe.png)", "Gro\u0308ße.png"),
    ],
)
def test_a_picture_is_attached_however_its_name_is_written(text, name):
    cell = {**markdown(f"# T\n\n{text}"), "attachments": {name: {"text/plain": "x", "image/png": [PNG]}}}
    source = read(cell)
    assert len(source.embedded) == 1
    assert source.notices == []


def test_a_picture_that_is_not_attached_is_called_by_its_name():
    source = from_notebook(
        content(notebook(markdown("# T\n\nText.\n\n![a bee](attachment:x%20y.png)"))), file="a.ipynb", folder=Path()
    )
    assert messages(source)[0].startswith('a.ipynb, cell 1, line 5: there is no picture "x y.png".')
    [scene] = scenes(markdown("# T\n\nWrite `attachment:bee.png`."))
    assert "attachment:bee.png" in texts([scene])


def test_paths_of_windows_are_said_as_paths():
    [scene] = scenes(markdown("# T\n\nPut it into `D:\\new\\bees.csv`."))
    assert scene.narration.endswith("Put it into D:\\new\\bees.csv.")
    spoken = " ".join(spoken_words(scene.narration.split(), "en-US"))
    assert spoken.endswith("D slash new slash bees dot csv.")


@pytest.mark.parametrize(
    "source",
    [
        "rng = np.random.default_rng(42)",
        "logger = logging.getLogger('x')",
        "init_vprinting(use_latex='mathjax')",
        "mpld3.enable_notebook()",
        "quantity_support()",
        "rpy2.robjects.numpy2ri.activate()",
        "sc.settings.set_figure_params(dpi=80, figsize=(3, 3))",
        "seed_everything(42)",
        "set_printoptions(precision=3)",
    ],
)
def test_a_cell_that_only_prepares_is_no_scene(source):
    found = scenes(markdown("# T"), code(source), code("rows = read(x)"))
    assert len(found) == 2
    assert source in found[1].show.whole


def test_a_notebook_of_nothing_but_names_shows_them():
    assert scenes(code("model"), title="T")[-1].show.code == "model"


@pytest.mark.parametrize(
    "hidden",
    [
        "<p style='display:none'>secret</p>",
        "<span hidden>secret <span>and more secret</span></span>",
        '<div style="display: none">\n\nsecret\n\n</div>',
        "<div class='sr-only'>secret",
        "<template>secret</template> <noscript>secret</noscript>",
    ],
)
def test_what_a_cells_text_hides_is_neither_shown_nor_said(hidden):
    told = texts(scenes(markdown(f"# T\n\nBees hum.\n\n{hidden}")))
    assert "Bees hum." in told
    assert "secret" not in told
    assert "secret" not in texts(of_code(shown(markdown=f"Bees hum.\n\n{hidden}")))
    shown_as_code = texts(scenes(markdown(f"# T\n\nBees.\n\n```html\n{hidden}\n```")))
    assert "secret" in shown_as_code


def test_a_text_that_cannot_be_read_costs_itself_alone():
    deep = "> " * 300 + "quoted"
    source = read(markdown("# T"), markdown(deep), code("f(x)", shown(markdown=deep)), markdown("## U\n\nText."))
    assert [message.partition(": its text is left out")[0] for message in messages(source)] == [
        "analysis.ipynb, cell 2",
        "analysis.ipynb, cell 3",
    ]
    assert "Text." in texts(source.storyboard.scenes)


def test_environments_of_latex_are_what_they_mean():
    text = "# T\n\nText.\n\n## U\n\nTwo: \\begin{itemize}\\item one \\item two\\end{itemize}\n\nAnd \\\\(x^2\\\\) here."
    told = texts(scenes(markdown(text)))
    assert "one" in told
    assert "x squared" in told
    assert "begin" not in told
    assert "\\" not in told
    [*_, scene] = scenes(markdown("# T\n\nText."), markdown("So \\begin{align*}a &= b\\end{align*}"))
    assert isinstance(scene.show, kinds.Formula)
    [*_, scene] = scenes(markdown("# T\n\nText.\n\n## U\n\n$$\\require{mhchem} x^2$$"))
    assert scene.show.tex == "x^2"
    assert "\\begin" in texts(scenes(markdown("# T\n\nWrite `\\begin{itemize}`.")))


def test_a_page_with_a_traceback_is_its_error():
    html = "<div>Traceback (most recent call last):\n  File &quot;/secret&quot;, line 1\nValueError: bad</div>"
    [scene] = of_code(shown(html=html))
    assert scene.narration == "This raises a ValueError: bad."
    rich = "╭──── Traceback (most recent call last) ────╮\n│ /secret/x.py:1 │\n╰──────╯\nValueError: bad\n"
    assert of_code(printed(rich))[0].show.output == "ValueError: bad"


def test_the_words_of_an_output_stand_on_a_slide_and_introduce_no_code():
    found = of_code(shown(html="<b>Bees hum</b>"), source="%%html\n<b>Bees hum</b>")
    assert [(type(scene.show).__name__, scene.narration) for scene in found] == [("Text", "Bees hum.")]
    [*_, last] = scenes(markdown("# T"), code("f(x)", shown(html="<b>Bees hum</b>")), code("g(x)"))
    assert last.narration == "We call g."


def test_what_an_object_shows_in_a_browser_gives_way_to_its_text():
    html = "<svg style='width: 0'><symbol/></svg><style>x {}</style><div style='display: none'>secret</div><pre>x</pre>"
    [scene] = of_code(shown(html=html, text="<xarray.Dataset> Size: 16B"))
    assert scene.show.output == "<xarray.Dataset> Size: 16B"


def test_a_bar_of_progress_in_a_page_is_over_and_a_long_one_stands_below_its_code():
    bar = "<div><progress value='3' max='3'></progress>100.00% [3/3 00:41&lt;00:00 Sampling]</div>"
    [scene] = of_code(shown(html=bar, text="<IPython.core.display.HTML object>"))
    assert (scene.narration, scene.show.output) == ("We call f.", "")
    [scene] = of_code(printed(f"|{'=' * 90}| 100%  360 MB\n"))
    assert scene.show.output == f"|{'=' * 30}| 100%  360 MB"
    assert of_code(shown(text="pdf \n  2"))[0].show.output == ""  # what R's `dev.off()` gives back


def test_a_name_in_latex_is_a_name():
    [scene] = of_code(shown(latex="$$ free_x $$", text="free_x"))
    assert scene.show.output == "free_x"
    assert isinstance(of_code(shown(latex="$x$", text="x"))[-1].show.columns[1], kinds.Formula)


def test_a_table_of_contents_that_an_extension_wrote_is_no_part_of_the_film():
    found = scenes(
        markdown('# Table of Contents\n<div class="lev1 toc-item"><a href="#A">A</a></div>'), markdown("# Bees\n\nHum.")
    )
    assert [plain(scene.heading) for scene in found] == ["Bees"]


@pytest.mark.parametrize(
    ("cells", "title"),
    [
        (
            [markdown("---\ntitle: Bees\n---\nThey hum."), markdown("## One\n\nText."), markdown("# Late\n\nText.")],
            "Bees",
        ),
        ([markdown(f"## {word}\n\nText.") for word in ("One", "Two", "Three")] + [markdown("# Late\n\nText.")], "One"),
        ([markdown("### Course\n\nText."), markdown("# Bees\n\nText.")], "Bees"),
    ],
)
def test_the_title_is_a_heading_near_the_beginning(cells, title):
    story = read(*cells).storyboard
    assert (plain(story.title), plain(story.scenes[0].heading)) == (title, title)
    assert "title:" not in texts(story.scenes)


def test_a_heading_that_repeats_the_title_is_no_silent_card():
    found = scenes(
        markdown("A licence, in small letters, and who wrote it."), markdown("# Bees"), markdown("## One\n\nText.")
    )
    assert [plain(scene.heading) for scene in found] == ["Bees", "", "One"]
    assert all(scene.narration for scene in found)


def test_bars_of_progress_that_are_widgets_and_banners_of_tools_are_not_told():
    bar = shown(**{"application__vnd.jupyter.widget-view+json": {}, "text": "  0%|          | 0/3 [00:00<?, ?it/s]"})
    banner = markdown("<span style='color:red'>An Exception was encountered</span>", tags=["papermill-error-cell-tag"])
    source = read(markdown("# T"), banner, code("f(x)", bar))
    assert messages(source) == []
    assert "Exception" not in texts(source.storyboard.scenes)


def test_cells_of_databricks_and_forms_of_colab_are_read():
    [first, second] = scenes(code("%md\n# Tides\n\nThey rise."), code("%sql\nselect * from t"))
    assert (plain(first.heading), second.show.language, second.show.code) == ("Tides", "sql", "select * from t")
    form = '#@title Load the data { display-mode: "form" }\n#@markdown Choose.\nn = f(5) #@param {type:"slider"}'
    [_, scene] = scenes(markdown("# T"), code(form))
    assert scene.show.code == "# Load the data\nn = f(5)"
    figure_of_quarto = scenes(markdown("# T"), code("#| fig-cap: Bees *per* `day`\n#| echo: false\nf()", figure()))[-1]
    assert (figure_of_quarto.show.caption, figure_of_quarto.narration) == ("Bees per day", "Bees per day.")


def test_huge_lines_and_tables_are_read_in_a_moment():
    """Each took minutes where a pattern looked through a line again from each of its letters."""
    digits = printed("0123456789" * 100_000)
    table = f"<table><tr><th>a</th></tr>{'<tr><td>1</td></tr>' * 100_000}</table>"
    tags = "<svg " * 50_000 + "<img " * 50_000
    found = of_code(digits, shown(html=table), shown(html=tags, text="7"))
    notes = [getattr(scene.show, "note", "") for scene in found]
    assert "8 of 100,001 rows" in notes
    assert python(f"print x{' ' * 200_000}y (", earlier=True) is None


def test_a_cell_that_only_prepares_is_shown_where_the_text_before_it_leads_to_it():
    found = scenes(
        markdown("# T"), markdown("We begin as all of us do, with the usual imports:"), code("import numpy as np")
    )
    assert found[1].show.code == "import numpy as np"
    assert found[1].narration.endswith("imports:")


def test_the_code_of_a_cell_that_a_course_hides_is_hidden():
    found = scenes(markdown("# T"), code("#$HIDE_INPUT$\nbees = 7\nbees", shown(text="7")), code("hive = read(x)"))
    assert [scene.show.code for scene in found[1:]] == ["7", "hive = read(x)"]


def test_a_wide_picture_does_not_share_its_slide_with_code():
    def kinds_of(*size):
        found = scenes(markdown("# T"), code("plt.plot(bees)", figure(png(*size))))
        return [type(scene.show).__name__ for scene in found[1:]]

    assert kinds_of(900, 300) == ["Code", "Picture"]
    assert kinds_of(400, 300) == ["Columns"]


def test_a_long_formula_does_not_share_its_slide_with_code():
    found = scenes(markdown("# T"), code("solve(bees)", shown(latex=f"${' + '.join(['x_{1}'] * 60)}$")))
    assert [type(scene.show).__name__ for scene in found[1:]] == ["Code", "Formula"]


def test_what_is_drawn_on_one_line_is_told_by_all_of_it():
    found = scenes(markdown("# T"), code("xlabel('x'); ylabel('bees')\nplot(x, bees)", figure()))
    assert found[1].narration == "We draw a line plot of bees against x."


def test_a_list_of_axes_is_nothing():
    found = scenes(markdown("# T"), code("paga(bees)", figure(), shown(text="[<Axes: xlabel='a'>, <Axes: >]")))
    assert len(found) == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("In H$_2$O and s$^{-1}$, the $x_i$s.", "In H sub two O and s to the minus one, the x sub i s."),
        ("The colon, `:`, is one. The sign, `^`. Then.", "The colon, is one. The sign. Then."),
        ("Use `$(some command)` or `f(x)`.", "Use $ some command or f."),
    ],
)
def test_what_stands_at_words_is_said_with_them(text, words):
    assert scenes(markdown(f"# T\n\n{text}"))[0].narration == f"T.\n\n{words}"


def test_a_full_stop_behind_a_formula_is_no_line_of_its_own():
    found = scenes(markdown("# T\n\nIt is here:\n\n$$a = \\frac{b}{c}$$.\n\nAnd more."), code("bees = f(1)"))
    assert [type(scene.show).__name__ for scene in found] == ["Title", "Formula", "Code"]


def test_the_sign_at_the_end_of_a_sentence_stands_in_its_last_formula():
    found = scenes(markdown("# T\n\n- one\n- the law $x \\sim f(a, b)$.\n- three"))
    assert [run.tex for run in found[0].show.items[1] if run.tex] == ["x \\sim f(a, b)."]
    assert "f of a and b.\n\nthree" in found[0].narration


@pytest.mark.parametrize(
    ("text", "words", "tex"),
    [
        ("Take $a$, $b$ and $c$ here.", "Take a, b and c here.", ["a", "b", "c"]),
        ("We take $x$.\nThen we go on.", "We take x. Then we go on.", ["x."]),
        ("We take $x$. *Then* we go on.", "We take x. Then we go on.", ["x"]),
    ],
)
def test_a_sign_behind_a_formula_is_said_and_a_space_behind_it_is_kept(text, words, tex):
    [scene] = scenes(markdown(f"# T\n\n- one\n- {text}\n- three".replace("on.\nT", "on.\n  T")))
    assert words in scene.narration
    assert plain(scene.show.items[1]) == words
    assert [run.tex for run in scene.show.items[1] if run.tex] == tex


def test_a_heading_is_said_once_for_all_code_that_has_no_words():
    fences = "\n\n".join(f"```sh\nls -{letter}\n```\n\nAnd then." for letter in "abc")
    found = scenes(markdown(f"# T\n\n## Bees\n\n{fences}"))
    assert " ".join(scene.narration for scene in found).count("Bees.") <= 2
