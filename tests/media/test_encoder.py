from __future__ import annotations

import itertools
import subprocess
import sys

import cv2
import msgspec
import numpy as np
import pytest
from av.video.frame import PictureType

from aura_nb.errors import EncoderUnavailable, OutputInvalid
from aura_nb.media import encoder as encoding
from aura_nb.media import template as templates
from aura_nb.media.changes import SceneStates
from aura_nb.media.encoder import Encoder, encode_clip, encode_frames, encode_motion, encode_transition
from aura_nb.media.pieces import EncoderSettings, Packet, PieceFile
from aura_nb.media.planes import read, split
from aura_nb.media.template import decode, encode_template
from aura_nb.specs import Render

SETTINGS = EncoderSettings(width=640, height=360, fps=30)


def silent(_fraction):
    """A progress callback that does nothing."""


def draw(path, *lines, settings=SETTINGS):
    """A slide: lines of dark text on a pale gradient."""
    shade = np.linspace(252, 238, settings.width)[None, :, None]
    picture = np.broadcast_to(shade, (settings.height, settings.width, 3)).astype(np.uint8).copy()
    size = settings.height / 360
    for row, line in enumerate(("Why bees matter", *lines)):
        place = (round(40 * size), round((60 + 50 * row) * size))
        cv2.putText(picture, line, place, cv2.FONT_HERSHEY_SIMPLEX, size, (60, 30, 20), round(2 * size), cv2.LINE_AA)
    cv2.imwrite(str(path), picture)
    return path


@pytest.fixture
def states(tmp_path):
    lines = ("A third of our food", "20,000 species", "Plant a wild corner")
    return [draw(tmp_path / f"state-{n:02}.png", *lines[:n]) for n in range(3)]


def shown(path):
    piece = PieceFile.open(path)
    return list(decode(piece.packets(), extradata=piece.header.extradata))


def psnr(frame, picture):
    error = (split(frame)[0].astype(float) - split(picture)[0]) ** 2
    return 10 * np.log10(255**2 / max(error.mean(), 1e-9))


def plain(path, frames, settings=SETTINGS):
    """The last frame and the bytes of an ordinary encode of a picture that stands still."""
    picture = read(path, width=settings.width, height=settings.height)
    with Encoder(settings, crf=settings.crf, extra="rc-lookahead=10") as encoder:
        packets = [
            p
            for ready in encode_frames(encoder, itertools.repeat(picture, frames), keys=[0], count=frames)
            for p in ready
        ]
        return list(decode(packets, extradata=encoder.extradata))[-1], sum(len(p.content) for p in packets)


