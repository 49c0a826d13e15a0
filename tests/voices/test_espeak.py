from __future__ import annotations

import json
import os
import subprocess
import sys
import tracemalloc
import wave
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from support import descendants

from aura_nb.errors import JobCrashed, VoiceFailed, VoiceUnavailable
from aura_nb.specs import Voice
from aura_nb.voices import engine, espeak
from aura_nb.voices.engine_process import HEADER_BYTES
from aura_nb.voices.hello import hello

PLAIN = "The quick brown fox jumps over the lazy dog, and many people enjoy it."
TWELVE = ("en-gb", "de", "fr-fr", "es", "it", "pl", "ru", "ar", "hi", "cmn", "ja", "sw")


@pytest.fixture
def say(tmp_path):
    def spoken(text, name="espeak:en-us", *, progress=lambda _: None, **voice):
        wav = tmp_path / "a.wav"
        narration = engine("espeak").speak(
            text, voice=Voice(name=name, **voice), language="en", wav=wav, progress=progress
        )
        with wave.open(str(wav)) as file:
            assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, narration.rate)
            pcm = np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768
        assert len(pcm) == narration.samples
        return narration, pcm

    return spoken


def languages(names):
    return [pytest.param(name, marks=[] if name in TWELVE else pytest.mark.long) for name in names]


@pytest.mark.parametrize("name", languages(sorted(espeak._catalogue())))
def test_every_language_says_its_own_sentence(say, name):
    described = engine("espeak").describe(f"espeak:{name}")
    text = hello(described.language, otherwise=described.description.partition(":")[0], unread=described.unread)
    narration, sound = say(text, described.name)
    assert [word.text for word in narration.words] == text.split()
    assert 0.25 < narration.seconds < 20
    assert 0.05 < np.abs(sound).max() <= 0.981


def test_the_twelve_are_there():
    assert set(TWELVE) <= set(espeak._catalogue())
    assert len(espeak._catalogue()) > 130


def test_the_files_tell_the_same_voices_as_the_library(tmp_path):
    """The catalogue is read from text files; the library must know each by the path we use."""
    for name, language in list(espeak._catalogue().items())[::12]:
        assert _run([language.file])[0] == 0, name
    assert _run(["gmw/nowhere"])[0] == 3


def _run(voices, folder="."):
    command = [sys.executable, "-I", "-S", str(espeak._PROGRAM), *map(str, espeak._library()), folder]
    order = {"voice": voices[0], "words_per_minute": 170, "pitch": 50, "texts": [["Hello.", False]]}
    done = subprocess.run(command, input=json.dumps(order).encode(), capture_output=True, check=False)
    return done.returncode, done.stdout


@pytest.mark.parametrize(
    ("asked", "name", "language", "gender"),
    [
        ("espeak:en-GB", "espeak:en-gb", "en-GB", "male"),
        ("espeak:en-gb+F3", "espeak:en-gb+f3", "en-GB", "female"),
        ("espeak:fr", "espeak:fr-fr", "fr-FR", "male"),
        ("espeak:zh", "espeak:cmn", "cmn", "male"),
        ("espeak:zh-HK", "espeak:yue", "yue", "male"),
        ("espeak:no", "espeak:nb", "nb", "male"),
        ("espeak:pt-BR", "espeak:pt-br", "pt-BR", "male"),
        ("espeak:de-AT", "espeak:de", "de", "male"),
    ],
)
def test_a_voice_is_found_by_any_tag_it_speaks(asked, name, language, gender):
    found = engine("espeak").describe(asked)
    assert (found.name, found.language, found.gender) == (name, language, gender)


@pytest.mark.parametrize("asked", ["espeak:nowhere", "espeak:de+nobody", "espeak:../../etc/passwd", "espeak:"])
def test_what_it_does_not_have_is_not_found(asked):
    assert engine("espeak").describe(asked) is None
    with pytest.raises(VoiceUnavailable):
        engine("espeak").recipe(asked, "de")


def test_the_same_text_gives_the_same_bytes(say):
    first, again = say(f"{PLAIN} {PLAIN}")[1], say(f"{PLAIN} {PLAIN}")[1]
    assert first.tobytes() == again.tobytes()


@pytest.mark.parametrize("rate", [0.5, 1.5, 2.0])
def test_rate_is_a_factor_of_the_pace(say, rate):
    text = f"{PLAIN} {PLAIN}"
    assert say(text)[0].seconds / say(text, rate=rate)[0].seconds == pytest.approx(rate, rel=0.15)


@pytest.mark.parametrize("semitones", [-12, -5, 3, 12])
def test_pitch_moves_the_voice_and_keeps_its_length(say, semitones):
    plain, moved = say(PLAIN), say(PLAIN, pitch=semitones)
    assert moved[0].seconds == pytest.approx(plain[0].seconds, rel=0.12)
    assert pitch(moved[1]) / pitch(plain[1]) == pytest.approx(2 ** (semitones / 12), rel=0.08)


