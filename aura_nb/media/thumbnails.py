"""Small pictures along the time line: sheets of them, and a WebVTT file that says which is for which seconds.

They are made of the pictures that the slides were drawn as: nothing of the film is decoded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import cv2
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from aura_nb.media.caption_files import vtt_clock

SIDE = 160  # pixels of the longer one
COLUMNS = ROWS = 10  # of a sheet
NAME = "thumbnails.vtt"
_QUALITY = 80  # of JPEG


class Stop(Struct, frozen=True, array_like=True):
    """From when on, in seconds, the film shows a picture: the name of an input."""

    start: float
    picture: str


def sheet(number: int) -> str:
    """The name of the sheet of that number, from 1.

    >>> sheet(1)
    'thumbnails-01.jpg'
    """
    return f"thumbnails-{number:02}.jpg"


def write_thumbnails(
    stops: Sequence[Stop],
    pictures: Mapping[str, Path],
    *,
    seconds: float,
    size: tuple[int, int],
    folder: Path,
    progress: Callable[[float], None],
) -> None:
    """Write `NAME` and its sheets; a picture that is seen several times is on them once. `size` is the film's."""
    width, height = (max(1, round(side * SIDE / max(size))) for side in size)
    names = list(dict.fromkeys(stop.picture for stop in stops))
    places = {}
    for number, first in enumerate(range(0, len(names), COLUMNS * ROWS), 1):
        group = names[first : first + COLUMNS * ROWS]
        rows = -(-len(group) // COLUMNS)
        whole = np.zeros((rows * height, min(len(group), COLUMNS) * width, 3), np.uint8)
        for index, name in enumerate(group):
            x, y = index % COLUMNS * width, index // COLUMNS * height
            whole[y : y + height, x : x + width] = _small(pictures[name], width, height)
            places[name] = f"{sheet(number)}#xywh={x},{y},{width},{height}"
            progress((first + index + 1) / len(names))
        _, coded = cv2.imencode(".jpg", whole, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
        (folder / sheet(number)).write_bytes(coded.tobytes())
    ends = [*(stop.start for stop in stops[1:]), seconds]
    cues = "\n".join(
        f"{vtt_clock(stop.start)} --> {vtt_clock(end)}\n{places[stop.picture]}\n"
        for stop, end in zip(stops, ends, strict=True)
    )
    (folder / NAME).write_text(f"WEBVTT\n\n{cues}", encoding="utf-8", newline="\n")


def _small(path: Path, width: int, height: int) -> NDArray[np.uint8]:
    picture = cv2.imdecode(np.frombuffer(path.read_bytes(), np.uint8), cv2.IMREAD_COLOR)
    if picture is None:
        raise ValueError(f"{path.name} is no picture")
    return np.asarray(cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
