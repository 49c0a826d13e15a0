"""What a sound file is, by its bytes, and how long its sound really is: recordings and music.

FFmpeg would open a playlist that calls itself intro.mp3, and with it other files: the one reader for what the bytes are
is named, and it may open nothing but files. What a header says of the length is not believed: the sound is counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    import numpy as np
    from av.container import InputContainer
    from numpy.typing import NDArray

KINDS = {"wav": "wav", "mp3": "mp3", "m4a": "mp4"}
"""The kinds, and FFmpeg's reader for each."""

MOST_SECONDS = 1200
RATE = 48_000
_HEAD = 1 << 16
_PICTURES = {b"heic", b"heix", b"mif1", b"msf1", b"avif", b"avis"}


class NotRecordingError(ValueError):
    """A file that is no sound of ours; the message says why in a few words."""


class RecordingFacts(Struct, frozen=True):
    """What a file is, and about how many seconds it lasts, as it says itself."""

    kind: str
    seconds: float


def kind_of(head: bytes) -> str:
    """What a file is by its first bytes; "" where it is none of these sounds. An MP4 may be a video as well.

    >>> kind_of(b"RIFF....WAVEfmt "), kind_of(b"ID3...."), kind_of(b"....ftypM4A "), kind_of(b"#EXTM3U")
    ('wav', 'mp3', 'm4a', '')
    """
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "wav"
    if head[4:8] == b"ftyp" and head[8:12] not in _PICTURES:
        return "m4a"
    is_frame = len(head) > 2 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2 and head[2] & 0xF0 != 0xF0
    return "mp3" if head.startswith(b"ID3") or is_frame else ""


def is_recording(path: Path) -> bool:
    """Whether a file is a sound alone, by its bytes; one that cannot be read is none."""
    try:
        look(path)
    except (NotRecordingError, OSError):
        return False
    return True


@contextmanager
def opened(path: Path) -> Iterator[InputContainer]:
    """The file in the reader for what its bytes are; raises `NotRecordingError`."""
    import av  # noqa: PLC0415 - for those that look and listen

    with path.open("rb") as file:
        kind = kind_of(file.read(_HEAD))
    if not kind:
        raise NotRecordingError("it is no WAV, MP3 or M4A file")
    try:
        container = av.open(str(path), format=KINDS[kind], options={"protocol_whitelist": "file,pipe"})
    except (av.FFmpegError, ValueError) as error:
        raise NotRecordingError("it is damaged or cut short") from error
    try:
        yield container
    except av.FFmpegError as error:
        raise NotRecordingError(
            "it cannot be played: it is damaged, or of a kind for which there is no decoder"
        ) from error
    finally:
        container.close()


def look(path: Path) -> RecordingFacts:
    """What a file is; its first sound was decoded. Raises `NotRecordingError`, `OSError` where it cannot be read."""
    import av  # noqa: PLC0415 - as above

    with path.open("rb") as file:
        kind = kind_of(file.read(_HEAD))
    with opened(path) as container:
        if not container.streams.audio:
            raise NotRecordingError("it has no sound")
        if any(not each.disposition & av.stream.Disposition.attached_pic for each in container.streams.video):
            raise NotRecordingError("it is a video: show it as a clip, with its sound")
        stream = container.streams.audio[0]
        seconds = float((container.duration or 0) / 1e6)
        if stream.duration and stream.time_base:
            seconds = float(stream.duration * stream.time_base)
        if seconds > MOST_SECONDS:
            raise NotRecordingError(f"it lasts {seconds:.0f} s, and at most {MOST_SECONDS} s can be one scene's")
        if next(container.decode(stream), None) is None:
            raise NotRecordingError("it has no sound")
    return RecordingFacts(kind, round(seconds, 3))


def samples(path: Path, *, most: float = MOST_SECONDS) -> Iterator[NDArray[np.float32]]:
    """The sound as blocks of one channel at 48 kHz; raises `NotRecordingError`, also where it is longer than `most`."""
    import av  # noqa: PLC0415 - as above
    import numpy as np  # noqa: PLC0415 - likewise

    count = 0
    with opened(path) as container:
        if not container.streams.audio:
            raise NotRecordingError("it has no sound")
        resampler = av.AudioResampler(format="fltp", layout="mono", rate=RATE)
        for frame in container.decode(container.streams.audio[0]):
            for part in resampler.resample(frame):
                block = np.nan_to_num(part.to_ndarray()[0], posinf=0.0, neginf=0.0).astype(np.float32)
                count += len(block)
                if count > most * RATE:
                    raise NotRecordingError(f"it lasts more than {most:.0f} s, which is the most")
                yield block
        for part in resampler.resample(None):
            yield part.to_ndarray()[0].astype(np.float32)
