"""Pandoc's Markdown: divs and spans with attributes, pauses, citations, line blocks, raw pieces of other formats.

Divs, spans, footnotes, raised and lowered text are read in every deck; here is what would mean another thing elsewhere.
"""

from __future__ import annotations

import itertools
import re

from aura_nb.sources.markdown.dialects.dialect import Dialect, Page
from aura_nb.sources.markdown.lines import SourceLine, prose

_PAUSE = re.compile(r"\s{0,3}\.\s\.\s\.\s*$")
_ROW = re.compile(r"\|(?:\s(?P<text>.*))?$")
_SIGNS = re.compile(
    r"\s{0,3}\.\s\.\s\.\s*$|:{3,}\s*\{\s*[.#]|.*\[-?@[\w:]+[^\]]*\](?!\()|\\(?:begin|newpage|pause|vspace)\b|#+\s.*\{[^{}]*[.#-][^{}]*\}\s*$"
)
_DASHES = re.compile(r"-{4,}|(?:^|\s)--\w")  # a line that is drawn, an option of a command
_KEY = re.compile(
    r"(?<![\w@.\\/])-?@(?:\{(?P<braced>[^{}]+)\}|(?P<bare>[A-Za-z_][\w]*(?:[:.#$%&+?~/-]\w+)*))(?:\s*\[[^\]]*\])?"
)
_COMMAND = re.compile(
    r"\\(?:newpage|newline|linebreak|clearpage|pagebreak|pause|noindent|bigskip|medskip|smallskip|centering|hfill|vfill|maketitle|column(?:\[[^\]]*\])?\{[^{}]*\}|tableofcontents|tiny|scriptsize|footnotesize|small|normalsize|large|Large|LARGE|huge|Huge|columns|columnsbegin|columnsend|(?:[vh]space|label|vskip|setlength|includegraphics|input|include|usepackage|setcounter|addtocounter|ref|eqref|pageref|cite[pt]?)\*?(?:\[[^\]]*\])?(?:\{[^{}]*\}){0,2})(?![A-Za-z])"
)
_FOOTNOTE = re.compile(r"\s*\\footnote\{(?P<text>[^{}]*?)\.?\}")
_STYLED = re.compile(
    r"\\(?:text(?:bf|it|tt|sc|rm|sf|color\{[^{}]*\})|emph|alert|only|onslide|uncover|visible|underline|href\{[^{}]*\}|url|footnotesize|mbox)\*?(?:<[^<>]*>)?\{(?P<text>[^{}]*)\}"
)
_BEGIN = re.compile(r"\s*\\(?:begin|end)\{(?P<name>[^{}]*)\}(?:\[[^\]]*\])?(?:\{[^{}]*\})*\s*$")
_TITLED = re.compile(r"\s*\\begin\{(?:alert|example)?block\}(?:<[^<>]*>)?\{(?P<title>[^{}]+)\}\s*$")
_LISTS = {"itemize": "-", "enumerate": "1.", "description": "-"}
_GRAPHICS = re.compile(r"\s*\\includegraphics\*?(?:<[^<>]*>)?(?:\[[^\]]*\])?\{(?P<file>[^{}<>]+\.\w{2,5})\}\s*$")
_ITEM = re.compile(r"\s*\\item(?:<[^<>]*>)?\s*(?:\[(?P<term>[^\[\]]*)\])?\s*(?P<text>.*)$")
_LOGO = re.compile(r"\\(?P<name>(?:La|Ka|Xe|Lua)?TeX)(?![A-Za-z])(?:\{\}|\\(?=\s))?")
_SPACE = re.compile(r"\\(?:q?quad|enspace|thinspace|space)(?![A-Za-z])(?:\{\})?")
_COMPUTED = re.compile(r"\\(?:today|insert\w+)(?![A-Za-z])(?:\{\})?")
_DOTS = re.compile(r"\\l?dots(?![A-Za-z])(?:\{\})?")
_MATHS = frozenset(
    {
        "align",
        "align*",
        "equation",
        "equation*",
        "gather",
        "gather*",
        "multline",
        "multline*",
        "eqnarray",
        "eqnarray*",
        "alignat",
        "alignat*",
        "flalign",
        "flalign*",
        "math",
        "displaymath",
        # within a formula
        *("array", "subarray", "matrix", "pmatrix", "bmatrix", "Bmatrix", "vmatrix", "Vmatrix", "smallmatrix"),
        *("cases", "dcases", "rcases", "aligned", "alignedat", "gathered", "split"),
    }
)
_GRID = re.compile(r"\+(?:[-=:]+\+)+\s*$")


