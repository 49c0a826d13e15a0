"""Videos in a scene: every frame is encoded while they play, and the rest of the scene is as cheap as ever."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import cv2
import numpy as np

from aura_nb.errors import AssetInvalid
from aura_nb.footage import NotFootage
from aura_nb.footage.player import Player, over
from aura_nb.media.burned import BurnedCaptions, Shot, encode_parts, parts
from aura_nb.media.changes import SceneStates
from aura_nb.media.encoder import FEWEST, encode_moving
from aura_nb.media.encoding_parts import BurnedPart, Playing, Stretch
from aura_nb.media.pieces import EncoderSettings, Progress
from aura_nb.media.planes import Frame, from_bgr, read_bgr, split

_SHORTEST = 12  # frames after a video: fewer are encoded with it


class Screen:
    """The videos of one scene, each in its place."""

    def __init__(self, playing: Sequence[Playing], folder: Mapping[str, Path], ground: Path, *, fps: int) -> None:
        """`ground` is a state of the scene, which is seen where a video is clear."""
        self._ground = read_bgr(ground)
        self._players = [
            (
                each,
                Player(
                    folder[each.file],
                    start=each.start,
                    end=each.end,
                    fps=fps,
                    size=(each.region[2], each.region[3]),
                    loops=each.loops,
                ),
            )
            for each in playing
        ]
        self._planes: dict[int, tuple[object, Frame]] = {}

    def until(self, frames: int) -> int:
        """How many of a scene's frames have a video that moves."""
        return max((min(frames, player.frames) if player.frames else frames for _, player in self._players), default=0)

    def lay(self, frame: Frame, index: int) -> Frame:
        """The frame with what the videos show at frame `index` of the scene."""
        shown = frame.copy()
        for number, (each, player) in enumerate(self._players):
            left, top, width, height = each.region
            pixels = self._pixels(player, each, index)
            if number not in self._planes or self._planes[number][0] is not pixels:
                ground = self._ground[top : top + height, left : left + width]
                self._planes[number] = pixels, from_bgr(over(pixels, ground))
            drawn = split(self._planes[number][1])
            for plane, part, step in zip(split(shown), drawn, (1, 2, 2), strict=True):
                plane[top // step : (top + height) // step, left // step : (left + width) // step] = part
        return shown

    def still(self, state: Path, index: int, file: Path) -> Path:
        """A state with what the videos show at frame `index`, as a PNG file."""
        picture = read_bgr(state)
        for each, player in self._players:
            left, top, width, height = each.region
            ground = picture[top : top + height, left : left + width]
            picture[top : top + height, left : left + width] = over(self._pixels(player, each, index), ground)
        file.write_bytes(cv2.imencode(".png", picture)[1].tobytes())
        return file

    @staticmethod
    def _pixels(player: Player, each: Playing, index: int) -> np.ndarray:
        try:
            return player.frame(index)
        except NotFootage as error:
            raise AssetInvalid(f"The video {each.file} cannot be used: {error}.", file=each.file) from error


def encode_played(
    changes: SceneStates,
    stretches: Sequence[Stretch],
    captions: BurnedCaptions,
    screen: Screen,
    *,
    settings: EncoderSettings,
    folder: Path,
    progress: Progress,
) -> list[BurnedPart]:
    """Encode a scene in which videos play; the parts it is joined from, in order. See `encode_burned`."""
    shots = [
        Shot(stretch.state, index if stretch.build else 0, 0)
        for stretch in stretches
        for index in range(stretch.frames)
    ]
    until = max(screen.until(len(shots)), FEWEST)  # what plays for a single frame stands in the next one
    if len(shots) - until < _SHORTEST:
        until = len(shots)
    rest = len(shots) - until

    moving = (
        captions.over(screen.lay(changes.shown(shot.state, shot.step), index), captions.at(index))
        for index, shot in enumerate(shots[:until])
    )
    share = until / len(shots)
    file = folder / "played.piece"
    encode_moving(moving, until, settings=settings, file=file, progress=lambda done: progress(share * done))
    made = [BurnedPart(file.name, until, hold=False, plays=True)]
    if not rest:
        return made

    def picture(shot: Shot) -> Frame:
        return captions.over(screen.lay(changes.shown(shot.state, shot.step), until), shot.cue)

    planned = parts(stretches, captions, first=until)
    after = encode_parts(
        planned, picture, settings=settings, folder=folder, progress=lambda done: progress(share + (1 - share) * done)
    )
    return made + [BurnedPart(part.file, part.frames, part.hold, plays=True) for part in after]
