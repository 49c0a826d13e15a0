"""Pandoc's Markdown: divs and spans with attributes, pauses, citations, line blocks, raw pieces of other formats.

Divs, spans, footnotes, raised and lowered text are read in every deck; here is what would mean another thing elsewhere.
"""

from __future__ import annotations

import itertools
import re

from aura_nb.regex import regex
from aura_nb.sources.markdown import environments
from aura_nb.sources.markdown.attributes import attributes_at
from aura_nb.sources.markdown.dialects.dialect import Dialect, Page
from aura_nb.sources.markdown.lines import SourceLine, prose
from aura_nb.specs.kinds import naming

_PAUSE = regex(r"\s{0,3}\.\s\.\s\.\s*$")
_ROW = regex(r"\|(?:\s(?P<text>.*))?$")
_SIGNS = regex(
    r"\s{0,3}\.\s\.\s\.\s*$|:{3,}\s*\{\s*[.#]|.*\[-?@[\w:]+[^\]]*\](?!\()|\\(?:begin|newpage|pause|vspace)\b|#+\s.*\{[^{}]*[.#-][^{}]*\}\s*$"
)
_DASHES = regex(r"-{4,}|(?:^|\s)--\w")  # a line that is drawn, an option of a command
_KEY = regex(
    r"(?<![\w@.\\/])-?@(?:\{(?P<braced>[^{}]+)\}|(?P<bare>[A-Za-z_][\w]*(?:[:.#$%&+?~/-]\w+)*))(?:\s*\[[^\]]*\])?"
)
_COMMAND = regex(
    r"\\(?:newpage|newline|linebreak|clearpage|pagebreak|pause|noindent|bigskip|medskip|smallskip|centering|hfill|vfill|maketitle|column(?:\[[^\]]*\])?\{[^{}]*\}|tableofcontents|tiny|scriptsize|footnotesize|small|normalsize|large|Large|LARGE|huge|Huge|columns|columnsbegin|columnsend|(?:[vh]space|label|vskip|setlength|includegraphics|input|include|usepackage|setcounter|addtocounter|ref|eqref|pageref|cite[pt]?)\*?(?:\[[^\]]*\])?(?:\{[^{}]*\}){0,2})(?![A-Za-z])"
)
_FOOTNOTE = regex(r"\s*\\footnote\{(?P<text>[^{}]*?)\.?\}")
_STYLED = regex(
    r"\\(?:text(?:bf|it|tt|sc|rm|sf|color\{[^{}]*\})|emph|alert|only|onslide|uncover|visible|underline|href\{[^{}]*\}|url|footnotesize|mbox)\*?(?:<[^<>]*>)?\{(?P<text>[^{}]*)\}"
)
_LOGO = regex(r"\\(?P<name>(?:La|Ka|Xe|Lua)?TeX)(?![A-Za-z])(?:\{\}|\\(?=\s))?")
_SPACE = regex(r"\\(?:q?quad|enspace|thinspace|space)(?![A-Za-z])(?:\{\})?")
_COMPUTED = regex(r"\\(?:today|insert\w+)(?![A-Za-z])(?:\{\})?")
_DOTS = regex(r"\\l?dots(?![A-Za-z])(?:\{\})?")
# What a preamble defines for formulas.
_DEFINED = regex(
    r"\\(?:(?:re)?newcommand\*?|DeclareMathOperator\*?)\{?\\[A-Za-z]+\}?(?:\[\d\])?\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}"
)
_BROKEN = regex(r"(?:^|(?<=\s))\\(?=\s|$)")  # the end of a row
_UNKNOWN = regex(r"(?<![\w:\\/])\\[A-Za-z]{3,}\*?(?:<[^<>]*>)?(?:\[[^\]]*\])?(?:\{(?P<text>[^{}]*)\}|(?![\w\\{]))")
_TIED = regex(r"(?<=[^\W\d_]|\.)~(?=\w)|(?<=\d)~(?=[^\W\d_])")  # a space at which no line breaks
_GRID = regex(r"\+(?:[-=:]+\+)+\s*$")


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
        lines = [
            SourceLine("", line.number) if is_prose and _PAUSE.match(line.text) else line
            for line, is_prose in zip(page.lines, prose(page.lines), strict=True)
        ]
        written = str(page.head.entries["header-includes"].value) if "header-includes" in page.head.entries else ""
        defined = [found[0] for found in _DEFINED.finditer(written.replace("\\\\", "\\"))]
        first = lines[0].number if lines else 1
        shared = [SourceLine(text, first) for text in ("$$", *defined, "$$", "")] if defined else []
        page.lines = shared + environments.settled(lines)

    def plain(self, text: str) -> str:
        text = text.replace("---", "\N{EM DASH}").replace("--", "\N{EN DASH}") if not _DASHES.search(text) else text
        if "\\" in text:
            text = _SPACE.sub(" ", _COMPUTED.sub("", _DOTS.sub("…", _LOGO.sub(r"\g<name>", text))))
            text = _STYLED.sub(r"\g<text>", _COMMAND.sub("", text))
            text = _FOOTNOTE.sub(r" (\g<text>)", text)
            text = _BROKEN.sub("\n", _UNKNOWN.sub(lambda found: found["text"] or "", text))
        return _KEY.sub(_key, _TIED.sub(" ", text))


