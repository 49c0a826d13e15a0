"""Slides that can be edited, read again by python-pptx: what is text is text, and the rest are pictures."""

from __future__ import annotations

from itertools import combinations

import cv2
import numpy as np
import pytest
from pptx import Presentation
from pptx.enum.text import PP_ALIGN
from pptx.util import Emu
from support import SMALL

from aura_nb.errors import RequestInvalid
from aura_nb.pipeline.film_request import FilmRequest
from aura_nb.pipeline.output import OutputPlace
from aura_nb.pipeline.steps import slides
from aura_nb.pipeline.workspace import Workspace
from aura_nb.request.named import film_request
from aura_nb.specs import (
    Bullets,
    Callout,
    Code,
    Columns,
    Formula,
    Picture,
    Point,
    Quote,
    Scene,
    Steps,
    Storyboard,
    Table,
    Text,
    Title,
    Turn,
)
from aura_nb.specs.runs import Run
from aura_nb.visuals.own_theme import load
from aura_nb.visuals.powerpoint import EditableSlide, write_slides
from aura_nb.visuals.powerpoint_text import SlideBox, TextLine, column_widths, fitting, table_size

CODE = "def fly(bee):\n    return bee.wings * 2"


@pytest.fixture(scope="module")
def deck(films, tmp_path_factory):
    """The slides of a film with one scene of each sort."""
    folder = tmp_path_factory.mktemp("deck")
    cv2.imwrite(str(folder / "bee.png"), np.full((90, 240, 3), (40, 160, 230), np.uint8))
    wet = [Run(text="Water is H"), Run(text="2", sub=True), Run(text="O", bold=True)]
    scenes = [
        Scene(id="open", heading="Why bees matter", show=Title(subtitle="A short talk"), narration="Bees matter."),
        Scene(
            id="points",
            heading=wet,
            show=Bullets(items=["They fly", Point(text="They hum", items=["Softly"])]),
            say=[Turn(text="Do they fly?", voice="Anna"), Turn(text="They do.", voice="Ben")],
        ),
        Scene(id="table", heading="Counts", show=Table(header=["Hive", "Bees"], rows=[["A", "12"], ["B", "30"]])),
        Scene(id="code", heading="Code", show=Code(code=CODE, language="python")),
        Scene(id="formula", heading="Growth", show=Formula(tex=r"\\frac{a}{b} + x^2")),
        Scene(
            id="both",
            heading="Seen",
            show=Columns(columns=[Text(text="A bee.\n\nIt flies."), Picture(image="bee.png", alt="A bee")]),
        ),
    ]
    board = Storyboard(title="Bees", language="en-US", scenes=scenes)
    request = FilmRequest(
        storyboard=board, render=SMALL, folder=str(folder), voice=film_request("-", voice="silent:timed").voice
    )
    place = folder / "bees.pptx"
    film = films.make(request.named(place), output=OutputPlace.named(place), workspace=Workspace(folder / "workspace"))
    assert film.other == str(place)
    return Presentation(str(place))


def words(slide):
    return [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]


def test_each_scene_is_a_slide_with_its_heading_and_what_is_said_in_its_notes(deck):
    assert deck.core_properties.title == "Bees"
    assert deck.slide_width / deck.slide_height == pytest.approx(16 / 9, abs=0.001)
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert titles == ["Why bees matter", "Water is H2O", "Counts", "Code", "Growth", "Seen"]
    notes = [slide.notes_slide.notes_text_frame.text if slide.has_notes_slide else "" for slide in deck.slides]
    assert notes[:3] == ["Bees matter.", "Anna: Do they fly?\n\nBen: They do.", ""]
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.top >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height + Emu(20)


