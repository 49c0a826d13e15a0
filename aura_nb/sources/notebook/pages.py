"""Outputs in HTML as a browser would show them: without scripts, styles, comments, fields, and what is hidden."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

from aura_nb.regex import regex
from aura_nb.sources.markdown.hiding import is_hidden

MOST = 4_000_000  # characters that are read
_MOST_WORDS = 50_000
_PLACED = 40  # words that a placeholder has at most
_UNSEEN = frozenset(
    (
        *("script", "style", "template", "noscript", "head", "title", "iframe", "object", "embed", "canvas", "audio"),
        *("button", "select", "textarea", "input", "datalist", "dialog", "map", "link", "meta", "base"),
    )
)
_VOID = frozenset(
    {"img", "br", "hr", "input", "source", "meta", "link", "wbr", "embed", "area", "col", "track", "base"}
)
_SIBLINGS = frozenset({"p", "li", "td", "th", "tr", "dd", "dt", "option"})  # whose end another one of them may be
_PROGRAM = regex(r"<(?:script|iframe|object|embed|canvas|form)\b", re.IGNORECASE)
_MATHJAX = regex(
    r"<script\b[^>]*>(?:(?!</script>)[\s\S]){0,4000}?MathJax(?:(?!</script>)[\s\S])*</script>", re.IGNORECASE
)
_RICH = regex(r"<(?:style|script|input|details)\b", re.IGNORECASE)
# What tools show in place of a program that does not run.
_PLACEHOLDER = regex(
    r"\s*(?:make this notebook trusted|loading\b|please wait|.{0,60}\b(?:enable|requires?|needs?|without) javascript"
    r"|.{0,40}your browser does not support|.{0,60}nbextension|.{0,60}\btrust (?:this )?notebook)",
    re.IGNORECASE | re.DOTALL,
)
_TAG = regex(r"<[^<>]*>")
_BREAK = regex(r"<br\b[^<>]*>|</(?:p|div|pre|li)>(?=.)", re.IGNORECASE | re.DOTALL)
_MOST_OPEN = 2000  # tags without an end


def is_broken(html: str) -> bool:
    """Whether a page has thousands of tags that are never closed, which would be read again and again."""
    return html.count("<") > 2 * html.count(">") + _MOST_OPEN


def is_program(html: str) -> bool:
    """Whether a page holds a program, or another page; mathematics that is drawn in the page is none."""
    return bool(_PROGRAM.search(_MATHJAX.sub("", html) if "MathJax" in html else html))


def is_rich(html: str) -> bool:
    """Whether a page has a style of its own, or parts that open: what an object shows of itself in a browser."""
    return bool(_RICH.search(html))


def visible(html: str) -> str:
    """A page without all that nobody sees of it.

    >>> visible("<p>Bees <!-- or wasps --><b>hum</b>.</p><script>x()</script><p hidden>Not seen.</p><p>Seen.")
    '<p>Bees <b>hum</b>.</p><p>Seen.'
    """
    reader = _Reader()
    reader.feed(html[:MOST])
    reader.close()
    return "".join(reader.kept)


def plain(html: str) -> str:
    r"""The letters of a page, line by line.

    >>> plain("<pre>a &lt; b<br>c</pre>")
    'a < b\nc'
    """
    return unescape(
        _TAG.sub("", re.sub(r"<br\b[^<>]*>|</(?:p|div|pre|li)>(?=.)", "\n", visible(html), flags=re.IGNORECASE))
    )


def drawing(html: str) -> str:
    """The first drawing in a page; empty where there is none."""
    low = html.lower()
    start = low.find("<svg")
    end = low.find("</svg>", start)
    return html[start : end + len("</svg>")] if 0 <= start < end else ""


def words(html: str) -> str:
    """What is seen of a page; empty where it says nothing."""
    seen = visible(html)
    said = unescape(_TAG.sub(" ", seen))
    if not any(map(str.isalnum, said)) or (len(said.split()) < _PLACED and _PLACEHOLDER.match(said)):
        return ""
    cut = seen[:_MOST_WORDS]
    return cut[: cut.rfind("<")] if cut.rfind("<") > cut.rfind(">") else cut


class _Reader(HTMLParser):
    """Keeps what is seen, as it was written."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.kept: list[str] = []
        self._hidden = ""  # the tag within which nothing is seen
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._hidden and self._hidden in _SIBLINGS and tag == self._hidden and self._depth == 1:
            self._hidden = ""
        if self._hidden:
            self._depth += tag == self._hidden
        elif tag in _UNSEEN or is_hidden({name: value or "" for name, value in attrs}):
            if tag not in _VOID:
                self._hidden, self._depth = tag, 1
        else:
            self.kept.append(self.get_starttag_text() or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if not self._hidden:
            self.kept.append(f"</{tag}>" if tag not in _VOID else "")
            return
        self._depth -= tag == self._hidden
        self._hidden = self._hidden if self._depth else ""

    def handle_data(self, data: str) -> None:
        self._keep(data)

    def handle_entityref(self, name: str) -> None:
        self._keep(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._keep(f"&#{name};")

    def _keep(self, text: str) -> None:
        if not self._hidden:
            self.kept.append(text)
