"""Sound files: what they are by their bytes, and what is refused."""

from __future__ import annotations

import struct
import wave

import av
import numpy as np
import pytest

from aura_nb.footage.sound_file import RATE, NotRecordingError, is_recording, look, samples


def tone(path, *, seconds=1.0, rate=44_100, channels=2):
    """A tone in the format that the file's name asks for."""
    wanted = {".wav": ("wav", "pcm_s16le"), ".mp3": ("mp3", "libmp3lame"), ".m4a": ("mp4", "aac")}
    form, codec = wanted[path.suffix]
    time = np.arange(round(seconds * rate)) / rate
    sound = np.repeat((0.4 * np.sin(2 * np.pi * 330 * time))[None, :], channels, axis=0).astype(np.float32)
    with av.open(str(path), "w", format=form) as file:
        stream = file.add_stream(codec, rate=rate, layout="stereo" if channels == 2 else "mono")
        frame = av.AudioFrame.from_ndarray(sound, format="fltp", layout=stream.layout.name)
        frame.sample_rate = rate
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            file.mux(packet)
    return path


@pytest.mark.parametrize("suffix", [".wav", ".mp3", ".m4a"])
def test_each_kind_is_known_by_its_bytes_and_heard_whole_in_one_channel(suffix, tmp_path):
    path = tone(tmp_path / f"a{suffix}")
    other = path.rename(tmp_path / "named.bin")
    facts = look(other)
    assert facts.kind == suffix[1:]
    assert facts.seconds == pytest.approx(1.0, abs=0.08)
    sound = np.concatenate(list(samples(other)))
    assert sound.dtype == np.float32
    assert len(sound) / RATE == pytest.approx(1.0, abs=0.08)
    assert 0.2 < np.sqrt(np.square(sound[RATE // 4 : RATE // 2]).mean()) < 0.45


def hostile(name):
    if name == "playlist":
        return b"#EXTM3U\n#EXTINF:10,\n/etc/passwd\n"
    if name == "concat":
        return b"ffconcat version 1.0\nfile /etc/passwd\n"
    if name == "mp3 of nothing":
        return b"ID3\x04\x00\x00\x00\x00\x00\x00" + b"\xff" * 400
    if name == "m4a of nothing":
        return struct.pack(">I4s4sI", 16, b"ftyp", b"M4A ", 0) + struct.pack(">I4s", 2**31 - 1, b"moov")
    header = b"RIFF" + struct.pack("<I", 2**32 - 1) + b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 1, 1, 1, 8)
    return header + b"data" + struct.pack("<I", 2**32 - 2) + b"\x80" * 2000  # a sample a second


@pytest.mark.parametrize("name", ["playlist", "concat", "mp3 of nothing", "m4a of nothing", "wav of years"])
def test_what_is_no_sound_or_lasts_for_years_is_refused(name, tmp_path):
    path = tmp_path / "intro.wav"
    path.write_bytes(hostile(name))
    with pytest.raises(NotRecordingError):
        look(path)
    assert not is_recording(path)


def test_a_length_that_no_header_tells_is_counted(tmp_path):
    path = tone(tmp_path / "a.wav", seconds=2.0)
    with pytest.raises(NotRecordingError, match="more than 1 s"):
        list(samples(path, most=1.0))


def test_an_empty_sound_is_none(tmp_path):
    path = tmp_path / "a.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
    with pytest.raises(NotRecordingError, match="no sound"):
        look(path)
