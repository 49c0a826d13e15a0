"""Code, tables and captions use the room they have: what is told from their pixels."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from aura_nb.sources import load_deck
from aura_nb.specs import Bullets, Code, Columns, Picture, Point, Scene, Table, Text
from aura_nb.specs.kinds.table import Lit
from aura_nb.visuals.own_theme import load
from aura_nb.visuals.theme import channels

CONTACTS = Path(__file__).parents[1] / "contacts"


def lit(pages):
    """The columns of pixels in which the second page has the ground of what is lit, and the first has not."""
    sand = channels(load("light").colours.sand)[::-1]
    first, second = ((page == sand).all(axis=2) for page in pages[:2])
    return np.flatnonzero((second & ~first).any(axis=0))


def ground(page):
    """The rows of pixels in which code stands."""
    colour = channels(load("light").colours.code_ground)[::-1]
    return np.flatnonzero((page == colour).all(axis=2).sum(axis=1) > 0.4 * page.shape[1])


def test_a_few_long_lines_are_folded_and_large(typeset_scene):
    code = "\n".join(f"result_{n} = pipeline.fit({', '.join(f'argument_{i}={i}' for i in range(9))})" for n in range(3))
    [page], _, _ = typeset_scene(Scene(id="x", heading="Long", show=Code(code=code, language="python")))
    assert np.ptp(ground(page)) > 0.4 * page.shape[0]


def test_lines_that_fit_are_not_folded(typeset_scene):
    code = "\n".join(["total = sum(each.metres for each in readings if each.valid)"] * 6)
    [page], _, _ = typeset_scene(Scene(id="x", heading="Fit", show=Code(code=code, language="python")))
    [more], _, _ = typeset_scene(Scene(id="x", heading="Fit", show=Code(code=code + "\nx = 1", language="python")))
    step = np.ptp(ground(more)) - np.ptp(ground(page))
    assert np.ptp(ground(page)) / step == pytest.approx(7, abs=1.6)  # six rows and their margins


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("const compose = (...fs) => (x) => fs.reduceRight((y, f) => f(y), x);", "js"),
        ("self.kept[key] = the_newest_of_all_of_them.copy(is_deep=True)  # kept well", "python"),
    ],
    ids=["bracket", "comment"],
)
def test_no_bracket_and_no_comment_is_left_alone(typeset_scene, code, language):
    """What is broken off a line is more than a bracket or two, and a comment's sign goes with its words."""
    long = "x" * 30 + " + " + " + ".join(["y" * 10] * 5)  # which is folded, so that letters stay large
    [page], _, _ = typeset_scene(Scene(id="x", heading="H", show=Code(code=f"{long}\n{code}", language=language)))
    rows = written(page[ground(page).min() + 2 : ground(page).max() - 2])
    assert len(rows) == 4
    assert np.ptp(rows[3]) > 0.16 * np.ptp(rows[0])


