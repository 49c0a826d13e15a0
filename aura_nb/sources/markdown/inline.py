"""Inline text: as it is shown and as it is said, with the pictures it names; how the deck's dialects write it."""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec import Struct, field
from msgspec.structs import replace

from aura_nb.regex import regex
from aura_nb.sources.markdown.attributes import Rectangle
from aura_nb.sources.markdown.dialects.dialect import Alt, Side
from aura_nb.sources.markdown.left_out import LeftOut
from aura_nb.sources.markdown.wording import tidy
from aura_nb.specs.kinds.picture import Fit
from aura_nb.specs.marks import Marks, bare

_ELSEWHERE = regex(r"(?:(?!asset:|file:|data:)[a-z][a-z0-9+.-]+:|//)", re.IGNORECASE)


_VIDEOS = (".mp4", ".m4v", ".mov", ".webm")
_PART = regex(r"#t=(?P<start>\d+(?:\.\d+)?)?(?:,(?P<end>\d+(?:\.\d+)?))?$")


class Image(Struct, frozen=True):
    """A picture a text names. `badge` is one that links somewhere, as build badges do.

    `fit` is "cover" or "contain" where its author said so, `side` the half of the slide it has to itself, `focus` the
    regions that a camera goes to. Of a video, `start` and `end` are what is shown of it, in seconds; with `sound` it is
    heard.
    """

    source: str
    alt: str
    caption: str
    badge: bool = False
    is_behind: bool = False
    fit: Fit | None = None
    side: Side = ""
    focus: tuple[Rectangle, ...] = ()
    start: float = 0
    end: float | None = None
    sound: bool = False

    @property
    def is_video(self) -> bool:
        """Whether its name is that of a video."""
        return is_video(self.source)

    @property
    def for_pages(self) -> str:
        """For which pages of a site it is, "light" or "dark", as GitHub and MkDocs write it; else nothing."""
        found = re.search(r"#(?:gh-(light|dark)-mode-only|only-(light|dark))$", self.source)
        return (found[1] or found[2]) if found else ""

    def named(self, source: str) -> Image:
        """The picture under another name."""
        return replace(self, source=source)

    @property
    def is_elsewhere(self) -> bool:
        """Whether it lies on the web (or is no file at all), where nothing is fetched from."""
        return bool(_ELSEWHERE.match(self.source))


class Inline(Struct):
    """A text as it is shown and as it is said, where `BREAK` parts lines; its pictures, its footnotes by number.

    What is shown has marks (see `aura_nb/specs/marks.py`) for what is bold, a link and the like.
    """

    shown: str = ""
    said: str = ""
    images: list[Image] = field(default_factory=list)
    footnotes: list[int] = field(default_factory=list)
    leads_on: bool = False  # nothing but links to other places of the deck, as a table of contents has them
    is_links: bool = False  # nothing but links and addresses
    comments: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        """What is shown, without marks."""
        return bare(self.shown)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to read in it."""
        return not self.shown.strip()


class Manner(Struct):
    """How the deck's dialects write: their marks in a running text, their words in a picture's description.

    `marks` are those of its texts' runs. Where `dollars_are_formulas`, words between them are as well; the text of a
    page (`is_page`) has no marks but its tags.
    """

    plain: Callable[[str], str] = str
    alt: Callable[[str], Alt] = Alt
    left_out: LeftOut = field(default_factory=LeftOut)
    marks: Marks = field(default_factory=Marks)
    dollars_are_formulas: bool = False
    is_page: bool = False


def is_video(name: str) -> bool:
    """Whether a name is that of a video.

    >>> is_video("demo.mp4#t=2,8"), is_video("demo.png")
    (True, False)
    """
    return re.sub(r"[?#].*$", "", name).lower().endswith(_VIDEOS)


def cut(image: Image) -> Image:
    """A video of which its address names a part: `demo.mp4#t=2,8`."""
    found = _PART.search(image.source)
    if found is None or not image.is_video:
        return image
    start, end = float(found["start"] or 0), float(found["end"]) if found["end"] else None
    return replace(image, start=start, end=end if end is None or end > start else None)


def picture_of(attributes: dict[str, str], *, badge: bool = False) -> Image | None:
    """The picture that an HTML `img` names, or the video of a `video`."""
    source = attributes.get("src", "").strip()
    return cut(Image(source, tidy(attributes.get("alt", "")), "", badge)) if source else None
