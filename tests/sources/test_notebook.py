"""Notebooks: what of them is shown, what a person would say of it, and what their authors have a say in."""

from __future__ import annotations

import base64
import io
import json
import re

import msgspec
import pytest
from PIL import Image
from support import notebooks
from support.notebooks import code, content, figure, markdown, notebook, png, printed, raised, raw, shown, write

from aura_nb.errors import RequestInvalid, SourceInvalid, SourceNotFound
from aura_nb.request.named import film_request
from aura_nb.sources import from_notebook, from_source, load_notebook
from aura_nb.sources.notebook.comments import sentence_of
from aura_nb.specs import Picture, Run, Storyboard, kinds
from aura_nb.specs.runs import plain


def read(*cells, **metadata):
    return from_notebook(content(notebook(*cells, **metadata)), name="analysis", file="analysis.ipynb")


def scenes(*cells, **metadata):
    return read(*cells, **metadata).storyboard.scenes


def said(*cells, **metadata):
    return [scene.narration for scene in scenes(*cells, **metadata)][1:]  # behind the opening card


def code_of(*cells, **metadata):
    return next(scene for scene in scenes(*cells, **metadata) if isinstance(scene.show, kinds.Code))


@pytest.mark.parametrize("name", notebooks.ALL)
def test_every_notebook_is_a_storyboard_that_shows_no_markup_and_reads_no_traceback(name):
    source = from_notebook(content(notebooks.ALL[name]), name=name, file=f"{name}.ipynb")
    words = [source.storyboard.title]
    for scene in source.storyboard.scenes:
        assert scene.source.file == f"{name}.ipynb"
        assert scene.source.cell
        words += [scene.heading, scene.narration]
        words += [text for text in scene.show.texts() if not isinstance(scene.show, kinds.Formula)]
    told = "\n".join(words)
    assert "<div" not in told
    assert "$" not in told
    assert "\x1b" not in told
    assert "Traceback" not in told
    assert "0x" not in told


def test_a_report_is_told_as_a_person_would():
    story = from_notebook(content(notebooks.REPORT), file="analysis.ipynb").storyboard
    assert [
        (type(scene.show).__name__, scene.heading, scene.narration.replace("\n\n", " ")) for scene in story.scenes
    ] == [
        ("Title", "What do penguins weigh?", "What do penguins weigh? We look at three species of penguins."),
        (
            "Columns",
            "Loading the data",
            (
                "Loading the data. We use pandas and Matplotlib. We read penguins.csv. "
                "These are 2 of 10,000 rows, with species and body mass."
            ),
        ),
        (
            "Code",
            "Loading the data",
            "We drop the rows with missing values. Then we count what is left. Rows left: 9000.",
        ),
        (
            "Columns",
            "Species differ",
            "Species differ. We group by species and take the mean. Body mass: Adelie, 3700.66; Gentoo, 5076.02.",
        ),
        (
            "Columns",
            "Species differ",
            "We draw a scatter plot. Heavier penguins have longer flippers. It shows body mass against flipper length.",
        ),
        ("Code", "Species differ", "Accuracy is 0.933."),
    ]


def test_a_cell_is_named_by_its_number():
    story = from_notebook(content(notebooks.REPORT), file="analysis.ipynb").storyboard
    places = [scene.place for scene in story.scenes]
    assert places[:3] == ["analysis.ipynb, cell 1, line 1", "analysis.ipynb, cell 4", "analysis.ipynb, cell 5"]


def test_lines_light_up_as_they_are_spoken_of_and_the_result_comes_last():
    scene = code_of(markdown("# T"), notebooks.REPORT["cells"][4])
    assert scene.show.lines == [[1, 2], [4, 5]]
    assert scene.show.output == "Rows left: 9000"
    assert [(cue.on, cue.show) for cue in scene.cues] == [
        ("We drop the rows with missing values", 1),
        ("Then we count what is left", 2),
        ("Rows left: 9000", 3),
    ]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("df = pd.read_csv('https://example.org/a/bees.csv?raw=1')", "We read bees.csv."),
        ("df = df[df['age'] >= 30]", "We keep the rows where age is at least 30."),
        ("df['bmi'] = df['mass'] / df['height'] ** 2", "We add the column bmi."),
        ("df.groupby(['sex', 'island']).agg('mean').sort_values('mass_g')",
         "We group by sex and island, take the mean, and sort by mass."),
        ("X_train, X_test = train_test_split(X, y)", "We split the data into a training set and a test set."),
        ("model = RandomForestClassifier(10)\nmodel.fit(X, y)", "We fit a random forest classifier."),
        ("def area(r):\n    '''The area of a circle. Exact.'''\n    return r * r * pi",
         "We define the function area. The area of a circle."),
        ("nx, nt = 41, 25\nc = 1", "We set nx to 41, nt to 25 and c to 1."),
        ("step = dx / c\nu = ones(nx)\nu", "We compute step. Then we create the array u."),
        ("stocks.loc['AAPL']", "We select from stocks."),
        ("x = 1\nstocks.index", "We set x to 1. Then we look at the index of stocks."),
        ("df_old = make(QCAR628BIS)", "We compute the data frame old."),
        ("fig, ax = plt.subplots()\nax.plot(x)\nax.set_title(name)", "We draw a line plot."),
        ("import pandas as pd\ndf.plot()", "We draw a line plot."),
        ("import pandas as pd\ndf.plot(kind='barh')", "We draw a bar chart."),
        ("import pandas as pd\ndf.plot.scatter('a', 'b')", "We draw a scatter plot."),
        ("import geopandas\nbees.plot(column='count', legend=True)", "We draw a map."),
        ("import folium\nm = folium.Map(location=[38.7, -9.1])\nm", "We draw a map."),
        ("import geopandas\nfig, axes = plt.subplots(2)\naxes[0].plot(x)", "We draw a line plot."),
        ("import xarray as xr, pandas as pd\nair.isel(time=0).plot()", "We draw a plot."),
        ("model.plot(forecast)", "We draw a plot."),
        ("print(f'{n}: {fibo(n)} of {df.shape}')", "We look at fibo."),
        ("df['site'].unique()  # where the bees were counted", "Where the bees were counted."),
        ("diff(y**2, x)", "We take the derivative."),
        ("np.diff(y, n)", "We take the differences."),
        ("df['light'].unique()", "We list the distinct values of light."),
        ("print(df['light'].nunique())", "We count the distinct values of light."),
        ("np.max(column)", "We look at column."),
        ("mass.to(u.kg)", "We look at mass."),
        ("mass.to_dict()", "We look at mass."),
        ("data.round(4).head()", "We look at the first rows."),
        ("type(bees)", "We look at bees."),
        ("print('{0} of {1}'.format(bees, n))", "We look at bees."),
        ("width * height", "We look at width."),
        ("mass = load(hive)\nrows.append(mass)", "We compute mass."),
        ("with open('bees.json') as f:\n    bees = json.load(f)", "We read bees.json."),
        ("with open('bees.json', 'w') as f:\n    json.dump(bees, f)", "We write bees.json."),
        ("tree = Phylo.read('data/bees.nwk', 'newick')", "We read bees.nwk."),
        ("alt.Chart(bees).mark_bar().encode(x='mass')", "We draw a bar chart."),
        ("hist(mass)", "We draw a histogram."),
        ("settings = {}\nsettings['wing'] = 3", "We create the dictionary settings."),
        ("cells.uns['colours'] = palette", "We compute colours."),
        ("# the state $b_t$ of a hive\nb = step(b)", "The state b sub t of a hive."),
        ("print bees\nfor each in hives:\n    print each", "We look at bees. Then we go through hives."),
        ("assert f(1) == 2", ""),
    ],
)  # fmt: skip
def test_code_is_told_by_what_it_calls_else_by_what_it_plainly_does(source, words):
    scene = code_of(markdown("# T"), code(source))
    assert scene.narration == words
    assert (scene.pause_after or 0) == pytest.approx(3.0 if not words else 0)


