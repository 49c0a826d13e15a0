"""Diagrams drawn with characters in the running text are shown as code, and never read out."""

import pytest
from support.decks import shown

from aura_nb.sources import from_markdown

TREE = "bees/\n├── hive.py\n│   └── queen.py\n└── tests"
ASCII_TREE = "bees\n|-- hive.py\n`-- tests"
BOXES = "+------+      +-------+\n| hive | ---> | field |\n+------+      +-------+"
ROUND = "┌──────┐   ┌───────┐\n│ hive │──▶│ field │\n└──────┘   └───────┘"
FLOW = "Larva --> Pupa\n  |\n  v\nBee"


def shown_and_said(text):
    scenes = from_markdown(text, language="en").storyboard.scenes
    return "\n\n".join(map(shown, scenes)), "\n\n".join(s.narration for s in scenes)


@pytest.mark.parametrize("drawing", [TREE, ASCII_TREE, BOXES, ROUND, FLOW])
def test_a_drawing_keeps_its_lines_and_is_not_read_out(drawing):
    seen, said = shown_and_said(f"# Insects\n\nThis is how it goes:\n\n{drawing}\n\nNow you know.\n")
    assert "\n".join(f"    {row}" for row in drawing.split("\n")) in seen
    assert said.split() == ["Insects.", "This", "is", "how", "it", "goes:", "Now", "you", "know."]


def test_sentences_right_above_and_below_a_drawing_stay_sentences():
    seen, said = shown_and_said(f"# Insects\n\nThis is how it is laid out:\n{TREE}\nAll of it is tested well.\n")
    assert "laid out: All" not in said
    assert said.split() == [
        "Insects.",
        "This",
        "is",
        "how",
        "it",
        "is",
        "laid",
        "out:",
        "All",
        "of",
        "it",
        "is",
        "tested",
        "well.",
    ]
    assert "    bees/\n    ├── hive.py" in seen


def test_a_drawing_in_a_list_stays_in_it():
    rows = "\n".join(f"  {row}" for row in TREE.split("\n"))
    seen, said = shown_and_said(f"# Insects\n\n- The folder:\n\n{rows}\n- And more\n")
    assert "    ├── hive.py" in seen
    assert "hive" not in said
    assert "And more" in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("| Bee | Home |\n|---|---|\n| Honey bee | Hive |", "Bee and Home."),
        ("+-----+------+\n| Bee | Home |\n+=====+======+\n| Wild | Soil |\n+-----+------+", "Bee and Home."),
        ("A bee -- so they say --> is busy\nfrom six to nine | every day.", "busy from six to nine, every day."),
        ("They fly\nv\nfar away", "They fly v far away."),
    ],
)
def test_tables_and_sentences_are_no_drawings(text, said):
    assert said in shown_and_said(f"# Insects\n\n{text}\n")[1]


def test_what_is_commented_out_is_not_shown_as_a_drawing():
    seen, said = shown_and_said(f"# Insects\n\nThey hum.\n\n<!--\n{TREE}\n-->\n\nThey fly.\n")
    assert "hive" not in seen + said
