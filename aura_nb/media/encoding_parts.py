"""What encoding is told and tells of captions and sound; light, for the process that plans."""

from __future__ import annotations

from msgspec import Struct

LEAST_RATE = 36_000
"""Bits a second of the smallest film that can still be followed: its sound, few pictures, and the file's tables."""


SILENCE_SECONDS = 1.8
"""What is silent for longer is no pause between sentences."""


class Stretch(Struct, frozen=True, array_like=True):
    """A part of a scene without its captions: a state standing still, or (`build`) turning into the next."""

    state: int
    frames: int
    build: bool


class CameraMove(Struct, frozen=True, array_like=True):
    """A camera's move over a picture into state `state`: `picture` is seen through `region` (x, y, width, height of the
    frame, even), from the rectangle `start` to `end` (of the picture), in pixels.
    """

    state: int
    picture: str
    region: tuple[int, int, int, int]
    start: tuple[float, float, float, float]
    end: tuple[float, float, float, float]


class Planned(Struct, frozen=True, array_like=True):
    """A build as it was planned: the scene, counted from 1, its first frame and how many lead into the new picture (0:
    it changes at once), and when the voice reaches what appears, in seconds of the film; None where it says nothing of
    it.
    """

    scene: int
    first: int
    frames: int
    word: float | None = None


class BurnedCue(Struct, frozen=True, array_like=True):
    """A cue as a picture: `file` (RGBA) covers the frame's lowest rows from frame `first` until just before `end`.

    Frames are counted from the scene's first after its transition; cues stand in order and do not overlap.
    """

    file: str
    first: int
    end: int


class BurnedPart(Struct, frozen=True, array_like=True):
    """An encoded part of a scene: its file, its length in frames, and whether its first picture stands still."""

    file: str
    frames: int
    hold: bool
    plays: bool = False  # what moves or stands still in it is a video's own


class Playing(Struct, frozen=True, array_like=True):
    """A video in a scene: `file` is seen in `region` (x, y, width, height of the frame, even) from the scene's first
    frame, from `start` to `end` (seconds of the video), `loops` times (0: for ever); then its last frame stands.
    """

    file: str
    region: tuple[int, int, int, int]
    start: float
    end: float
    loops: int = 1


class Loudness(Struct, frozen=True, rename="camel"):
    """What was done and what came out, measured on the decoded AAC.

    `integrated` in LUFS and `true_peak` in dBTP are None for silence; `gain` is in dB. `target` is what the film can
    be held to in LUFS: None where the sound cannot carry it (silence, a few clicks, nearly nothing).
    """

    integrated: float | None
    true_peak: float | None
    gain: float
    target: float | None
