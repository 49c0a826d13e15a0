"""Figures in CSV files and in fences, as spreadsheets and people write them."""

from __future__ import annotations

import pytest

from aura_nb.errors import AssetInvalid, AssetMissing, AssetOutside, RequestInvalid
from aura_nb.pipeline.chart_data import filled
from aura_nb.sources import from_markdown, load_deck
from aura_nb.sources.csv_figures import NoFigures, read, read_file
from aura_nb.specs import Chart, Columns, Scene, Storyboard, Text, Title
from aura_nb.specs.validation import check
from aura_nb.visuals import charts


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("port,high\nBrest,6.9\n", [{"port": "Brest", "high": 6.9}]),
        ("port;high\r\nBrest;6,9\r\n", [{"port": "Brest", "high": 6.9}]),
        ("port\thigh\nBrest\t-7\n", [{"port": "Brest", "high": -7}]),
        ('port,people\nBrest,"139,456"\n', [{"port": "Brest", "people": 139456}]),
        ("port;people\nBrest;139.456,5\n", [{"port": "Brest", "people": 139456.5}]),
        ("a,b\n1,\n2,NaN\n\n3,4\n", [{"a": 1, "b": None}, {"a": 2, "b": None}, {"a": 3, "b": 4}]),
        ("a,share\nx,12.5%\ny,\N{MINUS SIGN}3%\n", [{"a": "x", "share": 12.5}, {"a": "y", "share": -3}]),
        (",n\n0,5\n", [{"column 1": 0, "n": 5}]),
        ('a,b\n"two\nlines",1e3\n', [{"a": "two\nlines", "b": 1000.0}]),
        ('"a, b; c; d";e\nx;1\n', [{"a, b; c; d": "x", "e": 1}]),
        ("a;b\nx, y, z;1,5\n", [{"a": "x, y, z", "b": 1.5}]),
        ("sep=;\na;b\n1,5;2\n", [{"a": 1.5, "b": 2}]),
        ('"sep=\t"\na\tb\nx, y\t2\n', [{"a": "x, y", "b": 2}]),
        ("a,b\rx,1\ry,2\r", [{"a": "x", "b": 1}, {"a": "y", "b": 2}]),
        ("\ufeffa,b\r\nx,1\r\n", [{"a": "x", "b": 1}]),
        ("a,b\nx,inf\ny,-Infinity\nz,#DIV/0!\nw,1\n", [{"a": a, "b": None} for a in "xyz"] + [{"a": "w", "b": 1}]),
        ('a,b\nx,$1\ny,€2\nz,"£1,234.50"\nw,3 €\nv,CHF 5\n', [{"a": a, "b": b} for a, b in zip(
            "xyzwv", [1, 2, 1234.5, 3, 5], strict=True)]),
        ("a;b\nx;2’345\ny;1 234 567\nz;1\u202f000,5\n", [{"a": a, "b": b} for a, b in zip(
            "xyz", [2345, 1234567, 1000.5], strict=True)]),
        ('a,b\nx,"1.234,56"\ny,"1.234"\n', [{"a": "x", "b": 1234.56}, {"a": "y", "b": 1234}]),
        ('a,b\nx,"1,234"\ny,"6,9"\n', [{"a": "x", "b": 1.234}, {"a": "y", "b": 6.9}]),
        ('a,b\nx,"(1,234)"\ny,(5%)\nz,7-\n', [{"a": "x", "b": -1234}, {"a": "y", "b": -5}, {"a": "z", "b": -7}]),
        ("a,b\nx,2024-05-01\ny,1.2.3\nz,555 1234\n", [{"a": "x", "b": "2024-05-01"}, {"a": "y", "b": "1.2.3"},
         {"a": "z", "b": "555 1234"}]),
        ("a,a,,b,\nx,1,2,3,\n", [{"a": "x", "a (2)": 1, "column 3": 2, "b": 3}]),
        ("a,b,\nx,1,2\n", [{"a": "x", "b": 1, "column 3": 2}]),
        ("a,b,c\nx\ny,1,2,,\n", [{"a": "x", "b": None, "c": None}, {"a": "y", "b": 1, "c": 2}]),
        ("High water in May\n\na,b\nx,6.9\ny,6.8\n", [{"a": "x", "b": 6.9}, {"a": "y", "b": 6.8}]),
        ("# made by x\nport,high\n# a comment\nBrest,6.9\n", [{"port": "Brest", "high": 6.9}]),
        ("# port,high\nBrest,6.9\nDover,6.8\n", [{"port": "Brest", "high": 6.9}, {"port": "Dover", "high": 6.8}]),
        ('a,b\n5" pipe,1\n"x" ,2\n', [{"a": '5" pipe', "b": 1}, {"a": "x", "b": 2}]),
        ("a|b\nx, y|1\n", [{"a": "x, y", "b": 1}]),
        ("a,b\nx\u202e\x07,1\n", [{"a": "x ", "b": 1}]),
    ],
)  # fmt: skip
def test_tables_are_read_as_programs_write_them(text, rows):
    assert read(text).rows == rows


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "it is empty"),
        ("a,b\n", "it has no rows"),
        ('a,b\nx,1\n"y,2\nz,3\n', "line 3: a quotation mark opens and has no end"),
        ('a,b\nx,1\n"y,2\n"z",3\n', "line 3: a quotation mark opens and has no end"),
        ('a,b\nx,1\ny,"2\n', "line 3: a quotation mark opens and has no end"),
        ("a,b\n1,2\n1,2,3\n", "line 3 has 3 cells, and there are 2 columns"),
        ("a,b\n" + "1,2\n" * 5001, "it has more than 5,000 rows"),
        (",".join(f"c{n}" for n in range(101)) + "\n1\n", "it has more than 100 columns"),
    ],
)
def test_what_is_no_table_is_told_by_its_line(text, says):
    with pytest.raises(NoFigures) as caught:
        read(text)
    assert str(caught.value) == says


