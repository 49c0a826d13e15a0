"""Frames of a video at the film's own rate, upright, opaque and as large as they are shown; and its sound."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from aura_nb.footage.brightness import toned
from aura_nb.footage.container import NotFootage, opened, pictures, turned

if TYPE_CHECKING:
    from av.video.frame import VideoFrame

Pixels = NDArray[np.uint8]
_UNKNOWN = 2  # FFmpeg's number for a matrix that the file does not name
_LARGE = 720  # rows from which such a file is taken for BT.709, as players do
_LATE = 0.001  # seconds


class Player:
    """Plays from `start` to `end` (seconds of the video), `fps` frames a second, over a ground where it is clear."""

    def __init__(
        self, path: Path, *, start: float, end: float, fps: int, size: tuple[int, int], loops: int = 1
    ) -> None:
        self._path = path
        self._start, self._end = start, end
        self._fps = fps
        self._size = size
        self._once = max(1, math.ceil((end - start) * fps - 1e-6))
        self._loops = loops
        self._frames: Iterator[Pixels] = iter(())
        self._at = -1
        self._shown: Pixels | None = None

    @property
    def frames(self) -> int:
        """For how many frames it moves; 0 stands for ever."""
        return self._once * self._loops

    def frame(self, index: int) -> Pixels:
        """A frame as BGR or BGRA pixels; in rising order each is decoded once. Past the end stands the last one."""
        whole = index if not self._loops else min(index, self.frames - 1)
        wanted = whole % self._once
        if wanted < self._at or self._shown is None:
            self._frames, self._at = self._decoded(), -1
        while self._at < wanted:
            following = next(self._frames, None)
            self._at += 1
            if following is not None:
                self._shown = following
        if self._shown is None:
            raise NotFootage("it has no pictures where it is to begin")
        return self._shown

    def _decoded(self) -> Iterator[Pixels]:
        """One item for each frame of the film; what is shown longer is the very same array."""
        with opened(self._path) as container:
            stream = pictures(container)
            stream.thread_type = "NONE"
            zero = (container.start_time or 0) / 1e6
            if self._start > 0:
                container.seek(int((self._start + zero) * 1e6), backward=True)
            made, shown, waiting = 0, None, None
            for frame in container.decode(stream):
                time = (frame.time or 0.0) - zero - self._start
                while shown is not None and made < self._once and made / self._fps < time - _LATE:
                    if waiting is not None:
                        shown, waiting = self._fitted(waiting, stream.sample_aspect_ratio), None
                    yield shown
                    made += 1
                if made >= self._once:
                    return
                waiting = frame
                if shown is None:
                    shown = self._fitted(frame, stream.sample_aspect_ratio)
            if waiting is not None:
                shown = self._fitted(waiting, stream.sample_aspect_ratio)
            while shown is not None and made < self._once:
                yield shown
                made += 1

    def _fitted(self, frame: VideoFrame, aspect: object) -> Pixels:
        turn = turned(aspect, frame)
        width, height = self._size if turn.quarters % 2 == 0 else self._size[::-1]
        has_alpha = any(component.is_alpha for component in frame.format.components) or frame.format.name == "pal8"
        matrix = frame.colorspace
        if matrix == _UNKNOWN:
            matrix = 1 if frame.height >= _LARGE else 5  # H.273: BT.709, and BT.601
        pixels = frame.reformat(
            width=width,
            height=height,
            format="bgra" if has_alpha else "bgr24",
            src_colorspace=matrix,
            interpolation="BICUBIC",
        ).to_ndarray()
        pixels = toned(pixels.astype(np.uint8, copy=False), frame.color_trc)
        pixels = np.fliplr(pixels) if turn.mirrored else pixels
        return np.ascontiguousarray(np.rot90(pixels, turn.quarters))


def over(pixels: Pixels, ground: Pixels) -> Pixels:
    """BGR or BGRA pixels over BGR ones of the same size."""
    if pixels.shape[2] == 3:
        return pixels
    cover = pixels[:, :, 3:].astype(np.uint16)
    mixed = pixels[:, :, :3].astype(np.uint16) * cover + ground.astype(np.uint16) * (255 - cover) + 127
    return (mixed // 255).astype(np.uint8)


def sound(path: Path, *, start: float, end: float, rate: int) -> Iterator[NDArray[np.float32]]:
    """The sound from `start` to `end` (seconds of the video) in blocks of one channel; none where there is none."""
    import av  # noqa: PLC0415 - for the worker that mixes

    with opened(path) as container:
        if not container.streams.audio:
            return
        zero = (container.start_time or 0) / 1e6
        if start > 0:
            container.seek(int((start + zero) * 1e6), backward=True)
        resampler = av.AudioResampler(format="fltp", layout="mono", rate=rate)
        left = round((end - start) * rate)
        at: int | None = None
        for frame in container.decode(container.streams.audio[0]):
            if at is None:
                at = round(((frame.time or 0.0) - zero - start) * rate)
                if at > 0:
                    yield np.zeros(min(at, left), np.float32)
                    left -= min(at, left)
                    at = 0
            for part in resampler.resample(frame):
                block = part.to_ndarray()[0].astype(np.float32)
                skipped = min(len(block), -at) if at < 0 else 0
                at += skipped
                block = block[skipped : skipped + left]
                left -= len(block)
                if len(block):
                    yield block
            if left <= 0:
                return
