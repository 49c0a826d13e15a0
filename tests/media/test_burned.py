"""Captions burned in: exactly the frames of a cue have it, and what stands still is still one picture and copies."""

from __future__ import annotations

import hashlib
from itertools import groupby, pairwise

import av
import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aura_nb.errors import OutputInvalid
from aura_nb.media.assemble import JoinedSegment, assemble
from aura_nb.media.burned import MIN_HOLD, BurnedCaptions, Shot, encode_burned, frames_of, parts
from aura_nb.media.captions import CaptionCue
from aura_nb.media.changes import SceneStates
from aura_nb.media.encoder import encode_clip, encode_motion
from aura_nb.media.encoding_parts import BurnedCue, Stretch
from aura_nb.media.pieces import EncoderSettings, PieceFile
from aura_nb.media.template import encode_template

SETTINGS = EncoderSettings(width=320, height=180, fps=30)
STRIP = 40
BOX = (slice(150, 170), slice(100, 220))  # rows and columns of the caption
STRETCHES = [Stretch(0, 60, build=False), Stretch(0, 9, build=True), Stretch(1, 80, build=False)]
CUES = [BurnedCue("one.png", 10, 41), BurnedCue("two.png", 43, 100), BurnedCue("three.png", 100, 149)]


def silent(_fraction):
    """A progress callback that does nothing."""


@st.composite
def scenes(draw):
    stretches = [Stretch(0, draw(st.integers(2, 40)), build=False)]
    for state in range(draw(st.integers(0, 3))):
        stretches.append(Stretch(state, draw(st.integers(4, 12)), build=True))
        stretches.append(Stretch(state + 1, draw(st.integers(2, 40)), build=False))
    total = sum(stretch.frames for stretch in stretches)
    edges = sorted(draw(st.lists(st.integers(0, total), max_size=12, unique=True)))
    cues = [BurnedCue("x", first, end) for first, end in zip(edges[::2], edges[1::2], strict=False)]
    if draw(st.booleans()):  # cues that follow each other without a gap
        cues = [BurnedCue("x", first, end) for first, end in pairwise(edges)]
    return stretches, cues


@given(scenes())
def test_every_frame_is_in_one_part_and_no_part_is_a_single_frame(scene):
    stretches, cues = scene
    captions = BurnedCaptions(cues, {}, settings=SETTINGS)
    found = parts(stretches, captions)
    wanted = []
    for stretch in stretches:
        for index in range(stretch.frames):
            shown = next((i for i, cue in enumerate(cues) if cue.first <= len(wanted) < cue.end), -1)
            wanted.append(Shot(stretch.state, index if stretch.build else 0, shown))
    assert [shot for part in found for shot in part.shots] == wanted
    for part in found:
        assert len(part.shots) >= 2
        assert not part.hold or len(set(part.shots)) == 1


@given(scenes())
def test_only_short_runs_of_one_picture_are_encoded_in_place(scene):
    for part in parts(scene[0], BurnedCaptions(scene[1], {}, settings=SETTINGS)):
        longest = max(len(list(run)) for _, run in groupby(part.shots))
        # A hold gives at most three frames to each of its neighbours, and a build begins with the picture before it.
        assert part.hold or longest <= MIN_HOLD + 2


@pytest.mark.parametrize("fps", [1, 15, 24, 25, 29, 30, 60])
def test_a_cue_is_on_the_frames_between_its_times(fps):
    # Times as captions have them: milliseconds, though a third of a second is none.
    cues = [CaptionCue(round(10 / fps, 3), round(20 / fps, 3), ["a"]), CaptionCue(round(20 / fps, 3), 99.0, ["b"])]
    assert frames_of(cues, fps=fps, frames=35) == [(0, 10, 20), (1, 20, 35)]


def test_a_cue_too_short_for_any_frame_is_left_out():
    assert frames_of([CaptionCue(0.51, 0.56, ["a"]), CaptionCue(0.6, 2.0, ["b"])], fps=10, frames=100) == [(1, 6, 20)]


def slide(path, *lines):
    picture = np.full((180, 320, 3), 240, np.uint8)
    for row, line in enumerate(lines):
        cv2.putText(picture, line, (20, 40 + 40 * row), cv2.FONT_HERSHEY_SIMPLEX, 1, (90, 30, 20), 2, cv2.LINE_AA)
    cv2.imwrite(str(path), picture)
    return path


