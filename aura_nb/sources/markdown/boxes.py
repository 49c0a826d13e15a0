"""Boxes that other tools open and close on lines of their own, as divs.

`{% hint style="info" %}` of GitBook, `{{% notice warning %}}` of Hugo, `<Callout type="tip">` and `<Aside>` of MDX.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from aura_nb.regex import regex
from aura_nb.sources.markdown.admonitions import KINDS
from aura_nb.sources.markdown.lines import SourceLine, prose

_SHORTCODE = regex(
    r"\s*\{(?:%|\{[<%])-?\s*(?P<end>/\s*|end)?(?P<name>[a-z]+)\b(?P<rest>[^{}]*?)-?[%>]\}?\}?\s*$", re.IGNORECASE
)
_COMPONENT = regex(r"\s*<(?P<end>/)?(?P<name>[A-Z][A-Za-z]+)\b(?P<rest>[^<>]*?)>\s*$")
_NAMES = frozenset(
    {"hint", "notice", "callout", "alert", "admonition", "aside", "expand"}
)  # whose kind is an attribute
_VALUE = regex(
    r"(?P<name>[\w:-]+)\s*=\s*\{?(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s\"'}]+))\}?|\"(?P<text>[^\"]*)\"|(?P<word>[\w-]+)"
)
_OF_KIND = ("type", "style", "kind", "color", "colour", "variant", "intent", "theme", "icon")
_OTHERS = {"primary": "note", "default": "note", "neutral": "note", "caution": "caution", "positive": "success"}


class _Edge(NamedTuple):
    """A line that opens or closes a box."""

    name: str
    closes: bool
    rest: str


def divided(lines: list[SourceLine]) -> list[SourceLine]:
    """Lines in which such boxes are divs; one that is never closed stays as it is."""
    edges = {
        place: edge for place, is_prose in enumerate(prose(lines)) if is_prose and (edge := _edge(lines[place].text))
    }
    opened: list[int] = []
    made = list(lines)
    for place, edge in edges.items():
        if not edge.closes:
            opened.append(place)
            continue
        start = next((at for at in reversed(opened) if edges[at].name == edge.name), None)
        if start is None:
            continue
        del opened[opened.index(start) :]
        number, title = lines[start].number, _title(edges[start].rest).replace('"', "'")
        made[start] = SourceLine(f'\n:::::: {{.{_kind(edges[start])} title="{title}"}}\n', number)
        made[place] = SourceLine("\n::::::\n", lines[place].number)
    return [SourceLine(row, line.number) for line in made for row in line.text.split("\n")] if edges else lines


def _edge(text: str) -> _Edge | None:
    found = _SHORTCODE.match(text) if "{" in text else _COMPONENT.match(text) if "<" in text else None
    if found is None or found["rest"].rstrip().endswith("/"):
        return None
    name = found["name"].lower()
    return _Edge(name, bool(found["end"]), found["rest"]) if name in _NAMES or name in KINDS else None


def _given(rest: str) -> dict[str, str]:
    """The attributes of a box; bare words and texts by what they are."""
    given: dict[str, str] = {}
    for found in _VALUE.finditer(rest):
        value = next((found[name] for name in ("double", "single", "bare") if found[name] is not None), "")
        if found["name"]:
            given[found["name"].lower()] = value
        else:
            given.setdefault("word" if found["word"] else "text", found["word"] or found["text"])
    return given


def _kind(edge: _Edge) -> str:
    if edge.name not in _NAMES:
        return edge.name
    given = _given(edge.rest)
    values = [given.get(name, "").lower() for name in (*_OF_KIND, "word")]
    return next((_OTHERS.get(value, value) for value in values if value in KINDS or value in _OTHERS), "note")


def _title(rest: str) -> str:
    given = _given(rest)
    return given.get("title") or given.get("label") or given.get("heading") or given.get("text", "")
