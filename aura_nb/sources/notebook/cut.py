"""The code of a cell as a slide shows it: without imports, settings and magics, and the part that matters."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from msgspec import Struct, field

from aura_nb.regex import regex
from aura_nb.sources.notebook.statements import Python, Statement, is_magic, python

MOST_ROWS = 16
_KEPT = 12  # rows of a longer cell that matter
_LITTLE = 4  # rows that are not enough to be seen alone
_FEW = 3  # statements or rows, of which what is written behind them is said as well
_ROOM = 22  # rows that a slide has room for: what stands above those that matter is dimmed
_WIDEST = 110
_CELL_MAGICS = {"sh": "bash", "script": "bash", "js": "javascript", "R": "r", "cython": "python", "writefile": ""}
_OTHER_LANGUAGES = frozenset({"bash", "sql", "ruby", "perl", "julia", *_CELL_MAGICS})
_PAGES = frozenset({"html", "javascript", "js", "latex", "markdown", "svg", "HTML"})  # what they show is their output
_MAGIC = regex(r"%%(?P<name>\w+)(?P<rest>.*)$")
_ALONE = regex(r"%(?P<name>\w+)$")
_SETUP = {
    "r": regex(
        r"\s*(?:suppress\w+\(|library\(|require\(|source\(|options\(|set\.seed\(|setwd\(|theme_set\(|(?:\.\s*=\s*)?ottr::)"
    ),
    "bash": regex(r"\s*#!"),
    "octave": regex(r"\s*(?:pkg load|close all|clear(?: all)?|clc|format (?:long|short)|more off|graphics_toolkit)\b"),
    **dict.fromkeys(
        ("c", "c++"), regex(r"\s*(?:#\s*(?:include|pragma|define)\b|using\s+namespace\b|using\s+[\w:]+\s*;)")
    ),
    **dict.fromkeys(("java", "kotlin", "scala", "go"), regex(r"\s*(?:import|package)\s")),
    **dict.fromkeys(
        ("javascript", "typescript"), regex(r"\s*import\s.*from\s|\s*(?:const|let|var)\s.{1,80}=\s*require\(")
    ),
    "cs": regex(r"\s*(?:using\s+[\w.]+\s*;|#r\s)"),
    "julia": regex(r"\s*(?:using |import |gr\(\)|plotlyjs\(\)|Random\.seed!|Pkg\.)"),
}
_CLOSES = regex(r"[)}\]+|]|(?:end|else|elseif|elif|fi|done|then|catch|finally|esac)\b|%>%")
_LABEL = regex(r"\w+:")  # `public:`, which belongs to what it stands in
_HASH = frozenset({"r", "python", "julia", "bash", "ruby", "perl"})
_SIGNS = {"sql": "--", "haskell": "--", "lua": "--", "matlab": "%", "octave": "%"} | dict.fromkeys(_HASH, "#")
_NAMES = {
    **dict.fromkeys(("c++17", "c++14", "c++11", "xcpp"), "c++"),
    "sos": "python",
    "sagemath": "python",
    "ijavascript": "javascript",
    "deno": "typescript",
    "c#": "cs",
    "f#": "fs",
    **dict.fromkeys(
        ("sqlite3", "sqlite", "postgresql", "postgres", "mysql", "mariadb", "tsql", "t-sql", "plsql"), "sql"
    ),
    **dict.fromkeys(("sh", "zsh", "shell", "console"), "bash"),
}


class Group(Struct):
    """Lines that belong together, counted from 0 among the rows that are shown, and what their author says of them."""

    rows: list[int]
    comment: str = ""
    statements: list[ast.stmt] = field(default_factory=list)


class Cut(Struct):
    """The code as it is shown; `tree` is None for what is no Python. `left` is how many lines are not shown.

    `matters` are the rows of a long cell that matter; the others are dimmed. `whole` is how many rows there are in all.
    """

    text: str
    language: str
    groups: list[Group] = field(default_factory=list)
    tree: Python | None = None
    left: int = 0
    matters: list[int] = field(default_factory=list)
    whole: int = 0

    @property
    def names_only(self) -> bool:
        """Whether it does nothing but show what a name stands for."""
        nodes = [each.node for each in self.tree.telling] if self.tree else []
        return bool(nodes) and all(
            isinstance(node, ast.Expr) and isinstance(node.value, ast.Name | ast.Attribute) for node in nodes
        )


def cut(source: str, language: str, more: str) -> Cut:
    """What of a cell is shown; `more` is the line that counts what is not."""
    rows = source.expandtabs(4).split("\n")
    magic = _MAGIC.match(rows[0].strip())
    if magic is None and (alone := _ALONE.match(rows[0].strip())) and alone["name"] in _OTHER_LANGUAGES:
        magic = alone  # as Databricks writes it
    if magic:
        name = magic["name"]
        if name in _PAGES:
            return Cut("", language)
        if name in _OTHER_LANGUAGES:
            language = _CELL_MAGICS.get(name, name)
        rows = rows[1:]
    name = _NAMES.get(language, language)
    tree = python("\n".join(rows), earlier=True) if language == "python" else None
    found = _of_python(tree, name, more) if tree is not None else _of_rows(rows, name, more)
    found.language = name
    return found


def _of_python(tree: Python, language: str, more: str) -> Cut:
    kept = tree.telling
    if not kept:
        return Cut("", language, tree=tree, left=sum(1 for row in tree.rows if row.strip()))
    chosen = _chosen(kept)
    seen = _around(kept, chosen)
    matters: list[int] = []
    rows: list[str] = []
    groups: list[Group] = []
    left = 0
    before = kept[0].first - _height(tree, kept[0])
    for each in kept:
        start = each.first - _height(tree, each)
        if each not in seen:
            left += each.last - start + 1
            before = each.last + 1
            continue
        if left and rows is not None:
            rows.append(_more(more, left, language))
            left = 0
        elif rows and not any(row.strip() for row in tree.rows[before:start]) and start > before:
            rows.append("")
        shown = _shortened(tree, each, start, more, language)
        place = len(rows)
        rows += shown
        if each in chosen:
            matters += range(place, len(rows))
        # What nobody says anything of belongs to what stands above it.
        if groups and not each.comment and start == before and groups[-1].comment:
            groups[-1].rows += range(place, len(rows))
            groups[-1].statements += each.nodes
        else:
            comment = each.comment or (_behind(tree, each) if len(kept) <= _FEW and each.first == each.last else "")
            groups.append(Group([*range(place, len(rows))], comment, each.nodes))
        before = each.last + 1
    if left:
        rows.append(_more(more, left, language))
    total = sum(1 for row in tree.rows if row.strip())
    found = Cut("\n".join(rows), language, groups, tree, max(0, total - sum(1 for row in rows if row.strip())))
    if len(chosen) < len(kept):
        found.matters, found.whole = matters, total
    return found


def _behind(tree: Python, each: Statement) -> str:
    """The comment at the end of a statement's last row."""
    row = tree.rows[each.last].encode()[each.node.end_col_offset or 0 :].decode(errors="ignore").strip()
    return row.lstrip("#").strip() if row.startswith("#") else ""


