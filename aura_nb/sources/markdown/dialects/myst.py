"""MyST: directives in fences of backticks or colons, with options, labels and block breaks. See MyST's own guide.

A directive whose content is Markdown becomes a div, which nests; the others become what they stand for: a formula,
code, a picture, or nothing.
"""

from __future__ import annotations

import csv
import re

from aura_nb.regex import regex
from aura_nb.sources.markdown.dialects.dialect import Dialect, Page
from aura_nb.sources.markdown.left_out import DIAGRAM
from aura_nb.sources.markdown.lines import Fence, SourceLine, fences, prose
from aura_nb.specs.kinds import naming

_FENCE = regex(r"^(?P<indent>[\s>]*)(?P<marks>`{3,}|~{3,}|:{3,})\s*\{(?P<name>[A-Za-z][\w:.+-]*)\}(?P<argument>.*)$")
_OPTION = regex(r"\s*:(?P<name>[\w-]+):(?:\s+(?P<value>.*))?$")
_DEEPEST = 20
_CODE = frozenset(
    {
        "code",
        "code-block",
        "sourcecode",
        "code-cell",
        "prompt",
        "parsed-literal",
        "doctest",
        "highlight-code",
        "literal",
    }
)
_NUMBERED = {"linenos", "number-lines", "lineno-start"}
_MATHS = frozenset({"math", "amsmath"})
_PICTURES = frozenset({"figure", "image", "carousel-image"})
_FURNITURE = frozenset(
    (
        *("toctree", "tableofcontents", "contents", "bibliography", "index", "footbibliography", "target", "highlight"),
        *("currentmodule", "module", "nb-exec-table", "default-role", "sectnum", "rst-class", "mystnb", "comment"),
    )
)
_OUTSIDE = {
    "mermaid": "a diagram",
    "graphviz": "a diagram",
    "digraph": "a diagram",
    "plantuml": "a diagram",
    "uml": "a diagram",
    "include": "an included file",
    "literalinclude": "an included file",
    "glue": "a value that is computed",
    "glue:figure": "a value that is computed",
    "embed": "a value that is computed",
    "eval-rst": "a piece of reStructuredText",
    "iframe": "an embedded page",
    "video": "a video",
    "youtube": "a video",
    "raw": "a piece of another format",
    "plot": "a computed picture",
    "automodule": "a reference to code",
    "autoclass": "a reference to code",
    "autofunction": "a reference to code",
    "autosummary": "a reference to code",
    "argparse": "a reference to code",
    "only": "a piece for one format",
    "jupyter-execute": "a computed picture",
    "altair-plot": "a computed picture",
}
_PROSE = frozenset(
    (
        *(
            "note",
            "tip",
            "hint",
            "important",
            "warning",
            "caution",
            "attention",
            "danger",
            "error",
            "seealso",
            "admonition",
        ),
        *("todo", "versionadded", "versionchanged", "deprecated", "dropdown", "margin", "sidebar", "topic", "epigraph"),
        *(
            "pull-quote",
            "highlights",
            "compound",
            "container",
            "card",
            "grid",
            "grid-item",
            "grid-item-card",
            "tab-set",
        ),
        *("tab-item", "aside", "div", "details", "exercise", "solution", "proof", "theorem", "definition", "lemma"),
        *("prf:theorem", "prf:proof", "prf:definition", "prf:lemma", "prf:algorithm", "prf:example", "prf:remark"),
        *(
            "prf:corollary",
            "prf:axiom",
            "prf:property",
            "table",
            "list-table",
            "glossary",
            "blockquote",
            "exercise-start",
        ),
        *(
            "exercise-end",
            "solution-start",
            "solution-end",
            "card-carousel",
            "button",
            "abstract",
            "keywords",
            "tabbed",
        ),
        *(
            "csv-table",
            "panels",
            "figure-md",
            "hint",
            "rubric",
            "centered",
            "hlist",
            "question",
            "example",
            "success",
            "quizdown",
        ),
    )
)

