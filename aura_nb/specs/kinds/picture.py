"""A picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

import msgspec
from msgspec import Meta

from aura_nb.errors import FieldError
from aura_nb.specs.kinds.kind import FileName, Kind, Leaf, Line, Unseen
from aura_nb.specs.kinds.title import Title
from aura_nb.specs.kinds.transcribed import Transcribed
from aura_nb.specs.runs import plain
from aura_nb.specs.spec import joined

Fit = Literal["contain", "cover"]
Fraction = Annotated[float, Meta(ge=0, le=1)]
Region = Annotated[list[Fraction], Meta(min_length=4, max_length=4)]
_SIDES = 4  # of a region: x, y, width, height
_ALMOST = 1.0005  # fractions that were rounded may add up to a little more than the whole


class Picture(Kind, tag="picture"):
    """A picture: a path relative to the storyboard's folder, or `asset:{sha256}`.

    `fit` "contain" shows it whole; with "cover" it fills its part of the frame, and a camera moves over it. Null is
    found from the picture: photographs move, what has letters or lines in it is shown whole.

    `focus` is what a camera goes to, one after the other, as it is spoken of: x, y, width and height as fractions of
    the picture (`[0.1, 0.2, 0.3, 0.3]`), or a list of those.
    """

    unseen: ClassVar[tuple[str, ...]] = ("alt",)
    steps_move: ClassVar[bool] = True
    image: FileName
    alt: Unseen = ""
    caption: Line = ""
    fit: Fit | None = None
    focus: Annotated[list[Fraction | Region], Meta(max_length=30)] = []

    @classmethod
    def wrong(cls, given: Mapping[str, Any], path: str) -> Iterator[FieldError]:
        """Regions that are none, or that reach out of the picture."""
        focus = given.get("focus", [])
        where = joined(path, "focus")
        numbers = [each for each in focus if not isinstance(each, list)]
        if numbers and len(numbers) != len(focus):
            yield FieldError(where, "must be either one region or a list of them")
            return
        if numbers and len(focus) != _SIDES:
            yield FieldError(where, f"must have x, y, width and height, not {len(focus)} numbers")
            return
        for index, (x, y, width, height) in enumerate(_regions(focus)):
            here = where if numbers else f"{where}[{index}]"
            if not (width and height):
                yield FieldError(here, "must have a width and a height above 0")
            elif x + width > _ALMOST or y + height > _ALMOST:
                yield FieldError(here, "reaches out of the picture: x + width and y + height are at most 1")

    @property
    def regions(self) -> list[tuple[float, float, float, float]]:
        """What a camera goes to, as x, y, width and height."""
        return _regions(self.focus)

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
        """Whether a camera moves over it all the while; one that is told where to go stands still between its moves."""
        return self.fit == "cover" and not self.focus

    @property
    def states(self) -> int:
        """One for the whole, and one for each region that the camera goes to."""
        return 1 + len(self.regions)

    @property
    def step_count(self) -> int:
        """The regions that the camera goes to."""
        return len(self.regions)

    @property
    def called(self) -> str:
        """Its description, else its file's name."""
        return self.alt or self.image.rsplit("/", 1)[-1].rsplit(".", 1)[0]

    def as_data(self, change: Callable[[Leaf], Any]) -> dict[str, Any]:
        """Its fields; of where the camera goes only how often, as the templates do not look."""
        return super().as_data(change) | {"focus": len(self.regions)}

    def transcribed(self, *, of_notebook: bool) -> Transcribed:  # noqa: ARG002 - likewise of a deck
        """Its file with what is written about it."""
        return Transcribed(pictures=((self.image, self.alt, plain(self.caption)),))

    def without_files(self, gone: frozenset[str]) -> Kind | None:
        """Its caption or description."""
        if self.image not in gone:
            return self
        words = self.caption or self.alt[:500]
        return Title(subtitle=words) if words else None


def _regions(focus: list[Any]) -> list[tuple[float, float, float, float]]:
    """The regions of a focus, which may be one or a list of them."""
    found = [focus] if focus and not isinstance(focus[0], list) else focus
    return [(x, y, width, height) for x, y, width, height in found]
