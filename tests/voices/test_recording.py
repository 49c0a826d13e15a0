"""Recordings as narrations: trimmed, levelled, and their words found."""

from __future__ import annotations

import wave
from itertools import pairwise

import numpy as np
import pytest
from support.sound import written

from aura_nb.errors import AssetInvalid
from aura_nb.footage.sound_file import RATE
from aura_nb.voices.dialogue import LEVEL
from aura_nb.voices.recording import narrate
from aura_nb.voices.recording.aligning import Aligned, HeardWord, laid
from aura_nb.voices.recording.narrating import MARGIN


def speech(*lengths, pause=0.5, loud=0.05, before=1.2, after=0.9, room=0.0004):
    """Bursts of a voice's pitch with pauses between them, in a room that is not quite quiet."""
    noise = np.random.default_rng(1)
    pieces = [np.zeros(round(before * RATE))]
    for length in lengths:
        time = np.arange(round(length * RATE)) / RATE
        pieces += [loud * np.sin(2 * np.pi * 170 * time), np.zeros(round(pause * RATE))]
    pieces[-1] = np.zeros(round(after * RATE))
    whole = np.concatenate(pieces)
    return whole + room * noise.standard_normal(len(whole))


def test_a_recording_loses_the_silence_at_its_ends_and_is_as_loud_as_a_voice(tmp_path):
    file = written(tmp_path / "intro.wav", speech(1.0, 1.5))
    found = narrate(
        file, "Hello there. Bees fly far.", language="en", wav=tmp_path / "n.wav", progress=lambda _: None, aligner=None
    )
    narration = found.narration
    assert found.unsaid is None
    assert narration.seconds == pytest.approx(1.0 + 0.5 + 1.5 + 2 * MARGIN, abs=0.05)
    with wave.open(str(tmp_path / "n.wav")) as wav:
        assert wav.getnframes() == narration.samples
        sound = np.frombuffer(wav.readframes(wav.getnframes()), "<i2") / 32768
    spoken = sound[round((MARGIN + 0.1) * RATE) : round((MARGIN + 0.9) * RATE)]
    assert 10 * np.log10(np.square(spoken).mean()) == pytest.approx(LEVEL, abs=0.5)
    # The first sentence lies before the pause, the second behind it.
    assert [word.text for word in narration.words] == ["Hello", "there.", "Bees", "fly", "far."]
    assert narration.words[0].start == pytest.approx(MARGIN, abs=0.1)
    assert narration.words[2].start == pytest.approx(MARGIN + 1.5, abs=0.1)


def test_a_recording_of_nothing_is_refused_by_its_name(tmp_path):
    file = written(tmp_path / "intro.wav", np.zeros(RATE))
    with pytest.raises(AssetInvalid, match=r"intro\.wav.*nothing is to be heard"):
        narrate(file, "Hello.", language="en", wav=tmp_path / "n.wav", progress=lambda _: None, aligner=None)


def heard(text, *, start=0.2, pace=0.3):
    return [HeardWord(word, start + pace * n, start + pace * (n + 1)) for n, word in enumerate(text.split())]


def test_words_are_heard_where_the_recogniser_heard_them():
    found = laid(["Bees", "fly", "over", "5", "km."], heard("bees fly over five kilometers"), seconds=2.0)
    assert found.unsaid == []
    assert [span[0] for span in found.spans] == pytest.approx([0.2, 0.5, 0.8, 1.1, 1.4])


def test_what_was_said_besides_the_script_moves_nothing():
    found = laid(["Bees", "fly", "far."], heard("well um bees you know fly far"), seconds=3.0)
    assert [span[0] for span in found.spans] == pytest.approx([0.8, 1.7, 2.0])


def test_text_that_was_not_said_is_named_and_the_rest_keeps_its_times():
    script = "Bees fly far. They also sleep for eight hours. Good night."
    found = laid(script.split(), heard("bees fly far good night"), seconds=2.0)
    assert found.unsaid == ["They also sleep for eight hours."]
    assert found.spans[-2] == pytest.approx((1.1, 1.4))
    assert laid(["Bees", "fly."], [], seconds=1.0) == Aligned([None, None], [])


class Listener:
    """An aligner that hears the first word in the middle and nothing else."""

    def align(self, sound, words, *, language, progress):
        return Aligned([(0.5, 0.8), *[None] * (len(words) - 1)], ["fly far over the sea"])


def test_with_an_aligner_the_words_have_its_times_and_all_of_them_have_one(tmp_path):
    file = written(tmp_path / "intro.wav", speech(1.5))
    found = narrate(
        file,
        "Bees fly far over the sea",
        language="en",
        wav=tmp_path / "n.wav",
        progress=lambda _: None,
        aligner=Listener(),
    )
    assert found.unsaid == ["fly far over the sea"]
    words = found.narration.words
    assert words[0].start == pytest.approx(0.5)
    assert all(a.end <= b.start + 1e-6 for a, b in pairwise(words))
