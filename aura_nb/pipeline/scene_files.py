"""The files that a storyboard's scenes show: found inside its folder or among the assets."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import NamedTuple

import msgspec

from aura_nb.errors import AssetError, AssetInvalid, AssetMissing, AssetOutside
from aura_nb.faults import reason_of
from aura_nb.footage import sound_file
from aura_nb.pipeline.assets import PREFIX, Assets, is_local
from aura_nb.pipeline.task import InputFile, file_digest
from aura_nb.specs import Scene, Storyboard, Title
from aura_nb.specs.kinds import Kind
from aura_nb.specs.limits import MAX_ASSET
from aura_nb.specs.origin import Notice
from aura_nb.specs.render import MUSIC

Files = Mapping[str, InputFile]
"""The files that a scene shows, by the names its storyboard has for them."""


def adopted(assets: Assets, storyboard: Storyboard, folder: Path | None, *, roots: Sequence[Path] = ()) -> Storyboard:
    """The storyboard with copies of its folder's pictures, named as assets: it can be read and sent again anywhere.

    A picture that cannot be used keeps its name, and is complained of when the film is made.
    """
    names: dict[str, str] = {}
    bases = bases_of(folder, roots)
    for scene in storyboard.scenes:
        for name in filter(is_local, named_files(scene).values()):
            with contextlib.suppress(AssetError):
                names[name] = assets.copied(located(scene.place, name, bases, None))
    if storyboard.music and is_local(storyboard.music) and storyboard.music not in MUSIC:
        with contextlib.suppress(AssetError):
            music = assets.copied(located("music", storyboard.music, bases, None))
            storyboard = msgspec.structs.replace(storyboard, music=music)
    brand = storyboard.brand
    if brand is not None and brand.logo and is_local(brand.logo):
        with contextlib.suppress(AssetError):
            logo = assets.copied(located("brand.logo", brand.logo, bases, None))
            storyboard = msgspec.structs.replace(storyboard, brand=msgspec.structs.replace(brand, logo=logo))
    return with_pictures(storyboard, names)


def with_pictures(storyboard: Storyboard, names: Mapping[str, str]) -> Storyboard:
    """The storyboard with other names for some of its pictures."""
    return msgspec.structs.replace(storyboard, scenes=[renamed(scene, names) for scene in storyboard.scenes])


def named_files(scene: Scene) -> dict[str, str]:
    """The files that a scene names but for those of figures, by the paths of the fields that name them.

    >>> named_files(Scene(id="a", audio="a.m4a", narration="Hello."))
    {'audio': 'a.m4a'}
    """
    shown = {f"show.{path}": name for path, name in scene.show.files().items()}
    return shown | ({"audio": scene.audio} if scene.audio is not None else {})


def find_recordings(
    storyboard: Storyboard,
    folder: Path | None,
    assets: Assets | None = None,
    *,
    roots: Sequence[Path] = (),
    places: Mapping[str, str] | None = None,
) -> dict[str, InputFile]:
    """The recording of each scene that has one, by scene id; found, and refused, as pictures are.

    Also raises `AssetInvalid` for what is no sound, or lasts too long.
    """
    bases = bases_of(folder, roots)
    found: dict[str, InputFile] = {}
    for scene in storyboard.scenes:
        if scene.audio is None:
            continue
        field = f"scenes[{scene.id}].audio"
        where = (places or {}).get(field) or (scene.place if scene.source else field)
        file = found[scene.id] = located(where, scene.audio, bases, assets)
        try:
            sound_file.look(Path(file.path))
        except (sound_file.NotRecordingError, OSError) as error:
            why = reason_of(error) if isinstance(error, OSError) else str(error)
            raise AssetInvalid(
                f"{where}: the recording {scene.audio!r} cannot be used: {why}.",
                remedy=f"Name a WAV, MP3 or M4A file of at most {sound_file.MOST_SECONDS // 60} minutes.",
            ) from error
    return found


def renamed(scene: Scene, names: Mapping[str, str]) -> Scene:
    """The scene with other names for some of its pictures, and for its recording."""
    if scene.audio is not None and scene.audio in names:
        scene = msgspec.structs.replace(scene, audio=names[scene.audio])
    if not names.keys() & set(scene.show.files().values()):
        return scene
    return msgspec.structs.replace(scene, show=scene.show.with_files(names))


def find_pictures(
    storyboard: Storyboard,
    folder: Path | None,
    assets: Assets | None = None,
    *,
    roots: Sequence[Path] = (),
    places: Mapping[str, str] | None = None,
) -> dict[str, Files]:
    """The files of each scene that names any, by scene id.

    Paths are relative to `folder` (the storyboard's own; None stands for the current one), else to one of `roots`, and
    must stay inside one of them, links included; `asset:{sha256}` is one of `assets`. Raises `AssetMissing`,
    `AssetOutside` or `AssetInvalid`, naming the scene by where it was written.
    """
    found, errors = _find_each(storyboard, folder, assets, roots, places or {})
    for each in errors.values():
        raise next(iter(each.values()))
    return found


class Supplied(NamedTuple):
    """A storyboard of which every picture is there, their files by scene id, and what is to be told of the others."""

    storyboard: Storyboard
    pictures: dict[str, Files]
    notices: list[Notice]


def supplied(
    storyboard: Storyboard,
    folder: Path | None,
    assets: Assets | None = None,
    *,
    roots: Sequence[Path] = (),
    places: Mapping[str, str] | None = None,
    unusable: Mapping[str, str] | None = None,
    seconds: Mapping[str, float] | None = None,
) -> Supplied:
    """The storyboard with its pictures found, as `find_pictures` finds them; of a deck, those that can be shown.

    A storyboard that a person wrote means each of its pictures, and is refused without one. A scene of a deck goes on
    without, and a notice tells why. `unusable` are reasons by the digest of what cannot be decoded, `seconds` the
    lengths of videos by theirs; `places` say where fields were written.
    """
    found, errors = _find_each(storyboard, folder, assets, roots, places or {})
    for scene in storyboard.scenes:
        for name, file in found.get(scene.id, {}).items() if scene.can_spare_pictures else ():
            if reason := (unusable or {}).get(file.sha256):
                errors.setdefault(scene.id, {})[name] = AssetInvalid(f"{scene.place}: {reason}")
        for name, error in _late(scene, found.get(scene.id, {}), seconds or {}, places or {}).items():
            errors.setdefault(scene.id, {})[name] = error
    scenes, notices = [], []
    for scene in storyboard.scenes:
        gone = errors.get(scene.id, {})
        notices += [_left_out(error, scene) for error in gone.values()]
        scenes += [rest] if (rest := _without_pictures(scene, frozenset(gone))) else []
    if not scenes:
        raise next(error for gone in errors.values() for error in gone.values())
    found = {scene.id: files for scene in scenes if (files := _shown(scene, found))}
    if not notices:
        return Supplied(storyboard, found, [])
    return Supplied(msgspec.structs.replace(storyboard, scenes=scenes), found, notices)


def _late(
    scene: Scene, files: Files, seconds: Mapping[str, float], places: Mapping[str, str]
) -> dict[str, AssetInvalid]:
    """What is wrong with videos that are over before they are to begin, by their names."""
    lengths = {name: seconds[file.sha256] for name, file in files.items() if file.sha256 in seconds}
    paths = {name: path for path, name in scene.show.files().items()}
    return {
        name: AssetInvalid(
            f"{_written(scene, paths[name], places)}: the video {Path(name).name!r} cannot be used: {why}.",
            remedy="Let it start earlier, or name a longer video.",
        )
        for name, why in scene.show.late(lengths).items()
    }


def _written(scene: Scene, path: str, places: Mapping[str, str]) -> str:
    """Where a field of what a scene shows was written."""
    field = f"scenes[{scene.id}].show.{path}"
    return places.get(field) or (scene.place if scene.source else field)


def _left_out(error: AssetError, scene: Scene) -> Notice:
    if not scene.can_spare_pictures:
        raise error
    return Notice(message=f"{error.message.rstrip('.')}. It is left out."[:2000], code=error.code)


def _shown(scene: Scene, found: Mapping[str, Files]) -> Files:
    named = set(scene.show.files().values())
    return {name: file for name, file in found.get(scene.id, {}).items() if name in named}


def _without_pictures(scene: Scene, gone: frozenset[str]) -> Scene | None:
    """What is left of a scene without some of its pictures; None where there is nothing to be seen or said."""
    return without(scene, scene.show.without_files(gone)) if gone else scene


def without(scene: Scene, left: Kind | None) -> Scene | None:
    """A scene of which only a part can be shown; None where there is nothing to be seen or said."""
    if not (left or scene.headline or scene.narration.strip()):
        return None
    return msgspec.structs.replace(scene, show=left or Title())


def _find_each(
    storyboard: Storyboard,
    folder: Path | None,
    assets: Assets | None,
    roots: Sequence[Path],
    places: Mapping[str, str],
) -> tuple[dict[str, Files], dict[str, dict[str, AssetError]]]:
    bases = bases_of(folder, roots)
    found: dict[str, dict[str, InputFile]] = {}
    errors: dict[str, dict[str, AssetError]] = {}
    for scene in storyboard.scenes:
        for path, name in scene.show.files().items():
            try:
                found.setdefault(scene.id, {})[name] = located(_written(scene, path, places), name, bases, assets)
            except AssetError as error:
                errors.setdefault(scene.id, {})[name] = error
    return dict(found), errors


def noun(name: str) -> str:
    """What a file is called in a message, by its name."""
    if name.lower().endswith((".csv", ".tsv", ".txt")):
        return "file"
    if name.lower().endswith((".wav", ".mp3", ".m4a")):
        return "recording"
    return "video" if name.lower().endswith((".mp4", ".m4v", ".mov", ".webm")) else "picture"


def bases_of(folder: Path | None, roots: Sequence[Path]) -> list[Path]:
    """The folders below which a storyboard's files may lie, links followed."""
    return [(folder or Path()).resolve(), *(root.resolve() for root in roots)]


def located(where: str, name: str, bases: Sequence[Path], assets: Assets | None) -> InputFile:
    """The file that is named at `where`; raises `AssetMissing`, `AssetOutside` or `AssetInvalid`."""
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
        paths = [(base / name).resolve() for base in bases]
    except (OSError, ValueError, RuntimeError) as error:  # a loop of links, a null character
        raise AssetInvalid(f"{where}: {name!r} is no usable path: {error}") from error
    inside = [path for path in paths if any(base == path or base in path.parents for base in bases)]
    if not inside:
        raise AssetOutside(f"{where}: {name!r} lies outside the storyboard's folder.")
    try:
        path = next((path for path in inside if path.exists()), None)
        if path is None:
            raise AssetMissing(f"{where}: there is no {noun(name)} {name!r} in the storyboard's folder.")
        if not path.is_file():
            raise AssetInvalid(f"{where}: {name!r} is not a file.")
        if path.stat().st_size > MAX_ASSET:
            raise AssetInvalid(f"{where}: {name!r} is larger than 200 MB.")
        return InputFile(path=str(path), sha256=file_digest(str(path)).sha256)
    except OSError as error:
        raise AssetInvalid(f"{where}: {name!r} cannot be read: {error.strerror}.") from error
