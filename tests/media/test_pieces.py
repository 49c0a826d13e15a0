from __future__ import annotations

import subprocess
import sys

import msgspec
import pytest

from aura_nb.errors import OutputInvalid
from aura_nb.media.pieces import EncoderSettings, Packet, PieceFile, spread, write_piece
from aura_nb.specs import Render

SETTINGS = EncoderSettings(width=160, height=160, fps=30)
PACKETS = [Packet(0, key=True, content=b"idr"), Packet(2, key=False, content=b"p"), Packet(1, key=False, content=b"")]


def test_a_piece_comes_back_as_it_was_written(tmp_path):
    write_piece(tmp_path / "a.piece", PACKETS, settings=SETTINGS, extradata=b"sps")
    piece = PieceFile.open(tmp_path / "a.piece")
    assert list(piece.packets()) == PACKETS
    assert list(piece.packets(1)) == PACKETS[:1]
    assert (piece.frames, piece.header.extradata, piece.header.fps) == (3, b"sps", 30)


def test_the_same_packets_give_the_same_bytes(tmp_path):
    one = write_piece(tmp_path / "a.piece", PACKETS, settings=SETTINGS, extradata=b"sps").read_bytes()
    two = write_piece(tmp_path / "b.piece", PACKETS, settings=SETTINGS, extradata=b"sps").read_bytes()
    assert one == two


@pytest.mark.parametrize("harm", ["short", "long", "header", "magic", "empty"])
def test_a_piece_that_is_not_whole_is_refused(tmp_path, harm):
    path = write_piece(tmp_path / "a.piece", PACKETS, settings=SETTINGS, extradata=b"sps")
    content = path.read_bytes()
    path.write_bytes({
        "short": content[:-1],
        "long": content + b"x",
        "header": content[:20],
        "magic": b"x" + content,
        "empty": b"",
    }[harm])  # fmt: skip
    with pytest.raises(OutputInvalid, match=r"a\.piece"):
        PieceFile.open(path)


def test_pieces_of_another_size_rate_or_parameter_set_have_another_digest(tmp_path):
    digests = set()
    for change, extradata in (
        ({}, b"a"),
        ({}, b"b"),
        ({"width": 162}, b"a"),
        ({"height": 162}, b"a"),
        ({"fps": 25}, b"a"),
    ):
        path = write_piece(
            tmp_path / "a.piece", PACKETS, settings=msgspec.structs.replace(SETTINGS, **change), extradata=extradata
        )
        digests.add(PieceFile.open(path).digest)
    assert len(digests) == 5


def test_every_setting_changes_the_recipe():
    before = SETTINGS.recipe()
    for field in msgspec.structs.fields(EncoderSettings):
        value = getattr(SETTINGS, field.name)
        changed = msgspec.structs.replace(SETTINGS, **{field.name: "slow" if isinstance(value, str) else value + 2})
        assert changed.recipe() != before, field.name


def test_the_recipe_names_the_library_builds_and_is_json():
    libraries = msgspec.json.decode(msgspec.json.encode(SETTINGS.recipe()))["libraries"]
    assert {"av", "opencv"} <= set(libraries)


def test_the_recipe_needs_no_heavy_import():
    code = (
        "import sys; from aura_nb.media.pieces import EncoderSettings as E; E(width=2, height=2, fps=1).recipe();"
        "print([m for m in ('av', 'cv2', 'numpy') if m in sys.modules])"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"


def test_a_better_quality_never_has_a_larger_crf():
    settings = [EncoderSettings.from_render(Render(quality=q)) for q in ("draft", "standard", "high")]
    assert [(s.width, s.height) for s in settings] == [(854, 480), (1920, 1080), (1920, 1080)]
    assert settings == sorted(settings, key=lambda s: (-s.crf, -s.still_crf))
    assert all(s.still_crf < s.crf for s in settings)


def test_groups_are_even_and_never_of_one_frame():
    for limit in (4, 10, 300):
        for frames in range(2, 1000):
            groups = spread(frames, limit)
            assert sum(groups) == frames
            assert min(groups) >= 2
            assert max(groups) <= limit
            assert max(groups) - min(groups) <= 1
