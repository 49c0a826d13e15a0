"""Blocks of HTML in a deck as text: what a browser would show of it, without its tags, scripts and styles.

Tags within a line that mean something (raised text, a break, a link) stay for the reader of running text.
"""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser

from msgspec import Struct, field
from msgspec.structs import replace

from aura_nb.regex import regex
from aura_nb.sources import spans
from aura_nb.sources.markdown.inline import Image, picture_of
from aura_nb.sources.markdown.tags import LEFT_OUT, UNSEEN, VOID

_INLINE = frozenset(
    (
        *("a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd", "mark"),
        *(
            "q",
            "s",
            "samp",
            "small",
            "span",
            "strong",
            "sub",
            "sup",
            "time",
            "tt",
            "u",
            "var",
            "strike",
            "label",
            "nobr",
        ),
        *("ruby", "rb", "data", "output", "math", "noscript", "picture", "source", "input", "button"),
    )
)
_KEPT = frozenset({"sup", "sub", "q", "del", "s", "strike", "code"})  # what the reader of running text understands
_TYPE = regex(r"(?<=\w)<([A-Z]\w*)>")
_CLOSING = regex(r"</([A-Za-z]\w*)")
_MOST_COLUMNS = 1000
_MARKS = ("data-line-numbers", "data-ln")  # of lines of code, as reveal.js has them


class _Row(Struct):
    """A row of a table: its cells, each with the column that it begins in."""

    cells: list[tuple[int, str]] = field(default_factory=list)
    heads: int = 0  # cells that are headings
    in_head: bool = False


