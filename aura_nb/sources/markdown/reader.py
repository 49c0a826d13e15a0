"""The tree of a deck as blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it.tree import SyntaxTreeNode

from aura_nb.errors import FieldError, SourceInvalid
from aura_nb.sources.markdown import html
from aura_nb.sources.markdown.blocks import (
    Block,
    Blocks,
    Break,
    Code,
    Gone,
    Heading,
    Notes,
    Paragraph,
    Picture,
    Point,
    Points,
)
from aura_nb.sources.markdown.formula import readable
from aura_nb.sources.markdown.inline import BREAK, Image, Inline, inline
from aura_nb.sources.markdown.lists import Item, gathered
from aura_nb.sources.markdown.parser import is_notes, parse_inline
from aura_nb.sources.markdown.points import code, table_points

_LISTS = frozenset({"bullet_list", "ordered_list", "dl"})
_ANCHOR = re.compile(r"\s*\{#([A-Za-z0-9_-]{1,64})[^{}]*\}\s*$")
_ALERT = re.compile(r"\[!(\w+)\]\s*", re.IGNORECASE)
_TELLING = 3  # words of a picture's description that tell more than "logo" or "build status"


def blocks(tree: SyntaxTreeNode, *, first_line: int = 1) -> Blocks:
    """The blocks of a parsed deck; `first_line` is the tree's first line in the file."""
    reader = _Reader(first_line)
    for node in tree.children:
        if node.type == "footnote_block":
            reader.read_footnotes(node)
        else:
            reader.found.blocks += reader.read(node, top=True)
    return reader.found


