from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import PurePath

import numpy as np
import pytest
from support.paragraphs import PARAGRAPHS, words_per_minute

from aura_nb.errors import InternalError, VoiceFailed, VoiceUnavailable
from aura_nb.specs import Voice
from aura_nb.voices import engine
from aura_nb.voices.phonemes import edges, with_output

PLAIN = "The quick brown fox jumps over the lazy dog, and many people enjoy it."


def pitches(sound):
    """F0 in Hz every 20 ms, over 60 ms each, by autocorrelation corrected for its window; 0 where it is unsure."""
    window = np.hanning(1440)
    own = np.fft.irfft(np.abs(np.fft.rfft(window, 4096)) ** 2)[:1440]
    found = []
    for at in range(0, len(sound) - 1440, 480):
        frame = sound[at : at + 1440] * window
        if np.sqrt(np.square(frame).mean()) < 0.01:
            found.append(0.0)
            continue
        alike = np.fft.irfft(np.abs(np.fft.rfft(frame, 4096)) ** 2)[:1440]
        alike = alike / alike[0] / (own / own[0] + 1e-3)
        lags = np.arange(40, 480)
        peaks = [q for q in lags if alike[q] > 0.92 * alike[lags].max() and alike[q - 1] <= alike[q] >= alike[q + 1]]
        sure = bool(peaks) and alike[peaks[0]] > 0.6
        found.append(24000 / peaks[0] if sure else 0.0)
    return np.array(found)


def spectrum(sound):
    """Power in decibels over bands of 500 Hz up to 4 kHz: the vowels' colour, not their pitch."""
    frames = np.lib.stride_tricks.sliding_window_view(sound, 1200)[::600] * np.hanning(1200)
    power = np.square(np.abs(np.fft.rfft(frames))).mean(axis=0)
    return 10 * np.log10(power[:200].reshape(8, 25).sum(axis=1))


def test_two_processes_give_the_same_bytes(say, tmp_path):
    program = f"""
import sys
from pathlib import Path
from aura_nb.specs import Voice
from aura_nb.voices import engine
engine("hibari").speak({PLAIN!r}, voice=Voice(), language="en-US", wav=Path(sys.argv[1]), progress=lambda f: None)
"""
    subprocess.run([sys.executable, "-c", program, str(tmp_path / "other.wav")], check=True)
    here = hashlib.sha256(say(PLAIN).wav).hexdigest()
    assert hashlib.sha256((tmp_path / "other.wav").read_bytes()).hexdigest() == here
    assert say(PLAIN).wav == say(PLAIN).wav


@pytest.mark.parametrize("rate", [0.5, 0.8, 1.5, 2.0])
def test_rate_is_a_factor_of_the_pace(say, rate):
    text = f"{PLAIN} {PLAIN}"
    assert say(text).seconds / say(text, rate=rate).seconds == pytest.approx(rate, rel=0.15)


@pytest.mark.parametrize("semitones", [-12, -5, 3, 7, 12])
def test_pitch_moves_the_voice_and_keeps_its_colour_level_and_length(say, semitones):
    plain, moved = say(PLAIN), say(PLAIN, pitch=semitones)
    length = min(len(plain.sound), len(moved.sound))
    before, after = pitches(plain.sound[:length]), pitches(moved.sound[:length])
    both = (before > 0) & (after > 0)
    assert both.sum() > 20
    assert np.median(after[both] / before[both]) == pytest.approx(2 ** (semitones / 12), rel=0.03)
    assert np.abs(spectrum(moved.sound) - spectrum(plain.sound)).max() < 4.5
    assert 20 * np.log10(moved.sound.std() / plain.sound.std()) == pytest.approx(0, abs=2.5)
    assert moved.seconds == pytest.approx(plain.seconds, abs=0.05)


@pytest.mark.parametrize(("pause", "seconds"), [("short", 0.3), ("natural", 0.55), ("long", 0.95)])
def test_the_pause_setting_is_what_is_heard_between_sentences(say, pause, seconds):
    heard = say("What bees do\n\nBees matter. Flowers matter. Go on.\n\nA new thought.", pause=pause)
    lengths = [end - begin for begin, end in heard.silences(0.15)]
    usual = [1.65 * seconds, seconds, seconds, 1.85 * seconds]
    assert lengths == pytest.approx(usual, rel=0.13, abs=0.07)
    assert abs(lengths[1] - lengths[2]) > 0.005 * seconds  # no two sentences have the very same


def test_one_explains_at_a_hundred_and_fifty_to_sixty_five_words_a_minute(say):
    spoken = [say(text).narration.words for text in PARAGRAPHS["en"]]
    assert 150 <= words_per_minute(spoken) <= 165


def test_the_sound_has_the_same_small_margin_at_both_ends(say):
    for text in (PLAIN, "See.", "Ha!"):
        loud = np.flatnonzero(say(text).loud(50))
        heard = say(text)
        assert loud[0] * 0.0025 == pytest.approx(0.05, abs=0.015)
        assert heard.seconds - loud[-1] * 0.0025 == pytest.approx(0.05, abs=0.015)


def test_nothing_is_clipped(say):
    for semitones in (-12, 0, 12):
        assert 0.05 < np.abs(say(PLAIN, pitch=semitones).sound).max() <= 0.981


