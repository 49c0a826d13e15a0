"""What a deck calls a picture: the names it may stand for, and how it is shown in a message."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from aura_nb.regex import regex
from aura_nb.specs.fault_wording import quoted

_SCHEME = regex(r"[a-z][a-z0-9+.-]+:", re.IGNORECASE)
_DRIVE = regex(r"[a-z]:[\\/]", re.IGNORECASE)


def shown(source: str) -> str:
    """A picture's name in a message: in quotation marks, and of a `data:` address only its kind."""
    if source[:5].lower() == "data:":
        return f'"{source[:40].partition(",")[0]},…"'
    return quoted(source) if len(source) <= 40 else quoted(f"…{source[-38:]}") if len(source) > 300 else f'"{source}"'


def plain(source: str) -> str:
    """A name without what only an address has: a query, percent signs for spaces.

    >>> plain("my%20cat.png?raw=true")
    'my cat.png'
    """
    if is_address(source):
        return source[:1000]
    return unquote(re.sub(r"[?#].*$", "", source))[:1000] or source[:1000]


def names(source: str) -> Iterator[tuple[str, str]]:
    """The names a source may stand for, as it is written first, each with what is different about it."""
    if is_file(source):
        from urllib.request import url2pathname  # noqa: PLC0415 - it loads a client for HTTP

        source = url2pathname(urlsplit(source).path)
    bare = re.sub(r"[?#].*$", "", source)
    seen: set[str] = set()
    for name in (source, bare, unquote(source), unquote(bare)):
        slashes = name.replace("\\", "/")
        for each, difference in ((name, ""), (slashes, "names differ by their slashes" if slashes != name else "")):
            if each and each not in seen and "\0" not in each:
                seen.add(each)
                yield each, difference


def is_address(source: str) -> bool:
    """Whether a name begins as an address does, or with a drive's letter."""
    return bool(_SCHEME.match(source)) or bool(_DRIVE.match(source))


def is_file(source: str) -> bool:
    """Whether it is the address of a file of this machine."""
    return source[:7].lower() == "file://" and urlsplit(source).netloc in {"", "localhost"}


def noun(source: str) -> str:
    """What its ending says that it is."""
    return "video" if re.search(r"\.(?:mp4|m4v|mov|webm)(?:[?#].*)?$", source, re.IGNORECASE) else "picture"