@pytest.mark.parametrize(
    ("language", "source", "words"),
    [
        ("R", "f <- function(x) x^2\ny <- f(2)", "We define the function f. Then we compute y."),
        ("julia", "A = [1 2; 3 4]\nλ = eigvals(A)", "We compute λ."),
        ("julia", "area(r) = π * r^2", "We define the function area."),
        ("c++", "int count = 3;", "We set count to 3."),
        ("R", "summary(model)", "We look at the model."),
        ("R", "p <- ggplot(df, aes(x, y)) +\n  geom_point()\nmax_save(p)", "We draw a figure."),
        ("julia", "innerjoin(x, y, on=:id) # joining on one column", "Joining on one column."),
        ("R", "if (a) b else c", ""),
        ("bash", "#!/bin/bash\ngit log -1 ece03c0", "We run git log."),
        ("bash", "for commit in $(commits); do size $commit; done", "We go through commits."),
        ("bash", "echo There have been $(commits) commits", "We run commits."),
        ("bash", "size() { wc $1; }", "We define the function size."),
        ("bash", "popd", ""),
        ("bash", "cat <<EOF\nHello world\nEOF\nlocal y=3\nread x\nesac", ""),
        ("bash", "mask=$((1 <<n))\nmake", "We compute mask. Then we run make."),
        ("bash", "CC=gcc FLAGS='-O 2' make all", "We run make."),
        ("bash", "first=$(commits | head)\nlast=3", "We compute first. Then we set last."),
        ("sql", "SELECT EXTRACT(YEAR FROM day), 'from here; on' FROM bees", "We select from bees."),
        ("sql", 'SELECT "from a" FROM hives."my bees"', "We select from my bees."),
        ("sqlite3", "CREATE TABLE hives (name STRING)", "We create hives."),
        ("postgresql", "SELECT name\nFROM hives\nWHERE mass > 3", "We select from hives."),
        ("sql", "INSERT INTO hives VALUES ('A')", "We change hives."),
        ("C++17", "#include <vector>\nusing namespace std;\nbees.count(3);", "We call count."),
    ],
)
def test_code_of_other_languages_is_told_by_its_lines(language, source, words):
    assert code_of(markdown("# T"), code(source), language=language).narration == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Wir laden die Daten der Pinguine, und sehen sie uns in Ruhe an.",
         ["Wir berechnen step size.", "Das wird ausgegeben.", "Wir sehen uns df an.", "Wir zeichnen ein Diagramm."]),
        ("Nous chargeons les données des manchots et nous les regardons de près.",
         ["Nous calculons step size.", "Voici ce qui s'affiche.", "Nous regardons df.", "Nous traçons un graphique."]),
        ("我们读取企鹅的数据，然后仔细查看每一列的含义，并且计算平均值。",
         ["我们计算 step size。", "输出如下。", "我们来看 df。", "我们绘制图形。"]),
    ],
)  # fmt: skip
def test_what_is_said_of_ours_is_in_the_notebooks_language(text, words):
    cells = [code("print('a')", printed("a = b\nc")), code("df.info()"), code("ax.plot(t)\nplt.xlabel(s)", figure())]
    assert said(markdown(f"# T\n\n{text}"), code("step_size = f(x)"), *cells)[-4:] == words


def test_an_error_is_told_by_its_name_in_a_notebook_of_another_language():
    text = "# Zahlen\n\nWir rechnen mit den Zahlen, die uns die Messung der Bienen gegeben hat."
    scene = read(markdown(text), code("f(x)", raised("NameError", "ignored"))).storyboard.scenes[-1]
    assert (scene.narration, scene.show.output) == ("Das führt zu dem Fehler NameError.", "NameError")


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("# ─────────────\n#  Build the chart\n# ─────────────\nf(x)", "We build the chart."),
        ("# ── 2. Build the hub ─────\nf(x)", "We build the hub."),
        ("# === Load the data ===\nf(x)", "We load the data."),
        ("az.plot_trace(t)", "We plot trace."),
        ("get_fred_data('x')", "We get fred data."),
        ("pd.DataFrame(rows)", "We look at the data frame."),
        ("print(g(t).indptr)", "We look at indptr."),
        ("m.parse(word)[0]", "We call parse."),
        ("model.predict(X)", "We make predictions."),
    ],
)
def test_ornaments_are_not_said_and_names_of_functions_tell_what_they_do(source, words):
    assert said(markdown("# T"), code(source, shown(text="[1 2]\n[3 4]")))[-1] == words


