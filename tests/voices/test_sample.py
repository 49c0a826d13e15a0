from __future__ import annotations

import wave

import pytest

from aura_nb import voices
from aura_nb.errors import VoiceUnavailable
from aura_nb.voices.hello import _sentences, hello
from aura_nb.voices.languages import coverage


@pytest.mark.parametrize("name", ["espeak:ja", "espeak:de+f3", "hibari:en-us", "silent"])
def test_a_sample_is_spoken_once_and_kept(tmp_path, name, monkeypatch):
    path = voices.sample(name, folder=tmp_path / "samples")
    with wave.open(str(path)) as file:
        assert file.getnframes() / file.getframerate() > 1
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    monkeypatch.setattr("aura_nb.voices.engine_process.answers", None)
    assert voices.sample(name, folder=tmp_path / "samples") == path


def test_a_sample_is_in_the_language_that_is_asked_for(tmp_path):
    british = voices.sample("espeak:en-gb", "en-US", folder=tmp_path)
    assert british == voices.sample("espeak:en-gb", folder=tmp_path)
    with pytest.raises(VoiceUnavailable, match="speaks en-GB, not 'de'"):
        voices.sample("espeak:en-gb", "de", folder=tmp_path)
    with pytest.raises(VoiceUnavailable, match="no voice 'espeak:nowhere'"):
        voices.sample("espeak:nowhere", folder=tmp_path)


def test_every_language_has_a_sentence_in_its_own_letters():
    assert len(_sentences()) >= 30
    for language, text in _sentences().items():
        assert coverage(language, text) == 1
    assert hello("zh-TW") == hello("cmn") == hello("zh")
    assert hello("ja", unread=["Hani"]) == _sentences()["ja-Hira"] != hello("ja")
    assert hello("no") == hello("nb")
    assert hello("cy") == "Cymraeg"
    assert hello("not a tag") == hello("en")
