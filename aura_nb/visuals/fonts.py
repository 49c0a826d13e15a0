"""The fonts a text is set in: the theme's own, and for what they lack the best of those this machine has.

Chosen by code points in the process that plans, so that a slide's recipe names just the files that draw it.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import msgspec
from msgspec import Struct

from aura_nb.errors import FontMissing
from aura_nb.regex import regex
from aura_nb.visuals import scripts
from aura_nb.visuals.coverage import covers
from aura_nb.visuals.font_index import Face, FontIndex
from aura_nb.visuals.theme import Fonts, Roles, Theme

# What a slide may show beside the scene's own text: page marks and the end of what was cut.
_ALWAYS = frozenset("0123456789/…")
# Words in the names of fonts made for one region's Chinese characters, for each region.
_REGIONS = {
    "SC": {"sc", "cn", "gb", "yahei", "simhei", "simsun"},
    "TC": {"tc", "tw", "jhenghei"},
    "HK": {"hk"},
    "JP": {"jp", "gothic", "meiryo", "kaku"},
    "KR": {"kr", "malgun", "sdgothicneo"},
}
# Not what a slide is set in where there is a choice; the further right, the less.
_SPECIAL = ("text", "ui", "display", "condensed", "serif", "kufi", "naskh", "nastaliq", "mono", "symbols", "math")
_AS_EMOJI = regex("(.)\ufe0f")
_LAST_RESORT = ("lastresort", "unifont", "fallback", "blank", "tofu")


class FaceFile(Struct, frozen=True):
    """One face in a file: `index` counts the faces of a collection."""

    path: str
    index: int


class Typeface(Struct, frozen=True):
    """A family and the faces of it that a slide may use.

    `between_cjk` leaves quotes and dashes to the CJK font; `emoji` shows what is asked for as emoji. `cap` is how high
    the capitals of the text's own typeface are, in em.
    """

    family: str
    faces: tuple[FaceFile, ...]
    between_cjk: bool = False
    emoji: bool = False
    cap: float = 0.0


class Lettering(Struct, frozen=True):
    """What a text is set in, the first typeface first; `missing` are the characters that nobody here has."""

    typefaces: tuple[Typeface, ...]
    missing: str = ""

    @property
    def files(self) -> list[str]:
        """The paths of the font files, each once."""
        return list(dict.fromkeys(face.path for typeface in self.typefaces for face in typeface.faces))


@cache
def slanted(family: str) -> Path | None:
    """The file of a font family's italics; None where it has none, or its wheel is not installed."""
    import fontpkg  # noqa: PLC0415 - most commands draw nothing

    try:
        return _packaged(family, "italic")
    except fontpkg.FontpkgError:
        return None


@cache
def file(family: str) -> Path:
    """The file of a font family; raises `FontMissing` where its wheel is not installed."""
    import fontpkg  # noqa: PLC0415 - as above

    try:
        return _packaged(family, "normal")
    except fontpkg.FontpkgError as error:
        wheel = f"fontpkg-{family.lower().replace(' ', '-')}"
        raise FontMissing(f"The font {family} is not installed.", remedy=f"Run `pip install {wheel}`.") from error


def _packaged(family: str, style: str) -> Path:
    """What `fontpkg.path` returns and raises. It reads what every installed package offers, twice, which takes 20 ms
    for 250 packages; a family's own wheel is found by its name.
    """
    import fontpkg  # noqa: PLC0415 - as above

    slug = fontpkg.slugify(family)
    wheel = importlib.util.find_spec(f"fontpkg_{slug.replace('-', '_')}")
    for folder in map(Path, (wheel and wheel.submodule_search_locations) or ()):
        with contextlib.suppress(OSError, ValueError, KeyError):
            known = fontpkg.family_from_metadata(json.loads((folder / "metadata.json").read_text("utf-8")), folder)
            if known.slug == slug:
                return Path(fontpkg.select_file(known, fontpkg.normalize_weight("regular"), style).path)
    return Path(fontpkg.path(family, style=style))


