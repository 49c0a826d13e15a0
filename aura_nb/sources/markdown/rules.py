"""Rules for the parser, for what decks of other tools hold and no maintained plugin reads as they do.

Fenced divs nest as in pandoc: a bare `:::` closes the innermost one, whatever its length. Everything here is syntax
that means nothing else in plain Markdown, so that it is read in every deck.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.dollarmath.index import math_inline_dollar

from aura_nb.regex import regex
from aura_nb.sources.markdown.attributes import attributes_at

_DIV = regex(r"(?P<colons>:{3,})[ \t]*(?P<params>.*?)[ \t]*:*[ \t]*$")
_TELLING = (":::", "```", "~~~")
_CODE_FENCE = regex(r"(`{3,}|~{3,})")
_INLINES = ("paragraph", "reference", "blockquote", "list", "footnote_def")
# A tag of a component: attributes of Vue, MDX and JSX are none that CommonMark knows.
_TAG = regex(
    r"</?[A-Za-z][\w.:-]{0,60}"
    r"(?:\s+[@:#*A-Za-z_\[(][^\s=<>\"'/{}]{0,80}(?:\s*=\s*(?:\"[^\"]{0,2000}\"|'[^']{0,2000}'|\{\{[^{}]{0,500}\}\}"
    r"|\{[^{}]{0,500}\}|[^\s\"'=<>`{}]{1,500}))?){0,30}\s*/?>"
)
_SHORTCODE = regex(
    r"\{\{(?P<mark>[<%])(?P<inside>.{0,2000}?)[>%]\}\}|\{%-?(?P<liquid>.{0,1000}?)-?%\}|\{\{\{?(?P<value>.{0,500}?)\}\}\}?",
    re.DOTALL,
)
_ERB = regex(r"<%(?P<inside>.{0,1000}?)%>", re.DOTALL)
_WIKI = regex(r"(?P<embed>!?)\[\[(?P<target>[^\[\]|\n]{1,300})(?:\|(?P<text>[^\[\]\n]{0,300}))?\]\](?!\()")
_FIGURES = regex(r"[\d\s,.;:+-]+")
_CITATION = regex(r"\[(?P<inside>[^\[\]\n]{0,100}?(?<![\w.@])-?@\{?[A-Za-z0-9_][^\[\]\n]{0,400})\](?![(\[:])")
_LOST_NOTE = regex(r"\[\^[^\[\]\s]{1,100}\](?!:)")
_CRITIC = regex(
    r"\{(?:\+\+(?P<added>.{0,2000}?)\+\+|--(?P<gone>.{0,2000}?)--|~~(?P<old>.{0,2000}?)~>(?P<new>.{0,2000}?)~~"
    r"|==(?P<marked>.{0,2000}?)==|>>(?P<comment>.{0,2000}?)<<"
    r"|/\*(?P<aside>.{0,2000}?)\*/|\+ (?P<inserted>.{0,2000}?) \+|- (?P<deleted>.{0,2000}?) -)\}"  # of MDX, of GitLab
    r"|\[\+ (?P<put>[^\[\]\n]{1,500}?) \+\]|\[- (?P<taken>[^\[\]\n]{1,500}?) -\]",
    re.DOTALL,
)
_TICKED = regex(r"\$`(?P<tex>[^`\n]{1,1000})`\$")
# A formula between a backslash's brackets, as MathJax and LaTeX have it; other escaped brackets are brackets.
_BRACKETED = regex(
    r"\\\\\((?P<twice>(?=[^\n]{0,500}?[\\^_=]|[A-Za-z](?:\([a-z]\))?\\\\\))[^\n]{1,500}?)\\\\\)"
    r"|\\\((?P<inline>(?=[^\n]{0,500}?[\\^_=]|[A-Za-z](?:\([a-z]\))?\\\))[^\n]{1,500}?)\\\)"
    r"|\\\[(?P<display>.{1,2000}?)\\\]",
    re.DOTALL,
)
_SHORT_TEX = 4  # "x", "f(x)"
_OF_TEX = regex(r"[\\^_=]")
_MATHEMATICS = math_inline_dollar(allow_space=False, allow_digits=False, allow_double=True)
_MARKS = (
    ("mark", regex(r"==(?![=\s])(?P<inside>[^=\n]{0,1000}?[^=\s])==(?!=)")),
    ("ins", regex(r"\^\^(?![\^\s])(?P<inside>[^\^\n]{0,1000}?[^\^\s])\^\^(?!\^)")),
    ("kbd", regex(r"\+\+(?P<inside>[\w\"-]{1,30}(?:\+[\w\"-]{1,30}){0,6})\+\+(?!\+)")),
)


def add_mathematics(parser: MarkdownIt) -> None:
    """Teach a parser formulas: between dollars, and between a backslash's brackets."""
    parser.use(dollarmath_plugin, allow_labels=False, allow_space=False, allow_digits=False, double_inline=True)
    parser.inline.ruler.at("math_inline", _dollars)
    parser.inline.ruler.before("escape", "bracketed", _bracketed)


