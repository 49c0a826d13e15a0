"""How the states of a scene turn into each other: most fade, some are where a camera goes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from aura_nb.errors import OutputInvalid
from aura_nb.media import blends as drawing
from aura_nb.media.encoding_parts import CameraMove
from aura_nb.media.motion import Camera
from aura_nb.media.pieces import EncoderSettings
from aura_nb.media.planes import Frame, read, read_bgr


class SceneStates:
    """The states of one scene, and every frame between them.

    `states` are PNG files of the film's size; `moves` are the states that a camera leads into, whose pictures are in
    `folder` by name. A state that fades in takes `build_frames`, the others `move_frames`.
    """

    def __init__(
        self,
        states: Sequence[Path],
        moves: Sequence[CameraMove] = (),
        folder: Mapping[str, Path] | None = None,
        *,
        settings: EncoderSettings,
        build_frames: int,
        move_frames: int = 0,
    ) -> None:
        self._states = states
        self._moves = {move.state: move for move in moves}
        self._folder = folder or {}
        self._settings = settings
        self._frames = build_frames, move_frames
        self._read = lru_cache(maxsize=2)(self._state)
        self._camera = lru_cache(maxsize=1)(self._led)
        self._turned = lru_cache(maxsize=1)(self._page)

    def __len__(self) -> int:
        return len(self._states)

    def frames(self, state: int) -> int:
        """How many frames lead from a state into the next; 0 where that is a cut, or there is none."""
        if state + 1 >= len(self._states):
            return 0
        frames = self._frames[state + 1 in self._moves]
        return frames if frames > 1 else 0

    def shown(self, state: int, step: int = 0) -> Frame:
        """A state, `step` frames of the way to the next; the first frame of the way is the state itself."""
        frame = self._read(state)
        if not step:
            return frame
        if state + 1 in self._moves:
            return self._camera(state + 1).frame(drawing.ease(step / self.frames(state)))
        if (turned := self._turned(state)) is not None:
            return turned.frame(step, self.frames(state))
        return drawing.built(frame, self._read(state + 1), step, self.frames(state))

    def _page(self, state: int) -> drawing.Turned | None:
        """How a page is turned after a state, where one is."""
        before, after = self._read(state), self._read(state + 1)
        return drawing.Turned(before, after) if drawing.turns(before, after) else None

    def _state(self, index: int) -> Frame:
        return read(self._states[index], width=self._settings.width, height=self._settings.height)

    def _led(self, state: int) -> Camera:
        move = self._moves[state]
        left, top, width, height = move.region
        if any(value % 2 for value in move.region) or left + width > self._settings.width:
            raise OutputInvalid(f"the region {move.region} is not even or not inside the frame")
        if top + height > self._settings.height:
            raise OutputInvalid(f"the region {move.region} is not inside the frame")
        picture = read_bgr(self._folder[move.picture])
        # What changes beside the picture, such as another one's view, changes as the camera sets out.
        return Camera(self._read(state), picture, region=move.region, start=move.start, end=move.end)
