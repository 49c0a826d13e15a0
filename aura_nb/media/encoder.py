"""Pictures become pieces: stills, builds, transitions and moving pictures, by x264 through PyAV.

Two ways to encode share one set of parameter sets (x264's `stitchable`):

- *flat*: a quantiser that does not move (`qcomp=1`, no macroblock tree). A still picture is encoded so, and so is
  the build that starts from it; the build's first packet is the still's own IDR, hence the picture does not jump.
- *ahead*: x264's macroblock tree, which halves the bytes of what moves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Self

import av
from av.codec.context import Flags
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType

from aura_nb.errors import EncoderUnavailable, OutputInvalid
from aura_nb.media import blends as drawing
from aura_nb.media import motion as movement
from aura_nb.media.changes import SceneStates
from aura_nb.media.pieces import EncoderSettings, Packet, Progress, spread, write_piece
from aura_nb.media.planes import Frame, read, read_bgr

FEWEST = 2  # frames of a piece
_BT709 = 1  # H.273: primaries, transfer and matrix all have number 1
_LIMITED = 1  # AVCOL_RANGE_MPEG
# Inter blocks are never cut into parts: OpenH264 (2.3.1, and the newer one inside FFmpeg 9) decodes some of those
# wrong, where FFmpeg and x264 agree. With whole blocks all agree bit for bit, and films grow by 1 %.
_COMMON = "stitchable=1:scenecut=0:open-gop=0:keyint=infinite:min-keyint=1:partitions=i8x8,i4x4"
_FLAT = "qcomp=1:mbtree=0:rc-lookahead=0:b-adapt=0"
# What x264 need not look for, measured at 1080p: the same PSNR in half the time. Pictures that are pushed keep the
# adaptive B-frames: without them they take 2.5 times the bytes.
_MOTION = "b-adapt=0:subme=1:me=dia:direct=temporal"
# With its macroblock tree x264 gives other bytes each time for some pictures that fade as a whole.
_TRANSITIONS = {"fade": "b-adapt=0:mbtree=0:subme=1:me=dia", "slide": "subme=1:me=dia", "push": "subme=1:me=dia"}
# Frames before an IDR that are P: of a picture that still waits to be shown (after B frames) when the IDR comes,
# OpenH264 2.3.1 may show the IDR's picture instead.
_QUIET = 3
_USER_TEXT = 6  # the NAL type of SEI, in which x264 writes its options into a stream's first packet


class Encoder:
    """One x264 encoder on one thread, from opening to the last packet; use it as a context manager.

    `extra` are x264 parameters that leave the parameter sets alone. Raises `EncoderUnavailable` when PyAV has no
    working x264.
    """

    def __init__(self, settings: EncoderSettings, *, crf: int, extra: str = "") -> None:
        self._settings = settings
        self._shown = 0
        try:
            context = av.CodecContext.create("libx264", "w")
        except (av.error.FFmpegError, ValueError) as error:
            raise EncoderUnavailable(f"PyAV has no x264 encoder: {error}") from error
        if not isinstance(context, VideoCodecContext):
            raise EncoderUnavailable("PyAV's libx264 is not a video encoder")
        context.width, context.height, context.pix_fmt = settings.width, settings.height, "yuv420p"
        context.time_base, context.framerate = Fraction(1, settings.fps), Fraction(settings.fps)
        context.thread_count, context.thread_type = 1, "FRAME"
        context.color_primaries = context.color_trc = context.colorspace = _BT709
        context.color_range = _LIMITED
        context.flags |= Flags.global_header
        context.options = {
            "preset": settings.preset,
            "crf": str(crf),
            "forced-idr": "1",
            "x264-params": f"{_COMMON}:{extra}" if extra else _COMMON,
        }
        try:
            context.open()
        except av.error.FFmpegError as error:
            raise EncoderUnavailable(f"x264 did not open for {settings.width}x{settings.height}: {error}") from error
        self._context: VideoCodecContext | None = context
        self.extradata: bytes = context.extradata or b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._context = None  # PyAV frees x264 with the last reference

    def encode(self, frame: Frame, *, picture: PictureType = PictureType.NONE) -> list[Packet]:
        """Take the next frame; the packets that are ready. The frame's array may be written again at once."""
        shown = av.VideoFrame.from_ndarray(frame, format="yuv420p")
        shown.pts = self._shown
        shown.pict_type = picture
        self._shown += 1
        return self._packets(shown)

    def finish(self) -> list[Packet]:
        """The packets that were held back; nothing can be encoded after."""
        return self._packets(None)

    def _packets(self, frame: av.VideoFrame | None) -> list[Packet]:
        if self._context is None:
            raise ValueError("the encoder is closed")
        return [
            Packet(packet.pts or 0, packet.is_keyframe, _without_user_text(bytes(packet)))
            for packet in self._context.encode(frame)
        ]


def _without_user_text(content: bytes) -> bytes:
    """Drop leading SEI units: an IDR is then the same bytes wherever in an encoder's life it was made."""
    at = 0
    while content[at : at + 3] == b"\0\0\1" or content[at : at + 4] == b"\0\0\0\1":
        unit = content.index(b"\1", at) + 1
        if content[unit] & 31 != _USER_TEXT:
            break
        following = content.index(b"\0\0\1", unit)
        at = following - 1 if content[following - 1] == 0 else following
    return content[at:]


