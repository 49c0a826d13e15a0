"""Quarto and R Markdown: pandoc's Markdown with cells of code, whose options begin with `#|`, and shortcodes.

Code is never run: a cell whose code is not to be seen leaves nothing. See Quarto's guides on revealjs and code cells.
"""

from __future__ import annotations

import re

from aura_nb.regex import regex
from aura_nb.sources.markdown.dialects.dialect import Dialect, Page
from aura_nb.sources.markdown.dialects.pandoc import Pandoc
from aura_nb.sources.markdown.lines import Fence, SourceLine, fences, prose

_CELL = regex(r"\{(?P<name>[A-Za-z][\w+.-]*)(?P<options>[\s,].*)?\}\s*$")
_OPTION = regex(r"\s*(?:#|//|--|%%|\*)\|\s?(?P<text>.*)$")
_SIGNS = regex(
    r":{3,}\s*\{[^}]*\.(?:callout-|columns|column\b|incremental|fragment|r-stack|panel-tabset|aside)|\{\{<\s|`{3,}\s*\{(?:r|python|julia|ojs|mermaid|dot|bash|sql)\b"
)
_WITHIN = regex(r"(?<=[\w/\"'(])\{\{<[^{}\n]{0,200}>\}\}(?=[\w./\"')])")  # within an address or a value
_ENGINES = frozenset(
    {
        "r",
        "python",
        "julia",
        "ojs",
        "bash",
        "sh",
        "sql",
        "js",
        "javascript",
        "node",
        "rust",
        "stan",
        "observable",
        "python3",
    }
)
_PICTURE = regex(r"include_graphics\(\s*[\"']([^\"']+)[\"']")
_LIT = regex(r"code-line-numbers:\s*[\"']?(?P<lines>[\d|,\s-]*\d)")
_GONE = "\0"  # no deck holds it
_UNSEEN = regex(r"\b(?:echo|include)\s*[=:]\s*(?:false|F)\b", re.IGNORECASE)


class Quarto(Pandoc):
    """`format:`, `execute:`, a cell of code, a callout, columns, or a shortcode."""

    name = "Quarto"
    keys = frozenset(
        {
            "format",
            "execute",
            "filters",
            "engine",
            "jupyter",
            "knitr",
            "title-slide-attributes",
            "date-format",
            "number-sections",
            "lightbox",
            "crossref",
            "embed-resources",
            "self-contained",
            "shortcodes",
            "title-block-banner",
            "listing",
            "website",
            "project",
            "params",
        }
    )
    shared = (
        Pandoc.shared
        | Pandoc.keys
        | {"description", "image", "categories", "editor", "toc", "css", "footer", "logo", "draft", "affiliation"}
    )
    comments = "sentences"

    def is_written(self, page: Page) -> bool:
        return Dialect.is_written(self, page) or page.has(_SIGNS) or any(map(_is_cell, fences(page.lines)))

    def rewrite(self, page: Page) -> None:
        lines = list(page.lines)
        hidden = "execute" in page.head.entries and _UNSEEN.search(
            str(page.head.entries["execute"].value).replace("'", "")
        )
        for fence in fences(page.lines):
            if _is_cell(fence):
                self._cell(fence, lines, page, is_hidden=bool(hidden))
        lines = [line for line in lines if line.text != _GONE]
        outside = prose(lines)
        page.lines = [
            SourceLine(_WITHIN.sub("", line.text), line.number) if is_prose else line
            for line, is_prose in zip(lines, outside, strict=True)
        ]
        super().rewrite(page)

    @staticmethod
    def _cell(fence: Fence, lines: list[SourceLine], page: Page, *, is_hidden: bool) -> None:
        cell = _CELL.match(fence.info)
        if not cell:
            return
        inside = range(fence.start + 1, fence.end + (not fence.is_closed))
        options = [found["text"] for place in inside if (found := _OPTION.match(lines[place].text))]
        code = "\n".join(lines[place].text for place in inside)
        written = f"{cell['options'] or ''}\n" + "\n".join(options)
        shown = re.search(r"\becho\s*[=:]\s*(?:true|T|fenced)\b", written, re.IGNORECASE)
        if (_UNSEEN.search(written) or (is_hidden and not shown)) or not code.strip():
            picture = _PICTURE.search(code)
            for place in range(fence.start, fence.end + 1):
                lines[place] = SourceLine("", lines[place].number)
            if picture:
                lines[fence.start] = SourceLine(f"![](<{picture[1]}>)", lines[fence.start].number)
            elif code.strip():
                page.left_out.add(
                    "a cell of code that is not to be seen", lines[fence.start].number, "code is not run."
                )
            return
        lit = next((found["lines"] for option in options if (found := _LIT.match(option))), "")
        info = f'{cell["name"]} code-line-numbers="{lit}"' if lit else cell["name"]
        lines[fence.start] = SourceLine(lines[fence.start].text.replace(fence.info, info), lines[fence.start].number)
        for place in inside:  # the lines that light up are counted without them
            if _OPTION.match(lines[place].text):
                lines[place] = lines[place]._replace(text=_GONE)


def _is_cell(fence: Fence) -> bool:
    found = _CELL.match(fence.info)
    return bool(found) and found is not None and found["name"].lower() in _ENGINES
