"""Who speaks, and how: `Voice`."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from aura_nb.specs.spec import TAG, Spec

Pause = Literal["natural", "short", "long"]


class Voice(Spec):
    """Who speaks: `name` is `provider:voice`, `rate` a factor, `pitch` in semitones.

    An empty `name` means the first voice that speaks the language; an empty `language` means the storyboard's.
    """

    # How it speaks, whoever speaks: options of their own.
    MANNER: ClassVar = ("rate", "pitch", "pause")

    name: Annotated[str, Meta(max_length=200)] = ""
    language: Annotated[
        str,
        Meta(
            pattern=f"^$|^{TAG}$",
            description='a BCP 47 tag such as "en-US" or "de", or "" for the storyboard\'s own',
        ),
    ] = ""
    rate: Annotated[float, Meta(ge=0.5, le=2)] = 1.0
    pitch: Annotated[float, Meta(ge=-12, le=12)] = 0.0
    pause: Pause = "natural"
