"""MyST: directives, labels and what refers to them, block breaks. See MyST's own guide."""

from __future__ import annotations

import re

from aura_nb.regex import regex
from aura_nb.sources.markdown.dialects.dialect import Dialect, Page
from aura_nb.sources.markdown.dialects.directives import FENCE, OPTION, is_directive, rewritten
from aura_nb.sources.markdown.lines import SourceLine, prose
from aura_nb.specs.kinds import naming

_LABEL = regex(r"\s{0,3}\((?P<name>[\w:. /-]{1,100})\)=\s*$")
_HEADING = regex(r"\s{0,3}#{1,6}\s+(?P<text>.*?)[\s#]*$")
_REFERENCE = regex(r"\{(?:ref|std:ref|numref|eq|prf:ref)\}`(?P<role>[^`<>]+)`|(?<!!)\[\]\((?P<link>#?[\w:. /-]+)\)")
_CALLED = {
    **dict.fromkeys(("figure", "image", "figure-md"), "figure"),
    **dict.fromkeys(("table", "list-table", "csv-table"), "table"),
    "math": "equation",
    "code-block": "listing",
    "code": "listing",
    **{
        f"prf:{kind}": kind for kind in ("theorem", "lemma", "definition", "proof", "corollary", "algorithm", "example")
    },
}
_OWN = regex(
    r"\([\w:. -]+\)=\s*$|.*\{(?:ref|doc|numref|eq|cite|cite:\w|term|abbr|download|sub|sup|math|kbd|prf:ref)\}`"
)


class MyST(Dialect):
    """A directive it knows, a label, a role, or a field of Jupyter Book."""

    name = "MyST"
    keys = frozenset(
        {
            "jupytext",
            "kernelspec",
            "myst",
            "file_format",
            "substitutions",
            "html_meta",
            "short_title",
            "exports",
            "label",
            "jupyter",
            "thumbnail",
            "venue",
        }
    )
    shared = frozenset(
        {"orphan", "numbering", "abstract", "keywords", "license", "open_access", "affiliations", "parts"}
    )
    is_article = True

    def is_written(self, page: Page) -> bool:
        if super().is_written(page) or page.has(_OWN):
            return True
        return any(found and is_directive(found["name"]) for found in (FENCE.match(line.text) for line in page.lines))

    def rewrite(self, page: Page) -> None:
        named = _named(page.lines)
        lines = rewritten(page.lines, page)
        outside = prose(lines)
        if named:
            lines = [
                SourceLine(_REFERENCE.sub(lambda found: _said(found, named), line.text), line.number)
                if is_prose and ("`" in line.text or "](" in line.text)
                else line
                for line, is_prose in zip(lines, outside, strict=True)
            ]
        page.lines = [
            SourceLine("", line.number)
            if is_prose and (_LABEL.match(line.text) or re.match(r"%(?:\s|$)|\+\+\+", line.text))
            else line
            for line, is_prose in zip(lines, outside, strict=True)
        ]


def _named(lines: list[SourceLine]) -> dict[str, str]:
    """What the labels of a text stand for: the heading that follows, or what a directive is called."""
    found: dict[str, str] = {}
    waiting: list[str] = []
    kind = ""
    for line, is_prose in zip(lines, prose(lines), strict=True):
        if directive := FENCE.match(line.text):
            kind = _CALLED.get(directive["name"].lower(), "")
        elif kind and (option := OPTION.match(line.text)) and option["name"] in {"name", "label"} and option["value"]:
            found[option["value"].strip()] = naming.mark_of(kind)
        elif is_prose and (label := _LABEL.match(line.text)):
            waiting.append(label["name"].strip())
        elif line.text.strip():
            heading = _HEADING.match(line.text) if is_prose else None
            found |= dict.fromkeys(waiting, heading["text"]) if heading else {}
            waiting = []
    return found


def _said(found: re.Match[str], named: dict[str, str]) -> str:
    """A reference without words of its own as what it refers to."""
    words = named.get((found["role"] or found["link"] or "").strip().removeprefix("#"))
    return found[0] if words is None else words
