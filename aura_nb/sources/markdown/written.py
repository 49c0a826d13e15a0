"""A text while it is written, once as it is shown and once as it is said, and how its letters are set."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec.structs import replace

from aura_nb.regex import regex
from aura_nb.sources.markdown.formula import readable
from aura_nb.sources.markdown.inline import Image, Manner
from aura_nb.specs.marks import CLOSE
from aura_nb.specs.raising import lowered, raised
from aura_nb.specs.runs import Run

_LONGEST_LINK = 2000
_MOST_TEX = 2000
_BASE = regex(r"(?<![^\W\d_])[A-Za-z]{1,12}$")  # the word that a script without a base stands at
_SCRIPT = regex(r"\s*[_^]")


class Written:
    """What was written so far; what is added is set in the innermost way that was begun."""

    def __init__(self, manner: Manner, line: int) -> None:
        self.shown = ""
        self.said = ""
        self.images: list[Image] = []
        self.footnotes: list[int] = []
        self.comments: list[str] = []
        self.within = False
        self.beside = False
        self.linked = False
        self.unlinked = ""
        self.closed: set[str] = set()  # the tags that have an end
        self.broken = False
        self._manner = manner
        self._line = line
        self._unseen = ""
        self._is_role = False  # code follows, whose role a name in braces may be
        self._video: Image | None = None
        self._links = 0
        self._inside = False
        self._scripts: list[tuple[str, int]] = []
        self._ways: list[tuple[str, Run]] = []  # the tag or mark that began each, and how it is set

    def _add(self, text: str, said: str | None = None) -> None:
        self.shown += self._manner.marks.marked_run(replace(self._ways[-1][1], text=text)) if self._ways else text
        added = text if said is None else said
        self.said += f" {added}" if added[:1].isalpha() and self.said.endswith(CLOSE) else added
        self.unlinked += "" if self._links else text
        if any(map(str.isalnum, text)):
            self.within = self.within or self._inside
            self.beside = self.beside or not self._inside

    def _left_out(self, noun: str, why: str) -> None:
        self._manner.left_out.add(noun, self._line, why)

    def _begin(self, name: str, way: Mapping[str, Any]) -> None:
        """What follows is also set in this way."""
        around = self._ways[-1][1] if self._ways else Run()
        self._ways.append((name, replace(around, **way)))

    def _end(self, name: str) -> None:
        """The innermost way that began so ends, with all within it."""
        place = next((at for at in reversed(range(len(self._ways))) if self._ways[at][0] == name), None)
        if place is not None:
            del self._ways[place:]

    def _within(self, name: str, way: Mapping[str, Any], write: Callable[[], None]) -> None:
        """What `write` writes, in a way of its own."""
        before = len(self._ways)
        self._begin(name, way)
        write()
        del self._ways[before:]

    def _script(self, kind: str, write: Callable[[], None]) -> None:
        self._begin_script(kind)
        write()
        self._end_script(kind)

    def _begin_script(self, kind: str) -> None:
        self._scripts.append((kind, len(self.said)))
        self._begin(kind, {"sub": kind == "sub", "sup": kind == "sup"})

    def _end_script(self, kind: str) -> None:
        """What is said since the script began, raised or lowered where it can be."""
        if not self._scripts or self._scripts[-1][0] != kind:
            return
        _, said = self._scripts.pop()
        self._end(kind)
        self.said = self.said[:said] + (raised if kind == "sup" else lowered)(self.said[said:])

    def _formula(self, tex: str, sign: str = "") -> None:
        """Mathematics, which is shown as such, and said in the language that the deck turns out to be in.

        The `sign` that ends the sentence is shown within it, and said behind it.
        """
        words = readable(tex)
        if not words or len(tex) > _MOST_TEX:
            self._add(words + sign)
            return
        marked_run = self._manner.marks.marked_run
        self.shown += marked_run(Run(text=words + sign, tex=tex.strip() + sign))
        run = marked_run(Run(text=words, tex=tex.strip()))
        if (base := _BASE.search(self.said)) and _SCRIPT.match(tex):  # "H$_2$": what it stands at is said with it
            self.said = self.said[: base.start()]
            run = marked_run(Run(text=base[0] + words, tex=f"\\mathrm{{{base[0]}}}{tex.strip()}"))
        self._add("", run + sign)
        self.unlinked += "" if self._links else words
        self.beside = self.beside or not self._inside


def target_of(address: str) -> str:
    """Where a link leads; a place within the deck is none."""
    return "" if address.startswith("#") or len(address) > _LONGEST_LINK else address
