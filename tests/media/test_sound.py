from __future__ import annotations

import ffmpeg
import numpy as np
import pytest
from support import descendants

from aura_nb.errors import InternalError, VoiceFailed
from aura_nb.media.ffmpeg import run
from aura_nb.media.loudness import RATE, measure
from aura_nb.media.room import LEVEL
from aura_nb.media.room import tone as tone_of
from aura_nb.media.sound import Sound, mix


def heard(path):
    """What a meter of our own makes of the finished file."""
    return measure(ffmpeg.input(str(path), format="mp4").audio)


@pytest.fixture
def narrations(films, tmp_path):
    """Sound of a kind, as narrations of 2 s every 2.5 s."""

    def make(kind, count=4):
        placed = []
        for index in range(count):
            samples = films.babble(2, seed=index, level=0.08)
            if kind == "quiet":
                samples = samples * 0.05
            elif kind == "loud":
                samples = (samples * 20).clip(-1, 1)
            elif kind == "peaky":
                samples = samples * 0.2
                samples[6000::12000], samples[6001::12000] = 0.98, -0.98
            placed.append((films.write_wav(tmp_path / f"{kind}{index}.wav", samples), RATE + index * RATE * 5 // 2))
        return placed

    return make


@pytest.mark.parametrize("kind", ["even", "quiet", "loud", "peaky"])
def test_the_encoded_sound_has_the_planned_loudness(narrations, tmp_path, kind):
    done = mix(narrations(kind), total_samples=12 * RATE, file=tmp_path / "sound.m4a")
    level = heard(tmp_path / "sound.m4a")
    assert level.integrated == pytest.approx(-14, abs=0.7)
    assert level.true_peak < -1
    assert (done.integrated, done.true_peak, done.target) == (level.integrated, level.true_peak, -14)


def test_long_silence_around_a_voice_does_not_change_its_loudness(narrations, tmp_path):
    mix(narrations("even", 1), total_samples=60 * RATE, file=tmp_path / "sound.m4a")
    level = heard(tmp_path / "sound.m4a")
    assert level.integrated == pytest.approx(-14, abs=0.7)
    assert level.true_peak < -1


@pytest.mark.parametrize("seconds", [0.3, 5])
def test_silence_stays_silence(films, tmp_path, seconds):
    done = mix([], total_samples=int(seconds * RATE), file=tmp_path / "sound.m4a")
    assert (done.integrated, done.true_peak, done.gain, done.target) == (None, None, 0, None)
    assert not films.decoded(tmp_path / "sound.m4a").any()


def test_faint_noise_is_not_blown_up(films, tmp_path):
    noise = films.write_wav(tmp_path / "noise.wav", films.babble(3, level=0.0002))
    done = mix([(noise, 0)], total_samples=4 * RATE, file=tmp_path / "sound.m4a")
    assert done.gain <= 40
    assert done.target is None


def test_a_third_of_a_second_works(films, tmp_path):
    word = films.write_wav(tmp_path / "word.wav", films.babble(0.3))
    mix([(word, 0)], total_samples=RATE * 3 // 10, file=tmp_path / "sound.m4a")
    assert len(films.decoded(tmp_path / "sound.m4a")) == RATE * 3 // 10


@pytest.mark.parametrize("total", [RATE * 3, RATE * 3 + 1, 100_003])
def test_it_is_as_long_as_asked_to_the_sample(films, narrations, tmp_path, total):
    mix(narrations("even", 0), total_samples=total, file=tmp_path / "sound.m4a")
    assert len(films.decoded(tmp_path / "sound.m4a")) == total


def test_both_channels_are_the_same(films, narrations, tmp_path):
    mix(narrations("even", 1), total_samples=4 * RATE, file=tmp_path / "sound.m4a")
    sound = films.decoded(tmp_path / "sound.m4a")
    assert np.abs(sound[:, 0] - sound[:, 1]).max() < 1e-4
    assert sound.any()


def test_sixty_narrations_are_heard_where_they_were_placed(films, tmp_path):
    rates = (24_000, 22_050, 16_000, 44_100, 48_000, 11_025)
    placed, wanted = [], []
    position = 1234
    for index in range(60):
        rate = rates[index % len(rates)]
        samples = films.babble(0.3 + 0.005 * index, rate=rate, seed=index)
        placed.append((films.write_wav(tmp_path / f"{index}.wav", samples, rate=rate), position))
        times = np.arange(int(len(samples) / rate * RATE)) / RATE
        wanted.append((position, np.interp(times, np.arange(len(samples)) / rate, samples)))
        position += len(times) + 7_001 + index
    mix(placed, total_samples=position, file=tmp_path / "sound.m4a")
    sound = films.decoded(tmp_path / "sound.m4a")[:, 0]
    assert len(sound) == position
    lags = [films.lag(sound[start:], samples) for start, samples in wanted]
    assert lags == [0] * 60


def test_overlapping_narrations_are_summed(films, tmp_path):
    first = films.write_wav(tmp_path / "a.wav", films.babble(2, seed=1, level=0.05))
    second = films.write_wav(tmp_path / "b.wav", films.babble(2, seed=2, level=0.05))
    mix([(first, 0), (second, RATE)], total_samples=3 * RATE, file=tmp_path / "both.m4a")
    sound = films.decoded(tmp_path / "both.m4a")[:, 0]
    assert sound[RATE : 2 * RATE].std() == pytest.approx(sound[:RATE].std() * 2**0.5, rel=0.1)


def test_edges_are_faded(films, tmp_path):
    tone = films.write_wav(tmp_path / "tone.wav", np.full(24_000, 0.2) * (-1) ** (np.arange(24_000) // 12))
    mix([(tone, RATE)], total_samples=3 * RATE, file=tmp_path / "sound.m4a")
    sound = np.abs(films.decoded(tmp_path / "sound.m4a")[:, 0])
    full = sound[RATE + 2000 : RATE + 4000].max()
    assert sound[RATE : RATE + 48].max() < 0.25 * full
    assert sound[2 * RATE - 48 : 2 * RATE].max() < 0.25 * full


def test_where_narrations_and_recordings_meet_the_wave_goes_no_faster_than_within_them(films, tmp_path):
    """A click is a step that is larger than what is heard anyway; each of these is cut in the midst of its wave."""
    parts = [(24_000, 150.3, 0.0), (48_000, 210.7, 0.0), (22_050, 180.1, 0.3)]  # of a voice, a recording, another voice
    spoken, start = [], RATE // 2
    for number, (rate, pitch, pause) in enumerate(parts):
        wave = 0.2 * np.cos(2 * np.pi * pitch * np.arange(rate) / rate)  # it begins and ends at its highest
        start += round(pause * RATE)
        spoken.append((films.write_wav(tmp_path / f"{number}.wav", wave, rate=rate), start))
        start += RATE
    mix(spoken, total_samples=start + RATE // 2, file=tmp_path / "sound.m4a")
    steps = np.abs(np.diff(films.decoded(tmp_path / "sound.m4a")[:, 0]))
    within = max(steps[begin + RATE // 4 : begin + 3 * RATE // 4].max() for _, begin in spoken)
    assert steps.max() <= 1.2 * within


def test_the_same_sound_gives_the_same_bytes(narrations, tmp_path):
    for name in ("one.m4a", "two.m4a"):
        mix(narrations("even", 2), total_samples=6 * RATE, file=tmp_path / name)
    assert (tmp_path / "one.m4a").read_bytes() == (tmp_path / "two.m4a").read_bytes()


@pytest.mark.parametrize("at", [0.1, 0.3, 0.7])
def test_a_cancel_leaves_neither_file_nor_process(narrations, tmp_path, at):
    placed = narrations("even", 2)
    before = {*tmp_path.iterdir()}

    def cancel(fraction):
        if fraction >= at:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        mix(placed, total_samples=6 * RATE, file=tmp_path / "sound.m4a", progress=cancel)
    assert {*tmp_path.iterdir()} == before
    assert descendants() == []


def test_progress_rises_to_one(narrations, tmp_path):
    seen = []
    mix(narrations("even", 2), total_samples=6 * RATE, file=tmp_path / "sound.m4a", progress=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 1


def test_a_narration_that_is_no_sound_is_refused(tmp_path):
    (tmp_path / "n.wav").write_bytes(b"RIFF....")
    with pytest.raises(VoiceFailed, match=r"n\.wav"):
        mix([(tmp_path / "n.wav", 0)], total_samples=RATE, file=tmp_path / "sound.m4a")


def test_a_narration_cut_short_is_refused(films, tmp_path):
    path = films.write_wav(tmp_path / "n.wav", films.babble(1))
    path.write_bytes(path.read_bytes()[:-20_000])
    with pytest.raises(VoiceFailed, match="cut short"):
        mix([(path, 0)], total_samples=2 * RATE, file=tmp_path / "sound.m4a")


def test_a_narration_that_outlasts_the_film_is_our_fault(films, tmp_path):
    path = films.write_wav(tmp_path / "n.wav", films.babble(1))
    with pytest.raises(InternalError, match="outside the film"):
        mix([(path, RATE)], total_samples=RATE * 3 // 2, file=tmp_path / "sound.m4a")


@pytest.fixture
def tone(tmp_path):
    """A video of five seconds with a tone, far softer than a voice."""
    run(
        [
            "-f",
            "lavfi",
            "-i",
            "color=s=64x36:r=4:d=5",
            "-f",
            "lavfi",
            "-i",
            "sine=1000:d=5",
            "-af",
            "volume=-24dB",
            "-c:v",
            "libx264",
            "-pix_fmt",
            "yuv420p",
            "-c:a",
            "aac",
            str(tmp_path / "tone.mp4"),
        ]
    )
    return tmp_path / "tone.mp4"


def strength(samples):
    """How strong a tone of 1 kHz is."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)))) / len(samples)
    at = round(1000 * len(samples) / RATE)
    return 20 * np.log10(spectrum[at - 2 : at + 3].max() + 1e-9)


def test_a_videos_sound_begins_to_the_sample_and_is_softer_under_the_voice(films, narrations, tone, tmp_path):
    spoken = narrations("even", 1)  # from 1 s to 3 s
    mix(spoken, [Sound(tone, RATE // 2, 0.0, 5.0)], total_samples=6 * RATE, file=tmp_path / "sound.m4a")
    left = films.decoded(tmp_path / "sound.m4a")[:, 0]
    assert np.abs(left[: RATE // 2 - 2000]).max() < 4e-3  # the room's tone
    assert np.abs(left[RATE // 2 + 200 : RATE // 2 + 2000]).max() > 0.01
    under, free = strength(left[RATE * 3 // 2 : RATE * 5 // 2]), strength(left[RATE * 4 : RATE * 5])
    assert free - under == pytest.approx(15, abs=3)
    assert heard(tmp_path / "sound.m4a").integrated == pytest.approx(-14, abs=0.7)


def test_a_video_without_a_narration_is_heard_by_itself(films, tone, tmp_path):
    done = mix([], [Sound(tone, 0, 1.0, 3.0)], total_samples=4 * RATE, file=tmp_path / "sound.m4a")
    left = films.decoded(tmp_path / "sound.m4a")[:, 0]
    assert done.integrated == pytest.approx(-14, abs=0.7)
    assert np.abs(left[2 * RATE + 2000 :]).max() < 1e-3


def test_between_sentences_the_room_is_heard_and_nothing_else(films, narrations, tmp_path):
    spoken = narrations("even", 1)  # from 1 s to 3 s
    mix(spoken, total_samples=20 * RATE, file=tmp_path / "sound.m4a")
    left = films.decoded(tmp_path / "sound.m4a")[:, 0]
    seconds = left[4 * RATE : 19 * RATE].reshape(-1, RATE)
    levels = 20 * np.log10(np.sqrt(np.square(seconds).mean(axis=1)))
    assert levels == pytest.approx(LEVEL, abs=1.5)
    assert np.abs(left[-RATE // 100 :]).max() < 2e-4  # it fades where the film ends
    assert heard(tmp_path / "sound.m4a").integrated == pytest.approx(-14, abs=0.7)


def test_the_rooms_tone_has_no_seam_and_is_always_the_same():
    whole = tone_of(0, 25 * RATE, 25 * RATE)
    assert np.array_equal(whole[RATE : 2 * RATE], tone_of(RATE, RATE, 25 * RATE))
    step = np.abs(np.diff(whole[5 * RATE : 20 * RATE]))
    assert step[5 * RATE - 2 : 5 * RATE + 2].max() < step.max()
    assert np.sqrt(np.square(whole[RATE:-RATE]).mean()) == pytest.approx(1, rel=0.02)