def caption(path, text):
    picture = np.zeros((STRIP, 320, 4), np.uint8)
    picture[BOX[0].start - 140 : BOX[0].stop - 140, BOX[1]] = (47, 32, 21, 224)
    cv2.putText(picture, text, (110, 25), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (232, 242, 247, 255), 1, cv2.LINE_AA)
    cv2.imwrite(str(path), picture)
    return path


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    """A folder with a scene of two states encoded with its captions, its parts, and the film they make."""
    folder = tmp_path_factory.mktemp("burned")
    states = [slide(folder / "a.png", "Bees"), slide(folder / "b.png", "Bees", "Flowers")]
    files = {cue.file: caption(folder / cue.file, cue.file[:-4]) for cue in CUES}
    made = encode_burned(
        SceneStates(states, settings=SETTINGS, build_frames=9),
        STRETCHES, BurnedCaptions(CUES, files, settings=SETTINGS),
        settings=SETTINGS, folder=folder, progress=silent,
    )  # fmt: skip
    encode_template(settings=SETTINGS, file=folder / "template.piece", progress=silent)
    return folder, made, files


def joined(folder, segments, name="film.mp4"):
    assemble(segments, folder / "template.piece", settings=SETTINGS, file=folder / name, progress=silent)
    return folder / name


@pytest.fixture(scope="module")
def film(scene):
    folder, made, _ = scene
    return joined(folder, [JoinedSegment(folder / part.file, part.frames, part.hold) for part in made])


def planes(file):
    with av.open(str(file)) as container:
        return [frame.to_ndarray() for frame in container.decode(video=0)]


@pytest.fixture(scope="module")
def bare(scene):
    """The same scene without captions, frame by frame."""
    folder = scene[0]
    (folder / "bare").mkdir()
    encode_clip(
        SceneStates([folder / "a.png", folder / "b.png"], settings=SETTINGS, build_frames=9),
        settings=SETTINGS,
        folder=folder / "bare",
        progress=silent,
    )
    still, build, last = (folder / "bare" / f"{name}.piece" for name in ("still-00", "build-01", "still-01"))
    segments = [
        JoinedSegment(still, 60, hold=True),
        JoinedSegment(build, 9, hold=False),
        JoinedSegment(last, 80, hold=True),
    ]
    return planes(joined(folder, segments, "bare.mp4"))


def seen(index):
    return next((cue.file for cue in CUES if cue.first <= index < cue.end), None)


def test_a_cue_is_seen_from_its_first_frame_to_its_last(film):
    shown = planes(film)
    assert len(shown) == 149
    assert [np.median(frame[BOX]) < 100 for frame in shown] == [seen(index) is not None for index in range(149)]


def test_around_the_captions_the_slide_is_its_own(film, bare):
    for frame, without in zip(planes(film), bare, strict=True):
        difference = np.abs(frame[:180].astype(int) - without[:180])
        difference[BOX[0].start - 4 : BOX[0].stop + 4, BOX[1].start - 4 : BOX[1].stop + 4] = 0
        assert difference.mean() < 0.3
        assert np.percentile(difference, 99.5) <= 8


def test_frames_that_show_the_same_are_the_same(scene, film):
    shown = [hashlib.sha256(frame.tobytes()).digest() for frame in planes(film)]
    start = 0
    for part in scene[1]:
        if part.hold:
            assert len(set(shown[start : start + part.frames])) == 1
        start += part.frames


def test_a_hold_with_a_cue_is_one_picture_and_copies(scene):
    folder, made, _ = scene
    holds = [part for part in made if part.hold]
    assert sum(part.frames for part in holds) > 120
    assert all(PieceFile.open(folder / part.file).frames == 1 for part in holds)


def test_a_state_that_comes_back_without_a_cue_is_encoded_once(tmp_path, scene):
    folder, _, files = scene
    cues = [BurnedCue("one.png", 10, 20), BurnedCue("two.png", 40, 50)]
    made = encode_burned(
        SceneStates([folder / "a.png"], settings=SETTINGS, build_frames=9),
        [Stretch(0, 60, build=False)], BurnedCaptions(cues, files, settings=SETTINGS),
        settings=SETTINGS, folder=tmp_path, progress=silent,
    )  # fmt: skip
    assert [part.frames for part in made] == [10, 10, 20, 10, 10]
    assert made[0].file == made[2].file == made[4].file
    assert len(list(tmp_path.iterdir())) == 3


