"""Pictures as people write them who do not know CommonMark: `![alt](my cat.png)`, and Obsidian's `![[cat.png|300]]`."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

_SUFFIX = r"\.(?:png|jpe?g|webp|svg|gif|bmp|tiff?|ico|avif|heic)"
_SPACED = re.compile(
    rf"!\[(?P<alt>[^\[\]\n]{{0,1000}})\]\(\s*(?P<src>[^()<>\"\n]{{1,500}}?{_SUFFIX}(?:[?#][^\s()]*)?)"
    r"(?:\s+[\"'](?P<title>[^\"\n]{0,500})[\"'])?(?:\s*=\d*%?x\d*%?)?\s*\)",
    re.IGNORECASE,
)
_OBSIDIAN = re.compile(
    rf"!\[\[(?P<src>[^\[\]|#\n]{{1,500}}?{_SUFFIX})(?:#[^|\]\n]*)?(?:\|(?P<more>[^\]\n]*))?\]\]", re.IGNORECASE
)
_SIZE = re.compile(r"\d+(?:x\d+)?%?|left|right|center")


def embeds_plugin(parser: MarkdownIt) -> None:
    """Read these as pictures, where CommonMark would leave them as text."""
    parser.inline.ruler.before("image", "obsidian_picture", _obsidian)
    parser.inline.ruler.after("image", "spaced_picture", _spaced)


def _spaced(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - how the parser calls its rules
    found = _SPACED.match(state.src, state.pos, state.posMax) if state.src[state.pos] == "!" else None
    return _put(state, found, found["alt"] if found else "", (found["title"] or "") if found else "", silent=silent)


def _obsidian(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - likewise
    found = _OBSIDIAN.match(state.src, state.pos, state.posMax) if state.src.startswith("![[", state.pos) else None
    words = [word.strip() for word in (found["more"] or "").split("|")] if found else []
    return _put(state, found, " ".join(word for word in words if not _SIZE.fullmatch(word)), "", silent=silent)


def _put(state: StateInline, found: re.Match[str] | None, alt: str, title: str, *, silent: bool) -> bool:
    if found is None:
        return False
    if not silent:
        token = state.push("image", "img", 0)
        token.attrs = {"src": found["src"].strip(), "alt": ""} | ({"title": title} if title else {})
        token.content = alt
        token.children = state.md.inline.parse(alt, state.md, state.env, []) or []
    state.pos = found.end()
    return True
