"""Blocks that hold others: quotes, alerts, boxes, columns, notes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it.tree import SyntaxTreeNode

from aura_nb.regex import regex
from aura_nb.sources.markdown import admonitions
from aura_nb.sources.markdown.attributes import attributes_at, width_of
from aura_nb.sources.markdown.blocks import (
    OF_THE_SLIDE,
    Block,
    Caption,
    ColumnsBlock,
    Gone,
    Notes,
    Paragraph,
    TableCell,
    flat,
)
from aura_nb.sources.markdown.html_reader import HtmlReader
from aura_nb.sources.markdown.inline import Inline
from aura_nb.sources.markdown.notes import spoken
from aura_nb.sources.markdown.parser import classes, is_notes, parse_inline
from aura_nb.sources.markdown.quotes import attribution, box, quote, signed_by
from aura_nb.sources.markdown.tables import with_captions
from aura_nb.specs.kinds import naming

_ALERT = regex(r"\[!(?P<kind>[\w -]+)(?:\|[^\]]*)?\][+-]?[ \t]*(?P<title>[^\n]*)\n?", re.IGNORECASE)
# A quote that begins with "Note" or "Warning" in bold, as READMEs had them before GitHub had alerts.
_NAMED = regex(
    r"(?:[^\w\s*_]+\s*|:\w+:\s*)*(?:\*\*|__)\s*(?:[^\w\s*_]+\s*|:\w+:\s*)?(?P<name>[^\W\d_][^*_\n]{0,40}?)\s*[:.!\uff1a]?\s*(?:\*\*|__)"
    r"[ \t]*[:\uff1a]?[ \t]*(?:\n|(?=\S)|$)"
)
_SAYER = regex(r"\[(?:name=(?P<name>[^\]]*)|(?:time|color)=[^\]]*)\]\s*")
_OWN_KIND = regex(r"(?:note|message)(?:\s+(info|warn|alert))?$")
_OWN_KINDS = {None: "note", "info": "note", "warn": "warning", "alert": "caution"}
_MINDED = frozenset({"note", "tip", "hint", "info", "important", "attention", "warning", "caution", "danger", "error"})
_NOT_IN_A_FILM = frozenset({"hidden", "content-hidden", "d-none", "footer", "logo", "toctree", "sr-only"})


class ContainerReader(HtmlReader):
    """Reads what holds other blocks."""

    def _div(self, node: SyntaxTreeNode, line: int, *, top: bool) -> list[Block]:
        names = set(classes(node))
        given = attributes_at(node.info.strip()) if node.info.strip().startswith("{") else None
        if is_notes(node):
            origin = given.values.get("from", "::: notes") if given else "::: notes"
            return [Notes(tuple(self._said(node)), line, origin)]
        if names & _NOT_IN_A_FILM:
            return []
        if names & {"columns"} and (columns := self._columns(node, line)):
            return columns
        if "table-caption" in names:
            return self._caption(node, line)
        if "table" in names and given and given.values.get("title"):
            caption = self._inline(parse_inline(given.values["title"]), line)
            found = [block for child in node.children for block in self.read(child, top=top)]
            return with_captions([*found, Caption(TableCell(caption.shown, caption.said), line)])
        if given and given.id == "refs" and not node.children:  # where pandoc would write what is cited
            return [Gone(line)]
        if not names & admonitions.KINDS:
            if not node.meta["closed"] and re.fullmatch(r"[\w]+(?:\.\w+)+", node.info.strip()):
                self.found.left_out.add("a reference to code", line, "it is written by a tool.")
            is_whole = top and not names & {"column", "callout"}
            return [block for child in node.children for block in self.read(child, top=is_whole)]
        kind = next(name for name in classes(node) if name in admonitions.KINDS)
        own = _OWN_KIND.match(node.info.strip())
        if own is not None:  # of Qiita and Zenn
            found = [block for child in node.children for block in self.read(child)]
            return self._boxed(_OWN_KINDS[own[1]], "", found, line)
        title = given.values.get("title", "") if given else re.sub(r"^\{?[\w:.-]+\}?\s*", "", node.info.strip())
        bracketed = re.fullmatch(r"\[([^\[\]]*)\]", title.strip())
        title = (bracketed[1] if bracketed else title).strip()
        found = [block for child in node.children for block in self.read(child)]
        return self._boxed(kind, title, found, line)

    def _caption(self, node: SyntaxTreeNode, line: int) -> list[Block]:
        found = [block for child in node.children for block in self.read(child)]
        texts = [block for block in found if isinstance(block, Paragraph)]
        if len(texts) != len(found):
            return found
        cell = TableCell(" ".join(text.shown for text in texts), " ".join(text.said for text in texts))
        return [Caption(cell, line)] if cell.shown else []

    def _columns(self, node: SyntaxTreeNode, line: int) -> list[Block]:
        """Columns, with what stands around them; what is said or arranged in them belongs to the slide."""
        columns: list[tuple[Block, ...]] = []
        widths: list[float] = []
        around: list[list[Block]] = [[], []]
        for child in node.children:
            if child.type != "div" or "column" not in classes(child):
                around[bool(columns)] += self.read(child)
                continue
            found = with_captions([block for inner in child.children for block in self.read(inner)])
            shown = [block for block in found if not isinstance(block, OF_THE_SLIDE)]
            around[1] += [block for block in found if isinstance(block, OF_THE_SLIDE)]
            if shown:
                columns.append(tuple(shown))
                widths.append(width_of(child.info))
        if not columns:
            return []
        kept = tuple(widths) if all(widths) and len(set(widths)) > 1 else ()
        made: list[Block] = [ColumnsBlock(tuple(columns), line, kept)] if len(columns) > 1 else list(columns[0])
        return [*around[0], *made, *around[1]]

    def _boxed(self, kind: str, title: str, found: list[Block], line: int) -> list[Block]:
        text = self._inline(parse_inline(title), line) if title else Inline()
        shown, said = text.shown, text.said
        if not shown and kind.startswith("callout"):
            shown, said, found = admonitions.heading_as_title(found)
        shown, said = admonitions.named(kind, shown), admonitions.named(kind, said)
        plain = admonitions.boxed(shown, said, list(flat(found)), line)
        return box(kind, shown, plain, found, line)

    def _admonition(self, node: SyntaxTreeNode, line: int) -> list[Block]:
        """MkDocs' own: the first child is the title; a kind as its title means that it has none."""
        kind = str(node.meta.get("tag", "note"))
        titled = [child for child in node.children if child.type == "admonition_title"]
        title = titled[0].children[0].content if titled else ""
        found = [block for child in node.children if child.type != "admonition_title" for block in self.read(child)]
        known = kind in admonitions.KINDS
        return self._boxed(kind if known else "note", "" if known and title.casefold() == kind else title, found, line)

    def _quote(self, node: SyntaxTreeNode) -> list[Block]:
        first = node.children[0] if node.children else None
        written = first.children[0].content if first is not None and first.type == "paragraph" else ""
        line = self._line(node)
        if alert := _ALERT.match(written):
            kind = alert["kind"].strip().lower().replace(" ", "-")
            rest = written[alert.end() :]
            found = self._paragraph(self._inline(parse_inline(rest), line), line) if rest.strip() else []
            found += [block for child in node.children[1:] for block in self.read(child)]
            return self._boxed(kind if kind in admonitions.KINDS else "note", alert["title"].strip(), found, line)
        if (bold := _NAMED.match(written)) and (kind := naming.kind_of(bold["name"])) in _MINDED:
            rest = written[bold.end() :]
            found = self._paragraph(self._inline(parse_inline(rest), line), line) if rest.strip() else []
            found += [block for child in node.children[1:] for block in self.read(child)]
            return self._boxed(kind, "", found, line)
        if first is not None and (name := _SAYER.search(written)):  # of HackMD
            words = self._inline(parse_inline(_SAYER.sub("", written).strip()), line)
            found = self._paragraph(words, line) + [block for child in node.children[1:] for block in self.read(child)]
            return quote(found, name["name"] or "", line)
        last = node.children[-1] if node.children else None
        said, named = (
            attribution(last.children[0].children) if last is not None and last.type == "paragraph" else ([], [])
        )
        by = signed_by(named, self._of(named, line).words) if named else ""
        found = [block for child in node.children[: -1 if by else None] for block in self.read(child)]
        if by and said:
            found += self._paragraph(self._of(said, line), line)
        return quote(found, by, line)

    def _said(self, node: SyntaxTreeNode) -> Iterator[str]:
        """The paragraphs of notes, where a click also begins one."""
        yield from spoken(block for child in node.children for block in self.read(child))