def _height(tree: Python, each: Statement) -> int:
    """How many rows of comment stand right above a statement."""
    height = 0
    while each.first - height > 0 and tree.rows[each.first - height - 1].lstrip().startswith("#"):
        height += 1
    return height


def _chosen(kept: Sequence[Statement]) -> list[Statement]:
    """The statements that a slide has room for: all of them, else the last ones, which make what is seen."""
    if sum(each.last - each.first + 1 for each in kept) <= MOST_ROWS:
        return list(kept)
    chosen: list[Statement] = []
    room = _KEPT
    for each in reversed(kept):
        size = min(_KEPT, each.last - each.first + 1)
        if chosen and size > room and room <= _KEPT - _LITTLE:
            break  # a line or two by themselves would tell nothing of what they are made of
        chosen.insert(0, each)
        room -= size
    return chosen


def _around(kept: Sequence[Statement], chosen: Sequence[Statement]) -> list[Statement]:
    """The statements that matter, with those right above them for which there is room."""
    place = kept.index(chosen[0])
    room = _ROOM - 1 - sum(min(MOST_ROWS, each.last - each.first + 1) for each in chosen)
    while place > 0 and (size := kept[place].first - kept[place - 1].first) <= room + (place == 1):
        place -= 1
        room -= size
    return list(kept[place:])


def _shortened(tree: Python, each: Statement, start: int, more: str, language: str) -> list[str]:
    """The rows of a statement; of a long one its beginning and its end."""
    rows = _without_documentation(tree, each, start)
    if len(rows) <= MOST_ROWS:
        return rows
    inset = next((row[: len(row) - len(row.lstrip())] for row in rows[1:] if row.strip()), "")
    body, last = rows[: _KEPT - 2], rows[-2:]
    return [*body, inset + _more(more, len(rows) - len(body) - len(last), language), *last]


