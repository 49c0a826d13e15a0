"""A photograph is told from a drawing: over one a camera may move, the other is shown whole."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from aura_nb.demo.demo_storyboard import FOLDER
from aura_nb.visuals.photographs import is_photograph


def noise(height, width, seed=1):
    """Colours that change slowly from place to place, with a grain, as light does."""
    chance = np.random.default_rng(seed)
    coarse = chance.integers(0, 255, (6, 8, 3)).astype(np.uint8)
    smooth = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC).astype(np.int16)
    return np.clip(smooth + chance.normal(0, 4, smooth.shape), 0, 255).astype(np.uint8)


def chart(height=800, width=1200):
    page = np.full((height, width, 3), 255, np.uint8)
    points = np.array([[x, int(height / 2 + 200 * np.sin(x / 90))] for x in range(50, width - 50, 5)])
    cv2.polylines(page, [points], isClosed=False, color=(200, 80, 20), thickness=4)
    cv2.putText(page, "Honey by site", (300, 60), cv2.FONT_HERSHEY_SIMPLEX, 1.5, (0, 0, 0), 3)
    return page


def screenshot():
    page = chart()
    page[:90] = (60, 50, 40)
    page[100:400, 40:500] = noise(300, 460)
    return page


def as_jpeg(pixels):
    return cv2.imdecode(cv2.imencode(".jpg", pixels)[1], cv2.IMREAD_COLOR)


def test_a_photograph_is_one():
    assert is_photograph(cv2.imread(str(next(FOLDER.glob("*.jpg")))))
    assert is_photograph(noise(900, 1400))
    assert is_photograph(as_jpeg(noise(1400, 900)))


@pytest.mark.parametrize(
    "drawing",
    [chart(), as_jpeg(chart()), screenshot(), as_jpeg(screenshot()), 255 - chart()],
    ids=["chart", "chart as JPEG", "screenshot", "screenshot as JPEG", "dark chart"],
)
def test_what_was_drawn_is_none(drawing):
    assert not is_photograph(drawing)


@pytest.mark.parametrize("size", [(300, 400), (479, 900), (600, 1900)])
def test_a_small_one_and_a_panorama_are_shown_whole(size):
    assert not is_photograph(noise(*size))
