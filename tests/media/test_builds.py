"""When a build is seen is measured on the film's own pictures, and told with how far it is from its word."""

from __future__ import annotations

import tracemalloc

import cv2
import numpy as np
import pytest

from aura_nb.media.assemble import JoinedSegment, assemble
from aura_nb.media.builds import Build, lateness, measure
from aura_nb.media.changes import SceneStates
from aura_nb.media.encoder import encode_clip
from aura_nb.media.encoding_parts import Planned
from aura_nb.media.pieces import EncoderSettings
from aura_nb.media.template import encode_template

SETTINGS = EncoderSettings(width=160, height=96, fps=30)


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    """A still of 40 frames, a build of 9, a still of 31, a cut, a still of 20; the lowest rows change all the time."""
    folder = tmp_path_factory.mktemp("builds")
    states = []
    for index in range(3):
        picture = np.full((96, 160, 3), 230, np.uint8)
        picture[10 : 20 + 20 * index, 20:140] = 30
        picture[80:] = 40 * index
        states.append(folder / f"state-{index}.png")
        cv2.imwrite(str(states[-1]), picture)
    changes = SceneStates(states, settings=SETTINGS, build_frames=9)
    encode_clip(changes, settings=SETTINGS, folder=folder, progress=lambda _: None)
    encode_template(settings=SETTINGS, file=folder / "template.piece", progress=lambda _: None)
    segments = [
        JoinedSegment(folder / "still-00.piece", 40, hold=True),
        JoinedSegment(folder / "build-01.piece", 9, hold=False),
        JoinedSegment(folder / "still-01.piece", 31, hold=True),
        JoinedSegment(folder / "still-02.piece", 20, hold=True),
    ]
    file = folder / "film.mp4"
    assemble(segments, folder / "template.piece", settings=SETTINGS, file=file, progress=lambda _: None)
    return file


def test_a_build_is_seen_where_half_of_it_is_there(film):
    [build] = measure(film, [Planned(2, 40, 9, 1.5)], fps=30, rows=80)
    assert build == Build(2, 1.5, 1.5, 0.0)  # of nine frames the fifth after the first is nearer to what comes


@pytest.mark.parametrize(("written", "rewritten"), [(20, 10), (8, 20)], ids=["fewer", "more"])
def test_a_page_that_is_turned_is_seen_when_its_new_words_are_there_and_not_when_the_old_have_gone(
    tmp_path, written, rewritten
):
    states = []
    for index, count in enumerate((written, rewritten)):
        picture = np.full((96, 160, 3), 30, np.uint8)
        places = np.random.default_rng(index).permutation(40)[:count]
        for place in places:
            picture[8 * (place // 8) + 4 : 8 * (place // 8) + 9, 20 * (place % 8) + 2 : 20 * (place % 8) + 16] = 220
        states.append(tmp_path / f"state-{index}.png")
        cv2.imwrite(str(states[-1]), picture)
    changes = SceneStates(states, settings=SETTINGS, build_frames=9)
    encode_clip(changes, settings=SETTINGS, folder=tmp_path, progress=lambda _: None)
    encode_template(settings=SETTINGS, file=tmp_path / "template.piece", progress=lambda _: None)
    parts = [("still-00", 40, True), ("build-01", 9, False), ("still-01", 31, True)]
    segments = [JoinedSegment(tmp_path / f"{name}.piece", frames, hold=hold) for name, frames, hold in parts]
    file = tmp_path / "film.mp4"
    assemble(segments, tmp_path / "template.piece", settings=SETTINGS, file=file, progress=lambda _: None)
    [build] = measure(file, [Planned(1, 40, 9, 1.5)], fps=30, rows=80)
    assert build.seen == pytest.approx(46 / 30, abs=0.01)


def test_a_cut_is_seen_as_it_is_made(film):
    [build] = measure(film, [Planned(3, 80, 0, 2.5)], fps=30, rows=80)
    assert build == Build(3, 2.5, round(80 / 30, 4), round(80 / 30 - 2.5, 4))


def test_a_build_that_is_not_where_it_was_planned_is_not_said_to_be(film):
    """What is measured is the film: of a plan that differs from it nothing is copied."""
    [nothing, late] = measure(film, [Planned(1, 10, 9, 0.5), Planned(1, 37, 9, 1.2)], fps=30, rows=80)
    assert nothing == Build(1, 0.5, None, None)
    assert late.difference > 0.2


def test_what_changes_below_is_no_build(film):
    [seen] = measure(film, [Planned(1, 40, 9, None)], fps=30, rows=8)
    assert seen.seen is None


def test_builds_without_a_word_are_not_late():
    found = lateness([Build(1, None, 2.0, None), Build(1, 3.0, 3.1, 0.1), Build(2, 4.0, 3.98, -0.02)])
    assert (found.builds, found.median, found.worst) == (2, 0.06, 0.1)
    assert lateness([]).worst is None


def test_builds_of_a_long_film_are_measured_in_the_memory_of_a_few(film):
    """Only what is not measured yet is held: the pictures of all builds of a lesson would be gigabytes."""
    some, many = ([Planned(1, 10 + 3 * place % 60, 9, None) for place in range(count)] for count in (2, 60))
    peaks = []
    for planned in (some, some, many):
        tracemalloc.start()
        try:
            assert len(measure(film, planned, fps=30, rows=80)) == len(planned)
            peaks.append(tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()
    picture = 160 * 80 // 16
    assert peaks[2] - peaks[1] < 40 * picture
