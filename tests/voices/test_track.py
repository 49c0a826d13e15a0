from __future__ import annotations

import wave

import numpy as np
import pytest

from aura_nb.voices.track import MARGIN, PEAK, SpeechPiece, Track

RATE = 24000


def tone(seconds, *, before=0.0, after=0.0, level=0.5):
    sound = level * np.sin(np.arange(round(seconds * RATE)) * 0.06)
    return np.pad(sound, (round(before * RATE), round(after * RATE))).astype(np.float32)


@pytest.mark.parametrize("before", [0.0, 0.01, 0.3])
@pytest.mark.parametrize("after", [0.0, 0.01, 0.3])
def test_a_piece_has_the_margin_whatever_it_had_before(before, after):
    piece = SpeechPiece(tone(0.5, before=before, after=after), RATE)
    assert piece.seconds == pytest.approx(0.5 + 2 * MARGIN, abs=0.012)
    assert piece.offset == pytest.approx((before - MARGIN) * RATE, abs=0.006 * RATE)
    assert piece.sound[0] == piece.sound[-1] == 0


def test_a_piece_knows_where_sound_begins_and_fades():
    piece = SpeechPiece(np.concatenate((tone(0.5), tone(0.5, before=0.2))), RATE)
    assert piece.onset(0.7, reach=0.12) == pytest.approx(0.75, abs=0.01)
    assert piece.onset(0.4, reach=0.12) is None
    assert piece.last_sound(0.1, 0.75) == pytest.approx(0.55, abs=0.01)
    assert piece.last_sound(0.1, 0.78) == pytest.approx(0.55, abs=0.01)
    assert piece.last_sound(0.1, 0.4) == 0.4


def test_pieces_are_placed_to_the_sample(tmp_path):
    track = Track(RATE)
    piece = SpeechPiece(tone(0.5), RATE)
    first, second = track.add(piece, pause=1.0), track.add(piece, pause=0.35)
    track.write(tmp_path / "a.wav")
    assert first == 0
    assert second == pytest.approx(piece.seconds + 0.35 - 2 * MARGIN)
    with wave.open(str(tmp_path / "a.wav")) as file:
        pcm = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    assert len(pcm) == track.samples
    assert np.array_equal(pcm, np.frombuffer((tmp_path / "a.wav").read_bytes()[44:], "<i2"))
    assert np.array_equal(pcm[round(second * RATE) :], np.rint(piece.sound * 32767).astype("<i2"))


def test_what_would_clip_is_turned_down_as_a_whole(tmp_path):
    track = Track(RATE)
    track.add(SpeechPiece(tone(0.5, level=1.7), RATE), pause=0)
    track.add(SpeechPiece(tone(0.5, level=0.17), RATE), pause=0.35)
    track.write(tmp_path / "a.wav")
    pcm = np.frombuffer((tmp_path / "a.wav").read_bytes()[44:], "<i2") / 32767
    assert np.abs(pcm).max() == pytest.approx(PEAK, abs=0.001)
    assert np.abs(pcm[-len(pcm) // 3 :]).max() == pytest.approx(PEAK / 10, abs=0.001)
