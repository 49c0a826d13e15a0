"""Points of lists, rows of tables and lines of code: each as it is shown and as it is said."""

from __future__ import annotations

import re
from collections.abc import Sequence

from aura_nb.sources.markdown.blocks import Block, Code, Point, Points

DASH = "\N{EN DASH}"
_TASK = re.compile(r"\[([ xX><!?/*\"+~\u201c\u201d-])\]\s+")  # of Obsidian too: forwarded, canceled, important
_TASKS = {"x": "✓ ", "X": "✓ ", " ": "○ ", ">": "○ ", "<": "○ ", "/": "○ ", "-": "✗ "}
_READ_ALOUD = 90  # characters of a table's row that a person would still read out whole
_TELLING = 300  # the same of a row that is a word and what is said about it
_COMMENT = re.compile(r"(?<=\S) {3,}(?=#|//|--|;)")  # columns of comments would make lines wider than a slide
_REMARK = re.compile(r"^\s*(?:#(?!!)|//|--|;|%|\"\"\"|/\*)+\s*(?P<text>[^\W\d_].*?)\s*(?:\"\"\"|\*/)?$")
_LONGEST_REMARK = 120  # characters of a comment that is read out
# In these, a row that begins like a comment is a heading, a point or plain text.
_TEXTS = frozenset(
    {"markdown", "md", "mdx", "qmd", "rmd", "myst", "rst", "text", "txt", "diff", "html", "xml", "latex"}
)


def code(text: str, line: int, language: str = "") -> list[Block]:
    """A block of code in a language, with the first comment that is words; texts about texts have none."""
    lines = text.expandtabs(4).strip("\n").split("\n")
    trimmed = "\n".join(_COMMENT.sub("  ", row.rstrip()) for row in lines)
    if not trimmed.strip():
        return []
    return [Code(trimmed, "" if language in _TEXTS else remark(trimmed.split("\n")), line)]


def remark(rows: Sequence[str]) -> str:
    """The first comment in rows of code, if it is words.

    >>> remark(["x = 1", "# Count the bees", "count(x)"])
    'Count the bees'
    """
    found = (_REMARK.match(row) for row in rows)
    texts = (match["text"] for match in found if match)
    return next((text for text in texts if " " in text and len(text) <= _LONGEST_REMARK), "")


def table_points(rows: Sequence[Sequence[str]], line: int) -> list[Block]:
    """A table's rows as points: "name: value" for two columns, else each value with its column's name."""
    if not rows:
        return []
    if len(rows) > 1:  # a column of badges or pictures is empty
        filled = {place for row in rows[1:] for place, cell in enumerate(row) if cell}
        kept = [place for place in range(max(map(len, rows))) if place in filled]
        rows = [[row[place] for place in kept if place < len(row)] for row in rows]
    head, *body = rows
    found = (
        [_row(head, row) for row in body] if body else [Point(f" {DASH} ".join(filter(None, head)), ", ".join(head))]
    )
    points = tuple(point for point in found if point.shown)
    return [Points(points, line)] if points else []


def _row(head: Sequence[str], row: Sequence[str]) -> Point:
    first, *rest = row or [""]
    columns = [*head[1:], *[""] * len(rest)]
    named = [
        f"{column}: {value}" if column and len(rest) > 1 else value
        for column, value in zip(columns, rest, strict=False)
        if value
    ]
    if not named or not first:
        shown = first or "; ".join(named)
        return Point(shown, shown if len(shown) <= _READ_ALOUD else "")
    shown = f"{first}: {named[0]}" if len(rest) == 1 else f"{first} {DASH} {'; '.join(named)}"
    said = f"{first}: {', '.join(named).replace(': ', ' ')}"
    longest = _TELLING if len(rest) == 1 else _READ_ALOUD
    return Point(shown, said if len(said) <= longest else first)


def point(shown: str, said: str, depth: int, marker: str) -> Point:
    task = _TASK.match(shown)
    if task:
        shown, said = shown[task.end() :], _TASK.sub("", said, count=1)
        marker = _TASKS.get(task[1], "")
    elif depth and not marker:
        marker = f"{DASH} "
    prefix = marker if marker[:1] not in f"✓✗○{DASH}" else ""
    return Point(marker + shown, (prefix if marker.endswith(": ") else "") + said)


def both(said: str, more: str) -> str:
    """Two paragraphs of a point as they are said: the first as a sentence."""
    if not said or not more:
        return said or more
    return f"{said}{'' if said[-1:] in '.!?:;…。！？' else '.'} {more}"  # noqa: RUF001 - other scripts' punctuation