def _without_documentation(tree: Python, each: Statement, start: int) -> list[str]:
    """The rows of a statement; of a long docstring its first line, the rest is said."""
    rows = tree.rows[start : each.last + 1]
    body = getattr(each.node, "body", None)
    first = body[0] if isinstance(body, list) and body else None
    if len(rows) <= MOST_ROWS or not isinstance(each.node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return rows
    match first:
        case ast.Expr(value=ast.Constant(value=str()), lineno=top, end_lineno=int(end)) if (
            end > top and len(body or []) > 1
        ):
            head = tree.rows[top - 1].rstrip()
            quotes = next((mark for mark in ('"""', "'''") if mark in head), "")
            opened = head if quotes and not head.endswith(quotes) else f"{head}{tree.rows[top].strip()}"
            return [*tree.rows[start : top - 1], f"{opened}{quotes}", *tree.rows[end : each.last + 1]]
        case _:
            return rows


def _of_rows(rows: Sequence[str], language: str, more: str) -> Cut:
    """Code of another language, by its lines."""
    setup = _SETUP.get(language)
    sign = _SIGNS.get(language, "//")
    kept = [row for row in rows if not is_magic(row) or language == "bash"]
    kept = [row.rstrip() for row in kept if setup is None or not setup.match(row)]
    kept = "\n".join(kept).strip("\n").split("\n")
    if not any(row.strip() and not row.lstrip().startswith(sign) for row in kept):
        return Cut("", language)
    total, left, matters = sum(1 for row in kept if row.strip()), 0, list[int]()
    elided = -1  # the row that counts those that are not shown
    if len(kept) > MOST_ROWS and (first := _last_part(kept)):
        start = next(at for at in _starts(kept) if at >= len(kept) - _ROOM + 1) if len(kept) > _ROOM else 0
        left = sum(1 for row in kept[:start] if row.strip())
        head = [_more(more, left, language)] if left else []
        elided = len(head) - 1
        matters = [len(head) + at - start for at in range(first, len(kept))]
        kept = [*head, *kept[start:]]
    elif len(kept) > _ROOM:
        left, elided = len(kept) - _KEPT, _KEPT - 3
        kept = [*kept[:elided], _more(more, left, language), *kept[-3:]]
    groups: list[Group] = []
    comment: list[str] = []
    for place, row in enumerate(kept):
        bare = row.strip()
        if bare.startswith(sign) and place != elided:
            text = bare.lstrip(sign).strip(" -=*#%~_")
            comment += [text] if text else []
            if comment and (not groups or groups[-1].rows):
                groups.append(Group([]))
        elif bare and groups:
            if comment:
                groups[-1].comment, comment = "\n".join(comment), []
            groups[-1].rows.append(place)
    groups = [each for each in groups if each.rows and each.comment]
    if not groups and len(kept) <= _FEW:
        ends = [
            (place, re.search(rf"\s{re.escape(sign)}\s+(?P<said>[^'\"`]+)$", row)) for place, row in enumerate(kept)
        ]
        groups = [Group([place], end["said"].strip()) for place, end in ends if end]
    return Cut("\n".join(kept), language, groups, left=left, matters=matters, whole=total if matters else 0)


def _starts(rows: Sequence[str]) -> list[int]:
    """Where something begins in code whose grammar nobody knows: lines that are not set in and end nothing."""
    return [
        at
        for at, row in enumerate(rows)
        if row[:1].strip() and not (_CLOSES.match(row) or _LABEL.fullmatch(row.rstrip()))
    ]


def _last_part(rows: Sequence[str]) -> int:
    """Where the last part of a long cell begins, which makes what is seen; 0 where it has no short one."""
    return next((at for at in _starts(rows) if at >= len(rows) - _KEPT), 0)


def announced(source: str) -> str:
    """A cell of imports or settings as it is shown where the text before it leads to it; a long one is not."""
    rows = [row for row in source.expandtabs(4).split("\n") if not is_magic(row)]
    return "\n".join(rows).strip() if len(rows) <= MOST_ROWS else ""


def sign_of(language: str) -> str:
    """What a comment begins with."""
    return _SIGNS.get(_NAMES.get(language, language), "//")


def _more(more: str, left: int, language: str) -> str:
    sign = _SIGNS.get(language, "//")
    return f"{sign} {more.format(count=left)}"
