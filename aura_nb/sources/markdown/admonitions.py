"""Boxes that every tool has for what is to be minded: their kinds, and what stands before their text."""

from __future__ import annotations

from collections.abc import Sequence

from aura_nb.regex import regex
from aura_nb.sources.markdown.blocks import Block, Heading, Paragraph
from aura_nb.specs.kinds import naming
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
        *("alertblock", "exampleblock", "new", "settings", "pied-piper", "alert", "message"),
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
_FIRST_WORDS = regex(r"([^:.\uff1a]{1,60})[:.\uff1a]")
_VERSIONED = frozenset({"versionadded", "versionchanged", "deprecated"})  # whose text goes on behind their name


def named(kind: str, title: str = "") -> str:
    """What a box is called: its title, else the name of its kind, a mark until its language is known.

    Nothing where the kind says nothing.

    >>> naming.named(named("callout-note"), "de"), naming.named(named("seealso"), "en"), named("details")
    ('Hinweis', 'See also', '')
    """
    own = kind.removeprefix("callout-").removeprefix("prf-")
    name = "" if own in _SILENT else naming.mark_of(own)
    return f"{name} {title}".strip() if own in _VERSIONED else title or name


def boxed(title: str, said: str, found: Sequence[Block], line: int) -> list[Block]:
    """A box's blocks with its title before its first paragraph, or above it."""
    if not title:
        return list(found)
    first = found[0] if found else None
    mark = "" if bare(title).endswith((":", ".", "!", "?", "…")) else naming.COLON
    if isinstance(first, Paragraph) and begins_with(bare(first.shown), bare(title)):
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


def begins_with(text: str, title: str) -> bool:
    """Whether a text begins with the title of its box, in whatever language where that is the name of its kind."""
    first = _FIRST_WORDS.match(text)
    word = first[1].strip() if first else ""
    kind = naming.kind_of(word)
    return bool(word) and (word.casefold() == title.casefold() or (bool(kind) and naming.mark_of(kind) == title))


def heading_as_title(found: Sequence[Block]) -> tuple[str, str, list[Block]]:
    """Quarto's callouts take the heading they begin with for their title."""
    first = found[0] if found else None
    if isinstance(first, Heading):
        return first.text.shown, first.text.said, list(found[1:])
    return "", "", list(found)
