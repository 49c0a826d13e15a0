"""Videos and animations from outside: what they are, frame by frame at the film's rate, and their sound."""

from __future__ import annotations

from fractions import Fraction

import av
import cv2
import numpy as np
import pytest
from PIL import Image

from aura_nb.footage import NotFootage, kind_of, look
from aura_nb.footage.container import plays, reads_animated_webp
from aura_nb.footage.player import Player, sound
from aura_nb.media.burned import BurnedCaptions
from aura_nb.media.changes import SceneStates
from aura_nb.media.encoding_parts import Playing, Stretch
from aura_nb.media.ffmpeg import run
from aura_nb.media.pieces import EncoderSettings
from aura_nb.media.played import Screen, encode_played
from aura_nb.specs import Clip, Columns, Picture, Scene, Text
from aura_nb.visuals.slides import draw

SHADES = [30, 90, 150, 210]  # of four frames

WEBP = ["thrice.webp"] if reads_animated_webp() else []  # older Pythons have an older FFmpeg in PyAV


@pytest.fixture(scope="session")
def clips(tmp_path_factory):
    """A folder with small videos and animations: one second at four frames, each of another grey, with a tone."""
    folder = tmp_path_factory.mktemp("clips")
    frames = [Image.new("RGB", (64, 36), (shade,) * 3) for shade in SHADES]
    for number, frame in enumerate(frames):
        frame.save(folder / f"frame-{number}.png")
    more = {"save_all": True, "append_images": frames[1:], "duration": 250}
    frames[0].save(folder / "for-ever.gif", loop=0, **more)
    frames[0].save(folder / "once.gif", **more)
    frames[0].save(folder / "twice.png", loop=2, **more)
    frames[0].save(folder / "thrice.webp", loop=3, lossless=True, **more)
    frames[0].save(folder / "still.gif")
    pictures = ["-framerate", "4", "-i", str(folder / "frame-%d.png")]
    tone = ["-f", "lavfi", "-i", "sine=440:d=1"]
    plain = ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-qp", "4", "-t", "1"]
    run([*pictures, *tone, *plain, "-c:a", "aac", str(folder / "tone.mp4")])
    run([*pictures, "-c:v", "libvpx-vp9", "-pix_fmt", "yuv420p", "-t", "1", str(folder / "silent.webm")])
    run(["-display_rotation", "90", "-i", str(folder / "tone.mp4"), "-c", "copy", str(folder / "turned.mp4")])
    run([*pictures, "-vf", "crop=63:35:0:0", "-c:v", "libx264", "-pix_fmt", "yuv444p", str(folder / "odd.mp4")])
    cover = ["-c:a", "aac", "-c:v:0", "mjpeg", "-disposition:v:0", "attached_pic"]
    run([*tone, "-i", str(folder / "frame-0.png"), "-map", "0", "-map", "1", *cover, str(folder / "song.mp4")])
    beside = ["-map", "2", "-map", "0", "-map", "1", *cover, "-c:v:1", "libx264", "-pix_fmt:v:1", "yuv420p", "-qp", "4"]
    run([*pictures, *tone, "-i", str(folder / "frame-3.png"), *beside, str(folder / "covered.mp4")])
    run(["-i", str(folder / "frame-0.png"), *plain[:4], "-frames:v", "1", str(folder / "one.mp4")])
    run(["-loop", "1", "-i", str(folder / "frame-0.png"), *plain[:4], "-r", "0.5", "-t", "2", str(folder / "held.mp4")])
    late = ["-c:v", "libvpx-vp9", "-pix_fmt", "yuv420p", "-output_ts_offset", "10", "-live", "1"]
    run([*pictures, *late, str(folder / "live.webm")])
    fragments = ["-movflags", "frag_keyframe+empty_moov"]
    run([*pictures, *plain, *fragments, str(folder / "fragments.mp4")])
    half = ["-f", "lavfi", "-i", "color=black:s=32x36:r=4:d=1,pad=64:36:0:0:white", *plain]
    run([*half, str(folder / "half.mp4")])
    for flip in ("hflip", "vflip"):
        run([f"-display_{flip}", "-i", str(folder / "half.mp4"), "-c", "copy", str(folder / f"{flip}.mp4")])
    deep = ["-c:v", "libx264", "-pix_fmt", "yuv420p10le", "-qp", "2", "-t", "1"]
    run([*pictures, *deep, str(folder / "ten-bits.mp4")])
    for name, transfer in (("pq", 16), ("hlg", 18)):
        told = f"h264_metadata=colour_primaries=9:transfer_characteristics={transfer}:matrix_coefficients=9"
        run([*pictures, *deep, "-bsf:v", told, str(folder / f"{name}.mp4")])
    (folder / "playlist.mp4").write_text("#EXTM3U\n#EXTINF:1,\ntone.mp4\n")
    (folder / "cut.mp4").write_bytes((folder / "tone.mp4").read_bytes()[:1500])
    (folder / "empty.webm").write_bytes(b"\x1a\x45\xdf\xa3")
    return folder


