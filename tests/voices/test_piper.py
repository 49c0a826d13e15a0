"""Piper with a real voice; and that it stays away where its package is not installed."""

from __future__ import annotations

import json
import wave
from types import SimpleNamespace

import pytest

from aura_nb import voices
from aura_nb.errors import VoiceUnavailable
from aura_nb.specs import Voice
from aura_nb.voices import piper


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of voices, as if the package were there and the wheel with a voice were not."""
    monkeypatch.setenv(piper.FOLDER, str(tmp_path))
    finding(monkeypatch, lambda name: name == "piper" or None)
    return tmp_path


def finding(monkeypatch, find_spec):
    """What Piper's module, and no other, finds installed."""
    monkeypatch.setattr(piper, "importlib", SimpleNamespace(util=SimpleNamespace(find_spec=find_spec)))


def put(folder, name, **config):
    (folder / f"{name}.onnx").write_bytes(b"model")
    (folder / f"{name}.onnx.json").write_text(json.dumps(config))


def test_without_the_package_no_voice_is_offered(folder, monkeypatch):
    put(folder, "de_DE-x-low", language={"code": "de_DE"})
    finding(monkeypatch, lambda _: None)
    assert voices.engine("piper").voices() == []
    with pytest.raises(VoiceUnavailable, match="piper is not installed"):
        voices.candidates("Hallo.", Voice(name="piper:de_de-x-low"), "de")


def test_a_voice_in_the_folder_is_offered_by_its_name_and_comes_before_espeak(folder):
    put(folder, "de_DE-x-low", language={"code": "de_DE", "name_english": "German"}, dataset="x")
    (found,) = voices.engine("piper").voices()
    assert (found.name, found.language, found.online) == ("piper:de_de-x-low", "de-DE", False)
    assert voices.candidates("Hallo.", Voice(), "de") == ["piper:de_de-x-low", "espeak:de"]
    first = voices.engine("piper").recipe(found.name, "de")
    (folder / "de_DE-x-low.onnx").write_bytes(b"another model")
    assert voices.engine("piper").recipe(found.name, "de")["model"] != first["model"]


@pytest.mark.parametrize(
    "config", ["", "{", "[]", '{"language": {}}', '{"language": {"code": "zh_CN"}, "phoneme_type": "pinyin"}']
)
def test_a_voice_that_cannot_be_used_is_not_offered(folder, config):
    (folder / "odd.onnx").write_bytes(b"model")
    (folder / "odd.onnx.json").write_text(config)
    assert voices.engine("piper").voices() == []


def test_a_voice_speaks_with_the_times_of_its_words(tmp_path):
    text = "Hello there, Dr. Smith paid $5 million in 2024."
    wav = tmp_path / "a.wav"
    narration = voices.engine("piper").speak(
        text, voice=Voice(name="piper:en_us-joe-medium"), language="en", wav=wav, progress=lambda _: None
    )
    assert [word.text for word in narration.words] == text.split()
    assert all(word.start < word.end for word in narration.words)
    with wave.open(str(wav)) as file:
        assert (file.getframerate(), file.getnframes()) == (narration.rate, narration.samples)
    assert 2 < narration.seconds < 8