class _Name(NamedTuple):
    """A family's name, and whether a wheel brought it."""

    family: str
    packaged: bool


class _Known(NamedTuple):
    path: str
    face: Face
    covered: list[int]

    def has(self, character: str) -> bool:
        return covers(self.covered, ord(character))


class Library:
    """The fonts to choose from. The machine is searched when the first text needs more than the theme's fonts."""

    def __init__(self, index: FontIndex | None = None) -> None:
        """`index` knows the fonts; by default this machine's, as they are when first asked for."""
        self._index = index
        self._families: dict[_Name, list[_Known]] | None = None
        self._chosen: dict[tuple[Fonts, Roles, str, str, str, bool], Lettering] = {}

    @property
    def index(self) -> FontIndex:
        """What is known of the machine's fonts."""
        if self._index is None:
            self._index = FontIndex()
        return self._index

    def lettering(self, text: str, *, theme: Theme, language: str, italic: bool = False) -> Lettering:
        """The fonts for `text`, which decide nothing but what they must: equal characters give equal fonts.

        Where some of it is `italic`, the theme's italics are there as well, if it has any.
        Raises `FontMissing` when a font of the theme itself is not installed.
        """
        characters = "".join(sorted({c for c in set(text) if scripts.seen(c)} | _ALWAYS))
        emoji = "".join(sorted({c for c in _AS_EMOJI.findall(text) if scripts.group(c) == scripts.EMOJI}))
        key = (theme.fonts, theme.roles, language, characters, emoji, italic)
        if key not in self._chosen:
            chosen = self._choose(characters, emoji, theme, language)
            self._chosen[key] = _with_italics(chosen) if italic else chosen
            self.index.remember()
        return self._chosen[key]

    def digests(self, lettering: Lettering) -> dict[str, str]:
        """SHA-256 by path of every file a lettering uses; raises `OSError`."""
        found = {path: self.index.digest(Path(path)) for path in lettering.files}
        self.index.remember()
        return found

    def _choose(self, characters: str, emoji: str, theme: Theme, language: str) -> Lettering:
        text, mono = (
            Typeface(family, (FaceFile(str(file(family)), 0),)) for family in (theme.fonts.text, theme.fonts.mono)
        )
        # The mono face is for page marks; as the last of the list it helps out with a few symbols.
        own = [known for each in (text, mono) for known in self._faces(Path(each.faces[0].path))[:1]]
        text = msgspec.structs.replace(text, cap=own[0].face.cap)
        lacking = [c for c in characters if not any(known.has(c) for known in own)]
        if not lacking and not emoji:
            return Lettering((text, mono))
        found: dict[_Name, set[str]] = {}
        missing: list[str] = []
        region = _region(characters, language)
        for group, members in _grouped(lacking).items():
            left = members
            while left:
                name, covered = self._best(group, left, region, tuple(found))
                if not covered:
                    missing += left
                    break
                left = [c for c in left if c not in covered]
                found[name] = found.get(name, set()) | covered
        if emoji:
            name, covered = self._best(scripts.EMOJI, list(emoji), region, tuple(found))
            if covered and self._machine()[name][0].face.colour:
                found[name] = found.get(name, set()) | covered
        weights = sorted({role.weight for role in msgspec.structs.astuple(theme.roles)})
        others = [self._typeface(name, weights, covered) for name, covered in found.items()]
        east = language.partition("-")[0].lower() in {"zh", "ja", "ko", "yue"}
        between = east and any(scripts.group(c) == scripts.CJK for covered in found.values() for c in covered)
        text = msgspec.structs.replace(text, between_cjk=between)
        return Lettering((text, *others, mono), "".join(sorted(missing)))

    def _best(self, group: str, members: list[str], region: str, taken: tuple[_Name, ...]) -> tuple[_Name, set[str]]:
        """The family to take for characters of a group, and which of them it has."""
        covering = {name: {c for c in members if faces[0].has(c)} for name, faces in self._machine().items()}
        candidates = [name for name, covered in covering.items() if covered]
        if not candidates:
            return _Name("", packaged=False), set()

        def rank(name: _Name) -> tuple[bool | int | str, ...]:
            regular, *others = (known.face for known in self._machine()[name])
            words = set(re.findall(r"[a-z]+", name.family.lower()))
            return (
                any(mark in name.family.lower().replace(" ", "") for mark in _LAST_RESORT),
                regular.colour != (group == scripts.EMOJI),
                group == scripts.COMMON and name not in taken,
                -len(covering[name]),
                bool(region) and group == scripts.CJK and not _REGIONS[region] & words,
                max((place for place, word in enumerate(_SPECIAL, 1) if word in words), default=0),
                not name.packaged,
                not name.family.startswith("Noto"),
                not others and regular.weight not in {0, 400},
                name.family,
            )

        best = min(candidates, key=rank)
        return best, covering[best]

    def _typeface(self, name: _Name, weights: list[int], covered: set[str]) -> Typeface:
        """The faces of a family that come nearest to the weights a theme asks for."""
        faces = [known for known in self._machine()[name] if all(map(known.has, covered))]
        variable = [known for known in faces if known.face.weight == 0]
        chosen = variable[:1] or [min(faces, key=lambda each: (abs(each.face.weight - w), each.path)) for w in weights]
        files = sorted({(known.path, known.face.index) for known in chosen})
        colour = all(known.face.colour for known in chosen)
        return Typeface(name.family, tuple(FaceFile(*each) for each in files), emoji=colour)

    def _machine(self) -> dict[_Name, list[_Known]]:
        """Every upright face of normal width by family, the regular ones first."""
        if self._families is None:
            self._families = {}
            for path, packaged in self.index.paths():
                for known in self._faces(path):
                    if known.face.normal:
                        self._families.setdefault(_Name(known.face.family, packaged), []).append(known)
            for faces in self._families.values():
                faces.sort(key=lambda each: (abs((each.face.weight or 400) - 400), each.path))
        return self._families

    def _faces(self, path: Path) -> list[_Known]:
        known = self.index.file(path)
        return [_Known(str(path), face, known.coverages[face.covered]) for face in known.faces]


