"""What drawing a scene gives: its states, and how its picture moves."""

from __future__ import annotations

from msgspec import Struct


class Motion(Struct, frozen=True):
    """A picture that moves slowly inside a region of the frame.

    `picture` is the PNG to warp; `region` is x, y, width and height in the frame (whole, even pixels); `start` and
    `end` are x, y, width and height of the rectangle of the picture that fills the region at the first and the last
    moment (picture pixels, aspect equal to the region's). `overlay` is an RGBA PNG as large as the frame that lies
    over the moving picture, or None.
    """

    picture: str
    region: tuple[int, int, int, int]
    start: tuple[float, float, float, float]
    end: tuple[float, float, float, float]
    overlay: str | None = None


class State(Struct, frozen=True):
    """One still of a scene: a PNG in the task's folder, and the text that newly appears in it.

    `cue` is "" where nothing new is to be read (a heading alone, a card, a picture). `move` leads into it from the
    state before, where the camera moves; all others fade.
    """

    file: str
    cue: str
    move: Motion | None = None


class Footage(Struct, frozen=True):
    """A video in a scene, which plays from the scene's first frame on.

    `file` is its name among the scene's files, `region` x, y, width and height in the frame (whole, even pixels);
    `start` and `end` are seconds of the video, which plays `loops` times (0: for ever). `leads`: the scene lasts until
    it is over. `sound`: it is heard.
    """

    file: str
    region: tuple[int, int, int, int]
    start: float
    end: float
    loops: int = 1
    leads: bool = False
    sound: bool = False


class Layout(Struct, frozen=True):
    """A drawn scene: the frame's size in pixels, its states in order and its motion.

    A scene with motion has one state, the frame at the motion's start; `end_state` names the PNG of the frame at
    the motion's end, and is None for all other scenes. `warnings` are what to tell the author of what it shows
    otherwise than it was meant.
    """

    width: int
    height: int
    states: list[State]
    motion: Motion | None = None
    end_state: str | None = None
    footage: list[Footage] = []
    warnings: list[str] = []
