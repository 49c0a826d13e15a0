"""Nothing leaves the safe area (5 % at each side): measured in the pixels, whatever the text and the frame.

The pages are typeset with `clip` off, so that what fits does so by measuring and not by being cut off.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.safe_area import assert_inside

from aura_nb.specs import (
    Bullets,
    Callout,
    Code,
    Columns,
    End,
    Formula,
    Picture,
    Point,
    Quote,
    Scene,
    Section,
    Steps,
    Table,
    Text,
    Title,
)
from aura_nb.specs.kinds.table import Lit

WORDS = st.sampled_from(
    [
        *("a", "of", "the", "bees", "hive", "Jäger", "gjpqy", "ÅÉ", "pollination", "responsibility"),
        *("Donaudampfschifffahrtsgesellschaft", "https://example.org/a/path?with=query", "漢字" * 6, "W" * 70),
    ]
)


def text(limit, least=0):
    def cut(words):
        return " ".join(words)[:limit].strip() or "x" * least

    return st.lists(WORDS, min_size=least, max_size=max(2, limit // 6)).map(cut)


SHOWS = st.one_of(
    text(500).map(lambda line: Title(subtitle=line)),
    text(500).map(lambda line: End(text=line)),
    st.lists(text(1000, 1), min_size=1, max_size=14).map(lambda items: Bullets(items=items)),
    st.lists(text(900, 1), min_size=1, max_size=6).map(lambda parts: Text(text="\n\n".join(parts)[:5000])),
    text(500).map(lambda line: Picture(image="p", caption=line, fit="cover")),
    text(500).map(lambda line: Picture(image="p", caption=line)),
    text(500).map(lambda line: Section(subtitle=line, number=line[:20])),
    text(1000, 1).map(lambda line: Quote(text=line, by=line[:300])),
    st.lists(text(600, 1), min_size=1, max_size=3).map(
        lambda parts: Callout(text="\n\n".join(parts), sort="warning", title=parts[0][:200])
    ),
    st.lists(text(400, 1), min_size=1, max_size=9).map(lambda items: Steps(items=[*items], start=8)),
    st.lists(text(300, 1), min_size=1, max_size=5).map(
        lambda items: Bullets(intro=items[0], items=[*items, Point(text=items[-1], items=[*items])])
    ),
    st.lists(text(120, 1), min_size=1, max_size=30).map(
        lambda rows: Code(code="\n    ".join(rows), language="python", numbers=len(rows) > 5, lines=[[1], [len(rows)]])
    ),
    st.lists(st.lists(text(60), min_size=1, max_size=9), min_size=1, max_size=20).map(
        lambda rows: Table(header=rows[0], rows=rows, note=rows[0][0][:100], light=[Lit(row=1), Lit(column=1)])
    ),
    st.lists(text(200, 1), min_size=1, max_size=3).map(
        lambda parts: Columns(columns=[Bullets(items=[*parts]), Text(text=parts[0]), Picture(image="p", caption="c")])
    ),
)
SIZES = st.one_of(
    st.sampled_from([(480, 270), (270, 480), (300, 300), (240, 300), (160, 160), (1200, 160), (160, 1200)]),
    st.tuples(st.integers(80, 300).map(lambda n: 2 * n), st.integers(80, 300).map(lambda n: 2 * n)),
)
EXTREMES = [
    Scene(id="x", heading="W" * 500, show=Title(subtitle="M" * 500)),
    Scene(id="x", heading="word " * 100, show=End(text="word " * 100)),
    Scene(id="x", heading="word " * 100, show=Bullets(items=["x" * 1000] * 3)),
    Scene(id="x", heading="W" * 500, show=Bullets(items=["i"] * 40)),
    Scene(id="x", heading="W" * 500, show=Text(text="y" * 5000)),
    Scene(id="x", heading="word " * 100, show=Picture(image="p", caption="word " * 100, fit="cover")),
    Scene(id="x", heading="word " * 100, show=Picture(image="p", caption="word " * 100)),
    Scene(id="x", heading="W" * 500, show=Code(code="x" * 2000 + "\n" * 30 + "y = 1\n" * 200, numbers=True)),
    Scene(id="x", heading="W" * 500, show=Table(header=["H" * 40] * 40, rows=[["W" * 500] * 40] * 30)),
    Scene(id="x", heading="H", show=Table(rows=[["1.5", "W" * 30]] * 2000)),
    Scene(id="x", heading="W" * 500, show=Formula(tex="a + " * 200 + "b", steps=["x^2"] * 9, caption="W" * 500)),
    Scene(id="x", heading="W" * 500, show=Formula(tex="\\frac{1}{x} \\\\ " * 30 + "x")),
    Scene(id="x", heading="W" * 500, show=Quote(text="W" * 1000, by="B" * 500)),
    Scene(id="x", heading="W" * 500, show=Callout(text="W" * 2000)),
    Scene(id="x", heading="W" * 500, show=Section(subtitle="M" * 500, number="9" * 50)),
    Scene(id="x", heading="W" * 500, show=Columns(columns=[Code(code="x" * 900), Bullets(items=["W" * 900] * 9)])),
]


@settings(max_examples=50, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(heading=text(500), show=SHOWS, size=SIZES, language=st.sampled_from(["en-US", "de", "ar"]))
def test_no_text_leaves_the_safe_area(typeset_scene, heading, show, size, language):
    assert_inside(typeset_scene, Scene(id="x", heading=heading, show=show), size, language)


@pytest.mark.parametrize("size", [(480, 270), (270, 480), (160, 160), (1200, 160)], ids=str)
@pytest.mark.parametrize("scene", EXTREMES, ids=lambda scene: scene.show.__class__.__name__)
def test_the_extremes_stay_inside_too(typeset_scene, scene, size):
    assert_inside(typeset_scene, scene, size, "en-US")


@pytest.mark.parametrize("size", [(960, 540), (540, 960)], ids=str)
def test_what_is_lit_in_a_table_of_large_letters_stays_inside(typeset_scene, size):
    show = Table(header=["Port", "High"], rows=[["x", "6.9"]] * 4, note="x", light=[Lit(row=1), Lit(column=1)])
    assert_inside(typeset_scene, Scene(id="x", heading="x", show=show), size, "en-US")


@pytest.mark.parametrize("opened", ["({", "f(", "a["])
def test_a_line_breaks_behind_what_opens(typeset_scene, opened):
    """Unicode forbids a break there, even at the space behind it: lines of code ran out of the page."""
    for length in range(18, 30, 2):
        code = (
            f"    grantPermissions(['geolocation', 'all'])\n    {'x' * length}{opened} latitude: 51.5074, a: 0.1 }});"
        )
        assert_inside(
            typeset_scene, Scene(id="x", heading="Geolocation", show=Text(text=code * 3)), (480, 270), "en-US"
        )


def test_towers_of_diacritics_are_cut_off_at_the_safe_area(typeset_scene):
    tower = "Z" + "\u0301\u0302\u0316\u0323" * 60
    for show in (Title(subtitle=tower), Bullets(items=[tower] * 3), Text(text=f"{tower} {tower}")):
        assert_inside(typeset_scene, Scene(id="x", heading=tower, show=show), (480, 270), "en-US", clip=True)
