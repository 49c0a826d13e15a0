from __future__ import annotations

import msgspec
import numpy as np
import pytest

from aura_nb.errors import FFmpegFailed, OutputInvalid
from aura_nb.media.emptiness import emptiness
from aura_nb.media.encoding_parts import Loudness
from aura_nb.media.ffmpeg import run
from aura_nb.media.loudness import RATE
from aura_nb.media.mux import mux
from aura_nb.media.probe import digest, probe, read
from aura_nb.media.report import Expected, Report, TimeSpan, verify
from aura_nb.media.silence import silences
from aura_nb.media.sound import mix

SRT = "1\n00:00:00,500 --> 00:00:01,500\n<b>Bees</b> matter.\n\n2\n00:00:01,500 --> 00:00:03,000\nTo us all.\n"
FRAMES = 180
CHAPTERS = [("One", 0.0, 2.0), ("Two; = #", 2.0, 6.0)]


class Case:
    """A film as it was planned, and the plan."""

    def __init__(self, films, folder, *, frames=FRAMES, **pictures):
        self.folder = folder
        video, sound = folder / "video.mp4", folder / "sound.m4a"
        films.write_video(video, frames=frames, **pictures)
        voice = films.write_wav(folder / "voice.wav", films.babble(3))
        loudness = mix([(voice, RATE)], total_samples=FRAMES * RATE // films.fps, file=sound)
        (folder / "captions.srt").write_text(SRT)
        self.film = folder / "film.mp4"
        mux(
            video,
            sound,
            captions=folder / "captions.srt",
            chapters=CHAPTERS,
            title="Bees",
            language="de-AT",
            fps=films.fps,
            frames=FRAMES,
            file=self.film,
        )
        self.plan = Expected(
            fps=films.fps,
            frames=FRAMES,
            width=films.size[0],
            height=films.size[1],
            title="Bees",
            language="de-AT",
            loudness=loudness,
            chapters=CHAPTERS,
            captions=folder / "captions.srt",
        )


@pytest.fixture(scope="module")
def case(films, tmp_path_factory):
    return Case(films, tmp_path_factory.mktemp("film"))


def test_a_film_as_planned_passes_with_its_measures(case):
    report = verify(case.film, case.plan)
    assert report.frames == FRAMES
    assert report.duration == 6
    assert report.av_difference == 0
    assert report.integrated == pytest.approx(-14, abs=0.7)
    assert report.true_peak < -1
    assert (report.black, report.frozen, report.caption_overlaps) == ([], [], 0)
    # Three seconds of voice begin after one, and two of nothing but a room's tone follow.
    [silence] = report.silences
    assert (silence.start, silence.end) == (pytest.approx(4, abs=0.1), pytest.approx(6, abs=0.05))
    assert report.silence_seconds == pytest.approx(silence.end - silence.start)
    assert report.silence_share == pytest.approx(report.silence_seconds / report.duration, abs=1e-4)
    assert report.opening == "picture"
    assert report.film.sha256 == digest(case.film)
    assert report.film.size == case.film.stat().st_size


def test_the_report_is_camel_case_json(case):
    report = verify(case.film, case.plan)
    found = msgspec.json.decode(msgspec.json.encode(report))
    assert {"avDifference", "truePeak", "captionOverlaps", "black", "frozen", "silenceSeconds", "film"} <= found.keys()
    assert msgspec.json.decode(msgspec.json.encode(report), type=Report) == report


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"frames": 181}, "number of frames is 180, planned was 181"),
        ({"fps": 25}, "frame rate is 30.0, planned was 25.0"),
        ({"width": 640}, r"size is \(320, 180\), planned was \(640, 180\)"),
        ({"title": "Wasps"}, "title is 'Bees', planned was 'Wasps'"),
        ({"language": "en"}, "language is 'deu', planned was 'eng'"),
        ({"chapters": CHAPTERS[:1]}, "list of chapters"),
        (
            {"chapters": [("One", 0.0, 2.5), ("Two; = #", 2.5, 6.0)]},
            "'One' lasts from 0.000 to 2.000 s, planned was 0.0",
        ),
        ({"captions": None}, "number of caption tracks is 1, planned was 0"),
        ({"loudness": Loudness(None, None, 0, None)}, "loudness is -1.* LUFS, None was mixed"),
        ({"loudness": Loudness(-23.0, -9.0, 0, None)}, "loudness is -1.* LUFS, -23.0 was mixed"),
    ],
)
def test_what_deviates_is_named_with_both_values(case, change, words):
    plan = msgspec.structs.replace(case.plan, **change)
    with pytest.raises(OutputInvalid, match=words) as caught:
        verify(case.film, plan)
    assert caught.value.details["deviations"]