def shades(folder, name, *, start=0.0, end=1.0, fps=8, count=8, loops=1):
    player = Player(folder / name, start=start, end=end, fps=fps, size=(32, 18), loops=loops)
    return [round(float(player.frame(index)[9, 16, :3].mean())) for index in range(count)]


def near(found, wanted):
    return np.abs(np.array(found) - np.array(wanted)).max() <= 4


@pytest.mark.parametrize(
    ("name", "kind", "sound_", "loops"),
    [
        ("tone.mp4", "mp4", True, 1),
        ("silent.webm", "webm", False, 1),
        ("for-ever.gif", "gif", False, 0),
        ("once.gif", "gif", False, 1),
        ("twice.png", "png", False, 2),
        *((name, "webp", False, 3) for name in WEBP),
    ],
)
def test_a_file_says_what_it_is(clips, name, kind, sound_, loops):
    facts = look(clips / name)
    assert (facts.kind, facts.width, facts.height, facts.sound, facts.loops) == (kind, 64, 36, sound_, loops)
    assert facts.seconds == pytest.approx(1.0, abs=0.03)


@pytest.mark.parametrize("name", ["tone.mp4", "silent.webm", "once.gif", "twice.png", "odd.mp4", *WEBP])
def test_its_frames_come_at_the_films_rate(clips, name):
    assert near(shades(clips, name), [shade for shade in SHADES for _ in range(2)])


def test_a_part_of_it_begins_and_ends_where_it_is_cut(clips):
    assert near(shades(clips, "tone.mp4", start=0.25, end=0.75, count=6), [90, 90, 150, 150, 150, 150])


def test_an_animation_plays_as_often_as_it_says_and_then_stands(clips):
    assert near(shades(clips, "twice.png", fps=4, count=10, loops=2), [*SHADES, *SHADES, 210, 210])
    assert near(shades(clips, "for-ever.gif", fps=4, count=9, loops=0), [*SHADES, *SHADES, 30])


def test_a_picture_that_was_turned_is_seen_upright(clips):
    facts = look(clips / "turned.mp4")
    assert (facts.width, facts.height) == (36, 64)
    assert Player(clips / "turned.mp4", start=0, end=1, fps=4, size=(18, 32)).frame(0).shape == (32, 18, 3)


def test_animated_webp_moves_where_ffmpeg_has_a_reader_for_it_and_is_a_picture_elsewhere(clips):
    assert plays(clips / "thrice.webp") is reads_animated_webp()


@pytest.mark.parametrize("name", ["playlist.mp4", "cut.mp4", "empty.webm"])
def test_what_does_not_play_is_refused(clips, name):
    with pytest.raises(NotFootage):
        look(clips / name)


@pytest.mark.parametrize(
    ("name", "why"),
    [("song.mp4", "a sound with a cover, and no video"), ("one.mp4", r"one picture, seen for 0\.04 s")],
)
def test_a_cover_and_one_picture_are_no_video(clips, name, why):
    with pytest.raises(NotFootage, match=why):
        look(clips / name)


def test_a_picture_that_is_held_is_a_video_and_so_is_one_with_a_cover(clips):
    assert look(clips / "held.mp4").seconds == pytest.approx(2.0)
    assert look(clips / "covered.mp4").seconds == pytest.approx(1.0)
    assert near(shades(clips, "covered.mp4"), [shade for shade in SHADES for _ in range(2)])


