"""The sentences that slow voices have spoken, as entries of the shared cache like any step's."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Iterator
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from aura_nb.pipeline.cache import Cache
from aura_nb.pipeline.task import Recipe, Result, file_digest

KIND = "sentence"
_FILE = "sound"
_place: ContextVar[Path | None] = ContextVar("place", default=None)


@contextlib.contextmanager
def cached(folder: Path) -> Iterator[None]:
    """Let `Sentences.here` find the cache below `folder` while the block lasts: a worker knows it, its steps do not."""
    token = _place.set(folder)
    try:
        yield
    finally:
        _place.reset(token)


class Sentences:
    """Keeps sounds in a cache; what is half written lies in `scratch` meanwhile."""

    def __init__(self, cache: Cache, scratch: Path) -> None:
        self._cache = cache
        self._scratch = scratch

    @classmethod
    def here(cls, scratch: Path) -> Sentences | None:
        """Those of the cache that this worker publishes into; None outside a worker."""
        folder = _place.get()
        return None if folder is None else cls(Cache(folder), scratch)

    def find(self, recipe: dict[str, Any]) -> bytes | None:
        """What was kept for a recipe; what is no longer as it was written is dropped."""
        key = _recipe(recipe).key
        result = self._cache.find(key)
        if result is None:
            return None
        file = self._cache.entry(key) / _FILE
        try:
            if file_digest(str(file)) == result.files[_FILE]:
                return file.read_bytes()
        except FileNotFoundError:  # trimmed this moment
            return None
        self._cache.drop(key)
        return None

    def keep(self, recipe: dict[str, Any], content: bytes) -> None:
        """Publish what was made by a recipe."""
        made_by = _recipe(recipe)
        folder = self._scratch / uuid.uuid4().hex
        folder.mkdir()
        file = folder / _FILE
        file.write_bytes(content)
        files = {_FILE: file_digest(str(file))}
        self._cache.publish(
            folder, Result(key=made_by.key, files=files, value=None, seconds=0.0, content=made_by.content())
        )


def _recipe(recipe: dict[str, Any]) -> Recipe:
    return Recipe(kind=KIND, params=recipe, versions={})
