"""A picture."""

from __future__ import annotations

from typing import ClassVar

from aura_nb.specs.kinds.kind import FileName, Kind, Line, Unseen
from aura_nb.specs.kinds.title import Title


class Picture(Kind, tag="picture"):
    """A picture that moves slowly: a path relative to the storyboard's folder, or `asset:{sha256}`."""

    moves: ClassVar[bool] = True
    unseen: ClassVar[tuple[str, ...]] = ("alt",)
    image: FileName
    alt: Unseen = ""
    caption: Line = ""

    @property
    def steps(self) -> int:
        """It appears at once."""
        return 0

    @property
    def called(self) -> str:
        """Its description, else its file's name."""
        return self.alt or self.image.rsplit("/", 1)[-1].rsplit(".", 1)[0]

    def without_files(self, gone: frozenset[str]) -> Kind | None:
        """Its caption or description."""
        if self.image not in gone:
            return self
        words = (self.caption or self.alt)[:500]
        return Title(subtitle=words) if words else None