def test_tables_are_told_by_their_columns_in_every_language_with_words():
    table = shown(html="<table><tr><th>Jahr</th><th>Betrag</th></tr><tr><td>a</td><td>5</td></tr></table>")
    german = said(
        markdown("# Die Ausgaben der Haushalte\n\nWir sehen uns die Zahlen dieses Jahres an."), code("f(x)", table)
    )
    assert german[-1] == "Die Spalten sind Jahr und Betrag."
    many = "".join(f"<th>{name}</th>" for name in "abcdefgh")
    wide = shown(html=f"<table><tr>{many}</tr><tr>{'<td>x</td>' * 8}</tr></table>")
    assert said(markdown("# T"), code("f(x)", wide))[-1] == "The columns are a, b, c, d, e, and 3 more."
    julia = shown(
        html="<table><tr><th>Row</th><th>id</th><th>age</th></tr><tr><td>1</td><td>7</td><td>9</td></tr></table>"
    )
    assert said(markdown("# T"), code("f(x)", julia))[-1] == "The columns are id and age."


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("'By the coast it takes 70 min, by the creek 64.'", "By the coast it takes 70 min, by the creek 64."),
        ('[1] "Hello from R, in Jupyter."', "Hello from R, in Jupyter."),
        ("'bees/2024.csv'", "We call f."),
    ],
)
def test_a_text_in_quotes_is_said_where_it_is_a_sentence(text, words):
    assert said(markdown("# T"), code("f(x)", shown(text=text)))[-1] == words


def test_a_printed_line_that_is_a_heading_is_said():
    found = said(markdown("# T"), code("f(x)", printed("MEAN BY SPECIES\n===============\n")))
    assert found[-1] == "MEAN BY SPECIES."
    rows = "".join(f"{place} is {place * 7}, or so\n" for place in range(20))
    assert said(markdown("# T"), code("f(x)", printed(f"======\nMEAN BY SITE\n======\n{rows}")))[-1] == "MEAN BY SITE."
    assert said(markdown("# T"), code("f(x)", printed("Kinds: ['a' 'b'\n 'c']\n")))[-1] == "Kinds."
    assert (
        said(markdown("# T"), code("f(x)", printed("Spent 2006: CHF 50,338.17\n")))[-1]
        == "Spent 2006 is CHF 50,338.17."
    )


def test_the_same_columns_are_not_listed_again():
    table = "<table><tr><th>id</th><th>age</th></tr>{}</table>"
    cells = [code("f(x)", shown(html=table.format("<tr><td>1</td><td>9</td></tr>" * rows))) for rows in (2, 3, 1)]
    assert said(markdown("# T"), *cells)[-3:] == [
        "The columns are id and age.",
        "The same columns, with 3 rows.",
        "The same columns, with one row.",
    ]


def test_a_summary_without_columns_is_told_by_its_caption():
    rows = "".join(f"<tr><td>{place}</td><td>{place * 1.5}</td></tr>" for place in range(9))
    table = f"<table><caption>OLS Regression Results</caption>{rows}</table>"
    assert said(markdown("# T"), code("f(x)", shown(html=table)))[-1] == "OLS Regression Results."


def test_what_an_error_says_is_not_cut_within_a_word_and_long_rules_are_short():
    error = (
        "missing values in key columns are not allowed when matchmissing is set to its own default, which it is here"
    )
    scene = code_of(markdown("# T"), code("join(x, y)", raised("ArgumentError", error)))
    assert scene.show.output == f"ArgumentError: {error}"
    shown_rows = code_of(markdown("# T"), code("f(x)", printed(f"DONE\n{'=' * 80}\n1 of 2, as it were"))).show.output
    assert shown_rows.split("\n")[1] == "=" * 30


def test_a_large_picture_within_a_text_is_shown_and_its_text_is_whole():
    address = f"data:image/png;base64,{base64.b64encode(png(64, 48) + bytes(200_000)).decode()}"
    source = read(markdown(f"# T\n\n![A bee]({address})\n\nThe end."))
    told = " ".join(scene.narration for scene in source.storyboard.scenes)
    assert (told, source.notices) == ("T.\n\nA bee.\n\nThe end.", [])
    assert any(isinstance(scene.show, kinds.Picture) for scene in source.storyboard.scenes)
    nameless = said(markdown(f"# T\n\nIt begins.\n\n![image.png]({address})"))
    assert nameless == [""]


def test_parts_whose_headings_are_counted_by_their_author_get_no_other_number():
    cells = [
        markdown(f"# {n}. Part\n\n## A step\n\nWe look at the data.\n\n## Another\n\nWe go on.") for n in (1, 2, 3)
    ]
    parts = [scene.show for scene in scenes(markdown("# T"), *cells) if isinstance(scene.show, kinds.Section)]
    assert {part.number for part in parts} == {""}


def test_code_of_which_nothing_is_known_shares_its_slide_with_what_it_printed():
    rows = "".join(f"{place} took {'very ' * 20}long\n" for place in range(4))
    [_, scene] = scenes(markdown("# T"), code("print('a', end='')", printed(rows)))
    assert scene.show.output.endswith("…")
    assert scene.narration == "This is what it prints."


def test_what_is_drawn_and_what_is_seen_of_it_are_one_sentence():
    drawn = 'plt.plot(years, share)\nplt.xlabel("Year")\nplt.ylabel("Share");'
    assert said(markdown("# T"), code(drawn, figure()))[-1] == "We draw a line plot of share against year."


def test_a_last_short_line_is_not_all_that_matters_of_a_long_cell():
    loop = "for step in range(9):\n" + "\n".join(f"    x{row} = draw(step, {row})" for row in range(24))
    scene = code_of(markdown("# T"), code(f"{loop}\nkept = {{'x': x1}}"))
    assert scene.show.code.startswith("for step in range(9):")
    assert not scene.narration.startswith("Of ")


def test_a_short_text_before_a_cell_introduces_it():
    scene = code_of(
        markdown("# T"), markdown("## Data"), markdown("The data lie in a file."), code("df = pd.read_csv('bees.csv')")
    )
    assert scene.narration == "Data.\n\nThe data lie in a file."


