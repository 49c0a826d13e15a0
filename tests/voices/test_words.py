"""Every word of the script, once, in order, when it is heard."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aura_nb.voices.hibari_reader import MOST_PHONEMES, HibariReader
from aura_nb.voices.sentences import sentences
from aura_nb.voices.word_alignment import Unit, deal, settle, sounding

AWKWARD = [
    "In 2024, 3.5% of $1,200 went to three U.S. firms.",
    "The meeting is at 7:30 pm on 3/4/2024 - or 2024-03-04.",
    "$5 million and $1.5 billion, \u00a33.20 & \u20ac7; \u00a5500 too.",
    "Dr. Smith's team, e.g. Ms. Jones, i.e. the others, came to St. Paul.",
    "Visit https://example.com/a-b?x=1 or mail me@x.org, please.",
    "It's a \"well-known\" fact - don't say 'never' \u2014 that \u201ccurly\u201d quotes aren\u2019t words.",
    "NASA's camelCase and parseHTTPResponse, in snake_case, are ALLCAPS!",
    "It ran 3 km in 20 min, at 5kg and 20\u00b0C; 10-20 or 3 - 5, 1/2 of it.",
    "On 10 March, the 1st, 22nd and 103rd came; Henry VIII didn't.",
    "Hello , world ! Really ?",
    "He lives in the U.S. The army, by 5 p.m. The end... or not?",
    "Call 555-1234, No. 5, #7, vs. 8 w/o 9 aka ten.",
    "Rock & roll, A/B tests, C++ and C#, 50% off @ home.",
    "Version 2.0.1 of v3, x64, H.264 and MP4: 4K at 60fps.",
    "First: (a) one; (b) two \u2014 and [three] {four} <five>.",
    "It fell from 98.6\u00b0F to -40 degrees: 1,234,567 people, 0.5% of them, shivered.",
    "Emoji \U0001f600 in the middle, and at the end \U0001f389",
    "na\u00efve caf\u00e9 Zo\u00eb, \u0141\u00f3d\u017a and \u00c5ngstr\u00f6m",
    "\u2022 A point | another \u2026 and \u2013 so on.",
]


@pytest.fixture(scope="module")
def reader():
    return HibariReader()


@pytest.mark.parametrize("text", AWKWARD)
def test_awkward_words_are_timed_one_by_one(say, text):
    heard = say(text)
    words = heard.narration.words
    assert [word.text for word in words] == text.split()
    assert words[0].start >= 0
    assert words[-1].end <= heard.seconds
    assert all(word.start < word.end for word in words)
    assert all(word.end <= following.start for word, following in itertools.pairwise(words))
    for word in words:
        letters = len(re.findall(r"\w", word.text))
        assert word.end - word.start > 0.02 * min(max(letters, 2), 12), word
        assert word.end - word.start < 4.5, word


@pytest.mark.parametrize("text", AWKWARD)
def test_after_a_pause_a_word_starts_where_the_sound_starts(say, text):
    heard = say(text)
    loud = heard.loud()
    onsets = [i * 0.0025 for i in range(1, len(loud)) if loud[i] and not loud[max(0, i - 50) : i].any()]
    assert onsets
    words = heard.narration.words
    for onset in onsets:
        nearest = min(words, key=lambda word: abs(word.start - onset))
        around = next((word for word in words if word.start < onset < word.end), nearest)
        if re.search(r"\d|@|://", around.text):
            continue  # "1,234,567" has pauses of its own
        assert abs(nearest.start - onset) < 0.08, (nearest, onset)


@pytest.mark.parametrize("text", AWKWARD)
def test_before_a_pause_a_word_ends_with_its_sound(say, text):
    heard = say(text)
    for begin, end in heard.silences(0.2, below=50):
        inside = [w for w in heard.narration.words if w.start < begin - 0.05 and w.end > end - 0.1]
        assert all(re.search(r"\d|@|://", word.text) for word in inside), (begin, end, inside)


@pytest.mark.parametrize("text", AWKWARD)
def test_it_reads_as_hibari_reads(reader, text):
    for part in sentences(text, language="en"):
        assert reader.read(part.spoken).phonemes == reader._g2p(" ".join(part.spoken))


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        (
            "In 2024, 3.5% of $1,200",
            [
                "\u026an",
                "tw.*f\u02c8\u0254\u0279,",
                "\u03b8.*p\u0259\u0279s.*",
                "\u028cv",
                ".*d\u02c8\u0251l\u0259\u0279z",
            ],
        ),
        ("at 7:30 pm.", ["\u00e6t", "s.*\u03b8.*", "p\u02cci\u02c8\u025bm.*"]),
        ("$5 million more", ["f\u02c8Iv", "m.*d\u02c8\u0251l\u0259\u0279z", "m\u02c8\u0254\u0279"]),
        (
            "on 10 March or",
            [
                "\u02cc?\u02c8?\u0254n",
                "\u00f0\u0259 t\u02c8\u025bn\u03b8 \u028cv",
                "m\u02c8\u0251\u0279\u02a7",
                "\u0254\u0279",
            ],
        ),
        ("3 - 5 of", ["\u03b8\u0279\u02c8i", "t.", "f\u02c8Iv", ".*v"]),
        ("1/2 of", ["w\u02c8\u028cn h\u02c8\u00e6f", ".*v"]),
        ("\U0001f600 yes \U0001f600 \U0001f389", ["", "j\u02c8\u025bs", "", ""]),
        ("\u00a5500 \U0001f600 yes", ["f.*j\u02c8\u025bn", "", "j\u02c8\u025bs"]),
    ],
)
def test_what_is_spoken_belongs_to_the_word_it_was_written_as(reader, text, groups):
    reading = reader.read(text.split())
    spoken = [reading.phonemes[span.start : span.stop] for span in reading.spans]
    assert len(spoken) == len(groups)
    for phonemes, pattern in zip(spoken, groups, strict=True):
        assert re.fullmatch(pattern, phonemes), (pattern, phonemes)


def test_a_long_sentence_is_read_in_parts_that_cover_it(reader):
    reading = reader.read(["considerable"] * 79)
    pieces = list(reading.pieces(MOST_PHONEMES))
    assert len(pieces) > 1
    assert [p.start for p in pieces] == [0, *(p.stop for p in pieces[:-1])]
    assert pieces[-1].stop == len(reading.phonemes)
    assert all(len(p) <= 400 and reading.phonemes[p.stop - 1 : p.stop + 1].strip() for p in pieces)


@given(st.text(alphabet="ab 19.,:-'\"()[]/$%&\u2014\U0001f600\u0639\n\t\x00\ud800", max_size=60))
def test_whatever_is_written_no_word_is_lost(text):
    parts = sentences(text, language="en")
    assert sum(len(part.spoken) for part in parts) == len(text.split())
    assert [part.first for part in parts] == [sum(len(p.spoken) for p in parts[:i]) for i in range(len(parts))]


@given(
    st.lists(st.sampled_from(["a", "b", "c", "5", "-"]), max_size=12),
    st.lists(st.sampled_from(["a", "b", "c", "5", "five", "x"]), max_size=12),
)
def test_every_spoken_word_is_dealt_to_one_script_word_in_order(words, spoken):
    units = [Unit(text, text) for text in spoken]
    runs = deal(words, units, alone=lambda word: [Unit(word, sounding(word))])
    assert len(runs) == len(words)
    if words:
        assert [j for run in runs for j in run] == list(range(len(units)))


@given(st.lists(st.booleans(), min_size=1, max_size=30), st.floats(0.1, 20))
def test_words_without_a_sound_still_get_a_time(sounds, seconds):
    edges = np.linspace(0.05 * seconds, 0.95 * seconds, len(sounds) + 1)
    spans = [(float(a), float(b)) if sound else None for sound, a, b in zip(sounds, edges[:-1], edges[1:], strict=True)]
    settled = settle(spans, seconds)
    assert len(settled) == len(spans)
    assert all(0 <= start < end <= seconds + 1e-6 for start, end in settled)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(settled))
