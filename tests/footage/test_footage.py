"""Videos and animations from outside: what they are, frame by frame at the film's rate, and their sound."""

from __future__ import annotations

from fractions import Fraction

import av
import cv2
import numpy as np
import pytest
from PIL import Image

from aura_nb.footage import NotFootage, kind_of, look
from aura_nb.footage.player import Player, sound
from aura_nb.media.ffmpeg import run
from aura_nb.media.parts import Playing
from aura_nb.media.played import Screen
from aura_nb.specs import Clip, Columns, Picture, Scene, Text
from aura_nb.visuals.slides import draw

SHADES = [30, 90, 150, 210]  # of four frames


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
        ("thrice.webp", "webp", False, 3),
    ],
)
def test_a_file_says_what_it_is(clips, name, kind, sound_, loops):
    facts = look(clips / name)
    assert (facts.kind, facts.width, facts.height, facts.sound, facts.loops) == (kind, 64, 36, sound_, loops)
    assert facts.seconds == pytest.approx(1.0, abs=0.03)


@pytest.mark.parametrize("name", ["tone.mp4", "silent.webm", "once.gif", "twice.png", "thrice.webp", "odd.mp4"])
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


@pytest.mark.parametrize("name", ["playlist.mp4", "cut.mp4", "empty.webm"])
def test_what_does_not_play_is_refused(clips, name):
    with pytest.raises(NotFootage):
        look(clips / name)


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
