"""Decks of other tools: what each tool means by its marks, what is said, and what is left out with a warning."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.decks import MARKS, shown

from aura_nb.sources import from_markdown, load_deck
from aura_nb.specs import Bullets, Picture, Title

DECKS = Path(__file__).with_name("decks")


def scenes(text, **options):
    return from_markdown(text, **options).storyboard.scenes


def bare(deck):
    """All that is seen and heard of a deck, but for its code; fails where a mark is left."""
    parts = []
    for scene in deck.storyboard.scenes:
        text = "\n\n".join(part for part in shown(scene).split("\n\n") if not part.startswith("    "))
        parts += [scene.heading, text, scene.narration]
    for part in parts:
        assert not MARKS.search(part), part
    return "\n".join(parts)


def told(deck):
    return [(scene.heading, shown(scene), scene.narration) for scene in deck.storyboard.scenes]


@pytest.mark.parametrize(
    ("name", "unused"),
    [("fm-foreign", "marp, paginate"), ("fm-slidev", "theme, transition, layout"), ("fm-quarto", "format")],
)
def test_front_matter_of_other_tools_is_one_warning(name, unused):
    deck = load_deck(DECKS / f"{name}.md")
    assert len(deck.warnings) == 1
    assert deck.warnings[0].endswith(f"): {unused}.")
    assert deck.options == {}


def test_a_title_without_a_card_makes_one():
    deck = load_deck(DECKS / "fm-title-unused.md")
    first, *rest = deck.storyboard.scenes
    assert (first.heading, first.show, first.narration) == ("A year in the harbour", Title(), "A year in the harbour.")
    assert [type(scene.show) for scene in rest] == [Picture, Bullets]


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("d05-blank-line-before-front-matter", "Blank first"),
        ("d06-toml-front-matter", "Toml"),
        ("d08-colon-in-title", "Bees: a talk"),
    ],
)
def test_a_title_is_read_however_it_is_written(name, title):
    deck = load_deck(DECKS / f"{name}.md")
    assert deck.storyboard.title == title
    assert len(deck.storyboard.scenes) == 1
    assert deck.warnings == []


def test_author_and_date_stand_on_the_opening_card():
    deck = load_deck(DECKS / "d09-author-date.md")
    assert told(deck) == [("Hi", "Ann \N{MIDDLE DOT} 2024-01-05", "Hi.")]
    assert deck.warnings == []


def test_raised_lowered_and_marked_text_is_text():
    assert "It has 10⁶ cells and 2⁸⁰ keys." in bare(load_deck(DECKS / "d01-sup-lost.md"))
    assert "This is important and H₂O and x²." in bare(load_deck(DECKS / "d12-highlight-sub-sup.md"))


def test_attributes_of_a_picture_are_not_seen():
    [scene] = load_deck(DECKS / "d02-image-attributes.md").storyboard.scenes
    assert (scene.show, scene.narration) == (Picture(image="a.png", alt="A cat"), "Cat.\n\nA cat.")


def test_an_admonition_is_its_title_and_its_text():
    assert "Careful: Do not touch." in bare(load_deck(DECKS / "d13-mkdocs-admonition.md"))


def test_directives_of_marp_are_kept_from_the_slide_and_its_comments_are_said():
    deck = load_deck(DECKS / "marp-directives.md")
    tides, pier = deck.storyboard.scenes
    assert tides.narration == "say hello to the harbour master first."
    assert (pier.heading, pier.show) == ("The pier", Picture(image="pier.png", caption="It stands in the water."))
    assert pier.narration == "The pier.\n\nIt stands in the water."
    bare(deck)


def test_the_comment_that_ends_a_slide_is_said():
    deck = load_deck(DECKS / "slidev-notes.md")
    assert told(deck) == [
        ("Tides", "Twice a day", "Good morning. The sea rises twice a day, and it falls twice a day.")
    ]
    assert deck.notes == ["Spoken as notes: 1 (HTML comments; line 5)."]


def test_what_follows_note_is_said_and_not_shown():
    assert told(load_deck(DECKS / "reveal-notes.md")) == [
        ("Tides", "The sea rises.", "Greet the harbour master."),
        ("Ebb", "It falls.", "Show the chart here."),
    ]


def test_quarto_is_read_without_its_marks():
    deck = load_deck(DECKS / "quarto.md")
    text = bare(deck)
    for words in ("Left words", "Right words", "It falls slowly.", "Then it rises."):
        assert words in text
    assert "plot" not in text
    assert any("a cell of code" in warning.lower() for warning in deck.warnings)
    tides, ebb = load_deck(DECKS / "quarto-attrs.md").storyboard.scenes
    assert tides.show == Picture(image="sea.png", caption="Water moves.")
    assert (ebb.heading, shown(ebb)) == ("Ebb", "It falls.")


def test_directives_and_roles_of_myst_are_what_they_stand_for():
    text = bare(load_deck(DECKS / "myst.md"))
    for words in ("Note: The sea rises.", "Mind: It falls.", "See other, wave and Smith.", "c = √(g h)"):
        assert words in text
    assert "label" not in text


def test_a_picture_within_other_tags_is_found():
    first, *_ = load_deck(DECKS / "pic-html-nested.md").storyboard.scenes
    assert first.show == Picture(image="pier.png", alt="level", caption="The sea rises twice a day.")
