"""Letters that a voice cannot read: nobody hears "Chinese letter", and silence takes as long as reading does."""

import pytest

from aura_nb import voices
from aura_nb.pipeline.fallbacks import spoken_otherwise
from aura_nb.specs import Scene, Storyboard, Voice
from aura_nb.specs.origin import Origin

JAPANESE = (
    "今日は動画の作り方を学びます。これはとても簡単な例で、ネットワークも鍵も必要ありません。"
    "テーマを入力して、数秒待つだけで完成します。"
)
CHINESE = (
    "今天我们来学习如何制作视频。这是一个非常简单的例子，不需要网络，也不需要任何密钥，"
    "只要输入你的主题，然后等待几秒钟就可以了。"
)


def said(text, language, wav, names=None):
    names = names or voices.candidates(text, Voice(), language)
    return voices.speak(text, names=names, voice=Voice(), language=language, wav=wav, progress=lambda _: None)


@pytest.mark.parametrize(("text", "language"), [(JAPANESE, "ja"), ("潮の満ち引き", "ja"), ("大韓民國 만세", "ko")])
def test_characters_that_espeak_would_spell_are_shown_in_silence_and_the_warning_names_the_scene(
    text, language, tmp_path
):
    spoken = said(text, language, tmp_path / "a.wav")
    assert spoken.voice == "silent:timed"
    story = Storyboard(title="T", language=language, scenes=[Scene(id="tides", narration=text)])
    value = {
        "voice": spoken.voice,
        "fallbacks": [{"code": f.code, "voice": f.voice, "reason": f.reason} for f in spoken.fallbacks],
    }
    [warning] = spoken_otherwise(story, {"tides": value})
    assert f"espeak:{language} did not speak scene tides: it does not read Chinese characters." in warning.message
    assert f"gtts:{language}" in warning.message


@pytest.mark.parametrize(
    ("text", "language", "voice"),
    [("きょうは どうが", "ja", "espeak:ja"), (CHINESE, "zh-CN", "espeak:cmn"), ("안녕하세요", "ko", "espeak:ko")],
)
def test_what_espeak_reads_it_speaks(text, language, voice):
    assert voices.candidates(text, Voice(), language) == [voice]


def test_a_few_words_in_other_letters_are_left_out_and_named(tmp_path):
    spoken = said("The word 潮汐 means tide.", "en", tmp_path / "a.wav", names=["espeak:en-us"])
    assert spoken.left_out == ["潮汐"]
    bare = said("The word means tide.", "en", tmp_path / "b.wav", names=["espeak:en-us"])
    assert spoken.narration.seconds == pytest.approx(bare.narration.seconds, abs=0.3)
    story = Storyboard(title="T", scenes=[Scene(id="a", narration="-")])
    [warning] = spoken_otherwise(story, {"a": {"voice": spoken.voice, "left_out": spoken.left_out}})
    assert warning.message == "espeak:en-us leaves out “潮汐” in scene a: it does not read them."
    story.scenes[0].source, story.scenes[0].heading = Origin(file="talk.md", line=14), "Tides"
    [warning] = spoken_otherwise(story, {"a": {"voice": spoken.voice, "left_out": spoken.left_out}})
    assert warning.message == "espeak:en-us leaves out “潮汐” in talk.md:14 (“Tides”): it does not read them."


@pytest.mark.parametrize(("text", "language"), [(CHINESE, "zh-CN"), (JAPANESE, "ja")])
def test_silence_takes_as_long_as_reading_characters_aloud(text, language, tmp_path):
    assert 10 < said(text, language, tmp_path / "a.wav", names=["silent:timed"]).narration.seconds < 20
