"""Tables of bars as they are meant: bars in code and mathematics part no cells, and no cell of a long row is lost."""

from __future__ import annotations

import re

from aura_nb.regex import regex
from aura_nb.sources.markdown.lines import SourceLine, prose

_RULE = regex(r"(?P<lead>[\s>]*)\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_BAR = regex(r"(?<!\\)\|")
_WITHIN = regex(r"(?P<ticks>`+)(?!`)[^`]+?(?<!`)(?P=ticks)(?!`)|(?<![\\$\w])\$(?![\s$])[^$`]+?(?<![\s\\])\$(?![\w$])")
_MOST = 100  # columns


def whole(lines: list[SourceLine]) -> list[SourceLine]:
    """Lines whose tables have as many columns as their longest row, where bars in code and mathematics part nothing."""
    found, outside = list(lines), prose(lines)
    for place in range(1, len(lines)):
        rule = _RULE.match(lines[place].text) if outside[place] and outside[place - 1] else None
        if rule is None or "|" not in lines[place].text or "|" not in lines[place - 1].text:
            continue
        end = place + 1
        while end < len(lines) and outside[end] and "|" in lines[end].text:
            end += 1
        columns = _count(lines[place].text)
        rows = {at: _meant(lines[at].text, columns) for at in (place - 1, *range(place + 1, end))}
        if _count(rows[place - 1]) != columns:
            continue  # no table
        missing = min(max(map(_count, rows.values())), _MOST) - columns
        if missing > 0:
            rows[place - 1] = _bare(rows[place - 1]) + "| " * missing + "|"
            rows[place] = _bare(lines[place].text) + "|---" * missing + "|"
        for at, text in rows.items():
            found[at] = SourceLine(text, lines[at].number)
    return found


def _bare(row: str) -> str:
    """A row without the bar that ends it."""
    return re.sub(r"(?<!\\)\|\s*$", "", row.rstrip())


def _count(row: str) -> int:
    """The cells of a row; a bar behind a backslash parts none."""
    return len(_BAR.findall(_bare(re.sub(r"^[\s>]*\|?", "", row)))) + 1


def _meant(row: str, columns: int) -> str:
    """A row in which bars of code and mathematics part no cells, where it has too many otherwise."""
    return _WITHIN.sub(lambda part: _BAR.sub(r"\\|", part[0]), row) if _count(row) > columns else row