_CELL = regex(r"\s*(?P<row>[*+]\s+(?=-))?-(?P<cell>\s.*|)$")
_BAR = r"\|"  # in a cell
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
        return any(found and _known(found["name"]) for found in (_FENCE.match(line.text) for line in page.lines))

    def rewrite(self, page: Page) -> None:
        named = _named(page.lines)
        lines = _rewritten(page.lines, page)
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
        if directive := _FENCE.match(line.text):
            kind = _CALLED.get(directive["name"].lower(), "")
        elif kind and (option := _OPTION.match(line.text)) and option["name"] in {"name", "label"} and option["value"]:
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


def _known(name: str) -> bool:
    return name.lower() in _CODE | _MATHS | _PICTURES | _FURNITURE | _PROSE or name.lower() in _OUTSIDE


def _rewritten(lines: list[SourceLine], page: Page, depth: int = 0) -> list[SourceLine]:
    """Lines with the directives outside of other fences as what they stand for, and those within them too."""
    blocks: dict[int, Fence] = {fence.start: fence for fence in fences(lines)}
    found: list[SourceLine] = []
    place = 0
    while place < len(lines):
        directive = _FENCE.match(lines[place].text)
        if directive and _known(directive["name"]) and depth < _DEEPEST:
            end = _end(lines, place, directive["marks"])
            closed = end > place and _is_close(lines[end].text, directive["marks"])
            inside = lines[place + 1 : end + (not closed)]
            found += _replaced(directive, inside, lines[place].number, lines[end].number, page, depth)
        else:
            end = blocks[place].end if place in blocks else place
            found += lines[place : end + 1]
        place = end + 1
    return found


def _is_close(row: str, marks: str) -> bool:
    bare = row.strip().lstrip("> ")
    return bare.startswith(marks) and not bare.strip(marks[0])


def _end(lines: list[SourceLine], start: int, marks: str) -> int:
    """Where a directive ends: by colons, those that open within it count; by backticks, at as many of them."""
    depth = 1
    for place in range(start + 1, len(lines)):
        row = lines[place].text
        if marks[0] == ":":
            bare = row.strip().lstrip("> ")
            if re.match(r":{3,}\s*\S", bare) and not re.fullmatch(r":{3,}", bare):
                depth += 1
            elif re.fullmatch(r":{3,}", bare):
                depth -= 1
                if not depth or (len(bare) == len(marks) and len(marks) > 3):
                    return place
        elif _is_close(row, marks):
            return place
    return len(lines) - 1


def _replaced(
    directive: re.Match[str], inside: list[SourceLine], first: int, last: int, page: Page, depth: int
) -> list[SourceLine]:
    """The lines of one directive as what it stands for."""
    name, argument, indent = directive["name"].lower(), directive["argument"].strip(), directive["indent"]
    options, inside = _without_options(inside)
    made: list[SourceLine]
    if name in _CODE:
        hidden = re.search(r"remove|hide", options.get("tags", ""))
        if hidden and "input" in options.get("tags", ""):
            page.left_out.add("a cell of code that is not to be seen", first, "code is not run.")
            return [SourceLine("", first)]
        language = "text" if name == "parsed-literal" else argument.split()[0] if argument else ""
        lit = options.get("emphasize-lines", "")
        words = [
            language,
            f'emphasize-lines="{lit}"' if lit else "",
            "numberLines" if _NUMBERED & options.keys() else "",
        ]
        made = [
            SourceLine(f"{indent}~~~~~~ {' '.join(filter(None, words))}", first),
            *inside,
            SourceLine(f"{indent}~~~~~~", last),
        ]
    elif name in _MATHS:
        body = [SourceLine(f"{indent}{argument}", first)] if argument else []
        made = [
            SourceLine(f"{indent}$$", first),
            *body,
            *(line for line in inside if line.text.strip()),
            SourceLine(f"{indent}$$", last),
        ]
    elif name in _PICTURES:
        made = _picture(argument, options, inside, indent, first)
    elif name in _FURNITURE:
        made = []
    elif name in _OUTSIDE:
        why = DIAGRAM[1] if _OUTSIDE[name] == DIAGRAM[0] else "a film shows what the deck itself holds."
        page.left_out.add(_OUTSIDE[name], first, why)
        made = []
    elif name in {"csv-table", "list-table"}:
        made = _csv(inside, options, indent) if name == "csv-table" else _rows(inside, options, indent)
        if argument and made:
            made += [SourceLine(text, last) for text in (f"{indent}:::::: {{.table-caption}}", f"{indent}{argument}")]
            made += [SourceLine(f"{indent}::::::", last)]
    elif name == "glossary":
        made = [
            SourceLine(
                f": {line.text.strip()}" if line.text[:1].isspace() and line.text.strip() else line.text, line.number
            )
            for line in inside
        ]
    else:
        title = argument.replace('"', "'")
        made = [
            SourceLine(f'{indent}:::::: {{.{name.replace(":", "-")} title="{title}"}}', first),
            *_rewritten(inside, page, depth + 1),
            SourceLine(f"{indent}::::::", last),
        ]
    return [SourceLine(indent.rstrip(), first), *made, SourceLine(indent.rstrip(), last)]