def test_comments_that_are_code_are_not_read_out():
    for comment in ("df = df.dropna()", "pylint: disable=all", "aeropython: preserve", "nbval: skip"):
        assert code_of(markdown("# T"), code(f"# {comment}\nx = 1")).narration == "We set x to 1."


def test_imports_settings_and_magics_are_no_slides():
    scene = code_of(
        markdown("# T"),
        code("%timeit f()\nimport os\nplt.rcParams['x'] = 1\nwarnings.filterwarnings('ignore')\ny = f(x)"),
    )
    assert scene.show.code == "y = f(x)"


@pytest.mark.parametrize(
    "source",
    [
        "import aura_nb as aura\naura.panel()",
        "panel = aura.panel(side=True)  # next to it",
        "aura.generate()",
        "%load_ext aura_nb\n%aura film",
        "%aura film --theme dark",
        "aura.generate(theme='dark')",
        "job = aura_nb.generate(output='x')",
        "aura.generate().wait()",
        "await aura.generate()",
        "film = aura.generate()\nfilm",
        "from aura_nb import panel\npanel()",
        "import aura_nb as a\na.panel()",
        "with aura.edit('ab12') as story:\n    story['intro'].narration = 'Bees.'",
        "job = aura.generate()\nfor each in job.events():\n    print(each)",
    ],
)
def test_the_cell_that_makes_the_film_is_not_in_it(source):
    card = shown(**{"text/html": "<div>Aura</div>", "text/plain": "Panel()"})
    found = scenes(markdown("# Tides\n\nThe sea rises."), code("print(3)", printed("3\n")), code(source, card))
    assert [type(scene.show) for scene in found] == [kinds.Title, kinds.Code]


def test_a_later_cell_that_waits_for_the_film_is_not_in_it_either():
    film = [code("from aura_nb import generate as make\njob = make()"), code("job.wait()"), code("job")]
    found = scenes(markdown("# T"), *film, code("job = start(bees)"), code("job.wait()"))
    assert [scene.show.code for scene in found if isinstance(scene.show, kinds.Code)] == [
        "job = start(bees)",
        "job.wait()",
    ]


@pytest.mark.parametrize(
    "source",
    [
        'aura.generate("bees.md")',
        "aura.generate(source=bees)",
        'job = aura.generate("bees.md")\njob.wait()',
        "aura.panel(1); data = load_things()",
        "aura.panel()\nbees.plot()",
    ],
)
def test_a_cell_that_makes_a_film_of_something_else_is_code_like_any(source):
    assert code_of(markdown("# T"), code(source)).show.code == source


def test_a_package_of_the_same_name_is_code_like_any():
    assert code_of(markdown("# T"), code("import aura"), code("aura.panel()")).show.code == "aura.panel()"


@pytest.mark.parametrize(
    ("source", "language", "narration"),
    [
        ("t.test(a, b)", "R", "We call t test."),
        ("my.bees", "R", "We look at my bees."),
        ("model.to('cuda')", "python", ""),
        ("model.to(self.device)", "python", ""),
        ("open('bees.bin', mode='wb')", "python", "We write bees.bin."),
    ],
)
def test_what_code_does_is_said_by_what_it_calls(source, language, narration):
    assert code_of(markdown("# T"), code(source), language=language).narration == narration


def test_each_of_several_titled_pictures_is_told_by_its_own_title():
    def cell(word, count):
        return code("\n".join(f"plt.title('{word} {n}')" for n in range(count)), *[figure()] * count)

    source = read(markdown("# T"), cell("First", 8), cell("Second", 7))
    pictures = [scene for scene in source.storyboard.scenes if isinstance(scene.show, kinds.Picture | kinds.Columns)]
    told = " ".join(scene.narration for scene in pictures)
    assert re.findall(r"(?:First|Second) \d", told) == [
        *(f"First {n}" for n in range(6)),
        *(f"Second {n}" for n in range(6)),
    ]


def test_of_a_long_cell_the_part_that_matters_is_lit_and_that_is_said():
    rows = "\n".join(f"value_{number} = compute({number})" for number in range(40))
    scene = code_of(markdown("# T"), code(rows))
    shown_rows = scene.show.code.split("\n")
    assert shown_rows[0] == "# … 19 more lines"
    assert shown_rows[-1] == "value_39 = compute(39)"
    assert scene.show.lines == [[*range(11, 23)]]
    assert scene.narration == "Of 40 lines, these 12 matter. We compute value 28, value 29 and value 30."
    assert [(cue.on, cue.show) for cue in scene.cues] == [("Of 40 lines, these 12 matter", 1)]


def test_what_fits_on_a_slide_is_there_whole_and_a_long_docstring_is_its_first_line():
    scene = code_of(markdown("# T"), code("\n".join(f"value_{number} = compute({number})" for number in range(20))))
    assert scene.show.code.count("\n") == 19
    described = "\n".join(["def f(x):", '    """Say it.', *["", "    Parameters"] * 8, '    """', "    return x"])
    scene = code_of(markdown("# T"), code(described))
    assert scene.show.code == 'def f(x):\n    """Say it."""\n    return x'
    assert scene.show.whole == described


def test_the_languages_of_kernels_are_highlighted():
    assert code_of(markdown("# T"), code("x <- 1"), language="R").show.language == "r"
    assert code_of(markdown("# T"), code("let x = 1"), language="rust").show.language == "rust"
    assert code_of(markdown("# T"), code("%%bash\nls -l | wc")).show.language == "bash"


def test_a_table_has_eight_rows_and_says_of_how_many():
    rows = "".join(f"<tr><th>{n}</th><td>{n * 10}</td><td>n{n}</td></tr>" for n in range(40))
    table = f"<table><thead><tr><th></th><th>count</th><th>name</th></tr></thead><tbody>{rows}</tbody></table>"
    [_, *rest] = scenes(markdown("# T"), code("df", shown(html=table)))
    shown_table = rest[-1].show
    assert isinstance(shown_table, kinds.Columns)  # a name and its table need one slide
    shown_table = shown_table.columns[1]
    assert (shown_table.header, len(shown_table.rows), shown_table.note) == (["count", "name"], 8, "8 of 40 rows")
    assert shown_table.align == ["right", "left"]