@pytest.mark.parametrize("name", ["live.webm", "fragments.mp4", "ten-bits.mp4"])
def test_a_video_lasts_as_long_as_its_pictures_whatever_it_says_of_itself(clips, name):
    assert look(clips / name).seconds == pytest.approx(1.0, abs=0.03)
    assert near(shades(clips, name), [shade for shade in SHADES for _ in range(2)])


def test_a_mirrored_video_is_mirrored_and_not_turned(clips):
    def halves(name):
        frame = Player(clips / name, start=0, end=1, fps=4, size=(32, 18)).frame(0)
        return [round(float(frame[place][:3].mean())) for place in ((9, 4), (9, 28), (2, 4), (15, 28))]

    assert near(halves("half.mp4"), [0, 255, 0, 255])
    assert near(halves("hflip.mp4"), [255, 0, 255, 0])
    assert near(halves("vflip.mp4"), [0, 255, 0, 255])


@pytest.mark.parametrize(("name", "seen"), [("pq.mp4", [8, 84, 238, 255]), ("hlg.mp4", [20, 92, 167, 251])])
def test_a_video_of_high_dynamic_range_is_as_bright_as_a_usual_screen_shows_it(clips, name, seen):
    assert near(shades(clips, name, fps=4, count=4), seen)


def test_a_playlist_is_no_video_whatever_it_is_called(clips):
    assert kind_of((clips / "playlist.mp4").read_bytes()) == ""
    with pytest.raises(NotFootage, match="no MP4, WebM"):
        look(clips / "playlist.mp4")