class _Reader:
    def __init__(self, first_line: int) -> None:
        self.found = Blocks()
        self._first_line = first_line

    def read(self, node: SyntaxTreeNode, *, top: bool = False) -> list[Block]:  # noqa: C901 - a case for each kind
        """The blocks of a node; only at the `top` do headings and rules part the deck."""
        line = (node.map[0] if node.map else 0) + self._first_line
        match node.type:
            case "heading":
                return self._heading(node, line) if top else self._paragraph(inline(node.children[0]), line)
            case "hr":
                return [Break(line)] if top else []
            case "paragraph":
                return self._paragraph(inline(node.children[0]), line)
            case _ if node.type in _LISTS:
                return gathered(self._items(node, 0), line)
            case "table":
                return self._table(node, line)
            case "fence" | "code_block" | "colon_fence":
                return self._code(node, line)
            case "math_block" | "math_block_label" | "amsmath":
                shown = readable(node.content)
                return [Paragraph(shown, "", line)] if shown else []
            case "blockquote":
                return self._quote(node)
            case "html_block":
                return self._html(node.content, line)
            case "container_any" if is_notes(node):
                return [Notes(tuple(self._said(node)), line)]
            case _:
                return [block for child in node.children for block in self.read(child, top=top)]

    def read_footnotes(self, node: SyntaxTreeNode) -> None:
        for number, footnote in enumerate(node.children, 1):
            texts = [_shown(block) for child in footnote.children for block in self.read(child)]
            self.found.footnotes[number] = " ".join(filter(None, texts))

    def _heading(self, node: SyntaxTreeNode, line: int) -> list[Block]:
        written = node.children[0]
        anchor = _ANCHOR.search(written.content)
        text = inline(parse_inline(written.content[: anchor.start()]) if anchor else written)
        text.shown, text.said = text.shown.replace(BREAK, " "), text.said.replace(BREAK, " ")
        heading = Heading(int(node.tag[1]), text, anchor[1].lower().replace("_", "-") if anchor else "", line)
        pictures = self._pictures(text.images, line)
        if text.is_empty:
            return [Break(line), *pictures] if heading.level <= 2 else pictures
        return [heading, *pictures]

    def _paragraph(self, text: Inline, line: int) -> list[Block]:
        """A paragraph and its pictures; lines the author broke are paragraphs of their own."""
        if text.leads_on and not text.images:
            return [Gone(line)]
        found: list[Block] = []
        shown, said = text.shown.split(BREAK), text.said.split(BREAK)
        if len(shown) != len(said):
            said = [" ".join(said)] + [""] * (len(shown) - 1)
        for part, words in zip(shown, said, strict=True):
            if part:
                found.append(Paragraph(part, words, line, tuple(text.footnotes)))
        return found + self._pictures(text.images, line, alone=not found)

    def _pictures(self, images: Sequence[Image], line: int, *, alone: bool = False) -> list[Block]:
        """Pictures of the deck's folder, and one of the web whose description may stand for it."""
        elsewhere = [image for image in images if image.is_elsewhere]
        told = len(elsewhere) == 1 and alone and not elsewhere[0].badge and len(elsewhere[0].alt.split()) >= _TELLING
        found: list[Block] = [Picture(image, line) for image in images if told or not image.is_elsewhere]
        self.found.elsewhere += [] if told else [line] * len(elsewhere)
        return found or ([Gone(line)] if alone and elsewhere else [])

    def _items(self, node: SyntaxTreeNode, depth: int) -> Iterator[Item]:
        """The items of a list, those of lists in it after their own."""
        number = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else 0
        term = ""
        for item in node.children:
            if item.type == "dt":
                term = " ".join(inline(item).shown.split())
                continue
            marker = f"{term}: " if term else f"{number}. " if node.type == "ordered_list" else ""
            number, term = number + 1, ""
            lists = [child for child in item.children if child.type in _LISTS]
            own = [block for child in item.children if child.type not in _LISTS for block in self.read(child)]
            yield Item(own, depth, marker)
            for inner in lists:
                yield from self._items(inner, depth + 1)

    def _table(self, node: SyntaxTreeNode, line: int) -> list[Block]:
        rows = [[inline(cell) for cell in row.children] for part in node.children for row in part.children]
        images = [image for row in rows for cell in row for image in cell.images]
        table = [[cell.shown.replace(BREAK, " ") for cell in row] for row in rows]
        if any(image.is_elsewhere for image in images) and all(sum(map(bool, row)) <= 1 for row in table[1:]):
            self._pictures(images, line)
            return [Gone(line)]
        return [*table_points(table, line), *self._pictures(images, line)]

    def _code(self, node: SyntaxTreeNode, line: int) -> list[Block]:
        if node.info.strip().lower() in {"math", "{math}", "latex math"}:
            return [Paragraph(shown, "", line)] if (shown := readable(node.content)) else []
        return code(node.content, line)

    def _quote(self, node: SyntaxTreeNode) -> list[Block]:
        found = [block for child in node.children for block in self.read(child)]
        for place, block in enumerate(found):
            if isinstance(block, Paragraph):
                if alert := _ALERT.match(block.shown):
                    name, rest = alert[1].capitalize(), block.shown[alert.end() :]
                    said = _ALERT.sub("", block.said, count=1)
                    found[place] = Paragraph(f"{name}: {rest}" if rest else name, f"{name}: {said}", block.line)
                    break
                opened = block.shown if block.shown[:1] in "“„«\"'" else f"“{block.shown}”"
                found[place] = Paragraph(opened, block.said, block.line, block.footnotes)
        return found

    def _html(self, content: str, line: int) -> list[Block]:
        if unended := html.unended(content):
            raise SourceInvalid(
                [FieldError("", f"line {line}: {unended} begins here and has no end")],
                remedy="Close it, or take it out: it would hide the rest of the deck.",
                line=line,
            )
        found: list[Block] = []
        points: list[Point] = []
        for part in html.parts(content):
            text = inline(parse_inline(part.text)) if part.text and part.kind != "code" else Inline()
            if part.kind == "item" and not text.is_empty:
                points.append(Point(text.shown.replace(BREAK, " "), text.said.replace(BREAK, " ")))
                continue
            if points:
                found.append(Points(tuple(points), line))
                points = []
            match part.kind:
                case "heading" if not text.is_empty:
                    found.append(Heading(part.level, text, "", line))
                case "code":
                    found += code(part.text, line)
                case "row" if part.cells:
                    cells = [inline(parse_inline(cell)).shown.replace(BREAK, " ") for cell in part.cells]
                    found += table_points([[""] * len(cells), cells], line)
                case _:
                    text.images += part.images
                    found += self._paragraph(text, line)
        if points:
            found.append(Points(tuple(points), line))
        return found

    def _said(self, node: SyntaxTreeNode) -> Iterator[str]:
        """The paragraphs of notes: of lists each item, of code nothing."""
        for child in node.children:
            for block in self.read(child):
                match block:
                    case Paragraph() | Code() if block.said:
                        yield block.said
                    case Points():
                        yield from (item.said for item in block.items if item.said)
                    case _:
                        pass


def _shown(block: Block) -> str:
    match block:
        case Paragraph():
            return block.shown
        case Points():
            return "; ".join(item.shown for item in block.items)
        case Code():
            return block.text
        case _:
            return ""