def test_headings_over_several_columns_and_rows_are_one_line():
    table = (
        "<table><thead><tr><th></th><th colspan='2'>mass</th></tr><tr><th></th><th>mean</th><th>std</th></tr>"
        "<tr><th>species</th><th></th><th></th></tr></thead><tbody><tr><th>Adelie</th><td>1</td><td>2</td></tr></tbody></table>"
    )
    last = scenes(markdown("# T"), code("df.describe()", shown(html=table)))[-1]
    assert last.show.columns[1].header == ["species", "mass mean", "mass std"]


def test_progress_bars_colours_and_named_objects_are_not_shown():
    outputs = [
        printed("  0%|     | 0/10\r100%|#####| 10/10 [00:01<00:00]\n", "stderr"),
        printed("/usr/lib/x.py:3: FutureWarning: old\n", "stderr"),
        printed("\x1b[1;31mloss\x1b[0m: 0.25\n"),
        shown(text="<Axes: xlabel='x'>"),
        shown(text="[<matplotlib.lines.Line2D at 0x7f12>]"),
    ]
    scene = code_of(markdown("# T"), code("train()", *outputs))
    assert scene.show.output == "loss: 0.25"
    assert scene.narration == "Loss is 0.25."


def test_an_error_is_its_last_line_and_can_be_left_out():
    failing = code("f()", raised("KeyError", "'mass'"))
    scene = code_of(markdown("# T"), failing)
    assert scene.show.output == "KeyError: 'mass'"
    assert scene.narration == "This raises a KeyError: 'mass'."
    hidden = code_of(markdown("# T"), failing, aura={"errors": False})
    assert not hidden.show.output
    assert hidden.narration == "We call f."


def test_a_program_for_a_page_is_a_gap_with_a_name_and_a_way_to_fill_it():
    source = from_notebook(content(notebooks.INTERACTIVE), file="analysis.ipynb")
    messages = [notice.message for notice in source.notices]
    assert messages[0].startswith("analysis.ipynb, cell 2: a Plotly figure has no picture in the file")
    assert 'pio.renderers.default = "png"' in messages[0]
    assert messages[1].startswith("analysis.ipynb, cell 4: a widget has no picture in the file")
    assert len(source.embedded) == 1  # the figure that was shown as a PNG as well


@pytest.mark.parametrize(
    ("output", "name", "fill"),
    [
        ({"html": "<div class='plotly-graph-div'></div><script>Plotly.newPlot('a', [])</script>"}, "Plotly", "pio."),
        (
            {"application__vnd.jupyter.widget-view+json": {}, "text": "IntSlider(value=3)"},
            "Widget",
            "widget.value",
        ),
        (
            {"application__vnd.jupyter.widget-view+json": {}, "text": "Canvas(toolbar=Toolbar())"},
            "Matplotlib",
            "inline",
        ),
        ({"application__vnd.bokehjs_exec.v0+json": "", "html": "<div data-root-id='1'></div>"}, "Bokeh", "export_png"),
        (
            {"html": "<iframe srcdoc='&lt;script src=leaflet.js&gt;'></iframe>", "text": "<folium.Map>"},
            "Leaflet",
            "_to_png",
        ),
        ({"html": "<iframe src='https://www.example.org/embed/1'></iframe>"}, "example.org", ""),
    ],
)
def test_what_only_a_page_shows_has_its_name_on_a_slide_and_how_it_is_filled(output, name, fill):
    source = read(markdown("# T"), code("f(x)", shown(**output)), code("g(x)", shown(**output)))
    [_, first, second] = source.storyboard.scenes
    beside, missing = first.show.columns
    assert (beside.code, missing.title) == ("f(x)", name)
    assert plain(missing.text).startswith("This can only be seen in the notebook itself.")
    assert fill in plain(missing.text)
    assert first.narration.count("This can only be seen in the notebook itself.") == 1
    assert "only be seen" not in second.narration  # it was said
    assert [
        notice.message.partition(": ")[2]
        for notice in source.notices
        if "its name stands in its place" in notice.message
    ]
    german = read(markdown("# T"), code("f(x)", shown(**output)), aura={"language": "de"}).storyboard.scenes[1]
    assert "nur im Notebook selbst" in german.narration


@pytest.mark.parametrize(
    "output",
    [
        {"html": "<script>window.PlotlyConfig = {MathJaxConfig: 'local'}; require(['plotly'])</script>"},
        {"html": "<div class='bk-root'>Loading BokehJS ...</div>", "application__vnd.bokehjs_load.v0+json": ""},
        {"html": "<style>p { color: red }</style><script>MathJax.Hub.Config({})</script>"},
    ],
)
def test_what_only_loads_a_library_into_the_page_is_no_gap(output):
    source = read(markdown("# T"), code("f(x)", shown(**output)))
    [_, scene] = source.storyboard.scenes
    assert isinstance(scene.show, kinds.Code)
    assert not [notice for notice in source.notices if "its name stands" in notice.message]


def test_a_widget_next_to_a_picture_of_its_cell_is_not_missed():
    widget = shown(**{"application__vnd.jupyter.widget-view+json": {}, "text": "interactive(children=())"})
    [_, scene] = scenes(markdown("# T"), code("f(x)", widget, figure()))
    assert isinstance(scene.show.columns[1], Picture)


def test_vega_charts_are_drawn_where_their_package_is_installed():
    chart = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "mark": "bar",
        "data": {"values": [{"a": 1, "b": 2}]},
        "encoding": {"x": {"field": "a"}, "y": {"field": "b"}},
    }
    output = shown(**{"application__vnd.vegalite.v5+json": chart, "text": "alt.Chart(...)"})
    source = read(markdown("# T"), code("chart", output))
    [drawing] = source.embedded.values()
    assert drawing.startswith(b"\x89PNG")


