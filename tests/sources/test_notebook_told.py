"""What is said of cells of which little is known: few rules, each of which says something that a person would."""

import pytest
from support.notebooks import code, content, figure, markdown, notebook, printed, raised, shown

from aura_nb.sources import from_notebook

REPORT = """              precision    recall  f1-score   support

           0       0.91      0.96      0.93        30
           1       0.95      0.90      0.92        30

    accuracy                           0.93        60
   macro avg       0.93      0.93      0.93        60
"""


def scenes(*cells, **metadata):
    return from_notebook(content(notebook(*cells, **metadata)), file="analysis.ipynb").storyboard.scenes


def told(*cells, **metadata):
    return [scene.narration for scene in scenes(markdown("# T"), *cells, **metadata)][1:]


def frame(columns, rows):
    """A DataFrame as Jupyter shows it: the first of each row is its index."""
    head = "".join(f"<th>{name}</th>" for name in ("", *columns))
    body = "".join(f"<tr><th>{row[0]}</th>{''.join(f'<td>{cell}</td>' for cell in row[1:])}</tr>" for row in rows)
    return shown(html=f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("n = 41\nrate = -0.5", "We set n to 41 and rate to -0.5."),
        ("most = 1e6\nyear = 2019", "We set most to 1,000,000 and year to 2019."),
        ("mode = 'training set'", "We set mode to training set."),
        ("b = (1, 2)", ""),  # of a letter and no value nobody has anything to say
        ("b = [1, 2, 3]", "We create the list b."),
        ("ages = {'a': 1}", "We create the dictionary ages."),
        ("x = np.linspace(0, 1, 11)", "We create the array x."),
        ("bees = pd.DataFrame(rows)", "We create the data frame bees."),
        ("total = 0\ntotal = total + f(3)", "We set total to 0."),  # said once
        ("labels == guesses", "We compare labels and guesses."),
        ("labels == 3", "We check labels."),
        ("np.nan == x", "We check x."),
        ("print(pd.__version__)", "We look at the version of pandas."),
        ("bees.head()", "We look at the first rows."),
        ("bees.groupby('sex').mean().tail(3)", "We group by sex, take the mean, and look at the last rows."),
        ("bees.info()", "We look at the columns and their types."),
        ("bees.isnull().sum()", "We count the missing values."),
        ("bees = bees.drop(['wing', 'leg'], axis=1)", "We drop the columns wing and leg."),
        ("bees = bees.drop(columns='wing')", "We drop the column wing."),
        ("bees.drop(3)\nbees", "We look at bees."),  # a row
        ("old = bees.copy()", "We make a copy."),
        ("# Computes the mean of all hives\nm = f(x)", "This computes the mean of all hives."),
        ("# BEGIN SOLUTION\nmass = f(x)\n# END SOLUTION", "We compute mass."),
        (
            'def f(x):\n    """Compute the mean of a hive."""',
            "We define the function f. It computes the mean of a hive.",
        ),
        ('def f(x):\n    """Update mass and age."""', "We define the function f. It updates mass and age."),
        ('def f(x):\n    """Random roll of a die."""', "We define the function f. Random roll of a die."),
        ('def f(x):\n    """Applies the rule."""', "We define the function f. It applies the rule."),
        ("grader.check('q1')\nmass = f(x)", "We compute mass."),
    ],
)
def test_code_is_told_by_what_it_does_and_to_what(source, said):
    assert told(code(source)) == [said]


def test_the_first_rows_are_told_once_and_then_whose_they_are():
    rows = frame(["mass"], [(0, 1), (1, 2)])
    said = told(code("bees.head()", rows), code("hives.head()", rows))
    assert said[0].startswith("We look at the first rows.")
    assert "first rows" not in " ".join(said[1:])


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "Wir vergleichen labels und guesses."),
        ("ja", "labels と guesses を比べます。"),
        ("ru", "Мы сравниваем labels и guesses."),
    ],
)
def test_a_comparison_has_words_in_each_language(language, said):
    assert told(code("labels == guesses"), aura={"language": language}) == [said]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("Accuracy: 0.977 +/- 0.019\n", "Accuracy is 0.977, plus or minus 0.019."),
        ("CV accuracy: 0.95 (+/- 0.02)\n", "CV accuracy is 0.95, plus or minus 0.02."),
        ("0.977 +/- 0.019\n", "The result is 0.977, plus or minus 0.019."),
        ("Score: 95.1 ± 0.4 %\n", "Score is 95.1, plus or minus 0.4%."),
        (REPORT, "Accuracy is 0.93."),
    ],
)
def test_what_is_printed_is_said_with_its_error_and_a_report_by_what_matters(lines, said):
    assert said in " ".join(told(code("print(f(x))", printed(lines))))


def test_what_describes_a_table_is_said_with_its_values():
    rows = [("count", 4, 4), ("mean", 106.2345, 80.5), ("std", 1, 1), ("min", 0, 2), ("25%", 1, 3), ("50%", 2, 4),
            ("75%", 3, 5), ("max", 376, 438)]  # fmt: skip
    said = told(code("bees.describe()", frame(["beer_servings", "wine_servings"], rows)))
    assert "The mean of beer servings is 106.2, with values from 0 to 376." in " ".join(said)
    assert "That of wine servings is 80.5, from 2 to 438." in " ".join(said)


def test_what_is_counted_is_said_from_the_most_frequent_on():
    rows = [("Adelie", 1152), ("Gentoo", 24), ("Chinstrap", 8), ("King", 2), ("Emperor", 1)]
    said = " ".join(told(code("bees.species.value_counts()", frame(["count"], rows))))
    assert "The most frequent are Adelie, 1,152; Gentoo, 24; and Chinstrap, 8." in said


