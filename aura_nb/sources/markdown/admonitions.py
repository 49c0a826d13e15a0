"""Boxes that every tool has for what is to be minded: their kinds, and what stands before their text."""

from __future__ import annotations

from collections.abc import Sequence

from aura_nb.sources.markdown.blocks import Block, Heading, Paragraph
from aura_nb.specs.marks import bare

KINDS = frozenset(
    (
        *("note", "tip", "hint", "important", "warning", "caution", "attention", "danger", "error", "seealso", "info"),
        *(
            "abstract",
            "summary",
            "tldr",
            "todo",
            "success",
            "check",
            "done",
            "question",
            "help",
            "faq",
            "failure",
            "fail",
        ),
        *(
            "missing",
            "bug",
            "example",
            "quote",
            "cite",
            "admonition",
            "details",
            "deprecated",
            "versionadded",
            "secondary",
        ),
        *("versionchanged", "remark", "theorem", "proof", "definition", "lemma", "exercise", "solution", "callout"),
        *("callout-note", "callout-tip", "callout-important", "callout-warning", "callout-caution", "tab", "tab-item"),
        *("prf-theorem", "prf-proof", "prf-definition", "prf-lemma", "prf-algorithm", "prf-example", "prf-remark"),
        *("dropdown", "card", "grid-item-card", "topic", "rubric", "corollary", "algorithm", "proposition", "block"),
        *("alertblock", "exampleblock", "new", "settings", "pied-piper", "alert"),
    )
)
_SILENT = frozenset(
    {
        "admonition",
        "details",
        "callout",
        "tab",
        "tab-item",
        "dropdown",
        "card",
        "grid-item-card",
        "topic",
        "block",
        "quote",
        "cite",
        "rubric",
        "pied-piper",
    }
)
_NAMES = {
    "seealso": "See also",
    "tldr": "In short",
    "faq": "Question",
    "versionadded": "New in version",
    "versionchanged": "Changed in version",
    "deprecated": "Deprecated since version",
    "exampleblock": "Example",
    "alertblock": "Note",
}


def named(kind: str) -> str:
    """What a kind is called where its box has no title; nothing where the kind says nothing.

    >>> named("callout-note"), named("seealso"), named("details")
    ('Note', 'See also', '')
    """
    bare = kind.removeprefix("callout-").removeprefix("prf-")
    return "" if bare in _SILENT else _NAMES.get(bare, bare.replace("-", " ").capitalize())


def boxed(title: str, said: str, found: Sequence[Block], line: int) -> list[Block]:
    """A box's blocks with its title before its first paragraph, or above it."""
    if not title:
        return list(found)
    first = found[0] if found else None
    mark = "" if bare(title).endswith((":", ".", "!", "?", "…")) else ":"
    if isinstance(first, Paragraph) and bare(first.shown).casefold().startswith(
        (f"{bare(title)}:".casefold(), f"{bare(title)}.".casefold())
    ):
        return list(found)  # its author wrote "Note:" too
    if isinstance(first, Paragraph) and first.shown:
        text = Paragraph(
            f"{title}{mark} {first.shown}",
            f"{said}{mark} {first.said}" if first.said else f"{said}{mark}",
            first.line,
            first.footnotes,
        )
        return [text, *found[1:]]
    return [Paragraph(f"{title}{mark}" if found else title, f"{said}{mark}" if found else said, line), *found]


def heading_as_title(found: Sequence[Block]) -> tuple[str, str, list[Block]]:
    """Quarto's callouts take the heading they begin with for their title."""
    first = found[0] if found else None
    if isinstance(first, Heading):
        return first.text.shown, first.text.said, list(found[1:])
    return "", "", list(found)
