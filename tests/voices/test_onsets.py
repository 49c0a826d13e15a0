"""Text said is text captioned: every word, in order, within 80 ms of where the sound itself begins."""

from __future__ import annotations

import wave
from itertools import pairwise

import numpy as np
import pytest

from aura_nb.specs import Voice
from aura_nb.voices import engine
from aura_nb.voices.spoken.rewriting import spoken_words

SENTENCES = [
    "In 2024, it cost $1,200, or 3.5% of all.",
    "Dr. Smith paid £20.50 on 3 March 2021, at noon, for two books.",
    "The U.S. population, 331 million, grew by 0.7% in the 2010s.",
    "Call 555-0199, e.g. tomorrow; or write to joe@example.com, please.",
    "On January 1st, 1999, the euro began: a new currency.",
    "It weighs 5 kg, is 2.5 m long, and costs €3 million.",
    "First, open config_path; then, set maxRetries to 10.",
    "Prof. Jones found, in 1895, that 2/3 of them agreed.",
    "The 21st century, not the 20th, saw computers, phones, and networks.",
    "See https://example.com/docs, section 3.2, for more.",
    "At -5 °C, or 23 °F, water freezes, doesn't it?",
    "Mr. and Mrs. Brown, of No. 7, left at 6:30, sadly.",
]
TOLERANCE = 0.08  # seconds
PAUSE = 0.12  # seconds of silence that are no consonant


def onsets(path):
    """Where the sound sets in after a pause, found without any of our own code."""
    with wave.open(str(path)) as file:
        rate = file.getframerate()
        sound = np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768
    hop = rate // 400
    power = np.convolve(np.square(sound), np.ones(2 * hop) / (2 * hop), "same")[::hop]
    loud = power > power.max() * 10**-4.5
    pause = round(PAUSE * rate / hop)
    return [at * hop / rate for at in np.flatnonzero(loud) if not loud[max(0, at - pause) : at].any()]


@pytest.mark.parametrize("name", ["hibari:en-us", "espeak:en-us", "espeak:en-gb"])
def test_words_begin_where_the_sound_does(name, tmp_path):
    heard = 0
    for text in SENTENCES:
        wav = tmp_path / "a.wav"
        narration = engine(name.partition(":")[0]).speak(
            text, voice=Voice(name=name), language="en", wav=wav, progress=lambda _: None
        )
        words = narration.words
        assert [word.text for word in words] == text.split()
        assert all(word.start < word.end for word in words)
        assert all(a.end <= b.start for a, b in pairwise(words))
        inner = [said.rstrip(",").count(",") for said in spoken_words(text.split(), "en")]  # the pauses inside a word
        for onset in onsets(wav):
            nearest = min(range(len(words)), key=lambda at: abs(words[at].start - onset))
            if abs(words[nearest].start - onset) > TOLERANCE:  # a number is said in groups: "five five five, zero one"
                within = [at for at, word in enumerate(words) if word.start < onset < word.end and inner[at] > 0]
                assert within, (text, onset)
                inner[within[0]] -= 1
                continue
            # It is the right word: a voice pauses behind punctuation.
            assert nearest == 0 or words[nearest - 1].text[-1] in ",.;:?", (text, words[nearest])
            heard += 1
    assert heard > 2 * len(SENTENCES)  # the pauses were there to be compared with
