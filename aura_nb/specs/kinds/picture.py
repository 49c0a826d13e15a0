"""A picture."""

from __future__ import annotations

from typing import ClassVar, Literal

import msgspec

from aura_nb.specs.kinds.kind import FileName, Kind, Line, Unseen
from aura_nb.specs.kinds.title import Title

Fit = Literal["contain", "cover"]


class Picture(Kind, tag="picture"):
    """A picture: a path relative to the storyboard's folder, or `asset:{sha256}`.

    `fit` "contain" shows it whole; with "cover" it fills its part of the frame, and a camera moves over it. Null is
    found from the picture: photographs move, what has letters or lines in it is shown whole.
    """

    unseen: ClassVar[tuple[str, ...]] = ("alt",)
    image: FileName
    alt: Unseen = ""
    caption: Line = ""
    fit: Fit | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is not said that it moves, or does not."""
        return self.fit is None

    def settled(self, moving: frozenset[str]) -> Picture:
        """Photographs move, all others are shown whole."""
        if self.fit is not None:
            return self
        return msgspec.structs.replace(self, fit="cover" if self.image in moving else "contain")

    @property
    def moves(self) -> bool:
        """Whether a camera moves over it."""
        return self.fit == "cover"

    @property
    def step_count(self) -> int:
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
        words = self.caption or self.alt[:500]
        return Title(subtitle=words) if words else None
