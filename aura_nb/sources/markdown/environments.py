r"""Environments and frames of raw LaTeX in a text, as what they stand for: lists, tables, pictures, headings.

Mathematics stays as it is: the reader of formulas knows it.
"""

from __future__ import annotations

from aura_nb.regex import regex
from aura_nb.sources.latex import table
from aura_nb.sources.markdown.lines import SourceLine, prose

_BEGIN = regex(r"\s*\\(?P<edge>begin|end)\{(?P<name>[^{}]*)\}(?:<[^<>]*>)?(?:\[[^\]]*\])?(?:\{[^{}]*\})*\s*$")
_BLOCK = regex(
    r"\s*\\begin\{(?P<name>(?:long|super|sideways)?tab(?:le|ular[xy]?)\*?|tblr|(?:wrap|sub)?figure\*?|table\*?)\}"
)
_TITLED = regex(r"\s*\\begin\{(?:alert|example)?block\}(?:<[^<>]*>)?\{(?P<title>[^{}]+)\}\s*$")
_HEADED = regex(
    r"\s*\\(?:begin\{frame\}(?:<[^<>]*>)?(?:\[[^\]]*\])?|(?P<command>frametitle|framesubtitle|(?:sub)?section\*?|chapter\*?)(?:\[[^\]]*\])?)"
    r"\s*\{(?P<title>[^{}]+)\}(?:\{[^{}]*\})?\s*$"
)
_LEVELS = {"section": 1, "chapter": 1, "framesubtitle": 3}
_LISTS = {"itemize": "-", "enumerate": "1.", "description": "-"}
_GRAPHICS = regex(r"\\includegraphics\*?(?:<[^<>]*>)?(?:\[[^\]]*\])?\{(?P<file>[^{}<>]+)\}")
_CAPTION = regex(r"\\caption\*?(?:\[[^\]]*\])?\{(?P<text>(?:[^{}]|\{[^{}]*\})*)\}")
_ITEM = regex(r"\s*\\item(?:<[^<>]*>)?\s*(?:\[(?P<term>[^\[\]]*)\])?\s*(?P<text>.*)$")
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
_MOST_LINES = 500  # of a table or a figure


def settled(lines: list[SourceLine]) -> list[SourceLine]:
    r"""Lines in which environments of LaTeX are Markdown.

    >>> [row.text for row in settled([SourceLine(r"\begin{itemize}", 1), SourceLine(r"\item One", 2)])]
    ['', '- One']
    """
    if not any("\\" in line.text for line in lines):
        return lines
    outside = prose(lines)
    found: list[SourceLine] = []
    lists: list[str] = []  # the marks of the lists that are open
    place = 0
    while place < len(lines):
        line, begun = lines[place], None
        if outside[place] and "\\" in line.text:
            begun = _block(lines, place)
        if begun is not None:
            made, place = begun
            found += made
            continue
        found += _of_line(line, lists) if outside[place] else [line]
        place += 1
    return found


def _of_line(line: SourceLine, lists: list[str]) -> list[SourceLine]:
    number = line.number
    environment = _BEGIN.match(line.text)
    if headed := _HEADED.match(line.text):
        level = _LEVELS.get((headed["command"] or "").rstrip("*"), 2)
        return _apart(f"{'#' * level} {headed['title'].strip()}", number)
    if environment and (titled := _TITLED.match(line.text)):
        return _apart(f"**{titled['title']}**", number)
    if line.text.strip().startswith(r"\includegraphics") and (file := _GRAPHICS.fullmatch(line.text.strip())):
        return [SourceLine(f"![](<{file['file'].strip()}>)", number)]
    if lists and (item := _ITEM.match(line.text)):
        indent = "   " * (len(lists) - 1)
        term = f"**{item['term']}** " if item["term"] else ""
        return [SourceLine(f"{indent}{lists[-1]} {term}{item['text']}", number)]
    if environment and environment["name"] in _LISTS:
        if environment["edge"] == "begin":
            lists.append(_LISTS[environment["name"]])
        else:
            del lists[-1:]
        return [SourceLine("", number)] if len(lists) < 2 else []
    return [SourceLine("", number)] if environment and environment["name"] not in _MATHS else [line]


def _block(lines: list[SourceLine], start: int) -> tuple[list[SourceLine], int] | None:
    """The table or the figure that begins in a line, and the place behind it; None where none does."""
    begun = _BLOCK.match(lines[start].text)
    if begun is None:
        return None
    close = f"\\end{{{begun['name']}}}"
    rows = lines[start : start + _MOST_LINES]
    end = next((at for at, row in enumerate(rows) if close in row.text), None)
    if end is None:
        return None
    tex, number = "\n".join(row.text for row in rows[: end + 1]), lines[start].number
    if drawn := table(tex):
        return _apart(drawn, number), start + end + 1
    pictures = [file["file"].strip() for file in _GRAPHICS.finditer(tex)]
    if not pictures:
        return None
    said = _CAPTION.search(tex)
    caption = " ".join(said["text"].split()).replace('"', "'") if said else ""
    alone = len(pictures) == 1 and caption
    made = [f"![{caption}](<{file}>{f' {chr(34)}{caption}{chr(34)}' if alone else ''})" for file in pictures]
    made += [] if alone or not caption else ["", caption]
    return [row for text in made for row in _apart(text, number)], start + end + 1


def _apart(text: str, number: int) -> list[SourceLine]:
    """A line between empty ones."""
    return [SourceLine("", number), SourceLine(text, number), SourceLine("", number)]
