"""A video of the author's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

import msgspec
from msgspec import Meta

from aura_nb.errors import FieldError
from aura_nb.specs.kinds.kind import FileName, Kind, Line, Unseen
from aura_nb.specs.kinds.title import Title
from aura_nb.specs.kinds.transcribed import Transcribed
from aura_nb.specs.runs import plain
from aura_nb.specs.spec import joined

Seconds = Annotated[float, Meta(ge=0, le=3600)]


class Clip(Kind, tag="clip", kw_only=True):
    """A video (MP4 or WebM): a path relative to the storyboard's folder, or `asset:{sha256}`.

    It plays from `start` to `end`, in seconds of the video; then its last frame stands. With `sound` it is heard, more
    softly while the narration speaks.
    """

    unseen: ClassVar[tuple[str, ...]] = ("alt",)
    video: FileName
    start: Seconds = 0
    end: Seconds | None = None
    sound: bool = False
    alt: Unseen = ""
    caption: Line = ""

    @classmethod
    def wrong(cls, given: Mapping[str, Any], path: str) -> Iterator[FieldError]:
        """An end before the start."""
        end = given.get("end")
        if end is not None and end <= given.get("start", 0):
            yield FieldError(joined(path, "end"), "must be later than start")

    @property
    def seconds(self) -> float | None:
        """How long it plays, where that is said."""
        return None if self.end is None else self.end - self.start

    @property
    def is_open(self) -> bool:
        """Its file says how long it plays, and whether it lasts until `start`."""
        return True

    def lasting(self, seconds: Mapping[str, float]) -> Clip:
        """The same with its end, where it is the file's."""
        found = seconds.get(self.video)
        if found is None or found <= self.start or (self.end is not None and self.end <= found):
            return self
        return msgspec.structs.replace(self, end=found)

    def late(self, seconds: Mapping[str, float]) -> dict[str, str]:
        """Its video, where that is over before `start`, and why it cannot be shown."""
        found = seconds.get(self.video)
        if found is None or found > self.start:
            return {}
        return {self.video: f"it lasts {found:.1f} s, and is to be shown from {self.start:g} s on"}

    @property
    def step_count(self) -> int:
        """It appears at once."""
        return 0

    @property
    def called(self) -> str:
        """Its description, else its file's name."""
        return self.alt or self.video.rsplit("/", 1)[-1].rsplit(".", 1)[0]

    def transcribed(self, *, of_notebook: bool) -> Transcribed:  # noqa: ARG002 - likewise of a deck
        """Its file with what is written about it."""
        return Transcribed(pictures=((self.video, self.alt, plain(self.caption)),))

    def without_files(self, gone: frozenset[str]) -> Kind | None:
        """Its caption or description."""
        if self.video not in gone:
            return self
        words = (self.caption or self.alt)[:500]
        return Title(subtitle=words) if words else None
