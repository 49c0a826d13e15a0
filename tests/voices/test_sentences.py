from __future__ import annotations

import pytest

from aura_nb.voices.sentences import LONGEST, sentences, spoken_form


def texts(text):
    return [" ".join(part.spoken) for part in sentences(text, language="en")]


@pytest.mark.parametrize(
    "parts",
    [
        ["The U.S. Army came.", "It left at 5 p.m.", "The end."],
        ["He knows Ms. Jones, e.g. Dr. Smith or Mx. Poe.", "No. 5 is good."],
        ["Wait... what?", "Yes!", "See Fig. 3."],
        ["He said \u201cHi.\u201d", "Then (really!) he left."],
        ["At 7 pm. on Monday."],
    ],
)
def test_a_sentence_ends_where_a_reader_would_pause(parts):
    assert texts(" ".join(parts)) == parts


def test_an_empty_line_ends_a_paragraph_and_a_line_break_does_not():
    parts = sentences("One\ntwo. Three.\n \nFour", language="en")
    assert [(" ".join(p.spoken), p.ends) for p in parts] == [
        ("One two.", "sentence"),
        ("Three.", "paragraph"),
        ("Four", "heading"),
    ]


def test_a_few_words_without_an_end_are_a_heading():
    text = "What bees do\n\nBees fly.\n\nThis is a paragraph whose end somebody forgot, and it is far too long\n\nEnd:"
    assert [part.ends for part in sentences(text, language="en")] == ["heading", "paragraph", "paragraph", "paragraph"]


def test_a_sentence_without_end_is_parted_at_clauses():
    words = [f"word{'s,' if i % 30 == 29 else ''}" for i in range(200)]
    parts = sentences(" ".join(words), language="en")
    assert all(len(part.spoken) <= LONGEST for part in parts)
    assert [part.ends for part in parts] == ["clause"] * (len(parts) - 1) + ["paragraph"]
    assert all(part.spoken[-1].endswith(",") for part in parts[:-1])


@pytest.mark.parametrize(
    ("word", "spoken"),
    [
        ("a\x00b\u200d\ud800", "ab"),
        ("\x1b[31mred", "(31mred"),
        ("[x](/b\u02c8\u028c\u0261/)", "(x)(/b\u02c8\u028c\u0261/)"),
        ("1" * 16, " ".join("1" * 16)),
        ("123,456,789", "123,456,789"),
        ("x" * 61, "x" * 60 + " x"),
        ("", ""),
    ],
)
def test_a_word_is_only_ever_text(word, spoken):
    assert spoken_form(word) == spoken
