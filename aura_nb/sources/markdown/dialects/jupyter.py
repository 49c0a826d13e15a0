r"""Markdown as notebooks show it: what stands between dollars is mathematics, and a page's tags need not be whole.

Jupyter takes mathematics out of a cell before it reads the rest, gives tags to the browser as they are, and for years
showed headings without a space: `##Data`, `$ x $`, `\begin{array}` by itself, `<a href="x";>`.
"""

from __future__ import annotations

import re

from markdown_it.common.html_re import HTML_TAG_RE

from aura_nb.regex import regex
from aura_nb.sources.markdown.dialects.dialect import Dialect, Page
from aura_nb.sources.markdown.lines import SourceLine, prose

_HEADING = regex(r" {0,3}(?P<signs>#{2,6})(?=[^\s#])(?P<text>.*)$")
_FIRST = regex(r"#(?P<text>[^\s#!\d][^#]*)$")  # one sign may begin a tag: "#python #data"
_SPACED_HEADING = regex(r" {0,3}#{1,6}(?:\s|$)")
_EMPTY_HEADING = regex(r" {0,3}#{1,6}\s*$")
_DOLLARS = regex(r"(?<![\\$])\$(?!\$)(?P<tex>(?:[^$\\\n]|\\.|\n(?!\s*\n)){1,2000}?)\$(?!\$)")
_OF_TEX = regex(r"[\\^_={}]")
_OPERATOR = regex(r"[()+*/<>=|-]|^\S{1,2}$")
_LINK = regex(
    r"\[(?P<text>[^\[\]\n]+)\]\((?P<to>[^()<>\"'\n]*[^()<>\"'\s][ \t]+[^()<>\"'\n]*|https?://[^\s()]+\([^\s()]*)\)(?P<more>\)?)"
)
_WORD = regex(r"[A-Za-z][a-z]{3,}")  # a name, which is no product of its letters
_LOGO = regex(r"\\(?P<name>(?:La|Ka|Xe|Lua)?TeX)")
_SMALL = regex(r" {0,3}#{5,6}\s+(?P<text>.*?)[\s#]*$")
_ENVIRONMENT = regex(r"\s*\\begin\{(?P<name>array|[pbBvV]?matrix|cases|aligned|split)\}")
_TAG = regex(r"<(?P<name>/?[A-Za-z][A-Za-z0-9]{0,10})\b(?P<rest>[^<>]{1,2000})>")
_ATTRIBUTE = regex(r"[A-Za-z_:][\w:.-]*(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'=<>`;]+))?")
_BOLD = regex(r"(?<![\w*])\*\*(?P<inside>[^*\n]*[^\W\d_]{3}[^*\n]*)\*\*(?!\*)")


class Jupyter(Dialect):
    """The Markdown of a notebook's cell."""

    name = "Jupyter"
    dollars_are_formulas = True

    def rewrite(self, page: Page) -> None:
        page.lines = _dollars(_displayed(_headings(page.lines)))


def _headings(lines: list[SourceLine]) -> list[SourceLine]:
    """Headings apart from what stands above them, and tags and strong words as they are meant."""
    found: list[SourceLine] = []
    for place, (line, is_prose) in enumerate(zip(lines, prose(lines), strict=True)):
        text = line.text
        if not is_prose:
            found.append(line)
            continue
        if heading := _HEADING.match(text):
            text = f"{heading['signs']} {heading['text']}"
        elif (first := _FIRST.match(text)) and _is_alone(lines, place):
            text = f"# {first['text']}"
        elif _EMPTY_HEADING.match(text):
            text = ""
        if small := _SMALL.match(text):
            found.append(SourceLine("", line.number))  # the last levels are set like text: they start no scene
            bare = small["text"]
            found.append(SourceLine(bare if "**" in bare or "<" in bare else f"**{bare}**", line.number))
            found.append(SourceLine("", line.number))
            continue
        if _SPACED_HEADING.match(text) and found and found[-1].text.rstrip().endswith(">"):
            found.append(SourceLine("", line.number))  # a block of HTML would go on
        found.append(SourceLine(_inline(text), line.number))
    return found