class TestClip:
    def test_it_writes_a_still_for_each_state_and_a_build_between(self, states, tmp_path):
        files = encode_clip(
            SceneStates(states, settings=SETTINGS, build_frames=9), settings=SETTINGS, folder=tmp_path, progress=silent
        )
        assert [f.name for f in files] == [
            "still-00.piece", "build-01.piece", "still-01.piece", "build-02.piece", "still-02.piece",
        ]  # fmt: skip
        assert [PieceFile.open(f).frames for f in files] == [1, 9, 1, 9, 1]
        assert len({PieceFile.open(f).digest for f in files}) == 1

    def test_without_builds_there_are_only_stills(self, states, tmp_path):
        files = encode_clip(
            SceneStates(states, settings=SETTINGS, build_frames=0), settings=SETTINGS, folder=tmp_path, progress=silent
        )
        assert [f.name for f in files] == ["still-00.piece", "still-01.piece", "still-02.piece"]

    def test_a_build_begins_with_the_still_before_it_bit_for_bit(self, states, tmp_path):
        encode_clip(
            SceneStates(states, settings=SETTINGS, build_frames=9), settings=SETTINGS, folder=tmp_path, progress=silent
        )
        still, build = shown(tmp_path / "still-01.piece"), shown(tmp_path / "build-02.piece")
        assert len(build) == 9
        assert np.array_equal(still[0], build[0])

    def test_a_build_ends_close_to_the_state_it_leads_to(self, states, tmp_path):
        encode_clip(
            SceneStates(states, settings=SETTINGS, build_frames=9), settings=SETTINGS, folder=tmp_path, progress=silent
        )
        build, after = shown(tmp_path / "build-01.piece"), shown(tmp_path / "still-01.piece")[0]
        distances = [np.abs(frame.astype(int) - after).mean() for frame in build]
        assert distances == sorted(distances, reverse=True)
        assert distances[-1] < distances[0] / 5

    def test_a_state_is_the_same_bytes_wherever_it_stands(self, states, tmp_path):
        alone = tmp_path / "alone"
        alone.mkdir()
        encode_clip(
            SceneStates(states, settings=SETTINGS, build_frames=9), settings=SETTINGS, folder=tmp_path, progress=silent
        )
        encode_clip(
            SceneStates(states[1:2], settings=SETTINGS, build_frames=9),
            settings=SETTINGS,
            folder=alone,
            progress=silent,
        )
        assert (alone / "still-00.piece").read_bytes() == (tmp_path / "still-01.piece").read_bytes()

    def test_it_is_deterministic(self, states, tmp_path):
        once = [
            f.read_bytes()
            for f in encode_clip(
                SceneStates(states, settings=SETTINGS, build_frames=6),
                settings=SETTINGS,
                folder=tmp_path,
                progress=silent,
            )
        ]
        again = [
            f.read_bytes()
            for f in encode_clip(
                SceneStates(states, settings=SETTINGS, build_frames=6),
                settings=SETTINGS,
                folder=tmp_path,
                progress=silent,
            )
        ]
        assert once == again

    @pytest.mark.parametrize("quality", ["draft", "standard", "high"])
    def test_a_still_is_as_good_as_a_plain_encode_becomes(self, states, tmp_path, quality):
        crf = EncoderSettings.from_render(Render(quality=quality))
        settings = msgspec.structs.replace(SETTINGS, crf=crf.crf, still_crf=crf.still_crf)
        encode_clip(
            SceneStates(states[2:], settings=settings, build_frames=0),
            settings=settings,
            folder=tmp_path,
            progress=silent,
        )
        picture = read(states[2], width=640, height=360)
        steady, size = plain(states[2], 60, settings)
        assert psnr(shown(tmp_path / "still-00.piece")[0], picture) > psnr(steady, picture) - 0.5
        assert (tmp_path / "still-00.piece").stat().st_size < 1.5 * size

    def test_text_is_crisp_at_standard_quality(self, states, tmp_path):
        encode_clip(
            SceneStates(states[2:], settings=SETTINGS, build_frames=0),
            settings=SETTINGS,
            folder=tmp_path,
            progress=silent,
        )
        assert psnr(shown(tmp_path / "still-00.piece")[0], read(states[2], width=640, height=360)) > 45

    def test_a_state_of_another_size_is_refused(self, states, tmp_path):
        settings = msgspec.structs.replace(SETTINGS, width=642)
        with pytest.raises(OutputInvalid, match=r"state-00\.png is 640x360, the film 642x360"):
            encode_clip(
                SceneStates(states, settings=settings, build_frames=9),
                settings=settings,
                folder=tmp_path,
                progress=silent,
            )

    def test_a_file_that_is_no_picture_is_refused(self, tmp_path):
        (tmp_path / "a.png").write_bytes(b"")
        with pytest.raises(OutputInvalid, match=r"a\.png cannot be read"):
            encode_clip(
                SceneStates([tmp_path / "a.png"], settings=SETTINGS, build_frames=9),
                settings=SETTINGS,
                folder=tmp_path,
                progress=silent,
            )

    def test_progress_rises_to_one_and_may_cancel(self, states, tmp_path):
        seen = []
        encode_clip(
            SceneStates(states, settings=SETTINGS, build_frames=5),
            settings=SETTINGS,
            folder=tmp_path,
            progress=seen.append,
        )
        assert seen == sorted(seen)
        assert seen[-1] == 1.0
        assert len(set(seen)) >= 10

        def cancel(fraction):
            if fraction > 0.3:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            encode_clip(
                SceneStates(states, settings=SETTINGS, build_frames=5),
                settings=SETTINGS,
                folder=tmp_path,
                progress=cancel,
            )


