"""Pictures that were sent or copied here, for as long as somebody uses them; each is named by its contents."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from aura_nb import footage
from aura_nb.clock import settled
from aura_nb.errors import AssetInvalid, DiskFull, OutputUnwritable
from aura_nb.faults import NO_ROOM, reason_of
from aura_nb.footage import sound_file
from aura_nb.permissions import make_folder
from aura_nb.pipeline.task import InputFile
from aura_nb.visuals.not_a_picture import NotAPicture

PREFIX = "asset:"


@contextlib.contextmanager
def writing() -> Iterator[None]:
    """What is written below is a picture: raises `DiskFull` or `OutputUnwritable` where it cannot be."""
    try:
        yield
    except OSError as error:
        if error.errno in NO_ROOM:
            raise DiskFull("The disk is full: a picture could not be stored.") from error
        reason = reason_of(error)
        raise OutputUnwritable(f"A picture cannot be stored: {reason}.", reason=reason) from error


class Assets:
    """Pictures that were sent here, each under its own digest: `{folder}/{sha256}.{kind}`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @writing()
    def put(self, part: Path, *, sha256: str, name: str) -> str:
        """Take a picture that lies in the folder under another name; returns what a storyboard calls it.

        `name` is what its sender calls it. Raises `AssetInvalid` when it is no picture we read, or not all of one,
        `DiskFull` and `OutputUnwritable`.
        """
        # A process that only names a workspace need not load what reads pictures.
        from aura_nb.visuals import headers  # noqa: PLC0415

        with part.open("rb") as file:
            kind = footage.kind_of(file.read(64))
        try:
            if sound := _sound(part):
                kind = sound
            elif kind in footage.VIDEOS:
                footage.look(part)
            else:
                kind = headers.read(part.read_bytes()).kind
        except sound_file.NotRecordingError as error:
            raise AssetInvalid(f"The recording {name!r} cannot be used: {error}.") from error
        except footage.NotFootage as error:
            raise AssetInvalid(f"The video {name!r} cannot be used: {error}.") from error
        except NotAPicture as error:
            raise AssetInvalid(f"The picture {name!r} cannot be used: {error}.") from error
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(self.folder / f"{sha256}.{kind}")
        return PREFIX + sha256

    def take(self, name: str, content: bytes) -> str:
        """Take the bytes of a picture; returns what a storyboard calls it. Raises as `put`."""
        with writing():
            make_folder(self.folder)
            with tempfile.NamedTemporaryFile(dir=self.folder, suffix=".part", delete=False) as part:
                part.write(content)
        try:
            return self.put(Path(part.name), sha256=hashlib.sha256(content).hexdigest(), name=name)
        finally:
            Path(part.name).unlink(missing_ok=True)

    def hold(self, embedded: Mapping[str, bytes]) -> None:
        """Keep pictures that a deck itself holds, by their SHA-256."""
        for sha256, content in embedded.items():
            if self.find(PREFIX + sha256) is None:
                self._kept(io.BytesIO(content), sha256=sha256, name=sha256)

    @writing()
    def copied(self, file: InputFile) -> str:
        """Keep a copy of a picture; returns what a storyboard calls it."""
        name = PREFIX + file.sha256
        if self.find(name) is None:
            with Path(file.path).open("rb") as source:
                self._kept(source, sha256=file.sha256, name=Path(file.path).name)
        return name

    def _kept(self, source: BinaryIO, *, sha256: str, name: str) -> None:
        make_folder(self.folder)
        with tempfile.NamedTemporaryFile(dir=self.folder, suffix=".part", delete=False) as part:
            try:
                shutil.copyfileobj(source, part)
                part.close()
                self.put(Path(part.name), sha256=sha256, name=name)
            finally:
                Path(part.name).unlink(missing_ok=True)

    def find(self, name: str) -> Path | None:
        """The file that `asset:{sha256}` names, marked as just used; None when it is not here."""
        from aura_nb.visuals import headers  # noqa: PLC0415 - as above

        sha256 = name.removeprefix(PREFIX)
        if re.fullmatch("[0-9a-f]{64}", sha256):
            for path in (
                self.folder / f"{sha256}.{kind}" for kind in (*headers.KINDS, *footage.VIDEOS, *sound_file.KINDS)
            ):
                with contextlib.suppress(FileNotFoundError):
                    os.utime(path)
                    return path
        return None

    def sweep(self, *, days: float) -> int:
        """Remove what nobody has sent or used for so many days, and uploads that were cut; the bytes freed."""
        freed = 0
        horizon = settled() - max(days, 1) * 86_400
        with contextlib.suppress(FileNotFoundError):
            for path in list(self.folder.iterdir()):
                status = path.lstat()
                if status.st_mtime < horizon:
                    path.unlink(missing_ok=True)
                    freed += status.st_size
        return freed


def is_local(name: str) -> bool:
    """Whether a picture is named by its path, not as an asset."""
    return not name.startswith(PREFIX)


def _sound(part: Path) -> str:
    """The kind of a file that is a sound and no video; "" of others. Raises `NotRecordingError`."""
    with part.open("rb") as file:
        kind = sound_file.kind_of(file.read(64))
    if kind == "m4a":
        return kind if sound_file.is_recording(part) else ""  # an MP4 may be either
    return sound_file.look(part).kind if kind else ""
