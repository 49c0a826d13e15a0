"""What the film looks like: `Render`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from msgspec import Meta

from aura_nb.errors import FieldError
from aura_nb.specs.fault_wording import not_one_of
from aura_nb.specs.spec import SceneId, Spec, joined

Quality = Literal["draft", "standard", "high", "ultra"]
Captions = Literal["soft", "burned", "both", "karaoke", "off"]
Transition = Literal["cut", "fade", "slide", "push"]
Motion = Literal["full", "calm", "none"]
Format = Literal["mp4", "webm", "m4a", "mp3", "gif", "small", "pptx"]
FORMAT_FILES: dict[Format, str] = {
    "mp4": "video.mp4",
    "webm": "video.webm",
    "m4a": "audio.m4a",
    "mp3": "audio.mp3",
    "gif": "scene.gif",
    "small": "small.mp4",
    "pptx": "slides.pptx",
}
Preset = Literal["none", "youtube", "shorts", "small"]
PRESETS: dict[Preset, dict[str, str]] = {
    "none": {},
    "youtube": {"aspect": "16:9", "quality": "high", "captions": "soft"},
    "shorts": {"aspect": "9:16", "quality": "high", "captions": "karaoke"},
    "small": {"format": "small"},
}
SHORTS_SECONDS = 180  # that YouTube takes for a Short at the most
MUSIC = ("none", "calm", "warm", "bright")
"""No music, and the pieces that are made here."""
NO_MUSIC = MUSIC[0]
ASPECTS = ("16:9", "9:16", "1:1", "4:5")
LEAST_SIDE, MOST_SIDE = 160, 7680  # pixels
Aspect = Annotated[
    str,
    Meta(
        pattern=rf"^({'|'.join(ASPECTS)}|[0-9]{{3,4}}x[0-9]{{3,4}})$",
        description=", ".join(f'"{aspect}"' for aspect in ASPECTS) + ' or "WxH"',
    ),
]

Theme = (
    Annotated[str, Meta(pattern=r"^[a-z0-9-]{1,64}$", description="a theme's name, 1 to 64 of a-z, 0-9 and -")]
    | dict[str, Any]
)

# What the command line and options by name take as well.
SHORT_QUALITIES: dict[str, Quality] = {"l": "draft", "m": "standard", "h": "high", "k": "ultra"}
_SHORT_SIDE: dict[str, int] = {"draft": 480, "standard": 1080, "high": 1080, "ultra": 2160}
_SIDES = f"width and height must be even numbers from {LEAST_SIDE} to {MOST_SIDE}"


def format_of(place: str | Path) -> Format | None:
    """The format that a file's name asks for; None for a folder's.

    >>> format_of("intro.GIF"), format_of("talk")
    ('gif', None)
    """
    suffix = Path(place).suffix.lower()
    return next((form for form, file in FORMAT_FILES.items() if Path(file).suffix == suffix), None)


def format_made(file: str | Path) -> Format | None:
    """The format that a finished file is of, as a film's `other` names it.

    >>> format_made("bees/small.mp4"), format_made("bees/talk.gif"), format_made("")
    ('small', 'gif', None)
    """
    name = Path(file).name
    return next((form for form, own in FORMAT_FILES.items() if own == name), None) or format_of(file)


def with_preset(given: Mapping[str, Any]) -> dict[str, Any]:
    """Options with those of their preset; what is given itself counts before it.

    >>> with_preset({"preset": "shorts", "quality": "draft"})
    {'aspect': '9:16', 'quality': 'draft', 'captions': 'karaoke', 'preset': 'shorts'}
    """
    named = given.get("preset")
    return {**next((options for name, options in PRESETS.items() if name == named), {}), **given}


class Render(Spec):
    """What the film looks like.

    `theme` is the name of one, or one of one's own: its `base` and what is different in it.
    `logo` is an asset with the small picture that stands in a corner of its slides, if any.
    `music` lies under it, softer while somebody speaks: the name of a piece, or an asset with a sound; "none" is none
    whatever the storyboard says.
    `motion` is what moves: `full` all, `calm` nothing but what fades, `none` nothing at all.
    `format` is what is made beside the MP4: `webm`, sound alone as `m4a` or `mp3`, a `gif` of one scene, which
    `scene` names by its id (the first that shows more than a title, where it does not), a `small` MP4 of at most so
    many `megabytes`, or slides to edit (`pptx`). A `preset` has options for a purpose; each that is given as well
    counts before it.

    >>> Render().size
    (1920, 1080)
    >>> Render(aspect="9:16", quality="draft").size
    (480, 854)
    """

    aspect: Aspect = "16:9"
    fps: Annotated[int, Meta(ge=1, le=60)] = 30
    quality: Quality = "standard"
    captions: Captions = "soft"
    theme: Theme = "light"
    logo: Annotated[str, Meta(max_length=1000)] = ""
    transition: Transition = "fade"
    motion: Motion = "full"
    format: Format = "mp4"
    scene: SceneId | None = None
    megabytes: Annotated[float, Meta(ge=0.01, le=10_000)] = 10.0
    preset: Preset = "none"
    music: Annotated[str, Meta(min_length=1, max_length=1000)] = NO_MUSIC

    @classmethod
    def wrong(cls, given: Mapping[str, Any], path: str) -> Iterator[FieldError]:
        """Sides that no encoder takes."""
        aspect = given.get("aspect", "")
        if "x" in aspect and not _can_be_encoded(aspect):
            yield FieldError(joined(path, "aspect"), _SIDES)
        music = str(given.get("music", NO_MUSIC))
        if music not in MUSIC and not music.startswith("asset:"):
            yield FieldError(joined(path, "music"), f"{not_one_of(music, MUSIC)}, and no sound file")

    def __post_init__(self) -> None:
        if "x" in self.aspect and not _can_be_encoded(self.aspect):
            raise ValueError(_SIDES)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels, both even."""
        if "x" in self.aspect:
            width, height = map(int, self.aspect.split("x"))
            return width, height
        across, down = map(int, self.aspect.split(":"))
        short = _SHORT_SIDE[self.quality]
        long = round(short * max(across, down) / min(across, down) / 2) * 2
        return (long, short) if across >= down else (short, long)


def _can_be_encoded(aspect: str) -> bool:
    return all(LEAST_SIDE <= side <= MOST_SIDE and side % 2 == 0 for side in map(int, aspect.split("x")))
