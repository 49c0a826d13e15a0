"""Text typed is text seen: what a PDF reader finds on the slides is what the scene says.

The same templates and fonts that draw a film's slides write a PDF here, and pypdf reads its text layer: glyphs mapped
back to characters by the fonts themselves, not the program's own variables.
"""

from __future__ import annotations

import io
import re
import unicodedata

import cv2
import numpy as np
import pytest
from pypdf import PdfReader
from support.fonts import write_font

from aura_nb.specs import Bullets, End, Picture, Scene, Table, Text, Title
from aura_nb.visuals import typesetter
from aura_nb.visuals.font_index import FontIndex
from aura_nb.visuals.fonts import Library
from aura_nb.visuals.own_theme import load
from aura_nb.visuals.sheet import scene_data, scene_text

LIGHT = load("light")
HAN = "蜜蜂为什么重要、你好。"
KOREAN = "꽃가루받이를 돕습니다 벌은 꿀을 만듭니다"
AWKWARD = [
    '#read("/etc/passwd")',
    "It's 100% {x} %{pts} 'quoted' \\ : ; [a] #set page <b>",
    "$x^2$ and $ sum $",
    "*b* _a_ `c` <d> @e",
    "back\\slash \\u{41} ] [ } {",
    "\"quoted\" 'single' ~ -- --- ...",
    "= heading / term: + list",
    "a -> b => c 2x3 // no comment /* none */",
    "#set text(red); #panic()",
    "fi fl ffi office waffle AV To",
    "café naïve Ærøskøbing Ελλάδα Москва",
    "1.  one   two\tthree",
    "https://example.org/a?b=c&d=%20#e",
    "x',drawtext=textfile=/etc/passwd:x='",
    HAN,
]


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fonts")
    write_font(folder / "han.ttf", "Test Han", HAN + KOREAN.replace(" ", "") + "“”\ufffd")
    return Library(FontIndex(memory=folder / "fonts.msgpack", folders=[folder]))


def scenes(typed):
    return [
        Scene(id="x", heading=typed, show=Title(subtitle=typed)),
        Scene(id="x", heading=typed, show=Bullets(items=[typed])),
        Scene(id="x", heading=typed, show=Text(text=typed)),
        Scene(id="x", heading=typed, show=End(text=typed)),
        Scene(id="x", heading=typed, show=Picture(image="p.png", caption=typed)),
    ]


@pytest.fixture
def read_back(printed):
    """What a PDF reader finds on each page of a scene, without white space and what is never seen."""
    return lambda scene, **options: [visible(page) for page in printed(scene, **options)]


@pytest.fixture
def printed(library):
    """The text of each page of a scene as a PDF reader finds it, line by line."""

    def run(scene, *, language="en-US", size=(960, 540)):
        lettering = library.lettering(scene_text(scene), theme=LIGHT, language=language)
        template, families = typesetter.kept(lettering, ())
        sheet = scene_data(scene, size=size, theme=LIGHT, language=language) | families
        sheet["sizes"] = {name: [3, 4] for name in scene.show.files().values()}
        (pdf,), _ = template.set(sheet, form="pdf")
        return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]

    return run


def full(states):
    """The last state of each page, without its mark such as 2/3."""
    bare = [re.sub(r"\d/\d+$|\d\d/\d+$", "", state) for state in states]
    return [state for state, following in zip(bare, [*bare[1:], ""], strict=True) if not following.startswith(state)]


def visible(text):
    return "".join(
        letter for letter in text if not letter.isspace() and unicodedata.category(letter) not in {"Cf", "Cc"}
    )


@pytest.mark.parametrize("typed", AWKWARD)
def test_text_typed_is_text_seen(read_back, typed):
    for scene in scenes(typed):
        seen = read_back(scene)[-1]
        assert seen.count(visible(typed)) >= 2, f"{typed!r} in {scene.show.__class__.__name__}: {seen!r}"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("a\x00b\x07c", "abc"),
        ("one\u2028two\x85three", "onetwothree"),
        ("half \ud800 pair", "half\ufffdpair"),
        ("abc\u202edef\u202c ghi", "abcdefghi"),
        ("\u2067open and never closed", "openandneverclosed"),
    ],
)
def test_what_no_page_can_hold_is_taken_out_and_nothing_else(read_back, typed, shown):
    from aura_nb.specs.cleaning import clean_text

    for scene in scenes(clean_text(typed)):
        assert read_back(scene)[-1].count(shown) >= 2