def test_a_file_that_is_no_text_or_too_large_is_refused(tmp_path, monkeypatch):
    (tmp_path / "a.csv").write_bytes(b"PK\x03\x04\x00\x00")
    with pytest.raises(NoFigures, match="it is no text"):
        read_file(tmp_path / "a.csv")
    (tmp_path / "b.csv").write_bytes("a,b\nGrün,1\n".encode("cp1252"))
    assert read_file(tmp_path / "b.csv").rows == [{"a": "Grün", "b": 1}]
    (tmp_path / "c.csv").write_bytes("a,b\nGrün,1\n".encode("utf-16"))
    assert read_file(tmp_path / "c.csv").rows == [{"a": "Grün", "b": 1}]
    (tmp_path / "d.csv").write_bytes("a,b\nGrün,1\n".encode("utf-16")[:-1])
    assert read_file(tmp_path / "d.csv").rows == [{"a": "Grün", "b": 1}]
    (tmp_path / "e.csv").write_bytes("a,b\nGrün,1\n".encode("utf-16-le"))
    assert read_file(tmp_path / "e.csv").rows == [{"a": "Grün", "b": 1}]
    monkeypatch.setattr("aura_nb.sources.csv_figures.MOST_BYTES", 4)
    with pytest.raises(NoFigures, match="larger than"):
        read_file(tmp_path / "c.csv")


def board(**chart):
    return Storyboard(title="Tides", scenes=[Scene(id="tide", show=Chart(**chart))])


def test_a_chart_gets_the_rows_of_its_file_and_its_columns(tmp_path):
    (tmp_path / "tide.csv").write_text("hour,high,note,low\n0,6.9,calm,1.1\n")
    [scene] = filled(board(data="tide.csv"), tmp_path).storyboard.scenes
    assert (scene.show.x, scene.show.y) == ("hour", ["high", "low"])
    assert scene.show.data == [{"hour": 0, "high": 6.9, "note": "calm", "low": 1.1}]
    assert scene.show.step_count == 2


def test_a_chart_in_a_column_gets_its_rows_too(tmp_path):
    (tmp_path / "tide.csv").write_text("hour,high\n0,6.9\n")
    beside = Columns(columns=[Text(text="The tide"), Chart(data="tide.csv")])
    story = Storyboard(title="Tides", scenes=[Scene(id="tide", show=beside)])
    [scene] = filled(story, tmp_path).storyboard.scenes
    assert scene.show.columns[1].series == ["high"]


