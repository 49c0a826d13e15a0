"""Pandoc's tables without bars: columns below which runs of dashes are drawn, and the captions of all its tables.

They become tables of bars. See "Tables" in pandoc's guide: a simple table has a row a line, one of several lines has
empty lines between its rows and stands between two lines of dashes; either may do without a header.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from aura_nb.regex import regex
from aura_nb.sources.markdown.lines import SourceLine, prose

_COLUMNS = regex(r" {0,3}-{2,}(?: +-{2,})+ *$")
_RULE = regex(r" {0,3}-{5,} *$")
_CAPTION = regex(r"\s{0,3}(?:Table)?:\s+(?P<text>\S.*?)\s*(?:\{[^{}]*\})?$")
_MOST_HEADER = 8  # lines
_MOST_LINES = 2000


def simple_tables(lines: list[SourceLine]) -> list[SourceLine]:
    """Lines in which such tables are tables of bars."""
    outside = prose(lines)
    if not any(is_prose and _COLUMNS.match(line.text) for line, is_prose in zip(lines, outside, strict=True)):
        return lines
    blank = [not line.text.strip() or not is_prose for line, is_prose in zip(lines, outside, strict=True)]
    found: list[SourceLine] = []
    place = 0
    while place < len(lines):
        table = None if blank[place] or (place and not blank[place - 1]) else _table(lines, blank, place)
        if table is None:
            found.append(lines[place])
            place += 1
        else:
            made, place = table
            found += made
    return found


def captions(lines: list[SourceLine]) -> list[SourceLine]:
    """Lines in which the caption of a table, above or below it, stands in a div of its own."""
    found = list(lines)
    outside = prose(lines)
    filled = [place for place, line in enumerate(lines) if line.text.strip()]
    for at, place in enumerate(filled):
        caption = _CAPTION.match(lines[place].text) if outside[place] else None
        near = [filled[at - 1] if at else -1, filled[at + 1] if at + 1 < len(filled) else -1]
        if caption and any(one >= 0 and outside[one] and _is_row(lines[one].text) for one in near):
            line = lines[place].number
            found[place] = SourceLine(f"\n:::::: {{.table-caption}}\n{caption['text']}\n::::::\n", line)
    return [SourceLine(text, line.number) for line in found for text in line.text.split("\n")]


def _is_row(text: str) -> bool:
    return text.lstrip().startswith("|") and text.count("|") > 1


def _table(lines: Sequence[SourceLine], blank: Sequence[bool], start: int) -> tuple[list[SourceLine], int] | None:
    """The table that begins in a line, and the place behind it; None where none does."""
    many = bool(_RULE.match(lines[start].text))
    drawn = start + 1 if many else start
    limit = min(len(lines), drawn + _MOST_HEADER)
    while drawn < limit and not blank[drawn] and not _COLUMNS.match(lines[drawn].text):
        drawn += 1
    if drawn == limit or blank[drawn] or (not many and drawn - start > 1):
        return None
    edges = [found.start() for found in re.finditer(r"-+", lines[drawn].text)]
    headless = drawn == start
    end = _end(lines, blank, drawn, closing=_RULE if many else _COLUMNS if headless else None)
    if end is None:
        return None
    header = _cells(lines[start + many : drawn], edges)
    by_lines = many or (headless and any(blank[drawn + 1 : end]))
    rows = _rows(lines, blank, drawn + 1, end, edges, by_lines=by_lines)
    if not rows:
        return None
    number = lines[start].number
    top = [header if any(header) else [""] * len(edges)]
    made = [
        SourceLine("", number),
        *(SourceLine(_barred(row), number) for row in top),
        SourceLine("|" + "---|" * len(edges), lines[drawn].number),
        *(SourceLine(_barred(cells), at) for cells, at in rows),
        SourceLine("", lines[end - 1].number),
    ]
    closed = end < len(lines) and not blank[end]
    return made, end + closed


def _end(
    lines: Sequence[SourceLine], blank: Sequence[bool], drawn: int, *, closing: re.Pattern[str] | None
) -> int | None:
    """Where the rows end: at the closing line of dashes, or at an empty line where none is wanted."""
    for place in range(drawn + 1, min(len(lines), drawn + _MOST_LINES)):
        if blank[place] and closing is None:
            return place
        if not blank[place] and (closing or _COLUMNS).match(lines[place].text):
            return place
    return len(lines) if closing is None else None


def _rows(
    lines: Sequence[SourceLine], blank: Sequence[bool], start: int, end: int, edges: Sequence[int], *, by_lines: bool
) -> list[tuple[list[str], int]]:
    groups: list[list[SourceLine]] = [[]]
    for place in range(start, end):
        if blank[place]:
            groups += [[]] if groups[-1] else []
        elif by_lines:
            groups[-1].append(lines[place])
        else:
            groups += [[lines[place]]]
    return [(_cells(group, edges), group[0].number) for group in groups if group]


def _cells(rows: Sequence[SourceLine], edges: Sequence[int]) -> list[str]:
    """The texts of a row that may take several lines, cut where its columns begin."""
    bounds = [*zip([0, *edges[1:]], [*edges[1:], None], strict=True)]
    return [" ".join(filter(None, (line.text[start:end].strip() for line in rows))) for start, end in bounds]


def _barred(cells: Sequence[str]) -> str:
    return "| " + " | ".join(re.sub(r"(?<!\\)\|", r"\\|", cell) for cell in cells) + " |"