def test_a_direction_override_stays_in_its_own_line(read_back):
    scene = Scene(id="x", heading="Heading", show=Bullets(items=["\u202e\u2067\u202bfirst", "second", "third \u202e"]))
    plain = Scene(id="x", heading="Heading", show=Bullets(items=["first", "second", "third"]))
    assert read_back(scene)[-1] == read_back(plain)[-1] == "Headingfirstsecondthird"


def test_a_long_text_is_on_the_pages_in_order_and_whole(read_back):
    typed = " ".join(f"Sentence {number} must not be lost, whatever its length." for number in range(80))
    assert "".join(full(read_back(Scene(id="x", show=Text(text=typed))))) == visible(typed)


def test_no_chinese_line_begins_with_a_full_stop(printed):
    for width in range(270, 330, 6):
        [*_, page] = printed(Scene(id="x", show=Text(text=HAN * 4)), language="zh-CN", size=(width, 480))
        lines = [visible(line) for line in page.splitlines() if visible(line)]
        assert len(lines) > 3
        assert "".join(lines) == HAN * 4
        assert not [line for line in lines if line[0] in "、。"]


def test_an_address_between_wide_parentheses_is_broken_before_it_leaves_the_slide(library):
    """No line may break inside it, nor after the parenthesis that opens before it."""
    text = f"{HAN}（harbour.office@example.com）。"
    for width in (270, 300, 330):
        scene = Scene(id="x", show=Text(text=text))
        lettering = library.lettering(scene_text(scene), theme=LIGHT, language="zh-CN")
        sheet = scene_data(scene, size=(width, 480), theme=LIGHT, language="zh-CN") | {"clip": False}
        pages = typesetter.typeset(sheet, lettering).pngs
        plates = typesetter.typeset(sheet | {"plate": True}, lettering).pngs
        page, plate = (cv2.imdecode(np.frombuffer(each[-1], np.uint8), cv2.IMREAD_COLOR) for each in (pages, plates))
        assert not (page != plate)[:, int(0.95 * width) :].any(), f"at {width}"


def test_korean_lines_break_between_words(printed):
    [page] = printed(Scene(id="x", show=Text(text=f"{KOREAN} {KOREAN}")), language="ko-KR", size=(270, 480))
    lines = [[visible(word) for word in line.split()] for line in page.splitlines() if visible(line)]
    assert len(lines) > 3
    assert [word for line in lines for word in line] == [*KOREAN.split(), *KOREAN.split()]


def test_a_character_that_no_font_has_leaves_a_box_where_it_stands(library):
    def drawn(subtitle):
        scene = Scene(id="x", heading="", show=Title(subtitle=subtitle))
        lettering = library.lettering("a\ufdd0b", theme=LIGHT, language="en-US")
        assert lettering.missing == "\ufdd0"
        sheet = scene_data(scene, size=(960, 540), theme=LIGHT, language="en-US")
        return typesetter.typeset(sheet | {"seed": 1}, lettering).pngs

    assert drawn("a\ufdd0b") != drawn("ab")


def test_no_word_of_a_table_is_broken_where_there_is_room(printed):
    rows = [["Brest", "6.9"], ["Bergen", "1.4"], ["slack", "0.3"]]
    [page] = printed(Scene(id="x", heading="Tides", show=Table(header=["Word", "High (m)"], rows=rows)))
    for word in ("Brest", "Bergen", "slack", "Word", "High (m)"):
        assert word in page


@pytest.mark.parametrize(("language", "whole"), [("en-US", "2,000"), ("de-DE", "2.000"), ("fr-FR", "2000")])
def test_a_note_of_what_is_left_out_parts_thousands_as_its_language_does(printed, language, whole):
    scene = Scene(id="x", heading="Tides", show=Table(header=["a"], rows=[[str(n)] for n in range(2000)]))
    (page,) = printed(scene, language=language)
    assert whole in visible(page)
    assert "\x00" not in page
