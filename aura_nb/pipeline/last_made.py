"""What each storyboard was last made of, so that `plan` can name the field that changed."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from aura_nb.permissions import make_folder, opener
from aura_nb.specs import Storyboard

KEPT = 30


class Remembered(Struct):
    """The last run of one storyboard: the contents of its recipes by task name."""

    title: str
    scenes: list[str]
    recipes: dict[str, dict[str, Any]]


class History:
    """A small file for each storyboard; beyond `KEPT` of them the oldest are removed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def save(self, storyboard: Storyboard, recipes: dict[str, dict[str, Any]]) -> None:
        """Remember a finished run, in place of the last one of the same storyboard."""
        make_folder(self._folder)
        last = self._find(storyboard)
        target = last[0] if last else self._folder / f"{uuid.uuid4().hex}.json"
        part = target.with_suffix(f".{uuid.uuid4().hex}.part")
        remembered = Remembered(storyboard.title, [scene.id for scene in storyboard.scenes], recipes)
        with open(part, "wb", opener=opener) as file:
            file.write(msgspec.json.encode(remembered))
        part.replace(target)
        for old in self._newest_first()[KEPT:]:
            old.unlink(missing_ok=True)

    def last(self, storyboard: Storyboard) -> dict[str, dict[str, Any]]:
        """The recipes of its last run by task name; empty for a storyboard never seen.

        The same storyboard is one that shares the title or, when it was retitled, at least half of its scene ids.
        """
        found = self._find(storyboard)
        return found[1].recipes if found else {}

    def _find(self, storyboard: Storyboard) -> tuple[Path, Remembered] | None:
        ids = {scene.id for scene in storyboard.scenes}
        best: tuple[float, Path, Remembered] | None = None
        for path in self._newest_first():
            try:
                seen = msgspec.json.decode(path.read_bytes(), type=Remembered)
            except (OSError, msgspec.MsgspecError):
                continue
            shared = len(ids & set(seen.scenes)) / max(len(ids), len(seen.scenes), 1)
            score = shared + (seen.title == storyboard.title)
            if score >= (0.5 if len(ids) > 1 else 1.0) and (best is None or score > best[0]):
                best = (score, path, seen)
        return best[1:] if best else None

    def _newest_first(self) -> list[Path]:
        found = []
        for path in self._folder.glob("*.json"):
            try:
                found.append((path.stat().st_mtime, path))
            except FileNotFoundError:
                continue
        return [path for _, path in sorted(found, reverse=True)]