def flat(settings: EncoderSettings, *, frames: int = 1) -> Encoder:
    """An encoder whose first frame has the quality of a still picture, the `frames - 1` others that of changes."""
    extra = _FLAT
    if frames > 1:
        extra += f":zones=1,{frames},b={2 ** ((settings.still_crf - settings.crf) / 6):.4f}"
    return Encoder(settings, crf=settings.still_crf, extra=extra)


def encode_frames(encoder: Encoder, frames: Iterable[Frame], *, keys: list[int], count: int) -> Iterator[list[Packet]]:
    """Encode `count` frames, with an IDR at each of `keys`; after each frame what became ready, at last the rest."""
    quiet = {end - back for end in [*keys, count] for back in range(1, _QUIET + 1)}
    for index, frame in enumerate(frames):
        wanted = PictureType.I if index in keys else PictureType.P if index in quiet else PictureType.NONE
        yield encoder.encode(frame, picture=wanted)
    yield encoder.finish()


def encode_clip(changes: SceneStates, *, settings: EncoderSettings, folder: Path, progress: Progress) -> list[Path]:
    """Encode a scene's states and the builds between them; returns the files in order.

    Writes `still-00.piece` ... (the IDR of each state, for holds) and, where the way into the next state has frames,
    `build-01.piece` ... (from state 0 to 1, and so on). A build's first frame is the state before it, bit for bit.
    """
    files: list[Path] = []
    total = sum(max(1, changes.frames(index)) for index in range(len(changes)))
    done = 0
    for index in range(len(changes)):
        frames = changes.frames(index) or 1
        packets: list[Packet] = []
        with flat(settings, frames=frames) as encoder:
            shown = (changes.shown(index, step) for step in range(frames))
            for ready in encode_frames(encoder, shown, keys=[0], count=frames):
                packets += ready
                done = min(total, done + 1)
                progress(done / total)
            done -= 1  # the flush was no frame
            extradata = encoder.extradata
        files.append(
            write_piece(folder / f"still-{index:02}.piece", packets[:1], settings=settings, extradata=extradata)
        )
        if frames > 1:
            name = f"build-{index + 1:02}.piece"
            files.append(write_piece(folder / name, packets, settings=settings, extradata=extradata))
    progress(1.0)
    return files


def encode_transition(
    before: Path | None,
    after: Path | None,
    *,
    kind: str,
    frames: int,
    settings: EncoderSettings,
    file: Path,
    progress: Progress,
    lifted: bool = False,
) -> Path:
    """Encode the `frames` (at least 2) frames between two pictures: `kind` is fade, slide or push.

    A fade may lead from or to nothing but the ground; `lifted` lets what comes rise to its place.
    """
    size = {"width": settings.width, "height": settings.height}
    first, last = (None if each is None else read(each, **size) for each in (before, after))
    shown = drawing.transition(first, last, frames, kind=kind, lifted=lifted)
    return encode_moving(shown, frames, extra=_TRANSITIONS[kind], settings=settings, file=file, progress=progress)


def encode_motion(
    base: Path,
    picture: Path,
    overlay: Path | None,
    *,
    region: movement.Region,
    start: movement.Rectangle,
    end: movement.Rectangle,
    frames: int,
    settings: EncoderSettings,
    file: Path,
    progress: Progress,
    over: Callable[[Iterable[Frame]], Iterable[Frame]] = lambda shown: shown,
) -> Path:
    """Encode `frames` (at least 2) frames of a picture that moves inside a still frame.

    `base` is the whole frame (PNG); `picture` is seen through `region` (x, y, width, height of the frame, even),
    from the rectangle `start` to `end` (in the picture's pixels); `overlay` (RGBA, the frame's size) lies over it.
    `over` may change the frames before they are encoded, such as by laying captions over them.
    """
    around = read(base, width=settings.width, height=settings.height)
    veil = None
    if overlay is not None:
        veil = read_bgr(overlay, alpha=True)
        if veil.shape[:2] != (settings.height, settings.width):
            raise OutputInvalid(f"the overlay {overlay.name} has not the film's size")
    left, top, width, height = region
    if any(value % 2 for value in region) or left + width > settings.width or top + height > settings.height:
        raise OutputInvalid(f"the region {region} is not even or not inside the frame")
    shown = movement.moving(around, read_bgr(picture), veil, region=region, start=start, end=end, frames=frames)
    return encode_moving(over(shown), frames, extra=_MOTION, settings=settings, file=file, progress=progress)


def encode_moving(
    shown: Iterable[Frame], frames: int, *, extra: str = "", settings: EncoderSettings, file: Path, progress: Progress
) -> Path:
    """Encode `frames` (at least 2) frames of anything that moves; `extra` is what x264 need not look for."""
    if frames < FEWEST:
        raise OutputInvalid(
            f"a piece has at least {FEWEST} frames, not {frames}: two IDRs in a row must differ in their id"
        )
    keys = [0]
    for length in spread(frames, settings.keyframe_limit)[:-1]:
        keys.append(keys[-1] + length)
    packets: list[Packet] = []
    with Encoder(
        settings, crf=settings.crf, extra=f"rc-lookahead={settings.lookahead}{':' * bool(extra)}{extra}"
    ) as encoder:
        for index, ready in enumerate(encode_frames(encoder, shown, keys=keys, count=frames), 1):
            packets += ready
            progress(min(1.0, index / (frames + 1)))
        return write_piece(file, packets, settings=settings, extradata=encoder.extradata)
