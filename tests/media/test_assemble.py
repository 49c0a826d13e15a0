from __future__ import annotations

import hashlib
import subprocess
from fractions import Fraction
from pathlib import Path

import av
import cv2
import imageio_ffmpeg
import msgspec
import numpy as np
import pytest

from aura_nb.errors import OutputInvalid
from aura_nb.media.assemble import JoinedSegment, assemble
from aura_nb.media.blends import turns
from aura_nb.media.changes import SceneStates
from aura_nb.media.encoder import encode_clip, encode_motion, encode_transition
from aura_nb.media.pieces import EncoderSettings, PieceFile, write_piece
from aura_nb.media.planes import read
from aura_nb.media.template import encode_template

SETTINGS = EncoderSettings(width=640, height=360, fps=30)


def silent(_fraction):
    """A progress callback that does nothing."""


def draw(path, *lines):
    shade = np.linspace(252, 238, 640)[None, :, None]
    picture = np.broadcast_to(shade, (360, 640, 3)).astype(np.uint8).copy()
    for row, line in enumerate(lines):
        cv2.putText(picture, line, (40, 60 + 50 * row), cv2.FONT_HERSHEY_SIMPLEX, 1, (90, 30, 20), 2, cv2.LINE_AA)
    cv2.imwrite(str(path), picture)
    return path


@pytest.fixture(scope="module")
def pieces(tmp_path_factory):
    """The pieces of a small film: its opening, a build, a page turn, every transition, a moving picture, its end."""
    folder = tmp_path_factory.mktemp("pieces")
    first = [draw(folder / "a0.png", "Bees"), draw(folder / "a1.png", "Bees", "Flowers")]
    second, base = draw(folder / "b0.png", "Wild", "corners"), draw(folder / "c0.png", "A picture")
    rough = np.random.default_rng(0).integers(0, 255, (20, 30, 3)).astype(np.uint8)
    cv2.imwrite(str(folder / "p.png"), cv2.resize(rough, (560, 400), interpolation=cv2.INTER_CUBIC))
    pages = [draw(folder / f"d{page}.png", "Bees", *[f"{page} of this page"] * 4) for page in ("None", "All")]
    assert turns(*(read(page, width=640, height=360) for page in pages))
    for name, states in ("a", first), ("b", [second]), ("c", [base]), ("d", pages):
        (folder / name).mkdir()
        encode_clip(
            SceneStates(states, settings=SETTINGS, build_frames=9),
            settings=SETTINGS,
            folder=folder / name,
            progress=silent,
        )
    ways = {
        "opening": (None, first[0], "fade"),
        "fade": (first[1], second, "fade"),
        "push": (second, base, "push"),
        "slide": (base, second, "slide"),
        "leave": (second, None, "fade"),
    }
    for name, (before, after, kind) in ways.items():
        encode_transition(
            before,
            after,
            kind=kind,
            frames=15,
            settings=SETTINGS,
            file=folder / f"{name}.piece",
            progress=silent,
            lifted=kind == "fade",
        )
    encode_motion(
        base, folder / "p.png", None, region=(320, 100, 280, 200), start=(0, 0, 560, 400), end=(60, 40, 420, 300),
        frames=45, settings=SETTINGS, file=folder / "motion.piece", progress=silent,
    )  # fmt: skip
    encode_template(settings=SETTINGS, file=folder / "template.piece", progress=silent)
    return folder


