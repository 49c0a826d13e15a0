"""A deck's text as blocks: its fields, its dialects, its lines as plain Markdown, its tree, its notes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from aura_nb.regex import regex
from aura_nb.sources.markdown.blocks import Blocks, Break, Heading
from aura_nb.sources.markdown.boxes import divided
from aura_nb.sources.markdown.dialects import Dialect, GitHub, Page, recognised
from aura_nb.sources.markdown.dialects.pandoc import grids, stanzas, unlabelled
from aura_nb.sources.markdown.displays import displayed
from aura_nb.sources.markdown.drawings import fenced
from aura_nb.sources.markdown.examples import numbered_examples
from aura_nb.sources.markdown.head import read_head
from aura_nb.sources.markdown.hiding import hides, without_hidden
from aura_nb.sources.markdown.lines import Closings, SourceLine, joined, numbered, prose
from aura_nb.sources.markdown.notes import policy, settled
from aura_nb.sources.markdown.parser import parse
from aura_nb.sources.markdown.pipe_tables import whole
from aura_nb.sources.markdown.reader import MarkdownReader
from aura_nb.sources.markdown.references import referred
from aura_nb.sources.markdown.shows import weight
from aura_nb.sources.markdown.simple_tables import captions, simple_tables
from aura_nb.sources.markdown.templates import filled
from aura_nb.sources.markdown.tightened import tightened
from aura_nb.sources.markdown.tool_commands import without_commands
from aura_nb.specs.marks import Marks

_ARTICLES = frozenset(
    {"readme", "changelog", "contributing", "license", "licence", "history", "news", "authors", "index"}
)
_DRAWN = regex(r"<(?P<tag>svg|style|script|video|audio|iframe|object|canvas|form)\b", re.IGNORECASE)
_SLIDE = 900  # characters that a slide holds at the most, so that rules part slides and not chapters


def read_page(text: str) -> Page:
    """A deck's fields, and the lines below them."""
    head = read_head(text)
    return Page(head, numbered(text)[head.lines :])


def dialects_of(page: Page, name: str = "") -> list[Dialect]:
    """The dialects a page is written in; a file called README is an article."""
    found = recognised(page)
    if name.casefold() in _ARTICLES and not any(isinstance(dialect, GitHub) for dialect in found):
        found.append(GitHub())
    return found


def read_blocks(page: Page, dialects: Sequence[Dialect], marks: Marks | None = None) -> Blocks:
    """The blocks of a page, its comments told apart; `marks` are those of the texts it belongs to."""
    page.lines = referred(filled(_seen(page.lines), page.head.entries))
    for dialect in dialects:
        dialect.rewrite(page)
    page.lines = divided(without_commands(page.lines, page.left_out))
    page.lines = displayed(unlabelled(numbered_examples(_in_one_piece(tightened(page.lines)))))
    page.lines = fenced(captions(whole(grids(simple_tables(stanzas(page.lines))))))
    numbered = page.head.entries.get("lineNumbers")
    reader = MarkdownReader(
        [line.number for line in page.lines],
        dialects,
        Blocks(left_out=page.left_out, marks=marks or Marks()),
        numbered=numbered is not None and numbered.text.lower() == "true",
    )
    found = reader.read_all(parse(page.lines))
    rules = sum(isinstance(block, Break) for block in found.blocks)
    found.divider = page.divider
    found.of_slides = (
        bool(rules) and page.divider <= 2 and (any(each.of_slides for each in dialects) or _is_ruled(found))
    )
    found.blocks = settled(
        found.blocks,
        policy(dialects, found.blocks),
        reader.paragraphs,
        of_slides=found.of_slides,
        divider=found.divider,
    )
    return found


def _is_ruled(found: Blocks) -> bool:
    """Whether rules part slides in a deck of no known dialect: three or more, each small, most with one heading."""
    parts: list[list[object]] = [[]]
    sizes = [0]
    for block in found.blocks:
        if isinstance(block, Break):
            parts.append([])
            sizes.append(0)
        else:
            parts[-1].append(block)
            sizes[-1] += weight(block)
    filled = [(part, size) for part, size in zip(parts, sizes, strict=True) if part]
    several = sum(sum(isinstance(block, Heading) and block.level <= 2 for block in part) > 1 for part, _ in filled)
    return len(filled) >= 3 and max(size for _, size in filled) <= _SLIDE and several * 2 <= len(filled)


def _seen(lines: list[SourceLine]) -> list[SourceLine]:
    """Lines without the elements that a page would hide."""
    text = joined(lines)
    if not hides(text):
        return lines
    rows = without_hidden(text).split("\n")
    return [SourceLine(row, line.number) for row, line in zip(rows, lines, strict=True)]


def _in_one_piece(lines: list[SourceLine]) -> list[SourceLine]:
    """Lines without the empty ones inside of drawings, scripts and the like, which would end their block of HTML."""
    outside, closings = prose(lines), Closings(lines)
    found: list[SourceLine] = []
    end = -1
    for place, line in enumerate(lines):
        opened = _DRAWN.match(line.text.lstrip()) if outside[place] and place > end else None
        if opened:
            end = closings.after(place, opened["tag"])
        if not (place < end and not line.text.strip()):
            found.append(line)
    return found
