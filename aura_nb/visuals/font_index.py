"""The fonts of this machine: what each file holds, read once and remembered by path, time of change and size.

Looks where systems keep fonts and into every `fontpkg-*` wheel, also those installed since the process started.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import os
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from aura_nb import user_cache
from aura_nb.visuals import coverage

_SUFFIXES = {".ttf", ".otf", ".ttc", ".otc"}
_SCHEMA = 2
_OUTLINES = {"glyf", "CFF ", "CFF2"}
_COLOURS = {"CBDT", "sbix", "COLR", "SVG "}
_REGULAR_WIDTH = 5  # OS/2 usWidthClass


class Face(Struct, frozen=True, array_like=True):
    """One face of a font file. `index` counts faces in a collection, `weight` is 100 to 900 (0: any of them),
    `covered` names its ranges in the file's `coverages`; `colour` is for pictures in glyphs, as emoji have. `cap` is
    how high its capitals are, in em; 0 where it does not say.
    """

    family: str
    index: int
    weight: int
    normal: bool
    colour: bool
    covered: int
    cap: float


class FontFile(Struct, array_like=True):
    """What is remembered of a file; `sha256` is filled in when it is first asked for."""

    mtime_ns: int
    size: int
    faces: list[Face]
    coverages: list[list[int]]
    sha256: str = ""


class _Memory(Struct, array_like=True):
    schema: int
    files: dict[str, FontFile]


class FontIndex:
    """Remembers in one file of the user's cache folder; where that cannot be written it reads the fonts again."""

    def __init__(self, *, memory: Path | None = None, folders: list[Path] | None = None) -> None:
        """`folders` are searched for fonts, by default the system's; `memory` is the file to remember in."""
        self._memory = memory or user_cache.place("fonts.msgpack")
        self._folders = folders
        self._changed = False
        known = user_cache.load(self._memory, _Memory)
        self._files = known.files if known and known.schema == _SCHEMA else {}

    def file(self, path: Path) -> FontFile:
        """What a font file holds; a file that is gone or no font has no faces."""
        name = str(path)
        known = self._files.get(name)
        try:
            found = path.stat()
        except OSError:
            return FontFile(0, 0, [], [])
        if known is None or (known.mtime_ns, known.size) != (found.st_mtime_ns, found.st_size):
            known = self._files[name] = _read(path, found)
            self._changed = True
        return known

    def digest(self, path: Path) -> str:
        """SHA-256 of a font file's content; raises `OSError`."""
        known = self.file(path)
        if not known.sha256:
            with path.open("rb") as stream:
                known.sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
            self._changed = True
        return known.sha256

    def paths(self) -> Iterator[tuple[Path, bool]]:
        """Every font file there is, those of wheels (True) before the system's (False)."""
        yield from ((path, True) for path in packaged())
        for folder in system_folders() if self._folders is None else self._folders:
            for place, inner, names in os.walk(folder):
                inner.sort()
                yield from ((Path(place, n), False) for n in sorted(names) if Path(n).suffix.lower() in _SUFFIXES)

    def remember(self) -> None:
        """Write down what was learnt; files that are gone are forgotten."""
        if not self._changed:
            return
        self._changed = False
        kept = {name: file for name, file in self._files.items() if Path(name).exists()}
        user_cache.save(self._memory, _Memory(_SCHEMA, kept))


def packaged() -> list[Path]:
    """The font files of all installed `fontpkg-*` wheels."""
    import fontpkg  # noqa: PLC0415 - it reads the metadata of every installed package

    importlib.invalidate_caches()  # a wheel may have been installed a moment ago
    return sorted(file.path for family in fontpkg.families(refresh=True).values() for file in family.files)


def system_folders() -> list[Path]:
    """Where this system keeps fonts, whether they exist or not."""
    home = Path.home()
    if sys.platform == "win32":
        local = Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local"))
        return [Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts", local / "Microsoft" / "Windows" / "Fonts"]
    if sys.platform == "darwin":
        return [Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library" / "Fonts"]
    shared = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    own = os.environ.get("XDG_DATA_HOME") or str(home / ".local" / "share")
    # A conda environment has a share folder of its own.
    roots = dict.fromkeys([*(root for root in shared.split(":") if root), own, f"{sys.prefix}/share"])
    return [Path(root) / "fonts" for root in roots] + [home / ".fonts"]


def _read(path: Path, found: os.stat_result) -> FontFile:
    from fontTools.ttLib import TTLibError  # noqa: PLC0415 - only when there is a font we do not know yet

    known = FontFile(found.st_mtime_ns, found.st_size, [], [])
    # A damaged table raises whatever its reader meets first.
    damaged = (TTLibError, OSError, EOFError, AssertionError, ValueError, KeyError, IndexError, AttributeError)
    with contextlib.suppress(*damaged, struct.error):
        _read_faces(path, known)
    return known


def _read_faces(path: Path, known: FontFile) -> None:
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - as above

    with path.open("rb") as stream:
        collection = stream.read(4) == b"ttcf"
        count = struct.unpack(">4xI", stream.read(8))[0] if collection else 1
    read: dict[bytes, list[int]] = {}
    for index in range(min(count, 256)):
        with path.open("rb") as stream, TTFont(stream, fontNumber=index if collection else -1, lazy=True) as font:
            tables = set(font.reader.keys())
            # Typst takes no font without a PostScript name (name 6), nor one of bitmaps in older tables.
            if font["name"].getDebugName(6) is None or not tables & (_OUTLINES | _COLOURS):
                continue
            cmap = font.reader["cmap"]
            covered = read.get(cmap) or read.setdefault(cmap, coverage.ranges(cmap))
            if covered not in known.coverages:
                known.coverages.append(covered)
            style = font["OS/2"]
            known.faces.append(
                Face(
                    family=str(font["name"].getBestFamilyName() or path.stem),
                    index=index,
                    weight=0 if "fvar" in font else int(style.usWeightClass),
                    normal=not style.fsSelection & 1 and style.usWidthClass == _REGULAR_WIDTH,
                    colour=bool(_COLOURS & tables),
                    covered=known.coverages.index(covered),
                    cap=round(float(getattr(style, "sCapHeight", 0) / font["head"].unitsPerEm), 4),
                )
            )