class TestMoving:
    @pytest.mark.parametrize("kind", ["fade", "slide", "push"])
    def test_a_transition_has_exactly_the_frames_asked_for(self, states, tmp_path, kind):
        seen = []
        file = encode_transition(
            states[0],
            states[2],
            kind=kind,
            frames=15,
            settings=SETTINGS,
            file=tmp_path / "t.piece",
            progress=seen.append,
        )
        packets = list(PieceFile.open(file).packets())
        assert [p.key for p in packets] == [True] + [False] * 14
        assert sorted(p.pts for p in packets) == list(range(15))
        assert len(shown(file)) == 15
        assert seen == sorted(seen)
        assert seen[-1] == 1.0

    def film(self, tmp_path, states, frames, settings=SETTINGS, **changes):
        arguments = {
            "region": (320, 40, 280, 200), "start": (0.0, 0.0, 560.0, 400.0), "end": (60.0, 40.0, 420.0, 300.0),
        } | changes  # fmt: skip
        rough = np.random.default_rng(0).integers(0, 255, (20, 30, 3)).astype(np.uint8)
        cv2.imwrite(str(tmp_path / "picture.png"), cv2.resize(rough, (560, 400), interpolation=cv2.INTER_CUBIC))
        overlay = arguments.pop("overlay", None)
        return encode_motion(
            states[0], tmp_path / "picture.png", overlay, frames=frames, settings=settings,
            file=tmp_path / "m.piece", progress=arguments.pop("progress", silent), **arguments,
        )  # fmt: skip

    def test_a_motion_has_exactly_the_frames_asked_for_and_looks_like_them(self, states, tmp_path):
        overlay = np.zeros((360, 640, 4), np.uint8)
        overlay[200:230, 330:500] = (0, 0, 0, 160)
        cv2.imwrite(str(tmp_path / "overlay.png"), overlay)
        pictures = shown(self.film(tmp_path, states, 50, overlay=tmp_path / "overlay.png"))
        assert len(pictures) == 50
        base = read(states[0], width=640, height=360)
        outside = np.s_[:, :300]
        assert psnr(pictures[25][outside], base[outside]) > 40
        assert not np.array_equal(pictures[0], pictures[-1])

    def test_a_long_motion_has_keyframes_and_none_of_them_is_last(self, states, tmp_path):
        settings = msgspec.structs.replace(SETTINGS, fps=2)
        piece = PieceFile.open(self.film(tmp_path, states, 17, settings))
        keys = [index for index, packet in enumerate(piece.packets()) if packet.key]
        assert keys == [0, 5, 11]
        assert len(shown(piece.path)) == 17

    def test_overlay_and_region_must_fit_the_frame(self, states, tmp_path):
        cv2.imwrite(str(tmp_path / "small.png"), np.zeros((10, 10, 4), np.uint8))
        with pytest.raises(OutputInvalid, match=r"small\.png"):
            self.film(tmp_path, states, 9, overlay=tmp_path / "small.png")
        for region in (321, 40, 280, 200), (400, 40, 280, 200):
            with pytest.raises(OutputInvalid, match="region"):
                self.film(tmp_path, states, 9, region=region)

    def test_a_piece_of_one_frame_is_refused(self, states, tmp_path):
        with pytest.raises(OutputInvalid, match="at least 2 frames"):
            encode_transition(
                states[0],
                states[1],
                kind="fade",
                frames=1,
                settings=SETTINGS,
                file=tmp_path / "t.piece",
                progress=silent,
            )


class TestParameterSets:
    def test_all_ways_of_encoding_share_them(self, states, tmp_path):
        files = encode_clip(
            SceneStates(states, settings=SETTINGS, build_frames=9), settings=SETTINGS, folder=tmp_path, progress=silent
        )
        for kind in ("fade", "slide", "push"):
            file = tmp_path / kind
            encode_transition(states[0], states[2], kind=kind, frames=5, settings=SETTINGS, file=file, progress=silent)
            files.append(file)
        files.append(TestMoving().film(tmp_path, states, 9))
        files.append(encode_template(settings=SETTINGS, file=tmp_path / "template.piece", progress=silent))
        assert len({PieceFile.open(f).digest for f in files}) == 1

    def test_another_quality_has_the_same_ones_so_that_its_pieces_would_join(self):
        sets = set()
        for crf in (16, 23, 30):
            with Encoder(SETTINGS, crf=crf) as encoder:
                sets.add(encoder.extradata)
        assert len(sets) == 1

    def test_packets_carry_no_text_of_the_encoder(self, states, tmp_path):
        for file in encode_clip(
            SceneStates(states, settings=SETTINGS, build_frames=9), settings=SETTINGS, folder=tmp_path, progress=silent
        ):
            assert b"x264" not in file.read_bytes()

    def test_a_size_x264_refuses_is_said_plainly(self):
        with pytest.raises(EncoderUnavailable, match="0x360"):
            Encoder(msgspec.structs.replace(SETTINGS, width=0), crf=23)


