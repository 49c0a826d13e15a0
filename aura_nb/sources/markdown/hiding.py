"""What an author hides of a text in the way of web pages: `hidden`, `display: none`, classes that say so."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping

from aura_nb.regex import regex

_HIDDEN_STYLE = regex(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?:\.0+)?\s*(?:;|$)|font-size\s*:\s*0(?![.\d]*[1-9])"
)
_HIDDEN_CLASS = frozenset({"sr-only", "visually-hidden", "d-none", "hidden", "visuallyhidden"})
_HIDING = regex(
    r"\bhidden\b|display\s*:\s*none|visibility\s*:|opacity\s*:|font-size\s*:\s*0|sr-only|d-none|visuallyhidden|<(?:template|noscript|dialog)\b",
    re.IGNORECASE,
)
_OPENING = regex(r"<(?P<tag>[a-zA-Z][a-zA-Z0-9]*)\b(?P<given>[^<>]{0,2000})>")
_ATTRIBUTE = regex(r"([\w-]+)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'>]+))?")
NEVER = frozenset({"template", "noscript", "dialog"})  # shown by no page that has its scripts
_MOST_HIDDEN = 2000  # elements of a text that are looked at


def hides(html: str) -> bool:
    """Whether something in a page may be hidden."""
    return bool(_HIDING.search(html))


def without_hidden(text: str, *, never: frozenset[str] = frozenset()) -> str:
    """Markdown without the elements that are hidden, and those of the tags `never`; its lines keep their numbers.

    >>> without_hidden("Bees <span hidden>and wasps</span> hum.")
    'Bees  hum.'
    """
    kept, at = [], 0
    for opening in itertools.islice(_OPENING.finditer(text), _MOST_HIDDEN):
        given = {name.lower(): value.strip("\"'") for name, value in _ATTRIBUTE.findall(opening["given"])}
        hidden = opening["tag"].lower() in never or is_hidden(given)
        if opening.start() < at or not hidden or _is_elsewhere(text, opening.start()):
            continue
        end = _end_of(text, opening["tag"], opening.end())
        kept += [text[at : opening.start()], "\n" * text.count("\n", opening.start(), end)]
        at = end
    return "".join([*kept, text[at:]])


def _end_of(text: str, tag: str, at: int) -> int:
    """Where an element ends that was opened before `at`; at the end of the text where it is never closed."""
    depth = 1
    for found in re.finditer(rf"<(/?){tag}\b", text[at:], re.IGNORECASE):
        depth += -1 if found[1] else 1
        if not depth:
            close = text.find(">", at + found.start())
            return close + 1 if close >= 0 else len(text)
    return len(text)


def _is_elsewhere(text: str, at: int) -> bool:
    """Whether a place is within a comment or code: a fence, or backticks on its line."""
    before = text[:at]
    if before.rfind("<!--") > before.rfind("-->"):
        return True
    fences = sum(line.lstrip().startswith(("```", "~~~")) for line in before.split("\n"))
    return bool(fences % 2) or bool(before.rpartition("\n")[2].count("`") % 2)


def is_hidden(given: Mapping[str, str]) -> bool:
    """Whether an element with these attributes is hidden."""
    return (
        "hidden" in given
        or given.get("aria-hidden", "").lower() == "true"
        or bool(_HIDDEN_STYLE.search(given.get("style", "").lower()))
        or not _HIDDEN_CLASS.isdisjoint(given.get("class", "").lower().split())
    )
