"""The pictures a deck names: looked for where decks keep them, and only ever below the folders that may be read.

A name is looked for next to the deck, in its folders `public`, `static` and `assets`, then in the same way in the
folders above it, up to the root of its Git work tree. Links are followed first: a picture that lies outside of the
allowed folders in the end is refused, whatever its name looks like. What is found is looked into, so that only pictures
are ever read.
"""

from __future__ import annotations

import base64
import binascii
import errno
import hashlib
import os
import re
import stat
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from urllib.parse import unquote, unquote_to_bytes

from msgspec import Struct

from aura_nb.errors import AssetError, AssetInvalid, AssetMissing, AssetOutside
from aura_nb.footage import VIDEOS, NotFootage, kind_of, look
from aura_nb.regex import regex
from aura_nb.sources.picture_names import is_address, is_file, names, noun, plain, shown
from aura_nb.specs.fault_wording import nearest
from aura_nb.visuals import headers
from aura_nb.visuals.not_a_picture import NotAPicture

MOST_BYTES = 200 * 10**6
MOST_EMBEDDED = 10 * 10**6  # of a picture in a `data:` address
_FOLDERS = ("", "public", "static", "assets")
_OF_SITES = ("images", "img")  # where a name with a leading slash may be meant to lie as well
_MOST_ENTRIES = 5000  # of a folder that is searched for a name spelt otherwise
_HIGHEST = 40  # folders upwards
_SUFFIXES = frozenset({*(f".{kind}" for kind in headers.KINDS), ".jpg", ".tif"})
_DATA = regex(r"data:(?P<kind>[\w.+/-]*)(?P<more>(?:;[\w=.+\"'-]*)*),(?P<body>.*)", re.IGNORECASE | re.DOTALL)


class FoundPicture(Struct, frozen=True):
    """A picture as a storyboard names it; `difference` says how its name is spelt otherwise.

    `content` is the picture itself where the deck holds it.
    """

    name: str
    difference: str = ""
    content: bytes | None = None


class _Match(NamedTuple):
    path: Path
    difference: str


