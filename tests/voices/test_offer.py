"""Whatever voice is on offer works: each can be asked for by its name and its language, and speaks its own sample."""

from __future__ import annotations

import json
import subprocess
import sys

import msgspec
import pytest
from support import TESTS

from aura_nb.errors import RequestInvalid, VoiceUnavailable
from aura_nb.offer import offer
from aura_nb.pipeline.voice_sample import _recipe
from aura_nb.specs import Brief, Storyboard, Voice
from aura_nb.specs.validation import check
from aura_nb.voices import engine, espeak, speech, voices
from aura_nb.voices.chain import _require_letters
from aura_nb.voices.plausible import require_plausible
from aura_nb.voices.plugged import PluggedEngine
from aura_nb.voices.sample import described
from aura_nb.voices.spoken.rewriting import spoken_words

OFFERED = voices()


def _order(name, language=""):
    """What the speech worker is given to speak a voice's sample."""
    return _recipe(described(name, language))


def test_every_voice_can_be_asked_for_in_its_own_language():
    for voice in OFFERED:
        check(Voice, {"name": voice.name, "language": voice.language})
        if voice.language != "mul":
            check(Brief, {"topic": "Bees", "language": voice.language})


def test_every_voice_reads_the_letters_of_its_sample_and_the_worker_takes_the_order():
    for voice in OFFERED:
        recipe = _order(voice.name)
        assert recipe.params["voices"] == [voice.name]
        msgspec.convert(recipe.params["voice"], Voice)
        _require_letters(recipe.params["text"], voice.name)


def test_every_voice_of_espeak_says_its_sample():
    asked = [(v, _order(v.name).params["text"]) for v in OFFERED if v.name.startswith("espeak:")]
    assert len(asked) > 130
    said = [" ".join(spoken_words(text.split(), voice.language)) for voice, text in asked]
    orders = [[engine("espeak")._chosen(voice.name)[1], text] for (voice, _), text in zip(asked, said, strict=True)]
    command = [sys.executable, "-I", "-S", TESTS / "support" / "speaking.py", espeak._PROGRAM, *espeak._library()]
    done = subprocess.run(
        list(map(str, command)), input=json.dumps(orders), capture_output=True, text=True, check=True, timeout=120
    )
    for (voice, text), seconds in zip(asked, json.loads(done.stdout), strict=True):
        require_plausible(seconds, text.split(), voice=voice.name)


def test_a_form_offers_the_same_voices():
    assert offer().voices == OFFERED


@pytest.mark.parametrize("language", ["english!", "en_US", "x-klingon", "en-"])
def test_a_sample_in_what_is_no_language_is_refused_by_its_name(language):
    with pytest.raises(RequestInvalid) as refused:
        _order("silent:timed", language)
    assert [field for field, _ in refused.value.errors] == ["language"]


@pytest.mark.parametrize(
    "language", ["en-GB-x-rp", "vi-VN-x-central", "de-DE-u-co-phonebk", "cmn-Latn-pinyin", "sl-IT-nedis"]
)
def test_a_language_may_have_variants_extensions_and_private_parts(language):
    board = {"title": "Bees", "language": language, "scenes": [{"id": "a", "narration": "Bees."}]}
    assert check(Storyboard, board).language == language


@pytest.mark.parametrize("language", ["en-x", "en-u", "piqd", "en--GB", "x-rp", "en-x-", "en-x-waytoolongtobeatag"])
def test_what_only_looks_like_a_tag_is_refused(language):
    with pytest.raises(RequestInvalid):
        check(Voice, {"language": language})


@pytest.mark.parametrize(("name", "language"), [("chirp:" + "a" * 200, "en"), ("chirp:en", "english!")])
def test_a_plugins_voice_that_nobody_could_ask_for_is_not_offered(name, language):
    plugged = object.__new__(PluggedEngine)
    plugged.provider = "chirp"
    plugged._plugin = type("Plugin", (), {"origin": "acme", "package": "acme"})
    with pytest.raises(VoiceUnavailable, match="nobody can ask for"):
        plugged._checked(speech.VoiceDescription(name, language, "", "", online=False, description=""))
