"""Diagrams drawn with characters in the running text: fenced as code, so that they keep their lines.

Trees of folders, boxes, and arrows from row to row are. Tables, rules, formulas and prose with a dash in it are not.
"""

from __future__ import annotations

from aura_nb.regex import regex
from aura_nb.sources.markdown.lines import SourceLine, prose

_LINES = regex("[\u2500-\u257f]")  # Unicode's own characters for drawing boxes
_BRANCH = regex(r"\s*(?:[|:]\s+)*(?:\||\+|`|\\)-{1,}\s*\S")
_EDGE = regex(r"\s*(?:[|/\\<>v^]\s*)*[+.'`,]-{2,}[-+.'`,=<>]*(?:[\s+|.'`,<>v^/\\=-]*)$")
_WALL = regex(r"\s*\|.*\|\s*$")
_JOINTS = regex(r"\s*(?:[|vV^/\\\u2191\u2193\u25b2\u25bc\u21d3\u21d1](?:\s+|$))+$")
_ARROW = regex(r"(?<![-<!])(?:<?-{2,}>|<-{2,}|={2,}>|[\u2192\u2190\u25b6\u25ba])")
_TABLE = regex(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)+\|?\s*$|\s*\+(?:[-=:]+\+)+\s*$")
# What begins a block of its own, or is indented so far that it is code or belongs to a list.
_BLOCK = regex(r"(?: {4}|\t)|\s*(?:#{1,6}\s|>|[-*]\s|\d+[.)]\s|</?[A-Za-z!?]|:{3,}|[!?]{3}|\$\$|\[\^|\\begin\b)")
_OPENS, _CLOSES = regex(r"<(?:!--|pre\b|svg\b|script\b|style\b)"), regex(r"-->|</(?:pre|svg|script|style)>")
_FEW = 4  # words that can stand above a drawing as its root


def fenced(lines: list[SourceLine]) -> list[SourceLine]:
    """Lines in which each drawing is a block of code.

    >>> [row.text for row in fenced([SourceLine("src", 1), SourceLine("└── bees.py", 2)])]
    ['```text', 'src', '└── bees.py', '```']
    """
    outside = prose(lines)
    found: list[SourceLine] = []
    place, hidden = 0, False
    while place < len(lines):
        row = lines[place].text
        if hidden or not outside[place] or _OPENS.search(row):
            opened = max((match.start() for match in _OPENS.finditer(row)), default=-1) if outside[place] else -1
            closed = max((match.start() for match in _CLOSES.finditer(row)), default=-1)
            hidden = opened > closed or (hidden and closed < 0)
            found.append(lines[place])
            place += 1
            continue
        end = place
        while end < len(lines) and outside[end] and _is_plain(lines[end].text):
            end += 1
        found += _drawn(lines[place:end]) if end > place else [lines[place]]
        place = max(end, place + 1)
    return found


def _is_plain(row: str) -> bool:
    return bool(row.strip()) and not _BLOCK.match(row) and not _OPENS.search(row)


def _drawn(rows: list[SourceLine]) -> list[SourceLine]:
    """A paragraph, with a fence around what is drawn in it; sentences above and below stay text."""
    texts = [row.text for row in rows]
    if not _is_drawing(texts):
        return rows
    marked = [place for place, text in enumerate(texts) if _is_drawn(text)]
    start, end = marked[0], marked[-1] + 1
    if start and len(texts[start - 1].split()) <= _FEW and not texts[start - 1].rstrip().endswith((":", ".")):
        start -= 1
    if end < len(texts) and len(texts[end].split()) <= _FEW and _JOINTS.match(texts[end - 1]):
        end += 1
    before = [*rows[:start], SourceLine("", rows[start].number)] if start else []
    after = [SourceLine("", rows[end].number), *rows[end:]] if end < len(rows) else []
    margin = " " * min(len(text) - len(text.lstrip()) for text in texts[start:end])  # that of the list it stands in
    fence = SourceLine(f"{margin}```text", rows[start].number), SourceLine(f"{margin}```", rows[end - 1].number)
    return [*before, fence[0], *rows[start:end], fence[1], *after]


def _is_drawing(texts: list[str]) -> bool:
    if any(map(_TABLE.match, texts)) and not any(map(_LINES.search, texts)):
        return False
    if any(map(_LINES.search, texts)) and len(texts) > 1:
        return True
    branches = sum(bool(_BRANCH.match(text)) for text in texts)
    edges = sum(bool(_EDGE.match(text)) for text in texts)
    joints = sum(bool(_JOINTS.match(text)) for text in texts[1:-1])
    flows = joints > 1 or (joints and any(map(_ARROW.search, texts)))
    return branches >= 2 or (edges >= 1 and any(map(_WALL.match, texts))) or bool(flows)


def _is_drawn(text: str) -> bool:
    drawn = (_LINES.search, _BRANCH.match, _EDGE.match, _WALL.match, _JOINTS.match, _ARROW.search)
    return any(matches(text) for matches in drawn)
