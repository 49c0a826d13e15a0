"""How words are said reaches each voice in its own notation, and no text can pretend to it."""

from __future__ import annotations

import pytest

from aura_nb.specs import Voice
from aura_nb.voices import engine, ipa
from aura_nb.voices.hibari_reader import HibariReader
from aura_nb.voices.script import script

TEXT = "Ask Nguyen's xarray, Nguyen, and Nguyen."


def handed_over(text, notation=None, language="en-US", **pronounce):
    (part,) = script(text, voice=language, language=language, pronounce=pronounce, notation=notation)
    return part.spoken


def test_phonemes_are_written_as_each_engine_takes_them():
    how = {"Nguyen": "/wɪn/", "xarray": "ex array"}
    assert handed_over(TEXT, ipa.espeak, **how)[1:3] == ["[['wInz]]", "ex array,"]
    assert handed_over(TEXT, ipa.hibari, **how)[1:3] == ["[Nguyen](/wˈɪnz/)", "ex array,"]
    assert handed_over(TEXT, ipa.piper, **how)[1] == "[[wɪnz]]"
    assert handed_over(TEXT, None, **how)[1:3] == ["Nguyen's", "ex array,"]


def test_a_phrase_is_said_with_its_first_word_and_every_word_keeps_its_place():
    assert handed_over("In New York now.", **{"New York": "Nu Yawk"}) == ["In", "Nu Yawk", "", "now."]


def test_what_somebody_says_is_touched_by_no_rule():
    assert handed_over("Use max_size = 5.", max_size="maxi 5 kg") == ["Use", "maxi 5 kg", "equals", "5."]


def test_the_default_voice_says_the_phonemes_it_is_given():
    said = HibariReader().read(handed_over(TEXT, ipa.hibari, Nguyen="/wɪn/", xarray="/ˈɛksəɹeɪ/"))
    assert said.phonemes == "ˈæsk wˈɪnz ˈɛksəɹA, wˈɪn, ænd wˈɪn."
    assert len(said.spans) == 6
    assert [said.phonemes[span.start : span.stop] for span in said.spans][1:3] == ["wˈɪnz", "ˈɛksəɹA,"]


@pytest.mark.parametrize("said", ["[x](/ˈɛks/)", "[[Eks]]", "a ]] b [["])
def test_no_script_and_no_spelling_is_markup(said):
    for notation in (ipa.hibari, ipa.espeak):
        assert not any("[" in word or "]" in word for word in handed_over(f"Say {said}.", notation))
        assert not any("[" in word or "]" in word for word in handed_over("Say it.", notation, it=said))


def test_espeak_says_the_phonemes_it_is_given(tmp_path):
    def seconds(text, **pronounce):
        wav = tmp_path / "said.wav"
        made = engine("espeak").speak(
            text,
            voice=Voice(name="espeak:en-us"),
            language="en-US",
            wav=wav,
            progress=lambda _: None,
            pronounce=pronounce,
        )
        assert [word.text for word in made.words] == text.split()
        return made.samples, wav.read_bytes()

    assert seconds("Ask Nguyen now.", Nguyen="/wɪn/") == seconds("Ask win now.")
    assert seconds("Ask Nguyen now.", Nguyen="win") == seconds("Ask win now.")
    assert seconds("Ask Nguyen now.") != seconds("Ask win now.")
