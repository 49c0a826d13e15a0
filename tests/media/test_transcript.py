"""The transcript: each sentence leads to its moment, code is there whole, and nothing runs that is not ours."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

from aura_nb.media.captions import CaptionCue
from aura_nb.media.transcript import (
    EmbeddedPicture,
    TimedSentence,
    TranscriptScene,
    TranscriptTable,
    timed,
    write_transcript,
)
from aura_nb.media.transcript_page import SCRIPT, STYLE, policy
from aura_nb.voices.speech import Word

CUES = [
    CaptionCue(start=0.4, end=2.0, lines=["Bees fly."]),
    CaptionCue(start=2.1, end=4.0, lines=["They hum, and", "they dance."]),
    CaptionCue(start=6.0, end=8.0, lines=["That is", "all."]),
]


def written(tmp_path: Path, *parts: TranscriptScene) -> str:
    write_transcript(parts, title="Bees & <b>co</b>", language="en-US", path=tmp_path / "transcript.html")
    return (tmp_path / "transcript.html").read_text(encoding="utf-8")


def test_each_sentence_has_the_time_of_its_words() -> None:
    found = timed(["Bees fly. They hum, and they dance.", "That is all."], [0.0, 5.0], CUES)
    assert found == [
        [[TimedSentence(0.4, "Bees fly."), TimedSentence(2.1, "They hum, and they dance.")]],
        [[TimedSentence(6.0, "That is all.")]],
    ]


def test_a_sentence_within_a_caption_begins_with_its_first_word() -> None:
    """The first is short and followed by a pause: by its share of the caption's letters the second begins too soon."""
    text = "Bees. They hum and dance all day."
    starts = (0.0, 2.0, 2.3, 2.6, 2.8, 3.1, 3.3)
    words = [Word(word, at, at + 0.25) for word, at in zip(text.split(), starts, strict=True)]
    cues = [CaptionCue(start=0.0, end=3.6, lines=[text])]
    [[sentences]] = timed([text], [0.0], cues, words)
    assert [each.start for each in sentences] == [0.0, 2.0]
    [[others]] = timed([text], [0.0], cues, words[:-1])  # of another text
    assert others[1].start < 1


def test_what_the_captions_do_not_say_leads_to_its_scene() -> None:
    assert timed(["Another text."], [3.0], CUES) == [[[TimedSentence(3.0, "Another text.")]]]


def test_paragraphs_stay_apart_and_numbers_end_no_sentence() -> None:
    [paragraphs] = timed(["It is 3.5 km, e.g. far.\n\nNext one."], [1.0], [])
    assert [[each.text for each in sentences] for sentences in paragraphs] == [
        ["It is 3.5 km, e.g. far."],
        ["Next one."],
    ]


def test_no_sentence_ends_behind_initials() -> None:
    [[sentences]] = timed(["It is by L.A. Barba, G.F. Forsyth and C. Cooper. Bees fly."], [1.0], [])
    assert [each.text for each in sentences] == ["It is by L.A. Barba, G.F. Forsyth and C. Cooper.", "Bees fly."]


def test_the_page_has_code_to_copy_figures_and_tables(tmp_path: Path) -> None:
    part = TranscriptScene(
        5.0,
        "Code",
        "bees.ipynb, cell 3",
        [[TimedSentence(5.25, "We count <them>.")]],
        code=["import bees\n\nx < 3"],
        output="42",
        figures=[EmbeddedPicture("data:image/png;base64,AA==", "A hive", "In May")],
        tables=[TranscriptTable(["a"], [["1 < 2"]], "1 of 9 rows")],
    )
    page = written(tmp_path, part)
    assert '<a href="video.mp4#t=5.25" data-time="5.25">We count &lt;them&gt;.</a>' in page
    assert '<pre tabindex="0"><code>import bees\n\nx &lt; 3</code></pre>' in page
    assert 'data-copy="Copy"' in page
    assert 'alt="A hive"' in page
    assert "<td>1 &lt; 2</td>" in page
    assert "bees.ipynb, cell 3" in page
    assert "<b>" not in page


def test_the_policy_allows_the_pages_own_script_and_style_and_no_other(tmp_path: Path) -> None:
    page = written(tmp_path)
    for name, text in (("script", SCRIPT), ("style", STYLE)):
        [inside] = re.findall(rf"<{name}>(.*?)</{name}>", page, re.DOTALL)
        assert inside == text
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy()
    assert "unsafe" not in policy()
    assert not re.search(r"\son\w+=|style=", page)