def _without_options(lines: list[SourceLine]) -> tuple[dict[str, str], list[SourceLine]]:
    """The options at the start of a directive, as `:name: value` or as YAML between two `---`, and the rest."""
    options: dict[str, str] = {}
    place = 0
    while place < len(lines) and (found := _OPTION.match(lines[place].text)):
        options[found["name"]] = (found["value"] or "").strip()
        place += 1
    if not place and lines and lines[0].text.strip() == "---":
        end = next((at for at in range(1, len(lines)) if lines[at].text.strip() == "---"), 0)
        for line in lines[1:end]:
            name, colon, value = line.text.strip().partition(":")
            if colon:
                options[name] = value.strip()
        place = end + 1 if end else 0
    return options, lines[place:]


def _picture(
    source: str, options: dict[str, str], inside: list[SourceLine], indent: str, number: int
) -> list[SourceLine]:
    caption: list[str] = []
    for line in inside:
        if not line.text.strip() and caption:
            break
        caption += [line.text.strip()] if line.text.strip() else []
    text = " ".join(caption)
    title = f' "{text.replace(chr(34), chr(39))}"' if text else ""
    alt = options.get("alt", "").replace("[", "(").replace("]", ")")
    return (
        [SourceLine(f"{indent}![{alt or text.replace('[', '(').replace(']', ')')}](<{source}>{title})", number)]
        if source
        else []
    )


def _rows(inside: list[SourceLine], options: dict[str, str], indent: str) -> list[SourceLine]:
    """A table written as a list of lists: a row is a point, its cells are the points below it."""
    rows: list[tuple[list[str], int]] = []
    for line in inside:
        point = _CELL.match(line.text)
        if point and (point["row"] or not rows):
            rows.append(([point["cell"].strip()], line.number))
        elif point:
            rows[-1][0].append(point["cell"].strip())
        elif rows and line.text.strip():  # a cell goes on
            rows[-1][0][-1] = f"{rows[-1][0][-1]} {line.text.strip()}".strip()
    if rows and options.get("header-rows", "0") in {"", "0"}:
        rows.insert(0, ([""] * len(rows[0][0]), rows[0][1]))
    made = [
        SourceLine(f"{indent}| {' | '.join(cell.replace('|', _BAR) for cell in cells)} |", at) for cells, at in rows
    ]
    if made:
        made.insert(1, SourceLine(f"{indent}|{'---|' * len(rows[0][0])}", made[0].number))
    return made


def _csv(inside: list[SourceLine], options: dict[str, str], indent: str) -> list[SourceLine]:
    head = [SourceLine(options["header"], inside[0].number)] if options.get("header") and inside else []
    rows = [*head, *inside]
    made: list[SourceLine] = []
    for line, row in zip(rows, csv.reader(line.text.strip() for line in rows), strict=False):
        if row:
            cells = (cell.strip().replace("|", _BAR) for cell in row)
            made.append(SourceLine(f"{indent}| {' | '.join(cells)} |", line.number))
            if len(made) == 1:
                made.append(SourceLine(f"{indent}|{'---|' * len(row)}", line.number))
    return made
