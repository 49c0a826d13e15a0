"""Markdown into tokens: CommonMark with tables, footnotes, definitions, formulas and `:::` blocks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.admon import admon_plugin
from mdit_py_plugins.amsmath import amsmath_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.myst_role import myst_role_plugin
from mdit_py_plugins.subscript import sub_plugin
from mdit_py_plugins.superscript import superscript_plugin

from aura_nb.errors import FieldError, SourceInvalid
from aura_nb.sources.markdown.attributes import attributes_at
from aura_nb.sources.markdown.embeds import embeds_plugin
from aura_nb.sources.markdown.lines import SourceLine, joined, numbered
from aura_nb.sources.markdown.rules import add_mathematics, add_rules

DEEPEST = 100
# Looking for the end of a link takes the square of the brackets in a paragraph: 50,000 of them took 5 s.
_MOST_BRACKETS = 4000


def parse(text: str | Sequence[SourceLine], *, first_line: int = 1) -> SyntaxTreeNode:
    """The tree of a Markdown text, or of its lines; `first_line` is a text's first line in the file, for errors.

    Raises `SourceInvalid` for what is nested too deeply to be read, and for notes without an end.
    """
    lines = numbered(text, first_line) if isinstance(text, str) else list(text)
    numbers = [line.number for line in lines]
    tree = SyntaxTreeNode(_parser().parse(joined(lines), {"numbers": numbers}))
    _refuse_open_notes(tree, numbers)
    return tree


def parse_inline(text: str) -> SyntaxTreeNode:
    """The tree of one paragraph's text; raises as `parse` does."""
    return SyntaxTreeNode(_parser().parseInline(text, {"numbers": [1]}))


def parse_page(text: str) -> SyntaxTreeNode:
    """The tree of a page's text: only its tags and its mathematics are signs, all that Markdown has are letters."""
    return SyntaxTreeNode(_page_parser().parseInline(text, {"numbers": [1]}))


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": DEEPEST}).enable(["table", "strikethrough"])
    parser.use(admon_plugin).use(footnote_plugin).use(deflist_plugin).use(myst_role_plugin)
    parser.use(amsmath_plugin).use(sub_plugin).use(superscript_plugin)
    add_rules(parser)
    parser.use(embeds_plugin)
    # Links are never followed, and pictures are checked where they are read: nothing is left as it was typed.
    parser.validateLink = _any_address  # type: ignore[method-assign]  # its documented hook
    parser.normalizeLink = _unchanged  # type: ignore[method-assign]  # likewise
    parser.core.ruler.before("inline", "limits", _refuse_too_much)
    return parser


@cache
def _page_parser() -> MarkdownIt:
    parser = MarkdownIt("zero", {"html": True, "maxNesting": DEEPEST}).enable(["html_inline", "entity"])
    add_mathematics(parser)
    return parser


def _any_address(url: str) -> bool:  # noqa: ARG001 - the hook is given it
    return True


def _unchanged(url: str) -> str:
    return url


def _refuse_too_much(state: StateCore) -> None:
    for token in state.tokens:
        line = numbered_line(state.env["numbers"], token.map[0] if token.map else 0)
        if token.level >= DEEPEST - 2:
            raise SourceInvalid(
                [FieldError("", f"line {line}: quotes and lists are nested more than {DEEPEST // 2} deep")],
                remedy="Write it flatter: a slide shows two levels well.",
                line=line,
            )
        if token.type == "inline" and token.content.count("[") > _MOST_BRACKETS:
            message = f"line {line}: a paragraph holds more than {_MOST_BRACKETS:,} square brackets"
            raise SourceInvalid([FieldError("", message)], remedy="Part it by empty lines.", line=line)


def numbered_line(numbers: Sequence[int], place: int) -> int:
    """The line of the file that the line at `place` is."""
    return numbers[min(place, len(numbers) - 1)] if numbers else 1


def _refuse_open_notes(tree: SyntaxTreeNode, numbers: Sequence[int]) -> None:
    """Notes without an end would swallow the rest of the deck."""
    for node in tree.walk():
        if node.type == "div" and is_notes(node) and node.map and not node.meta["closed"]:
            line = numbered_line(numbers, node.map[0])
            raise SourceInvalid(
                [FieldError("", f"line {line}: these notes have no end")],
                remedy="Close them by a line with ::: alone.",
                line=line,
            )


def classes(node: SyntaxTreeNode) -> tuple[str, ...]:
    """The classes of a div, or its one name: `::: notes`, `:::{note} Title`, `::: {.notes #a}`."""
    info = node.info.strip()
    given = attributes_at(info) if info.startswith("{") else None
    if given and given.classes:
        return tuple(name.casefold() for name in given.classes)
    found = re.match(r"\{?\s*\.?([\w:-]+)", info)
    return (found[1].casefold(),) if found else ()


def is_notes(node: SyntaxTreeNode) -> bool:
    """Whether a div holds what is said."""
    return bool({"notes", "speaker-notes", "speaker", "note-speaker"} & set(classes(node)))
