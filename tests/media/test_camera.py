"""A camera's move between two views of a picture."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
import pytest

from aura_nb.errors import OutputInvalid
from aura_nb.media import blends as drawing
from aura_nb.media.changes import SceneStates
from aura_nb.media.encoder import encode_clip
from aura_nb.media.encoding_parts import CameraMove
from aura_nb.media.motion import Camera
from aura_nb.media.pieces import EncoderSettings, PieceFile
from aura_nb.media.planes import from_bgr, split

SETTINGS = EncoderSettings(width=320, height=180, fps=30)
REGION = (40, 20, 240, 140)
WHOLE, CLOSE = (0.0, 0.0, 960.0, 560.0), (480.0, 280.0, 96.0, 56.0)
ROOM = 6  # the first and last pixels of the region see beyond the edges of what is sampled


def silent(_fraction):
    """A progress callback that does nothing."""


def checks(size=8):
    """A fine chessboard, which any aliasing turns to patterns; white where the camera goes to."""
    y, x = np.mgrid[:560, :960]
    picture = np.where((x // size + y // size) % 2, 210, 40).astype(np.uint8)
    picture[270:350, 470:590] = 255
    return cv2.merge([picture] * 3)


@pytest.fixture
def camera():
    base = from_bgr(np.full((180, 320, 3), 90, np.uint8))
    return Camera(base, checks(), region=REGION, start=WHOLE, end=CLOSE)


def part(frame):
    x, y, width, height = REGION
    return split(frame)[0][y : y + height, x : x + width]


def test_it_begins_with_the_whole_and_ends_close(camera):
    assert part(camera.frame(1.0))[ROOM:-ROOM, ROOM:-ROOM].min() > 225
    away = part(camera.frame(0.0))
    wanted = cv2.resize(split(from_bgr(checks()))[0], (240, 140), interpolation=cv2.INTER_AREA)
    assert np.abs(away.astype(int) - wanted).mean() < 12


def test_what_is_seen_from_afar_does_not_flicker(camera):
    """Grey on the whole, at each moment: no patterns of light and dark that come and go."""
    means = [part(camera.frame(drawing.ease(step / 30)))[:30, :30].mean() for step in range(16)]
    assert max(abs(a - b) for a, b in pairwise(means)) < 6


def test_nothing_outside_of_its_region_changes(camera):
    frame = split(camera.frame(0.5))[0].copy()
    x, y, width, height = REGION
    frame[y : y + height, x : x + width] = frame[0, 0]
    assert frame.min() == frame.max()


def test_its_size_changes_by_equal_parts_in_equal_times(camera):
    widths = [camera._at(t)[2] for t in (0.0, 0.25, 0.5, 0.75, 1.0)]
    assert [b / a for a, b in pairwise(widths)] == pytest.approx([0.1**0.25] * 4)
    assert camera._at(1.0) == pytest.approx(CLOSE)


def changes(folder, region=REGION):
    for name in ("a", "b"):
        cv2.imwrite(str(folder / f"{name}.png"), np.full((180, 320, 3), 90, np.uint8))
    cv2.imwrite(str(folder / "p.png"), checks())
    move = CameraMove(1, "p.png", region, WHOLE, CLOSE)
    return SceneStates(
        [folder / "a.png", folder / "b.png"],
        [move],
        {"p.png": folder / "p.png"},
        settings=SETTINGS,
        build_frames=9,
        move_frames=33,
    )


def test_a_scene_stands_still_but_for_the_move(tmp_path):
    files = encode_clip(changes(tmp_path), settings=SETTINGS, folder=tmp_path, progress=silent)
    assert [(file.name, PieceFile.open(file).frames) for file in files] == [
        ("still-00.piece", 1),
        ("build-01.piece", 33),
        ("still-01.piece", 1),
    ]


@pytest.mark.parametrize("region", [(41, 20, 240, 140), (100, 20, 240, 140), (40, 60, 240, 140)], ids=str)
def test_a_region_that_is_odd_or_outside_is_refused(tmp_path, region):
    with pytest.raises(OutputInvalid, match="region"):
        changes(tmp_path, region).shown(0, 5)
