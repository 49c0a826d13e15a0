"""The music that lies under a film: one of ours by its name, or a file that is found and looked into."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from aura_nb.errors import AssetError, FieldError, RequestInvalid
from aura_nb.faults import reason_of
from aura_nb.footage import sound_file
from aura_nb.pipeline.assets import is_local
from aura_nb.pipeline.scene_files import bases_of, located
from aura_nb.request.appearance import is_hidden
from aura_nb.specs.render import MUSIC


def music(
    render: dict[str, Any],
    *,
    folder: Path | None,
    roots: Sequence[Path] = (),
    here: Path | None = None,
    places: Mapping[str, str] | None = None,
    open_below: Path | None = None,
) -> str | None:
    """Take a file's name out of the values of a `Render`; its path, None where the music is no file of this machine.

    It is found in the deck's `folder` or one of the `roots`, nowhere outside of them, or from `here`. Of what lies
    below `open_below`, nothing is read in folders that begin with a dot. Raises `RequestInvalid` with the field, the
    file and the reason.
    """
    named = render.get("music")
    if not isinstance(named, str | Path) or str(named) in MUSIC or not is_local(str(named)):
        return None
    name = str(named)
    if Path(name).suffix == "" and "/" not in name and not (here and (here / name).is_file()):
        return None  # the name of a piece that there is not, which its own check tells
    del render["music"]
    place = (places or {}).get("music", "")
    try:
        path = _found(name, folder, roots, here, open_below)
        sound_file.look(path)
    except (AssetError, sound_file.NotRecordingError, OSError) as error:
        why = error.message if isinstance(error, AssetError) else ""
        why = why or f"{name!r} cannot be used: {reason_of(error) if isinstance(error, OSError) else error}"
        why = why.removeprefix("music: ")
        raise RequestInvalid(
            [FieldError("music", f"{place}: {why}" if place else why)],
            remedy=f"Name a WAV, MP3 or M4A file, or one of {', '.join(MUSIC)}.",
        ) from error
    return str(path)


def _found(name: str, folder: Path | None, roots: Sequence[Path], here: Path | None, open_below: Path | None) -> Path:
    """The file; raises `AssetError`."""
    beside = folder is not None and not Path(name).is_absolute() and (folder / name).is_file()
    if here is not None and not beside:
        given = Path(name).expanduser()
        if (here / given).is_file():  # the person at this machine named it
            return (here / given).resolve()
    if folder is None:
        if here is None:
            raise RequestInvalid(
                [FieldError("music", f"{name!r} is a file of another machine")],
                remedy="Send it with PUT aura/api/assets/NAME, and name it by the answer's asset.",
            )
        folder = here
    if is_hidden(folder / name, open_below):
        raise RequestInvalid([FieldError("music", f"there is no file {name!r} in the storyboard's folder")])
    return Path(located("music", name, bases_of(folder, roots), None).path)