def test_a_video_of_changing_rate_keeps_its_times(tmp_path):
    with av.open(str(tmp_path / "vfr.mp4"), "w") as container:
        stream = container.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = 64, 36, "yuv420p"
        stream.time_base = stream.codec_context.time_base = Fraction(1, 1000)
        for time, shade in ((0, 30), (100, 90), (700, 210)):
            frame = av.VideoFrame.from_ndarray(np.full((36, 64, 3), shade, np.uint8), format="rgb24")
            frame.pts, frame.time_base = time, Fraction(1, 1000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    assert near(shades(tmp_path, "vfr.mp4", end=0.8, fps=10), [30, 90, 90, 90, 90, 90, 90, 210])


def test_its_sound_is_heard_from_where_it_is_cut(clips):
    heard = np.concatenate(list(sound(clips / "tone.mp4", start=0.25, end=0.75, rate=48_000)))
    assert abs(len(heard) - 24_000) <= 1
    spectrum = np.abs(np.fft.rfft(heard))
    assert spectrum.argmax() * 48_000 / len(heard) == pytest.approx(440, abs=4)
    assert list(sound(clips / "silent.webm", start=0, end=1, rate=48_000)) == []


def drawn(scene, files, folder):
    return draw(
        scene, size=(640, 360), theme="light", language="en-US", folder=folder, files=files, progress=lambda _: None
    )


def test_a_clip_is_drawn_with_its_first_frame_and_plays_in_its_place(clips, tmp_path):
    show = Clip(video="v", start=0.25, sound=True)
    layout = drawn(Scene(id="x", heading="A demo", show=show), {"v": clips / "tone.mp4"}, tmp_path)
    [footage] = layout.footage
    assert (footage.file, footage.start, footage.end, footage.leads, footage.sound) == ("v", 0.25, 1.0, True, True)
    x, y, width, height = footage.region
    assert not any(value % 2 for value in footage.region)
    middle = y + height // 2, x + width // 2
    assert near(cv2.imread(str(tmp_path / "state-00.png"))[middle], [90] * 3)
    screen = Screen(
        [Playing("v", footage.region, 0.25, 1.0)], {"v": clips / "tone.mp4"}, tmp_path / "state-00.png", fps=4
    )
    assert screen.until(100) == 3
    last = screen.still(tmp_path / "state-00.png", 50, tmp_path / "last.png")
    assert near(cv2.imread(str(last))[middle], [210] * 3)


def test_a_picture_that_moves_plays_beside_a_text_and_does_not_hold_the_scene(clips, tmp_path):
    show = Columns(columns=[Text(text="The tide"), Picture(image="p", fit="contain")])
    layout = drawn(Scene(id="x", show=show), {"p": clips / "for-ever.gif"}, tmp_path)
    [footage] = layout.footage
    assert (footage.loops, footage.leads, footage.sound) == (0, False, False)


def test_a_picture_that_stands_still_is_no_footage(clips, tmp_path):
    show = Picture(image="p", fit="contain")
    assert drawn(Scene(id="x", show=show), {"p": clips / "still.gif"}, tmp_path).footage == []


def test_two_columns_show_two_parts_of_one_video(clips, tmp_path):
    show = Columns(columns=[Clip(video="v", end=0.5), Clip(video="v", start=0.5)])
    layout = drawn(Scene(id="x", show=show), {"v": clips / "tone.mp4"}, tmp_path)
    assert [(each.file, each.start, each.end) for each in layout.footage] == [("v", 0.0, 0.5), ("v", 0.5, 1.0)]
    picture = cv2.imread(str(tmp_path / "state-00.png"))
    for (x, y, width, height), shade in zip([each.region for each in layout.footage], (30, 150), strict=True):
        assert near(picture[y + height // 2, x + width // 2], [shade] * 3)


def encoded(clips, folder, *, end, frames):
    """The parts of a scene of so many frames at 8 fps in which a video plays from its beginning to `end`."""
    layout = drawn(Scene(id="x", show=Clip(video="v", end=end)), {"v": clips / "tone.mp4"}, folder)
    settings = EncoderSettings(width=640, height=360, fps=8, crf=30)
    states = [folder / state.file for state in layout.states]
    playing = [Playing("v", layout.footage[0].region, 0.0, end)]
    return encode_played(
        SceneStates(states, (), {}, settings=settings, build_frames=4, move_frames=4),
        [Stretch(0, frames, build=False)],
        BurnedCaptions((), {}, settings=settings),
        Screen(playing, {"v": clips / "tone.mp4"}, states[0], fps=8),
        settings=settings,
        folder=folder,
        progress=lambda _: None,
    )


@pytest.mark.parametrize("end", [0.1, 0.125, 0.25])
def test_a_video_of_a_frame_or_two_is_encoded(clips, tmp_path, end):
    assert [part.frames for part in encoded(clips, tmp_path, end=end, frames=30)] == [2, 28]


@pytest.mark.parametrize("rest", [1, 11])
def test_a_few_frames_after_a_video_are_encoded_with_it(clips, tmp_path, rest):
    assert [part.frames for part in encoded(clips, tmp_path, end=1.0, frames=8 + rest)] == [8 + rest]


def test_more_frames_after_a_video_stand_still(clips, tmp_path):
    assert [(part.frames, part.hold) for part in encoded(clips, tmp_path, end=1.0, frames=20)] == [
        (8, False),
        (12, True),
    ]


def test_a_video_longer_than_an_hour_is_refused(tmp_path):
    """A container of a few kilobytes: two frames more than an hour apart."""
    with av.open(str(tmp_path / "long.mp4"), "w") as container:
        stream = container.add_stream("mpeg4", rate=1)
        stream.width, stream.height, stream.pix_fmt = 64, 36, "yuv420p"
        stream.codec_context.time_base = stream.time_base = Fraction(1, 1000)
        for at in (0, 3_601_000):
            frame = av.VideoFrame.from_ndarray(np.zeros((36, 64, 3), np.uint8), format="rgb24")
            frame.pts, frame.time_base = at, Fraction(1, 1000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    with pytest.raises(NotFootage, match="at most 3600 s"):
        look(tmp_path / "long.mp4")


def test_a_video_opens_no_connection(clips, tmp_path, monkeypatch):
    """A file whose bytes are a video's, read by what may open nothing but files."""
    given = []

    def noted(*_args, options, **_more):
        given.append(options["protocol_whitelist"])
        raise ValueError

    monkeypatch.setattr("av.open", noted)
    with pytest.raises(NotFootage):
        look(clips / "tone.mp4")
    assert [set(allowed.split(",")) for allowed in given] == [{"file", "pipe"}]