class PictureSearch:
    """Where the pictures of one deck may lie.

    `folder` is the deck's own, or None for a deck that lies nowhere: it has only the pictures it holds. `below` is the
    folder that nothing may be read outside of, as on a server; `extra` are further folders to look into. Without
    `hidden`, nothing is read in folders that begin with a dot.
    """

    def __init__(
        self, folder: Path | None, *, below: Path | None = None, extra: Sequence[Path] = (), hidden: bool = True
    ) -> None:
        self.folder = folder.absolute() if folder is not None else None
        self._own = _resolved(folder) if folder is not None else None
        self._below = _resolved(below) if below is not None else None
        self._extra = [_resolved(each) for each in extra]
        self._hidden = hidden
        top = work_tree(self._own, below=self._below) if self._own else None
        self._upwards = [*_upwards(self._own, top)] if self._own and top else []
        self.roots = list(dict.fromkeys(self._allowed(top)))

    def _allowed(self, top: Path | None) -> Iterator[Path]:
        """The folders below which pictures may be read."""
        if self._own is not None:
            if self._below is not None:
                yield self._below
            elif top is not None:
                yield top
            else:  # no work tree: `../images/x.png` is how decks in a folder of their own name what lies next to it
                yield self._own.parent if self._own.parent != Path(self._own.anchor) else self._own
        yield from self._extra

    def find(self, source: str) -> FoundPicture:
        """The picture that a deck names by `source`.

        Raises `AssetMissing`, `AssetInvalid` or `AssetOutside`, which say what is wrong in words that can follow the
        line it is in.
        """
        source = source.strip()
        if source.startswith("asset:"):
            return FoundPicture(source)
        if source[:5].lower() == "data:":
            return _embedded(source)
        if source.startswith(("//", "\\\\")) or (is_address(source) and not is_file(source)):
            raise AssetMissing(
                f"the picture {shown(source)} lies elsewhere, and nothing is fetched",
                remedy="Put it into the deck's folder and name it by its path.",
            )
        if self._own is None:
            raise AssetMissing(
                f"the picture {shown(source)} is a file of another machine",
                remedy="Send it with PUT aura/api/assets/NAME, and name it by the answer's asset.",
            )
        match = self._matching(source)
        self._require_picture(match.path, source)
        return FoundPicture(self._called(match.path), match.difference)

    def figures(self, source: str) -> str:
        """A chart's file of figures, looked for as pictures are; as it is written where there is none."""
        try:
            return self._called(self._matching(source).path)
        except AssetError:
            return source

    def _matching(self, source: str) -> _Match:
        outside: AssetError | None = None
        for exactly in (True, False):
            for name, difference in names(source):
                for base, parts in self._places(name):
                    try:
                        found = self._walk(base, parts, source, exactly=exactly)
                    except AssetOutside as error:
                        outside = outside or error
                        continue
                    except (OSError, ValueError) as error:
                        reason = error.strerror if isinstance(error, OSError) else str(error)
                        raise AssetInvalid(f"the picture {shown(source)} cannot be read: {reason}") from error
                    if found is not None:
                        whole = ", ".join(filter(None, [difference, found.difference]))
                        return self._inside(found.path, source)._replace(difference=whole)
        if outside is not None:
            raise outside
        raise AssetMissing(
            f"there is no {noun(source)} {shown(source)}{self._hint(source)}",
            remedy="Put the file next to the deck, or correct the path.",
        )

    def _places(self, name: str) -> Iterator[tuple[Path, list[str]]]:
        """The folders a name may start from, the likeliest first."""
        parts = [part for part in PurePosixPath(name).parts if part != "/"]
        if not parts or self._own is None:
            return
        rooted = name.startswith("/")
        for base in [self._own, *self._extra, *self._upwards]:
            for folder in (*_FOLDERS, *(_OF_SITES if rooted else ())):
                if ".." not in parts or (base == self._own and not folder):
                    yield base / folder, parts
        if rooted:
            yield Path(self._own.anchor), parts

    def _walk(self, base: Path, parts: list[str], source: str, *, exactly: bool) -> _Match | None:
        """The file at the end of `parts`, or None; raises `AssetOutside` before anything outside is looked at."""
        target = Path(os.path.normpath(base.joinpath(*parts)))
        if not any(_holds(root, target) for root in self.roots):
            raise AssetOutside(
                f"the picture {shown(source)} lies outside of the folders that may be read",
                remedy="Copy it into the deck's folder and name it by its path, or add its folder with --assets.",
            )
        if exactly:
            return _Match(target, "") if os.path.lexists(target) else None
        at, differences = base, []
        for part in parts:
            if part == "..":
                at = at.parent
            elif os.path.lexists(at / part):
                at /= part
            else:
                same = _spelt_otherwise(at, part) if any(_holds(root, at) for root in self.roots) else None
                if same is None:
                    return None
                at, difference = at / same[0], same[1]
                differences.append(difference)
        return _Match(at, ", ".join(dict.fromkeys(differences)))

    def _inside(self, path: Path, source: str) -> _Match:
        """The path with its links followed."""
        try:
            real = path.resolve(strict=True)
        except RuntimeError as error:  # how Python 3.11 and 3.12 tell of a loop
            raise AssetInvalid(f"the picture {shown(source)} is a link that leads to itself") from error
        except OSError as error:
            loops = error.errno == errno.ELOOP
            why = "is a link that leads to itself" if loops else "is a link that leads nowhere"
            if not path.is_symlink():
                why = f"cannot be read: {error.strerror}"
            raise AssetInvalid(f"the picture {shown(source)} {why}") from error
        root = next((root for root in self.roots if _holds(root, real)), None)
        if root is None:
            raise AssetOutside(
                f"the picture {shown(source)} is a link that leads out of the folders that may be read",
                remedy="Copy the file itself into the deck's folder.",
            )
        if not self._hidden and any(part.startswith(".") for part in real.relative_to(root).parts):
            raise AssetMissing(f"there is no picture {shown(source)}")
        return _Match(path, "")

    @staticmethod
    def _require_picture(path: Path, source: str) -> None:
        try:
            status = path.stat()
            if stat.S_ISDIR(status.st_mode):
                raise AssetInvalid(f"the picture {shown(source)} is a folder", remedy="Name a file in it.")
            if not stat.S_ISREG(status.st_mode):
                raise AssetInvalid(f"the picture {shown(source)} is not a file")
            if status.st_size > MOST_BYTES:
                raise AssetInvalid(f"the picture {shown(source)} is larger than {MOST_BYTES // 1_000_000} MB")
            with path.open("rb") as file:
                if kind_of(file.read(64)) in VIDEOS:
                    look(path)
                    return
            content = path.read_bytes()
        except NotFootage as error:
            raise AssetInvalid(f"the video {shown(source)} cannot be used: {error}") from error
        except OSError as error:
            raise AssetInvalid(f"the picture {shown(source)} cannot be read: {error.strerror}") from error
        try:
            headers.read(content)
        except NotAPicture as error:
            raise AssetInvalid(f"the picture {shown(source)} cannot be used: {error}") from error

    def _called(self, path: Path) -> str:
        """The file as a storyboard in the deck's folder names it; links keep their names."""
        own = self._own or Path()
        return PurePosixPath(Path(os.path.relpath(os.path.normpath(path), own)).as_posix()).as_posix()

    def _hint(self, source: str) -> str:
        """The picture next to the deck that was perhaps meant."""
        wanted = Path(plain(source).replace("\\", "/").rpartition("/")[2]).stem
        there = {each.stem: each.name for each in _entries(self._own) if each.suffix.lower() in _SUFFIXES}
        near = nearest(wanted, there) if wanted else None
        return f'; did you mean "{there[near]}"?' if near else ""