@pytest.mark.parametrize(
    ("text", "more", "says"),
    [
        (
            "hour,high\n0,6.9\n1,about seven\n",
            {"y": ["high"]},
            'tide.csv:3: "about seven" in column "high" is no number',
        ),
        ("hour,high\n0,6.9\n", {"x": "huor"}, 'there is no column "huor"; did you mean "hour"?'),
        ("hour,note\n0,calm\n", {}, "tide.csv has no column of numbers"),
        ("hour,high\n0,\n", {"y": ["high"]}, "tide.csv has no number in it"),
        ("hour\n", {}, "'tide.csv' cannot be used: it has no rows"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_by_file_and_line(tmp_path, text, more, says):
    (tmp_path / "tide.csv").write_text(text)
    with pytest.raises(AssetInvalid) as caught:
        filled(board(data="tide.csv", **more), tmp_path)
    assert caught.value.message.startswith("scenes[tide].show.data: ")
    assert says in caught.value.message


def test_a_file_must_lie_where_pictures_may(tmp_path):
    with pytest.raises(AssetMissing, match=r"there is no file 'tide\.csv'"):
        filled(board(data="tide.csv"), tmp_path)
    with pytest.raises(AssetOutside):
        filled(board(data="../tide.csv"), tmp_path)


@pytest.mark.parametrize("place", ["", "public", "static", "assets", "../static"])
def test_a_decks_figures_are_found_where_its_pictures_are(tmp_path, place):
    folder = tmp_path / "talks"
    (folder / place).mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    (folder / place).resolve().joinpath("tide.csv").write_text("port,high\nBrest,6.9\n")
    (folder / "talk.md").write_text("# Tides\n\n```chart\ndata: tide.csv\n```\n")
    deck = load_deck(folder / "talk.md")
    made = filled(deck.storyboard, deck.folder, roots=deck.roots)
    assert made.notices == []
    [chart] = [scene.show for scene in made.storyboard.scenes if isinstance(scene.show, Chart)]
    assert chart.data == [{"port": "Brest", "high": 6.9}]


def test_a_deck_goes_on_without_a_chart_that_cannot_be_read(tmp_path):
    deck = from_markdown("# Tides\n\n## High\n\n```chart\ntitle: High water\ndata: tide.csv\n```\n", file="talk.md")
    story, notices = filled(deck.storyboard, tmp_path)
    assert isinstance(story.scenes[-1].show, Title)
    assert story.scenes[-1].show.subtitle == "High water"
    assert "talk.md:5: there is no file 'tide.csv'" in notices[0].message
    assert filled(deck.storyboard, tmp_path, strict=False) == (deck.storyboard, [])


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"data": []}, "data: must have at least 1 entry"),
        ({"data": [{"a": "x", "b": "y"}]}, "data: has no column of numbers besides the one that goes across"),
        ({"data": [{"a": "x", "b": None}], "y": ["b"]}, "data: has no number in it"),
        ({"data": [{"a": "x", "b": 1}], "y": ["c"]}, 'y[0]: there is no column "c"; there is "a", "b"'),
        ({"data": [{"a": "x", "b": 1}, {"a": "y", "b": "z"}], "y": ["b"]},
         'data: row 2: "z" in column "b" is no number'),
        ({"data": [{"a": "x", "b": 1}], "type": "scatter"},
         'x: column "a" must be numbers or dates for a scatter chart'),
        ({"data": [{"a": n, "b": 1} for n in range(401)]}, "data: has 401 rows: a bar chart shows at most 400"),
        ({"data": [{"a": "x", "b": 1e308}, {"a": "y", "b": -1e308}]},
         'data: row 1: 1.00e+308 in column "b" is too large: figures go up to 1e+100'),
        ({"data": [{"a": 1e200, "b": 1}], "type": "line"}, 'data: row 1: 1.00e+200 in column "a" is too large'),
        ({"data": [{"a": 1, "b": float("nan")}]}, "data[0].b: must be a JSON value, not nan"),
    ],
)  # fmt: skip
def test_rows_that_make_no_chart_are_refused(change, says):
    with pytest.raises(RequestInvalid) as caught:
        check(Chart, change)
    assert says in str(caught.value)


