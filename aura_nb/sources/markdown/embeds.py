"""Pictures as people write them who do not know CommonMark: `![alt](my cat.png)`."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from aura_nb.regex import regex

_SUFFIX = r"\.(?:png|jpe?g|webp|svg|gif|bmp|tiff?|ico|avif|heic|mp4|m4v|mov|webm)"
_SPACED = regex(
    rf"!\[(?P<alt>[^\[\]\n]{{0,1000}})\]\(\s*(?P<src>[^()<>\"\n]{{1,500}}?{_SUFFIX}(?:[?#][^\s()]*)?)"
    r"(?:\s+[\"'](?P<title>[^\"\n]{0,500})[\"'])?(?:\s*=\d*%?x\d*%?)?\s*\)",
    re.IGNORECASE,
)


# A drawing as it is in its address, with its own spaces and brackets.
_DRAWN = regex(
    r"!\[(?P<alt>[^\[\]\n]{0,1000})\]\(\s*<?(?P<src>data:image/svg\+xml[^,\s]{0,60},\s*(?:<\?xml[^>]{0,200}>\s*)?<svg\b.{1,200000}?</svg\s*>)>?"
    r"(?:\s+[\"'](?P<title>[^\"\n]{0,500})[\"'])?\s*\)",
    re.IGNORECASE | re.DOTALL,
)


def embeds_plugin(parser: MarkdownIt) -> None:
    """Read a picture whose name has spaces, where CommonMark would leave it as text."""
    parser.inline.ruler.after("image", "spaced_picture", _spaced)


def _spaced(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - how the parser calls its rules
    if state.src[state.pos] != "!":
        return False
    found = _SPACED.match(state.src, state.pos, state.posMax) or _DRAWN.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        token = state.push("image", "img", 0)
        token.attrs = {"src": found["src"].strip(), "alt": ""} | ({"title": found["title"]} if found["title"] else {})
        token.content = found["alt"]
        token.children = state.md.inline.parse(found["alt"], state.md, state.env, []) or []
    state.pos = found.end()
    return True
