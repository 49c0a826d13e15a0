"""A brand's logo stands in a corner of its own, and is seen on any ground."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from aura_nb.errors import RequestInvalid
from aura_nb.pipeline.assets import Assets
from aura_nb.pipeline.scene_files import adopted
from aura_nb.request.named import film_request
from aura_nb.specs import Bullets, Code, End, Scene, Storyboard, Title
from aura_nb.visuals import logos
from aura_nb.visuals.own_theme import load
from aura_nb.visuals.slides import draw

GREEN = (79, 125, 10)  # blue, green, red
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 30"><rect width="90" height="30" fill="#0a7d4f"/></svg>'
)


@pytest.fixture
def mark(tmp_path) -> Path:
    file = tmp_path / "mark.svg"
    file.write_text(DRAWING)
    return file


def letters(colour, file: Path) -> Path:
    """A logo that is clear but for letters in one colour."""
    image = np.zeros((60, 240, 4), np.uint8)
    cv2.putText(image, "bees", (10, 45), cv2.FONT_HERSHEY_DUPLEX, 1.6, (*colour, 255), 5)
    cv2.imwrite(str(file), image)
    return file


def drawn(scene, size, folder, **more):
    draw(scene, size=size, theme="light", language="en", folder=folder, files={}, progress=lambda _: None, **more)
    return cv2.imread(str(max(folder.glob("state-*.png"))))


@pytest.mark.parametrize("size", [(640, 360), (360, 640), (400, 400)])
@pytest.mark.parametrize(
    "show", [Title(subtitle="Once"), Bullets(items=["One", "Two"]), Code(code="a = 1"), End(text="Bye")]
)
def test_a_logo_has_its_place_to_itself(tmp_path, mark, size, show) -> None:
    scene = Scene(id="a", heading="A heading of some length that wraps", show=show)
    (tmp_path / "with").mkdir()
    page = drawn(scene, size, tmp_path / "with", logo=mark)
    green = np.abs(page.astype(int) - GREEN).max(axis=2) < 12
    rows, columns = np.flatnonzero(green.any(axis=1)), np.flatnonzero(green.any(axis=0))
    assert rows.size
    assert columns.size
    box = green[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    assert box.mean() > 0.95  # nothing lies over it
    ring = page[max(0, rows[0] - 3) : rows[-1] + 4, max(0, columns[0] - 3) : columns[-1] + 4].reshape(-1, 3)
    ground = page[rows[0] - 3, columns[0] - 3]
    others = (np.abs(ring.astype(int) - ground).max(axis=1) > 30) & (np.abs(ring.astype(int) - GREEN).max(axis=1) > 30)
    assert others.mean() < 0.1  # and nothing touches it


def test_a_plate_lies_below_a_logo_that_its_ground_would_hide(tmp_path) -> None:
    theme = load("light")
    dark = logos.logo(letters((47, 32, 21), tmp_path / "dark.png"), size=(640, 360), theme=theme)
    assert dark["plates"] == {theme.colours.paper: "", theme.colours.sand: "", theme.colours.night: theme.colours.snow}
    pale = logos.logo(letters((240, 250, 255), tmp_path / "pale.png"), size=(640, 360), theme=theme)
    assert pale["plates"][theme.colours.paper] == theme.colours.night
    assert pale["plates"][theme.colours.night] == ""


def test_a_logo_with_a_ground_of_its_own_needs_no_plate(tmp_path) -> None:
    file = tmp_path / "tile.png"
    cv2.imwrite(str(file), np.full((40, 40, 3), (47, 32, 21), np.uint8))
    found = logos.logo(file, size=(640, 360), theme=load("dark"))
    assert not any(found["plates"].values())
    assert found["pad"] == 0


def test_option_front_matter_and_storyboard_name_it_and_the_first_of_them_counts(tmp_path, mark) -> None:
    (tmp_path / "talk.md").write_text('---\nbrand: {logo: mark.svg, accent: "#0a7d4f"}\n---\n# Bees\n')
    found = film_request(str(tmp_path / "talk.md"))
    sha256 = found.render.logo.removeprefix("asset:")
    assert found.embedded == {sha256: mark.read_bytes()}
    other = letters((0, 0, 200), tmp_path / "other.png")
    chosen = film_request(str(tmp_path / "talk.md"), brand={"logo": str(other)})
    assert chosen.embedded[chosen.render.logo.removeprefix("asset:")] == other.read_bytes()
    assert chosen.render.theme == found.render.theme  # the deck's accent still counts
    board = {
        "title": "Bees",
        "theme": "dark",
        "brand": {"logo": "mark.svg"},
        "scenes": [{"id": "a", "heading": "Bees"}],
    }
    (tmp_path / "story.json").write_text(json.dumps(board))
    told = film_request(str(tmp_path / "story.json"))
    assert (told.render.theme, told.render.logo) == ("dark", found.render.logo)
    assert film_request(str(tmp_path / "story.json"), theme="lab").render.theme == "lab"


@pytest.mark.parametrize(
    ("logo", "told"),
    [
        ("gone.png", "talk.md:2: there is no picture 'gone.png'"),
        ("text.png", "talk.md:2: the picture 'text.png' cannot be used: it is not a PNG"),
        ("../mark.svg", "'../mark.svg' lies outside"),
    ],
)
def test_a_logo_that_cannot_be_used_is_told_by_line_and_file(tmp_path, logo, told) -> None:
    folder = tmp_path / "deck"
    folder.mkdir()
    (tmp_path / "mark.svg").write_text(DRAWING)
    (folder / "text.png").write_text("no picture")
    (folder / "talk.md").write_text(f"---\nbrand: {{logo: {logo}}}\n---\n# Bees\n")
    with pytest.raises(RequestInvalid) as caught:
        film_request(str(folder / "talk.md"))
    assert told in str(caught.value)
    assert caught.value.errors[0].field == "brand.logo"


def test_a_draft_keeps_the_logo_of_its_folder(tmp_path, mark) -> None:
    (tmp_path / "assets").mkdir()
    board = Storyboard.load(_saved(tmp_path))
    kept = adopted(Assets(tmp_path / "assets"), board, tmp_path)
    assert kept.brand is not None
    assert kept.brand.logo is not None
    assert kept.brand.logo.startswith("asset:")
    assert Assets(tmp_path / "assets").find(kept.brand.logo).read_bytes() == mark.read_bytes()


def _saved(folder: Path) -> Path:
    file = folder / "story.json"
    file.write_text('{"title": "Bees", "brand": {"logo": "mark.svg"}, "scenes": [{"id": "a"}]}')
    return file
