"""Kokoro's natural voices: what they read, when each word is heard, and what is refused."""

from __future__ import annotations

import wave
from importlib.resources import files
from itertools import pairwise

import numpy as np
import pytest

from aura_nb import voices
from aura_nb.errors import VoiceUnavailable
from aura_nb.specs import Voice
from aura_nb.voices import kokoro, kokoro_model, kokoro_network
from aura_nb.voices.kept import keeping
from aura_nb.voices.kokoro_reader import Reader
from aura_nb.voices.kokoro_tables import ids, offered
from aura_nb.voices.phonemes import Reading, Utterance
from aura_nb.voices.sentences import LONGEST, sentences
from aura_nb.voices.sibilants import softened

SPOKEN = {
    "en-GB": "Bees, of the hive, fly.",
    "es": "La luna sube, y el mar baja.",
    "fr": "La lune monte, et la mer descend.",
    "it": "La luna sale, e il mare scende.",
    "pt-BR": "A lua sobe, e o mar desce.",
}


@pytest.fixture
def network(monkeypatch):
    """A network that hums a tenth of a second for each letter, at once; what it was asked for is kept."""

    class Humming:
        asked: list[tuple[str, str, float]] = []  # noqa: RUF012 - one for the test

        def say(self, letters, *, voice, speed):
            self.asked.append((letters, voice, speed))
            sound = (0.3 * np.sin(np.arange(2400 * (len(letters) + 2)) * 0.05)).astype(np.float32)
            return Utterance(sound, 2400 * np.arange(1, len(letters) + 2))

    humming = Humming()
    humming.asked = []
    monkeypatch.setattr(kokoro, "_network", lambda: humming)
    return humming


def speak(text, wav, *, name="kokoro:bf_emma", language="en-GB", **more):
    voice = Voice(name=name, **{field: more.pop(field) for field in ("rate", "pitch") if field in more})
    return voices.engine("kokoro").speak(text, voice=voice, language=language, wav=wav, progress=lambda _: None, **more)


@pytest.mark.parametrize("language", SPOKEN)
def test_each_language_is_spoken_and_its_words_begin_where_the_sound_does(language, tmp_path):
    text = SPOKEN[language]
    name = voices.resolve(Voice(), language)[1]
    narration = speak(text, tmp_path / "a.wav", name=name, language=language)
    assert [word.text for word in narration.words] == text.split()
    assert all(a.start < a.end <= b.start for a, b in pairwise(narration.words))
    with wave.open(str(tmp_path / "a.wav")) as file:
        assert (file.getframerate(), file.getnframes()) == (24000, narration.samples)
        sound = np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768
    assert 0.2 < np.abs(sound).max() <= 1
    assert 1.0 < narration.seconds < 5.0
    power = np.convolve(np.square(sound), np.ones(240) / 240, "same")
    loud = power > power.max() * 10**-4.5
    first, last = np.flatnonzero(loud)[[0, -1]] / 24000
    assert abs(narration.words[0].start - first) < 0.08
    assert abs(narration.words[-1].end - last) < 0.12


def test_the_offered_voices_have_their_styles_and_nothing_else_lies_there():
    folder = files("aura_nb.voices").joinpath("styles")
    assert {each.name for each in folder.iterdir()} == {f"{voice.name}.f16" for voice in offered()}
    for voice in offered():
        assert kokoro_network.style(voice.name).shape == (510, 256)
        assert np.isfinite(kokoro_network.style(voice.name)).all()
    english = {(voice.language, voice.gender) for voice in offered() if voice.language.startswith("en")}
    assert english == {(tag, gender) for tag in ("en-US", "en-GB") for gender in ("female", "male")}


@pytest.mark.parametrize(
    ("language", "text", "letters"),
    [
        ("en-US", "Later, I saw nothing.", "lˈATəɹ, I sˈɔ nˈʌθɪŋ."),
        ("en-GB", "Go home near the bird.", "ɡˌQ hˈQm nˌɪə ðə bˈɜːd."),
        ("fr", "Le week-end \u2014 oui.", "lə wˈiːkˈɛnd— wˈi."),
        ("es", "Mucho.", "mˈuʧo."),
        ("it", "Ragazzi, oggi!", "raɡˈaʦːɪ, ˈɔʤːɪ!"),
        ("pt-BR", "Tia, de noite.", "ʧˈiæ, ʤy nˈoɪʧy."),
    ],
)
def test_espeak_ngs_phonemes_are_written_in_kokoros_letters(language, text, letters, tmp_path):
    [reading] = Reader(language, tmp_path).read([text.split()])
    assert reading.phonemes == letters
    assert set(reading.phonemes) <= set(ids())


def test_each_letter_has_the_number_that_the_network_was_trained_with():
    known = {";": 1, "\u2026": 10, " ": 16, "A": 24, "Y": 41, "a": 43, "z": 68, "\u00f8": 116, "\u03b8": 119}
    known |= {"\u0279": 123, "\u0283": 131, "\u02a7": 133, "\u0292": 147, "\u02c8": 156, "\u02d0": 158, "\u1d7b": 177}
    assert {letter: ids()[letter] for letter in known} == known
    assert len(ids()) == 114


def test_words_that_are_run_together_are_heard_one_after_the_other(tmp_path):
    words = ["most", "of", "the", "people", "of", "the", "town"]
    [reading] = Reader("en-GB", tmp_path).read([words])
    heard = [reading.phonemes[span.start : span.stop] for span in reading.spans]
    assert heard == ["mˈQst", "əv", "ðə", "pˈiːpᵊl", "ɒv", "ðə", "tˈWn"]