def test_tags_and_the_options_of_other_tools_are_heeded():
    table = shown(html=notebooks.PENGUINS)

    def kinds_of(cell):
        return [type(scene.show).__name__ for scene in scenes(markdown("# T"), cell, markdown("# End"))][1:-1]

    both = "df.describe()"
    assert kinds_of(code(both, table)) == ["Columns"]
    for tag in ("aura-skip", "remove-cell", "remove_cell"):
        assert kinds_of(code(both, table, tags=[tag])) == []
    for tag in ("aura-hide-code", "aura-only-output", "hide-input", "remove-input"):
        assert kinds_of(code(both, table, tags=[tag])) == ["Table"]
    for tag in ("aura-hide-output", "remove-output"):
        assert kinds_of(code(both, table, tags=[tag])) == ["Code"]
    assert kinds_of(code(f"#| echo: false\n{both}", table)) == ["Table"]
    assert kinds_of(code(f"#| include: false\n{both}", table)) == []
    assert kinds_of(code(both, table, slideshow={"slide_type": "skip"})) == []
    assert kinds_of(code(both, table, jupyter={"source_hidden": True})) == ["Table"]


def test_notes_of_slides_are_what_is_said():
    cells = [markdown("# T\n\nWritten."), markdown("Spoken.", slideshow={"slide_type": "notes"})]
    [scene] = scenes(*cells)
    assert scene.narration == "Spoken."


def test_a_narration_is_said_with_values_from_the_outputs():
    cells = [
        markdown("# T"),
        code("acc = score()\nacc", shown(text="np.float64(0.93333333)")),
        code("print('best:', name)", printed("Ridge\n"), tags=["aura-value:best"]),
        code("#: We reach {acc:.0%} with {best}, in {rows_left} rows.\nplot()", figure()),
        code("print(f'Rows left: {n}')", printed("Rows left: 90\n")),
    ]
    shown_scenes = [scene for scene in scenes(*cells) if scene.source.cell == 4]
    assert shown_scenes[0].narration == "We reach 93% with Ridge, in 90 rows."
    assert shown_scenes[0].show.columns[0].code == "plot()"
    by_metadata = code("plot()", figure(), aura={"say": "Look at {nowhere}."})
    source = read(markdown("# T"), by_metadata)
    assert source.storyboard.scenes[1].narration == "Look at nowhere."
    assert "nothing is known of {nowhere}" in source.notices[0].message


def test_the_caption_of_quarto_is_the_figures():
    scene = scenes(markdown("# T"), code('#| fig-cap: "Tides in May"\nplot()', figure(), tags=["hide-input"]))[-1]
    assert (scene.show.caption, scene.narration) == ("Tides in May", "Tides in May.")


def test_the_first_cell_may_hold_options_of_the_film():
    source = read(raw("---\ntitle: Tides\naspect: 9:16\n---"), markdown("## One\n\nText."))
    assert source.storyboard.title == "Tides"
    assert source.storyboard.scenes[0].heading == "Tides"
    assert source.options == {"aspect": "9:16"}


def test_without_headings_the_files_name_opens_the_film():
    path_named = from_notebook(
        content(notebooks.WITHOUT_HEADINGS), name="01-pendulum_swings", file="x.ipynb"
    ).storyboard
    assert path_named.scenes[0].heading == "Pendulum swings"


def test_attached_pictures_are_shown_and_commands_of_tex_hold_for_later_cells():
    found = {
        **markdown("# T\n\n![A bee](attachment:bee.png)"),
        "attachments": {"bee.png": {"image/png": _base64(png())}},
    }
    source = read(found, markdown("$$\\newcommand{\\R}{\\mathbb{R}}$$"), markdown("## U\n\nLet $x \\in \\R$ be."))
    assert len(source.embedded) == 1
    assert "x in the real numbers" in source.storyboard.scenes[-1].narration


def _base64(data):
    return base64.b64encode(data).decode()


def test_a_notebook_is_read_from_its_path_and_stays_where_it_is(tmp_path):
    path = write(tmp_path, notebooks.REPORT)
    before = path.read_bytes()
    assert from_source(str(path)).storyboard.title == "What do penguins weigh?"
    assert Storyboard.load(path).title == "What do penguins weigh?"
    assert load_notebook(path).folder == tmp_path
    assert path.read_bytes() == before
    with pytest.raises(SourceNotFound):
        load_notebook(tmp_path / "none.ipynb")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b'{"cells": [\n{"cell_type": "code",,\n', "bad.ipynb:2: is not JSON"),
        (b'{"a": 1}', "bad.ipynb is no notebook: it has no cells"),
        (b"[]", "bad.ipynb is no notebook"),
        (
            b'{"cells": [{"cell_type": "code", "source": 3}], "nbformat": 4}',
            "bad.ipynb, cell 1: its source is no text",
        ),
        (b'{"cells": [], "nbformat": 5}', "bad.ipynb is written in nbformat 5"),
        (b'{"nbformat": 3, "worksheets": [7]}', "bad.ipynb: there is nothing to show: it has no cells"),
        (b"{", "bad.ipynb:1: is not JSON"),
    ],
)
def test_what_is_no_notebook_is_told_by_its_line_or_cell(text, message):
    with pytest.raises(SourceInvalid) as error:
        from_notebook(text, file="bad.ipynb")
    assert message in str(error.value)


def test_a_hostile_picture_is_left_out_and_told_by_its_cell():
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="file:///etc/passwd"/></svg>'
    huge = png(65535, 65535)
    source = read(
        markdown("# T"),
        code("plot()", figure(huge)),
        code("draw()", shown(**{"image__svg+xml": drawing})),
        code("show()", shown(html="<p>Bees <b>hum</b>.</p><script>alert(1)</script>")),
    )
    messages = [notice.message for notice in source.notices]
    assert messages[0].startswith("analysis.ipynb, cell 2: ")
    assert "65535 x 65535 is more than 100 megapixels" in messages[0]
    assert messages[1].startswith("analysis.ipynb, cell 3: ")
    assert not source.embedded
    assert not any("alert" in text for scene in source.storyboard.scenes for text in scene.show.texts())