def test_captions_that_say_something_else_are_named(case, tmp_path):
    other = tmp_path / "captions.srt"
    other.write_text(SRT.replace("us all", "them"))
    with pytest.raises(OutputInvalid, match=r"text of cue 2 is 'To us all\.', planned was 'To them\.'"):
        verify(case.film, msgspec.structs.replace(case.plan, captions=other))


def test_sound_longer_than_the_pictures_is_named(films, tmp_path):
    case = Case(films, tmp_path, frames=FRAMES - 2)
    with pytest.raises(OutputInvalid, match=r"sound ends \+0\.067 s after the video"):
        verify(case.film, case.plan)


@pytest.mark.parametrize("share", [0.001, 0.3, 0.9, 0.999])
def test_a_truncated_film_is_refused(case, tmp_path, share):
    whole = case.film.read_bytes()
    short = tmp_path / "film.mp4"
    short.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(OutputInvalid):
        verify(short, case.plan)


def test_damaged_pictures_are_refused(case, tmp_path):
    whole = bytearray(case.film.read_bytes())
    start = whole.index(b"mdat") + 4
    whole[start:] = bytes(len(whole) - start)
    (tmp_path / "film.mp4").write_bytes(whole)
    with pytest.raises((OutputInvalid, FFmpegFailed)):
        verify(tmp_path / "film.mp4", case.plan)


def test_a_playlist_that_calls_itself_a_film_is_refused(case, tmp_path):
    (tmp_path / "film.mp4").write_text(f"#EXTM3U\n#EXTINF:6,\n{case.film}\n#EXT-X-ENDLIST\n")
    with pytest.raises(OutputInvalid, match="not an MP4 file"):
        probe(tmp_path / "film.mp4")


def test_only_what_stands_still_unplanned_is_reported(films, tmp_path):
    case = Case(films, tmp_path, still=[range(30, 75), range(90, 150)])
    holds = msgspec.structs.replace(case.plan, holds=[(90, 60)])
    assert verify(case.film, holds).frozen == [TimeSpan(1.0, 2.5)]
    holds.holds.append((30, 45))
    assert verify(case.film, holds).frozen == []


def test_black_stretches_are_reported(films, tmp_path):
    case = Case(films, tmp_path, black=[range(60, 120)])
    assert verify(case.film, case.plan).black == [TimeSpan(2.0, 4.0)]
    mine = msgspec.structs.replace(case.plan, played=[(60, 60)])
    assert verify(case.film, mine).black == []


@pytest.mark.parametrize(
    ("first", "opening"), [({"empty": range(30)}, "empty"), ({"black": [range(30)]}, "black"), ({}, "picture")]
)
def test_what_a_film_opens_on_is_seen(films, tmp_path, first, opening):
    film = films.write_video(tmp_path / "film.mp4", frames=60, **first)
    _, pictures = read(film)
    assert emptiness(film, pictures, played=[], fps=films.fps).opening == opening
    assert emptiness(film, pictures, played=[(0, 60)], fps=films.fps) == ([], "picture")


def test_a_pause_is_no_silence_and_soft_speech_is_heard(films, tmp_path):
    """Of two seconds of a voice at -40 dB, a pause of 1.7 s, a second of the voice, and three of a room's tone."""
    parts = [films.babble(2, level=0.01), 0 * films.babble(1.7), films.babble(1), films.babble(3, level=0.0005)]
    voice = films.write_wav(tmp_path / "voice.wav", np.concatenate(parts))
    run(["-i", str(voice), "-c:a", "aac", str(tmp_path / "film.mp4")])
    [(start, end)] = silences(tmp_path / "film.mp4")
    assert (start, end) == (pytest.approx(4.7, abs=0.1), pytest.approx(7.7, abs=0.1))


def test_the_film_is_only_read(case):
    before = digest(case.film)
    verify(case.film, case.plan)
    assert digest(case.film) == before