def test_text_is_text_with_its_levels_and_its_ways(deck):
    _, points, table, code, _, both = deck.slides
    assert words(deck.slides[0]) == ["Why bees matter", "A short talk"]
    runs = points.shapes.title.text_frame.paragraphs[0].runs
    assert [run.font._element.get("baseline") for run in runs] == [None, "-25000", None]
    body = points.shapes[1].text_frame
    assert [(each.text, each.level) for each in body.paragraphs] == [("They fly", 0), ("They hum", 0), ("Softly", 1)]
    [grid] = [shape.table for shape in table.shapes if shape.has_table]
    assert [[cell.text for cell in row.cells] for row in grid.rows] == [["Hive", "Bees"], ["A", "12"], ["B", "30"]]
    assert "\n".join(words(code)[1:]) == CODE
    assert code.shapes[1].text_frame.paragraphs[0].runs[0].font.name == "JetBrains Mono"
    assert words(both)[1] == "A bee.\nIt flies."


def test_formulas_and_pictures_are_pictures_of_their_own(deck):
    [formula] = [shape for shape in deck.slides[4].shapes if hasattr(shape, "image")]
    drawn = cv2.imdecode(np.frombuffer(formula.image.blob, np.uint8), cv2.IMREAD_COLOR)
    assert drawn.shape[0] < SMALL.size[1] * 0.7  # without its heading and the ground around it
    assert drawn.std() > 10
    [picture] = [shape for shape in deck.slides[5].shapes if hasattr(shape, "image")]
    assert picture._element.nvPicPr.cNvPr.get("descr") == "A bee"
    assert picture.width / picture.height == pytest.approx(240 / 90, abs=0.01)
    assert picture.left >= deck.slide_width / 2


@pytest.fixture(scope="module")
def others(tmp_path_factory):
    """Slides of kinds that need no drawing, across and upright."""
    folder = tmp_path_factory.mktemp("slides")
    cv2.imwrite(str(folder / "bee.png"), np.full((90, 240, 3), (40, 160, 230), np.uint8))
    scenes = [
        Scene(id="steps", heading="Steps", show=Steps(items=["Find it", "Open it"], start=3)),
        Scene(id="zero", heading="From none", show=Steps(items=["Nothing", "Something"], start=0)),
        Scene(
            id="arabic",
            heading="\u0644\u0645\u0627\u0630\u0627",
            show=Bullets(items=["\u0627\u0644\u0646\u062d\u0644 12"]),
        ),
        Scene(id="chinese", heading="\u871c\u8702", show=Bullets(items=["\u5b83\u4eec" * 40, "They fly"], intro="So:")),
        Scene(id="said", heading="Said", show=Quote(text="They hum.", by="Anna")),
        Scene(id="mind", heading="Mind", show=Callout(text="It is wet.", sort="warning", title="Rain")),
        Scene(id="seen", heading="Seen", show=Picture(image="bee.png", alt="A bee", caption="Our bee")),
        Scene(
            id="table",
            heading="Counts",
            show=Table(header=["Hive", "Bees"], rows=[["A", "12"]] * 8, align=["left", "right"], note="In May."),
        ),
        Scene(id="code", heading="Code", show=Code(code="x = 1\n" + "y" * 150, output="1")),
    ]
    decks = []
    for size in ((640, 360), (360, 640)):
        slides = [EditableSlide(scene, "", ("",)) for scene in scenes]
        file = folder / f"{size[0]}.pptx"
        files = {"bee.png": folder / "bee.png"}
        write_slides(slides, files, title="Bees", size=size, theme=load("light"), file=file)
        decks.append(Presentation(str(file)))
    return decks


def paragraphs(slide):
    return [each for shape in slide.shapes if shape.has_text_frame for each in shape.text_frame.paragraphs]


def mark(paragraph):
    [found] = paragraph._p.pPr.xpath("a:buAutoNum | a:buChar | a:buNone")
    return found.tag.rpartition("}")[2], found.get("startAt") or found.get("char")


