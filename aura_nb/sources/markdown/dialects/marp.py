"""Marp: slides parted by rules, directives in comments, backgrounds in descriptions of pictures.

A comment that is no directive is a note for the presenter. See Marpit's guides on directives and image syntax.
"""

from __future__ import annotations

import re

from aura_nb.regex import regex
from aura_nb.sources.markdown.dialects.dialect import Alt, Dialect, Directive, Page, address, fit_of, side_of

_DIRECTIVES = frozenset(
    (
        *("theme", "style", "headingDivider", "size", "math", "title", "author", "description", "keywords", "url"),
        *("image", "marp", "paginate", "header", "footer", "class", "backgroundColor", "backgroundImage", "lang"),
        *("backgroundPosition", "backgroundRepeat", "backgroundSize", "color", "transition", "html", "inlineSVG"),
    )
)
_COMMENT = regex(r"<!--(.*?)-->", re.DOTALL)
_BACKGROUND = regex(r".*!\[(?:[^\]\[]{0,200}\s)?bg(?:\s[^\]\[]{0,200})?\]\(")
_SIZED = regex(r".*!\[(?:[^\]\[]{0,200}\s)?(?:w|h|width|height):[\w.%]+(?:\s[^\]\[]{0,200})?\]\(")
_FIT = regex(r"\s*#+.*<!--\s*fit\s*-->")
_WORD = regex(
    r"(?:(?:w|h|width|height):\S+|(?:blur|brightness|contrast|drop-shadow|grayscale|hue-rotate|invert|opacity|saturate"
    r"|sepia)(?::\S+)?)$"
)
_OF_BACKGROUND = regex(r"(?:(?:left|right)(?::\S+)?|vertical|horizontal|contain|cover|fit|auto|[\d.]+%)$")


class Marp(Dialect):
    """`marp: true`, a directive in a comment, or a `bg` in the description of a picture."""

    name = "Marp"
    keys = frozenset({"marp", "paginate", "headingDivider", "backgroundColor", "backgroundImage", "inlineSVG"})
    shared = _DIRECTIVES - {"theme", "title", "transition"}
    themes = frozenset({"default", "gaia", "uncover"})
    comments = "all"
    of_slides = True

    def is_written(self, page: Page) -> bool:
        if super().is_written(page) or any(map(page.has, (_BACKGROUND, _SIZED, _FIT))):
            return True
        return any(_is_distinct(_fields(comment)) for comment in _comments(page.text))

    def rewrite(self, page: Page) -> None:
        written = page.head.entries.get("headingDivider")
        texts = [written.value] if written else []
        for comment in _comments(page.text):
            texts += [value for name, value in _fields(comment).items() if name == "headingDivider"]
        levels = [int(level) for text in texts for level in re.findall(r"[1-6]", str(text))]
        if levels:
            page.divider = max(levels)

    def directive(self, comment: str) -> Directive | None:
        if comment.strip() == "fit":
            return Directive()
        fields = _fields(comment)
        if not fields or not all(name.lstrip("_$") in _DIRECTIVES for name in fields):
            return None
        pictures = (address(value) for name, value in fields.items() if name.lstrip("_") == "backgroundImage")
        return Directive(next(filter(None, pictures), ""), tuple(name for name in fields if name != "headingDivider"))

    def alt(self, text: str) -> Alt:
        words = text.split()
        is_background = "bg" in words
        kept = [
            word
            for word in words
            if not _WORD.match(word) and not (is_background and (word == "bg" or _OF_BACKGROUND.match(word)))
        ]
        placed = [word.partition(":")[0] for word in words] if is_background else []
        return Alt(" ".join(kept), is_background, fit_of(placed) if is_background else None, side_of(placed))


def _is_distinct(fields: dict[str, object]) -> bool:
    """Whether a comment is a directive and nothing that a comment could say otherwise."""
    known = [name for name in fields if name.lstrip("_$") in _DIRECTIVES]
    plain = {"title", "author", "description", "keywords", "url", "image", "style", "size", "color", "header", "footer"}
    return bool(known) and len(known) == len(fields) and any(name not in plain for name in known)


def _fields(comment: str) -> dict[str, object]:
    """A comment as the mapping it is, if it is one."""
    if ":" not in comment or len(comment) > 5000:
        return {}
    import yaml  # noqa: PLC0415 - it takes 15 ms to load, and few comments are fields

    try:
        found = yaml.load(comment.strip(), Loader=yaml.BaseLoader)  # noqa: S506 - it makes nothing but texts
    except (yaml.YAMLError, RecursionError, ValueError):
        return {}
    return {str(name): value for name, value in found.items()} if isinstance(found, dict) else {}


def _comments(text: str) -> list[str]:
    """What the comments of a text say; one without an end is none, and would be looked through for each that begins."""
    end = text.rfind("-->") + 3
    found: list[str] = _COMMENT.findall(text[:end] if end >= 3 else "")
    return found
