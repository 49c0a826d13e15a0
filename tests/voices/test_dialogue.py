"""Dialogues: who speaks for whom, and what joins their voices."""

from __future__ import annotations

import wave

import numpy as np
import pytest

from aura_nb.specs import Voice
from aura_nb.voices import cast, kokoro_model
from aura_nb.voices.cast import Timbre, timbres
from aura_nb.voices.dialogue import LEVEL, RATE, SpokenTurn, joined
from aura_nb.voices.speech import Narration, Word


@pytest.fixture
def without_kokoro(monkeypatch):
    monkeypatch.setattr(cast, "voices", lambda: [v for v in _voices() if not v.name.startswith(("kokoro:", "piper:"))])


_voices = cast.voices


@pytest.mark.skipif(not kokoro_model.installed(), reason="needs the extra voices")
def test_the_second_speaker_has_a_natural_voice_of_the_other_gender():
    assert timbres(2, first="hibari:en-us", language="en-US") == [Timbre("hibari:en-us"), Timbre("kokoro:am_michael")]
    assert timbres(2, first="kokoro:pm_alex", language="pt-BR") == [Timbre("kokoro:pm_alex"), Timbre("kokoro:pf_dora")]
    chosen = timbres(1, first="hibari:en-us", language="en-US", taken=["hibari:en-us"])
    assert chosen[0].voice != "hibari:en-us"


@pytest.mark.usefixtures("without_kokoro")
def test_a_natural_voice_that_is_alone_speaks_higher_or_lower_for_others():
    found = timbres(3, first="hibari:en-us", language="en-US")
    assert found[0] == Timbre("hibari:en-us")
    assert len(set(found)) == 3
    assert {each.voice for each in found} == {"hibari:en-us"}


def test_where_no_voice_is_natural_the_timbres_are_synthetic():
    found = timbres(3, first="espeak:de", language="de")
    assert [each.voice for each in found[:2]] == ["espeak:de", "espeak:de+f3"]
    assert len(set(found)) == 3


def tone(path, *, seconds, loud, rate):
    sound = loud * np.sin(np.arange(round(seconds * rate)) * 2 * np.pi * 440.3 / rate)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.rint(sound * 32767).astype("<i2").tobytes())
    return Narration(rate=rate, samples=len(sound), words=[Word("Yes.", 0.1, seconds - 0.1)])


def test_turns_follow_each_other_equally_loud_with_a_pause_and_their_words_keep_their_places(tmp_path):
    turns = []
    for number, (loud, rate) in enumerate([(0.3, 24_000), (0.03, 22_050)]):
        path = tmp_path / f"{number}.wav"
        turns.append(SpokenTurn(path, tone(path, seconds=1.0, loud=loud, rate=rate), Voice()))
    narration = joined(turns, tmp_path / "whole.wav")
    with wave.open(str(tmp_path / "whole.wav")) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE)
        sound = np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768
    assert narration.rate == RATE
    assert narration.samples == len(sound)
    second = narration.words[1].start - 0.1  # where the second turn begins
    assert 1.4 < second < 1.7
    assert not sound[round(1.02 * RATE) : round((second - 0.02) * RATE)].any()
    for start in (0.2, second + 0.2):
        piece = sound[round(start * RATE) : round((start + 0.6) * RATE)]
        assert 10 * np.log10(np.square(piece).mean()) == pytest.approx(LEVEL, abs=0.3)
    # No click: where a turn begins and ends, the wave goes no faster than within it.
    steps = np.abs(np.diff(sound))
    within = max(steps[round((at + 0.2) * RATE) : round((at + 0.8) * RATE)].max() for at in (0.0, second))
    assert steps.max() <= 1.2 * within  # resampling rings a little at an edge
