"""A scene becomes states: PNG files of the frame's size, with the text that was typed and nothing moving."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest

from aura_nb.errors import AssetMissing, InternalError, RequestInvalid
from aura_nb.sources import load_deck
from aura_nb.specs import Bullets, End, Picture, Scene, Text, Title
from aura_nb.visuals import typesetter
from aura_nb.visuals.fonts import Library
from aura_nb.visuals.own_theme import load
from aura_nb.visuals.sheet import scene_data
from aura_nb.visuals.slides import draw
from aura_nb.visuals.typst_template import TEMPLATES

DOCUMENTS = Path(__file__).parent / "documents"
ASPECTS = [(960, 540), (540, 960), (540, 540), (432, 540), (160, 160), (642, 160), (160, 642)]
SCENES = [
    Scene(id="title", heading="Why bees matter", show=Title(subtitle="A short film")),
    Scene(id="bullets", heading="What bees do", show=Bullets(items=["Pollinate", "Keep plants alive", "Make honey"])),
    Scene(id="text", heading="How a hive decides", show=Text(text="Scouts fly out.\n\nThey dance.")),
    Scene(id="end", heading="Thank you", show=End(text="Questions?")),
]


@pytest.mark.parametrize("size", ASPECTS, ids=str)
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.id)
def test_each_state_is_an_opaque_png_of_exactly_the_frame_size(draw_scene, scene, size):
    layout, states, folder = draw_scene(scene, size=size)
    assert (layout.width, layout.height) == size
    assert layout.motion is None
    assert layout.end_state is None
    assert [state.file for state in layout.states] == [f"state-{i:02d}.png" for i in range(len(states))]
    assert sorted(file.name for file in folder.iterdir()) == [state.file for state in layout.states]
    for state in layout.states:
        raw = cv2.imread(str(folder / state.file), cv2.IMREAD_UNCHANGED)
        assert raw.shape[1::-1] == size
        assert raw.shape[2] == 3 or raw[:, :, 3].min() == 255


def test_points_appear_one_by_one_after_the_heading(draw_scene):
    layout, states, _ = draw_scene(SCENES[1])
    assert [state.cue for state in layout.states] == ["", "Pollinate", "Keep plants alive", "Make honey"]
    tops = [np.nonzero(changed(one, other).any(axis=1))[0] for one, other in pairwise(states)]
    for upper, lower in pairwise(tops):
        assert upper.max() < lower.min(), "what was there moved when a point appeared"


def test_paragraphs_appear_one_by_one_and_what_was_said_steps_back(draw_scene):
    layout, [first, second], _ = draw_scene(SCENES[2])
    assert [state.cue for state in layout.states] == ["Scouts fly out.", "They dance."]
    [said] = np.nonzero(darkest(first) < np.percentile(darkest(first), 1) + 1)
    rows = said[said > 60]
    assert darkest(second)[rows].min() > darkest(first)[rows].min() + 30, "what was said is as dark as before"


def test_a_paragraph_appears_a_few_lines_at_a_time(draw_scene):
    sentences = [
        f"Scout number {i} comes back and dances for the hole that she found in the old tree." for i in range(6)
    ]
    layout, _, _ = draw_scene(Scene(id="x", heading="How a hive decides", show=Text(text=" ".join(sentences))))
    cues = [state.cue for state in layout.states]
    assert " ".join(cues) == " ".join(sentences)
    assert all(cue.endswith("tree.") and len(cue) <= 170 for cue in cues)


def test_a_point_that_waits_leaves_no_trace(draw_scene):
    _, [waiting, *_], _ = draw_scene(SCENES[1])
    _, [other, *_], _ = draw_scene(Scene(id="x", heading="What bees do", show=Bullets(items=["Pollinate"] * 3)))
    below, column = slice(240, 440), slice(400, 900)
    assert not np.ptp(waiting[below, column].reshape(-1, 3), axis=0).any()
    assert not np.ptp(other[below, column].reshape(-1, 3), axis=0).any()


@pytest.mark.parametrize("size", [(960, 540), (540, 960), (540, 540)], ids=str)
@pytest.mark.parametrize(
    ("heading", "language"),
    [
        ("Attentes des navigateur\u00b7trice\u00b7s", "fr"),
        ("Hochwasserschutzma\u00dfnahmenverordnung", "de"),
        ("Rindfleischetikettierungs\u00fcberwachungsaufgaben\u00fcbertragungsgesetz", "de"),
    ],
)
def test_a_heading_never_lies_under_what_is_beside_it(typeset_scene, heading, language, size):
    """The page with the heading alone and the page with the points alone have no pixel of ink in common."""
    scene = Scene(id="x", heading=heading, show=Bullets(items=["Eins", "Zwei"]))
    [alone, *_, full], _, _ = typeset_scene(scene, size=size, language=language)
    [plate, *_], _, _ = typeset_scene(scene, size=size, language=language, plate=True)
    head = changed(alone, plate)
    points = changed(full, alone)
    assert head.any()
    assert points.any()
    assert not (head & points).any()
    across = np.nonzero(head.any(axis=0))[0]
    assert across.max() < 0.95 * size[0]


def test_points_without_a_heading_do_not_begin_with_an_empty_slide(draw_scene):
    layout, _, _ = draw_scene(Scene(id="x", show=Bullets(items=["One", "Two"])))
    assert [state.cue for state in layout.states] == ["One", "Two"]


def test_many_points_are_split_over_pages_of_at_most_six(typeset_scene):
    points = [f"Point number {i}" for i in range(1, 13)]
    pages, cues, _ = typeset_scene(Scene(id="x", heading="Twelve", show=Bullets(items=points)))
    assert cues == ["", *points]
    seven, six = pages[7], pages[6]
    assert changed(six, seven).sum() > 3 * changed(pages[5], six).sum(), "the seventh point begins a new page"


@pytest.mark.parametrize("size", [(960, 540), (540, 960), (160, 160), (642, 160)], ids=str)
def test_no_word_of_a_long_text_is_lost_or_said_twice(typeset_scene, size):
    long = " ".join(f"Sentence {i} says that nothing may be lost, whatever its length." for i in range(70))
    _, cues, _ = typeset_scene(Scene(id="x", heading="Long", show=Text(text=long)), size=size)
    assert len(cues) > 1
    assert " ".join(cues).split() == long.split()


@pytest.mark.parametrize("size", [(960, 540), (160, 160)], ids=str)
def test_an_enormous_point_and_an_unbroken_word_are_broken_anywhere(typeset_scene, size):
    enormous = "supercalifragilistic" * 50
    items = [enormous, "short"]
    _, cues, _ = typeset_scene(Scene(id="x", heading="Long", show=Bullets(items=items)), size=size)
    assert "".join(cues) == "".join(items)
    _, cues, _ = typeset_scene(Scene(id="x", show=Text(text="y" * 5000)), size=size)
    assert "".join(cues) == "y" * 5000


@pytest.mark.parametrize("heading", ["Old bridge to close to cars", "How a cache forgets", "Lecture 4: Small angles"])
def test_a_heading_takes_a_line_less_where_its_letters_stay_as_large(typeset_scene, heading):
    [page], _, _ = typeset_scene(Scene(id="x", heading=heading, show=Title()))
    assert len(lines_of(page[:, : page.shape[1] // 2])) == 2


def test_the_last_line_of_a_paragraph_is_no_lone_word(typeset_scene):
    *_, scene = load_deck(DOCUMENTS / "news.md").storyboard.scenes
    pages, _, _ = typeset_scene(scene, size=(432, 768))
    rows = lines_of(pages[-1])
    assert np.ptp(rows[-1]) > 0.3 * np.ptp(rows[-2])


def lines_of(page):
    """The columns of pixels with ink, of each line of letters from above."""
    inked = np.abs(page.astype(int) - page[2, 2]).max(axis=2) > 60
    there = np.flatnonzero(inked.any(axis=1))
    rows = np.split(there, np.flatnonzero(np.diff(there) > 1) + 1)
    return [np.flatnonzero(inked[row.min() : row.max() + 1].any(axis=0)) for row in rows if np.ptp(row) > 4]


def test_a_long_text_breaks_after_sentences(typeset_scene):
    text = " ".join(f"This is sentence {i} of a text that fills pages." for i in range(90))
    _, cues, _ = typeset_scene(Scene(id="x", heading="Long", show=Text(text=text)))
    assert len(cues) > 2
    assert all(cue.endswith(".") for cue in cues)


def test_lines_of_verse_appear_one_by_one_and_none_is_broken(typeset_scene):
    """Also a line that has no room at the size of running text: the letters are smaller."""
    rows = [
        "The boats are in,",
        "the lamps are lit",
        "and the bell on the buoy, when it rings at all, at sea",
        "is still",
    ]
    pages, cues, _ = typeset_scene(Scene(id="x", heading="Night", show=Text(text="  \n".join(rows) + "\n\nAll.")))
    assert cues == [*rows, "All."]
    bottoms = [np.flatnonzero(changed(one, other).any(axis=1)).max() for one, other in pairwise(pages)]
    long, short, stanza = np.diff(bottoms)
    assert long < 1.4 * short, "the long line takes two rows"
    assert stanza > 1.2 * short, "nothing parts the stanzas"


def test_characters_no_font_has_and_broken_unicode_do_not_stop_the_film(draw_scene):
    text = "漢字 😀 \U0001f469\u200d\U0001f680 \ud800 \x00\x07 \u202e abc \ufdd0 \U000e0041 ᚠᛇᚻ"
    for scene in (Scene(id="x", heading=text), Scene(id="x", heading=text, show=Bullets(items=[text, "\x00"]))):
        draw_scene(scene)


def test_blank_texts_make_a_slide(draw_scene):
    for show in (Title(), End(), Bullets(items=[" "]), Text(text="\n \n")):
        layout, _, _ = draw_scene(Scene(id="x", show=show))
        assert len(layout.states) == 1


@pytest.mark.parametrize(("language", "text"), [("ar", "لماذا النحل مهم"), ("he-IL", "למה דבורים חשובות")])
def test_a_right_to_left_slide_is_mirrored(draw_scene, language, text):
    scene = Scene(id="x", heading=text, show=Bullets(items=[text]))
    _, [first, *_], _ = draw_scene(scene, language=language)
    latin = Scene(id="x", heading="Why bees matter", show=Bullets(items=["Why bees matter"]))
    _, [other, *_], _ = draw_scene(latin, language="en")
    ink = [(image.max(axis=2) < 80)[:, :].nonzero()[1].mean() for image in (first, other)]
    assert ink[0] > 480 > ink[1]


def test_drawing_again_gives_the_same_bytes(draw_scene):
    for scene in SCENES:
        _, _, one = draw_scene(scene)
        _, _, other = draw_scene(scene)
        for file in one.iterdir():
            assert file.read_bytes() == (other / file.name).read_bytes()


def test_the_ornament_follows_the_text_and_not_the_scene_id(draw_scene):
    _, [one], _ = draw_scene(Scene(id="a", heading="Why bees matter"))
    _, [same], _ = draw_scene(Scene(id="b", heading="Why bees matter"))
    _, [other], _ = draw_scene(Scene(id="a", heading="Why ants matter"))
    assert not changed(one, same).any()
    assert changed(one, other)[:, 700:].any()


def test_progress_rises_to_one_and_may_cancel(draw_scene):
    told = []
    draw_scene(SCENES[1], progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1

    class Cancelled(Exception):
        pass

    def cancel(_):
        raise Cancelled

    with pytest.raises(Cancelled):
        draw_scene(SCENES[1], progress=cancel)


def test_an_unknown_theme_is_refused_with_what_there_is(tmp_path):
    with pytest.raises(RequestInvalid, match="did you mean 'light'"):
        draw(SCENES[0], size=(160, 160), theme="lihgt", language="en", folder=tmp_path, files={}, progress=print)


def test_a_picture_scene_without_its_file_is_an_asset_missing(draw_scene):
    with pytest.raises(AssetMissing, match="'p'"):
        draw_scene(Scene(id="p", show=Picture(image="gone.png")))


def test_a_fault_in_a_template_is_ours_and_says_so():
    theme = load("light")
    sheet = scene_data(SCENES[0], size=(320, 180), theme=theme, language="en") | {"width": "wide"}
    with pytest.raises(InternalError):
        typesetter.typeset(sheet, Library().lettering("", theme=theme, language="en"))


def darkest(image):
    """The darkest value in each row of the right half."""
    return image[:, image.shape[1] * 2 // 5 :].max(axis=2).min(axis=1).astype(int)


def changed(one, other):
    return (one != other).any(axis=2)


def test_expressions_of_templates_are_made_ready_once_and_not_for_each_word():
    for file in TEMPLATES.rglob("*.typ"):
        for line in file.read_text("utf-8").splitlines():
            assert "regex(" not in line or line.startswith("#let "), f"{file.name}: {line.strip()}"