def _inline(text: str) -> str:
    """A line whose tags, links and strong words are read as they are meant."""
    if "<" in text:
        text = _TAG.sub(_whole, text)
    if "](" in text:
        text = _LINK.sub(_linked, text)
    if "**" in text:
        text = _BOLD.sub(lambda match: f"**{match['inside'].strip()}**", text)
    return text


def _is_alone(lines: list[SourceLine], place: int) -> bool:
    """Whether nothing stands right above or below a line."""
    return not any(line.text.strip() for line in (*lines[max(0, place - 1) : place], *lines[place + 1 : place + 2]))


def _whole(found: re.Match[str]) -> str:
    """A tag as CommonMark knows tags: without what a browser skips."""
    if HTML_TAG_RE.fullmatch(found[0]) or not _ATTRIBUTE.search(found["rest"]):
        return found[0]
    given = " ".join(match[0] for match in _ATTRIBUTE.finditer(found["rest"]))
    made = f"<{found['name']} {given}>"
    return made if HTML_TAG_RE.fullmatch(made) and "=" in given else found[0]


def _linked(found: re.Match[str]) -> str:
    """A link whose address has spaces, or parentheses of which one is missing."""
    if found["more"]:
        return found[0]  # it has both
    address = found["to"].strip()
    return f"[{found['text']}](<{address}{')' if '(' in address else ''}>)"


def _displayed(lines: list[SourceLine]) -> list[SourceLine]:
    """An environment by itself is a formula."""
    found: list[SourceLine] = []
    end = ""
    dollars = False
    for line, is_prose in zip(lines, prose(lines), strict=True):
        opened = _ENVIRONMENT.match(line.text) if is_prose and not end and not dollars else None
        if is_prose and not end and line.text.count("$$") % 2:
            dollars = not dollars
        if opened and not (found and found[-1].text.rstrip().endswith("$")):
            end = f"\\end{{{opened['name']}}}"
            found.append(SourceLine("$$", line.number))
        found.append(line)
        if end and end in line.text and f"\\begin{end[4:]}" not in line.text.partition(end)[2]:
            found.append(SourceLine("$$", line.number))
            end = ""
    return [*found, SourceLine("$$", found[-1].number)] if end else found


def _dollars(lines: list[SourceLine]) -> list[SourceLine]:
    """Mathematics between single dollars without the spaces inside; what is alone in its paragraph is displayed."""
    outside = prose(lines)
    found = list(lines)
    start = 0
    while start < len(lines):
        end = start
        while end < len(lines) and outside[end] and lines[end].text.strip():
            end += 1
        if end > start:
            text = "\n".join(line.text for line in lines[start:end])
            if "$" in text:
                rows = _told(text).split("\n")
                found[start:end] = [
                    SourceLine(row, line.number) for row, line in zip(rows, lines[start:end], strict=True)
                ]
        start = end + 1
    return found


def _told(text: str) -> str:
    bare = text.strip()
    whole = _DOLLARS.fullmatch(bare)
    if whole and "\n" in whole["tex"]:
        return text.replace(bare, f"$${whole['tex']}$$")

    def tight(match: re.Match[str]) -> str:
        tex = match["tex"]
        inner = tex.strip()
        plain = not _OF_TEX.search(inner)
        if not inner or (plain and inner[:1].isdigit()) or (plain and inner != tex and not _OPERATOR.search(inner)):
            return match[0]  # "costs $5 and $6"
        if _WORD.fullmatch(inner):
            return f"*{inner}*"
        if logo := _LOGO.fullmatch(inner):
            return logo["name"]
        before, _, after = tex.partition(inner)
        around = match.string[max(0, match.start() - 1) : match.start()] + match.string[match.end() : match.end() + 1]
        if any(map(str.isdigit, around)):
            return rf"{_breaks(before)}\({inner}\){_breaks(after)}"  # "from 0 to 2$\pi$"
        return f"{_breaks(before)}${inner}${_breaks(after)}"

    parts = re.split(r"(`+[^`]*`+)", text)
    return "".join(part if place % 2 else _DOLLARS.sub(tight, part) for place, part in enumerate(parts))


def _breaks(space: str) -> str:
    return "\n" * space.count("\n")
