"""Blocks of HTML in a deck as text: what a browser would show of it, without its tags, scripts and styles."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from msgspec import Struct, field

from aura_nb.sources.markdown.inline import Image, picture_of

_UNSEEN = frozenset({"script", "style", "template", "iframe", "object", "svg", "head", "title"})
_VOID = frozenset({"img", "br", "hr", "input", "source", "meta", "link", "wbr"})
_INLINE = frozenset(
    (
        *("a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd", "mark"),
        *("q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "tt", "u", "var"),
    )
)


class Part(Struct):
    """A piece of a page: `kind` is text, heading, item, code or row."""

    kind: str = "text"
    text: str = ""
    level: int = 0
    images: list[Image] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)


def parts(content: str) -> list[Part]:
    """The pieces of a block of HTML, however broken; those with nothing to show are left out."""
    reader = _Reader()
    reader.feed(content)
    reader.close()
    reader.flush()
    return [part for part in reader.parts if part.text.strip() or part.images or any(part.cells)]


def unended(content: str) -> str:
    """What begins in a block of HTML and never ends, so that it hides all that follows; empty where there is none.

    >>> unended("<!-- to do"), unended("<script>1</script>")
    ('a comment (<!--)', '')
    """
    if content.rfind("<!--") > content.rfind("-->"):
        return "a comment (<!--)"
    opened = re.match(r"\s*<(script|style)\b", content, re.IGNORECASE)
    return f"<{opened[1].lower()}>" if opened and f"</{opened[1].lower()}" not in content.lower() else ""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[Part] = []
        self._part = Part()
        self._unseen: list[str] = []
        self._links = 0
        self._row: list[str] | None = None

    # One case for each kind of tag.
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: C901 - as above
        if self._unseen or (tag in _UNSEEN and tag not in _VOID):
            if tag in _UNSEEN:
                self._unseen.append(tag)
            return
        if tag == "img":
            image = picture_of({name: value or "" for name, value in attrs}, badge=self._links > 0)
            self._part.images += [image] if image else []
        elif tag == "a":
            self._links += 1
        elif tag == "tr":
            self.flush()
            self._row = []
        elif tag in {"td", "th"} and self._row is not None:
            self._take_cell()
        elif re.fullmatch("h[1-6]", tag):
            self.flush("heading", int(tag[1]))
        elif tag == "summary":
            self.flush("heading", 3)
        elif tag == "li":
            self.flush("item")
        elif tag == "pre":
            self.flush("code")
        elif tag == "br" and self._part.kind == "heading":
            self._part.text += " "
        elif tag not in _INLINE and self._row is None and self._part.kind != "code":
            self.flush("item" if self._part.kind == "item" and not self._part.text.strip() else "text")

    def handle_endtag(self, tag: str) -> None:
        if self._unseen:
            if tag in self._unseen:
                del self._unseen[self._unseen.index(tag) :]
            return
        if tag == "a":
            self._links = max(0, self._links - 1)
        elif tag == "tr" and self._row is not None:
            self._take_cell()
            row, self._row = [cell for cell in self._row if cell], None
            self.parts.append(Part("row", cells=row))
        elif tag not in _INLINE and tag not in _VOID and self._row is None:
            self.flush()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID or tag not in _UNSEEN:
            self.handle_starttag(tag, attrs)

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._part.text += data if self._part.kind == "code" else re.sub(r"\s+", " ", data)

    def flush(self, kind: str = "text", level: int = 0) -> None:
        """End the piece that is being read, and begin one of this kind."""
        if self._part.kind != "code":
            self._part.text = self._part.text.strip()
        self.parts.append(self._part)
        self._part = Part(kind, level=level)

    def _take_cell(self) -> None:
        if self._row is not None:
            self._row.append(self._part.text.strip())
            self._part.text = ""
