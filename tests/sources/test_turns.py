"""Dialogues in decks: who says what, and what only looks like it."""

from __future__ import annotations

import pytest

from aura_nb.errors import SourceInvalid
from aura_nb.sources import from_markdown

HEAD = "---\nvoices: {Anna: espeak:en-gb, Ben: espeak:en-us}\n---\n"


def said(text):
    """What each scene says: its turns, or its narration where one voice speaks."""
    scenes = from_markdown(text).storyboard.scenes
    return [[(turn.voice, turn.text) for turn in scene.say] or scene.narration for scene in scenes]


def noted(notes, head=""):
    return f"{head}# Bees\n\n- They fly\n\n::: notes\n{notes}\n:::\n"


@pytest.mark.parametrize(
    "notes",
    [
        "**Anna:** Do bees fly?\n\n**Ben:** They do.\n\n**Anna:** Far?",
        "**Anna**: Do bees fly?\n**Ben**: They do.\n**Anna**: Far?",
        "__Anna:__ Do bees fly?\n\n__Ben :__ They do.\n\n__Anna:__ Far?",
    ],
)
def test_what_begins_with_a_name_is_said_by_that_speaker_and_the_name_is_not(notes):
    assert said(noted(notes)) == [[("Anna", "Do bees fly?"), ("Ben", "They do."), ("Anna", "Far?")]]


def test_a_speaker_goes_on_over_paragraphs_and_scenes_and_others_begin_before():
    notes = "Welcome.\n\n**Anna:** Do bees fly?\n\nI wonder.\n\n**Ben:** They **do**."
    assert said(noted(notes, HEAD)) == [[("", "Welcome."), ("Anna", "Do bees fly?\n\nI wonder."), ("Ben", "They do.")]]
    table = "| Port | High |\n|---|---|\n| Brest | 6.9 |"
    scenes = said(
        f"{HEAD}# Bees\n\n{table}\n\n{table}\n\n::: notes\n**Anna:** Do they fly?\n\nI wonder.\n\n**Ben:** Yes.\n:::\n"
    )
    assert scenes == [[("Anna", "Do they fly?")], [("Anna", "I wonder."), ("Ben", "Yes.")]]


def test_one_speaker_alone_is_no_dialogue_and_the_name_is_not_said():
    assert said(noted("**Anna:** Do bees fly?\n\n**Anna:** They do.")) == ["Do bees fly?\n\nThey do."]
    head = "---\nvoices: {Anna: espeak:en-gb}\n---\n"
    assert said(noted("**Anna:** Do bees fly?", head)) == [[("Anna", "Do bees fly?")]]


@pytest.mark.parametrize(
    "notes",
    [
        "**Brest:** High and wild.\n\n**Dover:** Calmer.",
        "**Wynik:** Bees fly.",
        "First.\n\n**Uwaga:** A note.\n\nThen.\n\nMore.\n\n**Wynik:** So.\n\nAt last.\n\n**Uwaga:** Again.",
        "**Huomio:** A note.\n\nThen that.\n\n**Huomio:** Another.",
    ],
)
def test_what_is_named_once_or_now_and_then_is_nobody_in_any_language(notes):
    assert said(noted(notes)) == [notes.replace("**", "")]
    names = [name for name in ("Brest", "Wynik", "Huomio") if name in notes]
    declared = f"---\nvoices: {{{names[0]}: espeak:en-gb}}\n---\n"
    assert isinstance(said(noted(notes, declared))[0], list)


@pytest.mark.parametrize("name", ["Note", "Beispiel", "Questions", "what a long sentence that is bold", "3rd"])
def test_what_is_no_name_is_said_as_it_is_written(name):
    assert said(noted(f"**{name}:** Bees fly.\n\nYes.")) == [f"{name}: Bees fly.\n\nYes."]


def test_a_text_that_is_a_dialogue_is_one_and_its_slides_keep_the_names():
    text = "# Bees\n\n**Anna:** Do they fly?\n\n**Ben:** They do.\n\n**Anna:** How far?\n"
    [board] = [from_markdown(text).storyboard]
    turns = [(turn.voice, turn.text) for scene in board.scenes for turn in scene.say]
    assert turns[-3:] == [("Anna", "Do they fly?"), ("Ben", "They do."), ("Anna", "How far?")]
    assert "Anna:" in "".join(text for scene in board.scenes for text in scene.show.texts())
    assert "Anna" not in "".join(scene.narration for scene in board.scenes)


@pytest.mark.parametrize(
    "text",
    [
        "# Tides\n\n**Brest:** High and wild.\n\n**Dover:** Calmer.\n",  # nobody speaks again
        "# Tides\n\nOne.\n\nTwo.\n\nThree.\n\nFour.\n\n**A:** x y.\n\n**B:** x y.\n\n**A:** x y.\n",
        "# Tides\n\n```\n**Anna:** a\n**Ben:** b\n**Anna:** c\n```\n",
    ],
)
def test_a_text_with_bold_beginnings_is_no_dialogue(text):
    assert all(isinstance(each, str) for each in said(text))
    assert not any("\U00102000" <= letter <= "\U00102fff" for each in said(text) for letter in each)


def test_steps_appear_as_a_speakers_words_begin():
    notes = "**Anna:** Do bees fly? [click] They fly far.\n\n[click] **Ben:** They hum too."
    [scene] = from_markdown(f"{HEAD}# Bees\n\n- Fly\n- Hum\n\n::: notes\n{notes}\n:::\n").storyboard.scenes
    assert [cue.show for cue in scene.cues] == [1, 2]
    assert scene.cues[1].on.startswith("They hum")


def test_the_front_matter_says_who_speaks_how():
    head = "---\nvoices:\n  Anna: espeak:en-gb\n  Ben: {name: espeak:en-us, pitch: -2}\n---\n"
    deck = from_markdown(noted("**Anna:** Do bees fly?\n\n**Ben:** They do.", head))
    assert deck.storyboard.voices == {"Anna": "espeak:en-gb", "Ben": {"name": "espeak:en-us", "pitch": -2.0}}


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("espeak:de", "voices: line 3: must be a mapping of speakers and their voices"),
        ("{Anna: ''}", "voices.Anna: line 3: must name a voice"),
        ("{Anna: {rate: 9}}", "voices.Anna: line 3: is no voice"),
    ],
)
def test_voices_that_are_none_are_refused_with_their_line(value, says):
    with pytest.raises(SourceInvalid) as refused:
        from_markdown(f"---\ntitle: Bees\nvoices: {value}\n---\n# Bees\n")
    assert says in str(refused.value)
