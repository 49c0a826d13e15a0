"""What is dear to find out and seldom changes, kept from one program to the next in the user's cache folder.

Nothing depends on it: a file that is missing, damaged or of another version is as good as none, and where it cannot be
written, the next program finds out again.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

T = TypeVar("T", bound=Struct)


def place(name: str) -> Path:
    """Where a file of this name is kept."""
    from platformdirs import user_cache_path  # noqa: PLC0415 - most commands remember nothing

    return user_cache_path("aura_nb", appauthor=False) / name


def load(file: Path, kind: type[T]) -> T | None:
    """What a file holds; None where it holds nothing of this kind."""
    with contextlib.suppress(OSError, msgspec.MsgspecError):
        return msgspec.msgpack.decode(file.read_bytes(), type=kind)
    return None


def save(file: Path, value: Struct) -> None:
    """Keep a value in a file, whole or not at all."""
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor, part = tempfile.mkstemp(dir=file.parent, prefix=f".{file.stem}-")
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(msgspec.msgpack.encode(value))
            Path(part).replace(file)
        finally:
            Path(part).unlink(missing_ok=True)
