from __future__ import annotations

import os

import av
import numpy as np
import pytest
from support import descendants

from aura_nb.errors import FFmpegFailed, FFmpegNotFound, InternalError
from aura_nb.media.loudness import RATE
from aura_nb.media.mux import mux
from aura_nb.media.probe import probe
from aura_nb.media.sound import mix

FRAMES = 150

AWKWARD = [
    "plain",
    "a=b; c # d \\ e",
    "  spaces around  ",
    "two\nlines and ;[CHAPTER]",
    "back\\\\slashes\\",
    "quotes ' \" and %n {x}",
    "日本語 émoji 🐝 עברית",
    "long " * 80,
]

SRT = """1
00:00:00,500 --> 00:00:01,500
if a < b > c & d &lt; <i>it</i>
C:\\New \\Home {\\an8} {x} \\h

2
00:00:01,500 --> 00:00:02,000
<b>next</b> 50% ; = #

3
00:00:03,000 --> 00:00:09,990
日本 émoji 🐝
"""


@pytest.fixture(scope="module")
def parts(films, tmp_path_factory):
    folder = tmp_path_factory.mktemp("parts")
    films.write_video(folder / "video.mp4", frames=FRAMES)
    voice = films.write_wav(folder / "voice.wav", films.babble(2))
    mix([(voice, RATE)], total_samples=FRAMES * RATE // films.fps, file=folder / "sound.m4a")
    (folder / "captions.srt").write_text(SRT, encoding="utf-8")
    return folder


@pytest.fixture
def muxed(parts, films, tmp_path):
    def make(name="film.mp4", **changes):
        arguments = {
            "captions": parts / "captions.srt",
            "chapters": [("One", 0.0, 2.0), ("Two", 2.0, 5.0)],
            "title": "Bees",
            "language": "en-US",
            "fps": films.fps,
            "frames": FRAMES,
            "file": tmp_path / name,
        }
        mux(parts / "video.mp4", parts / "sound.m4a", **(arguments | changes))
        return tmp_path / name

    return make


def packets(path, kind):
    with av.open(str(path), format="mp4") as container:
        return [bytes(packet) for packet in container.demux(next(s for s in container.streams if s.type == kind))]


def test_video_and_sound_are_copied_bit_for_bit(muxed, parts):
    film = muxed()
    assert packets(film, "video") == packets(parts / "video.mp4", "video")
    assert packets(film, "audio") == packets(parts / "sound.m4a", "audio")


def test_both_start_at_nought_and_end_together(muxed, films):
    found = probe(muxed())
    assert found.video.start == found.audio.start == 0
    assert found.video.frames == FRAMES
    assert found.video.constant
    assert found.video.duration == found.audio.duration == found.duration == FRAMES / films.fps
    assert found.faststart


@pytest.mark.parametrize("fps", [1, 7, 24, 25, 59, 60])
def test_every_rate_is_exact(films, tmp_path, fps):
    frames = 3 * fps + 1
    films.write_video(tmp_path / "v.mp4", frames=frames, fps=fps)
    mix([], total_samples=round(frames * RATE / fps), file=tmp_path / "s.m4a")
    film = tmp_path / "film.mp4"
    mux(
        tmp_path / "v.mp4",
        tmp_path / "s.m4a",
        captions=None,
        chapters=[],
        title="",
        language="en",
        fps=fps,
        frames=frames,
        file=film,
    )
    found = probe(film)
    assert (found.video.frames, found.video.fps, found.video.constant) == (frames, fps, True)
    assert found.video.duration == pytest.approx(frames / fps, abs=1e-9)
    assert found.audio.duration == pytest.approx(frames / fps, abs=1 / RATE)


def test_the_first_picture_shown_is_frame_nought(muxed, parts):
    def first(path):
        with av.open(str(path), format="mp4") as container:
            picture = next(container.decode(video=0))
            return picture.pts, picture.to_ndarray()

    time, picture = first(muxed())
    assert time == 0
    assert np.array_equal(picture, first(parts / "video.mp4")[1])


def test_the_sound_is_heard_where_it_was_mixed(muxed, parts, films):
    heard, mixed = films.decoded(muxed())[:, 0], films.decoded(parts / "sound.m4a")[:, 0]
    assert len(heard) == len(mixed)
    assert films.lag(heard[RATE:], mixed[RATE : 2 * RATE]) == 0


def test_titles_are_data_and_come_back_exactly(muxed):
    chapters = [(title, index * 0.5, (index + 1) * 0.5) for index, title in enumerate(AWKWARD)]
    for title in AWKWARD:
        found = probe(muxed(title=title, chapters=chapters))
        assert found.title == title
        assert [(c.title, c.start, c.end) for c in found.chapters] == chapters


def test_a_title_cannot_bring_chapters_of_its_own(muxed):
    found = probe(muxed(title="x\r[CHAPTER]\rSTART=0\rEND=9\x00", chapters=[("a\r\nb\rc", 0, 5)]))
    assert [chapter.title for chapter in found.chapters] == ["a\nb c"]
    assert found.title == "x [CHAPTER] START=0 END=9 "


def test_captions_keep_the_scripts_words(muxed):
    found = probe(muxed()).captions
    assert (found.codec, found.language) == ("mov_text", "eng")
    assert [(cue.start, cue.end, cue.text) for cue in found.cues] == [
        (0.5, 1.5, "if a < b > c & d &lt; <i>it</i>\nC:\\New \\Home {\\an8} {x} \\h"),
        (1.5, 2.0, "<b>next</b> 50% ; = #"),
        (3.0, 5.0, "日本 émoji 🐝"),  # not beyond the film
    ]


def test_captions_are_offered_but_not_shown_unasked(muxed):
    assert not probe(muxed()).captions.default


@pytest.mark.parametrize("srt", [None, ""])
def test_a_film_without_cues_has_no_captions(muxed, tmp_path, srt):
    path = None
    if srt is not None:
        path = tmp_path / "empty.srt"
        path.write_text(srt)
    assert probe(muxed(captions=path)).captions is None


@pytest.mark.parametrize(
    ("tag", "code"),
    [("en-US", "eng"), ("de", "deu"), ("zh-Hant-TW", "zho"), ("yue", "yue"), ("zz", "und"), ("x-a", "und")],
)
def test_languages_become_the_codes_mp4_knows(muxed, tag, code):
    found = probe(muxed(language=tag))
    assert (found.audio.language, found.captions.language) == (code, code)


def test_the_same_inputs_give_the_same_bytes(muxed):
    first, second = muxed("one.mp4").read_bytes(), muxed("two.mp4").read_bytes()
    assert first == second
    assert b"Lavf" not in first


def test_an_srt_that_is_not_ours_is_refused(muxed, tmp_path):
    (tmp_path / "x.srt").write_text("1\nnever\nwords\n")
    with pytest.raises(InternalError, match=r"x\.srt"):
        muxed(captions=tmp_path / "x.srt")


def test_a_broken_video_fails_and_leaves_nothing(films, parts, tmp_path):
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"no film")
    with pytest.raises(FFmpegFailed, match="Invalid data found"):
        mux(
            broken,
            parts / "sound.m4a",
            captions=parts / "captions.srt",
            chapters=[],
            title="",
            language="en",
            fps=films.fps,
            frames=FRAMES,
            file=tmp_path / "film.mp4",
        )
    assert [*tmp_path.iterdir()] == [broken]


def test_a_cancel_leaves_neither_file_nor_process(muxed, tmp_path):
    def cancel(_fraction):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        muxed(progress=cancel)
    assert not [*tmp_path.iterdir()]
    assert descendants() == []


def test_without_ffmpeg_it_says_so(muxed, monkeypatch, tmp_path):
    monkeypatch.setenv("AURA_FFMPEG", os.fspath(tmp_path / "gone"))
    with pytest.raises(FFmpegNotFound):
        muxed()
    assert not [*tmp_path.iterdir()]