def test_what_an_axis_is_asked_for_is_no_table_and_a_label_in_brackets_is_no_unit():
    assert "rows" not in " ".join(told(code("plt.xlim(0, 20)", shown(text="(0, 20)"))))
    assert told(code("bees.shape", shown(text="(3, 20)"))) == ["There are 3 rows and 20 columns."]
    drawn = code("plt.scatter(a, b)\nplt.xlabel('log(mass)')\nplt.ylabel('age')", figure())
    assert "age against log of mass" in " ".join(told(drawn))
    alike = code("plt.scatter(a, a)\nplt.xlabel('age')\nplt.ylabel('age')", figure())
    assert "against" not in " ".join(told(alike))


def test_what_asks_a_grader_of_r_is_left_out():
    found = scenes(markdown("# T"), code('. = ottr::check("tests/q1.R")'), code("x <- f(3)"), language="R")
    assert "ottr" not in "".join(text for scene in found for text in scene.show.texts())


def test_an_array_of_axes_is_no_result():
    axes = "array([<matplotlib.axes._subplots.AxesSubplot object at 0x1132a4828>,\n       <other>], dtype=object)"
    [scene] = scenes(markdown("# T"), code("bees.plot(subplots=True)", shown(text=axes), figure()))[1:]
    assert "0x" not in "".join(scene.show.texts())


def test_types_below_the_names_of_columns_are_no_part_of_them():
    page = (
        "<table><thead><tr><th></th><th>name</th><th>mean_mass</th></tr><tr><th></th><th>Symbol</th><th>Union…</th></tr>"
        "</thead><tbody><tr><th>1</th><td>bee</td><td>3</td></tr><tr><th>2</th><td>ant</td><td>2</td></tr></tbody></table>"
    )
    assert "The columns are name and mean mass." in " ".join(told(code("describe(bees)", shown(html=page))))


def test_data_in_a_text_is_not_read_out():
    page = "<p>{:color 'red', :axis {:title [mass]}, :grid {:show true}}</p>"
    assert "color" not in " ".join(told(code("f(x)", shown(html=page))))


def test_a_name_that_ends_in_a_verb_has_no_other():
    assert told(code("print(f(x))", printed("The value at noon is: 3.5\n"))) == ["The value at noon is 3.5."]


def test_nothing_is_said_twice_of_one_cell():
    [said] = told(code("# Now\nplt.plot(a)\n\nplt.scatter(b)\n\nplt.plot(a)"))
    assert said.count("line plot") <= 1


def test_a_formula_that_code_makes_is_what_we_get():
    said = told(code("expand(f)", shown(latex="$\\displaystyle x^{2} + 1$", text="x**2 + 1")))
    assert said == ["We get x squared plus one."]


@pytest.mark.parametrize(
    "greeting",
    [
        "Populating the interactive namespace from numpy and matplotlib\n",
        "Using matplotlib backend: TkAgg\nPopulating the interactive namespace from numpy and matplotlib\n",
        "\nWelcome to pylab, a matplotlib-based environment.\nFor more information, type 'help(pylab)'.\n",
    ],
)
def test_what_a_shell_greets_with_is_no_result(greeting):
    found = scenes(markdown("# T"), code("%pylab inline", printed(greeting)), code("mass = f(x)"))
    assert [type(scene.show).__name__ for scene in found] == ["Title", "Code"]
    assert "Populating" not in "\n".join(text for scene in found for text in scene.show.texts())


def test_an_error_of_several_lines_is_no_end_of_a_sentence():
    error = raised("ZeroProbability", "The value is outside its support,\nor it forbids the values of its parents.")
    [said] = told(code("f(x)", error))
    assert said == (
        "This raises a ZeroProbability: The value is outside its support, or it forbids the values of its parents."
    )


def test_what_gives_the_page_another_look_is_left_out_with_the_text_that_says_so():
    style = shown(html="/* after the template of a course */<style>p { color: red }</style>The style is applied.")
    found = scenes(
        markdown("# T"),
        code("mass = f(x)"),
        markdown("The cell below loads the style of the notebook."),
        code("from IPython.display import HTML\nHTML(open('../styles/custom.css').read())", style),
    )
    assert [type(scene.show).__name__ for scene in found] == ["Title", "Code"]


def test_dollars_with_spaces_around_a_number_or_a_few_capitals_are_mathematics():
    [scene] = scenes(markdown("# T\n\nBetween $ 0 $ and $ B $, of $ III $, it costs $ 5 and $ 6."))
    assert scene.narration.endswith("Between zero and B, of I I I, it costs $ 5 and $ 6.")


def test_what_leads_to_other_chapters_is_left_out():
    row = "< [Before](a.ipynb) | [Contents](Index.ipynb) | [Behind](b.ipynb) >"
    [scene] = scenes(markdown(f"<!--NAVIGATION-->\n{row}\n\n# T\n\nBees fly.\n\n{row}"))
    assert scene.narration == "T.\n\nBees fly."


def test_an_article_stands_once_before_a_formula():
    [scene] = scenes(markdown("# T\n\nIt is the $(i, j)$ element of the interval $ [0, 1] $, at last."))
    assert scene.narration.endswith("It is the pair i and j element of the interval from zero to one, at last.")


def test_a_label_without_the_spaces_of_tex():
    drawn = code("plt.plot(a)\nplt.xlabel(r'$time, \\, s$')\nplt.ylabel(r'$\\chi(t)$')", figure())
    assert ", ," not in " ".join(told(drawn))


def test_two_numbers_of_one_object_are_a_pair():
    [scene] = scenes(markdown("# T\n\nA pair $(x_1, y_1)$ and the rest of $(a, b) = (0, 0)$ are here."))
    assert "A pair x sub one and y sub one and" in scene.narration
    assert "the pair a and b equals the pair zero and zero" in scene.narration
