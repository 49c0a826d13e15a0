"""Blocks of code: their language, the lines that light up in them, and the comment that is said of them.

Every tool marks lines in the words behind a fence: `{3|5-7}` (Slidev), `[3|5-7]` (reveal.js), `code-line-numbers="3"`
(Quarto), `hl_lines="2 3"` (MkDocs), `{hl_lines=[2,"4-6"]}` (Hugo), `emphasize-lines` (MyST), `{1,4-6}` (Docusaurus).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from aura_nb.regex import regex
from aura_nb.sources.markdown.blocks import CodeBlock

MOST = 20_000  # characters of a scene's code
_MOST_GROUPS, _MOST_LIT, _LAST_LINE = 60, 500, 10_000
_RANGE = r"(?:all|none|hide|\*|\d{1,5}(?:\s*-\s*\d{1,5})?)"
_RANGES = rf"{_RANGE}(?:\s*[,|\s]\s*{_RANGE})*"
_MARKED = regex(rf"[{{\[]\s*(?:\d+\s*:\s*)?(?P<ranges>{_RANGES})\s*[}}\]]", re.IGNORECASE)
_NAMED = regex(
    r"(?P<name>code-line-numbers|data-line-numbers|data-ln|emphasize-lines|hl_lines|highlight-?lines?|highlight|mark)"
    r"\s*[=:]\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|[\[{](?P<list>[^\]}]*)[\]}]|(?P<bare>[\w|,*-]+))",
    re.IGNORECASE,
)
_NUMBERED = regex(
    r"number-?lines|(?:\b|show)line-?numbers\b(?!\s*[=:]\s*[\"']?false)|linenums\s*=|\blinenos\b(?!\s*[=:]\s*[\"']?false)"
    r"|(?<!no)\blines\s*:\s*true",
    re.IGNORECASE,
)
_QUOTED = regex(r"\"[^\"]*\"|'[^']*'")
_PART = regex(_RANGE, re.IGNORECASE)
_LANGUAGE = regex(r"[\w+#.-]{1,50}")
_REMARK = regex(r"^\s*(?:#(?!!)|//|--|;|%|\"\"\"|/\*)+\s*(?P<text>[^\W\d_].*?)\s*(?:\"\"\"|\*/)?$")
_LONGEST_REMARK = 120  # characters of a comment that is read out
# In these, a row that begins like a comment is a heading, a point or plain text.
_TEXTS = frozenset(
    {"markdown", "md", "mdx", "qmd", "rmd", "myst", "rst", "text", "txt", "diff", "html", "xml", "latex"}
)
# Their prompts and commands begin like comments.
_SESSIONS = frozenset(
    {"console", "shell-session", "sh-session", "terminal", "doscon", "ipython", "ipython3", "jupyter"}
)


def language_of(info: str) -> str:
    """The language that the words behind a fence name, in lower case.

    >>> [language_of(info) for info in ("Python {1|3}", "{.r code-line-numbers='1'}", "c++", "js[1-2|3]", "")]
    ['python', 'r', 'c++', 'js', '']
    """
    words = info.strip().strip("{}").lstrip(".").split()
    return re.split(r"[{\[,.:]", words[0].lower())[0] if words and "=" not in words[0] else ""


def code(text: str, line: int, info: str = "", *, numbers: bool = False) -> CodeBlock | None:
    """A block of code with the first comment that is words; texts about texts have none. None where it is empty."""
    rows = [row.rstrip() for row in text.expandtabs(4).split("\n")]
    filled = [place for place, row in enumerate(rows) if row]
    if not filled:
        return None
    first = filled[0]
    rows = rows[first : filled[-1] + 1]
    language = language_of(info)
    language = language if _LANGUAGE.fullmatch(language) else ""
    return CodeBlock(
        "\n".join(rows),
        "" if language in _TEXTS | _SESSIONS else remark(rows),
        line,
        language,
        tuple(_lits(info, first, len(rows))),
        numbers or bool(_NUMBERED.search(info)),
    )


def _lits(info: str, first: int, count: int) -> Iterator[tuple[int, ...]]:
    """The groups of lines that light up; all of it at the start is how it begins."""
    named = _NAMED.search(info)
    bare = _MARKED.search(_QUOTED.sub("", _NAMED.sub("", info)))
    if named:
        ranges = next(filter(None, named.group("double", "single", "list", "bare")), "").replace('"', "")
    else:
        ranges = bare["ranges"] if bare else ""
    if not _PART.search(ranges):
        return
    made = 0
    for place, group in enumerate(ranges.split("|")):
        whole = any(part.casefold() in {"all", "*"} for part in _PART.findall(group))
        if whole and not place:
            continue
        lines = _all(count) if whole else sorted({number - first for number in _numbers(group)} & {*_all(count)})
        if lines and made < _MOST_GROUPS:
            made += 1
            yield tuple(lines[:_MOST_LIT])


def _all(count: int) -> list[int]:
    return list(range(1, min(count, _LAST_LINE) + 1))


def _numbers(group: str) -> Iterator[int]:
    for part in _PART.findall(group):
        start, _, end = part.partition("-")
        if start.strip().isdigit():
            last = int(end) if end.strip() else int(start)
            yield from range(int(start), min(last, _LAST_LINE) + 1)


def remark(rows: Sequence[str]) -> str:
    """The first comment in rows of code, if it is words.

    >>> remark(["x = 1", "# Count the bees", "count(x)"])
    'Count the bees'
    """
    found = (_REMARK.match(row) for row in rows)
    texts = (match["text"] for match in found if match)
    return next((text for text in texts if " " in text and len(text) <= _LONGEST_REMARK), "")


def parted(block: CodeBlock) -> Iterator[CodeBlock]:
    """Code in pieces that a scene can hold, cut between lines."""
    if len(block.text) <= MOST:
        yield block
        return
    rows = [row[at : at + MOST] for row in block.text.split("\n") for at in range(0, max(1, len(row)), MOST)]
    start = 0
    while start < len(rows):
        end, size = start, -1
        while end < len(rows) and size + 1 + len(rows[end]) <= MOST:
            size += 1 + len(rows[end])
            end += 1
        piece = rows[start:end]
        if any(row.strip() for row in piece):
            lits = [tuple(line - start for line in group if start < line <= end) for group in block.lits]
            comment = remark(piece) if block.comment else ""
            yield CodeBlock(
                "\n".join(piece), comment, block.line, block.language, tuple(filter(None, lits)), block.numbers
            )
        start = end