def test_variables_stand_next_to_the_code_where_the_notebook_asks_for_them():
    cells = [
        markdown("# T"),
        code("rate = 0.5\nnames = ['Ada', 'Bea']\nrest = f(rate)"),
        code("df = pd.read_csv('bees.csv')\ndf", shown(html=notebooks.PENGUINS)),
        code("model = Ridge(rate)\nmodel.fit(df)"),
        code("grid = np.zeros((3, 4))\ngrid.shape", shown(text="(3, 4)")),
    ]
    assert not any(isinstance(scene.show, kinds.Columns) for scene in scenes(*cells[:2]))
    asked = scenes(*cells, aura={"variables": True})
    assert asked[1].show.columns[1].rows == [["rate", "float", ""], ["names", "list", "2"]]
    assert asked[-1].show.columns[1].rows[2:] == [
        ["df", "DataFrame", "10,000 x 2"],
        ["model", "Ridge", ""],
        ["grid", "array", "3 x 4"],
    ]
    assert asked[-1].show.columns[0].output == "(3, 4)"


def test_animations_are_clips_and_what_is_no_video_is_told():
    """As `HTML(animation.to_html5_video())` and `Video("a.webm", embed=True)` leave them."""
    film = base64.b64encode(b"\0\0\0\x20ftypisom" + bytes(100)).decode()
    page = f'<video width="640" controls><source type="video/mp4" src="data:video/mp4;base64,{film}"></video>'
    source = read(
        markdown("# T"),
        code(
            "ax.set_title('Waves')\nHTML(swing.to_html5_video())",
            shown(html=page, text="<IPython.core.display.HTML object>"),
        ),
        code("Video('b.mp4', embed=True)", shown(html='<video src="data:video/mp4;base64,aGk="></video>')),
    )
    [clip] = [scene for scene in source.storyboard.scenes if isinstance(scene.show, kinds.Clip)]
    [name] = source.embedded
    assert (clip.show.video, clip.narration) == (f"asset:{name}", "Waves.")
    assert source.notices[-1].message.startswith("analysis.ipynb, cell 3: a video is damaged, or neither MP4 nor WebM")


def test_a_huge_output_is_left_out_unread_and_told_by_its_cell():
    filled = json.dumps(notebook(markdown("# T"), code("dump()", printed("HERE"), printed("small\n"))))
    source = from_notebook(filled.replace("HERE", "x" * 41_000_000).encode(), file="big.ipynb")
    assert "big.ipynb, cell 2: an output of 41 MB is too large" in source.notices[0].message
    assert any(getattr(scene.show, "output", "") == "small" for scene in source.storyboard.scenes)


def test_more_scenes_than_a_film_has_are_refused_by_their_cell():
    with pytest.raises(SourceInvalid, match=r"analysis\.ipynb, cell \d+: there are more than 500 scenes"):
        read(markdown("# T"), *[code(f"a{n} = f({n})") for n in range(1000)])


def test_what_a_page_would_leave_open_is_closed():
    story = scenes(markdown("# T"), markdown("Before <!-- never closed"), markdown("## U\n\nAfter."))
    assert story[-1].narration.endswith("After.")


def test_editing_a_cell_changes_its_scenes_and_no_others():
    cells = [markdown("# T"), code("a = f()", printed("A: 1\n")), code("b = g()", printed("B: 2\n"))]
    before = {scene.id: scene for scene in scenes(*cells)}
    cells[2] = code("b = g()", printed("B: 3\n"))
    after = {scene.id: scene for scene in scenes(*cells)}
    assert [name for name, scene in after.items() if before[name] != scene] == ["t-3"]


