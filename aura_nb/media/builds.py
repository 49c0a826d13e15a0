"""When what is spoken of is seen: the builds of a finished film, measured on its decoded pictures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import accumulate
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import av
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from aura_nb.media.encoding_parts import Planned
from aura_nb.media.probe import opened

if TYPE_CHECKING:
    from av.video.codeccontext import VideoCodecContext
    from av.video.stream import VideoStream

    Packet = av.Packet[VideoStream]

_CHANGED = 0.02  # of 255: what is less, over the whole picture's change, is what encoding left
_COMING = 0.1  # of what changes: where less comes, a build takes away
_STEP = 4  # every fourth row and column is enough to see how far a picture has changed
_REORDERED = 3  # packets behind the last wanted picture's own that may be needed to show it


class Build(Struct, rename="camel"):
    """A build as it is in the film: `scene` counts from 1, the others are seconds of the film.

    `word` is when the voice reaches what appears, None where it says nothing of it; `seen` is the first picture that,
    where something comes, is nearer to it than to what was there, None where nothing changes; `difference` is how much
    later than the word.
    """

    scene: int
    word: float | None
    seen: float | None
    difference: float | None


class Lateness(Struct, rename="camel"):
    """The builds of a film that follow a word: how many, and by how many seconds they are off it, of either sign."""

    builds: int
    median: float | None
    worst: float | None


def measure(film: Path, planned: Sequence[Planned], *, fps: int, rows: int) -> list[Build]:
    """Each planned build as it is seen in the film, judged by the uppermost `rows` of its decoded pictures.

    Only the pictures of builds that are not whole yet are held: an hour's builds take the memory of one.
    """
    order = sorted(range(len(planned)), key=lambda place: _frames(planned[place]).stop)
    # From which frame on pictures are needed for the builds that come at a place in that order, and behind it.
    needed = [*accumulate((_frames(planned[place]).start for place in reversed(order)), min)][::-1]
    found: dict[int, Build] = {}
    shown: dict[int, NDArray[np.uint8]] = {}
    done = 0
    for number, picture in _decoded(film, {frame for build in planned for frame in _frames(build)}, fps, rows):
        shown[number] = picture
        before = done
        while done < len(order) and _frames(planned[order[done]]).stop <= number + 1:
            found[order[done]] = _measured(planned[order[done]], shown, fps)
            done += 1
        if done != before:
            shown = {frame: kept for frame, kept in shown.items() if done < len(order) and frame >= needed[done]}
    found |= {place: _measured(planned[place], shown, fps) for place in order[done:]}
    return [found[place] for place in range(len(planned))]


def lateness(builds: Sequence[Build]) -> Lateness:
    """What `builds` come to.

    >>> lateness([Build(1, 2.0, 2.03, 0.03), Build(1, None, 4.0, None), Build(2, 5.0, 4.95, -0.05)])
    Lateness(builds=2, median=0.04, worst=0.05)
    """
    off = [abs(build.difference) for build in builds if build.difference is not None]
    return Lateness(len(off), round(median(off), 4) if off else None, max(off) if off else None)


def _frames(build: Planned) -> range:
    """The picture before a build, its own, and the one that stands after it."""
    return range(build.first - (build.frames == 0), build.first + build.frames + 1)


def _measured(build: Planned, shown: Mapping[int, NDArray[np.uint8]], fps: int) -> Build:
    frames = _frames(build)
    before, after = shown.get(frames[0]), shown.get(frames[-1])
    seen = None
    if before is not None and after is not None and _far(after, before) > _CHANGED:
        comes = _coming(before, after)
        for frame in frames:
            picture = shown.get(frame)
            if picture is not None and _far(picture, before, comes) >= _far(picture, after, comes):
                seen = round(frame / fps, 4)
                break
    difference = round(seen - build.word, 4) if seen is not None and build.word is not None else None
    return Build(build.scene, None if build.word is None else round(build.word, 4), seen, difference)


def _coming(before: NDArray[np.uint8], after: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Where something comes: not where only the ground is left. Of a page that is turned what was there goes first.

    The ground is what changed places have most, before and after taken together.
    """
    changed = before != after
    ground = int(np.bincount(np.concatenate([before[changed], after[changed]]), minlength=256).argmax())
    from_ground = [np.abs(picture.astype(np.int16) - ground) for picture in (before, after)]
    comes: NDArray[np.bool_] = changed & (from_ground[1] > from_ground[0])
    return comes if comes.sum() > _COMING * changed.sum() else changed


def _far(one: NDArray[np.uint8], other: NDArray[np.uint8], where: NDArray[np.bool_] | bool = True) -> float:  # noqa: FBT001, FBT002 - as numpy has it
    return float(np.abs(one.astype(np.int16) - other).mean(where=where))


def _decoded(film: Path, wanted: set[int], fps: int, rows: int) -> Iterator[tuple[int, NDArray[np.uint8]]]:
    """The numbers of the wanted pictures and their luma, small; only what leads to them is decoded."""
    if not wanted:
        return
    with opened(film) as container:
        stream = container.streams.video[0]
        base = stream.time_base or Fraction(1)
        step = Fraction(base.denominator, base.numerator * fps)
        context = stream.codec_context
        context.thread_type = "NONE"
        group: list[Packet] = []
        for packet in container.demux(stream):
            if packet.is_keyframe or packet.pts is None:
                yield from _of_group(context, group, wanted, step, rows)
                group = []
            if packet.pts is not None:
                group.append(packet)
        yield from _of_group(context, group, wanted, step, rows)


def _of_group(
    context: VideoCodecContext, group: Sequence[Packet], wanted: set[int], step: Fraction, rows: int
) -> Iterator[tuple[int, NDArray[np.uint8]]]:
    """The wanted pictures of those that follow one at which decoding can begin."""
    numbers = [round((packet.pts or 0) / step) for packet in group]
    last = max((index for index, number in enumerate(numbers) if number in wanted), default=None)
    if last is None:
        return
    for frame in _pictures(context, group[: last + _REORDERED]):
        number = round((frame.pts or 0) / step)
        if number in wanted:
            plane = frame.planes[0]
            luma = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)[:rows, : frame.width]
            yield number, luma[::_STEP, ::_STEP].copy()
    context.flush_buffers()


def _pictures(context: VideoCodecContext, packets: Sequence[Packet]) -> Iterator[av.VideoFrame]:
    for packet in packets:
        yield from context.decode(packet)
    yield from context.decode(None)
