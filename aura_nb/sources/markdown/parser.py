"""Markdown into tokens: CommonMark with tables, footnotes, definitions, formulas and `:::` blocks."""

from __future__ import annotations

import re
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin

from aura_nb.errors import FieldError, SourceInvalid
from aura_nb.sources.markdown.embeds import embeds_plugin

DEEPEST = 100
# Looking for the end of a link takes the square of the brackets in a paragraph: 50,000 of them took 5 s.
_MOST_BRACKETS = 4000


def parse(text: str, *, first_line: int = 1) -> SyntaxTreeNode:
    """The tree of a Markdown text; `first_line` is its first line's number in the file, for errors.

    Raises `SourceInvalid` for what is nested too deeply to be read, and for a `:::` block without an end.
    """
    tree = SyntaxTreeNode(_parser().parse(text, {"first_line": first_line}))
    _refuse_open_notes(tree, text.split("\n"), first_line)
    return tree


def parse_inline(text: str) -> SyntaxTreeNode:
    """The tree of one paragraph's text; raises as `parse` does."""
    return SyntaxTreeNode(_parser().parseInline(text, {"first_line": 1}))


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": DEEPEST}).enable(["table", "strikethrough"])
    parser.use(container_plugin, "any", validate=lambda params, _: bool(params.strip()))
    parser.use(embeds_plugin).use(footnote_plugin, inline=False).use(deflist_plugin)
    parser.use(dollarmath_plugin, allow_labels=False, allow_space=False, allow_digits=False, double_inline=True)
    # Links are never followed, and pictures are checked where they are read: nothing is left as it was typed.
    parser.validateLink = _any_address  # type: ignore[method-assign]  # its documented hook
    parser.normalizeLink = _unchanged  # type: ignore[method-assign]  # likewise
    parser.core.ruler.before("inline", "limits", _refuse_too_much)
    return parser


def _any_address(url: str) -> bool:  # noqa: ARG001 - the hook is given it
    return True


def _unchanged(url: str) -> str:
    return url


def _refuse_too_much(state: StateCore) -> None:
    for token in state.tokens:
        line = int(str(state.env.get("first_line", 1))) + (token.map[0] if token.map else 0)
        if token.level >= DEEPEST - 2:
            raise SourceInvalid(
                [FieldError("", f"line {line}: quotes and lists are nested more than {DEEPEST // 2} deep")],
                remedy="Write it flatter: a slide shows two levels well.",
                line=line,
            )
        if token.type == "inline" and token.content.count("[") > _MOST_BRACKETS:
            message = f"line {line}: a paragraph holds more than {_MOST_BRACKETS:,} square brackets"
            raise SourceInvalid([FieldError("", message)], remedy="Part it by empty lines.", line=line)


def _refuse_open_notes(tree: SyntaxTreeNode, lines: list[str], first_line: int) -> None:
    """Notes without an end would swallow the rest of the deck."""
    for node in tree.walk():
        if node.type != "container_any" or not is_notes(node) or not node.map:
            continue
        begin, end = node.map
        if not any(re.match(r"[\s>]*:{3,}\s*$", row) for row in lines[end - 1 : end + 1]):
            line = begin + first_line
            raise SourceInvalid(
                [FieldError("", f"line {line}: these notes have no end")],
                remedy="Close them by a line with ::: alone.",
                line=line,
            )


def is_notes(node: SyntaxTreeNode) -> bool:
    """Whether a `:::` block holds what is said; `::: {.notes}` is how others write it."""
    name = node.info.strip().split(maxsplit=1)[0] if node.info.strip() else ""
    return name.strip("{}.").casefold() in {"notes", "speaker-notes"} or ".notes" in node.info
