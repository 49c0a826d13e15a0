"""A theme: colours, fonts and type roles, one JSON file each in `themes/`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import msgspec
from msgspec import Meta, Struct

from aura_nb.errors import FieldError, RequestInvalid
from aura_nb.specs.fault_wording import nearest

FOLDER = Path(__file__).with_name("themes")


class Role(Struct, frozen=True, forbid_unknown_fields=True):
    """How one kind of text is set: weight, letter-spacing in em, and the room between lines in em."""

    weight: int
    tracking: float
    leading: float


class Fonts(Struct, frozen=True, forbid_unknown_fields=True):
    """Font families by use; each comes from a `fontpkg-*` wheel."""

    text: str
    mono: str


Colour = Annotated[str, Meta(pattern="^#[0-9a-f]{6}$", description='a colour such as "#d2371b"')]


class Colours(Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """What each colour is for: `paper`, `sand` and `night` are grounds, `warning` and `quiet`
    texts on sand, `code_*` the parts of code on a ground of its own.
    """

    paper: Colour
    ink: Colour
    muted: Colour
    accent: Colour
    sand: Colour
    line: Colour
    blush: Colour
    night: Colour
    snow: Colour
    haze: Colour
    dusk: Colour
    warning: Colour
    quiet: Colour
    code_ground: Colour
    code_lit: Colour
    code_text: Colour
    code_comment: Colour
    code_keyword: Colour
    code_string: Colour
    code_number: Colour
    code_name: Colour
    code_type: Colour


class Roles(Struct, frozen=True, forbid_unknown_fields=True):
    """The kinds of text: cards, headings, the line below one, points, prose, code, and the page mark."""

    display: Role
    heading: Role
    lead: Role
    body: Role
    prose: Role
    code: Role
    mark: Role


Ornament = Literal["tiles", "rules", "dots"]
ORNAMENTS: tuple[Ornament, ...] = get_args(Ornament)


class Theme(Struct, frozen=True, forbid_unknown_fields=True):
    """A theme as its file says it.

    `ornament` is what cards are decorated with; `text` names every pair of text colour and ground the templates use.
    """

    name: str
    ornament: Ornament
    colours: Colours
    fonts: Fonts
    roles: Roles
    text: tuple[tuple[str, str], ...]

    def colour(self, name: str) -> str:
        """One of its colours, by its name in the file."""
        return str(getattr(self.colours, name.replace("-", "_")))


def names() -> list[str]:
    """The themes there are.

    >>> {"dark", "light"} <= set(names())
    True
    """
    return sorted(file.stem for file in FOLDER.glob("*.json"))


@cache
def ours(name: str) -> Theme:
    """The theme of ours that is called `name`; raises `RequestInvalid` where there is none."""
    known = names()
    if name not in known:
        near = nearest(name, known)
        hint = f"did you mean {near!r}?" if near else f"there is {', '.join(map(repr, known))}"
        raise RequestInvalid([FieldError("render.theme", f"no theme {name!r}; {hint}")])
    return msgspec.json.decode((FOLDER / f"{name}.json").read_bytes(), type=Theme)


def written(theme: str | Mapping[str, Any]) -> str:
    """A theme as one string: its name, or all of it where it is one of one's own.

    >>> written("light"), written({"base": "dark"})
    ('light', '{"base":"dark"}')
    """
    return theme if isinstance(theme, str) else msgspec.json.encode(theme, order="deterministic").decode()


def channels(colour: str) -> tuple[int, int, int]:
    """Red, green and blue, 0 to 255, of "#rrggbb".

    >>> channels("#ff8000")
    (255, 128, 0)
    """
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21, as WCAG 2.2 defines it.

    >>> contrast("#000000", "#ffffff")
    21.0
    """

    def luminance(colour: str) -> float:
        linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in _unit(colour)]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _unit(colour: str) -> list[float]:
    return [value / 255 for value in channels(colour)]
