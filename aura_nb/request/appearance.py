"""What a film is to look like: its theme's file is read, its brand becomes a theme and the picture of its logo."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aura_nb.errors import AssetError, FieldError, RequestInvalid
from aura_nb.pipeline.assets import PREFIX, is_local
from aura_nb.pipeline.scene_files import bases_of, located
from aura_nb.specs import Brand, Storyboard
from aura_nb.specs.validation import check
from aura_nb.visuals import headers, own_theme
from aura_nb.visuals.not_a_picture import NotAPicture

_LOGO = "brand.logo"


def own_look(storyboard: Storyboard) -> dict[str, Any]:
    """The theme, the music and the brand that a storyboard gives itself, as options.

    >>> from aura_nb.specs import Scene
    >>> own_look(Storyboard(title="Bees", theme="dark", scenes=[Scene(id="a")]))
    {'theme': 'dark'}
    """
    brand = storyboard.brand.to_json() if storyboard.brand is not None else {}
    own = {
        "theme": storyboard.theme,
        "music": storyboard.music,
        "brand": {name: value for name, value in brand.items() if value} or None,
    }
    return {name: value for name, value in own.items() if value is not None}


def look(
    render: dict[str, Any],
    brand: Any,
    *,
    folder: Path | None,
    here: Path | None = None,
    places: Mapping[str, str] | None = None,
    open_below: Path | None = None,
) -> dict[str, bytes]:
    """Put a theme's file into the values of a `Render`, and the brand into its theme and its logo.

    Files are found in the deck's `folder`, nowhere outside of it, or from `here`. Gives the logo's bytes by their
    SHA-256, where it is a file. `places` say where a deck gives its brand. Of what lies below `open_below`, nothing is
    read in folders that begin with a dot. Raises `RequestInvalid`.
    """
    named = render.get("theme")
    if isinstance(named, str | Path) and str(named).endswith(".json"):
        found = _file(str(named), folder, here)
        if found is None or is_hidden(found, open_below):
            raise RequestInvalid([FieldError("theme", f"there is no file {str(named)!r} next to the deck")])
        render["theme"] = own_theme.read(found)
    if not brand:
        return {}
    place = (places or {}).get("brand", "")
    try:
        return _branded(render, brand, folder, here, open_below)
    except RequestInvalid as error:
        if not place:
            raise
        errors = [FieldError(field, f"{place}: {message}") for field, message in error.errors]
        raise RequestInvalid(errors, remedy=error.remedy) from error


def brand_of(given: Any) -> Brand:
    """The brand that an option gives; raises `RequestInvalid`."""
    if not isinstance(given, Mapping):
        raise RequestInvalid([FieldError("brand", 'must be a mapping such as {accent: "#0a7d4f"}')])
    return check(Brand, given, path="brand")


def themed(theme: Any, brand: Brand) -> dict[str, Any]:
    """The theme of a brand as the option that it is; none where the brand changes nothing of it.

    >>> themed("dark", Brand(accent="#ffd400")), themed("dark", Brand(logo="us.png"))
    ({'theme': {'base': 'dark', 'colours': {'accent': '#ffd400'}}}, {})
    """
    changes = {name: value for name in ("accent", "font") if (value := getattr(brand, name)) is not None}
    return {"theme": own_theme.branded(theme, changes)} if changes else {}


def is_hidden(path: Path, below: Path | None) -> bool:
    """Whether a file, links followed, lies in a folder below this one that begins with a dot, or does so itself."""
    if below is None:
        return False
    try:
        inside = path.resolve().relative_to(below.resolve())
    except (OSError, ValueError, RuntimeError):
        return False  # it lies elsewhere, which is refused where it is looked for
    return any(part.startswith(".") for part in inside.parts)


def _branded(
    render: dict[str, Any], brand: Any, folder: Path | None, here: Path | None, open_below: Path | None
) -> dict[str, bytes]:
    wanted = brand_of(brand)
    render |= themed(render.get("theme", "light"), wanted)
    if not wanted.logo or render.get("logo"):
        return {}
    if not is_local(wanted.logo):
        render["logo"] = wanted.logo
        return {}
    if folder is not None and is_hidden(folder / wanted.logo, open_below):
        raise RequestInvalid([FieldError(_LOGO, f"there is no picture {wanted.logo!r} in the storyboard's folder")])
    content = _picture(wanted.logo, folder, here)
    sha256 = hashlib.sha256(content).hexdigest()
    render["logo"] = PREFIX + sha256
    return {sha256: content}


def _file(name: str, folder: Path | None, here: Path | None) -> Path | None:
    """The file of this name below the folder or from here; where neither is there, one that can be complained of."""
    inside = (folder / name).resolve() if folder is not None else None
    if inside is not None and folder is not None and not inside.is_relative_to(folder.resolve()):
        inside = None
    places = [place for place in (inside, here / name if here is not None else None) if place is not None]
    return next((file for file in places if file.is_file()), places[0] if places else None)


def _picture(name: str, folder: Path | None, here: Path | None) -> bytes:
    """The bytes of a logo, which is a picture; raises `RequestInvalid` with the field, the file and the reason."""
    if folder is None and here is None:
        raise RequestInvalid(
            [FieldError(_LOGO, f"{name!r} is a file of another machine")],
            remedy="Send it with PUT aura/api/assets/NAME, and name it by the answer's asset.",
        )
    given = here / name if here is not None else None
    beside = folder is not None and not Path(name).is_absolute() and (folder / name).is_file()
    try:
        if given is not None and given.is_file() and not beside:
            content = given.read_bytes()  # the person at this machine named it
        else:
            content = Path(located(_LOGO, name, bases_of(folder, ()), None).path).read_bytes()
    except AssetError as error:
        raise RequestInvalid([FieldError(_LOGO, error.message.removeprefix(f"{_LOGO}: "))]) from error
    except OSError as error:
        raise RequestInvalid([FieldError(_LOGO, f"{name!r} cannot be read: {error.strerror}")]) from error
    try:
        headers.read(content)
    except NotAPicture as error:
        raise RequestInvalid([FieldError(_LOGO, f"the picture {name!r} cannot be used: {error}")]) from error
    return content