def written(block):
    """The columns of pixels with letters, of each row of letters, in a block of code."""
    inked = (np.abs(block.astype(int) - block[1, block.shape[1] // 2]).max(axis=2) > 60)[:, 80:-80]
    there = np.flatnonzero(inked.any(axis=1))
    rows = np.split(there, np.flatnonzero(np.diff(there) > 3) + 1)
    return [np.flatnonzero(inked[row.min() : row.max() + 1].any(axis=0)) for row in rows]


def test_a_string_that_is_folded_keeps_its_colour(typeset_scene):
    code = f'message = "{"word " * 40}"'
    [page], _, _ = typeset_scene(Scene(id="x", heading="Long", show=Code(code=code, language="python")))
    colour = channels(load("light").colours.code_string)[::-1]
    block = page[ground(page).min() : ground(page).max()].astype(int)
    rows = np.flatnonzero((np.abs(block - colour).max(axis=2) < 40).any(axis=1))
    assert np.ptp(rows) > 0.5 * block.shape[0]


def test_code_next_to_a_picture_takes_pages_rather_than_small_letters(typeset_scene):
    code = "\n".join(f"value_{n:02} = read(gauge, hour={n:02})" for n in range(18))
    show = Columns(columns=[Code(code=code, language="python"), Picture(image="p")])
    pages, _, _ = typeset_scene(Scene(id="x", heading="Gauge", show=show))
    whole, _, _ = typeset_scene(Scene(id="x", heading="Gauge", show=show.columns[0]))
    assert (len(pages), len(whole)) == (2, 1)


@pytest.mark.parametrize(("language", "right"), [("ar", True), ("en-US", False)])
def test_a_table_is_mirrored_where_its_language_is(typeset_scene, language, right):
    words = ["الميناء", "المد"] if right else ["Port", "High"]
    show = Table(header=words, rows=[[*words]], light=[Lit(column=1)])
    pages, _, _ = typeset_scene(Scene(id="x", heading=words[0], show=show), language=language)
    assert bool(lit(pages).mean() > 480) is right


@pytest.mark.parametrize("light", [Lit(row=2), Lit(column=2)], ids=["row", "column"])
def test_what_is_lit_in_a_table_begins_with_the_accent_and_the_rest_is_quiet(typeset_scene, light):
    """So that it is seen at once, also where an encoder spends few bits on it."""
    rows = [["Brest", "6.9"], ["Dover", "6.7"], ["Venice", "0.9"]]
    pages, _, _ = typeset_scene(
        Scene(id="x", heading="Tides", show=Table(header=["Port", "High"], rows=rows, light=[light]))
    )
    accent, ink = (channels(getattr(load("light").colours, name))[::-1] for name in ("accent", "ink"))
    places = lit(pages)
    below = [page[int(0.16 * len(page)) :] for page in pages[:2]]  # the heading and its mark stay
    edge, dark = ([(page == colour).all(axis=2) for page in below] for colour in (accent, ink))
    assert edge[1][:, places.min() - 10 : places.max() + 10].any()
    assert not edge[0].any()
    assert dark[1].sum() < 0.8 * dark[0].sum()


def test_a_long_word_is_broken_before_a_column_is_left_out(typeset_scene):
    rows = [["Donaudampfschifffahrtsgesellschaft", "aura_nb.pipeline.steps.timeline.TimelineStep"]]
    show = Table(header=["Name", "Module"], rows=rows, light=[Lit(column=2)])
    pages, _, _ = typeset_scene(Scene(id="x", heading="Words", show=show), size=(540, 960))
    assert lit(pages).size > 100


def test_columns_stand_closer_before_one_is_left_out(typeset_scene):
    rows = [["2020", *[f"{n}.5" for n in range(40, 49)]]] * 3
    show = Table(header=["Year", *["Mar"] * 9], rows=rows, light=[Lit(column=10)])
    pages, _, _ = typeset_scene(Scene(id="x", heading="Months", show=show), size=(540, 960))
    assert lit(pages).size > 10


def test_rows_stand_closer_before_one_is_left_out(typeset_scene):
    rows = [[f"Port {n}", f"{n}.5"] for n in range(1, 21)]
    show = Table(header=["Port", "High (m)"], rows=rows, light=[Lit(row=20)])
    pages, _, _ = typeset_scene(Scene(id="x", heading="High water at twenty ports", show=show))
    assert lit(pages).size > 100


def test_a_caption_begins_where_its_picture_does(typeset_scene):
    scene = Scene(id="x", heading="Port", show=Picture(image="p", caption="At low water", fit="contain"))
    [page], _, [region] = typeset_scene(scene)
    [bare], _, _ = typeset_scene(Scene(id="x", heading="Port", show=Picture(image="p", fit="contain")))
    x, y, _, height = region.pixels
    below = page[y + height + 4 :]
    caption = np.flatnonzero((below != bare[-1, -1]).any(axis=(0, 2)))
    assert x - 2 <= caption.min() <= x + 8


def test_numbered_points_around_others_have_their_numbers_for_marks(typeset_scene):
    show = Bullets(items=[Point(text="1. First", items=["inner", "2) deep"]), "2. Second", "2024 was dry"])
    _, cues, _ = typeset_scene(Scene(id="x", heading="List", show=show))
    assert cues == ["", "First", "inner", "deep", "Second", "2024 was dry"]


def test_a_sentence_does_not_end_before_the_sign_that_closes_it(typeset_scene):
    said = "« Beaucoup plus, bien plus que tout le monde ne le pensait alors ! » dit-elle."
    _, cues, _ = typeset_scene(Scene(id="x", heading="Dit", show=Text(text=" ".join([said] * 4))), language="fr")
    assert len(cues) > 1
    assert not any(cue.startswith("»") for cue in cues)


def test_lines_that_light_up_together_are_seen_together_over_the_end_of_a_page(typeset_scene):
    def shown(last):
        rows = [f"first_value_of_many_{n} = compute_what_is_wanted(number={n}, of_many={22 - n})" for n in range(21)]
        show = Code(code="\n".join([*rows, last]), language="python", lines=[[*range(11, 23)]])
        return typeset_scene(Scene(id="x", heading="Long", show=show))[0][1]

    assert (shown("alpha = 1") != shown("omega = 2")).any()


def edges(page, *, right=False):
    """Where the letters of each row begin, or end, below the heading of a slide without an ornament of its own."""
    ground = channels(load("light").colours.paper)[::-1]
    ink = (np.abs(page.astype(int) - ground).max(axis=2) > 100)[int(0.25 * page.shape[0]) :]
    filled = np.flatnonzero(ink.any(axis=1))
    rows = [ink[part[0] : part[-1] + 1] for part in np.split(filled, np.flatnonzero(np.diff(filled) > 1) + 1)]
    written = [np.flatnonzero(row.any(axis=0)) for row in rows if len(row) > 3]
    return [int(columns[-1 if right else 0]) for columns in written]


@pytest.mark.parametrize(
    ("cells", "right"),
    [
        (["7", "7.125", "7.5"], False),
        (["-711.5 %", "-788.55 %"], False),  # each figure is as wide as any other
        (["7", "7,777"], True),  # thousands have no point
        (["7.5 m", "1,777"], True),  # other units, other points
    ],
    ids=["points", "figures", "thousands", "units"],
)
def test_numbers_stand_on_their_points(typeset_scene, cells, right):
    show = Table(rows=[[cell] for cell in cells])
    [page], _, _ = typeset_scene(Scene(id="x", heading="H", show=show))
    found = edges(page, right=right)
    assert len(found) == len(cells)
    assert np.ptp(found) <= 0.005 * page.shape[1], found


def test_a_number_with_its_unit_ends_where_its_header_does(typeset_scene):
    show = Table(header=["Date", "Change in %"], rows=[["Monday", "-1.73 %"], ["Tuesday", "4.65 %"]])
    [page], _, _ = typeset_scene(Scene(id="x", heading="H", show=show))
    found = edges(page, right=True)
    assert len(found) == 3
    assert np.ptp(found) <= 1, found


def test_a_page_of_code_ends_where_something_ends(typeset_scene):
    scenes = load_deck(CONTACTS / "code.md").storyboard.scenes
    [scene] = [scene for scene in scenes if "forty lines" in scene.headline]
    _, cues, _ = typeset_scene(scene)
    assert [cue.split("(")[0] for cue in cues[1:]] == ["def highest", "def main"]
    assert cues[-1].endswith("sys.exit(main())")  # two lines have no page of their own where the others can make room


def test_the_first_lines_of_a_text_leave_time_for_the_heading(typeset_scene):
    one, other = "蜂群需要新家的时候，几百只侦察蜂飞出去寻找树洞。", "每一只回来都为它找到的地方跳舞。"
    scene = Scene(id="x", heading="蜂群怎样决定", show=Text(text=(one + other) * 2))
    _, cues, _ = typeset_scene(scene, language="zh-CN")
    assert cues == [one, other + one, other]
