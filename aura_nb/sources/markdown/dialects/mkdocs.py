"""MkDocs and its Material theme: admonitions, tabs, snippets, blocks between slashes. See the reference of Material."""

from __future__ import annotations

import re

from aura_nb.regex import regex
from aura_nb.sources.markdown.dialects.dialect import Dialect, Page
from aura_nb.sources.markdown.lines import SourceLine, prose

_TAB = regex(r"(?P<indent>\s*)===[+!]?\s+\"(?P<title>[^\"]*)\"\s*$")
_ADMONITION = regex(r"\s*(?:!!!|\?\?\?\+?)\s+\w")
_SNIPPET = regex(r"\s*-+8<-+(?:\s|$)|\s*;-+8<-+")
_BLOCK = regex(r"(?P<indent>\s*)/{3,}\s*(?P<name>[\w-]+)?(?:\s*\|\s*(?P<title>.*))?$")
_OPTION = regex(r"\s{4,}(?P<name>[a-z]+):\s*(?P<value>[\w-]+)\s*$")
# Marks of annotations, which a page shows as buttons: (1) in text that is annotated, and behind a comment of code.
_ANNOTATED = regex(r"\s*\{[^{}]*\.annotate\b[^{}]*\}\s*$")
_MARK = regex(r"\s*\(\d{1,2}\)(?=[\s.,;:!?]|$)")
_CODE_MARK = regex(r"\s*(?:#|//|--|;|%|/\*|<!--)\s*(?:\(\d{1,2}\)!?\s*)+(?:\*/|-->)?\s*$")
_SURE_MARK = regex(r".*(?:#|//|--|;|%|/\*|<!--)\s*\(\d{1,2}\)!")


class MkDocs(Dialect):
    """`!!! note`, `=== "Tab"`, `--8<--`, or a field of Material."""

    name = "MkDocs"
    keys = frozenset({"hide", "icon", "search", "status", "template", "social", "boost"})
    shared = frozenset({"description", "tags", "date", "authors", "categories", "draft", "slug"})
    is_article = True

    def is_written(self, page: Page) -> bool:
        written = super().is_written(page) or any(map(page.has, (_TAB, _ADMONITION, _SNIPPET, _ANNOTATED)))
        return written or any(_SURE_MARK.match(line.text) for line in page.lines if "(" in line.text)

    def rewrite(self, page: Page) -> None:
        found: list[SourceLine] = []
        opened = False  # a block whose options may follow
        for line, is_prose in zip(_without_marks(page.lines), prose(page.lines), strict=True):
            option = _OPTION.match(line.text) if opened else None
            opened = opened and option is not None
            if option:
                if option["name"] == "type" and found[-1].text.lstrip().startswith(":::::: {."):
                    found[-1] = found[-1]._replace(text=re.sub(r"\{\.[\w-]+", f"{{.{option['value']}", found[-1].text))
            elif not is_prose:
                found.append(SourceLine(_CODE_MARK.sub("", line.text), line.number) if "(" in line.text else line)
            elif _SNIPPET.match(line.text):
                page.left_out.add("an included file", line.number, "a film shows what the deck itself holds.")
                found.append(SourceLine("", line.number))
            elif tab := _TAB.match(line.text):
                title = tab["title"] or "…"
                found.append(SourceLine(f'{tab["indent"]}!!! tab "{title}"', line.number))
            elif (block := _BLOCK.match(line.text)) and (block["name"] or not block["title"]):
                title = (block["title"] or "").replace('"', "'")
                mark = f':::::: {{.{block["name"]} title="{title}"}}' if block["name"] else "::::::"
                found.append(SourceLine(f"{block['indent']}{mark}", line.number))
                opened = bool(block["name"])
            else:
                found.append(line)
        page.lines = found


def _without_marks(lines: list[SourceLine]) -> list[SourceLine]:
    """Lines in which blocks that are annotated have no marks; what the marks stand for is a list of its own."""
    found = list(lines)
    for place, line in enumerate(lines):
        if not _ANNOTATED.match(line.text):
            continue
        above = place - 1
        while above >= 0 and lines[above].text.strip():
            found[above] = SourceLine(_MARK.sub("", lines[above].text), lines[above].number)
            above -= 1
    return found
