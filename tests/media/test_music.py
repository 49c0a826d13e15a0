"""Music under a film: beds without a seam, files that are repeated, and how loud it all is."""

from __future__ import annotations

import wave

import av
import numpy as np
import pytest

from aura_nb.media.beds import BEDS, bed
from aura_nb.media.loudness import RATE, TARGET, TOLERANCE, TRUE_PEAK
from aura_nb.media.music import ATTACK_SECONDS, DUCK, RELEASE_SECONDS, Music, ducked, faded
from aura_nb.media.sound import mix
from aura_nb.specs.render import MUSIC


def steps(sound):
    """How far each sample is from the one before it."""
    return np.abs(np.diff(sound.astype(np.float64)))


@pytest.mark.parametrize("name", BEDS)
def test_a_bed_can_be_repeated_without_a_click(name):
    made = bed(name)
    assert np.abs(made).max() == pytest.approx(0.5)
    seam = np.concatenate([made[-2400:], made[:2400]])
    assert steps(seam)[2300:2500].max() <= steps(made).max()
    assert 12 < len(made) / RATE < 40


def test_the_beds_on_offer_are_those_there_are():
    assert MUSIC[1:] == BEDS


def test_music_is_soft_from_the_first_word_to_the_last_and_rises_behind_it():
    start, end = 3 * RATE, 6 * RATE
    at = np.arange(10 * RATE)
    level = ducked(at, [(start, end)])
    assert (level[start:end] == DUCK).all()
    assert level[start - round(ATTACK_SECONDS * RATE) - 1] == 0
    assert level[end + round(RELEASE_SECONDS * RATE) + 1] == 0
    assert (np.diff(level[start - RATE : start]) <= 0).all()
    assert (np.diff(level[end : end + RATE]) >= 0).all()


def test_a_file_is_repeated_to_the_films_length_and_crosses_into_itself_without_a_click(tmp_path):
    rate, seconds = RATE, 3.0
    time = np.arange(round(seconds * rate)) / rate
    sound = 0.3 * np.sin(2 * np.pi * 220.37 * time)  # no whole number of periods
    path = tmp_path / "song.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.rint(np.pad(sound, RATE) * 32767).astype("<i2").tobytes())  # silence at both ends
    music = Music(path, tmp_path)
    try:
        played = np.concatenate([block for _, block in music.blocks(10 * RATE, [], 0.0)])
    finally:
        music.close()
    assert len(played) == 10 * RATE
    assert steps(played).max() <= 1.5 * steps(sound).max()
    level = np.sqrt(np.square(played[2 * RATE : 6 * RATE].reshape(-1, RATE // 4)).mean(axis=1))
    assert level.min() > 0.5 * level.max()
    assert not list(tmp_path.glob("*.f32"))
    assert faded(np.arange(10 * RATE), 10 * RATE)[[0, -1]].max() < 1e-6


def speech(path, *, seconds):
    """A voice of noise: what it says is in other bands than a bed, and its loudness is steady."""
    noise = np.random.default_rng(2).standard_normal(round(seconds * RATE))
    sound = 0.05 * np.diff(noise, prepend=0)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(np.rint(np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())
    return path


def decoded(path):
    with av.open(str(path)) as container:
        frames = [frame.to_ndarray()[0] for frame in container.decode(audio=0)]
    return np.concatenate(frames)


@pytest.mark.parametrize("music", [None, "warm"])
def test_with_music_and_without_a_film_is_equally_loud_and_its_voice_stands_above(music, tmp_path):
    start, length = 3 * RATE, 4 * RATE
    total = 12 * RATE
    found = mix(
        [(speech(tmp_path / "v.wav", seconds=4.0), start)],
        total_samples=total,
        file=tmp_path / "sound.m4a",
        music=music,
    )
    assert found.integrated == pytest.approx(TARGET, abs=TOLERANCE)
    assert found.true_peak < TRUE_PEAK
    if music is None:
        return
    sound = decoded(tmp_path / "sound.m4a")[:total]
    spoken = sound[start + RATE // 2 : start + length - RATE // 2]
    spectrum = np.abs(np.fft.rfft(spoken)) ** 2
    frequency = np.fft.rfftfreq(len(spoken), 1 / RATE)
    tonal = spectrum[(frequency > 50) & (frequency < 1500)].sum()  # the bed, and little of the voice
    assert 10 * np.log10(spectrum.sum() / tonal) > 10
    alone = sound[RATE : 2 * RATE]
    assert np.abs(alone).max() > 0.01