def pitch(sound, rate=22050):
    """The median F0 of the loud parts, by autocorrelation."""
    found = []
    for at in range(0, len(sound) - 3200, 400):
        frame = sound[at : at + 3200] * np.hanning(3200)
        if frame.std() < 0.02:
            continue
        alike = np.fft.irfft(np.abs(np.fft.rfft(frame, 8192)) ** 2)[:800]
        lags = np.arange(50, 700)
        best = lags[alike[lags].argmax()]
        found += [rate / best] if alike[best] > 0.5 * alike[0] else []
    return np.median(found)


@pytest.mark.parametrize(("pause", "seconds"), [("short", 0.3), ("natural", 0.55), ("long", 0.95)])
def test_the_pause_setting_is_what_is_heard_between_sentences(say, pause, seconds):
    words = say("Bees matter. Flowers matter. Go on.", pause=pause)[0].words
    gaps = [after.start - before.end for before, after in pairwise(words) if before.text[-1] == "."]
    assert gaps == pytest.approx([seconds, seconds], rel=0.09, abs=0.05)


def test_a_text_is_never_a_command(say):
    plain = say("Bees matter.")[0].seconds
    for text in ("<speak>Bees</speak> matter.", "[[b'i:z]] matter.", "<break time='9s'/>Bees matter."):
        narration, _ = say(text)
        assert len(narration.words) == len(text.split())
        assert plain < narration.seconds < plain + 5


@pytest.mark.parametrize(
    "text", ["Bees\x00 \x1b[31mmatter\x07.", "Bees \ud800 matter.", "Bees\u202e \u200dmatter \U0001f600."]
)
def test_odd_characters_do_no_harm(say, text):
    narration, _ = say(text)
    assert len(narration.words) == len(text.split())


def test_a_data_folder_with_a_long_path_works(say, tmp_path, monkeypatch):
    deep = tmp_path / ("d" * 100) / ("e" * 100)
    deep.mkdir(parents=True)
    library, data = espeak._library()
    (deep / "espeak-ng-data").symlink_to(data)
    monkeypatch.setattr(espeak, "_library", lambda: (library, deep / "espeak-ng-data"))
    assert say("Hello.")[0].seconds > 0.3
    assert {path.name for path in tmp_path.iterdir()} == {"a.wav", deep.parent.name}


def test_what_progress_raises_passes_through_and_leaves_neither_file_nor_process(say, tmp_path):
    def cancel(fraction):
        if fraction > 0:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        say(f"{PLAIN} " * 40, progress=cancel)
    assert not list(tmp_path.iterdir())
    assert descendants() == []


def test_a_program_that_dies_is_a_failure_with_its_last_words(say, monkeypatch, tmp_path):
    monkeypatch.setattr(espeak, "_library", lambda: (Path("/nowhere/lib.so"), Path("/nowhere")))
    with pytest.raises(VoiceFailed, match="exit code 1") as failed:
        say("Hello.")
    assert any("/nowhere/lib.so" in line for line in failed.value.details["logs"])
    assert not list(tmp_path.iterdir())


@pytest.fixture
def program(monkeypatch, tmp_path):
    """Let a shell script answer in espeak's place."""

    def put(script):
        path = tmp_path / "program.py"
        path.write_text(f"import os, signal, sys, time\n{script}")
        monkeypatch.setattr(espeak, "_PROGRAM", path)

    return put


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_a_program_that_somebody_kills_says_nothing_about_the_voice(say, program):
    program("os.kill(os.getpid(), signal.SIGKILL)")
    with pytest.raises(JobCrashed, match="signal 9"):
        say("Hello.")


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_a_program_that_brings_itself_down_is_a_failure_of_the_voice(say, program):
    program("os.kill(os.getpid(), signal.SIGSEGV)")
    with pytest.raises(VoiceFailed, match="signal 11"):
        say("Hello.")


def test_a_program_that_does_not_answer_in_time_is_a_failure_of_the_voice(say, program, monkeypatch):
    monkeypatch.setattr("aura_nb.voices.engine_process.START_SECONDS", 0.3)
    program("time.sleep(60)")
    with pytest.raises(VoiceFailed, match="did not answer in time"):
        say("Hello.")


@pytest.mark.parametrize(
    "answer", ["b'x' * 40_000_000", 'b\'{"rate": 22050}\\n{"bytes": 99999999999}\\n\'', "b'{\"bytes\": -1}\\n'"]
)
def test_an_answer_without_an_end_takes_no_memory(say, program, answer):
    talk = f"sys.stderr.write('y' * 40_000_000); sys.stdout.buffer.write({answer}); sys.stdout.buffer.flush()"
    program(f"sys.stdin.read(); {talk}; time.sleep(60)")
    tracemalloc.start()
    try:
        with pytest.raises(VoiceFailed, match="cannot be read"):
            say("Hello.")
        assert tracemalloc.get_traced_memory()[1] < 3 * HEADER_BYTES
    finally:
        tracemalloc.stop()


def test_the_gpl_library_is_never_in_our_process(say):
    say("Hello.")
    if not Path("/proc/self/maps").exists():
        pytest.skip("needs /proc")
    assert "espeak" not in Path(f"/proc/{os.getpid()}/maps").read_text()