def test_a_copy_is_run_first_in_the_notebooks_folder_where_that_is_asked_for(tmp_path):
    (tmp_path / "count.txt").write_text("7")
    found = notebook(
        markdown("# T"), code("count = open('count.txt').read()\nprint('Count:', count)"), language="python"
    )
    found["metadata"]["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    path = write(tmp_path, found)
    before = path.read_bytes()
    assert film_request(path, execute=True).storyboard.scenes[1].narration == "We read count.txt. Count is 7."
    assert film_request(path).storyboard.scenes[1].narration == "We read count.txt."
    assert path.read_bytes() == before
    with pytest.raises(RequestInvalid, match="runs a notebook"):
        film_request("Why bees matter", execute=True)


def test_a_kernel_that_is_not_here_is_told(tmp_path):
    found = notebook(markdown("# T"), code("1"))
    found["metadata"]["kernelspec"]["name"] = "nothing-here"
    with pytest.raises(SourceInvalid, match="no kernel 'nothing-here'"):
        load_notebook(write(tmp_path, found), execute=True)


def test_texts_of_cells_are_runs_and_no_mark_of_one_is_said_or_named():
    """Each cell is read by itself; their marks stand for the same ways of setting."""
    source = read(
        markdown("# Fitting $y = a x$ **well**"),
        markdown("We have $x_i^2$ and *some* `code`."),
        markdown("## Next\n\n- a **point** of $z_1$\n- another"),
        code("x = 1  # a comment"),
        markdown("## End\n\n| a | b |\n|---|---|\n| $x_1$ | **2** |"),
    )
    story = source.storyboard
    written = story.to_json() if isinstance(story.to_json(), str) else msgspec.json.encode(story.to_json()).decode()
    assert not re.search("[\U00100000-\U0010ffff]|\\\\udbc", written)
    assert story.title == "Fitting y = a x well"
    first, following = story.scenes[0], next(scene for scene in story.scenes if plain(scene.heading) == "Next")
    assert Run(text="well", bold=True) in first.heading
    assert "x sub i squared and some code" in " ".join(scene.narration for scene in story.scenes)
    assert following.show.items[0][1] == Run(text="point", bold=True)


@pytest.mark.parametrize(
    ("language", "comment", "words"),
    [
        ("en", "Compute the mean (per species)", "We compute the mean (per species)."),
        ("en", "Rename body_mass to mass", "We rename body mass to mass."),
        ("en", "Keep adults; drop the rest", "We keep adults; drop the rest."),
        ("en", "Download the data from https://www.example.org/a.csv", "We download the data from example.org."),
        ("en", "Use alpha = 0.05 as the level", "We use alpha = 0.05 as the level."),
        ("en", "price is $5 and $6 here", "Price is $5 and $6 here."),
        ("en", "env $HOME and $PATH are set", "Env $HOME and $PATH are set."),
        ("en", "We pay US$3 or 4$ a day", "We pay US$3 or 4$ a day."),
        ("en", "from $x^2$ to $5", "From x squared to $5."),
        ("de", "Ausreisser (oben) bleiben", "Ausreisser (oben) bleiben."),
        ("zh", "读取数据", "读取数据。"),
        ("ja", "データを読み込む", "データを読み込む。"),
        ("th", "โหลดข้อมูล", "โหลดข้อมูล"),
    ],
)
def test_comments_in_prose_are_said_whatever_signs_and_letters_they_have(language, comment, words):
    assert sentence_of(comment, language) == words


@pytest.mark.parametrize(
    "comment",
    [
        "x <- mean(y)", "for (i in 1:10) {", "df %>% head", "plot(x, y, type = 'l')", "const a = 3;", "x, y = 1, 2",
        "if x > 3 and y < 2", "print('We are here')", "import numpy as np", "from a import b", "SELECT a FROM b",
        "df['mass'].mean()", "pip install pandas", "数据=1", "data = [1, 2, 3]\ndata.sort()",
    ],
)  # fmt: skip
def test_code_that_was_commented_out_is_said_in_no_language(comment):
    assert [sentence_of(comment, language) for language in ("en", "de", "zh")] == [""] * 3


def test_the_comments_of_cells_tell_the_language_where_the_texts_are_too_short():
    cells = [markdown("# Analyse\n\nWir lesen die Daten ein.")]
    comment = code("# Die Mittelwerte der einzelnen Arten berechnen (ohne Lücken)\n# x = None\nx = f(1)")
    assert read(*cells, comment).storyboard.language == "de"
    english = code("# Read the data and look at all of the columns\nx = f(1)\n# Then plot what is left of them")
    long = [markdown("# Das Meer\n\nZweimal am Tag steigt das Meer, und zweimal fällt es wieder.")]
    assert read(*long, english).storyboard.language == "de"


def test_short_cells_of_which_nothing_can_be_said_are_seen_together():
    cells = [code("if (a) b else c"), code("while (a) b"), code("if (b) a else c")]
    [shown_code] = [
        scene for scene in scenes(markdown("# T"), *cells, language="R") if isinstance(scene.show, kinds.Code)
    ]
    assert shown_code.show.code == shown_code.show.whole == "if (a) b else c\n\nwhile (a) b\n\nif (b) a else c"


def test_what_is_checked_or_gone_through_is_said():
    assert code_of(markdown("# T"), code("assert len(bees) > 3")).narration == "We check bees."
    assert code_of(markdown("# T"), code("for bee in bees.index:\n    a = 3", printed("1"))).narration


@pytest.mark.parametrize("rows", [18, 40])
def test_the_last_part_of_a_long_cell_is_lit_in_every_language(rows):
    source = "\n".join([f"x{number} <- f({number})" for number in range(rows)] + ["for (i in x) {", "  print(i)", "}"])
    scene = code_of(markdown("# T"), code(source), language="R")
    shown_rows = scene.show.code.split("\n")
    [lit] = scene.show.lines
    assert [shown_rows[lit[0] - 1], shown_rows[lit[-1] - 1]] == [f"x{rows - 9} <- f({rows - 9})", "}"]
    assert len(shown_rows) <= 22
    assert ("more lines" in shown_rows[0]) == (rows == 40)
    assert f"Of {rows + 3} lines, these 12 matter." in scene.narration


def test_one_long_definition_of_another_language_is_its_beginning_and_its_end():
    source = "\n".join(["f <- function(x) {", *(f"  x{number} <- {number}" for number in range(30)), "}"])
    rows = code_of(markdown("# T"), code(source), language="R").show.code.split("\n")
    assert [rows[0], rows[-1]] == ["f <- function(x) {", "}"]
    assert "more lines" in rows[9]


PLOTLY = {
    "data": [{"type": "scatter", "x": [1, 2, 3], "y": {"dtype": "i1", "bdata": "AwEC"}, "mode": "markers"}],
    "layout": {"title": {"text": "A against B"}},
    "config": {"plotlyServerURL": "https://plot.example.org"},
}


def test_a_figure_of_plotly_6_is_the_picture_next_to_it_else_a_named_gap():
    still = {"application__vnd.plotly.v1+json": PLOTLY, "image__png": base64.b64encode(png()).decode()}
    bare = {"application__vnd.plotly.v1+json": PLOTLY, "text": "Figure({'data': []})"}
    source = read(
        markdown("# T"),
        code("px.scatter(df, x='a', y='b', title='A against B')", shown(**still)),
        code("fig.update_layout(title='Later')", shown(**bare)),
    )
    [_, first, second] = source.storyboard.scenes
    assert isinstance(first.show.columns[1], kinds.Picture)
    assert first.narration == "We draw a scatter plot. A against B."
    code_shown, missing = second.show.columns
    assert code_shown.code == "fig.update_layout(title='Later')"
    assert missing.title == "Plotly: Later"
    assert 'pio.renderers.default = "png"' in plain(missing.text)
    [notice] = source.notices
    assert notice.message.startswith("analysis.ipynb, cell 3: a Plotly figure has no picture in the file")


def test_what_only_shows_an_animation_is_not_said_and_a_gif_keeps_its_frames():
    frames = [Image.new("RGB", (8, 8), (grey, grey, grey)) for grey in (0, 128, 255)]
    file = io.BytesIO()
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:])
    gif = shown(image__gif=base64.b64encode(file.getvalue()).decode(), text="<Image object>")
    source = read(markdown("# T"), code("Image('wave.gif')", gif))
    [_, scene] = source.storyboard.scenes
    assert scene.narration == "Here is the figure."
    assert [*source.embedded.values()] == [file.getvalue()]
    film = "data:video/mp4;base64," + base64.b64encode(b"\0\0\0\x20ftypM4V " + bytes(100)).decode()
    page = (
        f'<video width="320" height="240" controls autoplay loop>\n  <source type="video/mp4" src="{film}">\n</video>'
    )
    [told, clip] = scenes(markdown("# T"), code("ani = animate(f)\nHTML(ani.to_html5_video())", shown(html=page)))[1:]
    assert told.narration == "We compute ani."
    assert isinstance(clip.show, kinds.Clip)
