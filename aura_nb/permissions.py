"""Who may read what a workspace holds: its user alone, whatever the umask says.

On a shared machine narrations, logs and drafts are nobody else's business. Folders are made with mode 0700 and files
with 0600, from their first moment; what an older version left more open is mended when the workspace is opened. On
Windows a user's folders are private by inheritance, and nothing is done here.
"""

from __future__ import annotations

import contextlib
import os
import stat
import threading
import time
from collections.abc import Collection, Iterator
from pathlib import Path

from aura_nb.faults import reason_of
from aura_nb.regex import regex

UMASK = 0o077
_FOLDER, _FILE = 0o700, 0o600
# How long an opening workspace waits for the mending of what it holds; a thread does the rest.
PATIENCE_SECONDS = 0.25
# What our folders hold. Where a workspace lies among other things, only what is called so is ours.
_INSIDE = regex(
    r"(sample-)?[0-9a-f]{32}(-[0-9a-f]{8})?(\.[0-9a-f.]*(lock|log|json|part))?|[0-9a-f]{64}\.[a-z]+|tmp\w+\.part"
    r"|[0-9]+|trimmed|dropped-[0-9a-f]{32}"
)


def make_folder(path: Path) -> None:
    """Make a folder that only its user can enter, with those above it that are missing; nothing if it is there."""
    try:
        path.mkdir(_FOLDER)
    except FileNotFoundError:
        if path.parent == path:
            raise
        make_folder(path.parent)
        make_folder(path)
    except OSError:
        if not path.is_dir():
            raise


def opener(path: str, flags: int) -> int:
    """For `open(..., opener=opener)`: a file that is made belongs to its user alone."""
    return os.open(path, flags, _FILE)


def is_ours(name: str) -> bool:
    """Whether a folder of a workspace gives such names to what it holds.

    >>> is_ours("0123456789abcdef0123456789abcdef.log"), is_ours("thesis")
    (True, False)
    """
    return _INSIDE.fullmatch(name) is not None


class Enclosure:
    """A workspace's root: `files` begin the names of its own files there, `folders` are the names of its folders."""

    def __init__(self, root: Path, *, files: tuple[str, ...], folders: Collection[str]) -> None:
        self._root = root
        self._files = files
        self._folders = folders

    @property
    def is_own(self) -> bool:
        """Whether the root holds nothing but the workspace, and is nobody's home: then its permissions are ours."""
        status = self._root.stat()
        if os.name == "nt":
            return True
        if status.st_uid != os.geteuid() or status.st_mode & stat.S_ISVTX or self._root.resolve() == _home():
            return False
        names = [name for name in os.listdir(self._root) if not name.startswith(".")]  # noqa: PTH208 - only names
        return all(name in self._folders or name.startswith(self._files) for name in names)

    def secure(self) -> str | None:
        """Make the root, or take from others what they may do there; a sentence for the user if that is not ours to do.

        The root comes first: what is in a folder that nobody else may enter is out of reach. Then the database, then
        each folder of ours, then what they hold, as far as it goes in `PATIENCE_SECONDS`; a thread does the rest.
        Folders are mended after what they hold: one that is private is passed over the next time, with all in it.
        """
        make_folder(self._root)
        if os.name == "nt":
            return None
        own = self.is_own
        notice = self._close(own=own) if _is_open(self._root.stat().st_mode) else None
        work = self._mending(own=own)
        deadline = time.monotonic() + PATIENCE_SECONDS
        for _ in work:
            if time.monotonic() > deadline:
                threading.Thread(target=lambda: [*work], name="aura-permissions", daemon=True).start()
                break
        return notice

    def _close(self, *, own: bool) -> str | None:
        """Take from others what they may do in the root; a sentence for the user where that cannot be."""
        if not own:
            return (
                f"The workspace {str(self._root)!r} holds other things as well, or is not yours, so that others "
                "may go on entering it; what Aura keeps in it is made private. Set AURA_WORKSPACE to a folder of "
                "its own."
            )
        try:
            self._root.chmod(_FOLDER)
        except OSError as error:  # a disk without modes can be written all the same
            return (
                f"The workspace {str(self._root)!r} cannot be made private ({reason_of(error)}): others may go on "
                "entering it. Set AURA_WORKSPACE to a folder on another disk."
            )
        return None

    def _mending(self, *, own: bool) -> Iterator[None]:
        folders = []
        for entry in _entries(self._root):
            if entry.name.startswith(self._files):
                _restrict(entry)
            elif entry.name in self._folders and entry.is_dir(follow_symlinks=False):
                held = [each.name for each in _entries(Path(entry.path))]
                if own or all(map(is_ours, held)):
                    _restrict(entry)
                folders.append(Path(entry.path))
        yield
        for folder in folders:
            for entry in _entries(folder):
                if own or is_ours(entry.name):
                    yield from _mended(entry)


def _mended(entry: os.DirEntry[str]) -> Iterator[None]:
    """Make an entry private after all it holds, a step at a time; one that is private already is passed over."""
    with contextlib.suppress(OSError):
        if _is_open(entry.stat(follow_symlinks=False).st_mode):
            if entry.is_dir(follow_symlinks=False):
                for inner in _entries(Path(entry.path)):
                    yield from _mended(inner)
            _restrict(entry)
    yield


def _restrict(entry: os.DirEntry[str]) -> None:
    """Take from others what they may do with a file or folder; links and what is another user's stay as they are."""
    with contextlib.suppress(OSError):  # gone meanwhile, or not ours
        mode = entry.stat(follow_symlinks=False).st_mode
        if _is_open(mode) and (stat.S_ISDIR(mode) or stat.S_ISREG(mode)):
            os.chmod(entry.path, _FOLDER if stat.S_ISDIR(mode) else _FILE)  # noqa: PTH101 - an entry, thousands of them


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:  # gone meanwhile, or another user's
        return []


def _is_open(mode: int) -> bool:
    """Whether others may do anything with what has this mode."""
    return bool(mode & UMASK)


def _home() -> Path | None:
    with contextlib.suppress(RuntimeError):  # a user without one
        return Path.home().resolve()
    return None
