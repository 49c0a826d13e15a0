"""The pictures a storyboard names: found inside its folder, and named by their contents."""

from __future__ import annotations

from pathlib import Path, PurePosixPath, PureWindowsPath

from aura_nb.errors import AssetInvalid, AssetMissing, AssetOutside
from aura_nb.pipeline.task import InputFile, file_digest
from aura_nb.specs import Picture, Storyboard

MAX_BYTES = 200 * 10**6


def find_pictures(storyboard: Storyboard, folder: Path | None) -> dict[str, InputFile]:
    """The picture file of each picture scene, by scene id.

    Paths are relative to `folder` (the storyboard's own; None stands for the current one) and must stay inside it,
    links included. Raises `AssetMissing`, `AssetOutside` or `AssetInvalid`, naming the scene.
    """
    base = (folder or Path()).resolve()
    return {
        scene.id: _find(scene.id, scene.show.image, base)
        for scene in storyboard.scenes
        if isinstance(scene.show, Picture)
    }


def _find(scene_id: str, name: str, base: Path) -> InputFile:
    where = f"scenes[{scene_id}].show.image"
    if name.startswith("asset:"):
        raise AssetMissing(f"{where}: no asset {name!r} is stored here.", remedy="Name a picture's file instead.")
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