def segments(folder):
    return [
        JoinedSegment(folder / "a/still-00.piece", 40, hold=True),
        JoinedSegment(folder / "a/build-01.piece", 9, hold=False),
        JoinedSegment(folder / "a/still-01.piece", 350, hold=True),
        JoinedSegment(folder / "fade.piece", 15, hold=False),
        JoinedSegment(folder / "b/still-00.piece", 6, hold=True),
        JoinedSegment(folder / "push.piece", 15, hold=False),
        JoinedSegment(folder / "motion.piece", 45, hold=False),
        JoinedSegment(folder / "c/still-00.piece", 25, hold=True),
        JoinedSegment(folder / "slide.piece", 15, hold=False),
        JoinedSegment(folder / "b/still-00.piece", 12, hold=True),
        JoinedSegment(folder / "leave.piece", 15, hold=False),
        JoinedSegment(folder / "opening.piece", 15, hold=False),
        JoinedSegment(folder / "a/still-00.piece", 10, hold=True),
        JoinedSegment(folder / "d/still-00.piece", 8, hold=True),
        JoinedSegment(folder / "d/build-01.piece", 9, hold=False),
        JoinedSegment(folder / "d/still-01.piece", 11, hold=True),
    ]


TOTAL = 600


@pytest.fixture(scope="module")
def film(pieces):
    file = pieces / "film.mp4"
    assert assemble(segments(pieces), pieces / "template.piece", settings=SETTINGS, file=file, progress=silent) == TOTAL
    return file


def frames(file):
    """Each frame's presentation time and the digest of its planes, as PyAV decodes them."""
    with av.open(str(file)) as container:
        stream = container.streams.video[0]
        stream.codec_context.thread_count = 1
        return [
            (frame.pts * stream.time_base, digest(frame.to_ndarray().tobytes())) for frame in container.decode(stream)
        ]


def digest(planes):
    return hashlib.md5(planes, usedforsecurity=False).hexdigest()


def stretches(folder):
    """First and last-plus-one frame of each segment."""
    start = 0
    for segment in segments(folder):
        yield segment, start, start + segment.frames
        start += segment.frames


class TestTheFilm:
    def test_every_frame_is_there_and_lasts_one_frame(self, film):
        assert [time for time, _ in frames(film)] == [Fraction(index, 30) for index in range(TOTAL)]
        with av.open(str(film)) as container:
            stream = container.streams.video[0]
            assert stream.frames == TOTAL
            assert stream.duration * stream.time_base == Fraction(TOTAL, 30)
            assert stream.average_rate == stream.guessed_rate == 30
            packets = [packet for packet in container.demux(stream) if packet.size]
            assert {packet.duration * stream.time_base for packet in packets} == {Fraction(1, 30)}
            assert [packet.dts for packet in packets] == sorted({packet.dts for packet in packets})

    def test_it_is_tagged_as_what_it_is(self, film):
        with av.open(str(film)) as container:
            stream = container.streams.video[0]
            context = stream.codec_context
            assert (context.width, context.height, context.pix_fmt) == (640, 360, "yuv420p")
            assert (context.color_primaries, context.color_trc, context.colorspace, context.color_range) == (1, 1, 1, 1)
            assert len(container.streams) == 1

    def test_a_hold_is_the_same_picture_on_every_frame(self, pieces, film):
        shown = [planes for _, planes in frames(film)]
        for segment, start, end in stretches(pieces):
            assert (len(set(shown[start:end])) == 1) == segment.hold

    def test_a_build_takes_over_from_its_hold_without_a_jump(self, film):
        shown = [planes for _, planes in frames(film)]
        assert shown[39] == shown[40] != shown[41]

    def test_every_piece_decodes_as_it_does_alone(self, pieces, film):
        shown = [planes for _, planes in frames(film)]
        for segment, start, end in stretches(pieces):
            if segment.hold:
                continue
            file = pieces / "alone.mp4"
            assemble([segment], pieces / "template.piece", settings=SETTINGS, file=file, progress=silent)
            assert [planes for _, planes in frames(file)] == shown[start:end]

    def test_it_is_deterministic(self, pieces, film, tmp_path):
        again = tmp_path / "again.mp4"
        assemble(segments(pieces), pieces / "template.piece", settings=SETTINGS, file=again, progress=silent)
        assert again.read_bytes() == film.read_bytes()

    def test_a_hold_costs_next_to_nothing(self, pieces, film):
        pieces_size = sum(segment.file.stat().st_size for segment in segments(pieces))
        second_idr = (pieces / "a/still-01.piece").stat().st_size  # of the hold that is longer than ten seconds
        assert film.stat().st_size < pieces_size + second_idr + 60 * TOTAL

    def test_a_long_hold_can_be_entered_every_ten_seconds(self, film):
        with av.open(str(film)) as container:
            stream = container.streams.video[0]
            keys = [packet.pts * stream.time_base * 30 for packet in container.demux(stream) if packet.is_keyframe]
        assert keys == [0, 40, 49, 224, 399, 414, 420, 435, 480, 505, 520, 532, 547, 562, 572, 580, 589]

    def test_seeking_lands_on_the_frame_asked_for(self, film):
        expected = [planes for _, planes in frames(film)]
        with av.open(str(film)) as container:
            stream = container.streams.video[0]
            for index in (0, 39, 45, 200, 398, 407, 417, 450, 504):
                container.seek(int(Fraction(index, 30) / stream.time_base), stream=stream)
                frame = next(f for f in container.decode(stream) if f.pts * stream.time_base >= Fraction(index, 30))
                assert digest(frame.to_ndarray().tobytes()) == expected[index]

    def test_progress_rises_to_one_and_may_cancel(self, pieces, tmp_path):
        seen = []
        arguments = {"settings": SETTINGS, "file": tmp_path / "f.mp4"}
        assemble(segments(pieces), pieces / "template.piece", **arguments, progress=seen.append)
        assert len(seen) == TOTAL
        assert seen == sorted(seen)
        assert seen[-1] == 1.0

        def cancel(_fraction):
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            assemble(segments(pieces), pieces / "template.piece", **arguments, progress=cancel)