def _with_italics(lettering: Lettering) -> Lettering:
    """The lettering with the italics of its first typeface."""
    first, *others = lettering.typefaces
    path = slanted(first.family)
    if path is None:
        return lettering
    faces = (*first.faces, FaceFile(str(path), 0))
    return msgspec.structs.replace(lettering, typefaces=(msgspec.structs.replace(first, faces=faces), *others))


def _grouped(characters: list[str]) -> dict[str, list[str]]:
    """Characters by group; what scripts share comes last, when their own fonts have been chosen."""
    groups: dict[str, list[str]] = {}
    for character in characters:
        groups.setdefault(scripts.group(character), []).append(character)
    return dict(sorted(groups.items(), key=lambda each: (each[0] == scripts.COMMON, each[0])))


def _region(characters: str, language: str) -> str:
    """Whose Chinese characters: by the language, else by letters that only one region writes."""
    primary, *rest = language.lower().split("-")
    if primary in {"zh", "yue"}:
        if "hk" in rest or "mo" in rest or primary == "yue":
            return "HK"
        return "TC" if {"hant", "tw"} & set(rest) else "SC"
    if primary in {"ja", "ko"}:
        return {"ja": "JP", "ko": "KR"}[primary]
    points = [ord(c) for c in characters]
    if any(0x3040 <= p <= 0x30FF for p in points):
        return "JP"
    if any(0x1100 <= p <= 0x11FF or 0xAC00 <= p <= 0xD7AF for p in points):
        return "KR"
    if any(0x3105 <= p <= 0x312F for p in points):
        return "TC"
    return "SC" if any(0x3400 <= p <= 0x9FFF or p >= 0x20000 for p in points) else ""
