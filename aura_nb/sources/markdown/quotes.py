"""Quotes and boxes: who said it, of which sort a note is, and which of them can have a slide of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it.tree import SyntaxTreeNode
from msgspec.structs import replace

from aura_nb.regex import regex
from aura_nb.sources.markdown.admonitions import begins_with
from aura_nb.sources.markdown.blocks import Admonition, Block, ListBlock, Paragraph, QuoteBlock, TableCell, flat
from aura_nb.specs.kinds import naming
from aura_nb.specs.kinds.callout import Sort
from aura_nb.specs.marks import ANY, bare

_DASH = r"(?:-{1,3}|[\u2012-\u2015\u2212\u2500\u2e3a\u2e3b]{1,3})"
_CITED = regex(r"<(?:cite|footer)\b", re.IGNORECASE)
_BREAKS = frozenset({"softbreak", "hardbreak"})
_NAMED = regex(rf"(?:{_DASH}\s*)?(?P<by>\S.{{0,150}})")
_SIGNED = regex(rf"{_DASH}\s*(?P<by>[^\s\-\d].{{0,100}})")
_BEGINS = regex(rf"^[^:.\uff1a]{{1,200}}[:.\uff1a]{ANY}\s*")
_SORTS: dict[str, Sort] = {
    **dict.fromkeys(
        ("note", "info", "seealso", "abstract", "summary", "tldr", "todo", "admonition", "callout"), "note"
    ),
    **dict.fromkeys(("example", "question", "help", "faq", "remark", "block", "exampleblock", "new"), "note"),
    **dict.fromkeys(("tip", "hint", "success", "check", "done"), "tip"),
    **dict.fromkeys(("important", "attention", "alertblock", "alert"), "important"),
    **dict.fromkeys(("warning", "deprecated", "failure", "fail", "missing", "bug", "error"), "warning"),
    **dict.fromkeys(("caution", "danger"), "caution"),
}
MOST_QUOTED = 1000  # characters
_MOST_BOXED = 2000
_TITLE = 200


def attribution(nodes: Sequence[SyntaxTreeNode]) -> tuple[list[SyntaxTreeNode], list[SyntaxTreeNode]]:
    """The nodes of a quote's last paragraph, and those of its last line, which may say who is quoted."""
    cut = next(
        (place for place in reversed(range(len(nodes))) if nodes[place].type in _BREAKS or _cites(nodes[place])), 0
    )
    while cut and (nodes[cut - 1].type in _BREAKS or re.fullmatch(rf"\s*{_DASH}?\s*", nodes[cut - 1].content)):
        cut -= 1
    return list(nodes[:cut]), list(nodes[cut:])


def _cites(node: SyntaxTreeNode) -> bool:
    return node.type == "html_inline" and bool(_CITED.match(node.content))


def signed_by(nodes: Sequence[SyntaxTreeNode], line: str) -> str:
    """Who is named in the last line of a quote, which says `line`: behind a dash, or as a citation of HTML."""
    return signature(line, dashed=not any(map(_cites, nodes)))


def signature(line: str, *, dashed: bool = True) -> str:
    """Who a line names behind its dash; nobody where it is a line as others.

    >>> signature("-- Ann Bee"), signature("Be kind.")
    ('Ann Bee', '')
    """
    found = (_SIGNED if dashed else _NAMED).fullmatch(" ".join(line.split()))
    return found["by"].strip() if found else ""


def quote(found: Sequence[Block], by: str, line: int) -> list[Block]:
    """A quote of paragraphs; other blocks in quotation marks where they are texts."""
    texts = [block for block in found if isinstance(block, Paragraph)]
    if texts and len(texts) == len(found) and sum(len(bare(text.shown)) + 1 for text in texts) <= MOST_QUOTED:
        return [QuoteBlock(tuple(texts), line, by)]
    return [
        inner
        for block in found
        for inner in (flat([QuoteBlock((block,), line)]) if isinstance(block, Paragraph) else [block])
    ] + (list(flat([QuoteBlock((), line, by)])) if by else [])


def box(kind: str, title: str, plain: Sequence[Block], found: Sequence[Block], line: int) -> list[Block]:
    """A box of text, as it is within a text (`plain`) and for a slide of its own; else its blocks."""
    sort = _SORTS.get(kind.removeprefix("callout-").removeprefix("prf-"))
    found = list(flat(found))
    if sort is None or not found or not all(isinstance(block, Paragraph | ListBlock) for block in found):
        return list(plain)
    shown, said = [], []
    for block in found:
        if isinstance(block, Paragraph):
            shown.append(block.shown)
            said.append(block.said)
        elif isinstance(block, ListBlock):
            shown += [item.row for item in block.items]
            said += [item.said for item in block.items]
    text = TableCell("\n\n".join(shown), "\n\n".join(said))
    footnotes = any(block.footnotes for block in found if isinstance(block, Paragraph | ListBlock))
    if len(bare(text.shown)) > _MOST_BOXED or len(bare(title)) > _TITLE or footnotes:
        return list(plain)
    words, name = bare(title).rstrip(":."), naming.mark_of(sort)
    named = "" if words == name or naming.kind_of(words) == sort else title
    if not named and begins_with(bare(text.shown), name):
        text = TableCell(_BEGINS.sub("", text.shown), _BEGINS.sub("", text.said))
    return [Admonition(sort, named, text, tuple(plain), line)]


def signed(found: Sequence[Block]) -> list[Block]:
    """The blocks with each line that says who is quoted above it as part of its quote."""
    made: list[Block] = []
    for block in found:
        last = made[-1] if made else None
        name = signature(bare(block.shown)) if isinstance(block, Paragraph) and not block.footnotes else ""
        if name and isinstance(last, QuoteBlock) and not last.by:
            made[-1] = replace(last, by=name)
        else:
            made.append(block)
    return made
