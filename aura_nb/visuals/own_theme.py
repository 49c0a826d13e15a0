"""A theme of one's own: a theme it is based on, and what is different in it.

{"base": "dark", "colours": {"accent": "#ffd400"}, "fonts": {"text": "IBM Plex Sans"}}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from aura_nb.errors import FieldError, FontMissing, RequestInvalid
from aura_nb.regex import regex
from aura_nb.specs.fault_wording import nearest
from aura_nb.visuals.theme import ORNAMENTS, Theme, channels, contrast, names, ours

READ = 4.5  # the contrast of text, WCAG 2.2, 1.4.3
SEEN = 3.0  # of what is no text, 1.4.11
_FIELD = "theme"
_MOST_BYTES = 100_000
_FAMILY = regex(r"[A-Za-z0-9][A-Za-z0-9 +\-]*")
_WRONG = regex(r"Expected `(?P<type>[^`]+)`, got `[^`]+` - at `\$\.(?P<key>[^`]+)`")
_TYPES = {"int": "a whole number", "float": "a number", "str": "a text", "bool": "true or false", "array": "a list"}


@cache
def load(name: str) -> Theme:
    """The theme called `name`, or the one that is written in it; raises `RequestInvalid` where there is none.

    >>> load('{"base": "dark", "colours": {"accent": "#ffd400"}}').colours.accent
    '#ffd400'
    """
    return built(msgspec.json.decode(name)) if name.startswith("{") else ours(name)


def read(file: Path) -> dict[str, Any]:
    """What a theme's file says, checked; raises `RequestInvalid` with the file, the key and the value."""
    try:
        content = file.read_bytes()[: _MOST_BYTES + 1]
    except OSError as error:
        raise RequestInvalid([FieldError(_FIELD, f"there is no file {file.name!r} that can be read")]) from error
    if len(content) > _MOST_BYTES:
        message = f"{file.name}: is larger than {_MOST_BYTES // 1000} kB, and a theme is a few lines of JSON"
        raise RequestInvalid([FieldError(_FIELD, message)])
    try:
        found = msgspec.json.decode(content)
    except msgspec.DecodeError as error:
        raise RequestInvalid([FieldError(_FIELD, f"{file.name}: is no JSON: {error}")]) from error
    if not isinstance(found, dict):
        raise RequestInvalid([FieldError(_FIELD, f'{file.name}: must be an object such as {{"base": "light"}}')])
    built(found, file=file.name)
    return found


def branded(theme: str | Mapping[str, Any], brand: Mapping[str, Any]) -> dict[str, Any]:
    """A theme with a brand's `accent` and `font`.

    >>> branded("dark", {"accent": "#ffd400"})
    {'base': 'dark', 'colours': {'accent': '#ffd400'}}
    """
    made: dict[str, Any] = {"base": theme} if isinstance(theme, str) else dict(theme)
    if "accent" in brand:
        made["colours"] = dict(made.get("colours", {})) | {"accent": str(brand["accent"]).lower()}
    if "font" in brand:
        made["fonts"] = dict(made.get("fonts", {})) | {"text": brand["font"]}
    return made


def built(given: Mapping[str, Any], *, file: str = "") -> Theme:
    """The theme; raises `RequestInvalid` naming each wrong key, after the `file` where there is one."""
    where = f"{file}: " if file else ""
    base = given.get("base", "light")
    if base not in names():
        hint = _hint(str(base), names()) or f"; there is {', '.join(names())}"
        raise RequestInvalid([FieldError(_FIELD, f"{where}base: there is no theme {base!r}{hint}")])
    usual = msgspec.to_builtins(ours(base))
    asked = {name: value for name, value in given.items() if name != "base"}
    errors = [FieldError(_FIELD, f"{where}{message}") for message in _strange(asked, usual, "")]
    if errors:
        raise RequestInvalid(errors)
    colours = asked.get("colours", {})
    if "accent" in colours and "warning" not in colours:
        grounds = [colours.get(name, usual["colours"][name]) for name in ("paper", "sand")]
        ink = colours.get("ink", usual["colours"]["ink"])
        asked["colours"] = colours | {"warning": _readable(colours["accent"], grounds, ink)}
    try:
        theme = msgspec.convert(_merged(usual, asked) | {"name": asked.get("name", "own")}, Theme)
    except msgspec.ValidationError as error:
        raise RequestInvalid([FieldError(_FIELD, f"{where}{_told(str(error))}")]) from error
    errors = [FieldError(_FIELD, f"{where}{message}") for message in _unreadable(theme)]
    if errors:
        raise RequestInvalid(errors)
    return theme