# What the first letters of a reference's name say of what it refers to.
_KINDS = {
    **dict.fromkeys(("fig", "figure", "img"), "figure"),
    **dict.fromkeys(("tbl", "tab", "table"), "table"),
    **dict.fromkeys(("eq", "eqn", "equation"), "equation"),
    **dict.fromkeys(("sec", "sect", "section", "ch", "chap", "chapter"), "section"),
    **dict.fromkeys(("lst", "listing"), "listing"),
    "thm": "theorem",
    "lem": "lemma",
    "cor": "corollary",
    "prp": "proposition",
    "prop": "proposition",
    "def": "definition",
    "defn": "definition",
    "exm": "example",
    "exr": "exercise",
    "sol": "solution",
    "alg": "algorithm",
    "algo": "algorithm",
    "rem": "remark",
    "prf": "proof",
}
_YEAR = regex(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")


def referred(key: str) -> str:
    """What a reference of this name refers to, a mark until its language is known; nothing where it does not say.

    >>> naming.named(referred("fig-elephants"), "de"), referred("elephants")
    ('Abbildung', '')
    """
    first = re.match(r"([A-Za-z]+)[-:]", key)
    kind = _KINDS.get(first[1].lower()) if first else None
    return naming.mark_of(kind) if kind else ""


def cited(key: str) -> str:
    """The name in the key of a citation, or what a cross reference refers to.

    >>> cited("smith2004"), naming.named(cited("fig-elephants"), "en"), cited("doe99:why"), cited("x1")
    ('Smith', 'Figure', 'Doe', '')
    """
    name = re.match(r"[^\W\d_]{2,}", key)
    return referred(key) or (name[0][:1].upper() + name[0][1:] if name else "")


def _key(found: re.Match[str]) -> str:
    """A citation in the text: who is cited; where only the year is asked for, that."""
    key = found["braced"] or found["bare"]
    if found[0].startswith("-") and not referred(key):
        year = _YEAR.search(key)
        return year[0] if year else ""
    return cited(key)


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


def _is_attributes(text: str) -> bool:
    """Whether a line is nothing but attributes, of the list or the block above it."""
    given = attributes_at(text) if text.startswith(("{.", "{#")) else None
    return given is not None and given.end == len(text)


def unlabelled(lines: list[SourceLine]) -> list[SourceLine]:
    """Lines without those that only define something: abbreviations, options of a whole list."""
    outside = prose(lines)
    return [
        SourceLine("", line.number)
        if is_prose
        and (re.match(r"\*\[[^\]]+\]:\s|\s*\{:[^{}]*\}\s*$", line.text) or _is_attributes(line.text.strip()))
        else line
        for line, is_prose in zip(lines, outside, strict=True)
    ]