@pytest.fixture(scope="module")
def encoded(pieces):
    file = pieces / "encoded.mp4"
    assemble(
        segments(pieces), pieces / "template.piece", settings=SETTINGS, file=file, progress=silent, copy_holds=False
    )
    return file


class TestWithoutCopies:
    """For players untried: every frame of a hold is encoded."""

    def test_it_has_the_same_frames(self, encoded):
        assert [time for time, _ in frames(encoded)] == [Fraction(index, 30) for index in range(TOTAL)]

    def test_no_packet_of_the_template_is_in_it(self, pieces, encoded):
        skips = {packet.content[4:] for packet in PieceFile.open(pieces / "template.piece").packets()}
        with av.open(str(encoded)) as container:
            assert not skips & {bytes(packet)[4:] for packet in container.demux(video=0)}

    def test_it_is_what_a_template_that_is_not_trusted_gives(self, pieces, encoded, tmp_path):
        template = PieceFile.open(pieces / "template.piece")
        doubted = write_piece(
            tmp_path / "doubted.piece", list(template.packets()), settings=SETTINGS,
            extradata=template.header.extradata, period=template.header.period, trusted=False,
        )  # fmt: skip
        file = tmp_path / "film.mp4"
        assemble(segments(pieces), doubted, settings=SETTINGS, file=file, progress=silent)
        assert file.read_bytes() == encoded.read_bytes()


class TestOtherDecoders:
    def test_ffmpeg_decodes_the_same_frames(self, film):
        assert decoded_by_ffmpeg(film) == [planes for _, planes in frames(film)]

    def test_openh264_inside_ffmpeg_decodes_the_same_frames(self, film, encoded):
        if not ffmpeg_has_openh264():
            pytest.skip("this FFmpeg has no OpenH264; GStreamer's is asked below")
        for file in film, encoded:
            assert decoded_by_ffmpeg(file, "-c:v", "libopenh264") == [planes for _, planes in frames(file)]

    def test_openh264_inside_gstreamer_decodes_the_same_frames(self, film, second_decoder):
        shown = [digest(frame) for frame in second_decoder(film, size=(640, 360))]
        assert shown == [planes for _, planes in frames(film)]