class Pandoc(Dialect):
    """A title block, a field of its own, a pause, a citation, or a heading with attributes."""

    name = "pandoc"
    keys = frozenset(
        (
            *("header-includes", "bibliography", "csl", "documentclass", "classoption", "geometry", "fontsize"),
            *("numbersections", "aspectratio", "nocite", "link-citations", "institute", "colorlinks", "mainfont"),
            *(
                "slide-level",
                "incremental",
                "beamer",
                "section-titles",
                "reference-section-title",
                "suppress-bibliography",
            ),
        )
    )
    shared = frozenset({"toc", "abstract", "keywords", "output", "number-sections", "papersize", "linestretch", "logo"})
    comments = "sentences"
    has_opening = True

    def is_written(self, page: Page) -> bool:
        return page.head.is_title_block or super().is_written(page) or page.has(_SIGNS)

    def rewrite(self, page: Page) -> None:
        outside = prose(page.lines)
        found: list[SourceLine] = []
        lists: list[str] = []  # the marks of the lists that are open
        for line, is_prose in zip(page.lines, outside, strict=True):
            environment = _BEGIN.match(line.text) if is_prose else None
            titled = _TITLED.match(line.text) if environment else None
            if titled:
                found += [
                    SourceLine("", line.number),
                    SourceLine(f"**{titled['title']}**", line.number),
                    SourceLine("", line.number),
                ]
            elif is_prose and (graphics := _GRAPHICS.match(line.text)):
                found.append(SourceLine(f"![](<{graphics['file'].strip()}>)", line.number))
            elif is_prose and lists and (item := _ITEM.match(line.text)):
                indent = "   " * (len(lists) - 1)
                term = f"**{item['term']}** " if item["term"] else ""
                found.append(SourceLine(f"{indent}{lists[-1]} {term}{item['text']}", line.number))
            elif environment and environment["name"] in _LISTS:
                if line.text.lstrip().startswith(r"\begin"):
                    lists.append(_LISTS[environment["name"]])
                else:
                    del lists[-1:]
                found += [SourceLine("", line.number)] if len(lists) < 2 else []
            elif (is_prose and _PAUSE.match(line.text)) or (environment and environment["name"] not in _MATHS):
                found.append(SourceLine("", line.number))
            else:
                found.append(line)
        page.lines = found

    def plain(self, text: str) -> str:
        text = text.replace("---", "\N{EM DASH}").replace("--", "\N{EN DASH}") if not _DASHES.search(text) else text
        text = _SPACE.sub(" ", _COMPUTED.sub("", _DOTS.sub("…", _LOGO.sub(r"\g<name>", text))))
        text = _FOOTNOTE.sub(r" (\g<text>)", text)
        text = _STYLED.sub(r"\g<text>", _COMMAND.sub("", text))
        return _KEY.sub(lambda found: cited(found["braced"] or found["bare"]), text)


_KINDS = {
    "fig": "Figure",
    "tbl": "Table",
    "tab": "Table",
    "eq": "Equation",
    "sec": "Section",
    "lst": "Listing",
    "thm": "Theorem",
}


def cited(key: str) -> str:
    """The name in the key of a citation, or what a cross reference refers to.

    >>> cited("smith2004"), cited("fig-elephants"), cited("doe99:why")
    ('Smith', 'Figure', 'Doe')
    """
    kind = _KINDS.get(re.split(r"[-:]", key)[0])
    if kind:
        return kind
    name = re.match(r"[^\W\d_]+", key)
    return name[0][:1].upper() + name[0][1:] if name else ""


def stanzas(lines: list[SourceLine]) -> list[SourceLine]:
    """Line blocks, whose rows begin with a bar, as rows that end hard; a table's rows also end with one."""
    outside = prose(lines)
    found: list[SourceLine] = []
    place = 0
    while place < len(lines):
        end = place
        while (
            end < len(lines)
            and outside[end]
            and (row := _ROW.match(lines[end].text))
            and not (row["text"] or "").rstrip().endswith("|")
        ):
            end += 1
        rows = lines[place:end]
        is_table = any(re.fullmatch(r"[|:\s-]*-[|:\s-]*", line.text) for line in [*rows[:2], *lines[end : end + 1]])
        if len(rows) < 2 or is_table:
            found.append(lines[place])
            place += 1
            continue
        for at, line in enumerate(rows):
            text = line.text[1:].strip()
            last = at == len(rows) - 1 or not rows[at + 1].text[1:].strip()
            found.append(SourceLine(text if last or not text else text + "\\", line.number))
        place = end
    return found


def grids(lines: list[SourceLine]) -> list[SourceLine]:
    """Grid tables as tables of bars, where each cell is text; others stay as they are drawn, as code."""
    outside = prose(lines)
    found: list[SourceLine] = []
    place = 0
    while place < len(lines):
        if not (outside[place] and _GRID.match(lines[place].text)):
            found.append(lines[place])
            place += 1
            continue
        end = place
        while end < len(lines) and outside[end] and lines[end].text[:1] in {"+", "|"}:
            end += 1
        found += _table(lines[place:end])
        place = max(end, place + 1)
    return found


def _table(rows: list[SourceLine]) -> list[SourceLine]:
    parts = [place for place, line in enumerate(rows) if _GRID.match(line.text)]
    if len(parts) < 2 or parts[-1] != len(rows) - 1:
        return [SourceLine("```text", rows[0].number), *rows, SourceLine("```", rows[-1].number)]
    made: list[SourceLine] = []
    for start, end in itertools.pairwise(parts):
        cells: list[list[str]] = []
        for line in rows[start + 1 : end]:
            for at, cell in enumerate(line.text.strip().strip("|").split("|")):
                cells += [[]] if at >= len(cells) else []
                cells[at].append(cell.strip())
        made.append(
            SourceLine(
                "| " + " | ".join(" ".join(filter(None, cell)) for cell in cells) + " |",
                rows[start + 1 if end > start + 1 else start].number,
            )
        )
        if len(made) == 1:
            made.append(SourceLine("|" + "---|" * len(cells), rows[end].number))
    return [SourceLine("", rows[0].number), *made, SourceLine("", rows[-1].number)]


def unlabelled(lines: list[SourceLine]) -> list[SourceLine]:
    """Lines without those that only define something: abbreviations, options of a whole list."""
    outside = prose(lines)
    return [
        SourceLine("", line.number)
        if is_prose and re.match(r"\*\[[^\]]+\]:\s|\s*\{:[^{}]*\}\s*$|\s*\{[.#][\w\s.#=\"'%-]*\}\s*$", line.text)
        else line
        for line, is_prose in zip(lines, outside, strict=True)
    ]