def _strange(given: Mapping[str, Any], usual: Mapping[str, Any], path: str) -> Iterator[str]:
    """What of a theme's keys and values is not as it is in the one it is based on."""
    for key, value in given.items():
        at = f"{path}{key}"
        if key not in usual or at == "text":
            yield f"{at}: there is no such key{_hint(key, [name for name in usual if name != 'text'])}"
        elif isinstance(usual[key], dict):
            if isinstance(value, dict):
                yield from _strange(value, usual[key], f"{at}.")
            else:
                yield f"{at}: must be an object, not {value!r}"
        elif path == "colours." and not _is_colour(value):
            yield f'{at}: {value!r} is no colour such as "#d2371b"'
        elif at == "ornament" and value not in ORNAMENTS:
            hint = _hint(str(value), ORNAMENTS) or f"; there is {', '.join(ORNAMENTS)}"
            yield f"{at}: there is no ornament {value!r}{hint}"
        elif path == "fonts.":
            yield from (f"{at}: {message}" for message in _missing(value))


def _told(message: str) -> str:
    """What msgspec says of a value, behind the key that has it.

    >>> _told("Expected `int`, got `str` - at `$.roles.body.weight`")
    'roles.body.weight: must be a whole number'
    """
    found = _WRONG.fullmatch(message)
    return f"{found['key']}: must be {_TYPES.get(found['type'], found['type'])}" if found else message


def _missing(family: Any) -> Iterator[str]:
    from aura_nb.visuals import fonts  # noqa: PLC0415 - it stands on themes

    if not isinstance(family, str) or not _FAMILY.fullmatch(family):
        yield f'{family!r} is no name of a font such as "IBM Plex Sans"'
        return
    try:
        fonts.file(family)
    except FontMissing as error:
        yield f"{error.message} {error.remedy}"


def _unreadable(theme: Theme) -> Iterator[str]:
    for ink, ground in theme.text:
        found = contrast(theme.colour(ink), theme.colour(ground))
        if found < READ:
            yield (
                f'colours.{ink}: "{theme.colour(ink)}" cannot be read on {ground} "{theme.colour(ground)}": '
                f"their contrast is {found:.1f}, and text needs {READ}"
            )
    found = contrast(theme.colours.accent, theme.colours.paper)
    if found < SEEN:
        yield (
            f'colours.accent: "{theme.colours.accent}" can hardly be seen on paper "{theme.colours.paper}": '
            f"their contrast is {found:.1f}, and {SEEN:g} is wanted; take another one, or another base"
        )


def _readable(colour: str, grounds: list[str], ink: str) -> str:
    """A colour moved towards the ink until text in it can be read on all grounds."""
    if not all(map(_is_colour, (colour, *grounds, ink))):
        return colour  # which is told by its own key
    for step in range(21):
        mixed = [round(a + (b - a) * step / 20) for a, b in zip(channels(colour), channels(ink), strict=True)]
        made = "#" + "".join(f"{value:02x}" for value in mixed)
        if all(contrast(made, ground) >= READ for ground in grounds):
            return made
    return ink


def _is_colour(value: Any) -> bool:
    return (
        isinstance(value, str) and len(value) == 7 and value[0] == "#" and not set(value[1:]) - set("0123456789abcdef")
    )


def _merged(usual: Mapping[str, Any], asked: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: _merged(value, asked[key]) if isinstance(value, dict) and key in asked else asked.get(key, value)
        for key, value in usual.items()
    }


def _hint(key: str, known: Any) -> str:
    near = nearest(key, list(known))
    return f"; did you mean {near!r}?" if near else ""