def decoded_by_ffmpeg(file, *decoder):
    """The digests of a film's frames as FFmpeg's program decodes them, after a look at their times."""
    arguments = ["-v", "error", *decoder, "-i", file, "-fps_mode", "passthrough", "-f", "framemd5", "-hash", "md5", "-"]
    output = subprocess.check_output([imageio_ffmpeg.get_ffmpeg_exe(), *arguments], text=True)
    rows = [line.split(",") for line in output.splitlines() if not line.startswith("#")]
    assert [int(row[2]) for row in rows] == list(range(TOTAL))
    return [row[-1].strip() for row in rows]


def ffmpeg_has_openh264():
    listed = subprocess.check_output([imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-decoders"], text=True)
    return "libopenh264" in listed


class TestRefusals:
    def join(self, pieces, *wanted, template="template.piece", settings=SETTINGS):
        return assemble(
            list(wanted), pieces / template, settings=settings, file=pieces / "refused.mp4", progress=silent
        )

    def test_a_segment_of_one_frame(self, pieces):
        with pytest.raises(OutputInvalid, match="shortest segment has 2"):
            self.join(pieces, JoinedSegment(pieces / "a/still-00.piece", 1, hold=True))

    def test_a_piece_that_is_not_as_long_as_planned(self, pieces):
        with pytest.raises(OutputInvalid, match="has 15 frames, 14 were planned"):
            self.join(pieces, JoinedSegment(pieces / "fade.piece", 14, hold=False))

    def test_a_film_of_nothing(self, pieces):
        with pytest.raises(OutputInvalid, match="at least one"):
            self.join(pieces)

    def test_a_piece_with_other_parameter_sets(self, pieces):
        fade = PieceFile.open(pieces / "fade.piece")
        other = write_piece(
            pieces / "other.piece", list(fade.packets()), settings=SETTINGS, extradata=fade.header.extradata + b"\0"
        )
        with pytest.raises(OutputInvalid, match="other settings"):
            self.join(
                pieces, JoinedSegment(pieces / "a/still-00.piece", 9, hold=True), JoinedSegment(other, 15, hold=False)
            )

    def test_a_piece_of_another_size_or_rate(self, pieces):
        for change in {"width": 320}, {"fps": 25}:
            with pytest.raises(OutputInvalid, match="640x360 at 30 frames"):
                self.join(
                    pieces,
                    JoinedSegment(pieces / "fade.piece", 15, hold=False),
                    settings=msgspec.structs.replace(SETTINGS, **change),
                )

    @pytest.mark.parametrize("harm", ["no idr first", "idr last", "a frame twice"])
    def test_a_piece_that_would_break_the_stream(self, pieces, harm):
        fade = PieceFile.open(pieces / "fade.piece")
        packets = list(fade.packets())
        if harm == "no idr first":
            packets[0] = packets[0]._replace(key=False)
        elif harm == "idr last":
            packets[-1] = packets[-1]._replace(key=True)
        else:
            packets[3] = packets[3]._replace(pts=packets[4].pts)
        broken = write_piece(pieces / "broken.piece", packets, settings=SETTINGS, extradata=fade.header.extradata)
        with pytest.raises(OutputInvalid, match=r"broken\.piece"):
            self.join(pieces, JoinedSegment(broken, 15, hold=False))


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs Linux's /proc to count open files")
def test_nothing_is_left_open(pieces, tmp_path):
    def join(progress=silent):
        assemble(
            segments(pieces), pieces / "template.piece", settings=SETTINGS, file=tmp_path / "f.mp4", progress=progress
        )

    def cancel(_fraction):
        raise KeyboardInterrupt

    def opened():
        return len(list(Path("/proc/self/fd").iterdir()))

    join()
    before = opened()
    join()
    with pytest.raises(KeyboardInterrupt):
        join(cancel)
    assert opened() == before
