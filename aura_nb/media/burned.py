"""Captions burned into the picture: a scene's holds are split where its cues begin and end.

A stretch with a cue is still one encoded picture and copied packets; only builds, moving pictures, and runs too short
for copies are encoded frame by frame.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from aura_nb.errors import OutputInvalid
from aura_nb.media.captions import CaptionCue
from aura_nb.media.changes import SceneStates
from aura_nb.media.encoder import encode_frames, flat
from aura_nb.media.encoding_parts import BurnedCue, BurnedPart, Stretch
from aura_nb.media.overlay import Overlay
from aura_nb.media.pieces import EncoderSettings, Packet, Progress, write_piece
from aura_nb.media.planes import Frame, read_bgr, split

MIN_HOLD = 6  # frames: a shorter run is encoded in place
MIN_PIECE = 4
_SHORTEST = 2  # frames of any part: two IDRs may not be neighbours
_NONE = -1


def frames_of(cues: Sequence[CaptionCue], *, fps: int, frames: int) -> list[tuple[int, int, int]]:
    """The cues of a scene that is `frames` long, in frames: (index, first, end), those that last no frame left out.

    A cue is on every frame that is shown between its start and its end; its times are in seconds of the scene, rounded
    to milliseconds.
    """

    def nearest(seconds: float) -> int:
        return min(frames, max(0, math.ceil((seconds - 0.0005) * fps - 1e-6)))

    spans = [(index, nearest(cue.start), nearest(cue.end)) for index, cue in enumerate(cues)]
    return [span for span in spans if span[1] < span[2]]


class Shot(NamedTuple):
    """What one frame shows: a state, how far it has been built into the next (0: not at all), and a cue (-1: none)."""

    state: int
    step: int
    cue: int


class ShotGroup(NamedTuple):
    """Frames that are encoded together: a hold of one shot, or a piece of many."""

    hold: bool
    shots: list[Shot]


class BurnedCaptions:
    """The cues of one scene, ready to be laid over its frames."""

    def __init__(self, cues: Sequence[BurnedCue], folder: dict[str, Path], *, settings: EncoderSettings) -> None:
        """`folder` says where each cue's file is."""
        self._cues = cues
        self._folder = folder
        self._settings = settings
        self._overlay = lru_cache(maxsize=2)(self._read)

    def at(self, frame: int) -> int:
        """The index of the cue that a frame of the scene shows, or -1."""
        return next((index for index, cue in enumerate(self._cues) if cue.first <= frame < cue.end), _NONE)

    def over(self, frame: Frame, cue: int) -> Frame:
        """The frame with a cue; the frame itself where there is none."""
        if cue == _NONE:
            return frame
        overlay, rows = self._overlay(cue)
        shown = frame.copy()
        planes = split(shown)
        overlay.lay([plane[-rows // step :] for plane, step in zip(planes, (1, 2, 2), strict=True)])
        return shown

    def along(self, frames: Iterable[Frame]) -> Iterator[Frame]:
        """A scene's frames from its first, each with its cue."""
        for index, frame in enumerate(frames):
            yield self.over(frame, self.at(index))

    def _read(self, cue: int) -> tuple[Overlay, int]:
        file = self._cues[cue].file
        picture = read_bgr(self._folder[file], alpha=True)
        rows, columns = picture.shape[:2]
        if columns != self._settings.width or rows % 2 or rows > self._settings.height:
            raise OutputInvalid(f"the caption {file} does not fit the film")
        return Overlay(picture), rows


def parts(stretches: Sequence[Stretch], captions: BurnedCaptions, *, first: int = 0) -> list[ShotGroup]:
    """A scene's frames in the order they are shown, cut into holds and pieces; each part has at least two frames.

    What is shown before frame `first` is left out.
    """
    shots: list[tuple[bool, Shot]] = []
    for stretch in stretches:
        for index in range(stretch.frames):
            step = index if stretch.build else 0
            shots.append((stretch.build, Shot(stretch.state, step, captions.at(len(shots)))))
    found: list[ShotGroup] = []
    for (build, _), run in groupby(shots[first:], key=lambda each: (each[0], each[1].cue if each[0] else each[1])):
        part = ShotGroup(hold=False, shots=[shot for _, shot in run])
        if not build and len(part.shots) >= MIN_HOLD:
            found.append(ShotGroup(hold=True, shots=part.shots))
        elif found and not found[-1].hold:
            found[-1].shots.extend(part.shots)
        else:
            found.append(part)
    return _long_enough(found)


def _long_enough(found: list[ShotGroup]) -> list[ShotGroup]:
    """The parts with every piece at least `MIN_PIECE` frames long, by frames of the holds beside it."""
    grown: list[ShotGroup] = []
    for part in found:
        before = grown[-1] if grown else None
        if before is None or before.hold or len(before.shots) >= MIN_PIECE:
            grown.append(ShotGroup(hold=part.hold, shots=list(part.shots)))
            continue
        # `part` is a hold: pieces never follow each other.
        wanted = MIN_PIECE - len(before.shots)
        before.shots.extend(part.shots[:wanted])
        grown.append(ShotGroup(hold=True, shots=part.shots[wanted:]))
    if len(grown) > 1 and not grown[-1].hold and len(grown[-1].shots) < MIN_PIECE:
        last, hold = grown[-1], grown[-2]
        wanted = MIN_PIECE - len(last.shots)
        last.shots[:0] = hold.shots[-wanted:]
        del hold.shots[-wanted:]
        if len(hold.shots) < _SHORTEST:  # it has given to both its neighbours
            grown[-3:] = [ShotGroup(hold=False, shots=grown[-3].shots + hold.shots + last.shots)]
    return grown


def encode_burned(
    changes: SceneStates,
    stretches: Sequence[Stretch],
    captions: BurnedCaptions,
    *,
    settings: EncoderSettings,
    folder: Path,
    progress: Progress,
) -> list[BurnedPart]:
    """Encode a scene that stands still or builds, with its captions; the parts it is joined from, in order.

    `stretches` are the scene's frames in order. A state with a cue is encoded once, however often the scene comes back
    to it.
    """

    def picture(shot: Shot) -> Frame:
        return captions.over(changes.shown(shot.state, shot.step), shot.cue)

    return encode_parts(parts(stretches, captions), picture, settings=settings, folder=folder, progress=progress)


def encode_parts(
    planned: Sequence[ShotGroup],
    picture: Callable[[Shot], Frame],
    *,
    settings: EncoderSettings,
    folder: Path,
    progress: Progress,
) -> list[BurnedPart]:
    """Encode parts of which each shot is drawn by `picture`; a hold that comes back is encoded once."""
    stills = {part.shots[0] for part in planned if part.hold}
    total = len(stills) + sum(len(part.shots) for part in planned if not part.hold)
    done = 0
    files: dict[Shot, str] = {}
    made = []
    for number, part in enumerate(planned):
        shots = part.shots[:1] if part.hold else part.shots
        name = files.get(shots[0]) if part.hold else None
        if name is None:
            name = f"still-{len(files):02}.piece" if part.hold else f"change-{number:02}.piece"
            packets: list[Packet] = []
            with flat(settings, frames=len(shots)) as encoder:
                for ready in encode_frames(encoder, map(picture, shots), keys=[0], count=len(shots)):
                    packets += ready
                    done += 1
                    progress(min(1.0, done / total))
                done -= 1  # the flush was no frame
                write_piece(folder / name, packets, settings=settings, extradata=encoder.extradata)
            if part.hold:
                files[shots[0]] = name
        made.append(BurnedPart(name, len(part.shots), part.hold))
    progress(1.0)
    return made