FENCES = {
    "settings and rows": "type: line\ntitle: High water\n---\nhour, Brest\n0, 6.9\n6, 1.1",
    "rows in yaml": "type: line\ntitle: High water\ndata:\n- {hour: 0, Brest: 6.9}\n- {hour: 6, Brest: 1.1}",
}


@pytest.mark.parametrize("fence", FENCES.values(), ids=FENCES.keys())
def test_a_fence_is_a_chart_and_says_what_it_shows(fence):
    deck = from_markdown(f"## The tide\n\n```chart\n{fence}\n```\n", language="en")
    show = deck.storyboard.scenes[-1].show
    assert (show.sort, show.title, show.series) == ("line", "High water", ["Brest"])
    assert "High water." in deck.storyboard.scenes[-1].narration
    assert "Brest, by hour." in deck.storyboard.scenes[-1].narration
    assert deck.warnings == []


def test_a_fence_of_nothing_but_figures_is_bars():
    [scene] = from_markdown("## Ports\n\n```chart\nport,high\nBrest,6.9\nDover,6.8\n```\n").storyboard.scenes
    assert (scene.show.sort, len(scene.show.data)) == ("bar", 2)


def test_the_markup_of_a_charts_texts_is_neither_shown_nor_said():
    fence = "title: Speed in `km/h` & **more**\nyLabel: '*Speed*'\n---\nport,high,low\nBrest,6.9,1\n"
    [scene] = from_markdown(f"## Ports\n\n```chart\n{fence}```\n", language="en").storyboard.scenes
    assert (scene.show.title, scene.show.y_label) == ("Speed in km/h & more", "Speed")
    assert "high and low, by port." in scene.narration
    assert not set("`*") & set(scene.narration)


def test_labels_without_a_name_are_not_said():
    text = "labels: [Monday]\nseries:\n  - title: Ships\n    data: [1]"
    [scene] = from_markdown(f"## Week\n\n```chart\n{text}\n```\n", language="en").storyboard.scenes
    assert scene.narration.endswith("Ships.")


def test_columns_that_are_more_than_a_chart_shows_are_told():
    rows = [{"x": "a"} | {f"c{n}": n for n in range(15)}]
    chart = Chart(data=rows).filled({})
    assert (len(chart.series), chart.left_out) == (12, 3)
    assert charts.warnings(chart)[0].endswith(
        "shows the first 12 of its 15 columns of figures. Name those to be shown with y."
    )
    assert Chart(data=rows, y=["c3", "c14"]).filled({}).left_out == 0
    assert charts.warnings(Chart(data=[{"x": "a", "b": 1}]).filled({})) == []


def test_a_chart_of_obsidian_is_read():
    text = "type: line\nlabels: [Monday, Tuesday]\nseries:\n"
    text += "  - title: Ships\n    data: [1,2]\n  - title: Boats\n    data: [3]"
    [scene] = from_markdown(f"## Week\n\n```chart\n{text}\n```\n").storyboard.scenes
    assert scene.show.series == ["Ships", "Boats"]
    assert scene.show.data[1] == {"x": "Tuesday", "Ships": 2, "Boats": None}


def test_a_cell_of_more_letters_than_are_shown_is_cut():
    [row] = read(f"name,b\n{'x' * 600},1\n").rows
    assert row == {"name": "x" * 500, "b": 1}


def test_a_column_with_a_name_that_long_is_refused():
    with pytest.raises(NoFigures, match="the name of column 1 has more than 500 characters"):
        read(f"{'x' * 501},b\n1,2\n")


@pytest.mark.parametrize(
    ("fence", "says"),
    [
        ("type: pie\n---\na,b\nx,1", 'type: must be one of "area", "bar", "line", "scatter", not "pie"'),
        ("type: line", "it has no figures"),
        ("type: [", "its settings are no YAML"),
        ("type: line\n---\na,b\n1,2\n1,2,3", "line 10 has 3 cells"),
    ],
)
def test_a_fence_that_is_no_chart_is_left_out_with_its_line_and_the_reason(fence, says):
    deck = from_markdown(f"# Tides\n\n## High\n\n```chart\n{fence}\n```\n", file="talk.md")
    assert "talk.md:5" in deck.warnings[0]
    assert says in deck.warnings[0]