def test_phonemes_of_the_author_are_said_as_they_are(network, tmp_path):
    speak("Ask Nguyen.", tmp_path / "a.wav", pronounce={"Nguyen": "/wɪn/"})
    [(letters, _, _)] = network.asked
    assert letters.endswith("wˈɪn.")


def test_no_part_has_more_letters_than_a_style_has_rows(network, tmp_path):
    speak(" ".join(["counterrevolutionaries"] * LONGEST) + ".", tmp_path / "a.wav")
    parts = [len(letters) for letters, _, _ in network.asked]
    assert sum(parts) > 509
    assert max(parts) <= 509


def test_a_long_sentence_is_parted_at_a_clause_and_no_part_is_too_long(network, tmp_path):
    text = " ".join(["the water of the ocean climbs much higher than usual, and"] * 18) + " ends."
    narration = speak(text, tmp_path / "a.wav")
    assert len(network.asked) > 1
    assert all(len(letters) <= 509 for letters, _, _ in network.asked)  # a style has 510 rows, one for each length
    assert all(letters.rstrip().endswith(",") for letters, _, _ in network.asked[:-1])
    assert [word.text for word in narration.words] == text.split()


def test_a_piece_without_a_clause_is_cut_at_a_word():
    assert list(Reading("aa bb cc", []).pieces(5)) == [range(2), range(2, 5), range(5, 8)]


def test_rate_and_pitch_change_the_pace_that_is_asked_for(network, tmp_path):
    plain = speak("Bees fly.", tmp_path / "a.wav")
    speak("Bees fly.", tmp_path / "b.wav", rate=2.0)
    higher = speak("Bees fly.", tmp_path / "c.wav", pitch=12.0)
    first, second, third = (speed for _, _, speed in network.asked)
    assert second == pytest.approx(2 * first)
    assert third == pytest.approx(first / 2, abs=1e-3)  # an octave up plays twice as fast
    assert higher.seconds == pytest.approx(plain.seconds / 2, abs=0.1)  # the humming heeds no speed


def test_a_sentence_is_said_once_though_what_is_around_it_changes(network, tmp_path):
    class Drawer(dict):
        def find(self, recipe):
            return self.get(repr(sorted(recipe.items())))

        def keep(self, recipe, content):
            self[repr(sorted(recipe.items()))] = content

    with keeping(Drawer()):
        first = speak("Bees fly. They hum.", tmp_path / "a.wav")
        again = speak("Bees fly. They hum.", tmp_path / "b.wav")
        assert (again, (tmp_path / "a.wav").read_bytes()) == (first, (tmp_path / "b.wav").read_bytes())
        speak("Bees fly. They dance.", tmp_path / "c.wav")
        assert len(network.asked) == 3
        speak("Bees fly. They hum.", tmp_path / "d.wav", rate=1.2)
        speak("Bees fly. They hum.", tmp_path / "e.wav", name="kokoro:bm_george")
    assert len(network.asked) == 7


def test_a_model_that_is_another_is_refused(monkeypatch, tmp_path):
    parts = []
    for number, path in enumerate(kokoro_model._parts()):
        parts.append(tmp_path / f"{number}.bin")
        parts[-1].write_bytes(path.read_bytes()[:1000])
    monkeypatch.setattr(kokoro_model, "_parts", lambda: parts)
    for ask in (kokoro_model.joined, lambda: voices.recipes(["kokoro:bf_emma"], "en-GB")):
        with pytest.raises(VoiceUnavailable, match="SHA-256") as refused:
            ask()
        assert "--force-reinstall" in refused.value.remedy


def test_the_recipe_names_every_maker_of_the_sound():
    recipe = voices.engine("kokoro").recipe("kokoro:bf_emma", "en-GB")
    assert set(recipe) == {
        *("voice", "schema", "model", "style", "espeakng-loader"),
        *("babel", "num2words", "numpy", "onnxruntime", "rapidfuzz", "sentencex"),
    }
    assert recipe["model"] == kokoro_model.SHA256
    assert recipe["style"] != voices.engine("kokoro").recipe("kokoro:bm_george", "en-GB")["style"]


def test_every_word_has_its_letters_or_none(tmp_path):
    text = 'He paid $5, "really" - (he said) \u2014 for 3.5 km; 50%, \U0001f600 ok'
    [part] = sentences(text, language="en")
    [reading] = Reader("en-GB", tmp_path).read([part.spoken])
    assert len(reading.spans) == len(text.split())
    assert all(a.stop <= b.start for a, b in pairwise(reading.spans))
    silent = [word for word, span in zip(text.split(), reading.spans, strict=True) if not span]
    assert silent == ["-", "\u2014", "\U0001f600"]


def test_a_sharp_voices_sibilants_are_softened_and_nothing_else_is():
    rate = 24000
    at = np.arange(rate) / rate
    vowel = 0.3 * np.sin(2 * np.pi * 200 * at)
    hiss = np.where((at > 0.4) & (at < 0.6), 0.25 * np.sin(2 * np.pi * 6500 * at), 0)
    soft = softened((vowel + hiss).astype(np.float32), rate)
    kept = softened(vowel.astype(np.float32), rate)
    assert np.abs(kept - vowel).max() < 1e-3
    inside = slice(int(0.45 * rate), int(0.55 * rate))
    left = np.std((soft - vowel)[inside]) / np.std(hiss[inside])
    assert -6 <= 20 * np.log10(left) <= -2.5
    outside = np.r_[0 : int(0.35 * rate), int(0.65 * rate) : rate]
    assert np.abs((soft - vowel)[outside]).max() < 1e-3
    assert len(soft) == rate
    assert [voice.name for voice in offered() if voice.sharp] == ["am_michael", "em_alex", "pm_alex"]
