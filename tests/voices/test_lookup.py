from __future__ import annotations

import subprocess
import sys

import pytest

from aura_nb import voices
from aura_nb.errors import VoiceUnavailable
from aura_nb.specs import Voice
from aura_nb.voices import kokoro_model, lookup


@pytest.mark.parametrize("language", ["en-US", "en-GB", "en", "EN-au"])
def test_english_of_any_region_is_spoken_by_hibari_where_there_is_nothing_nearer(language, monkeypatch):
    monkeypatch.setattr(kokoro_model, "installed", lambda: False)
    engine, name = voices.resolve(Voice(), language)
    assert (engine.provider, name) == ("hibari", "hibari:en-us")


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en-US", ["hibari:en-us", "espeak:en-us"]),
        ("en", ["hibari:en-us", "espeak:en-us"]),
        ("en-GB", ["kokoro:bf_emma", "hibari:en-us", "espeak:en-gb"]),
        ("en-AU", ["kokoro:bf_emma", "hibari:en-us", "espeak:en-gb"]),
        ("fr", ["kokoro:ff_siwis", "espeak:fr-fr"]),
        ("es-MX", ["kokoro:ef_dora", "espeak:es-419"]),
        ("pt", ["kokoro:pf_dora", "espeak:pt"]),
        ("it", ["kokoro:if_sara", "espeak:it"]),
        ("de", ["espeak:de"]),
    ],
)
def test_the_natural_voice_nearest_to_the_language_comes_first(language, names, monkeypatch):
    monkeypatch.setattr(lookup, "ENGINES", {n: e for n, e in lookup.ENGINES.items() if n != "piper"})
    assert [voice.name for voice in lookup.speakers(language)] == names


def test_without_its_extra_kokoro_is_refused_with_what_to_install(monkeypatch):
    monkeypatch.setattr(kokoro_model, "installed", lambda: False)
    assert voices.engine("kokoro").voices() == []
    with pytest.raises(VoiceUnavailable, match="kokoro is not installed") as refused:
        voices.resolve(Voice(name="kokoro:bf_emma"), "en-GB")
    assert "aura-nb[voices]" in refused.value.remedy


def test_a_voice_says_what_it_is():
    voice = voices.voices()[0]
    assert (voice.name, voice.language, voice.licence, voice.online) == ("hibari:en-us", "en-US", "Apache-2.0", False)


def test_the_voices_own_language_wins_over_the_storyboards():
    assert voices.resolve(Voice(language="en-US"), "de")[1] == "hibari:en-us"
    assert voices.resolve(Voice(language="de"), "en-US")[1] == "espeak:de"


@pytest.mark.parametrize(
    ("voice", "language", "says"),
    [
        (Voice(name="hibary:en-us"), "en-US", "did you mean 'hibari'"),
        (Voice(name="hibari:en-uk"), "en-US", "did you mean 'hibari:en-us'"),
        (Voice(name="hibari:emma"), "en-GB", "There is: hibari:en-us"),
        (Voice(name="hibari"), "en-US", "did you mean 'hibari:en-us'"),
        (Voice(name="espeak:english"), "en-GB", "There is: espeak:en-029, espeak:en-gb,"),
        (Voice(name="espeak:german"), "de", "did you mean 'espeak:de'"),
        (Voice(name="espeak:xx-nope"), "en-US", r"no voice 'espeak:xx-nope'\. There is: espeak:en-029"),
        (Voice(name="hibari:marie"), "fr", "There is: kokoro:ff_siwis, espeak:fr-fr"),
        (Voice(name="en-us"), "en-US", "named PROVIDER:VOICE, such as hibari:en-us"),
        (Voice(name="anna"), "de", "named PROVIDER:VOICE, such as espeak:de"),
        (Voice(name="espeak:de+nobody"), "de", "There is: espeak:de"),
        (Voice(name="hibari:en-us"), "fr", "speaks en-US, not 'fr'. There is: kokoro:ff_siwis, espeak:fr-fr"),
        (Voice(name="espeak:fr"), "de", "speaks fr-FR, not 'de'. There is: espeak:de"),
        (Voice(name="piper:nobody"), "de", "piper"),
        (Voice(), "br", "No voice here speaks 'br'"),
    ],
)
def test_what_there_is_not_is_refused_with_what_there_is(voice, language, says):
    with pytest.raises(VoiceUnavailable, match=says) as refused:
        voices.resolve(voice, language)
    assert refused.value.remedy


def test_neither_lookup_nor_recipe_loads_anything_heavy():
    program = """
import sys
from aura_nb import voices
from aura_nb.specs import Voice
from aura_nb.voices import kokoro_model, lookup
engine, name = voices.resolve(Voice(), "en-US")
engine.recipe(name, "en-US")
for language in ("en-US", "en-GB", "de", "zh-HK"):
    names = voices.candidates("Bees matter.", Voice(), language)
    voices.recipes(names, language)
heavy = {"onnxruntime", "numpy", "hibari", "scipy", "espeakng_loader", "piper", "requests", "av"}
print(sorted(heavy & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_recipe_names_every_maker_of_the_sound():
    recipe = voices.engine("hibari").recipe("hibari:en-us", "en-US")
    assert set(recipe) == {
        *("voice", "schema", "model", "fft"),
        *("hibari-tts", "babel", "num2words", "numpy", "onnxruntime", "rapidfuzz", "sentencex"),
    }
    assert recipe["model"] == "5f70741d4e900f4e85d0037498736cc1b3e1b9a63a13546a5da1e63abf4fccd8"
    assert recipe == voices.engine("hibari").recipe("hibari:en-us", "en-GB")


def test_the_recipe_tells_which_fft_will_be_used():
    from hibari.dsp import FFT_BACKEND

    assert voices.engine("hibari").recipe("hibari:en-us", "en-US")["fft"].partition(" ")[0] == FFT_BACKEND