def test_five_thousand_characters_are_spoken_to_the_end_and_progress_is_told(say):
    text = (f"{PLAIN} In 2024, it cost $1,200! " * 60)[:5000].rsplit(" ", 1)[0]
    told = []
    heard = say(text, progress=told.append, rate=2.0)
    assert [word.text for word in heard.narration.words] == text.split()
    assert told == sorted(told)
    assert (told[0], told[-1]) == (0.0, 1.0)
    assert len(told) > 90
    assert heard.narration.words[-1].end == pytest.approx(heard.seconds, abs=0.1)


def test_what_progress_raises_passes_through_and_leaves_no_file(say, tmp_path):
    def cancel(fraction):
        if fraction > 0.3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        say(f"{PLAIN} {PLAIN} {PLAIN}", progress=cancel)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "text",
    [
        "\u0645\u0631\u062d\u0628\u0627 \u0628\u0627\u0644\u0639\u0627\u0644\u0645",
        "\u4f60\u597d\uff0c\u4e16\u754c\u3002",
        "\U0001f600\U0001f389",
        "... - !",
        "\x00",
        "Hi \u4f60\u597d\u4e16\u754c\u4f60\u597d\u4e16\u754c",
    ],
)
def test_a_text_the_voice_cannot_read_is_refused_not_passed_over(say, tmp_path, text):
    with pytest.raises(VoiceFailed, match="cannot pronounce") as failed:
        say(text)
    assert failed.value.remedy
    assert str(failed.value).isprintable()
    assert not list(tmp_path.iterdir())


def test_a_sound_too_short_for_its_text_is_refused(say, monkeypatch):
    monkeypatch.setattr("aura_nb.voices.plausible.LEAST_PER_LETTER", 1.0)
    with pytest.raises(VoiceFailed, match=r"gave \d\.\d s of sound for \d+ letters"):
        say(PLAIN)


@pytest.mark.parametrize("text", ["", " \n\t"])
def test_there_is_nothing_to_say_about_nothing(say, text):
    with pytest.raises(ValueError, match="no text"):
        say(text)


@pytest.mark.parametrize(
    "text", ["Bees\x00 \x1b[31mmatter\x07.", "Bees \ud800 matter.", "Bees\u202e \u200dmatter \U0001f600."]
)
def test_odd_characters_do_no_harm(say, text):
    heard = say(text)
    assert len(heard.narration.words) == len(text.split())
    assert heard.seconds == pytest.approx(say("Bees matter.").seconds, abs=1.0)
    "".join(word.text for word in heard.narration.words).encode()


def test_a_script_cannot_speak_in_phonemes(say):
    command = "[Bees](/d\u02c8\u0251\u0261z/) matter."
    assert say(command).seconds > say("Dogs matter.").seconds + 0.3
    assert say("Say [a b](/k\u02c8\u00e6t k\u02c8\u00e6t/) now.").narration.words[1].text == "[a"


def test_only_the_bundled_voice_is_ever_used(say):
    with pytest.raises(VoiceUnavailable):
        say(PLAIN, name="hibari:emma")
    with pytest.raises(VoiceUnavailable):
        engine("hibari").recipe("hibari:fenrir", "en-US")


def test_another_language_is_refused(tmp_path):
    with pytest.raises(VoiceUnavailable, match="'de'"):
        engine("hibari").speak("Hallo.", voice=Voice(), language="de", wav=tmp_path / "a.wav", progress=print)


def test_phoneme_times_must_make_up_the_sound():
    known = np.array([True, False, True])
    steps = np.array([3, 1, 2, 4], np.float32)
    assert edges(steps, known, 6000).tolist() == [1800, 2400, 2400, 3600]
    with pytest.raises(InternalError, match="do not match its sound"):
        edges(steps, known, 6600)
    with pytest.raises(InternalError, match="do not match its sound"):
        edges(steps[1:], known, 4200)


def test_an_output_is_named_by_twenty_six_bytes():
    assert with_output(b"model", "/Clip_output_0") == b"model" + bytes.fromhex(
        "3a18 6216 0a0e 2f436c69705f6f75747075745f30 1204 0a02 0801"
    )


def test_speaking_leaves_no_trace_of_a_library_that_would_report_home(tmp_path):
    """onnxruntime's telemetry would write a session file and a device id before it calls home."""
    import os
    import subprocess
    import sys

    for name in ("home", "tmp", "cache"):
        (tmp_path / name).mkdir()
    code = (
        "import sys; from pathlib import Path; from aura_nb.specs import Voice; from aura_nb.voices import engine; "
        "engine('hibari').speak('Hello.', voice=Voice(), language='en-US', wav=Path(sys.argv[1]), progress=print)"
    )
    folders = {"HOME": tmp_path / "home", "TMPDIR": tmp_path / "tmp", "XDG_CACHE_HOME": tmp_path / "cache"}
    environment = {k: v for k, v in os.environ.items() if k != "ORT_DISABLE_TELEMETRY"}
    subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "hello.wav")],
        env=environment | {name: str(folder) for name, folder in folders.items()},
        check=True,
    )
    assert (tmp_path / "hello.wav").exists()
    path_of_ours = PurePath("cache", "aura_nb")  # where we remember what is slow to find
    left = [path for folder in folders.values() for path in folder.rglob("*") if path.is_file()]
    assert {path.relative_to(tmp_path).parent for path in left} <= {path_of_ours}
