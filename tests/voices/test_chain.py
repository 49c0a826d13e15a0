from __future__ import annotations

import msgspec
import pytest
from support.gtts_service import Service

from aura_nb import voices
from aura_nb.errors import VoiceFailed, VoiceUnavailable
from aura_nb.specs import Voice
from aura_nb.voices import gtts, gtts_service, lookup, narrator

ARABIC, CHINESE, RUSSIAN = "مرحبا بالعالم", "你好世界", "Привет, мир."


@pytest.fixture
def say(tmp_path):
    def spoken(text, language="en-US", **voice):
        chosen = Voice(**voice)
        names = voices.candidates(text, chosen, language)
        return voices.speak(
            text, names=names, voice=chosen, language=language, wav=tmp_path / "a.wav", progress=lambda _: None
        )

    return spoken


@pytest.fixture
def only_offline(monkeypatch):
    """The voices of a plain installation, whatever else is installed here."""
    engines = {name: lookup.ENGINES[name] for name in ("hibari", "espeak", "silent")}
    monkeypatch.setattr(lookup, "ENGINES", engines)


@pytest.fixture
def no_network(monkeypatch):
    monkeypatch.setenv(gtts_service.ENVIRONMENT, "http://127.0.0.1:9")
    monkeypatch.setattr(gtts_service, "down", gtts_service.Down())
    monkeypatch.setattr(gtts_service, "FIRST_WAIT", 0.01)


@pytest.mark.parametrize(
    ("text", "language", "names"),
    [
        ("Hello.", "en-GB", ["hibari:en-us", "espeak:en-gb"]),
        ("Hallo.", "de-AT", ["espeak:de"]),
        (ARABIC, "en-US", ["hibari:en-us", "espeak:en-us", "espeak:ar"]),
        (CHINESE, "zh-TW", ["espeak:cmn"]),
        (CHINESE, "zh-HK", ["espeak:yue"]),
        ("こんにちは", "en", ["hibari:en-us", "espeak:en-us", "espeak:ja"]),
        (f"Say {CHINESE}", "en", ["hibari:en-us", "espeak:en-us", "espeak:cmn"]),
        ("Say hello, 你好, to everybody.", "en", ["hibari:en-us", "espeak:en-us"]),
        ("\U0001f600 ... !", "en-US", ["hibari:en-us", "espeak:en-us", "silent:timed"]),
        ("Olá", "pt-BR", ["espeak:pt-br"]),
    ],
)
def test_the_language_then_the_letters_choose_who_may_speak(only_offline, text, language, names):
    assert voices.candidates(text, Voice(), language) == names


def test_a_named_voice_comes_first_and_silence_stays_silence(only_offline):
    assert voices.candidates("Hi.", Voice(name="espeak:en-gb+f3"), "en") == [
        "espeak:en-gb+f3",
        "hibari:en-us",
        "espeak:en-us",
    ]
    assert voices.candidates("Hi.", Voice(name="silent"), "de") == ["silent:timed"]


def test_neither_the_network_nor_silence_is_chosen_without_being_asked_for():
    for language in ("en", "de", "tl", "jv"):
        try:
            names = voices.candidates("Kumusta", Voice(), language)
        except VoiceUnavailable:
            continue
        assert not [name for name in names if name.startswith(("gtts", "silent"))]


@pytest.mark.parametrize(
    ("text", "voice"),
    [(ARABIC, "espeak:ar"), (CHINESE, "espeak:cmn"), (RUSSIAN, "espeak:ru"), ("\U0001f389 \U0001f41d", "espeak:en-us")],
)
def test_what_the_first_voice_cannot_read_is_spoken_by_one_that_can(only_offline, say, text, voice):
    spoken = say(text)
    assert spoken.voice == voice
    assert (spoken.fallbacks[0].voice, spoken.fallbacks[0].code) == ("hibari:en-us", "voice.failed")
    assert not spoken.passing
    assert [word.text for word in spoken.narration.words] == text.split()
    assert spoken.narration.seconds > 0.5


def test_a_text_in_two_scripts_is_spoken_whole(only_offline, say):
    spoken = say(f"Hello {CHINESE} {CHINESE}")
    assert spoken.voice == "espeak:cmn"
    first, *_, last = spoken.narration.words
    assert first.end - first.start > 0.1
    assert last.end - last.start > 0.5


def test_the_reason_suits_any_text(only_offline, say):
    reasons = {say(text).fallbacks[0].reason for text in (ARABIC, ARABIC + " " + ARABIC)}
    assert reasons == {"it does not read Arabic letters."}


def test_a_sound_too_short_for_its_text_passes_to_the_next(only_offline, say, monkeypatch):
    def mute(seconds, script, *, voice):
        if voice.startswith("hibari:"):
            raise VoiceFailed("short", reason="its sound was too short to be the text.")

    monkeypatch.setattr(narrator, "require_plausible", mute)
    spoken = say("Bees matter.")
    assert (spoken.voice, spoken.fallbacks[0].reason) == ("espeak:en-us", "its sound was too short to be the text.")


def test_where_nobody_can_the_error_names_them_all(only_offline, say, monkeypatch, tmp_path):
    def mute(seconds, script, *, voice):
        raise VoiceFailed("short")

    monkeypatch.setattr(narrator, "require_plausible", mute)
    with pytest.raises(VoiceFailed, match=r"hibari:en-us cannot pronounce .* Neither could espeak:en-us, espeak:ar"):
        say(ARABIC)
    assert not list(tmp_path.iterdir())


def test_a_service_that_is_gone_passes_to_the_next_and_is_tried_again_another_time(no_network, say):
    spoken = say("Bees matter.", name="gtts:en")
    assert spoken.voice == "hibari:en-us"
    assert spoken.passing
    assert spoken.fallbacks[0] == voices.Fallback("gtts:en", "voice.unavailable", "it cannot be reached.")


def test_a_service_that_speaks_is_used(monkeypatch, say):
    service = Service()
    monkeypatch.setenv(gtts_service.ENVIRONMENT, service.url)
    monkeypatch.setattr(gtts_service, "down", gtts_service.Down())
    try:
        spoken = say("Bees matter.", name="gtts:en")
    finally:
        service.close()
    assert (spoken.voice, spoken.fallbacks, spoken.passing) == ("gtts:en", [], False)


@pytest.mark.parametrize("pause", ["short", "natural", "long"])
def test_silence_takes_the_time_of_speech(say, pause):
    text = "The quick brown fox jumps over the lazy dog. Many people enjoy it."
    silent, heard = say(text, name="silent", pause=pause).narration, say(text, pause=pause).narration
    assert silent.seconds == pytest.approx(heard.seconds, rel=0.25)
    assert [word.text for word in silent.words] == text.split()
    assert msgspec.to_builtins(silent) == msgspec.to_builtins(say(text, name="silent", pause=pause).narration)


def test_a_package_that_is_not_installed_is_named_with_its_remedy(monkeypatch):
    monkeypatch.setattr(gtts, "_languages", dict)
    with pytest.raises(VoiceUnavailable, match="gtts is not installed") as refused:
        voices.candidates("Hi.", Voice(name="gtts:en"), "en")
    assert "pip install" in refused.value.remedy


def test_kanji_among_kana_are_japanese_and_never_spoken_as_chinese():
    for text in ("これは日本語文章漢字漢字です", "日本語の文章", "カメラ付携帯電話"):
        assert not [name for name in voices.candidates(text, Voice(), "en-US") if name.startswith("espeak:cmn")]
    assert "espeak:cmn" in voices.candidates("这是中文。", Voice(), "en-US")
