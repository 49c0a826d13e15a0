"""Quotes and boxes: who said it, of which sort a note is, and which of them can have a slide of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from aura_nb.sources.markdown.blocks import Block, Box, Cell, Paragraph, Points, Quote, flat
from aura_nb.specs.kinds.callout import Sort

_DASH = r"(?:-{1,3}|[\u2012-\u2015\u2212])"
_BY = re.compile(rf"(?:^|\n)[ \t]*{_DASH}[ \t]*(?P<dashed>[^\s\-\d][^\n]{{0,150}})$")
_CITED = re.compile(
    rf"(?:^|\s|<br\s*/?>)(?:{_DASH}\s*)?<(?P<tag>cite|footer)>\s*{_DASH}?\s*(?P<cited>[^\n]{{1,150}}?)\s*</(?P=tag)>\s*$"
)
_SIGNED = re.compile(rf"{_DASH}\s*(?P<by>[^\s\-\d].{{0,100}})")
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


def attributed(content: str) -> tuple[str, str]:
    r"""The text of a paragraph and who said it, from its last line; nobody where that is a line as others.

    >>> attributed("Be kind.\n-- Ann Bee"), attributed("Be kind.")
    (('Be kind.', 'Ann Bee'), ('Be kind.', ''))
    """
    found = _CITED.search(content) or _BY.search(content)
    if not found:
        return content, ""
    return content[: found.start()].rstrip().removesuffix("\\").rstrip(), (
        found.groupdict().get("dashed") or found.groupdict().get("cited") or ""
    ).strip()


def quote(found: Sequence[Block], by: str, line: int) -> list[Block]:
    """A quote of paragraphs; other blocks in quotation marks where they are texts."""
    texts = [block for block in found if isinstance(block, Paragraph)]
    if texts and len(texts) == len(found) and sum(len(text.shown) + 1 for text in texts) <= MOST_QUOTED:
        return [Quote(tuple(texts), line, by)]
    return [
        inner
        for block in found
        for inner in (flat([Quote((block,), line)]) if isinstance(block, Paragraph) else [block])
    ] + (list(flat([Quote((), line, by)])) if by else [])


def box(kind: str, title: str, plain: Sequence[Block], found: Sequence[Block], line: int) -> list[Block]:
    """A box of text, as it is within a text (`plain`) and for a slide of its own; else its blocks."""
    sort = _SORTS.get(kind.removeprefix("callout-").removeprefix("prf-"))
    found = list(flat(found))
    if sort is None or not found or not all(isinstance(block, Paragraph | Points) for block in found):
        return list(plain)
    shown, said = [], []
    for block in found:
        if isinstance(block, Paragraph):
            shown.append(block.shown)
            said.append(block.said)
        elif isinstance(block, Points):
            shown += [item.row for item in block.items]
            said += [item.said for item in block.items]
    text = Cell("\n\n".join(shown), "\n\n".join(said))
    footnotes = any(block.footnotes for block in found if isinstance(block, Paragraph | Points))
    if len(text.shown) > _MOST_BOXED or len(title) > _TITLE or footnotes:
        return list(plain)
    named = "" if title.casefold().rstrip(":.") == sort else title
    if text.shown.casefold().startswith((f"{sort}:", f"{sort}.")) and not named:
        text = Cell(re.sub(r"^\w+[:.]\s*", "", text.shown), re.sub(r"^\w+[:.]\s*", "", text.said))
    return [Box(sort, named, text, tuple(plain), line)]


def signed(found: Sequence[Block]) -> list[Block]:
    """The blocks with each line that says who is quoted above it as part of its quote."""
    made: list[Block] = []
    for block in found:
        last = made[-1] if made else None
        name = _SIGNED.fullmatch(block.shown) if isinstance(block, Paragraph) and not block.footnotes else None
        if name and isinstance(last, Quote) and not last.by:
            made[-1] = replace(last, by=name["by"].strip())
        else:
            made.append(block)
    return made