def test_points_and_steps_have_marks_that_an_editor_goes_on_with(others):
    steps, zero, _, chinese = list(others[0].slides)[:4]
    assert [mark(each) for each in paragraphs(steps)[1:]] == [("buAutoNum", "3"), ("buAutoNum", "4")]
    assert [each.text for each in paragraphs(zero)[1:]] == ["0. Nothing", "1. Something"]
    assert [mark(each)[0] for each in paragraphs(chinese)] == ["buNone", "buNone", "buChar", "buChar"]
    hanging = paragraphs(chinese)[2]._p.pPr
    assert int(hanging.get("marL")) == -int(hanging.get("indent")) > 0


def test_what_is_read_from_right_to_left_begins_at_the_right(others):
    for slide in (others[0].slides[2], others[0].slides[0]):
        is_arabic = slide is not others[0].slides[0] and "12" in paragraphs(slide)[1].text
        assert {each._p.pPr.get("rtl") for each in paragraphs(slide)} == {str(int(is_arabic))}
        assert {each.alignment for each in paragraphs(slide)} == {PP_ALIGN.RIGHT if is_arabic else PP_ALIGN.LEFT}


def test_what_stands_on_a_slide_is_whole_and_never_lies_over_something_else(others):
    for deck in others:
        for slide in deck.slides:
            places = [(each.left, each.top, each.left + each.width, each.top + each.height) for each in slide.shapes]
            for left, top, right, bottom in places:
                assert 0 <= left < right <= deck.slide_width
                assert 0 <= top < bottom <= deck.slide_height
            for one, other in combinations(places, 2):
                assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
    *_, said, mind, seen, table, code = others[0].slides
    assert [each.text for each in paragraphs(said)] == ["Said", "They hum.", "\u2014 Anna"]
    assert [each.text for each in paragraphs(mind)] == ["Mind", "Rain", "It is wet."]
    assert mind.shapes[1].height < others[0].slide_height / 3  # its ground is as high as its text
    assert paragraphs(seen)[-1].text == "Our bee"
    [grid] = [shape.table for shape in table.shapes if shape.has_table]
    assert [cell.text_frame.paragraphs[0].alignment for cell in grid.rows[1].cells] == [PP_ALIGN.LEFT, PP_ALIGN.RIGHT]
    assert paragraphs(table)[-1].text == "In May."
    assert code.shapes[1].text_frame.word_wrap


def test_text_is_as_large_as_its_room_and_wide_letters_take_more_of_it():
    box = SlideBox(0, 0, 3_000_000, 1_000_000)
    few, many = (fitting([TextLine("They fly. " * count)], box) for count in (1, 20))
    assert few == 28 > many
    assert fitting([TextLine("\u871c" * 60)], box) < fitting([TextLine("h" * 60)], box)
    lines = [TextLine("x" * 25), TextLine("y")]
    assert fitting(lines, box, mono=True) >= 12
    assert fitting([TextLine("x" * 60)], box, mono=True) == 14  # goes on in the next row, and can still be read


def test_a_tables_columns_break_no_word_where_there_is_room_for_it():
    rows = [["Hive", "Bees", "Remarks"], ["North of the house", "12,400", "strong, and rather friendly on most days"]]
    widths = column_widths(rows, 5_000_000)
    size, heights = table_size(rows, widths, 3_000_000)
    assert sum(widths) <= 5_000_000
    assert sum(heights) <= 3_000_000
    for row in rows:
        for cell, width in zip(row, widths, strict=True):
            assert max(map(len, cell.split())) * size * 0.55 * 12_700 < width - 180_000


def test_without_the_library_it_is_said_what_to_install(films, tmp_path, monkeypatch):
    monkeypatch.setattr(slides, "optional", lambda _: "")
    with pytest.raises(RequestInvalid, match="pptx needs the package python-pptx") as caught:
        films.make(
            film_request("Bees", format="pptx"), output=OutputPlace.named(tmp_path), workspace=Workspace(tmp_path / "w")
        )
    assert "aura-nb[pptx]" in caught.value.remedy
