"""The pictures a storyboard names: found inside its folder or among the assets, and named by their contents."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath, PureWindowsPath

import msgspec

from aura_nb.clock import settled
from aura_nb.errors import (
    NO_ROOM,
    AssetError,
    AssetInvalid,
    AssetMissing,
    AssetOutside,
    DiskFull,
    OutputUnwritable,
    reason_of,
)
from aura_nb.permissions import make_folder
from aura_nb.pipeline.task import InputFile, file_digest
from aura_nb.specs import Picture, Scene, Storyboard

MAX_BYTES = 200 * 10**6
PREFIX = "asset:"
KINDS = ("png", "jpeg", "webp")


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
    """Pictures that were sent here, each under its own digest: `{folder}/{sha256}.{png|jpeg|webp}`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @writing()
    def put(self, part: Path, *, sha256: str, name: str) -> str:
        """Take a picture that lies in the folder under another name; returns what a storyboard calls it.

        `name` is what its sender calls it. Raises `AssetInvalid` when it is no picture we read, or not all of one,
        `DiskFull` and `OutputUnwritable`.
        """
        # Whoever only names a workspace need not load what reads pictures.
        from aura_nb.visuals import headers  # noqa: PLC0415

        try:
            kind = headers.read(part.read_bytes()).kind
        except headers.NotAPicture as error:
            raise AssetInvalid(f"The picture {name!r} cannot be used: {error}.") from error
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(self.folder / f"{sha256}.{kind}")
        return PREFIX + sha256

    def adopt(self, storyboard: Storyboard, folder: Path | None) -> Storyboard:
        """The storyboard with copies of its folder's pictures, named as assets: it can be read and sent again anywhere.

        A picture that cannot be used keeps its name, and is complained of when the film is made.
        """
        names: dict[str, str] = {}
        for scene in storyboard.scenes:
            if is_local(scene):
                alone = msgspec.structs.replace(storyboard, scenes=[scene])
                with contextlib.suppress(AssetError):
                    names |= {scene_id: self._copied(file) for scene_id, file in find_pictures(alone, folder).items()}
        return with_pictures(storyboard, names)

    @writing()
    def _copied(self, file: InputFile) -> str:
        name = PREFIX + file.sha256
        if self.find(name) is None:
            make_folder(self.folder)
            with tempfile.NamedTemporaryFile(dir=self.folder, suffix=".part", delete=False) as part:
                try:
                    with Path(file.path).open("rb") as source:
                        shutil.copyfileobj(source, part)
                    part.close()
                    self.put(Path(part.name), sha256=file.sha256, name=Path(file.path).name)
                finally:
                    Path(part.name).unlink(missing_ok=True)
        return name

    def find(self, name: str) -> Path | None:
        """The file that `asset:{sha256}` names, marked as just used; None when it is not here."""
        sha256 = name.removeprefix(PREFIX)
        if re.fullmatch("[0-9a-f]{64}", sha256):
            for path in (self.folder / f"{sha256}.{kind}" for kind in KINDS):
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


def is_local(scene: Scene) -> bool:
    """Whether a scene shows a picture of its storyboard's folder."""
    return isinstance(scene.show, Picture) and not scene.show.image.startswith(PREFIX)


def with_pictures(storyboard: Storyboard, names: Mapping[str, str]) -> Storyboard:
    """The storyboard with the pictures of some scenes named anew, by scene id."""
    return msgspec.structs.replace(
        storyboard, scenes=[_renamed(scene, names.get(scene.id)) for scene in storyboard.scenes]
    )


def _renamed(scene: Scene, name: str | None) -> Scene:
    if name is None or not isinstance(scene.show, Picture):
        return scene
    return msgspec.structs.replace(scene, show=msgspec.structs.replace(scene.show, image=name))


def find_pictures(storyboard: Storyboard, folder: Path | None, assets: Assets | None = None) -> dict[str, InputFile]:
    """The picture file of each picture scene, by scene id.

    Paths are relative to `folder` (the storyboard's own; None stands for the current one) and must stay inside it,
    links included; `asset:{sha256}` is one of `assets`. Raises `AssetMissing`, `AssetOutside` or `AssetInvalid`, naming
    the scene.
    """
    base = (folder or Path()).resolve()
    return {
        scene.id: _find(scene.id, scene.show.image, base, assets)
        for scene in storyboard.scenes
        if isinstance(scene.show, Picture)
    }


def _find(scene_id: str, name: str, base: Path, assets: Assets | None) -> InputFile:
    where = f"scenes[{scene_id}].show.image"
    if name.startswith(PREFIX):
        stored = assets.find(name) if assets is not None else None
        if stored is None:
            raise AssetMissing(
                f"{where}: no asset {name!r} is stored here.", remedy="Name a picture's file, or send it."
            )
        return InputFile(path=str(stored), sha256=file_digest(str(stored)).sha256)
    # Said before the path is looked at: on Windows, looking at \\\\host\\share already talks to that host.
    if PureWindowsPath(name).anchor or PurePosixPath(name).is_absolute():
        raise AssetOutside(f"{where}: {name!r} lies outside the storyboard's folder: it is no relative path.")
    try:
        path = (base / name).resolve()
    except (OSError, ValueError) as error:  # a loop of links, a null character
        raise AssetInvalid(f"{where}: {name!r} is no usable path: {error}") from error
    if base != path and base not in path.parents:
        raise AssetOutside(f"{where}: {name!r} lies outside the storyboard's folder.")
    try:
        if not path.exists():
            raise AssetMissing(f"{where}: there is no picture {name!r} in the storyboard's folder.")
        if not path.is_file():
            raise AssetInvalid(f"{where}: {name!r} is not a file.")
        if path.stat().st_size > MAX_BYTES:
            raise AssetInvalid(f"{where}: {name!r} is larger than 200 MB.")
        return InputFile(path=str(path), sha256=file_digest(str(path)).sha256)
    except OSError as error:
        raise AssetInvalid(f"{where}: {name!r} cannot be read: {error.strerror}.") from error
