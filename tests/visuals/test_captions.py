"""Captions to be burned in: inside the safe area, readable on anything, and nothing but what was written."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from aura_nb.specs import Bullets, End, Scene, Text, Title
from aura_nb.visuals.burned_captions import ShownCaption, caption_text, draw_cues, metrics
from aura_nb.visuals.fonts import Library
from aura_nb.visuals.own_theme import load
from aura_nb.visuals.theme import contrast

SIZES = [(1920, 1080), (1080, 1920), (1080, 1080), (1080, 1350), (320, 180), (160, 160), (1200, 160), (160, 1200)]
FULL = ["Pollinators carry what plants cannot move", "by themselves: a gift of three quarters of"]
HOSTILE = [
    '#read("/etc/passwd") #import "x": *',
    "$sum_x$ *bold* _thin_ `code` @ref <label> [a](b)",
    r"\N {\an8} <b>bold</b> \u{41} // nothing /* here */",
    '"}], "lines": [["else',
    "a -- b ... 'c' ~ d",
]


@pytest.fixture
def draw(tmp_path):
    """`draw(["line", ...], ...)` draws each cue, or each `ShownCaption`: its pictures as BGRA pixels."""
    made = iter(range(1000))

    def run(*cues, size=(640, 360), language="en-US"):
        folder = tmp_path / str(next(made))
        folder.mkdir()
        shown = [cue if isinstance(cue, ShownCaption) else ShownCaption([[line] for line in cue]) for cue in cues]
        text = caption_text(" ".join("".join(line) for cue in shown for line in cue.lines))
        lettering = Library().lettering(text, theme=load("light"), language=language)
        names = draw_cues(
            shown, size=size, theme="light", language=language, lettering=lettering, folder=folder, progress=lambda _: 0
        )
        return [cv2.imread(str(folder / name), cv2.IMREAD_UNCHANGED) for name in names]

    return run


def box(picture):
    """Rows and columns that are not clear: top, bottom (exclusive), left, right (exclusive)."""
    rows, columns = (np.flatnonzero((picture[..., 3] > 0).any(axis=axis)) for axis in (1, 0))
    return rows[0], rows[-1] + 1, columns[0], columns[-1] + 1


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("lines", [["Bees."], FULL, ["W" * 3000, "word " * 200]], ids=["one", "two", "endless"])
def test_a_caption_stays_in_its_strip_and_in_the_safe_area(draw, size, lines):
    (picture,) = draw(lines, size=size)
    width, height = size
    strip = metrics(size).strip
    assert picture.shape == (strip, width, 4)
    top, bottom, left, right = box(picture)
    assert top > 0
    assert height - strip + bottom <= np.ceil(0.95 * height)
    assert left >= np.floor(0.05 * width)
    assert right <= np.ceil(0.95 * width)
    assert abs((left + right) - width) <= 2  # in the middle


def test_one_line_stands_where_the_lower_of_two_does(draw):
    one, two = draw(["Bees."], FULL)
    assert box(one)[1] == box(two)[1]
    assert box(one)[0] > box(two)[0]


@pytest.mark.parametrize("ground", [0, 80, 128, 200, 255])
def test_the_letters_can_be_read_on_any_ground(draw, ground):
    (picture,) = draw(["Bees matter."], size=(1920, 1080))
    alpha = picture[..., 3:] / 255
    shown = np.rint(picture[..., :3] * alpha + ground * (1 - alpha)).astype(np.uint8)
    top, bottom, left, right = box(picture)
    inside = shown[top + 12 : bottom - 12, left + 12 : right - 12].reshape(-1, 3)
    dark, light = inside[inside.sum(axis=1).argmin()], inside[inside.sum(axis=1).argmax()]
    assert contrast(hexadecimal(dark), hexadecimal(light)) >= 4.5


def hexadecimal(bgr):
    return f"#{bgr[2]:02x}{bgr[1]:02x}{bgr[0]:02x}"


@pytest.mark.parametrize("line", HOSTILE)
def test_hostile_text_is_shown_as_it_is_written(draw, line):
    """Of markup there would be less ink, or an error: each letter set apart has the same ink as in the line."""
    (whole,) = draw([line])
    apart = draw(*[[word] for word in line.split()])
    ink = [int((each[..., :3].min(axis=2) > 200).sum()) for each in (whole, *apart)]
    assert sum(ink[1:]) == pytest.approx(ink[0], rel=0.25)
    assert ink[0] > 0


def test_each_line_is_centred_on_its_own(draw):
    (picture,) = draw(["Short", "A line that is much longer than that"], size=(1280, 720))
    bright = picture[..., :3].min(axis=2) > 200
    top, bottom, *_ = box(picture)
    middle = (top + bottom) // 2
    for part in (bright[top:middle], bright[middle:bottom]):
        columns = np.flatnonzero(part.any(axis=0))
        assert abs(int(columns[0]) + int(columns[-1]) - 1279) < 12


def test_right_to_left_text_runs_from_the_right(draw):
    # The full stop is the last thing said: it stands at the left of Hebrew, at the right of English.
    for text, language, side in (("שלום לכולם.", "he-IL", 0), ("Hello all.", "en-US", 1)):
        with_stop, without = draw([text], [text[:-1]], size=(1280, 720), language=language)
        assert box(with_stop)[3] > box(without)[3]  # wider, as it is centred
        bright = with_stop[..., :3].min(axis=2) > 200
        top, bottom, *_ = box(with_stop)
        columns = np.flatnonzero(bright.any(axis=0))
        ends = [bright[:, columns[0] : columns[0] + 4], bright[:, columns[-1] - 3 : columns[-1] + 1]]
        heights = [np.flatnonzero(end.any(axis=1)).size for end in ends]
        assert heights[side] < heights[1 - side], (language, heights, top, bottom)


@pytest.mark.parametrize(
    ("pieces", "language", "rising"),
    [
        (["Bees ", "matter ", "much."], "en-US", True),
        (["تطير ", "بعض ", "النحلات."], "ar", False),
        (["蜂群", "需要", "新家。"], "zh-CN", True),
        (["ผึ้ง", "บิน", "จาก"], "th", True),
    ],
)
def test_a_lit_word_stands_on_the_accent_and_nothing_moves(draw, pieces, language, rising):
    plain, *lit = draw(
        ShownCaption([pieces]),
        *(ShownCaption([pieces], word) for word in range(3)),
        size=(1280, 720),
        language=language,
    )
    accent = np.array([int(load("light").colours.accent[at : at + 2], 16) for at in (5, 3, 1)])
    places = []
    for picture in lit:
        assert box(picture) == box(plain)
        on = np.abs(picture[..., :3].astype(int) - accent).max(axis=2) < 20
        places.append(float(np.flatnonzero(on.any(axis=0)).mean()))
        changed = (np.abs(picture.astype(int) - plain).max(axis=2) > 40).any(axis=0)
        assert on.any(axis=0)[np.flatnonzero(changed)].mean() > 0.8  # all else is where it was
    assert places == sorted(places, reverse=not rising)


def test_a_lit_word_does_not_cover_its_neighbours(draw):
    """Of words without spaces between them, as Chinese has them."""
    pieces = ["工", "工", "工"]
    plain, lit = draw(ShownCaption([pieces]), ShownCaption([pieces], 1), size=(1280, 720), language="zh-CN")
    bright = (plain[..., :3].min(axis=2) > 200).any(axis=0)
    changed = (np.abs(lit.astype(int) - plain).max(axis=2) > 40).any(axis=0)
    letters = np.split(np.flatnonzero(bright), np.flatnonzero(np.diff(np.flatnonzero(bright)) > 2) + 1)
    assert len(letters) == 3
    assert changed[letters[1]].all()
    assert not changed[letters[0]].any()
    assert not changed[letters[2]].any()


def test_without_cues_nothing_is_drawn(draw):
    assert draw() == []


def test_the_same_cues_give_the_same_pictures(draw):
    assert [picture.tobytes() for picture in draw(FULL, ["a"])] == [picture.tobytes() for picture in draw(FULL, ["a"])]


@pytest.mark.parametrize("size", [(640, 360), (360, 640), (400, 400)], ids=str)
@pytest.mark.parametrize(
    "show",
    [
        Title(subtitle="word " * 90),
        End(text="word " * 90),
        Bullets(items=["A point that is made"] * 12),
        Text(text="Sentence. " * 90),
    ],
    ids=lambda show: show.__class__.__name__,
)
def test_the_text_of_a_slide_leaves_the_strip_to_its_captions(typeset_scene, size, show):
    scene = Scene(id="x", heading="A heading of some length for a small slide", show=show)
    strip = metrics(size).strip
    pages, _, _ = typeset_scene(scene, size=size, strip=strip, clip=False)
    plates, _, _ = typeset_scene(scene, size=size, strip=strip, clip=False, plate=True)
    # Below the last baseline there are only the tails of letters.
    top = size[1] - strip + 0.05 * min(size)
    for page, plate in zip(pages, plates, strict=True):
        assert not np.argwhere((page != plate).any(axis=2))[:, 0].max(initial=0) > top
