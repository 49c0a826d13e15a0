"""Pieces of HTML as blocks."""

from __future__ import annotations

from msgspec.structs import replace

from aura_nb.errors import FieldError, SourceInvalid
from aura_nb.sources.markdown import html
from aura_nb.sources.markdown.block_reader import BlockReader
from aura_nb.sources.markdown.blocks import (
    Block,
    Break,
    Heading,
    ListBlock,
    ListItem,
    TableCell,
)
from aura_nb.sources.markdown.inline import Inline
from aura_nb.sources.markdown.listing import code
from aura_nb.sources.markdown.points import point
from aura_nb.sources.markdown.tables import table
from aura_nb.sources.markdown.tags import LEFT_OUT
from aura_nb.sources.markdown.wording import BREAK


class HtmlReader(BlockReader):
    """Reads pieces of HTML."""

    def of_html(self, content: str, line: int) -> list[Block]:
        """The blocks of a piece of HTML. Raises `SourceInvalid` where it would hide all that follows."""
        if unended := html.unended(content):
            raise SourceInvalid(
                [FieldError("", f"line {line}: {unended} begins here and has no end")],
                remedy="Close it, or take it out: it would hide the rest of the deck.",
                line=line,
            )
        found: list[Block] = []
        points: list[ListItem] = []
        for part in html.parts(content):
            text = self._inline(self._parse(part.text), line) if part.kind in {"text", "heading", "item"} else Inline()
            if part.kind == "item" and not text.is_empty:
                points.append(
                    point(text.shown.replace(BREAK, " "), text.said.replace(BREAK, " "), part.level, part.marker)
                )
                found += self._pictures([*text.images, *part.images], line)
                continue
            if points:
                found.append(ListBlock(tuple(points), line))
                points = []
            found += self._part(part, text, line)
        if points:
            found.append(ListBlock(tuple(points), line))
        return found

    def _part(self, part: html.HtmlPart, text: Inline, line: int) -> list[Block]:
        """A piece of a page that is no point of a list."""
        match part.kind:
            case "heading" if not text.is_empty:
                text.shown, text.said = text.shown.replace(BREAK, " "), text.said.replace(BREAK, " ")
                return [Heading(part.level, text, "", line), *self._pictures(part.images, line)]
            case "code":
                made = code(part.text, line, part.info, numbers=self._numbered)
                return [made] if made else []
            case "comment":
                return self._comments([part.text], line)
            case "left out":
                self.found.left_out.add(LEFT_OUT[part.text][0], line, LEFT_OUT[part.text][1])
                return []
            case "rule":
                return [Break(line)]
            case "table":
                cells = [[self._inline(self._parse(cell), line) for cell in row] for row in part.rows]
                shown = table(cells, line, self.found.left_out, has_head=part.has_head)
                caption = self._inline(self._parse(part.text), line)
                if shown and not caption.is_empty:
                    shown = replace(shown, caption=TableCell(caption.shown, caption.said))
                return [*([shown] if shown else []), *self._pictures(part.images, line)]
            case _:
                text.images += part.images
                return self._paragraph(text, line)
