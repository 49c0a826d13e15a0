"""MyST's directives, in fences of backticks or colons: each as the plain lines it stands for.

One whose content is Markdown becomes a div, which nests; the others a formula, code, a picture, a table, or nothing.
"""

from __future__ import annotations

import csv
import re

from aura_nb.regex import regex
from aura_nb.sources.markdown.dialects.dialect import Page
from aura_nb.sources.markdown.left_out import DIAGRAM
from aura_nb.sources.markdown.lines import Fence, SourceLine, fences

FENCE = regex(r"^(?P<indent>[\s>]*)(?P<marks>`{3,}|~{3,}|:{3,})\s*\{(?P<name>[A-Za-z][\w:.+-]*)\}(?P<argument>.*)$")
OPTION = regex(r"\s*:(?P<name>[\w-]+):(?:\s+(?P<value>.*))?$")
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


def is_directive(name: str) -> bool:
    """Whether a name is that of a directive."""
    return name.lower() in _CODE | _MATHS | _PICTURES | _FURNITURE | _PROSE or name.lower() in _OUTSIDE


def rewritten(lines: list[SourceLine], page: Page, depth: int = 0) -> list[SourceLine]:
    """Lines with the directives outside of other fences as what they stand for, and those within them too."""
    blocks: dict[int, Fence] = {fence.start: fence for fence in fences(lines)}
    found: list[SourceLine] = []
    place = 0
    while place < len(lines):
        directive = FENCE.match(lines[place].text)
        if directive and is_directive(directive["name"]) and depth < _DEEPEST:
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
            *rewritten(inside, page, depth + 1),
            SourceLine(f"{indent}::::::", last),
        ]
    return [SourceLine(indent.rstrip(), first), *made, SourceLine(indent.rstrip(), last)]


def _without_options(lines: list[SourceLine]) -> tuple[dict[str, str], list[SourceLine]]:
    """The options at the start of a directive, as `:name: value` or as YAML between two `---`, and the rest."""
    options: dict[str, str] = {}
    place = 0
    while place < len(lines) and (found := OPTION.match(lines[place].text)):
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