def test_a_gap_of_one_frame_is_kept(tmp_path, scene):
    folder, _, files = scene
    cues = [BurnedCue("one.png", 0, 30), BurnedCue("two.png", 31, 60)]
    made = encode_burned(
        SceneStates([folder / "a.png"], settings=SETTINGS, build_frames=9),
        [Stretch(0, 60, build=False)], BurnedCaptions(cues, files, settings=SETTINGS),
        settings=SETTINGS, folder=tmp_path, progress=silent,
    )  # fmt: skip
    shown = planes(joined(folder, [JoinedSegment(tmp_path / p.file, p.frames, p.hold) for p in made], "gap.mp4"))
    assert [index for index, frame in enumerate(shown) if np.median(frame[BOX]) > 100] == [30]


def test_captions_stand_still_over_a_picture_that_moves(tmp_path, scene):
    folder, _, files = scene
    rough = np.random.default_rng(0).integers(90, 255, (20, 30, 3)).astype(np.uint8)
    cv2.imwrite(str(tmp_path / "p.png"), cv2.resize(rough, (420, 300), interpolation=cv2.INTER_CUBIC))
    over = BurnedCaptions([BurnedCue("one.png", 5, 20)], files, settings=SETTINGS).along

    def moved(name, **more):
        file = encode_motion(
            folder / "a.png", tmp_path / "p.png", None, region=(160, 0, 160, 180), start=(0, 0, 256, 288),
            end=(100, 10, 240, 270), frames=30, settings=SETTINGS, file=tmp_path / name, progress=silent, **more,
        )  # fmt: skip
        return planes(joined(folder, [JoinedSegment(file, 30, hold=False)], f"{name}.mp4"))

    left = (BOX[0], slice(104, 150))  # of the box, beside what moves
    plain, burned = moved("plain"), moved("over", over=over)
    assert [np.median(frame[BOX]) < 100 for frame in burned] == [5 <= index < 20 for index in range(30)]
    assert max(np.abs(frame[left].astype(int) - burned[5][left]).mean() for frame in burned[5:20]) < 4
    for frame, without in zip(burned, plain, strict=True):
        assert np.abs(frame[:130].astype(int) - without[:130]).mean() < 2


def test_the_second_decoder_sees_the_same_frames(film, second_decoder):
    shown = [hashlib.md5(frame, usedforsecurity=False).digest() for frame in second_decoder(film, size=(320, 180))]
    assert shown == [hashlib.md5(frame.tobytes(), usedforsecurity=False).digest() for frame in planes(film)]


def test_it_is_deterministic(tmp_path, scene):
    folder, made, files = scene
    again = encode_burned(
        SceneStates([folder / "a.png", folder / "b.png"], settings=SETTINGS, build_frames=9),
        STRETCHES, BurnedCaptions(CUES, files, settings=SETTINGS),
        settings=SETTINGS, folder=tmp_path, progress=silent,
    )  # fmt: skip
    assert again == made
    for part in made:
        assert (tmp_path / part.file).read_bytes() == (folder / part.file).read_bytes()


def test_progress_rises_to_one_and_may_cancel(tmp_path, scene):
    folder, _, files = scene

    def encode(progress):
        encode_burned(
            SceneStates([folder / "a.png", folder / "b.png"], settings=SETTINGS, build_frames=9),
            STRETCHES, BurnedCaptions(CUES, files, settings=SETTINGS),
            settings=SETTINGS, folder=tmp_path, progress=progress,
        )  # fmt: skip

    told = []
    encode(told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0

    def cancel(_fraction):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        encode(cancel)


def test_a_caption_of_another_size_is_refused(tmp_path, scene):
    caption(tmp_path / "wide.png", "wide")
    wrong = cv2.resize(cv2.imread(str(tmp_path / "wide.png"), cv2.IMREAD_UNCHANGED), (318, 40))
    cv2.imwrite(str(tmp_path / "wide.png"), wrong)
    captions = BurnedCaptions([BurnedCue("wide.png", 0, 9)], {"wide.png": tmp_path / "wide.png"}, settings=SETTINGS)
    with pytest.raises(OutputInvalid, match=r"wide\.png"):
        captions.over(np.zeros((270, 320), np.uint8), 0)
