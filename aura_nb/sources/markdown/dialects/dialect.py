"""What a dialect of Markdown says of itself: how it is recognised, what its marks mean, and what is only said."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Any, Literal

from msgspec import Struct, field

from aura_nb.sources.markdown.head import DeckFields
from aura_nb.sources.markdown.left_out import LeftOut
from aura_nb.sources.markdown.lines import SourceLine, joined, prose
from aura_nb.specs.kinds.picture import Fit

Side = Literal["", "left", "right"]
SIDES: tuple[Side, Side] = ("left", "right")
Comments = Literal["all", "last", "sentences", "none"]


class Page(Struct):
    """A deck as it is read: its fields, its lines, and what is left out of it."""

    head: DeckFields
    lines: list[SourceLine]
    left_out: LeftOut = field(default_factory=LeftOut)
    divider: int = 2  # headings up to this level start a scene
    _read: list[SourceLine] = field(default_factory=list)
    _rows: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The lines outside of code as one text."""
        return joined([line for line, is_prose in zip(self.lines, prose(self.lines), strict=True) if is_prose])

    def has(self, pattern: re.Pattern[str]) -> bool:
        """Whether a line outside of code begins as a pattern says."""
        if self._read is not self.lines:  # asked for dozens of patterns before any line is changed
            outside = prose(self.lines)
            kept = {line.text: None for line, is_prose in zip(self.lines, outside, strict=True) if is_prose}
            self._read, self._rows = self.lines, list(kept)
        return any(map(pattern.match, self._rows))


class Directive(Struct, frozen=True):
    """What a comment tells a tool; `background` is a picture it names, `settings` are what a film has no use for."""

    background: str = ""
    settings: tuple[str, ...] = ()
    fit: Fit = "cover"


class Alt(Struct, frozen=True):
    """The description of a picture without the words that place it, and what these say."""

    text: str
    is_background: bool = False
    fit: Fit | None = None
    side: Side = ""


class Dialect:
    """The base of all: a dialect overrides what it has. `name` is what a person calls it.

    `keys` are fields that a front matter has for it alone; `shared` others that it knows too, so that none of them is
    taken for a mistyped field of ours. `comments` says which HTML comments are what is said: every one that is no
    directive, the last of each slide, none, or those that end a slide and are sentences. In a deck `of_slides`, rules
    part the slides and headings do not; an article has no notes at all. One that `has_opening` makes a title slide of
    the front matter whatever follows. Where `dollars_are_formulas`, what stands between two of them is mathematics,
    words as well.
    """

    name = ""
    keys: frozenset[str] = frozenset()
    shared: frozenset[str] = frozenset()
    themes: frozenset[str] = frozenset()
    comments: Comments = "none"
    of_slides = False
    is_article = False
    has_opening = False
    dollars_are_formulas = False

    def is_written(self, page: Page) -> bool:
        """Whether a deck is written in it."""
        return bool(self.keys & page.head.entries.keys())

    def rewrite(self, page: Page) -> None:
        """Change the lines that mean something to it into plain ones; a line keeps its number."""

    def directive(self, comment: str) -> Directive | None:  # noqa: ARG002 - most have none
        """What a comment tells the tool; None where it is a comment like others."""
        return None

    def alt(self, text: str) -> Alt:
        """The description of a picture, without what else the tool has there."""
        return Alt(text)

    def plain(self, text: str) -> str:
        """A piece of running text without the tool's own marks."""
        return text


def notes(lines: list[SourceLine], origin: str, number: int) -> list[SourceLine]:
    """Lines as notes; `number` is the line they begin in."""
    last = lines[-1].number if lines else number
    return [
        SourceLine("", number),
        SourceLine(f':::::: {{.notes from="{origin}"}}', number),
        *lines,
        SourceLine("::::::", last),
        SourceLine("", last),
    ]


def rule(number: int) -> list[SourceLine]:
    """A rule that is no underline of what stands above it."""
    return [SourceLine("", number), SourceLine("---", number), SourceLine("", number)]


def background(source: str, number: int, *words: str) -> list[SourceLine]:
    """A picture behind a slide; `words` say its fit, or the half of the slide it fills."""
    safe = source.strip().strip("\"'").replace("<", "%3C").replace(">", "%3E")
    names = " ".join(f".{name}" for name in ("background", *words))
    return (
        [SourceLine("", number), SourceLine(f"![](<{safe}>){{{names}}}", number), SourceLine("", number)]
        if safe
        else []
    )


def side_of(words: Collection[str]) -> Side:
    """The half of a slide that a picture fills."""
    return next((side for side in SIDES if side in words), "")


def fit_of(words: Iterable[str]) -> Fit:
    """How a picture behind a slide lies there: whole where its author said so, else it fills it."""
    return "contain" if {"contain", "fit", "auto"} & set(words) else "cover"


def address(value: Any) -> str:
    """The address in `url(x.png)`, or the value itself where it names a file; nothing for colours and gradients.

    >>> address("url('a b.png')"), address("sea.png"), address("#fff"), address("linear-gradient(red, blue)")
    ('a b.png', 'sea.png', '', '')
    """
    text = str(value).strip().strip("\"'")
    if found := re.search(r"url\(\s*[\"']?([^\"')]+)[\"']?\s*\)", text):
        return found[1].strip()
    return text if re.fullmatch(r"(?!#)[^\s(){};]+(?:\.[A-Za-z0-9]{2,5})(?:\?\S*)?", text) else ""
