"""Tables of decks: cells over several columns and rows, bars that part nothing, and what is struck out."""

from __future__ import annotations

import pytest

from aura_nb.sources import from_markdown
from aura_nb.specs import Run, Table
from aura_nb.specs.runs import plain


def table(text):
    [scene] = from_markdown(f"# T\n\n{text}").storyboard.scenes
    assert isinstance(scene.show, Table)
    return [*map(plain, scene.show.header)], [[*map(plain, row)] for row in scene.show.rows]


def test_cells_of_html_that_take_several_columns_and_rows_leave_the_others_in_their_columns():
    text = (
        "<table><thead><tr><th rowspan=2>Port</th><th colspan=2>Tide</th></tr>"
        "<tr><th>High</th><th>Low</th></tr></thead>"
        "<tbody><tr><td>Brest</td><td>6.9</td><td>1.1</td></tr>"
        "<tr><td rowspan=2>Dover</td><td>6.8</td><td>0.8</td></tr>"
        "<tr><td>6.7</td><td>0.7</td></tr></tbody></table>"
    )
    assert table(text) == (
        ["Port", "Tide High", "Tide Low"],
        [["Brest", "6.9", "1.1"], ["Dover", "6.8", "0.8"], ["", "6.7", "0.7"]],
    )


def test_headings_of_rows_are_no_header():
    assert table("<table><tr><th>Port</th><td>Brest</td></tr><tr><th>Tide</th><td>6.9</td></tr></table>") == (
        [],
        [["Port", "Brest"], ["Tide", "6.9"]],
    )


def test_a_column_keeps_its_name_where_its_cells_are_empty():
    assert table("| A | B | C |\n|---|---|---|\n| 1 | ~~x~~ | |\n| 3 | ~~y~~ | |") == (
        ["A", "B", "C"],
        [["1", "", ""], ["3", "", ""]],
    )


def test_no_cell_of_a_row_that_is_too_long_is_lost():
    assert table("| a | b |\n|---|---|\n| one | two | $1,200.50 |\n| x |") == (
        ["a", "b", ""],
        [["one", "two", "$1,200.50"], ["x", "", ""]],
    )


def test_bars_in_code_and_mathematics_part_no_cells():
    [scene] = from_markdown("# T\n\n| $|x|$ | b |\n|---|---|\n| `a|b` | 1 |").storyboard.scenes
    assert scene.show.header == [[Run(text="|x|", tex="|x|")], "b"]
    assert scene.show.rows == [[[Run(text="a|b", code=True)], "1"]]


@pytest.mark.parametrize(
    "text", ["Was ~~10~~ 20.", "Was <del>10</del> 20.", "<p>Was <s> 10 </s> 20.</p>", "Was <strike>10</strike> 20."]
)
def test_what_is_struck_out_is_left_out_with_a_warning_however_it_is_written(text):
    deck = from_markdown(f"# T\n\n{text}")
    [scene] = deck.storyboard.scenes
    assert scene.narration == "T.\n\nWas 20."
    assert deck.warnings == ["A piece of struck text (line 3) left out: what is struck out is neither shown nor said."]