class TestTemplate:
    @pytest.mark.parametrize("size", [(160, 160), (480, 854), (854, 480), (1080, 1920)])
    def test_its_packets_are_small_and_trusted_at_every_size(self, tmp_path, size):
        settings = EncoderSettings(width=size[0], height=size[1], fps=30)
        piece = PieceFile.open(encode_template(settings=settings, file=tmp_path / "t.piece", progress=silent))
        assert piece.header.trusted
        assert piece.header.period == piece.frames
        assert not any(packet.key for packet in piece.packets())
        assert {len(packet.content) for packet in piece.packets()} <= set(range(8, 100))

    def test_repeated_it_is_a_real_encode_byte_for_byte(self, tmp_path):
        piece = PieceFile.open(encode_template(settings=SETTINGS, file=tmp_path / "t.piece", progress=silent))
        real, extradata = templates._skipped(SETTINGS, 301, silent)
        copied = itertools.islice(itertools.cycle([packet.content for packet in piece.packets()]), 300)
        assert list(copied) == [packet.content for packet in real[1:]]
        assert extradata == piece.header.extradata

    def test_where_packets_do_not_repeat_the_longest_hold_is_encoded(self, tmp_path, monkeypatch):
        settings = msgspec.structs.replace(SETTINGS, fps=5)
        monkeypatch.setattr(templates, "_PERIODS", ())
        piece = PieceFile.open(encode_template(settings=settings, file=tmp_path / "t.piece", progress=silent))
        assert (piece.header.period, piece.frames, piece.header.trusted) == (0, settings.hold_limit - 1, True)

    def test_packets_that_hold_a_picture_are_not_trusted(self):
        ramp = np.tile(np.arange(SETTINGS.width, dtype=np.uint8), (SETTINGS.height * 3 // 2, 1))
        packets: list[Packet] = []
        with Encoder(SETTINGS, crf=SETTINGS.crf) as encoder:
            for index in range(10):
                frame = np.roll(ramp, 3 * index, axis=1)
                packets += encoder.encode(frame, picture=PictureType.P if index else PictureType.I)
            packets += encoder.finish()
            extradata = encoder.extradata
        assert not templates.stands_still(packets, settings=SETTINGS, extradata=extradata)
        assert not templates._small(packets, SETTINGS)

    def test_an_encoder_with_other_parameter_sets_is_not_trusted(self):
        packets, extradata = templates._skipped(SETTINGS, 5, silent)
        assert templates.stands_still(packets, settings=SETTINGS, extradata=extradata)
        assert not templates.stands_still(packets, settings=SETTINGS, extradata=extradata + b"\0")


def test_only_leading_text_is_taken_from_a_packet():
    sei, idr = b"\0\0\0\1\x06\x05\x04text\x80", b"\0\0\0\1\x65abc\0\0\1\x06def"
    assert encoding._without_user_text(sei + idr) == idr
    assert encoding._without_user_text(sei + sei + idr) == idr
    assert encoding._without_user_text(b"\0\0\1\x06x\x80" + idr[1:]) == idr[1:]
    assert encoding._without_user_text(idr) == idr


OPENINGS = """
import sys
from pathlib import Path
import numpy as np
from aura_nb.media import blends
from aura_nb.media.encoder import encode_transition
from aura_nb.media.pieces import EncoderSettings
from aura_nb.media.planes import read
state, piece = Path(sys.argv[1]), Path(sys.argv[2])
settings, seen = EncoderSettings(width=320, height=180, fps=15), set()
for _ in range(30):
    dirt = [np.random.randint(0, 255, (270, 320)).astype(np.uint8) for _ in range(3)]
    del dirt  # its memory is given out again, with what was in it
    encode_transition(None, state, kind="fade", frames=8, settings=settings, file=piece, progress=lambda _: None)
    seen.add(piece.read_bytes())
    list(blends.transition(None, read(state, width=320, height=180), 8, kind="fade"))
print(len(seen))
"""


def test_an_opening_is_the_same_bytes_each_time(tmp_path):
    """A step that is done again has to give what it gave before, whatever lay in memory meanwhile."""
    picture = np.full((180, 320, 3), (232, 242, 247), np.uint8)
    picture[20:60, 20:200] = 30
    picture[:, 200:] = (27, 55, 210)
    cv2.imwrite(str(tmp_path / "state.png"), picture)
    command = [sys.executable, "-c", OPENINGS, str(tmp_path / "state.png"), str(tmp_path / "a.piece")]
    assert subprocess.run(command, check=True, capture_output=True, text=True).stdout == "1\n"
