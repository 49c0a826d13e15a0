"""A film as long as a lesson, with two speakers: it is made in a gigabyte, and ends in step."""

from __future__ import annotations

import threading

import psutil
import pytest
from support import SMALL

from aura_nb.media.verdict import judged
from aura_nb.pipeline.film_request import FilmRequest
from aura_nb.pipeline.output import OutputPlace
from aura_nb.pipeline.workspace import Workspace
from aura_nb.specs import Bullets, Scene, Storyboard, Turn

VOICES = {"Anna": "espeak:en-us+f3", "Ben": "espeak:en-gb"}
SCENE_SECONDS = 44
MOST = 1_000_000_000  # bytes of all processes together


class Memory:
    """The most memory that this process and all it started have had at once, in bytes, while it is entered."""

    def __enter__(self):
        self.most = 0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._done.set()
        self._thread.join()

    def _watch(self):
        me = psutil.Process()
        while not self._done.wait(0.25):
            total = 0
            for process in [me, *me.children(recursive=True)]:
                try:
                    total += process.memory_info().rss
                except psutil.NoSuchProcess:
                    continue
            self.most = max(self.most, total)


def lesson(minutes):
    """Two who speak in turns, in scenes of about three quarters of a minute."""

    def said(scene, turn):
        return (
            f"In lesson {scene}, part {turn}, we look at the bees that leave the hive number {scene * 7 + turn}. "
            "They fly out in the morning, they come back at noon, and they tell the others where the flowers are."
        )

    scenes = [
        Scene(
            id=f"s{number}",
            heading=f"Lesson {number}",
            show=Bullets(items=["They fly out", "They come back"]),
            say=[Turn(text=said(number, turn), voice=("Anna", "Ben")[turn % 2]) for turn in range(3)],
        )
        for number in range(minutes * 60 // SCENE_SECONDS)
    ]
    return Storyboard(title=f"{minutes} minutes of bees", language="en-US", voices=dict(VOICES), scenes=scenes)


@pytest.mark.long
@pytest.mark.alone
@pytest.mark.timeout(7200)
def test_a_film_of_forty_minutes_takes_less_than_a_gigabyte_and_ends_in_step(films, tmp_path):
    peaks, reports = {}, {}
    for minutes in (4, 40):
        request = FilmRequest(storyboard=lesson(minutes), render=SMALL)
        place = tmp_path / str(minutes)
        with Memory() as memory:
            film = films.make(request, output=OutputPlace.named(place), workspace=Workspace(tmp_path / "workspace"))
        peaks[minutes], reports[minutes] = memory.most, film.report
    report = reports[40]
    print({minutes: round(peak / 1e6) for minutes, peak in peaks.items()}, report["duration"], report["avDifference"])
    assert report["duration"] > 38 * 60
    assert abs(report["avDifference"]) < 1 / SMALL.fps
    assert report["integrated"] == pytest.approx(-14, abs=0.7)
    assert report["truePeak"] <= -1
    assert {each.name for each in judged(tmp_path / "40") if not each.ok} <= {"off the word"}
    assert peaks[40] < MOST
