"""Attributes in braces, as pandoc, Quarto, kramdown and MDC write them: `{#id .class key="value"}`."""

from __future__ import annotations

import re

from msgspec import Struct, field

from aura_nb.regex import regex

_ONE = regex(
    r"""\s*(?:\#(?P<id>[\w:.-]+)|\.(?P<class>[\w:%/.@\[\]!-]+)|(?P<raw>=[\w-]+)|(?P<unnumbered>-)(?=\s|$)"""
    r"""|(?P<key>[@:]?[A-Za-z_][\w.:-]*)(?:=(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"'{};,]+)))?)[;,]?(?=\s|$|[.#])"""
)
_BRACES = regex(r"\{:?(?P<inside>(?:[^{}\"'\n]|\"[^\"\n]*\"|'[^'\n]*'){0,500})\}")


Rectangle = tuple[float, float, float, float]
_ALMOST = 1.0005  # parts that were rounded may add up to a little more than the whole
_OF_A_PICTURE = frozenset(
    {
        "focus",
        "fit",
        "start",
        "end",
        "sound",
        "width",
        "height",
        "style",
        "target",
        "loading",
        "align",
        "rel",
        "fig-align",
        "lazy",
    }
)


class Attributes(Struct, frozen=True):
    """What stands in one pair of braces; `end` is where the text goes on."""

    id: str = ""
    classes: tuple[str, ...] = ()
    values: dict[str, str] = field(default_factory=dict)
    raw: str = ""
    end: int = 0


def attributes_at(text: str, place: int = 0, *, words: bool = False) -> Attributes | None:
    """The attributes that begin at `place`; None where the braces hold something else.

    Bare words are names among others (`{.sound loop}`); `words` allows nothing but words.

    >>> found = attributes_at('{.smaller #ebb width=50%}')
    >>> found.id, found.classes, found.values
    ('ebb', ('smaller',), {'width': '50%'})
    >>> attributes_at("{a, b}") is None, attributes_at("{start=1 .sound loop}").values
    (True, {'start': '1', 'loop': ''})
    """
    found = _BRACES.match(text, place)
    if not found:
        return None
    inside, at = found["inside"].strip(), 0
    identity, raw, bare = "", "", 0
    classes: list[str] = []
    values: dict[str, str] = {}
    while at < len(inside):
        one = _ONE.match(inside, at)
        if not one:
            return None
        has_value = any(one[name] is not None for name in ("double", "single", "bare"))
        bare += one["key"] is not None and not has_value
        identity = one["id"] or identity
        raw = one["raw"] or raw
        classes += [name for name in (one["class"] or "").split(".") if name]
        if one["key"]:
            values[one["key"]] = next((one[name] for name in ("double", "single", "bare") if one[name] is not None), "")
        at = one.end()
    if bare and not words and not (identity or classes or raw or len(values) > bare):
        return None
    return Attributes(identity, tuple(classes), values, raw.lstrip("="), found.end())


def without_attributes(text: str) -> str:
    """Running text without the attributes in it; braces that hold anything else stay.

    >>> without_attributes("A flag{ .icon }, a set {a, b}.")
    'A flag, a set {a, b}.'
    """
    place, kept = text.find("{"), ""
    while place >= 0:
        given = attributes_at(text, place)
        is_meant = given is not None and (
            given.classes
            or given.id
            or given.raw
            or '="' in text[place : given.end]
            or given.values.keys() & _OF_A_PICTURE
        )
        if given is not None and is_meant:
            kept, text = kept + text[:place], text[given.end :]
            place = text.find("{")
        else:
            place = text.find("{", place + 1)
    return kept + text


def focus_of(text: str) -> tuple[Rectangle, ...]:
    """The regions of a picture that a `focus` names: x, y, width and height, parted by semicolons where it is several.

    Parts of the whole are written as fractions or in per cent. Raises `ValueError` for what is no region.

    >>> focus_of("0.1 0.2 0.3 0.3; 50%, 50%, 25%, 40%")
    ((0.1, 0.2, 0.3, 0.3), (0.5, 0.5, 0.25, 0.4))
    """
    found = []
    for part in filter(str.strip, text.split(";")):
        x, y, width, height = map(_fraction, part.replace(",", " ").split())
        if not (width and height and x + width <= _ALMOST and y + height <= _ALMOST):
            raise ValueError("the region reaches out of the picture, or is none")
        found.append((x, y, width, height))
    return tuple(found)


def _fraction(text: str) -> float:
    value = round(float(text.removesuffix("%")) / (100 if text.endswith("%") else 1), 6)
    if not 0 <= value <= 1:
        raise ValueError("a part of a picture is from 0 to 1")
    return value


def width_of(text: str) -> float:
    """The width in per cent that attributes give a column; 0 where they give none.

    >>> width_of('{.column width="40%"}'), width_of("column")
    (40.0, 0.0)
    """
    found = re.search(r"\b(?:width|flex-basis)\s*[=:]\s*[\"']?(\d{1,3}(?:\.\d{1,3})?)\s*%", text)
    return min(float(found[1]), 100.0) if found else 0.0
