"""Slides that can be edited, read again by python-pptx: what is text is text, and the rest are pictures."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from pptx import Presentation
from pptx.util import Emu
from support import SMALL

from aura_nb.errors import RequestInvalid
from aura_nb.pipeline.film_request import FilmRequest
from aura_nb.pipeline.output import OutputPlace
from aura_nb.pipeline.steps import slides
from aura_nb.pipeline.workspace import Workspace
from aura_nb.request.named import film_request
from aura_nb.specs import Bullets, Code, Columns, Formula, Picture, Point, Scene, Storyboard, Table, Text, Title, Turn
from aura_nb.specs.runs import Run

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


def test_without_the_library_it_is_said_what_to_install(films, tmp_path, monkeypatch):
    monkeypatch.setattr(slides, "optional", lambda _: "")
    with pytest.raises(RequestInvalid, match="pptx needs the package python-pptx") as caught:
        films.make(
            film_request("Bees", format="pptx"), output=OutputPlace.named(tmp_path), workspace=Workspace(tmp_path / "w")
        )
    assert "aura-nb[pptx]" in caught.value.remedy