def work_tree(folder: Path, *, below: Path | None = None) -> Path | None:
    """The root of the Git work tree that holds a folder, not above `below`; None where there is none."""
    for place in [folder, *folder.parents][:_HIGHEST]:
        if below is not None and not _holds(below, place):
            return below if _holds(below, folder) else None
        if place == Path(place.anchor):
            break
        if os.path.lexists(place / ".git"):
            return place
    return None


def _spelt_otherwise(folder: Path, name: str) -> tuple[str, str] | None:
    """The entry of a folder that has this name in another spelling, and what is different."""
    composed = unicodedata.normalize("NFC", name)
    candidates = [
        (entry.name, unicodedata.normalize("NFC", entry.name))
        for entry in _entries(folder)
        if unicodedata.normalize("NFC", entry.name).casefold() == composed.casefold()
    ]
    for entry, same in sorted(candidates):
        if same == composed:
            return entry, "names differ by the form of their accents"
    return (min(candidates)[0], "names differ by case") if candidates else None


def _entries(folder: Path | None) -> list[Path]:
    try:
        entries: Iterable[os.DirEntry[str]] = os.scandir(folder) if folder is not None else ()
        return [Path(entry.path) for _, entry in zip(range(_MOST_ENTRIES), entries, strict=False)]
    except OSError:
        return []


def _embedded(source: str) -> FoundPicture:
    """A picture in a `data:` address (RFC 2397)."""
    parts = _DATA.match(source)
    if parts is None:
        raise AssetInvalid(f"the picture {shown(source)} is a data: address without a comma")
    try:
        body = parts["body"]
        content = (
            base64.b64decode(re.sub(r"\s+", "", unquote(body)) + "=" * (-len(re.sub(r"\s+", "", unquote(body))) % 4))
            if ";base64" in parts["more"].lower()
            else unquote_to_bytes(body)
        )
        if len(content) > MOST_EMBEDDED:
            raise AssetInvalid(f"the picture {shown(source)} is larger than {MOST_EMBEDDED // 1_000_000} MB")
        headers.read(content)
    except (binascii.Error, ValueError) as error:
        reason = str(error) if isinstance(error, NotAPicture) else "it is not base64"
        raise AssetInvalid(f"the picture {shown(source)} cannot be used: {reason}") from error
    return FoundPicture(f"asset:{hashlib.sha256(content).hexdigest()}", content=content)


def _upwards(folder: Path, top: Path) -> Iterator[Path]:
    for place in folder.parents:
        if not _holds(top, place):
            return
        yield place


def _holds(root: Path, path: Path) -> bool:
    return root == path or root in path.parents


def _resolved(folder: Path) -> Path:
    return Path(os.path.realpath(folder))