def add_rules(parser: MarkdownIt) -> None:
    """Teach a parser all of them."""
    add_mathematics(parser)
    parser.block.ruler.before("fence", "div", div, {"alt": list(_INLINES)})
    ruler = parser.inline.ruler
    ruler.before("html_inline", "component", _token(_TAG, "<", "html_inline"))
    ruler.before("link", "wikilink", _wikilink)
    ruler.before("link", "citation", _citation)
    ruler.after("link", "span", _span)
    ruler.push("attributes", _attributes)
    ruler.push("lost_note", _token(_LOST_NOTE, "[", "lost_note"))
    ruler.before("escape", "shortcode", _token(_SHORTCODE, "{", "shortcode"))
    ruler.before("escape", "erb", _token(_ERB, "<", "shortcode"))
    ruler.before("escape", "critic", _critic)
    for name, pattern in _MARKS:
        ruler.before("emphasis", name, _paired(name, pattern))


def div(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - the parser's own interface
    """A fenced div, with what follows its colons as the token's info; `meta["closed"]` says whether it has an end."""
    if state.is_code_block(start):
        return False
    opened = _DIV.match(_row(state, start))
    if not opened or not opened["params"]:
        return False
    if silent:
        return True
    last, closed = _end_of_div(state, start, end, len(opened["colons"]))
    parent, line_max = state.parentType, state.lineMax
    state.parentType, state.lineMax = "div", last
    token = state.push("div_open", "div", 1)
    token.info, token.markup, token.map = opened["params"], opened["colons"], [start, last]
    token.meta["closed"] = closed
    state.md.block.tokenize(state, start + 1, last)
    state.push("div_close", "div", -1)
    state.parentType, state.lineMax = parent, line_max
    state.line = last + 1 if closed else last
    return True


def _end_of_div(state: StateBlock, start: int, end: int, colons: int) -> tuple[int, bool]:
    """The line that closes a div; the end of what holds it, and False, where none does."""
    stack, fence = [colons], ""
    for line in range(start + 1, end) if state.blkIndent else _telling(state, start + 1, end):
        row = _row(state, line)
        if row and state.sCount[line] < state.blkIndent:
            return line, False
        if mark := _CODE_FENCE.match(row):
            if not fence:
                fence = mark[1]
            elif mark[1].startswith(fence) and not row.strip("`~ \t"):
                fence = ""
            continue
        found = None if fence else _DIV.match(row)
        if not found:
            continue
        if found["params"]:
            stack.append(len(found["colons"]))
        else:
            length = len(found["colons"])
            at = len(stack) - 1 - stack[::-1].index(length) if length in stack else len(stack) - 1
            del stack[at:]
            if not stack:
                return line, True
    return end, False


def _telling(state: StateBlock, start: int, end: int) -> list[int]:
    """The lines from `start` to `end` that may open or close a div or a fence; those of a text are looked for once."""
    if "telling" not in state.env or state.env["telling"][0] is not state.src:
        rows = state.src.split("\n")
        state.env["telling"] = (state.src, [at for at, row in enumerate(rows) if any(mark in row for mark in _TELLING)])
    lines: list[int] = state.env["telling"][1]
    return lines[bisect_left(lines, start) : bisect_left(lines, end)]


def _row(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _dollars(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the parser's own interface
    """Mathematics between dollars, into which no code reaches: in "$PATH, `$x$`" the second one is part of the code."""
    start = state.pos
    if ticked := _TICKED.match(state.src, start, state.posMax) if state.src[start] == "$" else None:  # of GitLab
        if not silent:
            state.push("math_inline", "", 0).content = ticked["tex"]
        state.pos = ticked.end()
        return True
    if not _MATHEMATICS(state, True) or "`" in state.src[start : state.pos]:  # noqa: FBT003 - as above
        state.pos = start
        return False
    state.pos = start
    return _MATHEMATICS(state, silent)


def _token(pattern: re.Pattern[str], first: str, kind: str) -> Callable[[StateInline, bool], bool]:
    """A rule that makes one token of what a pattern finds."""

    def rule(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the parser's own interface
        if state.src[state.pos] != first:
            return False
        found = pattern.match(state.src, state.pos, state.posMax)
        if not found:
            return False
        if not silent:
            state.push(kind, "", 0).content = found[0]
        state.pos = found.end()
        return True

    return rule


def _paired(name: str, pattern: re.Pattern[str]) -> Callable[[StateInline, bool], bool]:
    """A rule for text between two equal marks."""

    def rule(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - as above
        found = pattern.match(state.src, state.pos, state.posMax)
        if not found:
            return False
        if not silent:
            _within(state, name, found.start("inside"), found.end("inside"))
        state.pos = found.end()
        return True

    return rule


def _within(state: StateInline, name: str, start: int, end: int) -> None:
    """Tokens for the text from `start` to `end`, between an opening and a closing one."""
    position, most = state.pos, state.posMax
    state.pos, state.posMax = start, end
    state.push(f"{name}_open", name, 1)
    state.md.inline.tokenize(state)
    state.push(f"{name}_close", name, -1)
    state.pos, state.posMax = position, most


def _wikilink(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - as above
    if state.src[state.pos] not in "![":
        return False
    found = _WIKI.match(state.src, state.pos, state.posMax)
    if not found or (_FIGURES.fullmatch(found["target"]) and not found["text"]):
        return False
    if not silent:
        token = state.push("wikilink", "", 0)
        token.content = found["text"] or ""
        token.meta = {"target": found["target"].strip(), "embed": bool(found["embed"])}
    state.pos = found.end()
    return True


def _citation(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - as above
    if state.src[state.pos] != "[":
        return False
    found = _CITATION.match(state.src, state.pos, state.posMax)
    if not found or (attributes_at(state.src, found.end()) is not None):
        return False
    if not silent:
        state.push("citation", "", 0).content = found["inside"]
    state.pos = found.end()
    return True


def _critic(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - as above
    if state.src[state.pos] not in "{[":
        return False
    found = _CRITIC.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    kept = next((name for name in ("added", "new", "marked", "inserted", "put") if found[name] is not None), None)
    if not silent and kept:
        _within(state, "ins", found.start(kept), found.end(kept))
    state.pos = found.end()
    return True


def _bracketed(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - as above
    if state.src[state.pos] != "\\":
        return False
    found = _BRACKETED.match(state.src, state.pos, state.posMax)
    tex = (found["twice"] or found["inline"] or found["display"] or "") if found else ""
    if not found or not (_OF_TEX.search(tex) or (not found["display"] and len(tex) <= _SHORT_TEX)):
        return False
    if not silent:
        state.push("math_inline", "", 0).content = tex
    state.pos = found.end()
    return True


def _span(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - as above
    """`[text]{.class}` and `[text][^1]`, where the brackets are no link."""
    if state.src[state.pos] != "[":
        return False
    end = state.md.helpers.parseLinkLabel(state, state.pos)
    if 0 <= end < state.posMax - 2 and state.src[end + 1 : end + 3] == "[^" and state.src[state.pos + 1] != "^":
        if not silent:
            _within(state, "ins", state.pos + 1, end)
        state.pos = end + 1
        return True
    given = attributes_at(state.src, end + 1) if 0 <= end < state.posMax - 1 else None
    if given is None or given.end > state.posMax:
        return False
    if not silent:
        before = len(state.tokens)
        _within(state, "span", state.pos + 1, end)
        state.tokens[before if state.tokens[before].type == "span_open" else before + 1].meta["given"] = given
    state.pos = given.end
    return True


def _attributes(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - as above
    """`{...}` right behind a picture, a link or code: kept by the token it belongs to."""
    if state.src[state.pos] != "{" or state.pending or not state.tokens:
        return False
    last = state.tokens[-1]
    given = attributes_at(state.src, state.pos, words=last.type == "image")
    if given is None or last.type not in {"image", "code_inline", "link_close", "math_inline"}:
        return False
    if not silent:
        last.meta["given"] = given
    state.pos = given.end
    return True