class HtmlPart(Struct):
    """A piece of a page: `kind` is text, heading, item, code, table, rule, comment or hidden.

    `info` is of code what a fence would say, a table's `text` is its caption.
    """

    kind: str = "text"
    text: str = ""
    level: int = 0
    images: list[Image] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    marker: str = ""
    has_head: bool = False
    info: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing of it to show."""
        return not (self.text.strip() or self.images or any(map(any, self.rows)) or self.kind in {"rule", "comment"})


def parts(content: str) -> list[HtmlPart]:
    """The pieces of a block of HTML, however broken; those with nothing to show are left out."""
    reader = _Reader()
    reader.feed(_types_kept(content))
    reader.close()
    reader.flush()
    reader.end_table()
    for part in reader.parts:
        if part.kind != "code":
            part.text, part.rows = _with_shortcodes(part.text), [list(map(_with_shortcodes, row)) for row in part.rows]
    return [part for part in reader.parts if not part.is_empty or part.kind == "left out"]


def _types_kept(content: str) -> str:
    """A page in which `List<String>` names a type: what has a capital, a word before it and no end is no tag."""
    closed = {name.lower() for name in _CLOSING.findall(content)}

    def kept(found: re.Match[str]) -> str:
        name = found[1].lower()
        return found[0] if name in closed or name in VOID else f"&lt;{found[1]}&gt;"

    return _TYPE.sub(kept, content)


def _with_shortcodes(text: str) -> str:
    return text.replace("{{&lt;", "{{<").replace("&gt;}}", ">}}")


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
        self.parts: list[HtmlPart] = []
        self._part = HtmlPart()
        self._unseen: list[str] = []
        self._video: Image | None = None
        self._links = 0
        self._table: HtmlPart | None = None
        self._rows: list[_Row] = []
        self._spans = spans.Spans()
        self._row: _Row | None = None
        self._in_head = False
        self._in_cell = False
        self._size = (1, 1)  # columns and rows of the cell that is being read
        self._lists: list[int] = []  # the number of the next item, of open lists; -1 where they have none

    # One case for each kind of tag.
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: C901, PLR0912, PLR0915 - as above
        video = tag == "video" and not self._unseen
        if video or (tag == "source" and self._unseen == ["video"]):
            self._play({name: value or "" for name, value in attrs})
            self._unseen += ["video"] if video else []
        elif self._unseen or tag in UNSEEN or tag in {"rt", "rp"}:
            self._hide(tag)
        elif tag == "img":
            image = picture_of({name: value or "" for name, value in attrs}, badge=self._links > 0)
            self._part.images += [image] if image else []
        elif tag == "a":
            self._links += 1
            target = escape(dict(attrs).get("href") or "")
            self._part.text += f'<a href="{target}">' if self._part.kind != "code" else ""
        elif tag == "table":
            self.flush()
            self._table = HtmlPart("table")
        elif tag in {"thead", "tbody", "tfoot"} and self._table is not None:
            self._in_head = tag == "thead"
        elif tag == "tr":
            if self._row is None:
                self.flush()
            self._end_row()
            self._row = _Row(in_head=self._in_head)
        elif tag in {"td", "th"} and self._row is not None:
            self._take_cell()
            given = dict(attrs)
            self._in_cell, self._size = True, (spans.span(given.get("colspan")), spans.span(given.get("rowspan")))
            self._row.heads += tag == "th"
        elif re.fullmatch("h[1-6]", tag):
            self.flush("heading", int(tag[1]))
        elif tag == "summary":
            self.flush("heading", 3)
        elif tag in {"ul", "ol", "menu"}:
            self.flush()
            start = dict(attrs).get("start") or "1"
            self._lists.append(int(start) if tag == "ol" and start.isdigit() else 1 if tag == "ol" else -1)
        elif tag == "li":
            self._item()
        elif tag == "pre":
            self.flush("code")
            self._part.info = _info(attrs)
        elif tag == "code" and self._part.kind == "code":
            self._part.info = f"{_info(attrs)} {self._part.info}".strip()
        elif tag == "caption" and self._table is not None:
            self.flush("caption of a table")
        elif tag == "hr":
            self.flush("rule")
            self.flush()
        elif tag == "figcaption":
            self.flush("caption")
        elif tag == "br":
            self._part.text += (
                " "
                if self._part.kind == "heading" or self._row is not None
                else "\n"
                if self._part.kind == "code"
                else "<br>"
            )
        elif tag in _KEPT and self._part.kind != "code":
            self._part.text += f"<{tag}>"
        elif tag not in _INLINE and tag not in VOID and self._row is None and self._part.kind != "code":
            self.flush("item" if self._part.kind == "item" and not self._part.text.strip() else "text", keep=True)

    def handle_endtag(self, tag: str) -> None:  # noqa: C901, PLR0912 - as above
        if self._unseen:
            if tag == "video" and self._unseen == ["video"]:
                self._end_video()
            if tag in self._unseen:
                del self._unseen[self._unseen.index(tag) :]
            elif tag == "ruby":
                self._unseen.clear()
            return
        if tag == "a":
            self._links = max(0, self._links - 1)
            self._part.text += "</a>" if self._part.kind != "code" else ""
        elif tag == "tr" and self._row is not None:
            self._end_row()
        elif tag == "thead":
            self._in_head = False
        elif tag == "table":
            self.end_table()
        elif tag in {"ul", "ol", "menu"}:
            self.flush()
            del self._lists[-1:]
        elif tag == "figure":
            self.flush()
        elif tag == "caption" and self._table is not None:
            self._table.text, self._part = self._part.text.strip(), HtmlPart()
        elif tag in _KEPT and self._part.kind != "code":
            self._part.text += f"</{tag}>"
        elif tag not in _INLINE and tag not in VOID and self._row is None:
            self.flush()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag in UNSEEN and tag not in VOID:
            self.handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        if self._unseen:
            return
        if self._part.kind == "code":
            self._part.text += data
        else:
            self._part.text += escape(re.sub(r"\s+", " ", data), quote=False)

    def handle_comment(self, data: str) -> None:
        if not self._unseen and self._row is None:
            kind = self._part.kind
            self.flush("comment")
            self._part.text = data
            self.flush(kind if kind in {"item", "text"} else "text")

    def flush(self, kind: str = "text", level: int = 0, *, keep: bool = False) -> None:
        """End the piece that is being read, and begin one of this kind."""
        part = self._part
        if part.kind not in {"code", "comment"}:
            part.text = part.text.strip()
        if keep and kind == "item" and part.kind == "item" and not part.text and not part.images:
            return
        if part.kind == "caption" and self.parts and self.parts[-1].images and part.text:
            self.parts[-1].images[-1] = _captioned(self.parts[-1].images[-1], part.text)
        else:
            part.kind = "text" if part.kind == "caption" else part.kind
            self.parts.append(part)
        self._part = HtmlPart(kind, level=level)

    def end_table(self) -> None:
        """The table's rows as one piece."""
        self._end_row()
        table, self._table = self._table, None
        rows, self._rows, self._spans, self._in_head = self._rows, [], spans.Spans(), False
        if table is not None:
            images, self._part.images = self._part.images, []
            self.flush()
            table.images = images
            table.rows, table.has_head = _settled(rows)
            self.parts.append(table)

    def _hide(self, tag: str) -> None:
        if tag in UNSEEN or tag in {"rt", "rp"}:
            if not self._unseen and tag in LEFT_OUT:
                self.parts.append(HtmlPart("left out", tag))
            if tag not in VOID:
                self._unseen.append(tag)

    def _play(self, given: dict[str, str]) -> None:
        """Note what a video plays: its own file, else the first of those within it."""
        self._video = self._video or picture_of(given)
        if self._video is not None and not self._video.is_video:
            self._video = None

    def _end_video(self) -> None:
        if self._video is None:
            self.parts.append(HtmlPart("left out", "video"))
        else:
            self._part.images.append(self._video)
        self._video = None

    def _item(self) -> None:
        self.flush("item")
        self._part.level = max(0, len(self._lists) - 1)
        if self._lists and self._lists[-1] >= 0:
            self._part.marker = f"{self._lists[-1]}. "
            self._lists[-1] += 1

    def _end_row(self) -> None:
        """The row that is being read is whole."""
        if self._row is not None:
            self._take_cell()
            self._table = self._table or HtmlPart("table")
            self._rows.append(self._row)
            self._row = None
            self._spans.next_row()

    def _take_cell(self) -> None:
        """The text of the cell that is being read."""
        if self._row is not None and self._in_cell:
            self._row.cells.append((self._spans.take(*self._size), self._part.text.strip()))
        self._part.text, self._in_cell = "", False


def _settled(rows: list[_Row]) -> tuple[list[list[str]], bool]:
    """The rows of a table with as many cells each, its rows of headings as one; and whether it has any."""
    rows = [row for row in rows if row.cells]
    count = next((place for place, row in enumerate(rows) if not row.in_head), len(rows))
    if not count and rows and rows[0].heads == len(rows[0].cells):
        count = 1
    columns = spans.columns_of([row.cells for row in rows], _MOST_COLUMNS)
    placed = [spans.placed(row.cells, columns) for row in rows]
    head = [spans.header(placed[:count])] if count else []
    return [*head, *placed[count:]], bool(count)


def _info(attributes: list[tuple[str, str | None]]) -> str:
    """What a fence would say of code: its language, the lines that light up in it."""
    given = {name: value or "" for name, value in attributes}
    names = given.get("class", "").split()
    language = next((found[2] for name in names if (found := re.fullmatch(r"(language|lang)-([\w+#.-]+)", name))), "")
    marks = [f'{name}="{given[name]}"' if given[name] else "numberLines" for name in _MARKS if name in given]
    return " ".join(filter(None, [language, *marks]))


def _captioned(image: Image, text: str) -> Image:
    return replace(image, caption=re.sub(r"<[^<>]*>", "", text))
